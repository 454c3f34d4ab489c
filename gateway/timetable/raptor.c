#include "timetable/raptor.h"

#include <stdlib.h>

#include "timetable/raptor_search.h"

/* Trips of one day and of a day that begins so much later never meet. */
static int32_t
span_of(const struct network *net, const struct net_pattern *p)
{
	int32_t span = 0;
	uint32_t first = p->first_trip, last = first + p->trips - 1;
	for (uint32_t i = 0; i < p->calls; i++) {
		int32_t in = network_arrival(net, last, i) - network_arrival(net, first, i);
		int32_t out = network_departure(net, last, i) - network_departure(net, first, i);
		span = in > span ? in : span;
		span = out > span ? out : span;
	}
	return span;
}

static struct queued
queued_of(const struct network *net, const struct net_pattern *p)
{
	return (struct queued){.first = RAPTOR_NONE, .span = span_of(net, p)};
}

static struct readies
readies_new(size_t stops)
{
	const size_t count = (MAX_TRIPS + 1) * stops;
	struct readies r = {.at = xcalloc(count, sizeof(*r.at)),
	        .filled = xcalloc(count, sizeof(*r.filled)),
	        .best = xcalloc(stops, sizeof(*r.best))};
	for (size_t i = 0; i < count; i++)
		r.at[i] = RAPTOR_NEVER;
	return r;
}

static void
readies_free(struct readies *r)
{
	free(r->at);
	free(r->filled);
	free(r->best);
}

struct raptor *
raptor_new(const struct network *net)
{
	struct raptor *r = xcalloc(1, sizeof(*r));
	size_t stops = net->stops;
	r->net = net;
	r->labels = xcalloc((MAX_TRIPS + 1) * stops, sizeof(*r->labels));
	r->ready = readies_new(stops);
	r->limit = readies_new(stops);
	r->bounds = bounds_new(net);
	r->best_arrival = xcalloc(stops, sizeof(*r->best_arrival));
	r->arrived = xcalloc(stops, sizeof(*r->arrived));
	r->is_arrived = xcalloc(stops, sizeof(*r->is_arrived));
	r->is_target = xcalloc(stops, sizeof(*r->is_target));
	r->queued = xcalloc(net->patterns, sizeof(*r->queued));
	r->queue = xcalloc(net->patterns, sizeof(*r->queue));
	r->running = running_new(net);
	for (uint32_t i = 0; i < net->patterns; i++)
		r->queued[i] = queued_of(net, &net->pattern[i]);
	return r;
}

void
raptor_free(struct raptor *r)
{
	if (!r)
		return;
	free(r->labels);
	readies_free(&r->ready);
	readies_free(&r->limit);
	bounds_free(r->bounds);
	free(r->best_arrival);
	free(r->arrived);
	free(r->is_arrived);
	free(r->is_target);
	free(r->queued);
	running_free(r->running);
	free(r->queue);
	free(r);
}

static struct run
run_of(struct raptor *r, const struct question *q, bool backward, int32_t time, unsigned rounds)
{
	struct run run = {
	        .r = r,
	        .q = q,
	        .backward = backward,
	        .from = backward ? q->to : q->from,
	        .from_count = backward ? q->to_count : q->from_count,
	        .to = backward ? q->from : q->to,
	        .to_count = backward ? q->from_count : q->to_count,
	        .start = backward ? -time : time,
	        .bound = RAPTOR_NEVER,
	        .rounds = rounds,
	        .least = bounds_none(r->bounds),
	};
	must(q->day_count <= MAX_SERVICE_DAYS);
	for (size_t i = 0; i < q->day_count; i++)
		run.runs[i] = running_on(r->running, q->days[i].day);
	run.serves = running_patterns(r->running, run.runs, q->day_count);
	return run;
}

static struct leg
leg_of(const struct run *run, const struct label *l, uint32_t alight_stop)
{
	const struct network *net = run->r->net;
	int32_t shift = run->q->days[l->day].shift_s;
	struct leg leg = {
	        .trip = l->trip,
	        .day = l->day,
	        .from = run->backward ? l->alight : l->board,
	        .to = run->backward ? l->board : l->alight,
	        .from_stop = run->backward ? alight_stop : l->board_stop,
	        .to_stop = run->backward ? l->board_stop : alight_stop,
	};
	leg.departure_s = network_departure(net, l->trip, leg.from) + shift;
	leg.arrival_s = network_arrival(net, l->trip, leg.to) + shift;
	return leg;
}

/* Follows the labels back from the target of that round. */
static void
unpack(const struct run *run, unsigned round, struct journey *out)
{
	uint32_t stop = run->found[round].alight;
	out->trips = round;
	out->departure_s = run->backward ? -run->found[round].time : run->start;
	out->arrival_s = run->backward ? -run->start : run->found[round].time;
	for (unsigned k = round; k >= 1; k--) {
		const struct label *l = label_of(run->r, k, stop);
		out->legs[run->backward ? round - k : k - 1] = leg_of(run, l, stop);
		const struct label *before = label_of(run->r, k - 1, l->board_stop);
		stop = before->walk_from == RAPTOR_NONE ? l->board_stop : before->walk_from;
	}
}

/* The fewest trips that lead from where the search begins to where it ends. */
static unsigned
fewest_trips(const struct run *run)
{
	const struct network *net = run->r->net;
	const uint32_t *first = run->backward ? net->first_walk_back : net->first_walk;
	const struct net_walk *walk = run->backward ? net->walk_back : net->walk;
	const uint8_t *trips = run->least.trips;
	unsigned fewest = MAX_TRIPS;
	for (size_t i = 0; i < run->from_count; i++) {
		const uint32_t stop = run->from[i];
		fewest = trips[stop] < fewest ? trips[stop] : fewest;
		for (uint32_t w = first[stop]; w < first[stop + 1]; w++)
			fewest = trips[walk[w].stop] < fewest ? trips[walk[w].stop] : fewest;
	}
	return fewest;
}

/* A way with the fewest trips, if that is fewer than there may be, which bounds all others. */
static void
search_few(struct run *run)
{
	struct run few = *run;
	few.rounds = fewest_trips(run);
	if (few.rounds >= run->rounds)
		return;
	raptor_search(&few);
	if (few.bound != RAPTOR_NEVER)
		run->bound = few.bound + 1;
}

/*
 * The way with the fewest trips is found quickly, for few lines lead there; what arrives later
 * need not be looked at any more, nor what is too far from the target to be on the way.
 */
static void
search_best(struct run *run)
{
	struct bounds *bounds = run->r->bounds;
	if (run->rounds > 1) {
		run->least =
		        bounds_begin(bounds, run->to, run->to_count, run->backward, run->serves);
		search_few(run);
		run->least = bounds_within(bounds, run->bound - run->start);
		run->asks_bounds = true;
		if (run->bound == RAPTOR_NEVER) {
			bounds_tell_two(bounds);
			search_few(run);
		}
	}
	raptor_search(run);
}

/* Each best time is searched again from its end, which finds the tightest other end. */
static size_t
both_ways(struct raptor *r, const struct question *q, bool backward, struct journey *out)
{
	struct run run = run_of(r, q, backward, q->time_s, q->max_trips);
	search_best(&run);
	size_t count = 0;
	raptor_keep_limits(r);
	for (unsigned k = 1; k <= q->max_trips; k++) {
		if (run.found[k].time == RAPTOR_NEVER)
			continue;
		int32_t time = backward ? -run.found[k].time : run.found[k].time;
		struct run tight = run_of(r, q, !backward, time, k);
		tight.is_limited = true;
		tight.bound = (backward ? q->time_s : -q->time_s) + 1;
		raptor_search(&tight);
		must(tight.found[k].time != RAPTOR_NEVER);
		unpack(&tight, k, &out[count++]);
	}
	return count;
}

size_t
raptor_after(struct raptor *r, const struct question *q, struct journey out[MAX_TRIPS])
{
	return both_ways(r, q, false, out);
}

size_t
raptor_by(struct raptor *r, const struct question *q, struct journey out[MAX_TRIPS])
{
	return both_ways(r, q, true, out);
}
