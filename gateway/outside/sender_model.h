/*
 * Inside the sender: sender.c is its life and its part in the batch; sender_claim.c says which rows
 * may leave now; sender_flight.c is a row on its way and what became of it; sender_reports.c are
 * delivery reports. All but sender_flight_settle and sender_reports_settle work in the open batch.
 */
#ifndef JIAXIN_SENDER_MODEL_H
#define JIAXIN_SENDER_MODEL_H

#include "outside/pace.h"
#include "outside/sender.h"
#include "outside/sendsms.h"

enum stage {
	FREE,
	CLAIMED, /* in the open batch: not sent before it is on the disk */
	SENT,
	ENDED,   /* `answer` came, and is not written */
	WRITTEN, /* in the open batch */
};

/* A row on its way. */
struct flight {
	enum stage stage;
	struct arena memory;
	struct outbox_row row;
	unsigned parts;
	bool stopped; /* by its receiver, after it was claimed */
	struct sendsms_answer answer;
};

/* A request with delivery reports that are not on the disk. */
struct report {
	struct http_request *request;
	struct sender_reports what;
	bool written; /* in the open batch */
	struct report *next;
};

struct sender {
	struct sender_options options;
	struct sendsms *sendsms; /* NULL: nothing is sent */
	struct flight *flights;
	struct report *first, **end;
	struct arena scratch;
	struct outbox_figures figures;
	struct pace pace;

	bool recovered, recovering;
	bool draining;
	int64_t recovered_count;

	int64_t looked_us, look_us; /* when the figures were read; when to claim again */
	uint64_t puts_seen;
};

/* How many flights are there. */
unsigned sender_stage_count(const struct sender *s, enum stage stage);

void sender_count(struct sender *s, enum counter counter);

/* How often the figures are read, and the queue is looked at when nothing was put. */
enum { SENDER_LOOK_EVERY_US = 1000000 };

/* --- sender_claim.c --- */

/* Places for rows. */
unsigned sender_places(const struct sender *s);

/* Claims what may leave now: 0 or the store's negative errno. */
int sender_claim(struct sender *s, int64_t now_us, int64_t now_ms) MUST_USE;

/* --- sender_flight.c --- */

/* A sendsms_done: the tag is the flight. */
void sender_flight_ended(void *ctx, void *tag, const struct sendsms_answer *answer);

/* Writes what became of those that ended. */
int sender_flights_write(struct sender *s, int64_t now_ms) MUST_USE;

/* The batch is over: a claimed row leaves if that was good; what was not written is written again.
 */
void sender_flight_settle(struct sender *s, struct flight *f, bool good, int64_t now_ms);

/* --- sender_reports.c --- */

int sender_reports_write(struct sender *s, int64_t now_ms) MUST_USE;

/* Answers those of the batch that is over; who sent them sends again what failed. */
void sender_reports_settle(struct sender *s, bool good);

#endif
