/*
 * Staying seated (block_id, and transfers of type 4): where one trip goes on as another, whoever
 * is aboard stays, and that is no change. For each trip that goes on, a trip of its own is made
 * that is boarded in the first and left in those after it. Nothing else is: alone each of them is
 * there already. One that turns back where it came from is passed over, for nobody rides there
 * and back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timetable/builder.h"

enum { WAIT_MOST_S = 3600, CHAIN_MOST = 4 };
static const uint32_t NO_TRIP = BUILD_NO_TRIP;

/* A trip of a block, or the two of a join. */
struct part {
	tt_text block;
	int32_t start, end;
	uint32_t trip; /* in builder.trips */
};

/* `from` goes on as `to` on the days of a service. */
struct going_on {
	uint32_t from, to, service;
};

struct joining {
	struct builder *b;
	const struct feed *feed;
	const uint32_t *built; /* as build_through has it */
	LIST(struct part) parts;
	LIST(struct going_on) pairs; /* sorted by from */
	struct idmap forbidden;      /* two trips: nobody may stay seated (transfers of type 5) */
};

static const struct net_call *
calls_of(const struct builder *b, uint32_t trip, uint32_t *count)
{
	const struct build_pattern *p = &b->patterns.p[b->trips.p[trip].pattern];
	*count = p->calls;
	return b->calls.p + p->first_call;
}

static int32_t
end_of(const struct builder *b, uint32_t trip)
{
	const struct build_trip *t = &b->trips.p[trip];
	const uint32_t calls = b->patterns.p[t->pattern].calls;
	return t->net.start + (int32_t)b->times.p[t->net.times + calls - 1].arrival;
}

static bool
is_near(const struct builder *b, uint32_t stop, uint32_t than, uint32_t other)
{
	const struct build_place *at = b->places.p;
	if (at[stop].is_known && at[than].is_known && at[other].is_known)
		return build_distance_m(&at[stop], &at[than]) <
		       build_distance_m(&at[stop], &at[other]);
	return stop == than || b->stops.p[stop].name == b->stops.p[than].name;
}

/* Its next stop is nearer to where it came from than to where it stands. */
static bool
turns_back(const struct builder *b, uint32_t from, uint32_t to)
{
	uint32_t n, m;
	const struct net_call *first = calls_of(b, from, &n), *second = calls_of(b, to, &m);
	return is_near(b, second[1].stop, first[n - 2].stop, second[0].stop);
}

static bool
meet(const struct builder *b, uint32_t from, uint32_t to)
{
	uint32_t n, m;
	const struct net_call *first = calls_of(b, from, &n), *second = calls_of(b, to, &m);
	int32_t wait = b->trips.p[to].net.start - end_of(b, from);
	return first[n - 1].stop == second[0].stop && wait >= 0 && wait <= WAIT_MOST_S;
}

static struct str
key_of(const uint32_t pair[2])
{
	return (struct str){(const char *)pair, 2 * sizeof(*pair)};
}

static bool
may_stay(const struct joining *j, uint32_t from, uint32_t to)
{
	const uint32_t pair[] = {from, to};
	return meet(j->b, from, to) && !turns_back(j->b, from, to) &&
	       !idmap_find(&j->forbidden, key_of(pair));
}

static void
add_pair(struct joining *j, uint32_t from, uint32_t to, uint32_t service)
{
	if (service != BUILD_NO_SERVICE && may_stay(j, from, to))
		LIST_ADD(&j->pairs, (struct going_on){from, to, service});
}

/* The trips of transfers of type 4 and 5. */
static void
add_joins(struct joining *j)
{
	struct builder *b = j->b;
	for (size_t i = 0; i < j->feed->joins.n; i++) {
		const struct feed_join *join = &j->feed->joins.p[i];
		const uint32_t pair[] = {j->built[join->from], j->built[join->to]};
		bool is_new;
		if (pair[0] != NO_TRIP && pair[1] != NO_TRIP && join->is_forbidden)
			idmap_add(&j->forbidden, key_of(pair), 0, &is_new);
	}
	for (size_t i = 0; i < j->feed->joins.n; i++) {
		const struct feed_join *join = &j->feed->joins.p[i];
		const uint32_t from = j->built[join->from], to = j->built[join->to];
		if (from != NO_TRIP && to != NO_TRIP && !join->is_forbidden)
			add_pair(j, from, to,
			        build_common_days(b, b->trips.p[from].net.service,
			                b->trips.p[to].net.service));
	}
}

static int
compare_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->trip < y->trip ? -1 : x->trip > y->trip;
}

/* On each day a trip goes on as the first of its block that runs after it. */
static void
find_next(struct joining *j, size_t at)
{
	struct builder *b = j->b;
	const struct part *parts = j->parts.p, *from = &parts[at];
	uint32_t days = b->trips.p[from->trip].net.service;
	for (size_t i = at + 1; i < j->parts.n && days != BUILD_NO_SERVICE; i++) {
		const struct part *to = &parts[i];
		if (to->block != from->block || to->start - from->end > WAIT_MOST_S)
			return;
		if (to->start < from->end)
			continue;
		const uint32_t service = b->trips.p[to->trip].net.service;
		add_pair(j, from->trip, to->trip, build_common_days(b, days, service));
		days = build_other_days(b, days, service);
	}
}

static void
add_blocks(struct joining *j)
{
	const struct feed *feed = j->feed;
	for (size_t i = 0; i < feed->trips.n; i++) {
		const uint32_t trip = j->built[i];
		if (trip != NO_TRIP && feed->trips.p[i].block)
			LIST_ADD(&j->parts,
			        (struct part){feed->trips.p[i].block, j->b->trips.p[trip].net.start,
			                end_of(j->b, trip), trip});
	}
	if (j->parts.n > 0)
		qsort(j->parts.p, j->parts.n, sizeof(*j->parts.p), compare_parts);
	for (size_t i = 0; i < j->parts.n; i++)
		find_next(j, i);
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct going_on *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

/* A block and a transfer may say the same. */
static void
sort_pairs(struct joining *j)
{
	size_t n = 0;
	if (j->pairs.n > 0)
		qsort(j->pairs.p, j->pairs.n, sizeof(*j->pairs.p), compare_pairs);
	for (size_t i = 0; i < j->pairs.n; i++)
		if (n == 0 || compare_pairs(&j->pairs.p[n - 1], &j->pairs.p[i]) != 0)
			j->pairs.p[n++] = j->pairs.p[i];
	j->pairs.n = n;
}

/* What a through trip is made in; kept for its memory. */
struct made {
	LIST(struct net_call) calls;
	LIST(struct build_time) times;
};

/* The calls of a trip but its first or its last, where nobody needs to change any more. */
static void
add_calls(struct made *m, const struct builder *b, uint32_t trip, bool is_first, int32_t start)
{
	const struct build_trip *t = &b->trips.p[trip];
	uint32_t n;
	const struct net_call *calls = calls_of(b, trip, &n);
	for (uint32_t i = is_first ? 0 : 1; i < (is_first ? n - 1 : n); i++) {
		const uint32_t time = t->net.times + i;
		const uint32_t flags = is_first ? NO_ALIGHTING | IN_SEAT : NO_BOARDING;
		const int32_t later = t->net.start - start;
		LIST_ADD(&m->calls, (struct net_call){calls[i].stop, (calls[i].flags | flags) & 7});
		LIST_ADD(&m->times, (struct build_time){(int32_t)b->times.p[time].arrival + later,
		                            build_leaves(b, time) + later});
	}
}

/* "K1/K4" where the train's number changes on the way. */
static tt_text
name_of(struct builder *b, tt_text first, tt_text last)
{
	char text[STRINGS_MOST];
	if (first == last || !last)
		return first;
	int n = snprintf(text, sizeof(text), "%s/%s", b->strings.p + first, b->strings.p + last);
	if (n >= (int)sizeof(text))
		return first;
	return strings_add(&b->strings, (struct str){text, (size_t)n});
}

static void
add_through(struct builder *b, struct made *m, uint32_t first, uint32_t last, uint32_t service)
{
	struct build_trip made = b->trips.p[first];
	const struct build_trip end = b->trips.p[last];
	m->calls.n = m->times.n = 0;
	add_calls(m, b, first, true, made.net.start);
	add_calls(m, b, last, false, made.net.start);
	must(m->times.n > 0);
	if (m->calls.n > FORMAT_MAX_CALLS ||
	        m->times.p[m->times.n - 1].departure > FORMAT_MAX_TIME_S)
		return;
	made.pattern = build_pattern_of(b, m->calls.p, m->calls.n);
	made.net.times = build_times_of(b, m->times.p, m->times.n);
	made.net.service = service;
	made.name.name = name_of(b, made.name.name, end.name.name);
	made.name.headsign = end.name.headsign;
	made.name.flags |= TT_IN_SEAT;
	if (made.line != end.line)
		made.line = build_line(b, FEED_NONE, 0); /* a fare of two lines is not known */
	LIST_ADD(&b->trips, made);
}

static size_t
first_pair(const struct joining *j, uint32_t from)
{
	size_t low = 0, high = j->pairs.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (j->pairs.p[middle].from < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first trip goes on to `last`, and on to those after it. */
static void
follow(struct joining *j, struct made *m, uint32_t first, uint32_t last, uint32_t days,
        unsigned trips)
{
	if (trips == CHAIN_MOST)
		return;
	for (size_t i = first_pair(j, last); i < j->pairs.n && j->pairs.p[i].from == last; i++) {
		const struct going_on *next = &j->pairs.p[i];
		uint32_t common = build_common_days(j->b, days, next->service);
		if (common == BUILD_NO_SERVICE)
			continue;
		add_through(j->b, m, first, next->to, common);
		follow(j, m, first, next->to, common, trips + 1);
	}
}

void
build_through(struct builder *b, const struct feed *feed, const uint32_t *built)
{
	struct joining j = {.b = b, .feed = feed, .built = built};
	struct made m = {0};
	add_joins(&j);
	add_blocks(&j);
	sort_pairs(&j);
	for (size_t i = 0; i < j.pairs.n; i++)
		if (i == 0 || j.pairs.p[i].from != j.pairs.p[i - 1].from)
			follow(&j, &m, j.pairs.p[i].from, j.pairs.p[i].from,
			        b->trips.p[j.pairs.p[i].from].net.service, 1);
	idmap_release(&j.forbidden);
	free(j.parts.p);
	free(j.pairs.p);
	free(m.calls.p);
	free(m.times.p);
}
