#include "timetable/csa.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	NEVER = INT32_MAX,
	AHEAD = 64 /* hops that are fetched before their turn */
};
static const uint16_t NOWHERE = UINT16_MAX; /* positions are less than NET_MAX_CALLS */

/* One hop of one trip on one day. */
struct hop {
	int32_t departure, arrival;
	uint32_t from, to;
	uint32_t ride; /* the trip on its day */
	uint16_t position;
	bool may_board, may_alight;
	bool is_with_instant; /* a hop of the same second takes no time */
};

struct csa {
	const struct network *net;
	struct hop *hops; /* by departure, then ride and position */
	size_t count;
	size_t rides;
	struct csa_hops scanned;  /* by the last scan */
	int32_t *arrival, *ready; /* by stop */
	int32_t *ready_before;    /* with one trip fewer */
	uint16_t *boarded;        /* for each ride: the first position to get on; NOWHERE */
	uint32_t *taken;          /* the rides that have one, by the last question */
	size_t taken_count;
	bool *is_target;
};

struct scan {
	struct csa *c;
	const struct question *q;
	const int32_t *boarding; /* when each stop's rides can be boarded: c->ready or before */
	int32_t best;
	bool changed;
};

static int
compare_hops(const void *a, const void *b)
{
	const struct hop *x = a, *y = b;
	if (x->departure != y->departure)
		return x->departure < y->departure ? -1 : 1;
	if (x->ride != y->ride)
		return x->ride < y->ride ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

static size_t
count_hops(const struct network *net, const struct service_day *days, size_t day_count)
{
	size_t count = 0;
	for (uint32_t i = 0; i < net->patterns; i++) {
		const struct net_pattern *p = &net->pattern[i];
		for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++)
			for (size_t d = 0; d < day_count; d++)
				if (network_runs(net, net->trip[t].service, days[d].day))
					count += p->calls - 1;
	}
	return count;
}

static void
add_ride(struct csa *c, const struct net_pattern *p, uint32_t trip, int32_t shift)
{
	const struct net_call *calls = c->net->call + p->first_call;
	for (uint32_t i = 0; i + 1 < p->calls; i++)
		c->hops[c->count++] = (struct hop){
		        .departure = network_departure(c->net, trip, i) + shift,
		        .arrival = network_arrival(c->net, trip, i + 1) + shift,
		        .from = calls[i].stop,
		        .to = calls[i + 1].stop,
		        .ride = (uint32_t)c->rides,
		        .position = (uint16_t)i,
		        .may_board = !(calls[i].flags & NO_BOARDING),
		        .may_alight = !(calls[i + 1].flags & NO_ALIGHTING),
		};
	c->rides++;
}

static void
add_day(struct csa *c, const struct service_day *day)
{
	const struct network *net = c->net;
	for (uint32_t i = 0; i < net->patterns; i++) {
		const struct net_pattern *p = &net->pattern[i];
		for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++)
			if (network_runs(net, net->trip[t].service, day->day))
				add_ride(c, p, t, day->shift_s);
	}
}

static size_t
end_of_second(const struct csa *c, size_t first)
{
	size_t end = first;
	while (end < c->count && c->hops[end].departure == c->hops[first].departure)
		end++;
	return end;
}

static void
mark_instants(struct csa *c)
{
	for (size_t first = 0, end; first < c->count; first = end) {
		bool any = false;
		end = end_of_second(c, first);
		for (size_t i = first; i < end; i++)
			any |= c->hops[i].arrival == c->hops[i].departure;
		for (size_t i = first; i < end; i++)
			c->hops[i].is_with_instant = any;
	}
}

/* By their first departures: those on the way at one time lie together in memory. */
static void
number_rides(struct csa *c)
{
	enum { NO_NUMBER = UINT32_MAX };
	uint32_t *number = xcalloc(c->rides + 1, sizeof(*number)), next = 0;
	for (size_t i = 0; i < c->rides; i++)
		number[i] = NO_NUMBER;
	for (size_t i = 0; i < c->count; i++) {
		uint32_t *of = &number[c->hops[i].ride];
		if (*of == NO_NUMBER)
			*of = next++;
		c->hops[i].ride = *of;
	}
	free(number);
}

struct csa *
csa_new(const struct network *net, const struct service_day *days, size_t day_count)
{
	struct csa *c = xcalloc(1, sizeof(*c));
	c->net = net;
	c->hops = xcalloc(count_hops(net, days, day_count) + AHEAD, sizeof(*c->hops));
	for (size_t i = 0; i < day_count; i++)
		add_day(c, &days[i]);
	qsort(c->hops, c->count, sizeof(*c->hops), compare_hops);
	number_rides(c);
	mark_instants(c);
	c->arrival = xcalloc(net->stops, sizeof(*c->arrival));
	c->ready = xcalloc(net->stops, sizeof(*c->ready));
	c->ready_before = xcalloc(net->stops, sizeof(*c->ready_before));
	c->is_target = xcalloc(net->stops, sizeof(*c->is_target));
	c->boarded = xcalloc(c->rides + 1, sizeof(*c->boarded));
	c->taken = xcalloc(c->rides + 1, sizeof(*c->taken));
	for (size_t i = 0; i < c->rides; i++)
		c->boarded[i] = NOWHERE;
	return c;
}

void
csa_free(struct csa *c)
{
	if (!c)
		return;
	free(c->hops);
	free(c->arrival);
	free(c->ready);
	free(c->ready_before);
	free(c->is_target);
	free(c->boarded);
	free(c->taken);
	free(c);
}

static void
improve_ready(struct scan *s, uint32_t stop, int32_t time)
{
	if (time >= s->c->ready[stop])
		return;
	s->c->ready[stop] = time;
	s->changed = true;
}

static void
reach(struct scan *s, uint32_t stop, int32_t time)
{
	struct csa *c = s->c;
	const struct network *net = c->net;
	if (time >= c->arrival[stop])
		return;
	c->arrival[stop] = time;
	if (c->is_target[stop] && time < s->best)
		s->best = time;
	improve_ready(s, stop, time + network_change(net, stop, s->q->change_s));
	for (uint32_t i = net->first_walk[stop]; i < net->first_walk[stop + 1]; i++) {
		int32_t there = time + net->walk[i].seconds;
		improve_ready(s, net->walk[i].stop, there);
		if (c->is_target[net->walk[i].stop] && there < s->best)
			s->best = there;
	}
}

static void
leave_origin(struct scan *s)
{
	const struct network *net = s->c->net;
	for (size_t i = 0; i < s->q->from_count; i++) {
		uint32_t stop = s->q->from[i];
		improve_ready(s, stop, s->q->time_s);
		for (uint32_t w = net->first_walk[stop]; w < net->first_walk[stop + 1]; w++)
			improve_ready(s, net->walk[w].stop, s->q->time_s + net->walk[w].seconds);
	}
}

static void
take(struct scan *s, const struct hop *hop)
{
	struct csa *c = s->c;
	uint16_t *boarded = &c->boarded[hop->ride];
	if (hop->position < *boarded && hop->may_board &&
	        s->boarding[hop->from] <= hop->departure) {
		if (*boarded == NOWHERE)
			c->taken[c->taken_count++] = hop->ride;
		*boarded = hop->position;
		s->changed = true;
	}
	if (hop->position >= *boarded && hop->may_alight)
		reach(s, hop->to, hop->arrival);
}

/*
 * Hops that leave in the same second, one of which takes no time: it may make another of them
 * possible that the order put before it. Again, until nothing changes. The last of them.
 */
static size_t
take_second(struct scan *s, size_t first)
{
	const size_t end = end_of_second(s->c, first);
	do {
		s->changed = false;
		for (size_t i = first; i < end; i++)
			take(s, &s->c->hops[i]);
	} while (s->changed);
	return end - 1;
}

/*
 * Hops from `first` on, as long as they can help; where it ended. Most are of no use at once:
 * without a branch for the reason, which the processor could not foresee.
 */
static size_t
scan(struct scan *s, size_t first)
{
	struct csa *const c = s->c;
	const int32_t *const boarding = s->boarding, *const arrival = c->arrival;
	const uint16_t *const boarded = c->boarded;
	size_t i = first;
	for (; i < c->count && c->hops[i].departure < s->best; i++) {
		const struct hop *hop = &c->hops[i];
		const bool aboard = hop->position >= boarded[hop->ride];
		const bool sooner = hop->arrival < arrival[hop->to];
		const bool ready = hop->departure >= boarding[hop->from];
		__builtin_prefetch(hop + AHEAD);
		if (hop->is_with_instant)
			i = take_second(s, i);
		else if ((aboard & sooner) | (!aboard & ready))
			take(s, hop);
	}
	return i;
}

static size_t
first_hop(const struct csa *c, int32_t time)
{
	size_t low = 0, high = c->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->hops[middle].departure < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* From the first hop that can be caught; what was ridden before is forgotten. */
static void
scan_all(struct scan *s)
{
	struct csa *c = s->c;
	while (c->taken_count > 0)
		c->boarded[c->taken[--c->taken_count]] = NOWHERE;
	const size_t first = first_hop(c, s->q->time_s);
	c->scanned = (struct csa_hops){first, scan(s, first) - first};
}

static struct scan
begin(struct csa *c, const struct question *q)
{
	struct scan s = {.c = c, .q = q, .boarding = c->ready, .best = NEVER};
	for (uint32_t stop = 0; stop < c->net->stops; stop++)
		c->arrival[stop] = c->ready[stop] = NEVER;
	for (size_t t = 0; t < q->to_count; t++)
		c->is_target[q->to[t]] = true;
	leave_origin(&s);
	return s;
}

static int
answer(const struct scan *s, int32_t *arrival_s)
{
	for (size_t t = 0; t < s->q->to_count; t++)
		s->c->is_target[s->q->to[t]] = false;
	if (s->best == NEVER)
		return -ENOENT;
	*arrival_s = s->best;
	return 0;
}

int
csa_earliest(struct csa *c, const struct question *q, int32_t *arrival_s)
{
	struct scan s = begin(c, q);
	scan_all(&s);
	return answer(&s, arrival_s);
}

int
csa_within(struct csa *c, const struct question *q, int32_t *arrival_s)
{
	struct scan s = begin(c, q);
	s.boarding = c->ready_before;
	for (unsigned trips = 1; trips <= q->max_trips; trips++) {
		memcpy(c->ready_before, c->ready, c->net->stops * sizeof(*c->ready));
		scan_all(&s);
	}
	return answer(&s, arrival_s);
}

struct csa_hops
csa_scanned(const struct csa *c)
{
	return c->scanned;
}

uint64_t
csa_read(const struct csa *c, struct csa_hops hops)
{
	uint64_t sum = 0;
	for (const struct hop *h = &c->hops[hops.first]; h < &c->hops[hops.first + hops.count]; h++)
		sum += (uint32_t)h->departure + (uint32_t)h->arrival + h->from + h->to + h->ride +
		       h->position;
	return sum;
}
