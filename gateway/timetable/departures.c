#include "timetable/departures.h"

#include <string.h>

struct board {
	const struct network *net;
	const struct departures *q;
	struct leg *legs; /* sorted by departure */
	size_t count, most;
	int32_t until_s; /* for the last of them */
};

static bool
is_to(const struct departures *q, uint32_t stop)
{
	for (size_t i = 0; i < q->to_count; i++)
		if (q->to[i] == stop)
			return true;
	return false;
}

/* Where a rider who boards at `from` leaves the trip; 0: nowhere that is asked for. */
static uint32_t
find_end(const struct board *b, const struct net_pattern *p, uint32_t from)
{
	const struct net_call *calls = b->net->call + p->first_call;
	if (b->q->to_count == 0)
		return p->calls - 1;
	for (uint32_t i = from + 1; i < p->calls; i++)
		if (!(calls[i].flags & NO_ALIGHTING) && is_to(b->q, calls[i].stop))
			return i;
	return 0;
}

static bool
is_too_late(const struct board *b, int32_t departure)
{
	return b->count == b->most && departure >= b->legs[b->most - 1].departure_s;
}

static void
add(struct board *b, const struct leg *leg)
{
	size_t at = b->count;
	for (size_t i = 0; i < b->count; i++)
		if (b->legs[i].trip == leg->trip && b->legs[i].day == leg->day) {
			if (b->legs[i].departure_s <= leg->departure_s)
				return;
			memmove(&b->legs[i], &b->legs[i + 1], (--b->count - i) * sizeof(*b->legs));
			at = b->count;
		}
	if (at == b->most)
		at = --b->count;
	while (at > 0 && b->legs[at - 1].departure_s > leg->departure_s)
		at--;
	memmove(&b->legs[at + 1], &b->legs[at], (b->count++ - at) * sizeof(*b->legs));
	b->legs[at] = *leg;
}

static uint32_t
first_trip(const struct network *net, const struct net_pattern *p, uint32_t position, int32_t time)
{
	uint32_t low = p->first_trip, high = p->first_trip + p->trips;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (network_departure(net, middle, position) < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct leg
leg_of(const struct board *b, const struct net_pattern *p, uint32_t trip, uint32_t from,
        uint32_t to, uint32_t day)
{
	const struct net_call *calls = b->net->call + p->first_call;
	const int32_t shift = b->q->days[day].shift_s;
	return (struct leg){trip, day, from, to, calls[from].stop, calls[to].stop,
	        network_departure(b->net, trip, from) + shift,
	        network_arrival(b->net, trip, to) + shift};
}

static void
look_at_day(struct board *b, const struct net_pattern *p, uint32_t from, uint32_t to, uint32_t day)
{
	const struct network *net = b->net;
	const struct service_day *d = &b->q->days[day];
	const uint32_t end = p->first_trip + p->trips;
	int32_t time = b->q->time_s - d->shift_s;
	if (network_departure(net, end - 1, from) < time ||
	        is_too_late(b, network_departure(net, p->first_trip, from) + d->shift_s))
		return;
	for (uint32_t t = first_trip(net, p, from, time); t < end; t++) {
		int32_t departure = network_departure(net, t, from) + d->shift_s;
		if (is_too_late(b, departure))
			return;
		if (!network_runs(net, net->trip[t].service, d->day))
			continue;
		const struct leg leg = leg_of(b, p, t, from, to, day);
		add(b, &leg);
	}
}

static bool
is_later(const struct leg *leg, const struct leg *than)
{
	return leg->departure_s > than->departure_s ||
	       (leg->departure_s == than->departure_s && leg->arrival_s < than->arrival_s);
}

/* The last trip of the day before b->until_s, if none later is known. */
static void
look_at_end_of_day(
        struct board *b, const struct net_pattern *p, uint32_t from, uint32_t to, uint32_t day)
{
	const struct service_day *d = &b->q->days[day];
	for (uint32_t t = first_trip(b->net, p, from, b->until_s - d->shift_s);
	        t > p->first_trip;) {
		const struct leg leg = leg_of(b, p, --t, from, to, day);
		if (leg.departure_s < b->q->time_s ||
		        (b->count > 0 && leg.departure_s < b->legs[0].departure_s))
			return;
		if (!network_runs(b->net, b->net->trip[t].service, d->day))
			continue;
		if (b->count == 0 || is_later(&leg, &b->legs[0]))
			b->legs[0] = leg;
		b->count = 1;
		return;
	}
}

/* Calls `look` for each day of each pattern that goes from the stops to where is asked for. */
static void
look_at_all(struct board *b,
        void (*look)(struct board *, const struct net_pattern *, uint32_t, uint32_t, uint32_t))
{
	const struct network *net = b->net;
	for (size_t i = 0; i < b->q->from_count; i++) {
		uint32_t stop = b->q->from[i];
		for (uint32_t v = net->first_visit[stop]; v < net->first_visit[stop + 1]; v++) {
			const struct net_pattern *p = &net->pattern[net->visit[v].pattern];
			uint32_t from = net->visit[v].position;
			const uint32_t flags = net->call[p->first_call + from].flags;
			/* one that goes on as another is told once, unless it is asked where to */
			const uint32_t left_out = NO_BOARDING | (b->q->to_count == 0 ? IN_SEAT : 0);
			if (from + 1 == p->calls || flags & left_out)
				continue;
			uint32_t to = find_end(b, p, from);
			for (uint32_t day = 0; to != 0 && day < b->q->day_count; day++)
				look(b, p, from, to, day);
		}
	}
}

size_t
departures_next(const struct network *net, const struct departures *q, struct leg *out, size_t most)
{
	struct board b = {.net = net, .q = q, .legs = out, .most = most};
	must(most > 0);
	look_at_all(&b, look_at_day);
	return b.count;
}

bool
departures_last(
        const struct network *net, const struct departures *q, int32_t until_s, struct leg *out)
{
	struct leg last = {0};
	struct board b = {.net = net, .q = q, .legs = &last, .most = 1, .until_s = until_s};
	look_at_all(&b, look_at_end_of_day);
	if (b.count > 0)
		*out = last;
	return b.count > 0;
}
