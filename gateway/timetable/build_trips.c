/* The trips of a feed: calls in order, times filled in, frequencies written out. */
#include <stdlib.h>
#include <string.h>

#include "timetable/builder.h"
#include "timetable/feed_table.h"

/* What one trip is made in; kept from trip to trip for its memory. */
struct workshop {
	struct builder *b;
	const struct feed *feed;
	const uint32_t *stop_of;
	LIST(struct feed_time) rows;
	LIST(struct net_call) calls;
	LIST(struct build_time) times;
};

static void
trip_problem(const struct workshop *w, uint32_t trip, enum problem what)
{
	const struct feed_trip *t = &w->feed->trips.p[trip];
	struct problem_at at = {
	        w->feed->path, feed_is_table(w->feed->path) ? NULL : "trips.txt", t->line};
	problem_add(w->b->problems, at, what, str_from(w->feed->scratch.p + t->id));
}

static int
compare_rows(const void *a, const void *b)
{
	const struct feed_time *x = a, *y = b;
	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static void
sort_rows(struct workshop *w)
{
	bool sorted = true;
	size_t n = 0;
	for (size_t i = 1; i < w->rows.n; i++)
		sorted &= w->rows.p[i - 1].sequence < w->rows.p[i].sequence;
	if (sorted)
		return;
	qsort(w->rows.p, w->rows.n, sizeof(*w->rows.p), compare_rows);
	for (size_t i = 0; i < w->rows.n; i++) {
		const struct feed_time *row = &w->rows.p[i];
		if (n == 0 || w->rows.p[n - 1].sequence != row->sequence) {
			w->rows.p[n++] = *row;
			continue;
		}
		char text[16];
		snprintf(text, sizeof(text), "%u", row->sequence);
		problem_add(w->b->problems,
		        (struct problem_at){w->feed->path,
		                feed_is_table(w->feed->path) ? NULL : "stop_times.txt", row->line},
		        PROBLEM_SAME_SEQUENCE, str_from(text));
	}
	w->rows.n = n;
}

static bool
has_time(const struct feed_time *row)
{
	return row->arrival != FEED_NO_TIME || row->departure != FEED_NO_TIME;
}

/* One given time serves for both; calls before the first and after the last time are cut. */
static void
cut_ends(struct workshop *w, uint32_t trip)
{
	size_t first = 0, end = w->rows.n;
	while (first < end && !has_time(&w->rows.p[first]))
		first++;
	while (end > first && !has_time(&w->rows.p[end - 1]))
		end--;
	if (end - first < w->rows.n)
		trip_problem(w, trip, PROBLEM_NO_END_TIME);
	if (first > 0)
		memmove(w->rows.p, w->rows.p + first, (end - first) * sizeof(*w->rows.p));
	w->rows.n = end - first;
	for (size_t i = 0; i < w->rows.n; i++) {
		struct feed_time *row = &w->rows.p[i];
		if (row->arrival == FEED_NO_TIME)
			row->arrival = row->departure;
		if (row->departure == FEED_NO_TIME)
			row->departure = row->arrival;
	}
}

/* Between two times the same span from call to call, for the feed says no more. */
static void
interpolate(struct workshop *w)
{
	for (size_t from = 0, to; from + 1 < w->rows.n; from = to) {
		for (to = from + 1; !has_time(&w->rows.p[to]);)
			to++;
		int64_t start = w->rows.p[from].departure;
		int64_t span = w->rows.p[to].arrival - start, steps = (int64_t)(to - from);
		for (size_t i = from + 1; i < to; i++) {
			int64_t at = start + span * (int64_t)(i - from) / steps;
			w->rows.p[i].arrival = w->rows.p[i].departure = (int32_t)at;
		}
	}
}

static bool
runs_forward(const struct workshop *w)
{
	for (size_t i = 0; i < w->rows.n; i++) {
		const struct feed_time *row = &w->rows.p[i];
		if (row->departure < row->arrival)
			return false;
		if (i > 0 && row->arrival < row[-1].departure)
			return false;
	}
	return true;
}

/*
 * Calls and times of the rows, counted from the first departure. A trip is neither left where
 * it starts nor boarded where it ends: the other times there say nothing.
 */
static void
fill(struct workshop *w)
{
	int32_t start = w->rows.p[0].departure;
	w->calls.n = w->times.n = 0;
	for (size_t i = 0; i < w->rows.n; i++) {
		const struct feed_time *row = &w->rows.p[i];
		LIST_ADD(&w->calls, (struct net_call){w->stop_of[row->stop], row->flags});
		LIST_ADD(&w->times,
		        (struct build_time){row->arrival - start, row->departure - start});
	}
	w->times.p[0].arrival = 0;
	w->times.p[w->times.n - 1].departure = w->times.p[w->times.n - 1].arrival;
}

uint32_t
build_pattern_of(struct builder *b, const struct net_call *calls, size_t n)
{
	struct str bytes = {(const char *)calls, n * sizeof(*calls)};
	bool is_new;
	uint32_t i = idmap_add(&b->pattern_of, bytes, (uint32_t)b->patterns.n, &is_new);
	if (!is_new)
		return i;
	LIST_ADD(&b->patterns, (struct build_pattern){(uint32_t)b->calls.n, (uint32_t)n});
	for (size_t c = 0; c < n; c++)
		LIST_ADD(&b->calls, calls[c]);
	return i;
}

static void
add_time(struct builder *b, struct build_time time)
{
	const int32_t stay = time.departure - time.arrival;
	const bool is_long = stay >= NET_LONG_STAY_S;
	if (is_long)
		LIST_ADD(&b->long_stays, (struct net_stay){(uint32_t)b->times.n, stay});
	LIST_ADD(&b->times, (struct net_time){(uint32_t)time.arrival & 0xfffff,
	                            (uint32_t)(is_long ? NET_LONG_STAY_S : stay) & 0xfff});
}

uint32_t
build_times_of(struct builder *b, const struct build_time *times, size_t n)
{
	struct str bytes = {(const char *)times, n * sizeof(*times)};
	bool is_new;
	uint32_t i = idmap_add(&b->times_of, bytes, (uint32_t)b->times.n, &is_new);
	for (size_t t = 0; is_new && t < n; t++)
		add_time(b, times[t]);
	return i;
}

/* false: the trip is left out, and that is said. */
static bool
prepare(struct workshop *w, uint32_t trip)
{
	sort_rows(w);
	cut_ends(w, trip);
	if (w->rows.n < 2 || w->rows.n > FORMAT_MAX_CALLS) {
		trip_problem(w, trip, w->rows.n < 2 ? PROBLEM_FEW_CALLS : PROBLEM_MANY_CALLS);
		return false;
	}
	interpolate(w);
	if (!runs_forward(w)) {
		trip_problem(w, trip, PROBLEM_BACKWARD);
		return false;
	}
	fill(w);
	return true;
}

static uint32_t
add_id(struct workshop *w, struct str id)
{
	struct builder *b = w->b;
	const uint32_t at = (uint32_t)b->trip_ids.n;
	for (const char *p = w->feed->prefix; *p; p++)
		LIST_ADD(&b->trip_ids, *p);
	for (size_t i = 0; i <= id.n; i++)
		LIST_ADD(&b->trip_ids, id.p[i]);
	return at;
}

/* Its number in builder.trips; BUILD_NO_TRIP where a frequency makes several of it. */
static uint32_t
add_trip(struct workshop *w, uint32_t trip, uint32_t service)
{
	const struct feed_trip *t = &w->feed->trips.p[trip];
	struct build_trip made = {
	        .pattern = build_pattern_of(w->b, w->calls.p, w->calls.n),
	        .net = {.start = w->rows.p[0].departure,
	                .times = build_times_of(w->b, w->times.p, w->times.n),
	                .service = service},
	        .name = {.name = t->name, .headsign = t->headsign},
	        .line = build_line(w->b, t->route, t->name),
	        .id = add_id(w, str_from(w->feed->scratch.p + t->id)),
	};
	w->b->stop_times += (uint32_t)w->rows.n;
	if (!t->has_frequency) {
		LIST_ADD(&w->b->trips, made);
		return (uint32_t)w->b->trips.n - 1;
	}
	for (size_t i = 0; i < w->feed->frequencies.n; i++) {
		const struct feed_frequency *f = &w->feed->frequencies.p[i];
		if (f->trip != trip)
			continue;
		made.name.flags = f->is_exact ? 0 : TT_ABOUT;
		for (int32_t at = f->start; at < f->end && w->b->trips.n <= FORMAT_MAX_TRIPS;
		        at += f->headway) {
			made.net.start = at;
			LIST_ADD(&w->b->trips, made);
		}
	}
	return BUILD_NO_TRIP;
}

/* Rows by trip, in the order of the file: order[first[t]] is the first row of trip t. */
static uint32_t *
cut_rows(const struct feed *feed, uint32_t **order)
{
	uint32_t *first = xcalloc(feed->trips.n + 2, sizeof(*first));
	*order = xcalloc(feed->times.n + 1, sizeof(**order));
	for (size_t i = 0; i < feed->times.n; i++)
		first[feed->times.p[i].trip + 2]++;
	for (size_t i = 2; i < feed->trips.n + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < feed->times.n; i++)
		(*order)[first[feed->times.p[i].trip + 1]++] = i;
	return first;
}

static void
add_trips(struct workshop *w, const uint32_t *service_of)
{
	const struct feed *feed = w->feed;
	uint32_t *order, *first = cut_rows(feed, &order);
	uint32_t *built = xcalloc(feed->trips.n + 1, sizeof(*built));
	for (uint32_t trip = 0; trip < feed->trips.n; trip++) {
		uint32_t service = service_of[feed->trips.p[trip].service];
		built[trip] = BUILD_NO_TRIP;
		if (service == BUILD_NO_SERVICE) {
			trip_problem(w, trip, PROBLEM_NO_DAYS);
			continue;
		}
		w->rows.n = 0;
		for (uint32_t i = first[trip]; i < first[trip + 1]; i++)
			LIST_ADD(&w->rows, feed->times.p[order[i]]);
		if (prepare(w, trip))
			built[trip] = add_trip(w, trip, service);
	}
	build_through(w->b, feed, built);
	free(built);
	free(order);
	free(first);
}

bool
build_add_trips(struct builder *b, const struct feed *feed, const uint32_t *stop_of,
        const uint32_t *service_of)
{
	struct workshop w = {.b = b, .feed = feed, .stop_of = stop_of};
	add_trips(&w, service_of);
	free(w.rows.p);
	free(w.calls.p);
	free(w.times.p);
	if (b->trips.n <= FORMAT_MAX_TRIPS)
		return true;
	build_problem(b, feed->path, PROBLEM_TOO_MUCH, STR("trips"));
	return false;
}
