#include "timetable/bounds.h"

#include <stdlib.h>
#include <string.h>

#include "timetable/grow.h"
#include "timetable/running.h"

enum { STOP_MASK = INT32_MAX };

struct hop {
	uint32_t stop : 31; /* the other end */
	uint32_t is_walk : 1;
	int32_t seconds;
};

/* Hops of each stop, one way. */
struct hops {
	uint32_t *first;
	LIST(struct hop) list;
};

/* A stop that was reached; it may wait again, reached later. */
struct reached {
	int32_t seconds;
	uint32_t stop : 31;
	uint32_t is_walk : 1; /* by a footpath: no other need follow, for they are closed */
	uint32_t next;        /* in the same bucket; NOBODY: none */
};

enum { BUCKET_S = 16, TWO_OR_MORE = 2 };

/*
 * In a network of so few stops the seconds of each place are found once and kept, in steps of 8 s,
 * rounded down: they are bounds. At most 2 MB each way, and only of places that were asked for.
 */
enum { KEPT_STOPS_MOST = 1024, KEPT_STEP_S = 8, KEPT_NEVER = UINT16_MAX };

struct kept {
	uint16_t *steps; /* by place, then stop; NULL: there are too many stops */
	bool *is_found;  /* by place */
};
static const uint32_t NOBODY = UINT32_MAX;

struct bounds {
	const struct network *net;
	const uint32_t *stops; /* the place */
	size_t count;
	bool backward, has_two;
	const uint64_t *serves;
	struct hops to, from; /* to: hops that end at a stop */
	struct kept kept_to, kept_from;
	int32_t *seconds;
	LIST(struct reached) waiting;  /* and those that have had their turn */
	uint32_t *bucket, buckets, at; /* the first of each; at: the one in turn; a power of 2 */
	size_t left;
	uint8_t *trips, *pattern_trips;
	int32_t *no_seconds;   /* zeros */
	uint8_t *no_trips;     /* zeros, for each stop or pattern */
	uint32_t *known;       /* for each pattern: the calls from its start that are settled */
	LIST(uint32_t) starts; /* stops where a trip is boarded that leads there */
};

static void
keep_least(int32_t *least, uint32_t stop, int32_t seconds, struct hops *h)
{
	if (least[stop] == BOUNDS_NEVER)
		LIST_ADD(&h->list, (struct hop){stop & STOP_MASK, 0, seconds});
	if (seconds < least[stop])
		least[stop] = seconds;
}

/* The fastest run from one call of a pattern to the next. */
static int32_t
fastest(const struct network *net, const struct net_pattern *p, uint32_t call)
{
	int32_t least = BOUNDS_NEVER;
	uint32_t seen = UINT32_MAX;
	for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++) {
		uint32_t times = net->trip[t].times;
		if (times == seen)
			continue;
		seen = times;
		int32_t run = (int32_t)net->time[times + call + 1].arrival -
		              network_leaves(net, times + call);
		least = run < least ? run : least;
	}
	return least;
}

/* runs[first_call-like index]: the fastest run of each hop of each pattern, in order. */
static int32_t *
find_runs(const struct network *net, size_t **first_run)
{
	size_t count = 0;
	*first_run = xcalloc(net->patterns + 1, sizeof(**first_run));
	for (uint32_t i = 0; i < net->patterns; i++) {
		(*first_run)[i] = count;
		count += net->pattern[i].calls - 1;
	}
	int32_t *runs = xcalloc(count + 1, sizeof(*runs));
	for (uint32_t i = 0; i < net->patterns; i++)
		for (uint32_t c = 0; c + 1 < net->pattern[i].calls; c++)
			runs[(*first_run)[i] + c] = fastest(net, &net->pattern[i], c);
	return runs;
}

/* Each other stop once by trips, with its least time; then footpaths. */
static void
add_stop(const struct bounds *b, struct hops *h, uint32_t stop, bool ending, const int32_t *runs,
        const size_t *first_run, int32_t *least)
{
	const struct network *net = b->net;
	const uint32_t *first_walk = ending ? net->first_walk_back : net->first_walk;
	const struct net_walk *walk = ending ? net->walk_back : net->walk;
	const size_t first = h->list.n;
	for (uint32_t i = net->first_visit[stop]; i < net->first_visit[stop + 1]; i++) {
		const struct net_visit *v = &net->visit[i];
		const struct net_pattern *p = &net->pattern[v->pattern];
		const uint32_t position = v->position;
		if (ending ? position == 0 : position + 1 == p->calls)
			continue;
		uint32_t other = ending ? position - 1 : position + 1;
		uint32_t call = ending ? other : position;
		keep_least(least, net->call[p->first_call + other].stop,
		        runs[first_run[v->pattern] + call], h);
	}
	for (size_t i = first; i < h->list.n; i++) {
		struct hop *hop = &h->list.p[i];
		hop->seconds = least[hop->stop];
		least[hop->stop] = BOUNDS_NEVER;
	}
	for (uint32_t i = first_walk[stop]; i < first_walk[stop + 1]; i++)
		LIST_ADD(&h->list, (struct hop){walk[i].stop & STOP_MASK, 1, walk[i].seconds});
}

/* At least one more than the longest hop takes. */
static void
make_buckets(struct bounds *b)
{
	int32_t longest = 0;
	for (size_t i = 0; i < b->to.list.n; i++)
		longest = b->to.list.p[i].seconds > longest ? b->to.list.p[i].seconds : longest;
	b->buckets = 2;
	while (b->buckets < (uint32_t)longest / BUCKET_S + 2)
		b->buckets *= 2;
	b->bucket = xcalloc(b->buckets, sizeof(*b->bucket));
	memset(b->bucket, 0xff, b->buckets * sizeof(*b->bucket));
}

static struct kept
kept_new(size_t stops)
{
	return (struct kept){
	        xcalloc(stops * stops + 1, sizeof(uint16_t)), xcalloc(stops + 1, sizeof(bool))};
}

struct bounds *
bounds_new(const struct network *net)
{
	struct bounds *b = xcalloc(1, sizeof(*b));
	size_t *first_run;
	int32_t *runs = find_runs(net, &first_run);
	b->net = net;
	b->no_seconds = xcalloc(net->stops, sizeof(*b->no_seconds));
	b->no_trips = xcalloc(
	        net->stops > net->patterns ? net->stops : net->patterns, sizeof(*b->no_trips));
	b->trips = xcalloc(net->stops, sizeof(*b->trips));
	b->pattern_trips = xcalloc(net->patterns, sizeof(*b->pattern_trips));
	b->known = xcalloc(net->patterns, sizeof(*b->known));
	b->seconds = xcalloc(net->stops, sizeof(*b->seconds));
	if (net->stops <= KEPT_STOPS_MOST) {
		b->kept_to = kept_new(net->stops);
		b->kept_from = kept_new(net->stops);
	}
	for (uint32_t s = 0; s < net->stops; s++)
		b->seconds[s] = BOUNDS_NEVER;
	for (int ending = 0; ending <= 1; ending++) {
		struct hops *h = ending ? &b->to : &b->from;
		h->first = xcalloc(net->stops + 1, sizeof(*h->first));
		for (uint32_t s = 0; s < net->stops; s++) {
			add_stop(b, h, s, ending, runs, first_run, b->seconds);
			h->first[s + 1] = (uint32_t)h->list.n;
		}
	}
	free(runs);
	free(first_run);
	make_buckets(b);
	return b;
}

void
bounds_free(struct bounds *b)
{
	if (!b)
		return;
	free(b->to.first);
	free(b->to.list.p);
	free(b->from.first);
	free(b->from.list.p);
	free(b->seconds);
	free(b->waiting.p);
	free(b->bucket);
	free(b->kept_to.steps);
	free(b->kept_to.is_found);
	free(b->kept_from.steps);
	free(b->kept_from.is_found);
	free(b->no_seconds);
	free(b->no_trips);
	free(b->trips);
	free(b->pattern_trips);
	free(b->known);
	free(b->starts.p);
	free(b);
}

/*
 * Stops wait in buckets of BUCKET_S, as many as the longest hop spans: what is put is never
 * further ahead. Within a bucket their order does not matter, for a stop that is reached sooner
 * comes again.
 */
static void
push(struct bounds *b, struct reached r)
{
	uint32_t *head = &b->bucket[(uint32_t)r.seconds / BUCKET_S & (b->buckets - 1)];
	r.next = *head;
	*head = (uint32_t)b->waiting.n;
	LIST_ADD(&b->waiting, r);
	b->left++;
}

/* The next one; there must be one. */
static struct reached
pop(struct bounds *b)
{
	while (b->bucket[b->at] == NOBODY)
		b->at = (b->at + 1) & (b->buckets - 1);
	const struct reached r = b->waiting.p[b->bucket[b->at]];
	b->bucket[b->at] = r.next;
	b->left--;
	return r;
}

static void
reach(struct bounds *b, uint32_t stop, int32_t seconds, bool is_walk)
{
	if (seconds >= b->seconds[stop])
		return;
	b->seconds[stop] = seconds;
	push(b, (struct reached){seconds, stop & STOP_MASK, is_walk, NOBODY});
}

static void
find_seconds(struct bounds *b, const uint32_t *stops, size_t count, int32_t radius_s)
{
	const struct hops *h = b->backward ? &b->from : &b->to;
	for (uint32_t s = 0; s < b->net->stops; s++)
		b->seconds[s] = BOUNDS_NEVER;
	b->waiting.n = b->left = b->at = 0;
	for (size_t i = 0; i < count; i++)
		reach(b, stops[i], 0, false);
	while (b->left > 0) {
		struct reached r = pop(b);
		if (r.seconds > b->seconds[r.stop])
			continue;
		for (uint32_t i = h->first[r.stop]; i < h->first[r.stop + 1]; i++) {
			const struct hop hop = h->list.p[i];
			const int32_t seconds = r.seconds + hop.seconds;
			if (r.is_walk && hop.is_walk)
				break;
			if (seconds <= radius_s)
				reach(b, hop.stop, seconds, hop.is_walk);
		}
	}
}

static const uint16_t *
kept_steps(struct bounds *b, uint32_t place)
{
	const uint32_t stops = b->net->stops;
	const struct kept *kept = b->backward ? &b->kept_from : &b->kept_to;
	uint16_t *steps = &kept->steps[(size_t)place * stops];
	if (kept->is_found[place])
		return steps;
	find_seconds(b, &place, 1, BOUNDS_NEVER - 1);
	for (uint32_t s = 0; s < stops; s++) {
		const int32_t n = b->seconds[s] / KEPT_STEP_S;
		const uint16_t most = KEPT_NEVER - 1;
		steps[s] = b->seconds[s] == BOUNDS_NEVER ? KEPT_NEVER
		           : n < most                    ? (uint16_t)n
		                                         : most;
	}
	kept->is_found[place] = true;
	return steps;
}

/* Of several stops the nearest. */
static void
take_kept(struct bounds *b)
{
	const uint32_t stops = b->net->stops;
	for (size_t i = 0; i < b->count; i++) /* before b->seconds is filled */
		kept_steps(b, b->stops[i]);
	for (size_t i = 0; i < b->count; i++) {
		const uint16_t *steps = kept_steps(b, b->stops[i]);
		for (uint32_t s = 0; s < stops; s++) {
			const int32_t n =
			        steps[s] == KEPT_NEVER ? BOUNDS_NEVER : steps[s] * KEPT_STEP_S;
			b->seconds[s] = i == 0 || n < b->seconds[s] ? n : b->seconds[s];
		}
	}
}

/*
 * Whoever rides to the stop may board at every call of the pattern before it; those that had not
 * fewer trips yet are noted in b->starts.
 */
static void
board_before(struct bounds *b, const struct net_visit *v, uint8_t trips)
{
	const struct net_pattern *p = &b->net->pattern[v->pattern];
	const struct net_call *call = b->net->call + p->first_call;
	uint32_t end = b->backward ? p->calls - 1 - v->position : v->position;
	if (end <= b->known[v->pattern])
		return;
	if (b->known[v->pattern] == 0)
		b->pattern_trips[v->pattern] = trips;
	for (uint32_t i = b->known[v->pattern]; i < end; i++) {
		uint32_t stop = call[b->backward ? p->calls - 1 - i : i].stop;
		if (b->trips[stop] <= trips)
			continue;
		b->trips[stop] = trips;
		LIST_ADD(&b->starts, stop);
	}
	b->known[v->pattern] = end;
}

/* Boarding with so many trips: wherever the stop, or what can be walked to it from, is ridden to.
 */
static void
board_for(struct bounds *b, uint32_t stop, uint8_t trips)
{
	const struct network *net = b->net;
	for (uint32_t v = net->first_visit[stop]; v < net->first_visit[stop + 1]; v++)
		if (running_has(b->serves, net->visit[v].pattern))
			board_before(b, &net->visit[v], trips);
}

static void
board_for_all(struct bounds *b, uint32_t stop, uint8_t trips)
{
	const struct network *net = b->net;
	const uint32_t *first = b->backward ? net->first_walk : net->first_walk_back;
	const struct net_walk *walk = b->backward ? net->walk : net->walk_back;
	board_for(b, stop, trips);
	for (uint32_t w = first[stop]; w < first[stop + 1]; w++)
		board_for(b, walk[w].stop, trips);
}

struct least
bounds_begin(struct bounds *b, const uint32_t *stops, size_t count, bool backward,
        const uint64_t *serves)
{
	b->stops = stops;
	b->count = count;
	b->backward = backward;
	b->serves = serves;
	b->starts.n = 0;
	b->has_two = false;
	memset(b->trips, TWO_OR_MORE, b->net->stops);
	memset(b->pattern_trips, TWO_OR_MORE, b->net->patterns);
	memset(b->known, 0, b->net->patterns * sizeof(*b->known));
	for (size_t i = 0; i < count; i++)
		board_for_all(b, stops[i], 1);
	return (struct least){b->no_seconds, b->trips, b->pattern_trips};
}

struct least
bounds_within(struct bounds *b, int32_t radius_s)
{
	if (b->kept_to.steps)
		take_kept(b);
	else
		find_seconds(b, b->stops, b->count, radius_s);
	return (struct least){b->seconds, b->trips, b->pattern_trips};
}

void
bounds_tell_two(struct bounds *b)
{
	if (b->has_two)
		return;
	b->has_two = true;
	for (uint32_t s = 0; s < b->net->stops; s++)
		b->trips[s] += b->trips[s] == TWO_OR_MORE;
	for (uint32_t p = 0; p < b->net->patterns; p++)
		b->pattern_trips[p] += b->pattern_trips[p] == TWO_OR_MORE;
	for (size_t i = 0, direct = b->starts.n; i < direct; i++)
		if (b->seconds[b->starts.p[i]] != BOUNDS_NEVER)
			board_for_all(b, b->starts.p[i], 2);
}

struct least
bounds_none(const struct bounds *b)
{
	return (struct least){b->no_seconds, b->no_trips, b->no_trips};
}
