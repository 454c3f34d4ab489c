/*
 * The stops behind what somebody wrote: "深圳北", "深圳北+福田", "BJP". The one place that looks
 * up names.
 */
#ifndef JIAXIN_TIMETABLE_PLACES_H
#define JIAXIN_TIMETABLE_PLACES_H

#include "timetable/timetable.h"

enum { PLACES_MOST = 64 };

struct places {
	uint32_t stop[PLACES_MOST]; /* none twice */
	size_t count;
};

/*
 * Parts between '+', each a stop_id, the exact name of one or more stops, or of a city; the
 * whole text may be one, too. -ENOENT: *unknown (a part of text) is none; -E2BIG: too many.
 */
int places_find(const struct timetable *tt, struct str text, struct places *out,
        struct str *unknown) MUST_USE;

/* A stop in both. */
bool places_meet(const struct places *a, const struct places *b);

#endif
