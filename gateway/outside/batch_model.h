/*
 * Inside the batch: batch.c takes requests, and decides when the thread gets the store;
 * batch_walk.c walks their messages; batch_answer.c answers, in time or that it can't;
 * batch_queue.c holds who waits.
 */
#ifndef JIAXIN_BATCH_MODEL_H
#define JIAXIN_BATCH_MODEL_H

#include "outside/batch.h"
#include "outside/commit_thread.h"

/*
 * A request and its messages on their way. Its own allocation: one that is told to come again
 * while the thread commits it must outlive its request.
 */
struct held {
	struct http_request *request; /* NULL once it was answered */
	const struct batch_writer *writer;
	void *ctx;
	struct reply fallback;
	int64_t since_us, late_us;
	bool by_outbox, committed;
	struct held *next;
	size_t count;
	struct batch_exchange exchanges[];
};

struct queue {
	struct held *first, **end;
	size_t requests, messages;
};

struct batch {
	struct batch_options options;
	struct commit_thread *thread;
	struct queue gathered; /* came while the thread had the store; not walked */
	struct queue walked;   /* in the open batch, or in the one being committed */
	struct queue put_off;  /* each waits for its turn to make a handler search */
	bool searched;         /* one has, this turn */
	size_t held;           /* requests without an answer */
	int64_t late_us;       /* none of them is late before this */
	int64_t changed_us;    /* when the helper began the open batch */
	bool tend_wanted;      /* as soon as the thread is free */
	int trouble_seen;      /* the store's, and its figures, as it began to be tended */
	struct store_figures figures_seen;
};

void queue_init(struct queue *q);
void queue_add(struct queue *q, struct held *h);
struct held *queue_take(struct queue *q); /* the first, or NULL */
void queue_free(struct queue *q);

/* The store is the loop's. */
bool batch_has_store(const struct batch *batch);

/* The open batch takes no more. */
bool batch_is_full(const struct batch *batch);

/* Walks a message that makes a handler search: one a turn. */
void batch_walk_put_off(struct batch *batch);

/* What came during the commit, as far as the open batch has room. */
void batch_walk_gathered(struct batch *batch);

/* Store, guard and helper all keep the batch that is over, or none does. */
void batch_settle(struct batch *batch, int error);

/* Everybody in the failed batch is told to come again; memory is as it was before it. */
void batch_fail(struct batch *batch, int error);

/* Answers everybody who was walked. */
void batch_release(struct batch *batch);

/* The message must come again; `h` may stay in a queue, its request goes its way. */
void batch_answer_busy(struct batch *batch, struct held *h, const char *why);
void batch_drop_busy(struct batch *batch, struct held *h, const char *why); /* and frees h */

/*
 * Who has waited too long is told to come again. Those in the batch may still become durable:
 * asking again finds their answer.
 */
void batch_answer_late(struct batch *batch, int64_t now_us);

/* Microseconds until somebody may be late, -1: nobody waits. */
int64_t batch_until_late(const struct batch *batch, int64_t now_us);

#endif
