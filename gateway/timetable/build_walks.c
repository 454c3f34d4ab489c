/* Closes the footpaths: who may walk from a to b and on to c may walk from a to c. */
#include <stdlib.h>

#include "timetable/builder.h"

enum { NEVER = INT32_MAX, WALKS_MOST = 1 << 22 };

struct closing {
	struct builder *b;
	uint32_t *first;        /* walks by stop: sorted, forbidden ones last */
	int32_t *seconds;       /* from the stop in hand; NEVER: not reached */
	LIST(uint32_t) reached; /* in the order of a queue; a stop may come again */
	bool *is_waiting;
	LIST(struct build_walk) closed;
};

static int
compare_walks(const void *a, const void *b)
{
	const struct build_walk *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

static void
reach(struct closing *c, uint32_t stop, int64_t seconds)
{
	if (seconds >= c->seconds[stop] || seconds > FORMAT_MAX_TIME_S)
		return;
	c->seconds[stop] = (int32_t)seconds;
	if (c->is_waiting[stop])
		return;
	c->is_waiting[stop] = true;
	LIST_ADD(&c->reached, stop);
}

static bool
is_forbidden(const struct closing *c, uint32_t from, uint32_t to)
{
	for (uint32_t i = c->first[from]; i < c->first[from + 1]; i++)
		if (c->b->walks.p[i].to == to && c->b->walks.p[i].seconds == BUILD_UNKNOWN)
			return true;
	return false;
}

static void
close_from(struct closing *c, uint32_t from)
{
	const struct build_walk *walks = c->b->walks.p;
	c->reached.n = 0;
	reach(c, from, 0);
	for (size_t i = 0; i < c->reached.n; i++) {
		uint32_t stop = c->reached.p[i];
		c->is_waiting[stop] = false;
		for (uint32_t w = c->first[stop]; w < c->first[stop + 1]; w++)
			if (walks[w].seconds != BUILD_UNKNOWN)
				reach(c, walks[w].to, (int64_t)c->seconds[stop] + walks[w].seconds);
	}
	for (size_t i = 0; i < c->reached.n; i++) {
		uint32_t to = c->reached.p[i];
		if (to != from && c->seconds[to] != NEVER && !is_forbidden(c, from, to))
			LIST_ADD(&c->closed, (struct build_walk){from, to, c->seconds[to]});
		c->seconds[to] = NEVER;
	}
}

static uint32_t *
cut(const struct build_walk *walks, size_t n, size_t stops, bool by_end)
{
	uint32_t *first = xcalloc(stops + 2, sizeof(*first));
	for (size_t i = 0; i < n; i++)
		first[(by_end ? walks[i].to : walks[i].from) + 1]++;
	for (size_t s = 1; s <= stops; s++)
		first[s] += first[s - 1];
	return first;
}

/* Sorted by where they begin, then end; from that order the list back comes sorted too. */
static void
pack(struct closing *c)
{
	struct builder *b = c->b;
	size_t n = c->closed.n;
	if (n > 0)
		qsort(c->closed.p, n, sizeof(*c->closed.p), compare_walks);
	b->walk_count = n;
	b->there = xcalloc(n + 1, sizeof(*b->there));
	b->back = xcalloc(n + 1, sizeof(*b->back));
	b->first_there = cut(c->closed.p, n, b->stops.n, false);
	b->first_back = cut(c->closed.p, n, b->stops.n, true);
	uint32_t *next = cut(c->closed.p, n, b->stops.n, true);
	for (size_t i = 0; i < n; i++) {
		const struct build_walk *w = &c->closed.p[i];
		b->there[i] = (struct net_walk){w->to, w->seconds};
		b->back[next[w->to]++] = (struct net_walk){w->from, w->seconds};
	}
	free(next);
}

bool
build_walks(struct builder *b)
{
	struct closing c = {.b = b};
	size_t stops = b->stops.n;
	if (b->walks.n > 0)
		qsort(b->walks.p, b->walks.n, sizeof(*b->walks.p), compare_walks);
	c.first = cut(b->walks.p, b->walks.n, stops, false);
	c.seconds = xcalloc(stops, sizeof(*c.seconds));
	c.is_waiting = xcalloc(stops, sizeof(*c.is_waiting));
	for (size_t s = 0; s < stops; s++)
		c.seconds[s] = NEVER;
	for (uint32_t s = 0; s < stops && c.closed.n <= WALKS_MOST; s++)
		close_from(&c, s);
	bool good = c.closed.n <= WALKS_MOST;
	if (good)
		pack(&c);
	else
		build_problem(b, "transfers", PROBLEM_TOO_MUCH, STR("footpaths"));
	free(c.first);
	free(c.seconds);
	free(c.is_waiting);
	free(c.reached.p);
	free(c.closed.p);
	return good;
}
