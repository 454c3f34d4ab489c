/*
 * The timetable as the routers see it: plain arrays that somebody else keeps (the mapped
 * file, or a test) and has checked: every index here is trusted.
 *
 * Times are seconds; those of a trip count from the start of its service day (noon minus
 * twelve hours, GTFS reference, "Time") and may pass 24 h. Within a pattern trips never
 * overtake: they are sorted so that at every position arrival and departure never fall.
 * Frequencies are written out as trips, times that the feed left out are filled in.
 */
#ifndef JIAXIN_NETWORK_H
#define JIAXIN_NETWORK_H

#include "base/base.h"

enum {
	NO_BOARDING = 1,  /* pickup_type 1 */
	NO_ALIGHTING = 2, /* drop_off_type 1 */
	IN_SEAT = 4,      /* boarded only to stay seated where the trip goes on as another */
};

enum { NET_NO_CHANGE_S = 366 * 86400 }; /* change_s of a stop where changing is forbidden */

struct net_time {
	uint32_t arrival : 20; /* after the trip's start */
	uint32_t stay : 12;    /* then it departs; NET_LONG_STAY_S: see network.long_stay */
};

enum { NET_LONG_STAY_S = (1 << 12) - 1 };

/* A stay of NET_LONG_STAY_S or more. */
struct net_stay {
	uint32_t time; /* its index in network.time */
	int32_t seconds;
};

struct net_trip {
	int32_t start;    /* added to each of its times */
	uint32_t times;   /* its first in network.times; trips may share them */
	uint32_t service; /* row of network.service_days */
};

struct net_call {
	uint32_t stop : 29;
	uint32_t flags : 3; /* NO_BOARDING, NO_ALIGHTING, IN_SEAT */
};

/* Trips with the same stops and flags. At least two calls and one trip. */
struct net_pattern {
	uint32_t first_call, calls;
	uint32_t first_trip, trips;
};

struct net_visit {
	uint32_t pattern : 22;
	uint32_t position : 10;
};

enum { NET_MAX_PATTERNS = 1 << 22, NET_MAX_CALLS = 1 << 10 }; /* calls of one pattern */

struct net_walk {
	uint32_t stop; /* the other end */
	int32_t seconds;
};

/* Rows of a list that is cut by stop: stop s owns [first[s], first[s + 1]). */
struct network {
	uint32_t stops, patterns, trips, services;
	uint32_t day_words; /* words of 32 days in each row of service_days */
	const struct net_pattern *pattern;
	const struct net_call *call;
	const struct net_trip *trip;
	const struct net_time *time;
	const struct net_stay *long_stay; /* sorted by time */
	uint32_t long_stays;
	const uint32_t *service_days;
	const int32_t *change_s; /* for each stop: from one trip to another at the same stop */
	const uint32_t *first_visit;
	const struct net_visit *visit;
	/* Footpaths, transitively closed, none from a stop to itself; and the same from the
	 * far end. */
	const uint32_t *first_walk, *first_walk_back;
	const struct net_walk *walk, *walk_back;
};

/* A service day that a question may use. */
struct service_day {
	uint32_t day;    /* bit in service_days; a day outside the rows has no trips */
	int32_t shift_s; /* its start, after the start of the date asked for */
};

static inline bool
network_runs(const struct network *net, uint32_t service, uint32_t day)
{
	if (day / 32 >= net->day_words)
		return false;
	return net->service_days[(size_t)service * net->day_words + day / 32] >> (day % 32) & 1;
}

/* How long a change takes at a stop; `instead`, unless negative, where it is allowed at all. */
static inline int32_t
network_change(const struct network *net, uint32_t stop, int32_t instead)
{
	int32_t own = net->change_s[stop];
	return instead < 0 || own == NET_NO_CHANGE_S ? own : instead;
}

/* Of a trip at a position of its pattern, after the start of its service day. */
static inline int32_t
network_arrival(const struct network *net, uint32_t trip, uint32_t position)
{
	const struct net_trip *t = &net->trip[trip];
	return t->start + (int32_t)net->time[t->times + position].arrival;
}

/* The stay at a time that says NET_LONG_STAY_S. */
static inline int32_t
network_long_stay(const struct network *net, uint32_t time)
{
	uint32_t low = 0, high = net->long_stays;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (net->long_stay[middle].time <= time)
			low = middle;
		else
			high = middle;
	}
	return net->long_stay[low].seconds;
}

/* When a time departs, after the start of its trip. */
static inline int32_t
network_leaves(const struct network *net, uint32_t time)
{
	const struct net_time t = net->time[time];
	if (t.stay == NET_LONG_STAY_S)
		return (int32_t)t.arrival + network_long_stay(net, time);
	return (int32_t)(t.arrival + t.stay);
}

static inline int32_t
network_departure(const struct network *net, uint32_t trip, uint32_t position)
{
	const struct net_trip *t = &net->trip[trip];
	return t->start + network_leaves(net, t->times + position);
}

#endif
