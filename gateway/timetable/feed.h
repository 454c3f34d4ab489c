/*
 * One GTFS feed as it was read: rows whose references are numbers, what is wrong already said
 * and left out. Only a step on the way: build_feed turns it into patterns and lets go of it.
 */
#ifndef JIAXIN_TIMETABLE_FEED_H
#define JIAXIN_TIMETABLE_FEED_H

#include "timetable/grow.h"
#include "timetable/idmap.h"
#include "timetable/problem.h"

enum { FEED_NONE = -1 };

enum feed_location {
	LOCATION_PLATFORM,
	LOCATION_STATION,
	LOCATION_ENTRANCE,
	LOCATION_NODE,
	LOCATION_BOARDING,
	LOCATIONS
};

struct feed_stop {
	tt_text id, name, city; /* id: with the prefix of a merged feed */
	tt_text parent_id;      /* in feed.scratch */
	int32_t parent;         /* FEED_NONE: none */
	unsigned line;
	enum feed_location location;
	bool has_place;
	double lat, lon; /* degrees */
};

struct feed_route {
	tt_text name;
};

/* A stop in an area of fares, a route in a network. */
struct feed_member {
	uint32_t of, in;
};

struct feed_product {
	bool has_rule; /* without any it is sold everywhere (fare_attributes alone) */
};

struct feed_fare {
	uint32_t product; /* one may have several, by media */
	tt_text name, currency;
	int32_t amount;   /* hundredths */
	uint32_t changes; /* FARE_UNLIMITED */
	int32_t within_s;
	bool is_v1;
};

struct feed_fare_rule {
	uint32_t product;
	int64_t network, from, to; /* FEED_NONE: not given */
	uint32_t priority;
	bool is_v1;
};

struct feed_service {
	int32_t first_day, last_day; /* of calendar.txt; last before first: not in it */
	unsigned weekdays;           /* bit 0: Monday */
};

struct feed_exception {
	uint32_t service;
	int32_t day;
	bool runs;
};

struct feed_trip {
	tt_text id; /* in feed.scratch */
	tt_text name, headsign;
	uint32_t service;
	int64_t route; /* FEED_NONE: none */
	tt_text block; /* in feed.scratch; 0: none */
	unsigned line;
	bool has_frequency; /* its own times are only a pattern */
};

enum { FEED_NO_TIME = -1 };

struct feed_time {
	uint32_t trip, sequence, stop;
	unsigned line;
	int32_t arrival, departure; /* FEED_NO_TIME: not given */
	uint32_t flags;             /* NO_BOARDING, NO_ALIGHTING */
};

struct feed_frequency {
	uint32_t trip;
	int32_t start, end, headway; /* seconds; none starts at the end */
	bool is_exact;
};

struct feed_transfer {
	uint32_t from, to;
	int type;        /* 0 to 3 */
	int32_t seconds; /* FEED_NO_TIME: not given */
	unsigned line;
};

/* Whoever is aboard of the one stays seated for the other, or may not. */
struct feed_join {
	uint32_t from, to; /* trips */
	bool is_forbidden;
};

struct feed {
	const char *path;
	const char *prefix;      /* before every id that is kept; "" for a feed alone */
	struct strings *strings; /* those that the file keeps */
	struct strings scratch;
	struct problems *problems;
	struct idmap stop_ids, route_ids, service_ids, trip_ids;
	struct idmap area_ids, network_ids, product_ids, usual_riders;
	LIST(struct feed_stop) stops;
	LIST(struct feed_route) routes;
	LIST(struct feed_service) services;
	LIST(struct feed_exception) exceptions;
	LIST(struct feed_trip) trips;
	LIST(struct feed_time) times;
	LIST(struct feed_frequency) frequencies;
	LIST(struct feed_transfer) transfers;
	LIST(struct feed_join) joins;
	LIST(struct feed_member) stop_areas, route_networks;
	LIST(struct feed_product) products;
	LIST(struct feed_fare) fares;
	LIST(struct feed_fare_rule) fare_rules;
	bool has_fare_priority, has_fare_transfers;
	size_t agencies;
	tt_text timezone, publisher, source, licence, version;
	bool is_demonstration;
};

/* Told now and then how much of stop_times.txt was read, 0 to 1; may be NULL. */
struct feed_progress {
	void (*tell)(void *arg, double done);
	void *arg;
};

/*
 * Reads a zip archive or a folder. false: a fatal problem was said. What is not in the feed
 * is empty. feed_release in either case.
 */
bool feed_read(struct feed *feed, const char *path, const char *prefix, struct strings *strings,
        struct problems *problems, const struct feed_progress *progress) MUST_USE;
void feed_release(struct feed *feed);

#endif
