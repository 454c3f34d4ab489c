/*
 * A timetable that phones may ask: the mapped file, its index of names, and the router's memory.
 * The daemon has one, opens another beside it when told to, and swaps them between two messages.
 *
 *   struct transit *t;
 *   int error = transit_open("/var/lib/jiaxin/timetable", &t, &why);
 *   ...
 *   transit_close(t);
 *
 * One question at a time: the router's memory is shared by all that ask.
 */
#ifndef JIAXIN_TIMETABLE_TRANSIT_H
#define JIAXIN_TIMETABLE_TRANSIT_H

#include "timetable/names.h"
#include "timetable/raptor.h"

struct transit {
	struct timetable *tt;
	struct names names;
	struct raptor *raptor;
};

/*
 * Maps and checks all of the file. 0, or a negative errno and a reason in *why (English,
 * static), as timetable_open; a file without an index of names is refused, too.
 */
int transit_open(const char *path, struct transit **out, const char **why) MUST_USE;
void transit_close(struct transit *t); /* NULL is fine */

/* Whether it can answer for `today` (calendar.h) or later: NULL and an expired one can't. */
bool transit_serves(const struct transit *t, int32_t today);

/* The first and the last day with any train, YYYYMMDD (calendar.h). */
int32_t transit_first_day(const struct transit *t);
int32_t transit_last_day(const struct transit *t);

/* A day of the calendar as the timetable counts it, since 1970-01-01; and back. */
int32_t transit_day(int32_t calendar_day);
int32_t transit_calendar_day(int32_t day);

/* Invented: every answer must say so. */
bool transit_is_demonstration(const struct transit *t);

/*
 * The name by which transit_place finds this place again, in `a` or in the file: its own, or
 * with 站 behind it where a city has that name: 深圳站.
 */
struct str transit_name(const struct transit *t, struct arena *a, const struct name_hit *place);

/* The place of a name that transit_name gave, in this timetable or an earlier one. */
bool transit_place(
        const struct transit *t, struct arena *a, struct str name, struct name_hit *place) MUST_USE;

/*
 * The name of a place as transit_name may give it, and of a train, that takes the most room on a
 * phone; is_latin: as latin_name has it.
 */
struct str transit_widest_stop(const struct transit *t, struct arena *a, bool is_latin);
struct str transit_widest_train(const struct transit *t, struct arena *a, bool is_latin);

#endif
