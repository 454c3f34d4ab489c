/*
 * The batch: messages that arrive together are walked, made durable by one commit and
 * then answered, all of them.
 *
 * What waits for the disk - commits, and the store's housekeeping - runs on a thread of its
 * own, so that the loop can go on taking requests and, when the disk stalls, still answer in
 * time that it can't. Only one side touches the store at a time: while the thread has it,
 * messages gather; when it is done, the loop releases the answers and walks what has gathered.
 */
#ifndef JIAXIN_BATCH_H
#define JIAXIN_BATCH_H

#include "outside/http_server.h"
#include "outside/metrics.h"
#include "talk/converse.h"

struct batch;

/* A message of a request, and what came of it. */
struct batch_exchange {
	struct message message;
	struct reply reply;
	bool queued; /* the answer leaves by the outbox: there is nothing to say here */
};

/*
 * How a request is answered: one for each channel and provider. Each function answers the request
 * (http_reply) before it returns; ctx is the call's.
 */
struct batch_writer {
	/* All its messages are durable: the exchanges are in the order of the call's messages. */
	void (*answer)(void *ctx, struct http_request *request,
	        const struct batch_exchange *exchanges, size_t count);

	/* They are not, or not in time; `why` is a line for the operator. The fallback is what the
	 * call has prepared, or NULL. */
	void (*busy)(void *ctx, struct http_request *request, const struct reply *fallback,
	        const char *why);
};

/* What came in one request: all of it becomes durable in one commit, then there is one answer. */
struct batch_call {
	const struct message *messages; /* copied; their strings live in the request's arena */
	size_t count;                   /* at least one */
	const struct batch_writer *writer;
	void *ctx;             /* the writer's own; in the request's arena, or longer */
	int64_t deadline_us;   /* 0: batch_options.deadline_us */
	struct reply fallback; /* text empty: none; in the request's arena, or longer */
	bool by_outbox; /* SMS answers are queued in the messages' own commit, not given back */
};

/*
 * Somebody else who changes the store in the batch. work is called by batch_turn when the store is
 * free and well; it may change it (outbox.h) and gives 0 or the store's negative errno: then the
 * batch fails. settled is called when a batch is over, with or without changes of its own.
 */
struct batch_helper {
	int (*work)(void *ctx, int64_t now_ms);
	void (*settled)(void *ctx, int error);
	void *ctx;
};

struct batch_options {
	struct conversation *conversation;
	struct metrics *metrics;
	size_t rows;                /* commit at the latest with so many messages... */
	int64_t wait_us;            /* ...or when the first has waited so long */
	int64_t deadline_us;        /* a message not durable by then gets its busy answer */
	struct batch_helper helper; /* work NULL: there is none */
};

/* NULL with errno set when the kernel gives no thread or descriptor. */
struct batch *batch_new(const struct batch_options *options);

/* Waits for a running commit; what is held then must have been answered. */
void batch_free(struct batch *batch);

int
batch_fd(const struct batch *batch); /* readable when a commit has ended: then call batch_turn */

/* Takes a request's messages, and sets their now_ms; it is held until batch_turn answers it. */
void batch_take(struct batch *batch, struct http_request *request, const struct batch_call *call);

/* The request is over (http_done): tells the store whether its answer left. */
void batch_done(struct batch *batch, struct http_request *request, bool sent);

/*
 * Moves things on: ends a finished commit, walks what has gathered, starts the next commit
 * when it is time. `connections` open now: when each of them waits for an answer, nobody else can
 * join and the commit starts at once. Returns microseconds until it wants to run again, -1: none.
 */
int64_t batch_turn(struct batch *batch, unsigned connections);

/* Whether sessions may be looked at now: not while the store is tended, nor in trouble. */
bool batch_may_look(const struct batch *batch);

/* Nothing is being committed or tended, or waits to be. */
bool batch_idle(const struct batch *batch);

/* Requests that are held. */
size_t batch_held(const struct batch *batch);

/* Lets the thread tend the store (store_tend), when it is idle and the store wants it. */
void batch_tend(struct batch *batch);

/* The store's trouble and figures; while it is being tended, those of just before. */
int batch_store_trouble(const struct batch *batch);
struct store_figures batch_store_figures(const struct batch *batch);

/* The busy answer to all that are held: the daemon ends while the disk still stalls. */
void batch_abandon(struct batch *batch);

#endif
