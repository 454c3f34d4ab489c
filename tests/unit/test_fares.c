#include "timetable/fares.h"

#include "unit/small_feed.h"

/*
 * A, B in the west (zone 1), C, D in the east (zone 2). T1 from A over B to C on route R; T2 on
 * from C to D on route Q. Asked: what a ride, or both together, cost.
 */
#define TRIPS                                                                \
	{                                                                    \
		"trips.txt", "trip_id,route_id,service_id,trip_short_name\n" \
		             "T1,R,S,G11\nT2,Q,S,K21\n"                      \
	}
#define TIMES                                                                        \
	{                                                                            \
		"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,"     \
		                  "stop_sequence\n"                                  \
		                  "T1,8:00:00,8:00:00,A,1\nT1,8:30:00,8:31:00,B,2\n" \
		                  "T1,9:00:00,9:00:00,C,3\nT2,9:10:00,9:10:00,C,1\n" \
		                  "T2,10:00:00,10:00:00,D,2\n"                       \
	}
#define STOPS                                                               \
	{                                                                   \
		"stops.txt", "stop_id,stop_name,zone_id,stop_city\n"        \
		             "A,Aa,1,West\nB,Bb,1,West\nC,Cc,2,\nD,Dd,2,\n" \
	}
#define ROUTES                                                         \
	{                                                              \
		"routes.txt", "route_id,route_short_name,network_id\n" \
		              "R,R1,fast\nQ,Q1,\n"                     \
	}
#define V1 "fare_id,price,currency_type,payment_method,transfers\n"
#define V1_RULES "fare_id,route_id,origin_id,destination_id,contains_id\n"
#define LEG_RULES "network_id,from_area_id,to_area_id,fare_product_id"
#define PRODUCTS "fare_product_id,fare_product_name,amount,currency,rider_category_id\n"
#define AREAS                                                                 \
	{                                                                     \
		"stop_areas.txt", "area_id,stop_id\nwest,A\nwest,B\neast,C\n" \
	}

static const struct corridor corridors[] = {
        {.from = {"West", 4},
                .to = {"Cc", 2},
                .trains = (const struct str[]){{"G", 1}},
                .train_count = 1,
                .name = {"二等座", 9},
                .currency = {"CNY", 3},
                .amount = 7400},
        {.from = {"D", 1},
                .to = {"C", 1},
                .name = {"硬座", 6},
                .currency = {"CNY", 3},
                .amount = 950,
                .line = 7},
        {.from = {"C", 1}, .to = {"Mars", 4}, .currency = {"CNY", 3}, .amount = 1, .line = 9},
};

struct ask {
	const char *from, *to, *fare; /* "7.40 CNY 二等座", "none" */
};

static const struct fares {
	const char *name;
	struct small_file files[8];
	size_t corridors;
	const char *said;
	struct ask asks[6];
} cases[] = {
        {"none", {STOPS, TRIPS, TIMES, ROUTES}, 0, "", {{"A", "C", "none"}}},
        {"flat, and it covers changes",
                {STOPS, TRIPS, TIMES, ROUTES, {"fare_attributes.txt", V1 "f,2.5,USD,0,\n"}}, 0, "",
                {{"A", "C", "2.50 USD "}, {"A", "D", "2.50 USD "}}},
        {"flat, each ride",
                {STOPS, TRIPS, TIMES, ROUTES, {"fare_attributes.txt", V1 "f,2,USD,0,0\n"}}, 0, "",
                {{"A", "C", "2 USD "}, {"A", "D", "4 USD "}}},
        {"zones and routes; the cheapest of several",
                {STOPS, TRIPS, TIMES, ROUTES,
                        {"fare_attributes.txt",
                                V1 "near,1,USD,0,0\nfar,3,USD,0,0\nr,2.75,USD,0,0\nq,9,USD,0,0\n"},
                        {"fare_rules.txt", V1_RULES "near,,1,1,\nfar,,1,2,\nr,R,1,2,\nq,Q,,,\n"}},
                0, "",
                {{"A", "B", "1 USD "}, {"A", "C", "2.75 USD "}, {"C", "D", "9 USD "},
                        {"B", "D", "11.75 USD "}}},
        {"within a time: the second ride is 70 minutes after the first",
                {STOPS, TRIPS, TIMES, ROUTES,
                        {"fare_attributes.txt", "fare_id,price,currency_type,transfers,"
                                                "transfer_duration\nf,2,USD,1,4199\n"}},
                0, "", {{"A", "C", "2 USD "}, {"A", "D", "4 USD "}}},
        {"conditions that are not read",
                {STOPS, TRIPS, TIMES, ROUTES,
                        {"fare_attributes.txt", V1 "f,2,USD,0,0\ng,x,USD,0,0\n"},
                        {"fare_rules.txt", V1_RULES "f,,,,1\nh,,,,\n"}},
                0,
                "fare_attributes.txt:3: warning: \"x\" is no price; the row is left out\n"
                "fare_rules.txt:2: note: a fare with conditions (\"f\"); not used\n"
                "fare_rules.txt:3: warning: there is no fare \"h\"; the row is left out\n",
                {{"A", "C", "none"}}},
        {"leg rules: areas, networks, what is left open is the rest",
                {STOPS, TRIPS, TIMES, ROUTES, AREAS,
                        {"fare_products.txt", PRODUCTS "a,Local,1.2,EUR,\nb,Fast,5,EUR,\n"
                                                       "c,Rest,2,EUR,\nb,Child,1,EUR,child\n"},
                        {"fare_leg_rules.txt",
                                LEG_RULES "\nfast,west,west,a\nfast,west,east,b\n,,,c\n"}},
                0, "fare_products.txt:5: note: a fare with conditions (\"b\"); not used\n",
                {{"A", "B", "1.20 EUR Local"}, {"A", "C", "5 EUR Fast"}, {"C", "D", "2 EUR Rest"},
                        {"A", "D", "7 EUR "}}},
        {"leg rules with priorities: open is any",
                {STOPS, TRIPS, TIMES, ROUTES, AREAS,
                        {"fare_products.txt", PRODUCTS "a,Local,9,EUR,\nc,Any,2,EUR,\n"},
                        {"fare_leg_rules.txt",
                                LEG_RULES ",rule_priority\n,west,west,a,5\n,,,c,0\n"},
                        {"fare_transfer_rules.txt", "fare_transfer_type\n0\n"}},
                0, "", {{"A", "B", "9 EUR Local"}, {"A", "C", "2 EUR Any"}, {"A", "D", "none"}}},
        {"corridors go before the feed",
                {STOPS, TRIPS, TIMES, ROUTES, {"fare_attributes.txt", V1 "f,1,CNY,0,0\n"}}, 3,
                "corridors:9: warning: there is no stop or city \"Mars\"; the row is left out\n",
                {{"A", "C", "74 CNY 二等座"}, {"B", "C", "74 CNY 二等座"},
                        {"C", "D", "9.50 CNY 硬座"}, {"A", "B", "1 CNY "},
                        {"A", "D", "83.50 CNY "}}},
};

static void
check(struct small_feed *f, struct raptor *r, const struct fares *c, const struct ask *ask)
{
	struct service_day days[MAX_SERVICE_DAYS];
	struct stop_set from, to;
	struct journey j[MAX_TRIPS];
	struct fare fare;
	char got[100] = "none", amount[16];
	small_feed_find(f, ask->from, &from);
	small_feed_find(f, ask->to, &to);
	size_t n = window_days(&f->tt, day_of(2016, 3, 10), 0, 0, days);
	const struct question q = {
	        from.stop, to.stop, from.count, to.count, 0, days, n, MAX_TRIPS, -1};
	ck_assert_uint_eq(raptor_after(r, &q, j), 1);
	if (fare_of_journey(&f->tt, &j[0], &fare))
		snprintf(got, sizeof(got), "%s %s %s", fare_amount(fare.amount, amount),
		        timetable_text(&f->tt, fare.currency), timetable_text(&f->tt, fare.name));
	ck_assert_msg(strcmp(got, ask->fare) == 0, "%s: %s to %s: %s, not %s", c->name, ask->from,
	        ask->to, got, ask->fare);
}

START_TEST(knows_what_it_is_told)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct fares *c = &cases[i];
		const struct build_options options = {.corridors = corridors,
		        .corridor_count = c->corridors,
		        .corridor_file = "corridors",
		        .today = day_of(2016, 3, 1)};
		size_t count = 0;
		struct small_feed f;
		while (count < ARRAY_LEN(c->files) && c->files[count].name)
			count++;
		small_feed_build_with(&f, c->files, count, &options);
		ck_assert_msg(strcmp(f.said, c->said) == 0, "%s: %s", c->name, f.said);
		struct raptor *r = raptor_new(&f.tt.net);
		for (size_t a = 0; a < ARRAY_LEN(c->asks) && c->asks[a].from; a++)
			check(&f, r, c, &c->asks[a]);
		raptor_free(r);
		small_feed_release(&f);
	}
}
END_TEST

START_TEST(lists_the_cheapest_first)
{
	static const struct small_file files[] = {
	        {"fare_attributes.txt", V1 "a,3,CNY,0,0\nb,1,CNY,0,0\nc,2,CNY,0,0\nd,4,CNY,0,0\n"}};
	struct small_feed f;
	struct fare fares[3];
	small_feed_build(&f, files, 1);
	const struct leg leg = {.trip = 0, .from_stop = 0, .to_stop = 2};
	ck_assert_uint_eq(fares_of_leg(&f.tt, &leg, fares, 3), 3);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(fares[i].amount, (i + 1) * 100);
	ck_assert_uint_eq(fares_of_leg(&f.tt, &leg, fares, 0), 0);
	small_feed_release(&f);
}
END_TEST

TEST_MAIN("fares", knows_what_it_is_told, lists_the_cheapest_first)
