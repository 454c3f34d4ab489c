/*
 * The stops behind what somebody wrote: "深圳北", "深圳北+福田", "BJP"; or typed: "szb",
 * "廣州南站". The one place that turns the words of a command line into stops.
 */
#ifndef JIAXIN_STOP_SET_H
#define JIAXIN_STOP_SET_H

#include "timetable/names.h"
#include "timetable/timetable.h"

enum { STOP_SET_MOST = 64 };

struct stop_set {
	uint32_t stop[STOP_SET_MOST]; /* none twice */
	size_t count;
};

/* Why it was not understood. */
struct stop_doubt {
	struct str part;                  /* of the text */
	struct name_hit near[NAMES_MENU]; /* what may have been meant, the likeliest first */
	size_t count;
};

/*
 * Parts between '+', each a stop_id, the exact name of one or more stops, or of a city; the
 * whole text may be one, too. With `names` (or NULL) a part that is none of these is looked up
 * as names_find does, and taken if only one place can be meant and the part says all of it: in
 * Chinese, pinyin, initials, or in other characters that sound so. `a` is for work.
 * -ENOENT: *doubt->part is none; -ENOTUNIQ: it may be any of doubt->near; -E2BIG: too many.
 */
int stop_set_find(const struct timetable *tt, const struct names *names, struct arena *a,
        struct str text, struct stop_set *out, struct stop_doubt *doubt) MUST_USE;

/* A stop in both. */
bool stop_set_meet(const struct stop_set *a, const struct stop_set *b);

#endif
