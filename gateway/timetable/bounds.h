/*
 * What a way from each stop to a place needs at least: how long, if no train were ever waited
 * for, and how many trips. A search need not go where even that is too much.
 */
#ifndef JIAXIN_TIMETABLE_BOUNDS_H
#define JIAXIN_TIMETABLE_BOUNDS_H

#include "timetable/network.h"

enum { BOUNDS_NEVER = INT32_MAX, BOUNDS_TRIPS_MOST = 3 };

struct least {
	const int32_t *seconds; /* by stop: the fastest run of each hop, and footpaths */
	/* By stop, for who boards there; by pattern, for who rides it, itself counted.
	 * BOUNDS_TRIPS_MOST: so many or more. */
	const uint8_t *trips, *pattern_trips;
};

struct bounds; /* working memory for one place at a time; the network must outlive it */

struct bounds *bounds_new(const struct network *net);
void bounds_free(struct bounds *b); /* NULL is fine */

/*
 * From each stop to the nearest of `stops` (backward: from the nearest of them to each stop);
 * BOUNDS_NEVER seconds: there is no way. Valid until the next call.
 */
struct least bounds_find(struct bounds *b, const uint32_t *stops, size_t count, bool backward);

#endif
