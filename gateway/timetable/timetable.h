/*
 * The compiled timetable: one file, written by `jiaxin timetable build`, mapped and only read.
 *
 *   struct timetable *tt;
 *   int error = timetable_open("/var/lib/jiaxin/timetable", &tt, &why);
 *   raptor_new(&tt->net) ... timetable_text(tt, tt->stop[i].name)
 *   timetable_close(tt);
 *
 * The file is replaced by rename, never written in place: a map stays good until it is closed,
 * and any number of threads may read it. Everything in it was checked when it was opened, so
 * readers need no checks of their own. docs/timetable.md describes the bytes.
 *
 * Times count from noon minus twelve hours of the service day (GTFS reference, "Time"): that
 * is midnight but on the two days a year when a time zone changes its clock.
 */
#ifndef JIAXIN_TIMETABLE_H
#define JIAXIN_TIMETABLE_H

#include "timetable/network.h"

/* A text in the file: where it starts; 0 is the empty one. Read with timetable_text. */
typedef uint32_t tt_text;

/* Stop i of net. Platforms are part of their station: they are no stops of their own. */
struct tt_stop {
	tt_text name;
	tt_text id;   /* in the feed, with "N:" before it where several feeds were merged */
	tt_text city; /* the name of its group; empty: the stop is alone */
	/* Stops of a city have the same number: the first of them. They are a group to ask for,
	 * no footpath: between them a rider crosses the town at his own speed. */
	uint32_t group;
};

enum {
	TT_ABOUT = 1, /* the feed gives a headway only (exact_times 0): times are examples */
	/* On the way it goes on as another trip, and riders stay seated (block_id): its name may
	 * be of both, "K1/K4", its id is that of the trip that is boarded. */
	TT_IN_SEAT = 2,
	TT_FLAGS = TT_ABOUT | TT_IN_SEAT,
};

/* Trip i of net. */
struct tt_trip {
	tt_text name;     /* the train's number, or else its line's */
	tt_text headsign; /* where it says it goes; may be empty */
	uint32_t flags;   /* TT_... */
};

enum { TT_TRIP_ID_MOST = 1000 }; /* bytes */

/* A stop_id of the feed, platforms and stations alike, and the stop that it belongs to. */
struct tt_id {
	tt_text id;
	uint32_t stop;
};

enum { TT_DEMONSTRATION = 1 }; /* invented: every answer must say so */

/* Days are counted from 1970-01-01. */
struct tt_info {
	int32_t first_day, last_day; /* with any trip; bit 0 of net.service_days is first_day */
	uint32_t flags;              /* TT_DEMONSTRATION */
	tt_text timezone;            /* tz database, "Asia/Shanghai" */
	tt_text publisher, source, licence, version; /* may be empty */
	uint32_t stop_times;                         /* rows that the feed had */
};

enum { FARE_UNLIMITED = UINT16_MAX, FARE_ALONE = UINT16_MAX + 1 };

/*
 * A rule of fares: what a ride costs from a stop of one area to a stop of another on a trip of a
 * network (areas and networks are numbered from 1; 0: any). Only those of the highest priority
 * among the rules that fit a ride count. Use fares.h.
 */
struct tt_fare {
	uint32_t from, to, network;
	int32_t amount; /* hundredths of the currency's unit */
	tt_text currency, name;
	uint32_t priority;
	uint32_t changes; /* that it covers; FARE_ALONE: not even the sum with others is known */
	int32_t within_s; /* from the first ride to the last; 0: no limit */
};

/* Lists cut by stop and by line, as those of the network are; without rules all are empty. */
struct tt_fares {
	const struct tt_fare *rule; /* sorted by from, then to */
	size_t count;
	const uint32_t *first_area, *area;       /* of each stop */
	const uint16_t *line;                    /* of each trip */
	const uint32_t *first_network, *network; /* of each line */
	size_t lines;
};

struct timetable {
	struct network net;
	struct tt_fares fares;
	const struct tt_stop *stop; /* net.stops of them */
	const struct tt_trip *trip; /* net.trips of them */
	const struct tt_id *id;     /* sorted by the bytes of id */
	size_t ids;
	const uint32_t *trip_id_start; /* use timetable_trip_id */
	const uint8_t *trip_id_bytes;
	size_t trip_id_bytes_n;
	const struct tt_info *info;
	/* For each day from first_day to last_day: where its times count from, in seconds after
	 * 00:00 UTC of the day before (so that it is never negative). Use timetable_shift. */
	const int32_t *day_start;
	const char *strings;
	const void *names; /* the index of names, 8-byte aligned; not checked here */
	size_t names_size; /* 0: the file has none */
	size_t size;       /* of the file, bytes */
	int32_t longest_s; /* the latest time of any trip, after the start of its service day */
};

/*
 * Maps and checks the file. 0, or a negative errno and a reason in *why (English, static):
 * -EBADMSG is a file that is damaged, cut off, or no timetable; -ENOTSUP one of another version.
 */
int timetable_open(const char *path, struct timetable **out, const char **why) MUST_USE;
void timetable_close(struct timetable *tt); /* NULL is fine */

/*
 * The same over bytes in memory, 8-byte aligned, that the caller keeps: fills *out, which needs
 * no closing.
 */
int
timetable_view(const void *bytes, size_t size, struct timetable *out, const char **why) MUST_USE;

static inline const char *
timetable_text(const struct timetable *tt, tt_text text)
{
	return tt->strings + text;
}

/* The stop with this stop_id; -ENOENT: there is none. */
int timetable_stop_by_id(const struct timetable *tt, struct str id, uint32_t *stop) MUST_USE;

/* The trip_id in the feed, NUL-terminated in `out`: about a microsecond. */
struct str
timetable_trip_id(const struct timetable *tt, uint32_t trip, char out[TT_TRIP_ID_MOST + 1]);

/* The bit in net.service_days of a day since 1970; outside the timetable it is no day's. */
static inline uint32_t
timetable_day(const struct timetable *tt, int32_t day)
{
	return (uint32_t)day - (uint32_t)tt->info->first_day;
}

/*
 * Does the timetable say anything of this day (since 1970)? For /health and for answers: an
 * expired one must be named so.
 */
enum timetable_validity { TIMETABLE_NOT_YET, TIMETABLE_VALID, TIMETABLE_EXPIRED };

static inline enum timetable_validity
timetable_validity(const struct timetable *tt, int32_t day)
{
	if (day < tt->info->first_day)
		return TIMETABLE_NOT_YET;
	return day > tt->info->last_day ? TIMETABLE_EXPIRED : TIMETABLE_VALID;
}

/* Days after this one that it is still good for; negative: since when it has expired. */
static inline int32_t
timetable_days_left(const struct timetable *tt, int32_t day)
{
	return tt->info->last_day - day;
}

/* Seconds from the start of one day's times to the start of another's (days since 1970, any). */
int32_t timetable_shift(const struct timetable *tt, int32_t from_day, int32_t to_day);

#endif
