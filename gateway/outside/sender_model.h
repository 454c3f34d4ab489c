/*
 * Inside the sender: sender.c is its life and its part in the batch; sender_claim.c says which rows
 * may leave now; sender_flight.c is a row on its way and what became of it; sender_reports.c are
 * delivery reports.
 */
#ifndef JIAXIN_SENDER_MODEL_H
#define JIAXIN_SENDER_MODEL_H

#include "outside/pace.h"
#include "outside/sender.h"
#include "outside/sendsms.h"

enum stage {
	FREE,
	CLAIMED, /* in the open batch: not sent before it is on the disk */
	READY,   /* it is, and waits until fewer are with the carrier */
	SENT,
	ENDED,      /* `answer` came, and is not written */
	WRITTEN,    /* in the open batch */
	GIVEN_BACK, /* in the open batch: it was ready, and does not leave now */
};

/* A row on its way. */
struct flight {
	enum stage stage;
	struct arena memory;
	struct outbox_row row;
	unsigned parts;
	bool stopped; /* by its receiver, after it was claimed */
	struct carrier_answer answer;
};

/* A request with delivery reports that are not on the disk. */
struct report {
	struct http_request *request;
	struct sender_reports what;
	bool written; /* in the open batch */
	struct report *next;
};

/* A carrier, with the queue and the places of its own. */
struct road {
	struct sender *sender;
	struct sender_road is;
	uint32_t number; /* of its queue (outbox_road) */
	struct http_client *client;
	struct flight *flights;
	size_t flight_count;
	struct pace pace;
	int64_t look_us; /* when to claim again */
	uint64_t puts_seen;
};

struct sender {
	struct sender_options options;
	struct sendsms_options kannel;
	struct road roads[SENDER_ROADS];
	size_t road_count;
	int epoll_fd; /* of all clients; -1: there is none */
	struct report *first, **end;
	struct arena scratch;
	struct outbox_figures figures;
	unsigned parts; /* taken by carriers, and not charged yet */

	bool recovered, recovering;
	bool draining;
	int64_t recovered_count;

	int64_t looked_us;  /* when the figures were read */
	bool told_roadless; /* the log has said that some wait in vain */
};

/* How many flights are there. */
size_t road_stage_count(const struct road *r, enum stage stage);

void sender_count(struct sender *s, enum counter counter);

/* How often the figures are read, and the queue is looked at when nothing was put. */
enum { SENDER_LOOK_EVERY_US = 1000000 };

/* --- sender_claim.c --- */

/* Places for rows. */
size_t road_places(const struct road *r);

/* Claims what may leave now: 0 or the store's negative errno. */
int road_claim(struct road *r, int64_t now_us, int64_t now_ms) MUST_USE;

/* --- sender_flight.c --- */

/* An http_client_done: ctx is the road, the tag the flight. */
void road_flight_ended(void *ctx, void *tag, const struct http_answer *answer);

/* Writes what became of those that ended, and gives back what must not leave now. */
int road_flights_write(struct road *r, int64_t now_ms) MUST_USE;

/* The batch is over: a claimed row may leave if that was good; what was not written is so again. */
void road_flight_settle(struct flight *f, bool good);

/* What is ready does not leave now: the daemon ends, or one alone tries whether it works again. */
bool road_holds_back(const struct road *r);

/*
 * Hands rows that are ready to the carrier, as many as it may have at a time; true when there were
 * any. The store may be looked at, not changed.
 */
bool road_flights_launch(struct road *r, int64_t now_ms);

/* --- sender_reports.c --- */

int sender_reports_write(struct sender *s, int64_t now_ms) MUST_USE;

/* Answers those of the batch that is over; who sent them sends again what failed. */
void sender_reports_settle(struct sender *s, bool good);

#endif
