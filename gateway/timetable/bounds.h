/*
 * How long it takes at least from every stop to a place, if no train were ever waited for: the
 * fastest run of each hop, and footpaths. A search need not go where even that comes too late.
 */
#ifndef JIAXIN_TIMETABLE_BOUNDS_H
#define JIAXIN_TIMETABLE_BOUNDS_H

#include "timetable/network.h"

enum { BOUNDS_NEVER = INT32_MAX };

struct bounds; /* working memory for one place at a time; the network must outlive it */

struct bounds *bounds_new(const struct network *net);
void bounds_free(struct bounds *b); /* NULL is fine */

/*
 * Seconds from each stop to the nearest of `stops` (backward: from the nearest of them to each
 * stop); BOUNDS_NEVER: there is no way. Valid until the next call.
 */
const int32_t *bounds_find(struct bounds *b, const uint32_t *stops, size_t count, bool backward);

#endif
