#include "timetable/running.h"

#include <stdlib.h>
#include <string.h>

struct day_row {
	uint32_t day;
	uint64_t asked; /* the newest question for it; 0: the row is free */
	uint64_t *trips, *patterns;
	struct running_span *spans;
};

struct running {
	const struct network *net;
	size_t trip_words, pattern_words;
	uint64_t *any; /* patterns */
	uint64_t questions;
	struct day_row rows[MAX_SERVICE_DAYS];
};

struct running *
running_new(const struct network *net)
{
	struct running *r = xcalloc(1, sizeof(*r));
	r->net = net;
	r->trip_words = net->trips / RUNNING_WORD + 1;
	r->pattern_words = net->patterns / RUNNING_WORD + 1;
	r->any = xcalloc(r->pattern_words, sizeof(*r->any));
	return r;
}

void
running_free(struct running *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < ARRAY_LEN(r->rows); i++) {
		free(r->rows[i].trips);
		free(r->rows[i].patterns);
		free(r->rows[i].spans);
	}
	free(r->any);
	free(r);
}

static void
allocate(const struct running *r, struct day_row *row)
{
	if (row->trips)
		return;
	row->trips = xcalloc(r->trip_words, sizeof(*row->trips));
	row->patterns = xcalloc(r->pattern_words, sizeof(*row->patterns));
	row->spans = xcalloc(r->net->patterns, sizeof(*row->spans));
}

static void
fill_pattern(const struct network *net, struct day_row *row, uint32_t pattern)
{
	const struct net_pattern *p = &net->pattern[pattern];
	const uint32_t end = p->first_trip + p->trips;
	const uint32_t first = running_first(row->trips, p->first_trip, end);
	if (first == end)
		return;
	const uint32_t last = running_last(row->trips, first, end);
	row->patterns[pattern / RUNNING_WORD] |= UINT64_C(1) << (pattern % RUNNING_WORD);
	row->spans[pattern] = (struct running_span){first, last, network_departure(net, first, 0),
	        network_arrival(net, last, p->calls - 1)};
}

static void
fill(const struct running *r, struct day_row *row, uint32_t day)
{
	const struct network *net = r->net;
	allocate(r, row);
	memset(row->trips, 0, r->trip_words * sizeof(*row->trips));
	memset(row->patterns, 0, r->pattern_words * sizeof(*row->patterns));
	for (uint32_t t = 0; t < net->trips; t++) {
		uint64_t runs = network_runs(net, net->trip[t].service, day);
		row->trips[t / RUNNING_WORD] |= runs << (t % RUNNING_WORD);
	}
	for (uint32_t i = 0; i < net->patterns; i++)
		fill_pattern(net, row, i);
	row->day = day;
}

/* The row of that day, or the one that was not asked for the longest. */
static struct day_row *
find_row(struct running *r, uint32_t day)
{
	struct day_row *oldest = &r->rows[0];
	for (size_t i = 0; i < ARRAY_LEN(r->rows); i++) {
		struct day_row *row = &r->rows[i];
		if (row->asked && row->day == day)
			return row;
		if (row->asked < oldest->asked)
			oldest = row;
	}
	return oldest;
}

struct running_day
running_on(struct running *r, uint32_t day)
{
	struct day_row *row = find_row(r, day);
	if (!row->asked || row->day != day)
		fill(r, row, day);
	row->asked = ++r->questions;
	return (struct running_day){row->trips, row->patterns, row->spans};
}

const uint64_t *
running_patterns(struct running *r, const struct running_day *days, size_t day_count)
{
	memset(r->any, 0, r->pattern_words * sizeof(*r->any));
	for (size_t d = 0; d < day_count; d++)
		for (size_t w = 0; w < r->pattern_words; w++)
			r->any[w] |= days[d].patterns[w];
	return r->any;
}
