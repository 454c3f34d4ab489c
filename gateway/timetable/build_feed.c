/* The stops of a feed: platforms become their station, and what it says of changing there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "timetable/builder.h"

static const uint32_t NO_STOP = UINT32_MAX;

static size_t
station_of(const struct feed *feed, size_t stop)
{
	while (feed->stops.p[stop].parent != FEED_NONE)
		stop = (size_t)feed->stops.p[stop].parent;
	return stop;
}

static bool
is_boardable(const struct feed_stop *stop)
{
	return stop->location != LOCATION_ENTRANCE && stop->location != LOCATION_NODE;
}

static struct build_place
place_of(const struct feed_stop *stop)
{
	return (struct build_place){stop->has_place, stop->lat, stop->lon};
}

static bool
add_stops(struct builder *b, const struct feed *feed, uint32_t *stop_of)
{
	for (size_t i = 0; i < feed->stops.n; i++)
		stop_of[i] = NO_STOP;
	for (size_t i = 0; i < feed->stops.n; i++) {
		const struct feed_stop *stop = &feed->stops.p[i];
		size_t station = station_of(feed, i);
		if (!is_boardable(stop) || !is_boardable(&feed->stops.p[station]))
			continue;
		if (stop_of[station] == NO_STOP) {
			const struct feed_stop *s = &feed->stops.p[station];
			stop_of[station] = (uint32_t)b->stops.n;
			LIST_ADD(&b->stops, (struct tt_stop){s->name, s->id, s->city, 0});
			LIST_ADD(&b->changes, BUILD_UNKNOWN);
			LIST_ADD(&b->places, place_of(s));
		}
		stop_of[i] = stop_of[station];
		LIST_ADD(&b->ids, (struct tt_id){stop->id, stop_of[i]});
	}
	if (b->stops.n <= FORMAT_MAX_STOPS)
		return true;
	build_problem(b, feed->path, PROBLEM_TOO_MUCH, STR("stops"));
	return false;
}

double
build_distance_m(const struct build_place *a, const struct build_place *b)
{
	const double radians = 3.14159265358979 / 180, radius_m = 6371000;
	double x = (b->lon - a->lon) * radians * cos((a->lat + b->lat) / 2 * radians);
	double y = (b->lat - a->lat) * radians;
	return sqrt(x * x + y * y) * radius_m;
}

/* At one metre a second; `unknown` without a place. */
static int32_t
walk_seconds(const struct feed_stop *from, const struct feed_stop *to, int32_t unknown)
{
	const struct build_place a = place_of(from), b = place_of(to);
	if (!a.is_known || !b.is_known)
		return unknown;
	double metres = build_distance_m(&a, &b);
	return metres < FORMAT_MAX_TIME_S ? (int32_t)ceil(metres) : FORMAT_MAX_TIME_S;
}

enum { FORBIDDEN = 3 };

/* Within a station: the longest of its rules holds, for we don't know the platforms. */
static void
add_change(struct builder *b, const struct feed *feed, const struct feed_transfer *t, uint32_t stop)
{
	int32_t *change = &b->changes.p[stop];
	bool is_between_platforms = t->from != t->to &&
	                            feed->stops.p[t->from].parent != FEED_NONE &&
	                            feed->stops.p[t->to].parent != FEED_NONE;
	if (t->type == FORBIDDEN && is_between_platforms) {
		struct problem_at at = {feed->path, "transfers.txt", t->line};
		tt_text id = feed->stops.p[t->from].id;
		problem_add(b->problems, at, PROBLEM_PLATFORM_RULE, str_from(b->strings.p + id));
		return;
	}
	int32_t seconds = t->type == FORBIDDEN ? NET_NO_CHANGE_S : t->seconds;
	if (seconds != FEED_NO_TIME && seconds > *change)
		*change = seconds;
}

static void
add_transfers(struct builder *b, const struct feed *feed, const uint32_t *stop_of)
{
	for (size_t i = 0; i < feed->transfers.n; i++) {
		const struct feed_transfer *t = &feed->transfers.p[i];
		uint32_t from = stop_of[t->from], to = stop_of[t->to];
		if (from == NO_STOP || to == NO_STOP)
			continue;
		if (from == to) {
			add_change(b, feed, t, from);
			continue;
		}
		int32_t seconds = t->seconds;
		if (t->type == FORBIDDEN) {
			seconds = BUILD_UNKNOWN;
		} else if (seconds == FEED_NO_TIME) {
			struct problem_at at = {feed->path, "transfers.txt", t->line};
			problem_add(b->problems, at, PROBLEM_NO_TRANSFER_TIME, STR(""));
			seconds = walk_seconds(&feed->stops.p[t->from], &feed->stops.p[t->to],
			        b->options->change_s);
		}
		LIST_ADD(&b->walks, (struct build_walk){from, to, seconds});
	}
}

/* All feeds of one timetable must count their times in the same zone. */
static bool
add_info(struct builder *b, const struct feed *feed)
{
	struct tt_info *info = &b->info;
	if (info->timezone && feed->timezone && info->timezone != feed->timezone) {
		build_problem(b, feed->path, PROBLEM_OTHER_TIMEZONE,
		        str_from(b->strings.p + feed->timezone));
		return false;
	}
	const struct {
		tt_text *to, from;
	} texts[] = {
	        {&info->timezone, feed->timezone},
	        {&info->publisher, feed->publisher},
	        {&info->source, feed->source},
	        {&info->licence, feed->licence},
	        {&info->version, feed->version},
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!*texts[i].to)
			*texts[i].to = texts[i].from;
	info->flags |= feed->is_demonstration ? TT_DEMONSTRATION : 0;
	return true;
}

bool
build_add_feed(struct builder *b, const struct feed *feed)
{
	uint32_t *stop_of = xcalloc(feed->stops.n + 1, sizeof(*stop_of));
	uint32_t *service_of = xcalloc(feed->services.n + 1, sizeof(*service_of));
	bool good = add_info(b, feed) && add_stops(b, feed, stop_of);
	if (good) {
		add_transfers(b, feed, stop_of);
		build_add_services(b, feed, service_of);
		good = build_add_trips(b, feed, stop_of, service_of);
		build_add_fares(b, feed, stop_of);
	}
	free(stop_of);
	free(service_of);
	return good;
}

/* Stops of one city get the number of its first. */
void
build_groups(struct builder *b)
{
	struct idmap first = {0};
	for (uint32_t i = 0; i < b->stops.n; i++) {
		struct tt_stop *stop = &b->stops.p[i];
		bool is_new;
		stop->group = i;
		if (stop->city)
			stop->group = idmap_add(&first,
			        (struct str){(const char *)&stop->city, sizeof(stop->city)}, i,
			        &is_new);
	}
	idmap_release(&first);
}
