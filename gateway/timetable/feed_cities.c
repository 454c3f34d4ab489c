/*
 * Which stops are one city, where the feed does not say: 深圳北 and 深圳坪山 are 深圳's. The name
 * begins with that of a town, and what follows is a direction, or both places are known and
 * near: 东方红 is not a station of 东方.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "timetable/feed_file.h"

enum { HAN = 3, TOWN_LEAST = 2 * HAN }; /* bytes */

static const double NEAR_KM = 60, SAME_NAME_KM = 300;

struct towns {
	struct idmap of; /* name of a town: a stop of it */
	const struct feed *feed;
};

static struct str
name_of(const struct feed *feed, const struct feed_stop *stop)
{
	struct str name = str_from(feed->strings->p + stop->name);
	const struct str station = STR("站");
	if (name.n > TOWN_LEAST && memcmp(name.p + name.n - station.n, station.p, station.n) == 0)
		name.n -= station.n;
	return name;
}

static bool
is_direction(struct str text)
{
	static const char directions[] = "东西南北";
	for (size_t i = 0; i + HAN < sizeof(directions); i += HAN)
		if (text.n == HAN && memcmp(directions + i, text.p, HAN) == 0)
			return true;
	return false;
}

static bool
is_han(struct str text)
{
	for (size_t i = 0; i < text.n; i += HAN)
		if (((unsigned char)text.p[i] & 0xF0) != 0xE0)
			return false;
	return text.n % HAN == 0;
}

static bool
has_town(const struct feed *feed, const struct feed_stop *stop)
{
	return stop->location < LOCATION_ENTRANCE && stop->parent == FEED_NONE && !stop->city &&
	       is_han(name_of(feed, stop));
}

/* Of a name without its direction: where a stop has just that name, it is the town's middle. */
static void
add_towns(struct towns *t, bool bare)
{
	const struct feed *feed = t->feed;
	for (size_t i = 0; i < feed->stops.n; i++) {
		struct str name = name_of(feed, &feed->stops.p[i]);
		if (!has_town(feed, &feed->stops.p[i]) || name.n < TOWN_LEAST + (bare ? HAN : 0))
			continue;
		if (bare && !is_direction(str_skip(name, name.n - HAN)))
			continue;
		if (bare)
			name.n -= HAN;
		bool is_new;
		idmap_add(&t->of, name, (uint32_t)i, &is_new);
	}
}

static double
distance_km(const struct feed_stop *a, const struct feed_stop *b)
{
	const double degree_km = 111.2, radians = 3.14159265358979 / 180;
	double x = (b->lon - a->lon) * cos((a->lat + b->lat) / 2 * radians), y = b->lat - a->lat;
	return sqrt(x * x + y * y) * degree_km;
}

static bool
belongs(const struct feed_stop *stop, const struct feed_stop *town, struct str rest)
{
	bool known = stop->has_place && town->has_place;
	if (rest.n == 0 || is_direction(rest))
		return !known || distance_km(stop, town) <= SAME_NAME_KM;
	return known && distance_km(stop, town) <= NEAR_KM;
}

/* The length of the shortest town's name that the stop belongs to; all of it: its own. */
static size_t
town_of(const struct towns *t, size_t stop)
{
	const struct feed *feed = t->feed;
	struct str name = name_of(feed, &feed->stops.p[stop]);
	for (size_t n = TOWN_LEAST; n <= name.n; n += HAN) {
		const uint32_t *town = idmap_find(&t->of, (struct str){name.p, n});
		if (town && belongs(&feed->stops.p[stop], &feed->stops.p[*town], str_skip(name, n)))
			return n;
	}
	return 0;
}

static void
set_cities(struct feed *feed, const struct towns *t)
{
	char text[STRINGS_MOST];
	for (size_t i = 0; i < feed->stops.n; i++) {
		struct feed_stop *stop = &feed->stops.p[i];
		if (!has_town(feed, stop))
			continue;
		struct str name = name_of(feed, stop);
		size_t n = town_of(t, i);
		if (n == 0 || n > sizeof(text))
			continue;
		memcpy(text, name.p, n); /* the strings move when one is added */
		stop->city = strings_add(feed->strings, (struct str){text, n});
	}
}

void
feed_join_cities(struct feed *feed)
{
	struct towns towns = {.feed = feed};
	add_towns(&towns, false);
	add_towns(&towns, true);
	set_cities(feed, &towns);
	idmap_release(&towns.of);
}
