/* What the steps of timetable_build share; for build*.c only. */
#ifndef JIAXIN_TIMETABLE_BUILDER_H
#define JIAXIN_TIMETABLE_BUILDER_H

#include "timetable/build.h"
#include "timetable/feed.h"
#include "timetable/format.h"

enum { BUILD_UNKNOWN = -1 }; /* a change time */
#define BUILD_NO_TRIP UINT32_MAX
#define BUILD_NO_SERVICE UINT32_MAX

struct build_service {
	int32_t first, last; /* days with trips; last before first: none */
	uint32_t *bits;      /* bit 0 is `first` */
	uint32_t row;        /* in the file; once packed */
	bool is_used;
};

/* Where a stop is, degrees. */
struct build_place {
	bool is_known;
	double lat, lon;
};

struct build_pattern {
	uint32_t first_call, calls;
};

struct build_trip {
	uint32_t pattern;
	struct net_trip net; /* net.service: in builder.services */
	struct tt_trip name;
	uint32_t id;   /* in builder.trip_ids */
	uint32_t line; /* in builder.lines */
};

/* After the start of the trip, as net_time packs it. */
struct build_time {
	int32_t arrival, departure;
};

/* A stop in an area of fares; a route or a line in a network. */
struct build_member {
	uint32_t of, in;
};

/* Members by who they are of: those of i from first[i] on. */
struct build_cut {
	uint32_t *first, *list;
	size_t count;
};

struct build_line {
	uint32_t route; /* counted over all feeds; UINT32_MAX: none */
	tt_text kind;   /* the letters before the numbers of its trips, where corridors ask */
};

struct build_walk {
	uint32_t from, to;
	int32_t seconds; /* BUILD_UNKNOWN: forbidden */
};

struct builder {
	const struct build_options *options;
	struct problems *problems;
	struct strings strings;
	struct tt_info info;
	LIST(struct tt_stop) stops;
	LIST(struct build_place) places; /* of each stop */
	LIST(int32_t) changes;           /* for each stop; BUILD_UNKNOWN: the feed says nothing */
	LIST(struct tt_id) ids;
	LIST(struct build_service) services;
	LIST(struct build_walk) walks;
	LIST(struct build_trip) trips;
	LIST(struct build_pattern) patterns;
	LIST(struct net_call) calls;
	LIST(struct net_time) times;
	LIST(struct net_stay) long_stays;
	LIST(char) trip_ids;               /* each with a NUL */
	struct idmap pattern_of, times_of; /* by their bytes */
	struct idmap line_of;
	LIST(struct build_line) lines;
	LIST(struct build_member) stop_areas, route_networks, line_networks;
	LIST(struct tt_fare) fares;
	uint32_t areas, networks, routes; /* so many so far; areas and networks count from 1 */
	uint32_t stop_times;
	uint32_t packed_services;

	/* Made by the later steps. */
	LIST(struct net_pattern) net_patterns; /* FIFO; trips are sorted accordingly */
	struct net_walk *there, *back;
	uint32_t *first_there, *first_back;
	size_t walk_count;
	struct net_visit *visits;
	uint32_t *first_visit;
	size_t visit_count;
	uint32_t *service_days;
	uint32_t day_words;
	int32_t *day_starts;
	struct build_cut areas_by_stop, networks_by_line; /* empty without fares */
};

/* Each is false when a fatal problem was said. */
bool build_add_feed(struct builder *b, const struct feed *feed) MUST_USE;
bool build_add_trips(struct builder *b, const struct feed *feed, const uint32_t *stop_of,
        const uint32_t *service_of) MUST_USE;
bool build_walks(struct builder *b) MUST_USE;
bool build_patterns(struct builder *b) MUST_USE;
bool build_fares(struct builder *b) MUST_USE; /* once all feeds are added */

/* After the feed's trips, whose lines count its routes. */
void build_add_fares(struct builder *b, const struct feed *feed, const uint32_t *stop_of);

/*
 * The trips that riders stay seated from one to the next of; `built` has the number in b->trips
 * of each trip of the feed, or BUILD_NO_TRIP.
 */
void build_through(struct builder *b, const struct feed *feed, const uint32_t *built);

/* The pattern with these calls, times with these: made if there is none. */
uint32_t build_pattern_of(struct builder *b, const struct net_call *calls, size_t n);
uint32_t build_times_of(struct builder *b, const struct build_time *times, size_t n);

/* The service of the days of both, or of the one without the other; BUILD_NO_SERVICE: none. */
uint32_t build_common_days(struct builder *b, uint32_t service, uint32_t other);
uint32_t build_other_days(struct builder *b, uint32_t service, uint32_t other);

/* Straight over the ground, on a sphere. */
double build_distance_m(const struct build_place *a, const struct build_place *b);

/* The line of a trip of the feed in hand; route: in the feed, or FEED_NONE. */
uint32_t build_line(struct builder *b, int64_t route, tt_text name);

/* Before build_walks. */
void build_near(struct builder *b);

void build_add_services(struct builder *b, const struct feed *feed, uint32_t *service_of);
void build_visits(struct builder *b);
void build_days(struct builder *b); /* the window of days, service rows and starts of days */
void build_groups(struct builder *b);

/* When a time departs, after the start of its trip. */
static inline int32_t
build_leaves(const struct builder *b, uint32_t time)
{
	const struct network net = {.time = b->times.p,
	        .long_stay = b->long_stays.p,
	        .long_stays = (uint32_t)b->long_stays.n};
	return network_leaves(&net, time);
}

/* A problem of no row. */
static inline void
build_problem(const struct builder *b, const char *feed, enum problem what, struct str value)
{
	problem_add(b->problems, (struct problem_at){feed, NULL, 0}, what, value);
}

#endif
