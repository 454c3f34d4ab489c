/*
 * One search of RAPTOR, for raptor.c only. It serves both directions: backward is forward with
 * every time negated, patterns read from their end, boarding and alighting exchanged, and
 * footpaths taken from the far end. "Time", "board" and "alight" below are those of the
 * direction searched.
 */
#ifndef JIAXIN_TIMETABLE_RAPTOR_SEARCH_H
#define JIAXIN_TIMETABLE_RAPTOR_SEARCH_H

#include "timetable/bounds.h"
#include "timetable/raptor.h"
#include "timetable/running.h"

#define RAPTOR_NONE UINT32_MAX                                /* no stop, no call */
enum { RAPTOR_NEVER_BYTE = 0x7f, RAPTOR_NEVER = 0x7f7f7f7f }; /* all its bytes are the same */

/*
 * How a stop is reached with exactly so many trips, where that is better than with fewer. Read
 * only where a time says that it is reached.
 */
struct label {
	uint32_t trip, day;
	uint32_t board, alight, board_stop;
	uint32_t walk_from; /* ready comes from a footpath from this stop; RAPTOR_NONE: from the
	                       trip */
};

/* A pattern; where it can be boarded in this round is counted in the direction searched. */
struct queued {
	uint32_t first, last; /* where; first is RAPTOR_NONE: nowhere */
	int32_t soonest;      /* the least time to be ready at any of them */
	int32_t begins, ends; /* its first departure, its last arrival; of the pattern alone */
	int32_t span;         /* from its first trip to its last at one call, at most */
};

struct raptor {
	const struct network *net;
	struct label *labels; /* MAX_TRIPS + 1 rounds of net->stops, as are the next two */
	int32_t *ready; /* the next trip can be boarded; RAPTOR_NEVER: no sooner than with fewer */
	int32_t *limit; /* ready of the search before, from the other end */
	int32_t *best_arrival, *best_ready; /* over all rounds so far */
	struct bounds *bounds;
	uint32_t *ready_stops, *arrived; /* stops changed in this round */
	size_t ready_count, arrived_count;
	bool *is_ready, *is_arrived, *is_target;
	struct running *running;
	struct queued *queued; /* for each pattern */
	uint32_t *queue;       /* those that are boarded somewhere */
	size_t queue_count;
};

/* One run in one direction. */
struct run {
	struct raptor *r;
	const struct question *q;
	bool backward;
	const uint32_t *from, *to;
	size_t from_count, to_count;
	int32_t start, bound; /* bound: only arrivals before it help */
	unsigned rounds;
	const uint64_t *runs[MAX_SERVICE_DAYS]; /* of each day of q: see running.h */
	bool is_limited;                        /* by r->limit */
	struct least least; /* what is needed from each stop on; NULL: not asked for */
	struct {
		int32_t time;    /* RAPTOR_NEVER: no better than with fewer trips */
		uint32_t alight; /* where the last trip is left; a footpath may follow */
	} found[MAX_TRIPS + 1];
};

static inline struct label *
label_of(const struct raptor *r, unsigned round, uint32_t stop)
{
	return &r->labels[(size_t)round * r->net->stops + stop];
}

static inline int32_t *
ready_of(const struct raptor *r, unsigned round)
{
	return &r->ready[(size_t)round * r->net->stops];
}

/* Fills run->found, and the labels and times of its raptor, which the next search forgets. */
void raptor_search(struct run *run);

/*
 * The search from the other end need not look at what would have to be boarded before anybody
 * could be ready there: keeps for it when that was, in the search that has just ended.
 */
void raptor_keep_limits(struct raptor *r);

#endif
