/*
 * Sends what the outbox owes: claims rows in the batch, gives them to who carries them once the
 * commit is on the disk, and writes what became of them into a later batch.
 *
 * A row is claimed durably before it is sent, and its end is written after: whenever the daemon
 * dies, no message is lost, and at most four times `at_a_time` of them go twice (counted at the
 * next start). A fourth of these is with the carrier; the rest is claimed ahead or waits to be
 * written, so that it does not wait for our disk.
 *
 * There are several roads: Kannel's, and one for each adapter that sends. Each has its own queue,
 * places, rate and pauses: one that is dead holds up no other.
 *
 * When a carrier can't be reached, does not answer or says "not now", its road pauses with backoff
 * and jitter, and goes on with one message at a time until one is taken. When it refuses us (401,
 * 403, 404), or three messages one after another (400), its road stops, the log says so once, and
 * one message a minute tries whether it is mended.
 */
#ifndef JIAXIN_SENDER_H
#define JIAXIN_SENDER_H

#include "outside/batch.h"
#include "outside/carrier.h"
#include "outside/http_server.h"
#include "outside/kannel_dlr.h"
#include "outside/metrics.h"
#include "store/outbox.h"

struct sender;

struct sender_options {
	struct store *store;
	struct metrics *metrics;
	const char *url; /* sendsms; empty: nothing is sent by Kannel, its messages wait */
	const char *username, *password, *from;
	const char *route; /* smsc-id of messages that name none; empty or "@NAME": none */
	const char *dlr_url,
	        *dlr_secret; /* kannel_dlr.h; empty dlr_url: no reports are asked for */
	unsigned at_a_time;  /* with sendsms */
	int64_t timeout_ms;
	int64_t rate;             /* messages a second */
	int64_t day_from, day_to; /* hours in China in which reminders leave */
	int64_t day_parts;        /* SMS parts a day, answers aside; 0: no limit */
};

/* The options' strings must outlive it. NULL with errno set. Kannel's is the first road. */
struct sender *sender_new(const struct sender_options *options);
void sender_free(struct sender *s);

struct sender_road {
	const char *route; /* "@NAME" (outbox.h) */
	struct carrier carrier;
	unsigned at_a_time;
	int64_t timeout_ms, rate;
	size_t answer_bytes; /* of an answer that are worth reading */
};

enum { SENDER_ROADS = 65 };

/* A road more, before the first turn; its strings must outlive the sender. 0 or -errno. */
int sender_add(struct sender *s, const struct sender_road *road) MUST_USE;

bool sender_has(const struct sender *s, const char *route); /* one of that name */

int sender_fd(const struct sender *s); /* readable when sender_turn has work; -1: never */

/*
 * Moves what is on the way; returns microseconds until it wants to run again, -1: none. `may_look`:
 * the store may be looked at now (batch_may_look).
 */
int64_t sender_turn(struct sender *s, bool may_look);

/*
 * Microseconds until sender_helper's work has something to do, -1: nothing that time brings. Of use
 * only while the store is free and well: else it would be asked for in vain.
 */
int64_t sender_until_work(struct sender *s);

/* Its part in the batch (batch.h). */
struct batch_helper sender_helper(struct sender *s);

/* A delivery report of Kannel's; its request is answered when the report is on the disk. */
void sender_take_report(struct sender *s, struct http_request *request);

/* Reports that somebody else has read; `answer` answers the request. */
struct sender_reports {
	const struct dlr *dlrs; /* in the request's arena, as what ctx points to */
	size_t count;
	void (*answer)(void *ctx, struct http_request *request, bool durable);
	void *ctx;
};
void sender_take_reports(
        struct sender *s, struct http_request *request, const struct sender_reports *reports);

/* Claims no more. */
void sender_drain(struct sender *s);

/* Nothing is on the way, or not yet written. */
bool sender_idle(const struct sender *s);

/* 503 to the reports that are not written: the daemon ends while the disk stalls. */
void sender_abandon(struct sender *s);

struct sender_figures {
	struct outbox_figures outbox; /* of a second ago at the most */
	size_t on_the_way;
	bool stopped;     /* a road */
	int64_t roadless; /* queued for an adapter that does not send, or for Kannel without URL */
};
struct sender_figures sender_figures(const struct sender *s);

/* How many wait for a road ("": that of what names none); of a second ago at the most. */
int64_t sender_waiting(const struct sender *s, struct str route);

#endif
