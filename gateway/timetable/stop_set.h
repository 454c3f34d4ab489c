/*
 * The stops behind what somebody wrote: "深圳北", "深圳北+福田", "BJP". The one place that looks
 * up names.
 */
#ifndef JIAXIN_STOP_SET_H
#define JIAXIN_STOP_SET_H

#include "timetable/timetable.h"

enum { STOP_SET_MOST = 64 };

struct stop_set {
	uint32_t stop[STOP_SET_MOST]; /* none twice */
	size_t count;
};

/*
 * Parts between '+', each a stop_id, the exact name of one or more stops, or of a city; the
 * whole text may be one, too. -ENOENT: *unknown (a part of text) is none; -E2BIG: too many.
 */
int stop_set_find(const struct timetable *tt, struct str text, struct stop_set *out,
        struct str *unknown) MUST_USE;

/* A stop in both. */
bool stop_set_meet(const struct stop_set *a, const struct stop_set *b);

#endif
