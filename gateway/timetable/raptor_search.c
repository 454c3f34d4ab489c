#include "timetable/raptor_search.h"

#include <string.h>

/* So many, and one in so many. */
enum { MANY_STOPS = 100, MANY_PART = 16 };

static int32_t
change_at(const struct run *run, uint32_t stop)
{
	return network_change(run->r->net, stop, run->q->change_s);
}

static int32_t
shift_of(const struct run *run, uint32_t day)
{
	int32_t shift = run->q->days[day].shift_s;
	return run->backward ? -shift : shift;
}

/*
 * What the innermost loop calls has its direction as a constant argument, so that it is
 * compiled for each of the two.
 */
#define INNERMOST static inline __attribute__((always_inline))

INNERMOST int32_t
board_time(const struct network *net, uint32_t trip, uint32_t position, bool backward)
{
	return backward ? -network_arrival(net, trip, position)
	                : network_departure(net, trip, position);
}

INNERMOST int32_t
alight_time(const struct network *net, uint32_t trip, uint32_t position, bool backward)
{
	return backward ? -network_departure(net, trip, position)
	                : network_arrival(net, trip, position);
}

/* The nth position, and the nth trip, in the direction searched. */
INNERMOST uint32_t
position_at(const struct net_pattern *p, uint32_t nth, bool backward)
{
	return backward ? p->calls - 1 - nth : nth;
}

INNERMOST uint32_t
trip_at(const struct net_pattern *p, uint32_t nth, bool backward)
{
	return p->first_trip + (backward ? p->trips - 1 - nth : nth);
}

/* Even if every train came at once, the target was reached as early as that. */
static bool
is_too_far(const struct run *run, uint32_t stop, int32_t time)
{
	return time + run->least.seconds[stop] >= run->bound;
}

/* More trips would be needed than there may be. */
static bool
needs_too_many(const struct run *run, unsigned round, uint32_t stop)
{
	return round + run->least.trips[stop] > run->rounds;
}

static bool
is_of_use(const struct run *run, unsigned round, uint32_t pattern)
{
	return running_has(run->serves, pattern) &&
	       round - 1 + run->least.pattern_trips[pattern] <= run->rounds;
}

static void
improve_ready(struct run *run, unsigned round, uint32_t stop, int32_t time, uint32_t walk_from)
{
	struct raptor *r = run->r;
	struct readies *ready = &r->ready;
	const size_t index = ready_index(r, round, stop);
	if (time >= ready->best[stop] || is_too_far(run, stop, time) ||
	        needs_too_many(run, round, stop))
		return;
	if (ready->at[index] == RAPTOR_NEVER)
		ready->filled[ready->filled_count++] = (uint32_t)index;
	ready->at[index] = ready->best[stop] = time;
	r->labels[index].walk_from = walk_from;
}

static void
improve_target(struct run *run, unsigned round, int32_t time, uint32_t alight)
{
	if (time >= run->bound)
		return;
	run->bound = time;
	run->found[round].time = time;
	run->found[round].alight = alight;
}

static void
walks_of(const struct run *run, uint32_t stop, const struct net_walk **first,
        const struct net_walk **end)
{
	const struct network *net = run->r->net;
	const uint32_t *cut = run->backward ? net->first_walk_back : net->first_walk;
	const struct net_walk *walks = run->backward ? net->walk_back : net->walk;
	*first = walks + cut[stop];
	*end = walks + cut[stop + 1];
}

static void
forget(struct run *run)
{
	struct readies *ready = &run->r->ready;
	for (size_t i = 0; i < ready->filled_count; i++)
		ready->at[ready->filled[i]] = RAPTOR_NEVER;
	ready->filled_count = run->r->next_ready = 0;
	for (size_t i = 0; i < ARRAY_LEN(run->found); i++)
		run->found[i].time = RAPTOR_NEVER;
}

/*
 * What would be of use where nothing has been reached yet: what is not too far from the target,
 * and where the search from the other end was at all.
 */
static void
set_best(struct run *run)
{
	const struct raptor *r = run->r;
	const int32_t *least = run->least.seconds, bound = run->bound;
	const uint32_t stops = r->net->stops;
	for (uint32_t s = 0; s < stops; s++)
		r->ready.best[s] = bound - least[s];
	if (!run->is_limited)
		memcpy(r->best_arrival, r->ready.best, stops * sizeof(*r->best_arrival));
	for (uint32_t s = 0; run->is_limited && s < stops; s++)
		r->best_arrival[s] = 1 - r->limit.best[s];
}

static void
leave_origin(struct run *run)
{
	for (size_t i = 0; i < run->from_count; i++)
		improve_ready(run, 0, run->from[i], run->start, RAPTOR_NONE);
	for (size_t i = 0; i < run->from_count; i++) {
		const struct net_walk *w, *end;
		for (walks_of(run, run->from[i], &w, &end); w < end; w++)
			improve_ready(run, 0, w->stop, run->start + w->seconds, run->from[i]);
	}
}

/* The pattern may be boarded at its nth call by who is ready then. */
static void
queue_pattern(struct raptor *r, uint32_t pattern, uint32_t nth, int32_t ready)
{
	struct queued *q = &r->queued[pattern];
	if (q->first == RAPTOR_NONE) {
		r->queue[r->queue_count++] = pattern;
		q->first = q->last = nth;
		q->soonest = ready;
		return;
	}
	q->first = nth < q->first ? nth : q->first;
	q->last = nth > q->last ? nth : q->last;
	q->soonest = ready < q->soonest ? ready : q->soonest;
}

/* Takes the ready stops of the round before and queues the patterns that call there. */
static void
queue_patterns(struct run *run, unsigned round)
{
	struct raptor *r = run->r;
	const struct network *net = r->net;
	const struct readies *ready = &r->ready;
	const size_t first = ready_index(r, round - 1, 0);
	for (; r->next_ready < ready->filled_count; r->next_ready++) {
		const size_t index = ready->filled[r->next_ready];
		const size_t stop = index - first;
		for (uint32_t v = net->first_visit[stop]; v < net->first_visit[stop + 1]; v++) {
			const struct net_visit visit = net->visit[v];
			if (!is_of_use(run, round, visit.pattern))
				continue;
			const struct net_pattern *p = &net->pattern[visit.pattern];
			uint32_t nth = position_at(p, visit.position, run->backward);
			if (nth + 1 < p->calls)
				queue_pattern(r, visit.pattern, nth, ready->at[index]);
		}
	}
}

/* The first trip that runs, from the nth on; p->trips: none. */
INNERMOST uint32_t
running_from(const struct net_pattern *p, const uint64_t *runs, uint32_t nth, bool backward)
{
	const uint32_t first = p->first_trip, end = first + p->trips;
	return backward ? end - 1 - running_last(runs, first, end - nth)
	                : running_first(runs, first + nth, end) - first;
}

/* The last trip that runs, before the nth; RAPTOR_NONE: none. */
INNERMOST uint32_t
running_before(const struct net_pattern *p, const uint64_t *runs, uint32_t nth, bool backward)
{
	const uint32_t first = p->first_trip, end = first + p->trips;
	return backward ? end - 1 - running_first(runs, end - nth, end)
	                : running_last(runs, first, first + nth) - first;
}

/* The first nth trip, up to `last`, whose start, by `offset` later, is not before `time`. */
INNERMOST uint32_t
first_start(const struct network *net, const struct net_pattern *p, uint32_t last, int32_t offset,
        int32_t time, bool backward)
{
	uint32_t low = 0, high = last;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		const int32_t start = net->trip[trip_at(p, middle, backward)].start;
		const bool left = (backward ? -start : start) + offset < time;
		low = left ? middle + 1 : low;
		high = left ? high : middle;
	}
	return low;
}

/*
 * The first trip before the nth `end` that runs and can be boarded at `time` of its day; `end`:
 * none. Most often there is none: whoever is aboard already has the first. Trips of a pattern take
 * about the same time to a position: the start of the last tells where to look, with one look into
 * memory a step instead of three.
 */
INNERMOST uint32_t
first_trip(const struct network *net, const struct net_pattern *p, const uint64_t *runs,
        uint32_t position, int32_t time, uint32_t end, bool backward)
{
	const uint32_t last = running_before(p, runs, end, backward);
	if (last == RAPTOR_NONE)
		return end;
	const uint32_t last_trip = trip_at(p, last, backward);
	const int32_t latest = board_time(net, last_trip, position, backward);
	if (latest < time)
		return end;
	const int32_t start = net->trip[last_trip].start;
	uint32_t nth =
	        first_start(net, p, last, latest - (backward ? -start : start), time, backward);
	while (nth > 0 &&
	        board_time(net, trip_at(p, nth - 1, backward), position, backward) >= time)
		nth--;
	while (nth < last && board_time(net, trip_at(p, nth, backward), position, backward) < time)
		nth++;
	return running_from(p, runs, nth, backward);
}

/* The search from the other end has found that nobody can be there in time. */
static bool
is_out_of_reach(const struct run *run, unsigned round, uint32_t stop, int32_t arrival)
{
	const struct raptor *r = run->r;
	if (!run->is_limited)
		return false;
	for (unsigned before = 0; before <= run->rounds - round; before++)
		if (r->limit.at[ready_index(r, before, stop)] <= -arrival)
			return false;
	return true;
}

/* The stop is reached sooner than by all that was ridden so far. */
static void
alight(struct run *run, unsigned round, uint32_t stop, int32_t arrival, const struct label *by)
{
	struct raptor *r = run->r;
	if (is_out_of_reach(run, round, stop, arrival))
		return;
	struct label *l = label_of(r, round, stop);
	uint32_t walk_from = l->walk_from;
	*l = *by;
	l->walk_from = walk_from;
	r->best_arrival[stop] = arrival;
	if (!r->is_arrived[stop]) {
		r->is_arrived[stop] = true;
		r->arrived[r->arrived_count++] = stop;
	}
	if (r->is_target[stop])
		improve_target(run, round, arrival, stop);
}

/* No trip runs that day, none can be caught, or none is in time to help. */
static bool
is_day_useless(const struct run *run, uint32_t pattern, const struct queued *queued, uint32_t day)
{
	const struct network *net = run->r->net;
	const struct net_pattern *p = &net->pattern[pattern];
	const struct running_span span = run->runs[day].spans[pattern];
	const bool backward = run->backward;
	const int32_t shift = shift_of(run, day);
	if (!running_has(run->runs[day].patterns, pattern) ||
	        (backward ? -span.begins : span.ends) + shift < queued->soonest ||
	        (backward ? -span.ends : span.begins) + shift >= run->bound)
		return true;
	const uint32_t last_board = position_at(p, queued->last, backward);
	const uint32_t first_alight = position_at(p, queued->first + 1, backward);
	return board_time(net, backward ? span.first : span.last, last_board, backward) + shift <
	               queued->soonest ||
	       alight_time(net, backward ? span.last : span.first, first_alight, backward) +
	                       shift >=
	               run->bound;
}

/*
 * Rides one pattern on one day, from its first call in the queue to `end`, where it may still be
 * left but not boarded. Where a trip was first boarded; `end`: none was. A trip that has come too
 * far from the target never comes nearer in time (bounds.h), nor does any later one. The
 * innermost loop: what does not change in it is fetched before.
 */
INNERMOST uint32_t
ride(struct run *run, unsigned round, const struct net_pattern *p, const struct queued *queued,
        uint32_t end, uint32_t day, const bool backward)
{
	struct raptor *const r = run->r;
	const struct network *const net = r->net;
	const int32_t *const readies = r->ready.at + ready_index(r, round - 1, 0);
	const int32_t *const best = r->best_arrival, *const least = run->least.seconds;
	const uint32_t no_alight = backward ? NO_BOARDING : NO_ALIGHTING;
	const uint32_t no_board = backward ? NO_ALIGHTING : NO_BOARDING;
	const int32_t shift = shift_of(run, day), step = backward ? -1 : 1;
	const uint64_t *const runs = run->runs[day].trips;
	const uint32_t calls = p->calls, first = queued->first;
	const struct net_call *call = net->call + p->first_call + position_at(p, first, backward);
	uint32_t nth = p->trips, boarded = end, times = 0;
	int32_t start = 0;
	bool aboard = false;
	struct label on = {.day = day};

	for (uint32_t i = first; i < calls && i <= end; i++, call += step) {
		const uint32_t stop = call->stop, position = position_at(p, i, backward);
		if (aboard) {
			int32_t arrival =
			        backward ? start - network_leaves(net, times + position)
			                 : start + (int32_t)net->time[times + position].arrival;
			aboard = arrival + least[stop] < run->bound;
			on.alight = position;
			if (aboard && arrival < best[stop] && !(call->flags & no_alight))
				alight(run, round, stop, arrival, &on);
		}
		if (!aboard && i > queued->last)
			break;
		if (readies[stop] == RAPTOR_NEVER || nth == 0 || i == end ||
		        (call->flags & no_board))
			continue;
		/* Whoever is not ready for the trip that has been found is not for an earlier one.
		 */
		if (nth < p->trips &&
		        readies[stop] >
		                (backward ? start - (int32_t)net->time[times + position].arrival
		                          : start + network_leaves(net, times + position)))
			continue;
		uint32_t caught =
		        first_trip(net, p, runs, position, readies[stop] - shift, nth, backward);
		if (caught == nth)
			continue;
		boarded = boarded == end ? i : boarded;
		nth = caught;
		aboard = true;
		on.trip = trip_at(p, nth, backward);
		on.board = position;
		on.board_stop = stop;
		times = net->trip[on.trip].times;
		start = shift + (backward ? -net->trip[on.trip].start : net->trip[on.trip].start);
	}
	return boarded;
}

/*
 * Rides one pattern on each day, in the order of time. Days apart, for a fast train may overtake
 * yesterday's; but where no two days meet, a later one is of no use from where an earlier one
 * was boarded.
 */
static void
ride_days(struct run *run, unsigned round, uint32_t pattern)
{
	const struct question *q = run->q;
	const struct net_pattern *p = &run->r->net->pattern[pattern];
	const struct queued queued = run->r->queued[pattern];
	uint32_t end = p->calls;
	for (size_t i = 0; i < q->day_count && end > queued.first; i++) {
		uint32_t day = (uint32_t)(run->backward ? q->day_count - 1 - i : i);
		uint32_t next = (uint32_t)(run->backward ? day - 1 : day + 1);
		if (is_day_useless(run, pattern, &queued, day))
			continue;
		uint32_t boarded = run->backward ? ride(run, round, p, &queued, end, day, true)
		                                 : ride(run, round, p, &queued, end, day, false);
		if (i + 1 < q->day_count && queued.span <= shift_of(run, next) - shift_of(run, day))
			end = boarded;
	}
}

/* Where trips arrived in this round, the next can be boarded: there, or after a footpath. */
static void
walk_on(struct run *run, unsigned round)
{
	struct raptor *r = run->r;
	for (size_t i = 0; i < r->arrived_count; i++) {
		uint32_t stop = r->arrived[i];
		int32_t arrival = r->best_arrival[stop];
		r->is_arrived[stop] = false;
		improve_ready(run, round, stop, arrival + change_at(run, stop), RAPTOR_NONE);
		const struct net_walk *w, *end;
		for (walks_of(run, stop, &w, &end); w < end; w++) {
			if (arrival + w->seconds >= run->bound)
				continue;
			improve_ready(run, round, w->stop, arrival + w->seconds, stop);
			if (r->is_target[w->stop])
				improve_target(run, round, arrival + w->seconds, stop);
		}
	}
	r->arrived_count = 0;
}

static void
ride_round(struct run *run, unsigned round)
{
	struct raptor *r = run->r;
	queue_patterns(run, round);
	for (size_t i = 0; i < r->queue_count; i++) {
		uint32_t pattern = r->queue[i];
		ride_days(run, round, pattern);
		r->queued[pattern].first = RAPTOR_NONE;
	}
	r->queue_count = 0;
	walk_on(run, round);
}

/* From so many stops it is worth the while to know where two trips more are too few. */
static bool
is_long(const struct run *run, unsigned round)
{
	const struct raptor *r = run->r;
	return run->asks_bounds && round + 2 == run->rounds &&
	       r->ready.filled_count - r->next_ready > MANY_STOPS + r->net->stops / MANY_PART;
}

void
raptor_search(struct run *run)
{
	struct raptor *r = run->r;
	must(run->rounds >= 1 && run->rounds <= MAX_TRIPS);
	forget(run);
	set_best(run);
	for (size_t i = 0; i < run->to_count; i++)
		r->is_target[run->to[i]] = true;
	leave_origin(run);
	for (unsigned round = 1; round <= run->rounds; round++) {
		if (is_long(run, round))
			bounds_tell_two(r->bounds);
		ride_round(run, round);
	}
	for (size_t i = 0; i < run->to_count; i++)
		r->is_target[run->to[i]] = false;
}

void
raptor_keep_limits(struct raptor *r)
{
	const struct readies ready = r->ready;
	r->ready = r->limit;
	r->limit = ready;
}
