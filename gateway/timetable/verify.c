#include "timetable/verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "timetable/format.h"
#include "timetable/trip_ids.h"

struct check {
	const struct timetable *tt;
	const struct network *net;
	const struct verify_counts *counts;
};

/* The start of a text, not its middle. */
static bool
is_text(const struct check *c, tt_text text)
{
	return text < c->counts->strings && (text == 0 || c->tt->strings[text - 1] == '\0');
}

static const char *
check_strings(const struct check *c)
{
	size_t n = c->counts->strings;
	if (n == 0 || c->tt->strings[0] != '\0' || c->tt->strings[n - 1] != '\0')
		return "its strings do not end";
	if (!utf8_valid((struct str){c->tt->strings, n}))
		return "its strings are not UTF-8";
	return NULL;
}

static const char *
check_info(const struct check *c)
{
	const struct tt_info *info = c->tt->info;
	if (!is_text(c, info->timezone) || !is_text(c, info->publisher) ||
	        !is_text(c, info->source) || !is_text(c, info->licence) ||
	        !is_text(c, info->version) || info->flags > TT_DEMONSTRATION)
		return "what it says of itself is no text";
	int64_t days = (int64_t)info->last_day - info->first_day + 1;
	if (days < 1 || days > FORMAT_MAX_DAYS || c->net->day_words != (days + 31) / 32 ||
	        c->counts->days != (uint64_t)days)
		return "its days are impossible";
	if (info->first_day < FORMAT_FIRST_DAY || info->last_day > FORMAT_LAST_DAY)
		return "its days are impossible";
	for (size_t i = 0; i < c->counts->days; i++)
		if (c->tt->day_start[i] < 0 || c->tt->day_start[i] > FORMAT_MAX_START_S)
			return "a day starts at an impossible time";
	return NULL;
}

static const char *
check_stops(const struct check *c)
{
	for (uint32_t i = 0; i < c->net->stops; i++) {
		const struct tt_stop *s = &c->tt->stop[i];
		if (!is_text(c, s->name) || !is_text(c, s->id) || !is_text(c, s->city))
			return "a stop has no text";
		if (s->group > i || c->tt->stop[s->group].group != s->group ||
		        c->tt->stop[s->group].city != s->city)
			return "a stop has no group";
		if (c->net->change_s[i] < 0 || c->net->change_s[i] > NET_NO_CHANGE_S)
			return "a stop has an impossible change time";
	}
	return NULL;
}

static const char *
check_ids(const struct check *c)
{
	for (size_t i = 0; i < c->tt->ids; i++) {
		const struct tt_id *id = &c->tt->id[i];
		if (!is_text(c, id->id) || id->stop >= c->net->stops)
			return "a stop_id leads nowhere";
		if (i > 0 && strcmp(c->tt->strings + id[-1].id, c->tt->strings + id->id) >= 0)
			return "its stop_ids are not sorted";
	}
	return NULL;
}

static const char *
check_trip_names(const struct check *c)
{
	for (uint32_t i = 0; i < c->net->trips; i++) {
		const struct tt_trip *t = &c->tt->trip[i];
		if (!is_text(c, t->name) || !is_text(c, t->headsign) || t->flags > TT_FLAGS)
			return "a trip has no text";
	}
	if (!trip_ids_are_good(c->tt, c->counts->trip_id_starts, c->tt->trip_id_bytes_n))
		return "a trip_id can't be read";
	return NULL;
}

static const char *
check_calls(const struct check *c)
{
	for (size_t i = 0; i < c->counts->calls; i++)
		if (c->net->call[i].stop >= c->net->stops)
			return "a trip calls at no stop";
	return NULL;
}

/* Patterns own the trips one after the other. */
static const char *
check_patterns(const struct check *c)
{
	uint64_t next = 0;
	for (uint32_t i = 0; i < c->net->patterns; i++) {
		const struct net_pattern *p = &c->net->pattern[i];
		if (p->calls < 2 || p->calls > FORMAT_MAX_CALLS ||
		        (uint64_t)p->first_call + p->calls > c->counts->calls)
			return "a pattern has no stops";
		if (p->trips < 1 || p->first_trip != next)
			return "a pattern has no trips";
		next += p->trips;
	}
	return next == c->net->trips ? NULL : "a trip has no pattern";
}

/* As many long stays as times that say so, in the same order: none is looked up in vain. */
static bool
are_long_stays_good(const struct check *c)
{
	uint32_t next = 0;
	for (size_t i = 0; i < c->counts->times; i++) {
		if (c->net->time[i].stay < NET_LONG_STAY_S)
			continue;
		if (next == c->net->long_stays)
			return false;
		const struct net_stay *stay = &c->net->long_stay[next++];
		if (stay->time != i || stay->seconds < NET_LONG_STAY_S ||
		        stay->seconds > FORMAT_MAX_TIME_S)
			return false;
	}
	return next == c->net->long_stays;
}

static const char *
check_times(const struct check *c)
{
	if (!are_long_stays_good(c))
		return "a long stay is impossible";
	for (uint32_t i = 0; i < c->counts->times; i++)
		if (network_leaves(c->net, i) > FORMAT_MAX_TIME_S)
			return "a time is impossible";
	return NULL;
}

static bool
is_trip_possible(const struct check *c, const struct net_trip *t, uint32_t calls)
{
	if (t->service >= c->net->services || t->start < 0 || t->start > FORMAT_MAX_TIME_S ||
	        (uint64_t)t->times + calls > c->counts->times)
		return false;
	for (uint32_t i = t->times + 1; i < t->times + calls; i++)
		if ((int32_t)c->net->time[i].arrival < network_leaves(c->net, i - 1))
			return false;
	return true;
}

static bool
never_falls(const struct check *c, uint32_t trip, uint32_t calls)
{
	const struct net_trip *now = &c->net->trip[trip], *before = now - 1;
	if (now->times == before->times)
		return now->start >= before->start;
	for (uint32_t i = 0; i < calls; i++)
		if (network_arrival(c->net, trip, i) < network_arrival(c->net, trip - 1, i) ||
		        network_departure(c->net, trip, i) < network_departure(c->net, trip - 1, i))
			return false;
	return true;
}

static const char *
check_trips(const struct check *c)
{
	for (uint32_t i = 0; i < c->net->patterns; i++) {
		const struct net_pattern *p = &c->net->pattern[i];
		for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++) {
			if (!is_trip_possible(c, &c->net->trip[t], p->calls))
				return "a trip is impossible";
			if (t > p->first_trip && !never_falls(c, t, p->calls))
				return "a trip overtakes another of its pattern";
		}
	}
	return NULL;
}

static const char *
check_service_days(const struct check *c)
{
	uint32_t used = (uint32_t)(c->tt->info->last_day - c->tt->info->first_day + 1) % 32;
	if (used == 0)
		return NULL;
	for (uint32_t i = 0; i < c->net->services; i++)
		if (c->net->service_days[(size_t)(i + 1) * c->net->day_words - 1] >> used)
			return "a trip runs after the last day";
	return NULL;
}

/* Lists that are cut by stop, or by line: from 0 to the end, never backward. */
static bool
is_cut(const uint32_t *first, size_t owners, size_t count)
{
	if (first[0] != 0 || first[owners] != count)
		return false;
	for (size_t i = 0; i < owners; i++)
		if (first[i] > first[i + 1])
			return false;
	return true;
}

/* As many as there are calls and none twice: so none is missing. */
static const char *
check_visits(const struct check *c)
{
	const struct network *net = c->net;
	uint64_t calls = 0;
	for (uint32_t i = 0; i < net->patterns; i++)
		calls += net->pattern[i].calls;
	if (calls != c->counts->visits || !is_cut(net->first_visit, net->stops, c->counts->visits))
		return "its visits are not cut by stop";
	for (uint32_t s = 0; s < net->stops; s++)
		for (uint32_t i = net->first_visit[s]; i < net->first_visit[s + 1]; i++) {
			const struct net_visit *v = &net->visit[i];
			if (v->pattern >= net->patterns ||
			        v->position >= net->pattern[v->pattern].calls)
				return "a visit leads nowhere";
			if (net->call[net->pattern[v->pattern].first_call + v->position].stop != s)
				return "a visit is at another stop";
			bool first = i == net->first_visit[s];
			if (!first && (v->pattern < v[-1].pattern ||
			                      (v->pattern == v[-1].pattern &&
			                              v->position <= v[-1].position)))
				return "its visits are not sorted";
		}
	return NULL;
}

static bool
are_walks_possible(const struct check *c, const uint32_t *first, const struct net_walk *walk)
{
	if (!is_cut(first, c->net->stops, c->counts->walks))
		return false;
	for (uint32_t s = 0; s < c->net->stops; s++)
		for (uint32_t i = first[s]; i < first[s + 1]; i++) {
			if (walk[i].stop >= c->net->stops || walk[i].stop == s)
				return false;
			if (walk[i].seconds < 0 || walk[i].seconds > FORMAT_MAX_TIME_S)
				return false;
			if (i > first[s] && walk[i].stop <= walk[i - 1].stop)
				return false;
		}
	return true;
}

/* Both lists are sorted, so the footpaths to a stop come in the order of its list back. */
static bool
are_walks_the_same(const struct network *net)
{
	uint32_t *next = xcalloc(net->stops, sizeof(*next));
	memcpy(next, net->first_walk_back, net->stops * sizeof(*next));
	bool same = true;
	for (uint32_t s = 0; s < net->stops && same; s++)
		for (uint32_t i = net->first_walk[s]; i < net->first_walk[s + 1] && same; i++) {
			const struct net_walk *w = &net->walk[i];
			uint32_t at = next[w->stop]++;
			same = at < net->first_walk_back[w->stop + 1] &&
			       net->walk_back[at].stop == s &&
			       net->walk_back[at].seconds == w->seconds;
		}
	free(next);
	return same;
}

static const char *
check_walks(const struct check *c)
{
	if (!are_walks_possible(c, c->net->first_walk, c->net->walk) ||
	        !are_walks_possible(c, c->net->first_walk_back, c->net->walk_back))
		return "a footpath is impossible";
	if (!are_walks_the_same(c->net))
		return "its footpaths are not the same from both ends";
	return NULL;
}

static const char *
check_fare_rules(const struct check *c)
{
	for (size_t i = 0; i < c->tt->fares.count; i++) {
		const struct tt_fare *f = &c->tt->fares.rule[i];
		if (!is_text(c, f->name) || !is_text(c, f->currency) || f->amount < 0 ||
		        f->within_s < 0 || f->changes > FARE_ALONE)
			return "a fare is impossible";
		if (i > 0 && (f[-1].from > f->from || (f[-1].from == f->from && f[-1].to > f->to)))
			return "its fares are not sorted";
	}
	return NULL;
}

/* Numbers of areas and networks are only compared. */
static const char *
check_fares(const struct check *c)
{
	const struct tt_fares *f = &c->tt->fares;
	if (f->count == 0)
		return NULL;
	if (!is_cut(f->first_area, c->net->stops, c->counts->areas) ||
	        !is_cut(f->first_network, f->lines, c->counts->networks))
		return "its areas of fares are not cut by stop";
	for (uint32_t i = 0; i < c->net->trips; i++)
		if (f->line[i] >= f->lines)
			return "a trip has no line";
	return check_fare_rules(c);
}

const char *
timetable_verify(const struct timetable *tt, const struct verify_counts *counts)
{
	/* In an order in which each may trust what the ones before it have checked. */
	static const char *(*const checks[])(const struct check *) = {
	        check_strings,
	        check_info,
	        check_stops,
	        check_ids,
	        check_trip_names,
	        check_calls,
	        check_patterns,
	        check_times,
	        check_trips,
	        check_service_days,
	        check_visits,
	        check_walks,
	        check_fares,
	};
	const struct check check = {tt, &tt->net, counts};
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		const char *why = checks[i](&check);
		if (why)
			return why;
	}
	return NULL;
}
