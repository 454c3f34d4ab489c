#include "timetable/nearest_day.h"

#include "timetable/last.h"
#include "timetable/window.h"

enum { DAY_S = 86400, WORD_DAYS = 32, SOON_DAYS = 2 };

/* The nearest day so far; a search is one way in time. */
struct nearest {
	const struct timetable *tt;
	const struct question *q;
	bool backward;
	int32_t date; /* only days beyond it */
	int32_t day;
	bool is_found;
};

static void
offer(struct nearest *n, int32_t day)
{
	if (n->backward ? day >= n->date : day <= n->date)
		return;
	if (n->is_found && (n->backward ? day <= n->day : day >= n->day))
		return;
	n->day = day;
	n->is_found = true;
}

static int32_t
day_at(int32_t seconds)
{
	return seconds / DAY_S - (seconds % DAY_S < 0);
}

/* The first bit at or after `bit`; -1: none. */
static int32_t
next_bit(const uint32_t *row, uint32_t words, int32_t bit)
{
	for (uint32_t w = bit < 0 ? 0 : (uint32_t)bit / WORD_DAYS; w < words; w++) {
		uint32_t word = row[w];
		if (bit > 0 && w == (uint32_t)bit / WORD_DAYS)
			word &= UINT32_MAX << ((uint32_t)bit % WORD_DAYS);
		if (word)
			return (int32_t)(w * WORD_DAYS) + __builtin_ctz(word);
	}
	return -1;
}

/* The last bit at or before `bit`; -1: none. */
static int32_t
bit_before(const uint32_t *row, uint32_t words, int32_t bit)
{
	const int32_t last = (int32_t)(words * WORD_DAYS) - 1;
	bit = bit > last ? last : bit;
	for (int32_t w = bit < 0 ? -1 : bit / WORD_DAYS; w >= 0; w--) {
		uint32_t word = row[w];
		if (w == bit / WORD_DAYS)
			word &= UINT32_MAX >> (WORD_DAYS - 1 - bit % WORD_DAYS);
		if (word)
			return w * WORD_DAYS + WORD_DAYS - 1 - __builtin_clz(word);
	}
	return -1;
}

/* A trip leaves the stop `late` days after the day that its service counts from. */
static void
offer_trip(struct nearest *n, uint32_t trip, uint32_t position)
{
	const struct network *net = &n->tt->net;
	const uint32_t *row = net->service_days + (size_t)net->trip[trip].service * net->day_words;
	const int32_t first = n->tt->info->first_day;
	int32_t late = day_at(network_departure(net, trip, position));
	int32_t wanted = n->date - late - first;
	int32_t bit = n->backward ? bit_before(row, net->day_words, wanted - 1)
	                          : next_bit(row, net->day_words, wanted + 1);
	if (bit >= 0)
		offer(n, first + bit + late);
}

static bool
goes_on_to(const struct nearest *n, const struct net_pattern *p, uint32_t from)
{
	const struct net_call *calls = n->tt->net.call + p->first_call;
	for (uint32_t i = from + 1; i < p->calls; i++)
		for (size_t t = 0; t < n->q->to_count; t++)
			if (calls[i].stop == n->q->to[t] && !(calls[i].flags & NO_ALIGHTING))
				return true;
	return false;
}

static void
offer_direct(struct nearest *n)
{
	const struct network *net = &n->tt->net;
	for (size_t i = 0; i < n->q->from_count; i++) {
		const uint32_t stop = n->q->from[i];
		for (uint32_t v = net->first_visit[stop]; v < net->first_visit[stop + 1]; v++) {
			const struct net_visit *visit = &net->visit[v];
			const struct net_pattern *p = &net->pattern[visit->pattern];
			if (net->call[p->first_call + visit->position].flags & NO_BOARDING ||
			        !goes_on_to(n, p, visit->position))
				continue;
			for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++)
				offer_trip(n, t, visit->position);
		}
	}
}

/* With changes: within `reach` days beyond the date, and nearer than what was found. */
static void
offer_journeys(struct nearest *n, struct raptor *r, int32_t reach)
{
	struct service_day days[MAX_SERVICE_DAYS];
	struct journey found[MAX_TRIPS];
	struct question q = *n->q;
	int32_t beyond = n->is_found ? n->day - n->date : 0;
	beyond = beyond < 0 ? -beyond : beyond;
	if (n->is_found && beyond <= reach)
		reach = beyond - 1;
	if (reach < 1)
		return;
	unsigned before = n->backward ? (unsigned)reach : 0;
	unsigned after = n->backward ? SOON_DAYS : (unsigned)reach;
	q.days = days;
	q.day_count = window_days(n->tt, n->date, before, after, days);
	q.time_s = timetable_shift(n->tt, n->date, n->backward ? n->date - reach : n->date + 1);
	size_t count = n->backward ? last_journeys(&n->tt->net, r, &q, 0, found)
	                           : raptor_after(r, &q, found);
	for (size_t i = 0; i < count; i++)
		offer(n, n->date + day_at(found[i].departure_s));
}

static bool
find(struct nearest n, struct raptor *r, int32_t *day)
{
	offer_direct(&n);
	if (n.q->max_trips > 1) {
		offer_journeys(&n, r, SOON_DAYS);
		offer_journeys(&n, r, NEAREST_DAYS_MOST);
	}
	if (n.is_found)
		*day = n.day;
	return n.is_found;
}

bool
nearest_day_after(const struct timetable *tt, struct raptor *r, const struct question *q,
        int32_t date, int32_t *day)
{
	return find((struct nearest){.tt = tt, .q = q, .date = date}, r, day);
}

bool
nearest_day_before(const struct timetable *tt, struct raptor *r, const struct question *q,
        int32_t date, int32_t *day)
{
	return find((struct nearest){.tt = tt, .q = q, .date = date, .backward = true}, r, day);
}
