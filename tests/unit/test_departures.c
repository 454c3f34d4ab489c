#include "timetable/departures.h"

#include "unit/small_feed.h"

/* Three trips of different kinds past A, B, C, D, and one that only ends at A. */
static const struct small_file files[] = {
        {"trips.txt", "trip_id,route_id,service_id\nT1,R,S\nT2,R,S\nT3,R,S\nT4,R,S\nT5,R,S\n"},
        {"stop_times.txt",
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,"
                "drop_off_type\n"
                "T1,8:00:00,8:00:00,A,1,,\nT1,8:30:00,8:31:00,B,2,,\nT1,9:00:00,9:00:00,C,3,,\n"
                "T2,8:10:00,8:10:00,A,1,,\nT2,9:10:00,9:10:00,C,3,,\n"
                "T3,8:20:00,8:20:00,A,1,,\nT3,8:40:00,8:40:00,B,2,,1\nT3,9:20:00,9:20:00,C,3,,\n"
                "T4,8:05:00,8:05:00,A,1,1,\nT4,9:05:00,9:05:00,C,3,,\n"
                "T5,7:00:00,7:00:00,C,1,,\nT5,24:05:00,24:05:00,A,3,,\n"
                "T5,24:50:00,24:50:00,D,4,,\n"},
};

static const struct board {
	const char *from, *to, *date;
	int hour, minute;
	size_t most;
	unsigned after;
	const char *answer;
} boards[] = {
        {"A", NULL, "2016-03-10", 7, 0, 5, 0,
                "8:00 T1 C 9:00;8:10 T2 C 9:10;8:20 T3 C 9:20;24:05 T5 D 24:50;"},
        {"A", NULL, "2016-03-10", 8, 0, 2, 0, "8:00 T1 C 9:00;8:10 T2 C 9:10;"},
        {"A", NULL, "2016-03-10", 8, 1, 1, 0, "8:10 T2 C 9:10;"},
        {"A", "B", "2016-03-10", 7, 0, 5, 0, "8:00 T1 B 8:30;"},
        {"A", "B", "2016-03-10", 7, 0, 5, 1, "8:00 T1 B 8:30;32:00 T1 B 32:30;"},
        {"A", "C+B", "2016-03-10", 7, 0, 5, 0, "8:00 T1 B 8:30;8:10 T2 C 9:10;8:20 T3 C 9:20;"},
        {"B+A", "C", "2016-03-10", 7, 0, 5, 0, "8:00 T1 C 9:00;8:10 T2 C 9:10;8:20 T3 C 9:20;"},
        {"B+A", "C", "2016-03-10", 8, 11, 5, 0, "8:20 T3 C 9:20;8:31 T1 C 9:00;"},
        {"A", NULL, "2016-03-10", 0, 0, 1, 0, "0:05 T5 D 0:50;"},
        {"A", NULL, "2016-04-01", 0, 0, 5, 5, "0:05 T5 D 0:50;"},
        {"A", NULL, "2016-04-02", 0, 0, 5, 5, ""},
        {"A", NULL, "2016-02-29", 7, 0, 1, 2, "32:00 T1 C 33:00;"},
        {"D", NULL, "2016-03-10", 7, 0, 5, 0, ""},
        {"C", "B", "2016-03-10", 7, 0, 5, 0, ""},
};

/* T1 goes on as T2, and is told once, until somebody asks where to. */
START_TEST(tells_one_that_goes_on_once)
{
	static const struct small_file blocks[] = {
	        {"trips.txt", "trip_id,route_id,service_id,block_id,trip_short_name\nT1,R,S,b,K1\n"
	                      "T2,R,S,b,K4\n"},
	        {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
	                           "T1,8:00:00,8:00:00,A,1\nT1,8:30:00,8:30:00,B,2\n"
	                           "T2,8:35:00,8:35:00,B,1\nT2,9:00:00,9:00:00,C,2\n"}};
	static const uint32_t a = 0, c = 2;
	struct small_feed f;
	struct service_day days[MAX_SERVICE_DAYS];
	struct leg legs[5];
	small_feed_build(&f, blocks, ARRAY_LEN(blocks));
	size_t n = window_days(&f.tt, day_of(2016, 3, 10), 0, 0, days);
	struct departures q = {&a, &c, 1, 0, 0, days, n};
	ck_assert_uint_eq(departures_next(&f.tt.net, &q, legs, 5), 1);
	ck_assert_uint_eq(legs[0].to_stop, 1);
	q.to_count = 1;
	ck_assert_uint_eq(departures_next(&f.tt.net, &q, legs, 5), 1);
	ck_assert_uint_eq(legs[0].to_stop, c);
	ck_assert_str_eq(timetable_text(&f.tt, f.tt.trip[legs[0].trip].name), "K1/K4");
	ck_assert_uint_eq(f.tt.trip[legs[0].trip].flags, TT_IN_SEAT);
	ck_assert_str_eq(small_feed_trip(&f, legs[0].trip), "T1");
	small_feed_release(&f);
}
END_TEST

static void
put(struct small_feed *f, const struct leg *legs, size_t count, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0, at = 0; i < count; i++) {
		at += small_put_time(out + at, size - at, legs[i].departure_s);
		at += (size_t)snprintf(out + at, size - at, " %s %s ",
		        small_feed_trip(f, legs[i].trip),
		        timetable_text(&f->tt, f->tt.stop[legs[i].to_stop].id));
		at += small_put_time(out + at, size - at, legs[i].arrival_s);
		at += (size_t)snprintf(out + at, size - at, ";");
	}
}

START_TEST(lists_what_leaves_next)
{
	struct small_feed f;
	small_feed_build(&f, files, ARRAY_LEN(files));
	for (size_t i = 0; i < ARRAY_LEN(boards); i++) {
		const struct board *b = &boards[i];
		struct service_day days[MAX_SERVICE_DAYS];
		struct stop_set from, to;
		struct leg legs[5];
		char got[400];
		int y, m, d;
		to.count = 0;
		small_feed_find(&f, b->from, &from);
		if (b->to)
			small_feed_find(&f, b->to, &to);
		ck_assert_int_eq(sscanf(b->date, "%d-%d-%d", &y, &m, &d), 3);
		size_t n = window_days(&f.tt, day_of(y, m, d), 0, b->after, days);
		struct departures q = {from.stop, to.stop, from.count, to.count,
		        b->hour * 3600 + b->minute * 60, days, n};
		put(&f, legs, departures_next(&f.tt.net, &q, legs, b->most), got, sizeof(got));
		ck_assert_msg(strcmp(got, b->answer) == 0, "case %zu: \"%s\", not \"%s\"", i, got,
		        b->answer);
	}
	small_feed_release(&f);
}
END_TEST

TEST_MAIN("departures", lists_what_leaves_next, tells_one_that_goes_on_once)
