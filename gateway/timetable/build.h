/*
 * Makes a compiled timetable from GTFS feeds: reads them one after the other, joins platforms
 * to stations, fills in times, writes out frequencies, sorts trips into patterns in which none
 * overtakes another, closes footpaths, and packs it all.
 */
#ifndef JIAXIN_TIMETABLE_BUILD_H
#define JIAXIN_TIMETABLE_BUILD_H

#include "timetable/problem.h"
#include "timetable/timetable.h"

/* What a ride between two places costs, as the operator has written it. */
struct corridor {
	struct str from, to;      /* a stop_id, the name of stops, or a city */
	const struct str *trains; /* the letters before their numbers: G, D; none: all */
	size_t train_count;
	struct str name, currency; /* 二等座, CNY */
	int32_t amount;            /* hundredths */
	bool is_one_way;
	unsigned line; /* where it is written */
};

/* A day that is not what its weekday says: a holiday, or a weekend's day that is worked. */
struct special_day {
	int32_t day; /* since 1970-01-01 */
	bool works;
};

struct build_options {
	int32_t today;    /* since 1970-01-01: of a calendar that is too long the past goes first */
	int32_t change_s; /* at stops for which the feed says nothing */
	int32_t walk_m;   /* stops so near have a footpath where the feed says nothing; 0: no */
	const struct corridor *corridors; /* in this order */
	size_t corridor_count;
	const char *corridor_file;              /* their name in what is said of them */
	const struct special_day *special_days; /* sorted */
	size_t special_day_count;
	/* Told how much is done, 0 to 1; may be NULL. */
	void (*progress)(void *arg, double done);
	void *progress_arg;
};

struct built {
	void *image; /* the file's bytes; the caller frees them */
	size_t size;
	uint32_t stop_times;     /* rows */
	uint32_t without_change; /* stops for which the feed says no time to change */
};

/*
 * false: a fatal problem was said (through `problems`, as is all that was treated). With
 * several feeds each id gets the feed's number before it: "2:BJP".
 */
bool timetable_build(const char *const *feeds, size_t count, const struct build_options *options,
        struct problems *problems, struct built *out) MUST_USE;

#endif
