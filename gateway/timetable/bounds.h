/*
 * What a way from each stop to a place needs at least: how many trips, and how long, if no train
 * were ever waited for. A search need not go where even that is too much.
 *
 *   struct least least = bounds_begin(b, stops, count, false, serves);
 *   ...                                          some way is found; it takes two hours
 *   least = bounds_within(b, 7200);
 */
#ifndef JIAXIN_TIMETABLE_BOUNDS_H
#define JIAXIN_TIMETABLE_BOUNDS_H

#include "timetable/network.h"

/* BOUNDS_NEVER may be added to any time of a search without overflow. */
enum { BOUNDS_NEVER = 1 << 30 };

struct least {
	const int32_t *seconds; /* by stop: the fastest run of each hop, and footpaths */
	/* By stop, for who boards there; by pattern, for who rides it, itself counted. The greatest
	 * number means so many or more. */
	const uint8_t *trips, *pattern_trips;
};

struct bounds; /* working memory for one place at a time; the network must outlive it */

struct bounds *bounds_new(const struct network *net);
void bounds_free(struct bounds *b); /* NULL is fine */

/* Nothing is known: zeros. */
struct least bounds_none(const struct bounds *b);

/*
 * From each stop to the nearest of `stops` (backward: from the nearest of them to each stop), by
 * patterns in `serves` (running.h): 1 trip, or 2 and more; of seconds nothing is known. What is
 * handed in and what comes out is good until the next bounds_begin.
 */
struct least bounds_begin(struct bounds *b, const uint32_t *stops, size_t count, bool backward,
        const uint64_t *serves);

/* The same place, and the seconds; where they are more than `radius_s` they may be BOUNDS_NEVER. */
struct least bounds_within(struct bounds *b, int32_t radius_s);

/*
 * After bounds_within: tells 2 trips, on ways within the radius, from 3 and more. That takes as
 * long as a small search: only a long one repays it.
 */
void bounds_tell_two(struct bounds *b);

#endif
