#include "timetable/bounds.h"

#include <stdlib.h>
#include <string.h>

#include "timetable/grow.h"

enum { RADIUS_S = 1 << 30 }; /* no way of 34 years; so that no sum overflows */

struct hop {
	uint32_t stop; /* the other end */
	int32_t seconds;
};

/* Hops of each stop, one way. */
struct hops {
	uint32_t *first;
	LIST(struct hop) list;
};

/* A stop that was reached; the heap may hold it again, reached later. */
struct reached {
	int32_t seconds;
	uint32_t stop;
};

struct bounds {
	const struct network *net;
	struct hops to, from; /* to: hops that end at a stop */
	int32_t *seconds;
	LIST(struct reached) heap; /* the smallest first */
	uint8_t *trips;
	uint32_t *known;       /* for each pattern: the calls from its start that are settled */
	LIST(uint32_t) ends;   /* stops where the last of so many trips is left */
	LIST(uint32_t) starts; /* stops where it is boarded */
};

static void
keep_least(int32_t *least, uint32_t stop, int32_t seconds, struct hops *h)
{
	if (least[stop] == BOUNDS_NEVER)
		LIST_ADD(&h->list, (struct hop){stop, seconds});
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

/* Each other stop once, with its least time. */
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
	for (uint32_t i = first_walk[stop]; i < first_walk[stop + 1]; i++)
		keep_least(least, walk[i].stop, walk[i].seconds, h);
	for (size_t i = first; i < h->list.n; i++) {
		struct hop *hop = &h->list.p[i];
		hop->seconds = least[hop->stop];
		least[hop->stop] = BOUNDS_NEVER;
	}
}

struct bounds *
bounds_new(const struct network *net)
{
	struct bounds *b = xcalloc(1, sizeof(*b));
	size_t *first_run;
	int32_t *runs = find_runs(net, &first_run);
	b->net = net;
	b->trips = xcalloc(net->stops, sizeof(*b->trips));
	b->known = xcalloc(net->patterns, sizeof(*b->known));
	b->seconds = xcalloc(net->stops, sizeof(*b->seconds));
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
	free(b->heap.p);
	free(b->trips);
	free(b->known);
	free(b->ends.p);
	free(b->starts.p);
	free(b);
}

static void
push(struct bounds *b, struct reached r)
{
	LIST_ADD(&b->heap, r);
	struct reached *heap = b->heap.p;
	size_t at = b->heap.n - 1;
	for (; at > 0 && heap[(at - 1) / 2].seconds > r.seconds; at = (at - 1) / 2)
		heap[at] = heap[(at - 1) / 2];
	heap[at] = r;
}

static struct reached
pop(struct bounds *b)
{
	struct reached *heap = b->heap.p, top = heap[0], last = heap[--b->heap.n];
	size_t at = 0, n = b->heap.n;
	for (size_t child; (child = 2 * at + 1) < n; at = child) {
		child += child + 1 < n && heap[child + 1].seconds < heap[child].seconds;
		if (heap[child].seconds >= last.seconds)
			break;
		heap[at] = heap[child];
	}
	heap[at] = last;
	return top;
}

static void
reach(struct bounds *b, uint32_t stop, int32_t seconds)
{
	if (seconds >= b->seconds[stop])
		return;
	b->seconds[stop] = seconds;
	push(b, (struct reached){seconds, stop});
}

static void
find_seconds(struct bounds *b, const uint32_t *stops, size_t count, bool backward)
{
	const struct hops *h = backward ? &b->from : &b->to;
	for (uint32_t s = 0; s < b->net->stops; s++)
		b->seconds[s] = BOUNDS_NEVER;
	b->heap.n = 0;
	for (size_t i = 0; i < count; i++)
		reach(b, stops[i], 0);
	while (b->heap.n > 0) {
		struct reached r = pop(b);
		if (r.seconds > b->seconds[r.stop])
			continue;
		for (uint32_t i = h->first[r.stop]; i < h->first[r.stop + 1]; i++) {
			int32_t seconds = r.seconds + h->list.p[i].seconds;
			if (seconds < RADIUS_S)
				reach(b, h->list.p[i].stop, seconds);
		}
	}
}

/* Whoever rides to the stop may board at every call of the pattern before it. */
static void
board_before(struct bounds *b, const struct net_visit *v, bool backward, uint8_t trips)
{
	const struct net_pattern *p = &b->net->pattern[v->pattern];
	const struct net_call *call = b->net->call + p->first_call;
	uint32_t end = backward ? p->calls - 1 - v->position : v->position;
	for (uint32_t i = b->known[v->pattern]; i < end; i++) {
		uint32_t stop = call[backward ? p->calls - 1 - i : i].stop;
		if (b->trips[stop] < BOUNDS_TRIPS_MOST)
			continue;
		b->trips[stop] = trips;
		LIST_ADD(&b->starts, stop);
	}
	if (end > b->known[v->pattern])
		b->known[v->pattern] = end;
}

/* Boarding with one trip more: wherever one of `ends` is ridden to. */
static void
add_trip(struct bounds *b, bool backward, uint8_t trips)
{
	const struct network *net = b->net;
	b->starts.n = 0;
	for (size_t i = 0; i < b->ends.n; i++) {
		uint32_t stop = b->ends.p[i];
		for (uint32_t v = net->first_visit[stop]; v < net->first_visit[stop + 1]; v++)
			board_before(b, &net->visit[v], backward, trips);
	}
}

/* The stops, and those from which they can be walked to. */
static void
set_ends(struct bounds *b, const uint32_t *stops, size_t count, bool backward)
{
	const struct network *net = b->net;
	const uint32_t *first = backward ? net->first_walk : net->first_walk_back;
	const struct net_walk *walk = backward ? net->walk : net->walk_back;
	b->ends.n = 0;
	for (size_t i = 0; i < count; i++) {
		LIST_ADD(&b->ends, stops[i]);
		for (uint32_t w = first[stops[i]]; w < first[stops[i] + 1]; w++)
			LIST_ADD(&b->ends, walk[w].stop);
	}
}

static void
find_trips(struct bounds *b, const uint32_t *stops, size_t count, bool backward)
{
	memset(b->trips, BOUNDS_TRIPS_MOST, b->net->stops);
	memset(b->known, 0, b->net->patterns * sizeof(*b->known));
	set_ends(b, stops, count, backward);
	for (unsigned trips = 1; trips < BOUNDS_TRIPS_MOST; trips++) {
		add_trip(b, backward, (uint8_t)trips);
		set_ends(b, b->starts.p, b->starts.n, backward);
	}
}

struct least
bounds_find(struct bounds *b, const uint32_t *stops, size_t count, bool backward)
{
	find_seconds(b, stops, count, backward);
	find_trips(b, stops, count, backward);
	return (struct least){b->seconds, b->trips};
}
