/*
 * The best journeys from one group of stops to another: all that are Pareto-optimal in time
 * and number of trips, each with the latest departure (or earliest arrival) that still makes
 * it. RAPTOR (Delling, Pajor, Werneck, Transportation Science 2015) on the timetable itself.
 *
 *   struct raptor *r = raptor_new(&net);
 *   size_t n = raptor_after(r, &question, journeys);
 *   raptor_free(r);
 *
 * The rules: a change at a stop takes the stop's change time; not at the first boarding, and
 * not after a footpath, which has it inside. At most one footpath before, between and after
 * trips. A journey has at least one trip: walking alone is no answer.
 */
#ifndef JIAXIN_RAPTOR_H
#define JIAXIN_RAPTOR_H

#include "timetable/network.h"

enum { MAX_TRIPS = 8, USUAL_TRIPS = 5, MAX_SERVICE_DAYS = 64 }; /* usual: what is asked for */

struct question {
	const uint32_t *from, *to; /* stops; the groups share none */
	size_t from_count, to_count;
	int32_t time_s; /* seconds of the date asked for: leave at or after, or arrive by */
	const struct service_day *days; /* in order of time */
	size_t day_count;               /* <= MAX_SERVICE_DAYS */
	unsigned max_trips;             /* 1..MAX_TRIPS; 1 finds direct trips */
	int32_t change_s; /* where a change is allowed, instead of the stop's own; negative: its own
	                   */
};

struct leg {
	uint32_t trip, day;             /* day: index in question.days */
	uint32_t from, to;              /* positions in the trip's pattern */
	uint32_t from_stop, to_stop;    /* the stops there */
	int32_t departure_s, arrival_s; /* of the date asked for */
};

struct journey {
	int32_t departure_s, arrival_s; /* leaving and reaching the groups: footpaths included */
	unsigned trips;
	struct leg legs[MAX_TRIPS];
};

struct raptor; /* working memory for one question at a time; the network must outlive it */

struct raptor *raptor_new(const struct network *net);
void raptor_free(struct raptor *r); /* NULL is fine */

/* Leaving at or after time_s; fewest trips first, each later one arrives earlier. */
size_t raptor_after(struct raptor *r, const struct question *q, struct journey out[MAX_TRIPS]);

/* Arriving at or before time_s; fewest trips first, each later one leaves later. */
size_t raptor_by(struct raptor *r, const struct question *q, struct journey out[MAX_TRIPS]);

#endif
