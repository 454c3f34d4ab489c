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

#define RAPTOR_NONE UINT32_MAX   /* no stop, no call */
enum { RAPTOR_NEVER = 1 << 29 }; /* after any time; sums with BOUNDS_NEVER don't overflow */

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
	int32_t span;         /* of the pattern: from its first trip to its last at one call */
};

/* When the next trip can be boarded; kept for the search from the other end. */
struct readies {
	int32_t *at; /* by round and stop (ready_index); RAPTOR_NEVER: no sooner than with fewer */
	uint32_t *filled; /* the indices in `at` that say a time, by rounds */
	size_t filled_count;
	int32_t *best; /* by stop: what is not before it is of no use */
};

struct raptor {
	const struct network *net;
	struct label *labels;        /* MAX_TRIPS + 1 rounds of net->stops */
	struct readies ready, limit; /* of this search; of the one before, from the other end */
	size_t next_ready;           /* in ready.filled: the first of this round */
	int32_t *best_arrival;       /* by stop: what is not before it is of no use */
	struct bounds *bounds;
	uint32_t *arrived; /* stops changed in this round */
	size_t arrived_count;
	bool *is_arrived, *is_target;
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
	struct running_day runs[MAX_SERVICE_DAYS]; /* each day of q */
	const uint64_t *serves;                    /* patterns that run on any of them */
	bool is_limited;                           /* by r->limit */
	bool asks_bounds;                          /* least is what r->bounds has found */
	struct least least;                        /* what is needed from each stop on */
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

static inline size_t
ready_index(const struct raptor *r, unsigned round, uint32_t stop)
{
	return (size_t)round * r->net->stops + stop;
}

/* Fills run->found, and the labels and times of its raptor, which the next search forgets. */
void raptor_search(struct run *run);

/*
 * The search from the other end need not look at what would have to be boarded before anybody
 * could be ready there: keeps for it when that was, in the search that has just ended.
 */
void raptor_keep_limits(struct raptor *r);

#endif
