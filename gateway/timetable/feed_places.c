/* Agencies, what the feed says of itself, stops, routes. */
#include "timetable/feed_file.h"
#include "timetable/value.h"

enum { AGENCY_TIMEZONE };
static const char *const agency_columns[] = {"agency_timezone"};

static void
read_agency(struct feed_row *row)
{
	struct feed *feed = row->feed;
	struct str zone = feed_get(row, AGENCY_TIMEZONE);
	feed->agencies++;
	tt_text text = strings_add(feed->strings, zone);
	if (feed->timezone && text && text != feed->timezone)
		feed_problem(row, PROBLEM_OTHER_TIMEZONE, zone);
	else if (!feed->timezone)
		feed->timezone = text;
}

enum { INFO_PUBLISHER, INFO_URL, INFO_VERSION, INFO_LICENCE, INFO_DEMONSTRATION };
static const char *const info_columns[] = {"feed_publisher_name", "feed_publisher_url",
        "feed_version", "feed_licence", "feed_demonstration"};

static void
read_info(struct feed_row *row)
{
	struct feed *feed = row->feed;
	feed->publisher = strings_add(feed->strings, feed_get(row, INFO_PUBLISHER));
	feed->source = strings_add(feed->strings, feed_get(row, INFO_URL));
	feed->version = strings_add(feed->strings, feed_get(row, INFO_VERSION));
	feed->licence = strings_add(feed->strings, feed_get(row, INFO_LICENCE));
	feed->is_demonstration |= str_eq(feed_get(row, INFO_DEMONSTRATION), STR("1"));
}

enum { STOP_ID, STOP_NAME, STOP_LAT, STOP_LON, STOP_LOCATION, STOP_PARENT, STOP_CITY, STOP_ZONE };
static const char *const stop_columns[] = {"stop_id", "stop_name", "stop_lat", "stop_lon",
        "location_type", "parent_station", "stop_city", "zone_id"};

static void
read_place(struct feed_row *row, struct feed_stop *stop)
{
	static const struct {
		size_t column;
		double most;
	} axes[] = {{STOP_LAT, 90}, {STOP_LON, 180}};
	double degrees[2];
	for (size_t i = 0; i < ARRAY_LEN(axes); i++) {
		struct str text = feed_get(row, axes[i].column);
		if (value_degrees(text, axes[i].most, &degrees[i]))
			continue;
		if (text.n > 0)
			feed_problem(row, PROBLEM_BAD_PLACE, text);
		return;
	}
	stop->has_place = true;
	stop->lat = degrees[0];
	stop->lon = degrees[1];
}

/* Parents may come later in the file: their ids wait until it is read. */
static void
read_stop(struct feed_row *row)
{
	struct feed *feed = row->feed;
	struct str id = feed_get(row, STOP_ID), name = feed_get(row, STOP_NAME);
	bool is_new = false;
	if (id.n == 0) {
		feed_problem(row, PROBLEM_NO_ID, id);
		return;
	}
	idmap_add(&feed->stop_ids, id, (uint32_t)feed->stops.n, &is_new);
	if (!is_new) {
		feed_problem(row, PROBLEM_SAME_ID, id);
		return;
	}
	struct feed_stop stop = {
	        .id = feed_id(feed, id), .parent = FEED_NONE, .line = row->csv.line};
	stop.location = (enum feed_location)feed_number(row, STOP_LOCATION, LOCATIONS - 1, 0);
	if (name.n == 0 && (stop.location < LOCATION_ENTRANCE))
		feed_problem(row, PROBLEM_NO_NAME, id);
	stop.name = strings_add(feed->strings, name.n ? name : id);
	stop.city = strings_add(feed->strings, feed_get(row, STOP_CITY));
	stop.parent_id = strings_add(&feed->scratch, feed_get(row, STOP_PARENT));
	read_place(row, &stop);
	feed_add_zone(feed, (uint32_t)feed->stops.n, feed_get(row, STOP_ZONE));
	LIST_ADD(&feed->stops, stop);
}

/* A parent that is no station, or has a parent itself, is none. */
void
feed_join_parents(struct feed *feed)
{
	for (size_t i = 0; i < feed->stops.n; i++) {
		struct feed_stop *stop = &feed->stops.p[i];
		struct str id = str_from(feed->scratch.p + stop->parent_id);
		const uint32_t *parent = idmap_find(&feed->stop_ids, id);
		if (id.n == 0 || stop->location == LOCATION_STATION)
			continue;
		enum feed_location wanted =
		        stop->location == LOCATION_BOARDING ? LOCATION_PLATFORM : LOCATION_STATION;
		if (parent && feed->stops.p[*parent].location == wanted) {
			stop->parent = (int32_t)*parent;
			continue;
		}
		struct problem_at at = {feed->path, "stops.txt", stop->line};
		problem_add(feed->problems, at, PROBLEM_NO_SUCH_PARENT, id);
	}
}

enum { ROUTE_ID, ROUTE_SHORT, ROUTE_LONG, ROUTE_NETWORK };
static const char *const route_columns[] = {
        "route_id", "route_short_name", "route_long_name", "network_id"};

static void
read_route(struct feed_row *row)
{
	struct feed *feed = row->feed;
	struct str id = feed_get(row, ROUTE_ID), name = feed_get(row, ROUTE_SHORT);
	bool is_new = false;
	idmap_add(&feed->route_ids, id, (uint32_t)feed->routes.n, &is_new);
	if (!is_new) {
		feed_problem(row, PROBLEM_SAME_ID, id);
		return;
	}
	if (name.n == 0)
		name = feed_get(row, ROUTE_LONG);
	feed_add_network(feed, (uint32_t)feed->routes.n, feed_get(row, ROUTE_NETWORK));
	LIST_ADD(&feed->routes, (struct feed_route){strings_add(feed->strings, name)});
}

const struct feed_file feed_places[] = {
        {"agency.txt", agency_columns, ARRAY_LEN(agency_columns), 0, true, read_agency},
        {"feed_info.txt", info_columns, ARRAY_LEN(info_columns), 0, true, read_info},
        {"stops.txt", stop_columns, ARRAY_LEN(stop_columns), 1U << STOP_ID, false, read_stop},
        {"routes.txt", route_columns, ARRAY_LEN(route_columns), 1U << ROUTE_ID, true, read_route},
};
const size_t feed_places_count = ARRAY_LEN(feed_places);
