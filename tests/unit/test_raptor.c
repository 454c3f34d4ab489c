#include "timetable/csa.h"
#include "timetable/raptor.h"

#include <errno.h>
#include <string.h>

#include "unit/check.h"

/*
 * Random small timetables (the same each time), three ways to answer: RAPTOR, the connection
 * scan, and trying every ride. With loops, overtaking, flags, trips over midnight and over
 * days, hops that take no time, and footpaths that are longer one way than the other.
 */

enum { DAY_S = 86400, DAYS = 4, STOPS_MAX = 9, RIDES_MAX = 24, CALLS_MAX = 5, NEVER = INT32_MAX };

struct world {
	struct network net;
	uint64_t state;
	struct net_pattern pattern[RIDES_MAX];
	struct net_call call[RIDES_MAX * CALLS_MAX];
	struct net_trip trip[RIDES_MAX];
	struct net_time time[RIDES_MAX * CALLS_MAX];
	struct net_stay long_stay[RIDES_MAX * CALLS_MAX];
	uint32_t service_days[4];
	int32_t change_s[STOPS_MAX];
	uint32_t first_visit[STOPS_MAX + 1], first_walk[STOPS_MAX + 1];
	uint32_t first_walk_back[STOPS_MAX + 1];
	struct net_visit visit[RIDES_MAX * CALLS_MAX];
	struct net_walk walk[STOPS_MAX * STOPS_MAX], walk_back[STOPS_MAX * STOPS_MAX];
	int32_t metres[STOPS_MAX][STOPS_MAX]; /* seconds on foot; NEVER: no footpath */
	uint32_t calls, times;
	int32_t grain_s; /* every time is a multiple: coarse ones meet in the same second */
};

/* The days around the one asked for; bit 3 is that day. */
static const struct service_day days[DAYS] = {{1, -2 * DAY_S}, {2, -DAY_S}, {3, 0}, {4, DAY_S}};

static uint32_t
below(struct world *w, uint32_t end)
{
	w->state = w->state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(w->state >> 33) % end;
}

static int32_t
draw_span(struct world *w, uint32_t minutes)
{
	return (int32_t)below(w, minutes) * 60 / w->grain_s * w->grain_s;
}

static void
draw_walks(struct world *w, uint32_t n)
{
	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = 0; b < n; b++)
			w->metres[a][b] = below(w, 8) == 0 ? draw_span(w, 40) : NEVER;
	for (uint32_t k = 0; k < n; k++)
		for (uint32_t a = 0; a < n; a++)
			for (uint32_t b = 0; b < n; b++)
				if (w->metres[a][k] != NEVER && w->metres[k][b] != NEVER &&
				        w->metres[a][k] + w->metres[k][b] < w->metres[a][b])
					w->metres[a][b] = w->metres[a][k] + w->metres[k][b];
	uint32_t there = 0, back = 0;
	for (uint32_t a = 0; a < n; a++) {
		w->first_walk[a] = there;
		w->first_walk_back[a] = back;
		for (uint32_t b = 0; b < n; b++) {
			if (a != b && w->metres[a][b] != NEVER)
				w->walk[there++] = (struct net_walk){b, w->metres[a][b]};
			if (a != b && w->metres[b][a] != NEVER)
				w->walk_back[back++] = (struct net_walk){b, w->metres[b][a]};
		}
	}
	w->first_walk[n] = there;
	w->first_walk_back[n] = back;
}

/* Some trips share a running time, some wait, some take days, some hops take no time. */
static void
draw_times(struct world *w, uint32_t calls)
{
	int32_t now = 0;
	uint32_t slow = below(w, 6) == 0 ? 600 : 30;
	for (uint32_t i = 0; i < calls; i++) {
		struct net_time *t = &w->time[w->times++];
		int32_t stay = below(w, 3) == 0 ? draw_span(w, below(w, 8) == 0 ? 200 : 10) : 0;
		t->arrival = (uint32_t)now & 0xfffff;
		t->stay = (uint32_t)(stay < NET_LONG_STAY_S ? stay : NET_LONG_STAY_S) & 0xfff;
		if (stay >= NET_LONG_STAY_S)
			w->long_stay[w->net.long_stays++] = (struct net_stay){w->times - 1, stay};
		now += stay;
		now += below(w, 8) == 0 ? 0 : draw_span(w, slow);
	}
}

static void
draw_pattern(struct world *w, uint32_t stops)
{
	struct network *net = &w->net;
	struct net_pattern *p = &w->pattern[net->patterns++];
	*p = (struct net_pattern){w->calls, 2 + below(w, CALLS_MAX - 1), net->trips, 0};
	for (uint32_t i = 0; i < p->calls; i++) {
		uint32_t stop = below(w, stops);
		uint32_t flags = below(w, 6) == 0 ? below(w, 4) : 0;
		if (i > 0 && stop == w->call[w->calls - 1].stop)
			stop = (stop + 1) % stops;
		w->call[w->calls++] = (struct net_call){stop & 0x1fffffff, flags & 3};
	}
	uint32_t times = w->times;
	draw_times(w, p->calls);
	int32_t start = draw_span(w, w->grain_s == 60 ? 26 * 60 : 3 * 60);
	p->trips = 1 + below(w, 3);
	for (uint32_t i = 0; i < p->trips; i++, start += draw_span(w, 300))
		w->trip[net->trips++] = (struct net_trip){start, times, below(w, 4)};
}

static void
draw_visits(struct world *w, uint32_t stops)
{
	uint32_t count = 0;
	for (uint32_t s = 0; s < stops; s++) {
		w->first_visit[s] = count;
		for (uint32_t p = 0; p < w->net.patterns; p++)
			for (uint32_t i = 0; i < w->pattern[p].calls; i++)
				if (w->call[w->pattern[p].first_call + i].stop == s)
					w->visit[count++] =
					        (struct net_visit){p & 0x3fffff, i & 0x3ff};
	}
	w->first_visit[stops] = count;
}

static void
draw(struct world *w, uint64_t seed)
{
	memset(w, 0, sizeof(*w));
	w->state = seed * 0x9e3779b97f4a7c15U + 1;
	w->grain_s = below(w, 2) ? 60 : 1200;
	uint32_t stops = 3 + below(w, STOPS_MAX - 2), patterns = 1 + below(w, RIDES_MAX / 3);
	w->net = (struct network){.stops = stops,
	        .services = 4,
	        .day_words = 1,
	        .pattern = w->pattern,
	        .call = w->call,
	        .trip = w->trip,
	        .time = w->time,
	        .long_stay = w->long_stay,
	        .service_days = w->service_days,
	        .change_s = w->change_s,
	        .first_visit = w->first_visit,
	        .visit = w->visit,
	        .first_walk = w->first_walk,
	        .first_walk_back = w->first_walk_back,
	        .walk = w->walk,
	        .walk_back = w->walk_back};
	for (uint32_t i = 0; i < 4; i++)
		w->service_days[i] = i == 0 ? 0xff : below(w, 64);
	for (uint32_t s = 0; s < stops; s++)
		w->change_s[s] = draw_span(w, 15);
	draw_walks(w, stops);
	for (uint32_t i = 0; i < patterns; i++)
		draw_pattern(w, stops);
	draw_visits(w, stops);
}

static struct question
draw_question(struct world *w, uint32_t group[STOPS_MAX])
{
	uint32_t stops = w->net.stops, first = below(w, stops);
	for (uint32_t i = 0; i < stops; i++)
		group[i] = (first + i) % stops;
	uint32_t from = stops > 4 ? 1 + below(w, 2) : 1, to = stops > 5 ? 1 + below(w, 2) : 1;
	return (struct question){.from = group,
	        .from_count = from,
	        .to = group + from,
	        .to_count = to,
	        .time_s = (int32_t)below(w, 30 * 60) * 60,
	        .days = days,
	        .day_count = DAYS,
	        .max_trips = below(w, 2) ? MAX_TRIPS : 2 + below(w, MAX_TRIPS - 1),
	        .change_s = below(w, 4) == 0 ? (int32_t)below(w, 20) * 60 : -1};
}

/* What trying everything knows of a stop: arrival by a trip, and boarding from then. */
struct reach {
	int32_t arrival[STOPS_MAX], ready[STOPS_MAX];
};

static void
spread(const struct world *w, const struct question *q, struct reach *r)
{
	for (uint32_t a = 0; a < w->net.stops; a++) {
		if (r->arrival[a] == NEVER)
			continue;
		int32_t change = q->change_s >= 0 ? q->change_s : w->change_s[a];
		if (r->arrival[a] + change < r->ready[a])
			r->ready[a] = r->arrival[a] + change;
		for (uint32_t b = 0; b < w->net.stops; b++)
			if (a != b && w->metres[a][b] != NEVER &&
			        r->arrival[a] + w->metres[a][b] < r->ready[b])
				r->ready[b] = r->arrival[a] + w->metres[a][b];
	}
}

static void
ride_all(const struct world *w, const struct net_pattern *p, const struct reach *old,
        struct reach *r)
{
	for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++)
		for (uint32_t d = 0; d < DAYS; d++) {
			bool aboard = false;
			if (!network_runs(&w->net, w->trip[t].service, days[d].day))
				continue;
			for (uint32_t i = 0; i < p->calls; i++) {
				struct net_call c = w->call[p->first_call + i];
				int32_t in = network_arrival(&w->net, t, i) + days[d].shift_s;
				if (aboard && !(c.flags & NO_ALIGHTING) && in < r->arrival[c.stop])
					r->arrival[c.stop] = in;
				int32_t out = network_departure(&w->net, t, i) + days[d].shift_s;
				aboard |= !(c.flags & NO_BOARDING) && out >= old->ready[c.stop];
			}
		}
}

static int32_t
target_time(const struct world *w, const struct question *q, const struct reach *r)
{
	int32_t best = NEVER;
	for (uint32_t a = 0; a < w->net.stops; a++)
		for (size_t i = 0; i < q->to_count && r->arrival[a] != NEVER; i++) {
			uint32_t b = q->to[i];
			int32_t walk = a == b ? 0 : w->metres[a][b];
			if (walk != NEVER && r->arrival[a] + walk < best)
				best = r->arrival[a] + walk;
		}
	return best;
}

/* best[k], k in 1..rounds: the earliest arrival with k trips, when leaving at `time`. */
static void
try_all(const struct world *w, const struct question *q, int32_t time, int32_t best[],
        unsigned rounds)
{
	struct reach old, r;
	for (uint32_t s = 0; s < STOPS_MAX; s++)
		old.ready[s] = NEVER;
	for (size_t i = 0; i < q->from_count; i++)
		for (uint32_t b = 0; b < w->net.stops; b++) {
			int32_t walk = q->from[i] == b ? 0 : w->metres[q->from[i]][b];
			if (walk != NEVER && time + walk < old.ready[b])
				old.ready[b] = time + walk;
		}
	for (unsigned k = 1; k <= rounds; k++, old = r) {
		for (uint32_t s = 0; s < STOPS_MAX; s++)
			r.arrival[s] = r.ready[s] = NEVER;
		for (uint32_t p = 0; p < w->net.patterns; p++)
			ride_all(w, &w->pattern[p], &old, &r);
		spread(w, q, &r);
		best[k] = target_time(w, q, &r);
	}
}

static void
check_ends(const struct world *w, const struct question *q, const struct journey *j)
{
	int32_t leave = -NEVER, reach = NEVER;
	const struct leg *first = &j->legs[0], *last = &j->legs[j->trips - 1];
	for (size_t i = 0; i < q->from_count; i++) {
		int32_t walk = w->metres[q->from[i]][first->from_stop];
		walk = q->from[i] == first->from_stop ? 0 : walk;
		if (walk != NEVER && first->departure_s - walk > leave)
			leave = first->departure_s - walk;
	}
	for (size_t i = 0; i < q->to_count; i++) {
		int32_t walk = w->metres[last->to_stop][q->to[i]];
		walk = q->to[i] == last->to_stop ? 0 : walk;
		if (walk != NEVER && last->arrival_s + walk < reach)
			reach = last->arrival_s + walk;
	}
	ck_assert_int_eq(leave, j->departure_s);
	ck_assert_int_eq(reach, j->arrival_s);
}

static const struct net_call *
call_of(const struct world *w, uint32_t trip, uint32_t position)
{
	for (uint32_t p = 0; p < w->net.patterns; p++)
		if (trip - w->pattern[p].first_trip < w->pattern[p].trips) {
			ck_assert_uint_lt(position, w->pattern[p].calls);
			return &w->call[w->pattern[p].first_call + position];
		}
	ck_abort_msg("a trip of no pattern");
	return NULL;
}

static void
check_leg(const struct world *w, const struct leg *l)
{
	const struct net_call *from = call_of(w, l->trip, l->from);
	const struct net_call *to = call_of(w, l->trip, l->to);
	ck_assert_uint_lt(l->from, l->to);
	ck_assert_uint_eq(from->stop, l->from_stop);
	ck_assert_uint_eq(to->stop, l->to_stop);
	ck_assert(!(from->flags & NO_BOARDING) && !(to->flags & NO_ALIGHTING));
	ck_assert(network_runs(&w->net, w->trip[l->trip].service, days[l->day].day));
	int32_t shift = days[l->day].shift_s;
	ck_assert_int_eq(l->departure_s, network_departure(&w->net, l->trip, l->from) + shift);
	ck_assert_int_eq(l->arrival_s, network_arrival(&w->net, l->trip, l->to) + shift);
}

/* A journey that a rider can really make. */
static void
check_journey(const struct world *w, const struct question *q, const struct journey *j)
{
	ck_assert(j->trips >= 1 && j->trips <= q->max_trips);
	check_ends(w, q, j);
	for (unsigned i = 0; i < j->trips; i++) {
		const struct leg *l = &j->legs[i], *next = l + 1;
		check_leg(w, l);
		if (i + 1 == j->trips)
			break;
		int32_t gap = q->change_s >= 0 ? q->change_s : w->change_s[l->to_stop];
		if (l->to_stop != next->from_stop)
			gap = w->metres[l->to_stop][next->from_stop];
		ck_assert(gap != NEVER && next->departure_s - l->arrival_s >= gap);
	}
}

/* Options as trying everything finds them: [k] arrival and departure, NEVER where none is. */
struct expected {
	int32_t departure[MAX_TRIPS + 1], arrival[MAX_TRIPS + 1];
};

enum { STEP_S = 60, FIRST_S = -3 * DAY_S, LAST_S = 6 * DAY_S };

/* All times are whole minutes, so that leaving each minute is leaving at any time. */
static int32_t
latest_leaving(const struct world *w, const struct question *q, unsigned k, int32_t by)
{
	int32_t low = FIRST_S, high = LAST_S, best[MAX_TRIPS + 1];
	try_all(w, q, low, best, k);
	if (best[k] > by)
		return NEVER;
	while (high - low > STEP_S) {
		int32_t middle = low + (high - low) / STEP_S / 2 * STEP_S;
		try_all(w, q, middle, best, k);
		if (best[k] <= by)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
expect_after(const struct world *w, const struct question *q, struct expected *e)
{
	int32_t best[MAX_TRIPS + 1], sofar = NEVER;
	try_all(w, q, q->time_s, best, q->max_trips);
	for (unsigned k = 1; k <= q->max_trips; k++) {
		e->arrival[k] = e->departure[k] = NEVER;
		if (best[k] >= sofar)
			continue;
		e->arrival[k] = sofar = best[k];
		e->departure[k] = latest_leaving(w, q, k, best[k]);
	}
}

static void
expect_by(const struct world *w, const struct question *q, struct expected *e)
{
	int32_t best[MAX_TRIPS + 1], sofar = -NEVER;
	for (unsigned k = 1; k <= q->max_trips; k++) {
		e->arrival[k] = e->departure[k] = NEVER;
		int32_t leave = latest_leaving(w, q, k, q->time_s);
		if (leave == NEVER || leave <= sofar)
			continue;
		e->departure[k] = sofar = leave;
		try_all(w, q, leave, best, k);
		e->arrival[k] = best[k];
	}
}

static size_t
compare(const struct world *w, const struct question *q, const struct expected *e,
        const struct journey *got, size_t count)
{
	size_t n = 0;
	for (unsigned k = 1; k <= q->max_trips; k++) {
		if (e->arrival[k] == NEVER)
			continue;
		ck_assert_uint_lt(n, count);
		ck_assert_uint_eq(got[n].trips, k);
		ck_assert_int_eq(got[n].arrival_s, e->arrival[k]);
		ck_assert_int_eq(got[n].departure_s, e->departure[k]);
		check_journey(w, q, &got[n++]);
	}
	ck_assert_uint_eq(n, count);
	return n;
}

enum { WORLDS = 2500, QUESTIONS = 3 };

/*
 * The same world among many stops where nothing calls: a large network's bounds are not kept from
 * question to question (bounds.c), and must be as good.
 */
enum { LARGE_STOPS = 1100, LARGE_EACH = 4 };

static struct network
enlarged(const struct network *net)
{
	static int32_t change_s[LARGE_STOPS];
	static uint32_t first[3][LARGE_STOPS + 1];
	const uint32_t *const firsts[] = {net->first_visit, net->first_walk, net->first_walk_back};
	struct network large = *net;
	for (uint32_t s = 0; s < LARGE_STOPS; s++)
		change_s[s] = s < net->stops ? net->change_s[s] : 0;
	for (size_t i = 0; i < ARRAY_LEN(firsts); i++)
		for (uint32_t s = 0; s <= LARGE_STOPS; s++)
			first[i][s] = firsts[i][s < net->stops ? s : net->stops];
	large.stops = LARGE_STOPS;
	large.change_s = change_s;
	large.first_visit = first[0];
	large.first_walk = first[1];
	large.first_walk_back = first[2];
	return large;
}

START_TEST(agrees_with_trying_everything)
{
	static struct world w;
	size_t options = 0;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		draw(&w, seed);
		const struct network large = enlarged(&w.net);
		struct raptor *r = raptor_new(seed % LARGE_EACH ? &w.net : &large);
		for (int i = 0; i < QUESTIONS; i++) {
			uint32_t group[STOPS_MAX];
			struct question q = draw_question(&w, group);
			struct expected e;
			struct journey got[MAX_TRIPS];
			expect_after(&w, &q, &e);
			options += compare(&w, &q, &e, got, raptor_after(r, &q, got));
			expect_by(&w, &q, &e);
			options += compare(&w, &q, &e, got, raptor_by(r, &q, got));
		}
		raptor_free(r);
	}
	ck_assert_uint_gt(options, WORLDS); /* the worlds are not all empty */
}
END_TEST

/* However many trips: more than this many of so few rides help nobody. */
enum { TRIPS_ENOUGH = 40 };

static void
compare_scan(const struct world *w, struct csa *c, struct raptor *r, const struct question *q)
{
	int32_t best[TRIPS_ENOUGH + 1], few = NEVER, any = NEVER, scanned = NEVER;
	struct journey got[MAX_TRIPS];
	try_all(w, q, q->time_s, best, TRIPS_ENOUGH);
	for (unsigned k = 1; k <= TRIPS_ENOUGH; k++) {
		any = best[k] < any ? best[k] : any;
		few = k <= q->max_trips ? any : few;
	}
	int rc = csa_earliest(c, q, &scanned);
	ck_assert_int_eq(rc, any == NEVER ? -ENOENT : 0);
	ck_assert_int_eq(scanned, any);
	scanned = NEVER;
	rc = csa_within(c, q, &scanned);
	ck_assert_int_eq(rc, few == NEVER ? -ENOENT : 0);
	ck_assert_int_eq(scanned, few);
	size_t n = raptor_after(r, q, got);
	ck_assert_int_eq(n > 0 ? got[n - 1].arrival_s : NEVER, few);
}

START_TEST(agrees_with_the_connection_scan)
{
	static struct world w;
	for (uint64_t seed = WORLDS; seed <= WORLDS + WORLDS; seed++) {
		draw(&w, seed);
		struct raptor *r = raptor_new(&w.net);
		struct csa *c = csa_new(&w.net, days, DAYS);
		for (int i = 0; i < QUESTIONS; i++) {
			uint32_t group[STOPS_MAX];
			struct question q = draw_question(&w, group);
			compare_scan(&w, c, r, &q);
		}
		csa_free(c);
		raptor_free(r);
	}
}
END_TEST

/* One trip only: the first option of the whole answer, when that is direct. */
START_TEST(finds_direct_trips_alone)
{
	static struct world w;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		draw(&w, seed);
		struct raptor *r = raptor_new(&w.net);
		uint32_t group[STOPS_MAX];
		struct question q = draw_question(&w, group);
		struct journey all[MAX_TRIPS], direct[MAX_TRIPS];
		size_t n = raptor_after(r, &q, all);
		q.max_trips = 1;
		size_t alone = raptor_after(r, &q, direct);
		ck_assert_uint_eq(alone, n > 0 && all[0].trips == 1);
		if (alone)
			ck_assert_int_eq(all[0].departure_s, direct[0].departure_s);
		raptor_free(r);
	}
}
END_TEST

TEST_MAIN("raptor", agrees_with_trying_everything, agrees_with_the_connection_scan,
        finds_direct_trips_alone)
