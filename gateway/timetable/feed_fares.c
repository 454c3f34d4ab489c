/*
 * Fares: fare_attributes and fare_rules, or Fares v2, of which products, leg rules, areas and
 * networks are read. What says more than that (times of day, zones on the way, passengers of a
 * kind, media) is not used, so that no fare is said that is not the passenger's.
 */
#include <string.h>

#include "timetable/feed_file.h"
#include "timetable/format.h"
#include "timetable/value.h"

/* Zones and areas, routes and networks are numbered together: a letter keeps them apart. */
static uint32_t
number_of(struct idmap *ids, char kind, struct str id)
{
	char key[STRINGS_MOST + 1];
	bool is_new;
	size_t n = id.n < STRINGS_MOST ? id.n : STRINGS_MOST;
	key[0] = kind;
	memcpy(key + 1, id.p, n);
	return idmap_add(ids, (struct str){key, n + 1}, (uint32_t)ids->count, &is_new);
}

void
feed_add_zone(struct feed *feed, uint32_t stop, struct str zone)
{
	if (zone.n > 0)
		LIST_ADD(&feed->stop_areas,
		        (struct feed_member){stop, number_of(&feed->area_ids, 'z', zone)});
}

void
feed_add_network(struct feed *feed, uint32_t route, struct str network)
{
	if (network.n > 0)
		LIST_ADD(&feed->route_networks,
		        (struct feed_member){route, number_of(&feed->network_ids, 'n', network)});
}

static uint32_t
product_of(struct feed *feed, struct str id)
{
	bool is_new;
	uint32_t i = idmap_add(&feed->product_ids, id, (uint32_t)feed->products.n, &is_new);
	if (is_new)
		LIST_ADD(&feed->products, (struct feed_product){.has_rule = false});
	return i;
}

/* A fare of the product in the column `id`; says what is wrong with its price. */
static void
add_fare(const struct feed_row *row, size_t id, size_t price, struct feed_fare fare)
{
	struct feed *feed = row->feed;
	struct str text = feed_get(row, price);
	if (feed_get(row, id).n == 0) {
		feed_problem(row, PROBLEM_NO_ID, text);
		return;
	}
	if (!value_price(text, &fare.amount)) {
		feed_problem(row, PROBLEM_BAD_PRICE, text);
		return;
	}
	fare.product = product_of(feed, feed_get(row, id));
	LIST_ADD(&feed->fares, fare);
}

enum { V1_ID, V1_PRICE, V1_CURRENCY, V1_TRANSFERS, V1_AGENCY, V1_WITHIN };
static const char *const v1_columns[] = {
        "fare_id", "price", "currency_type", "transfers", "agency_id", "transfer_duration"};

static void
read_v1_fare(struct feed_row *row)
{
	struct feed *feed = row->feed;
	if (feed_get(row, V1_AGENCY).n > 0 && feed->agencies > 1) {
		feed_problem(row, PROBLEM_FARE_LIMITED, feed_get(row, V1_ID));
		return;
	}
	add_fare(row, V1_ID, V1_PRICE,
	        (struct feed_fare){
	                .currency = strings_add(feed->strings, feed_get(row, V1_CURRENCY)),
	                .changes = (uint32_t)feed_number(row, V1_TRANSFERS, 2, FARE_UNLIMITED),
	                .within_s = (int32_t)feed_number(row, V1_WITHIN, FORMAT_MAX_TIME_S, 0),
	                .is_v1 = true});
}

enum { RULE_FARE, RULE_ROUTE, RULE_FROM, RULE_TO, RULE_CONTAINS };
static const char *const v1_rule_columns[] = {
        "fare_id", "route_id", "origin_id", "destination_id", "contains_id"};

/* The number behind an id in a column; FEED_NONE where it is empty. */
static int64_t
condition(const struct feed_row *row, struct idmap *ids, char kind, size_t column)
{
	struct str id = feed_get(row, column);
	return id.n > 0 ? (int64_t)number_of(ids, kind, id) : FEED_NONE;
}

static void
read_v1_rule(struct feed_row *row)
{
	struct feed *feed = row->feed;
	int64_t product = feed_find(row, &feed->product_ids, RULE_FARE, PROBLEM_NO_SUCH_FARE);
	if (product == FEED_NONE)
		return;
	feed->products.p[product].has_rule = true;
	if (feed_get(row, RULE_CONTAINS).n > 0) {
		feed_problem(row, PROBLEM_FARE_LIMITED, feed_get(row, RULE_FARE));
		return;
	}
	int64_t network = FEED_NONE;
	if (feed_get(row, RULE_ROUTE).n > 0) {
		int64_t route =
		        feed_find(row, &feed->route_ids, RULE_ROUTE, PROBLEM_NO_SUCH_FARE_ROUTE);
		if (route == FEED_NONE)
			return;
		network = number_of(&feed->network_ids, 'r', feed_get(row, RULE_ROUTE));
		LIST_ADD(&feed->route_networks,
		        (struct feed_member){(uint32_t)route, (uint32_t)network});
	}
	LIST_ADD(&feed->fare_rules, (struct feed_fare_rule){.product = (uint32_t)product,
	                                    .network = network,
	                                    .from = condition(row, &feed->area_ids, 'z', RULE_FROM),
	                                    .to = condition(row, &feed->area_ids, 'z', RULE_TO),
	                                    .is_v1 = true});
}

enum { AREA_ID, AREA_STOP };
static const char *const area_columns[] = {"area_id", "stop_id"};

static void
read_stop_area(struct feed_row *row)
{
	struct feed *feed = row->feed;
	int64_t stop = feed_find(row, &feed->stop_ids, AREA_STOP, PROBLEM_NO_SUCH_STOP);
	if (stop != FEED_NONE)
		LIST_ADD(&feed->stop_areas,
		        (struct feed_member){(uint32_t)stop,
		                number_of(&feed->area_ids, 'a', feed_get(row, AREA_ID))});
}

enum { NETWORK_ID, NETWORK_ROUTE };
static const char *const network_columns[] = {"network_id", "route_id"};

static void
read_route_network(struct feed_row *row)
{
	struct feed *feed = row->feed;
	int64_t route = feed_find(row, &feed->route_ids, NETWORK_ROUTE, PROBLEM_NO_SUCH_FARE_ROUTE);
	if (route != FEED_NONE)
		feed_add_network(feed, (uint32_t)route, feed_get(row, NETWORK_ID));
}

enum { RIDER_ID, RIDER_DEFAULT };
static const char *const rider_columns[] = {"rider_category_id", "is_default_fare_category"};

static void
read_rider(struct feed_row *row)
{
	bool is_new;
	if (feed_number(row, RIDER_DEFAULT, 1, 0) == 1)
		idmap_add(&row->feed->usual_riders, feed_get(row, RIDER_ID), 0, &is_new);
}

enum { PRODUCT_ID, PRODUCT_NAME, PRODUCT_AMOUNT, PRODUCT_CURRENCY, PRODUCT_RIDER };
static const char *const product_columns[] = {
        "fare_product_id", "fare_product_name", "amount", "currency", "rider_category_id"};

/* Only what everybody may buy. */
static void
read_product(struct feed_row *row)
{
	struct feed *feed = row->feed;
	struct str rider = feed_get(row, PRODUCT_RIDER);
	product_of(feed, feed_get(row, PRODUCT_ID));
	if (rider.n > 0 && !idmap_find(&feed->usual_riders, rider)) {
		feed_problem(row, PROBLEM_FARE_LIMITED, feed_get(row, PRODUCT_ID));
		return;
	}
	add_fare(row, PRODUCT_ID, PRODUCT_AMOUNT,
	        (struct feed_fare){.name = strings_add(feed->strings, feed_get(row, PRODUCT_NAME)),
	                .currency = strings_add(feed->strings, feed_get(row, PRODUCT_CURRENCY))});
}

enum { LEG_NETWORK, LEG_FROM, LEG_TO, LEG_PRODUCT, LEG_PRIORITY, LEG_LIMITS };
static const char *const leg_columns[] = {"network_id", "from_area_id", "to_area_id",
        "fare_product_id", "rule_priority", "from_timeframe_group_id", "to_timeframe_group_id"};

static void
read_leg_rule(struct feed_row *row)
{
	struct feed *feed = row->feed;
	int64_t product = feed_find(row, &feed->product_ids, LEG_PRODUCT, PROBLEM_NO_SUCH_FARE);
	if (product == FEED_NONE)
		return;
	feed->products.p[product].has_rule = true;
	for (size_t i = LEG_LIMITS; i < ARRAY_LEN(leg_columns); i++)
		if (feed_get(row, i).n > 0) {
			feed_problem(row, PROBLEM_FARE_LIMITED, feed_get(row, LEG_PRODUCT));
			return;
		}
	feed->has_fare_priority |= csv_has(&row->csv, LEG_PRIORITY);
	LIST_ADD(&feed->fare_rules,
	        (struct feed_fare_rule){.product = (uint32_t)product,
	                .network = condition(row, &feed->network_ids, 'n', LEG_NETWORK),
	                .from = condition(row, &feed->area_ids, 'a', LEG_FROM),
	                .to = condition(row, &feed->area_ids, 'a', LEG_TO),
	                .priority = (uint32_t)feed_number(row, LEG_PRIORITY, UINT16_MAX, 0)});
}

static const char *const transfer_rule_columns[] = {"fare_transfer_type"};

/* How fares of several rides go together is not read: then their sum is not known. */
static void
read_transfer_rule(struct feed_row *row)
{
	row->feed->has_fare_transfers = true;
}

const struct feed_file feed_fares[] = {
        {"fare_attributes.txt", v1_columns, ARRAY_LEN(v1_columns), 3, true, read_v1_fare},
        {"fare_rules.txt", v1_rule_columns, ARRAY_LEN(v1_rule_columns), 1, true, read_v1_rule},
        {"stop_areas.txt", area_columns, ARRAY_LEN(area_columns), 3, true, read_stop_area},
        {"route_networks.txt", network_columns, ARRAY_LEN(network_columns), 3, true,
                read_route_network},
        {"rider_categories.txt", rider_columns, ARRAY_LEN(rider_columns), 1, true, read_rider},
        {"fare_products.txt", product_columns, ARRAY_LEN(product_columns),
                1U << PRODUCT_ID | 1U << PRODUCT_AMOUNT | 1U << PRODUCT_CURRENCY, true,
                read_product},
        {"fare_leg_rules.txt", leg_columns, ARRAY_LEN(leg_columns), 1U << LEG_PRODUCT, true,
                read_leg_rule},
        {"fare_transfer_rules.txt", transfer_rule_columns, ARRAY_LEN(transfer_rule_columns), 0,
                true, read_transfer_rule},
};
const size_t feed_fares_count = ARRAY_LEN(feed_fares);
