/* Sorts trips into patterns in which none overtakes another, and lists who calls at a stop. */
#include <stdlib.h>
#include <string.h>

#include "timetable/builder.h"

/* Groups of one pattern while its trips are dealt out; the last trip of each. */
struct dealing {
	const struct builder *b;
	LIST(uint32_t) last;   /* index in the sorted trips */
	LIST(uint32_t) groups; /* for each trip of the pattern: its group */
};

static int
compare_times(const struct builder *b, const struct build_trip *x, const struct build_trip *y)
{
	uint32_t calls = b->patterns.p[x->pattern].calls;
	for (uint32_t i = 0; i < calls; i++) {
		int32_t a = x->net.start + build_leaves(b, x->net.times + i);
		int32_t c = y->net.start + build_leaves(b, y->net.times + i);
		if (a != c)
			return a < c ? -1 : 1;
	}
	return 0;
}

/* By pattern, then departures; the feed's order at last, so that each build is the same. */
static int
compare_trips(const void *a, const void *b, void *arg)
{
	const struct builder *builder = arg;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct build_trip *x = &builder->trips.p[i], *y = &builder->trips.p[j];
	if (x->pattern != y->pattern)
		return x->pattern < y->pattern ? -1 : 1;
	int order = compare_times(builder, x, y);
	return order ? order : (i > j) - (i < j);
}

static bool
follows(const struct builder *b, const struct build_trip *before, const struct build_trip *after)
{
	uint32_t calls = b->patterns.p[before->pattern].calls;
	if (before->net.times == after->net.times)
		return after->net.start >= before->net.start;
	const uint32_t p = before->net.times, q = after->net.times;
	int32_t by = after->net.start - before->net.start;
	for (uint32_t i = 0; i < calls; i++) {
		int32_t arrival = (int32_t)b->times.p[q + i].arrival + by;
		if (arrival < (int32_t)b->times.p[p + i].arrival ||
		        build_leaves(b, q + i) + by < build_leaves(b, p + i))
			return false;
	}
	return true;
}

/* Into the first group whose last trip it does not overtake. */
static uint32_t
deal(struct dealing *d, const uint32_t *order, uint32_t at)
{
	for (uint32_t g = 0; g < d->last.n; g++)
		if (follows(d->b, &d->b->trips.p[order[d->last.p[g]]], &d->b->trips.p[order[at]])) {
			d->last.p[g] = at;
			return g;
		}
	LIST_ADD(&d->last, at);
	return (uint32_t)d->last.n - 1;
}

/* The trips order[from] to order[end - 1], all of one pattern, group by group to `sorted`. */
static void
split(struct builder *b, struct dealing *d, const uint32_t *order, uint32_t from, uint32_t end,
        struct build_trip *sorted)
{
	const struct build_pattern *p = &b->patterns.p[b->trips.p[order[from]].pattern];
	uint32_t next = from;
	d->last.n = d->groups.n = 0;
	for (uint32_t i = from; i < end; i++)
		LIST_ADD(&d->groups, deal(d, order, i));
	for (uint32_t g = 0; g < d->last.n; g++) {
		uint32_t first = next;
		for (uint32_t i = from; i < end; i++)
			if (d->groups.p[i - from] == g)
				sorted[next++] = b->trips.p[order[i]];
		LIST_ADD(&b->net_patterns,
		        (struct net_pattern){p->first_call, p->calls, first, next - first});
	}
}

bool
build_patterns(struct builder *b)
{
	uint32_t n = (uint32_t)b->trips.n;
	uint32_t *order = xcalloc(n + 1, sizeof(*order));
	struct build_trip *sorted = xcalloc(n + 1, sizeof(*sorted));
	struct dealing d = {.b = b};
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), compare_trips, b);
	for (uint32_t from = 0, end; from < n; from = end) {
		uint32_t pattern = b->trips.p[order[from]].pattern;
		for (end = from + 1; end < n && b->trips.p[order[end]].pattern == pattern;)
			end++;
		split(b, &d, order, from, end, sorted);
	}
	free(b->trips.p);
	b->trips.p = sorted;
	b->trips.cap = n + 1;
	free(order);
	free(d.last.p);
	free(d.groups.p);
	if (b->net_patterns.n <= FORMAT_MAX_PATTERNS)
		return true;
	build_problem(b, "trips", PROBLEM_TOO_MUCH, STR("patterns"));
	return false;
}

void
build_visits(struct builder *b)
{
	size_t stops = b->stops.n;
	uint32_t *first = xcalloc(stops + 2, sizeof(*first));
	for (size_t i = 0; i < b->net_patterns.n; i++) {
		const struct net_pattern *p = &b->net_patterns.p[i];
		for (uint32_t c = 0; c < p->calls; c++)
			first[b->calls.p[p->first_call + c].stop + 2]++;
		b->visit_count += p->calls;
	}
	for (size_t s = 2; s < stops + 2; s++)
		first[s] += first[s - 1];
	b->visits = xcalloc(b->visit_count + 1, sizeof(*b->visits));
	for (uint32_t i = 0; i < b->net_patterns.n; i++) {
		const struct net_pattern *p = &b->net_patterns.p[i];
		for (uint32_t c = 0; c < p->calls; c++) {
			uint32_t stop = b->calls.p[p->first_call + c].stop;
			b->visits[first[stop + 1]++] = (struct net_visit){i & 0x3fffff, c & 0x3ff};
		}
	}
	b->first_visit = first;
}
