/*
 * What the questions about trains share: the places, the day and the time that were asked for,
 * checked; the search; the answer's pieces. Times are seconds of the day asked for: 24:00 and
 * more on later days.
 */
#ifndef JIAXIN_HANDLERS_TRANSIT_H
#define JIAXIN_HANDLERS_TRANSIT_H

#include "talk/turn.h"
#include "timetable/transit.h"

enum {
	TRANSIT_DAY_S = 24 * 60 * 60,
	TRANSIT_DIRECT_MOST = 64, /* direct trains of one day that are looked at */
	TRANSIT_WAYS_MOST = TRANSIT_DIRECT_MOST + MAX_TRIPS
};

struct transit_case {
	const struct turn *turn;
	const struct transit *transit;
	struct name_hit from, to;
	int32_t today, date; /* calendar.h */
	bool is_dated;       /* a day was said; else it is today */
	bool is_timed;       /* a time was said */
	int32_t time_s;      /* it; else when the day begins, today now */
	int32_t now_s;       /* today: now; on another day 0 */
	struct service_day days[MAX_SERVICE_DAYS];
	size_t day_count;
};

/* The outcomes that transit_begin and transit_towards may come to, for the specs. */
#define TRANSIT_REFUSALS "no-timetable", "expired", "unknown", "past", "outside", "same"

/*
 * Begins to answer: is there a timetable, does it hold the place (the answer "from"), the day
 * ("date", an aside: today) and the time ("time", an aside)? NULL, or the outcome that ends it.
 */
const char *transit_begin(struct transit_case *c, const struct turn *turn, struct result *result);

/* The other place, the answer "to", into c->to: NULL, or "unknown" or "same". */
const char *transit_towards(struct transit_case *c, struct result *result);

/* Begins anew on another day, from its first minute on. */
void transit_on(struct transit_case *c, int32_t date);

/* The question from c->from to c->to, for raptor.h and its kin; it borrows from `c`. */
struct question transit_question(const struct transit_case *c);

/* Several ways from c->from to c->to; a direct train is a journey of one trip. */
struct transit_ways {
	struct journey of[TRANSIT_WAYS_MOST];
	size_t count;
};

/* Adds a way, unless the same trains are there already. */
void transit_add(struct transit_ways *ways, const struct journey *way);

/* Adds the direct trains that leave in [c->time_s, until_s), by departure. */
void transit_add_direct(const struct transit_case *c, int32_t until_s, struct transit_ways *ways);

/* A station's and a train's name as the phone can read it: latin.h in all languages but Chinese. */
struct str transit_stop(const struct transit_case *c, uint32_t stop);
struct str transit_train(const struct transit_case *c, uint32_t trip);

/* 08:00; on another day than the one asked for the phrase "later" or "earlier" around it. */
struct str transit_clock(const struct turn *turn, int32_t time_s);

/* All trains of a way: the phrases "ride", then "change" or "change-at". */
struct str transit_way(const struct transit_case *c, const struct journey *way);

/* One train in a phrase with {train} {leaves} {board} {arrives} {alight}. */
struct str transit_leg(const struct transit_case *c, const struct leg *leg, const char *phrase);

/* What a way costs, as the phrase "fare"; empty where the timetable does not say. */
struct str transit_fare(const struct transit_case *c, const struct journey *way);

/* A line of an answer: the phrase `name` around `text`, which it calls by the same name. */
struct str transit_line(const struct transit_case *c, const char *name, struct str text);

/* The phrase "day" for a day of the calendar, "today" for today. */
struct str transit_date(const struct transit_case *c, int32_t day);

/* The values of the spec that the handler has not given, as nothing. */
void transit_finish(const struct handler_spec *spec, struct result *result);

/* The values that transit_begin and _towards give, and how wide they are. */
#define TRANSIT_VALUES "mark", "day", "unknown", "first_day", "last_day"
#define TRANSIT_WIDEST "{demo}", "{day}", "{stop}", "2026-12-31", "2026-12-31"

/* For the specs: a list of names or widths. */
#define TRANSIT_LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The phrases that all of them say. */
#define TRANSIT_PHRASES                                                                 \
	{"demo", (const char *const[]){NULL}, (const char *const[]){NULL}},             \
	        {"day", TRANSIT_LIST("month", "day"), TRANSIT_LIST("12", "31")},        \
	        {"today", (const char *const[]){NULL}, (const char *const[]){NULL}},    \
	        {"later", TRANSIT_LIST("n", "time"), TRANSIT_LIST("3", "08:00")},       \
	        {"earlier", TRANSIT_LIST("n", "time"), TRANSIT_LIST("3", "08:00")},     \
	{                                                                               \
		"ride", TRANSIT_LIST("train", "leaves", "board", "arrives", "alight"),  \
		        TRANSIT_LIST("{train}", "08:00", "{stop}", "{later}", "{stop}") \
	}

/* And those of whole journeys. */
#define TRANSIT_WAY_PHRASES                                                                  \
	TRANSIT_PHRASES,                                                                     \
	        {"change", TRANSIT_LIST("train", "leaves", "board", "arrives", "alight"),    \
	                TRANSIT_LIST("{train}", "{later}", "{stop}", "{later}", "{stop}")},  \
	        {"change-at", TRANSIT_LIST("train", "leaves", "board", "arrives", "alight"), \
	                TRANSIT_LIST("{train}", "{later}", "{stop}", "{later}", "{stop}")},  \
	        {"changes", TRANSIT_LIST("leaves", "board", "arrives", "alight", "changes"), \
	                TRANSIT_LIST("08:00", "{stop}", "{later}", "{stop}", "4")},          \
	        {"fare", TRANSIT_LIST("name", "amount"), TRANSIT_LIST("", "9999.50")},       \
	        {"hint", (const char *const[]){NULL}, (const char *const[]){NULL}},          \
	        {"last", TRANSIT_LIST("train", "leaves", "board", "arrives", "alight"),      \
	                TRANSIT_LIST("{train}", "08:00", "{stop}", "{later}", "{stop}")},    \
	{                                                                                    \
		"other", TRANSIT_LIST("other"), TRANSIT_LIST("{ride}")                       \
	}

#endif
