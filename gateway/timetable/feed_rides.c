/* Trips, their calls, how often they run, and changes between them. */
#include "timetable/feed_file.h"
#include "timetable/format.h"
#include "timetable/value.h"

enum { TRIP_ID, TRIP_ROUTE, TRIP_SERVICE, TRIP_HEADSIGN, TRIP_NAME, TRIP_BLOCK };
static const char *const trip_columns[] = {
        "trip_id", "route_id", "service_id", "trip_headsign", "trip_short_name", "block_id"};

static tt_text
name_of(const struct feed_row *row, int64_t route)
{
	struct feed *feed = row->feed;
	struct str name = feed_get(row, TRIP_NAME);
	if (name.n > 0)
		return strings_add(feed->strings, name);
	return route == FEED_NONE ? 0 : feed->routes.p[route].name;
}

/* Missed only where the trip has no name of its own. */
static int64_t
route_of(const struct feed_row *row)
{
	struct feed *feed = row->feed;
	if (feed_get(row, TRIP_NAME).n == 0)
		return feed_find(row, &feed->route_ids, TRIP_ROUTE, PROBLEM_NO_SUCH_ROUTE);
	const uint32_t *route = idmap_find(&feed->route_ids, feed_get(row, TRIP_ROUTE));
	return route ? (int64_t)*route : FEED_NONE;
}

static void
read_trip(struct feed_row *row)
{
	struct feed *feed = row->feed;
	struct str id = feed_get(row, TRIP_ID);
	bool is_new = false;
	if (id.n == 0) {
		feed_problem(row, PROBLEM_NO_ID, id);
		return;
	}
	int64_t service = feed_find(row, &feed->service_ids, TRIP_SERVICE, PROBLEM_NO_SUCH_SERVICE);
	if (service == FEED_NONE)
		return;
	idmap_add(&feed->trip_ids, id, (uint32_t)feed->trips.n, &is_new);
	if (!is_new) {
		feed_problem(row, PROBLEM_SAME_ID, id);
		return;
	}
	int64_t route = route_of(row);
	LIST_ADD(&feed->trips,
	        (struct feed_trip){.id = strings_add(&feed->scratch, id),
	                .name = name_of(row, route),
	                .route = route,
	                .block = strings_add(&feed->scratch, feed_get(row, TRIP_BLOCK)),
	                .headsign = strings_add(feed->strings, feed_get(row, TRIP_HEADSIGN)),
	                .service = (uint32_t)service,
	                .line = row->csv.line});
}

enum {
	CALL_TRIP,
	CALL_ARRIVAL,
	CALL_DEPARTURE,
	CALL_STOP,
	CALL_SEQUENCE,
	CALL_PICKUP,
	CALL_DROP_OFF
};
static const char *const call_columns[] = {"trip_id", "arrival_time", "departure_time", "stop_id",
        "stop_sequence", "pickup_type", "drop_off_type"};

static int32_t
read_time(const struct feed_row *row, size_t column)
{
	struct str text = feed_get(row, column);
	int32_t seconds = FEED_NO_TIME;
	if (text.n > 0 && (!value_time(text, &seconds) || seconds > FORMAT_MAX_TIME_S)) {
		feed_problem(row, PROBLEM_BAD_TIME, text);
		return FEED_NO_TIME;
	}
	return seconds;
}

enum { REGULAR, NOT_AVAILABLE, PHONE, ASK_DRIVER };

static uint32_t
read_flags(const struct feed_row *row)
{
	int64_t pickup = feed_number(row, CALL_PICKUP, ASK_DRIVER, REGULAR);
	int64_t drop_off = feed_number(row, CALL_DROP_OFF, ASK_DRIVER, REGULAR);
	if (pickup >= PHONE || drop_off >= PHONE)
		feed_problem(row, PROBLEM_BY_PHONE, feed_get(row, CALL_STOP));
	return (pickup == NOT_AVAILABLE ? NO_BOARDING : 0) |
	       (drop_off == NOT_AVAILABLE ? NO_ALIGHTING : 0);
}

static void
read_call(struct feed_row *row)
{
	struct feed *feed = row->feed;
	int64_t trip = feed_find(row, &feed->trip_ids, CALL_TRIP, PROBLEM_NO_SUCH_TRIP);
	if (trip == FEED_NONE)
		return;
	int64_t stop = feed_find(row, &feed->stop_ids, CALL_STOP, PROBLEM_NO_SUCH_STOP);
	int64_t sequence;
	if (parse_int(feed_get(row, CALL_SEQUENCE), 0, UINT32_MAX, &sequence)) {
		feed_problem(row, PROBLEM_BAD_SEQUENCE, feed_get(row, CALL_SEQUENCE));
		return;
	}
	if (stop == FEED_NONE)
		return;
	enum feed_location location = feed->stops.p[stop].location;
	if (location == LOCATION_ENTRANCE || location == LOCATION_NODE) {
		feed_problem(row, PROBLEM_NOT_A_STOP, feed_get(row, CALL_STOP));
		return;
	}
	LIST_ADD(&feed->times, (struct feed_time){.trip = (uint32_t)trip,
	                               .sequence = (uint32_t)sequence,
	                               .stop = (uint32_t)stop,
	                               .line = row->csv.line,
	                               .arrival = read_time(row, CALL_ARRIVAL),
	                               .departure = read_time(row, CALL_DEPARTURE),
	                               .flags = read_flags(row)});
}

enum { OFTEN_TRIP, OFTEN_START, OFTEN_END, OFTEN_HEADWAY, OFTEN_EXACT };
static const char *const often_columns[] = {
        "trip_id", "start_time", "end_time", "headway_secs", "exact_times"};

static void
read_frequency(struct feed_row *row)
{
	struct feed *feed = row->feed;
	int64_t trip = feed_find(row, &feed->trip_ids, OFTEN_TRIP, PROBLEM_NO_SUCH_TRIP);
	if (trip == FEED_NONE)
		return;
	int64_t headway = feed_number(row, OFTEN_HEADWAY, FORMAT_MAX_TIME_S, 0);
	int32_t start = read_time(row, OFTEN_START), end = read_time(row, OFTEN_END);
	if (headway < 1 || start == FEED_NO_TIME || end <= start) {
		feed_problem(row, PROBLEM_NO_HEADWAY, feed_get(row, OFTEN_HEADWAY));
		return;
	}
	feed->trips.p[trip].has_frequency = true;
	LIST_ADD(&feed->frequencies,
	        (struct feed_frequency){(uint32_t)trip, start, end, (int32_t)headway,
	                feed_number(row, OFTEN_EXACT, 1, 0) == 1});
}

enum {
	TRANSFER_FROM,
	TRANSFER_TO,
	TRANSFER_TYPE,
	TRANSFER_SECONDS,
	TRANSFER_LIMITS /* and the columns behind it: whom the rule is for */
};
static const char *const transfer_columns[] = {"from_stop_id", "to_stop_id", "transfer_type",
        "min_transfer_time", "from_trip_id", "to_trip_id", "from_route_id", "to_route_id"};
enum { TRANSFER_FORBIDDEN = 3, TRANSFER_TYPES = 6 };

/* With a trip or route a rule is theirs alone, not the stop's. */
static bool
is_for_some_trips(const struct feed_row *row)
{
	bool limited = false;
	for (size_t i = TRANSFER_LIMITS; i < ARRAY_LEN(transfer_columns); i++)
		limited |= feed_get(row, i).n > 0;
	return limited;
}

/* Types 4 and 5: riders stay seated from one trip to the other, or must not. */
static void
read_join(const struct feed_row *row, bool is_forbidden)
{
	struct feed *feed = row->feed;
	int64_t from = feed_find(row, &feed->trip_ids, TRANSFER_LIMITS, PROBLEM_NO_SUCH_TRIP);
	int64_t to = feed_find(row, &feed->trip_ids, TRANSFER_LIMITS + 1, PROBLEM_NO_SUCH_TRIP);
	if (from != FEED_NONE && to != FEED_NONE)
		LIST_ADD(&feed->joins,
		        (struct feed_join){(uint32_t)from, (uint32_t)to, is_forbidden});
}

static void
read_transfer(struct feed_row *row)
{
	struct feed *feed = row->feed;
	int64_t type = feed_number(row, TRANSFER_TYPE, TRANSFER_TYPES - 1, 0);
	if (type > TRANSFER_FORBIDDEN) {
		read_join(row, type == TRANSFER_TYPES - 1);
		return;
	}
	if (is_for_some_trips(row)) {
		feed_problem(row, PROBLEM_TRIP_TRANSFER, feed_get(row, TRANSFER_FROM));
		return;
	}
	int64_t from = feed_find(row, &feed->stop_ids, TRANSFER_FROM, PROBLEM_NO_SUCH_STOP);
	int64_t to = feed_find(row, &feed->stop_ids, TRANSFER_TO, PROBLEM_NO_SUCH_STOP);
	if (from == FEED_NONE || to == FEED_NONE)
		return;
	LIST_ADD(&feed->transfers, (struct feed_transfer){(uint32_t)from, (uint32_t)to, (int)type,
	                                   (int32_t)feed_number(row, TRANSFER_SECONDS,
	                                           FORMAT_MAX_TIME_S, FEED_NO_TIME),
	                                   row->csv.line});
}

const struct feed_file feed_rides[] = {
        {"trips.txt", trip_columns, ARRAY_LEN(trip_columns), 1U << TRIP_ID | 1U << TRIP_SERVICE,
                false, read_trip},
        {"stop_times.txt", call_columns, ARRAY_LEN(call_columns),
                1U << CALL_TRIP | 1U << CALL_ARRIVAL | 1U << CALL_DEPARTURE | 1U << CALL_STOP |
                        1U << CALL_SEQUENCE,
                false, read_call},
        {"frequencies.txt", often_columns, ARRAY_LEN(often_columns), 0xf, true, read_frequency},
        {"transfers.txt", transfer_columns, ARRAY_LEN(transfer_columns), 3, true, read_transfer},
};
const size_t feed_rides_count = ARRAY_LEN(feed_rides);
