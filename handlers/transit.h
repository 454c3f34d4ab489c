/*
 * What the questions about trains share: the places and the day that were asked for, checked;
 * the answer's pieces. Times are seconds of the day asked for: 24:00 and more on later days.
 */
#ifndef JIAXIN_HANDLERS_TRANSIT_H
#define JIAXIN_HANDLERS_TRANSIT_H

#include "talk/turn.h"
#include "timetable/transit.h"

enum { TRANSIT_DAY_S = 24 * 60 * 60 };

struct transit_case {
	const struct turn *turn;
	const struct transit *transit;
	struct name_hit from, to;
	int32_t today, date; /* calendar.h */
	int32_t time_s;      /* from when on: the time that was said, today at least now */
	struct service_day days[MAX_SERVICE_DAYS];
	size_t day_count;
};

/* The outcomes that transit_begin may come to, for the specs. */
#define TRANSIT_REFUSALS "no-timetable", "expired", "unknown", "past", "outside"

/*
 * Begins to answer: is there a timetable, does it hold the day? NULL, or the outcome that ends it.
 * `from` and `date` are the names of the questions.
 */
const char *transit_begin(struct transit_case *c, const struct turn *turn, struct result *result,
        const char *from, const char *date);

/* The other place, `to`, into c->to: NULL, or "unknown" or "same". */
const char *transit_towards(struct transit_case *c, struct result *result, const char *to);

/* The journeys from c->from to c->to that somebody who leaves at c->time_s or later may take. */
size_t transit_journeys(const struct transit_case *c, struct journey out[MAX_TRIPS]);

/* The direct trains that leave on the day itself, by departure. */
size_t transit_departures(const struct transit_case *c, bool towards, struct leg *out, size_t most);

/* 08:00; on another day than the one asked for the phrase "later" or "earlier" around it. */
struct str transit_clock(const struct turn *turn, int32_t time_s);

/* All trains of a journey: the phrases "ride", then "change" or "change-at". */
struct str transit_way(const struct transit_case *c, const struct leg *legs, unsigned count);

/* The phrase "day" for a day of the calendar. */
struct str transit_date(const struct turn *turn, int32_t day);

/* The values of the spec that the handler has not given, as nothing. */
void transit_finish(const struct handler_spec *spec, struct result *result);

/* The phrases that transit_clock, _way and _date say. */
#define TRANSIT_PHRASES                                                                          \
	{"day", (const char *const[]){"month", "day", NULL},                                     \
	        (const char *const[]){"12", "31", NULL}},                                        \
	        {"later", (const char *const[]){"n", "time", NULL},                              \
	                (const char *const[]){"3", "08:00", NULL}},                              \
	        {"earlier", (const char *const[]){"n", "time", NULL},                            \
	                (const char *const[]){"3", "08:00", NULL}},                              \
	        {"ride",                                                                         \
	                (const char *const[]){                                                   \
	                        "train", "leaves", "board", "arrives", "alight", NULL},          \
	                (const char *const[]){                                                   \
	                        "{train}", "08:00", "{stop}", "{later}", "{stop}", NULL}},       \
	        {"change", (const char *const[]){"train", "leaves", "arrives", "alight", NULL},  \
	                (const char *const[]){"{train}", "{later}", "{later}", "{stop}", NULL}}, \
	        {"change-at",                                                                    \
	                (const char *const[]){                                                   \
	                        "train", "leaves", "board", "arrives", "alight", NULL},          \
	                (const char *const[]){                                                   \
	                        "{train}", "{later}", "{stop}", "{later}", "{stop}", NULL}},     \
	{                                                                                        \
		"demo", (const char *const[]){NULL}, (const char *const[])                       \
		{                                                                                \
			NULL                                                                     \
		}                                                                                \
	}

#endif
