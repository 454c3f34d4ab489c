#include "timetable/departures.h"

#include <errno.h>

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

static void
put(const struct small_feed *f, const struct leg *legs, size_t count, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0, at = 0; i < count; i++) {
		at += small_put_time(out + at, size - at, legs[i].departure_s);
		at += (size_t)snprintf(out + at, size - at, " %s %s ",
		        timetable_text(&f->tt, f->tt.trip[legs[i].trip].id),
		        timetable_text(&f->tt, f->tt.stop[legs[i].to_stop].id));
		at += small_put_time(out + at, size - at, legs[i].arrival_s);
		at += (size_t)snprintf(out + at, size - at, ";");
	}
}

static void
find(const struct small_feed *f, const char *text, struct stop_set *out)
{
	struct str unknown;
	*out = (struct stop_set){.count = 0};
	if (text)
		ck_assert_int_eq(stop_set_find(&f->tt, str_from(text), out, &unknown), 0);
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
		find(&f, b->from, &from);
		find(&f, b->to, &to);
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

START_TEST(finds_places)
{
	static const struct {
		const char *text;
		int error;
		size_t count;
		const char *unknown;
	} cases[] = {{"A", 0, 1, ""}, {" Aa ", 0, 1, ""}, {"A+Bb", 0, 2, ""}, {"A + A", 0, 1, ""},
	        {"North", 0, 2, ""}, {"C+D", 0, 1, ""}, {"Twin", 0, 2, ""}, {"X+Y", 0, 1, ""},
	        {"A+Q", -ENOENT, 0, "Q"}, {"", -ENOENT, 0, ""}, {"A+", 0, 1, ""},
	        {"+A", -ENOENT, 0, ""}, {"a", -ENOENT, 0, "a"}};
	static const struct small_file stops = {"stops.txt",
	        "stop_id,stop_name,stop_city\nA,Aa,North\nB,Bb,North\nC,Twin,\nD,Twin,\n"
	        "E,X+Y,\nC+D,one,\n"};
	struct small_feed f;
	small_feed_build(&f, &stops, 1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct stop_set p = {.count = 0};
		struct str unknown = STR("");
		int error = stop_set_find(&f.tt, str_from(cases[i].text), &p, &unknown);
		ck_assert_msg(error == cases[i].error, "%s: %d", cases[i].text, error);
		ck_assert_msg(p.count == cases[i].count, "%s: %zu", cases[i].text, p.count);
		ck_assert_text(unknown, cases[i].unknown);
	}
	small_feed_release(&f);
}
END_TEST

START_TEST(knows_when_places_meet)
{
	const struct stop_set a = {{1, 2}, 2}, b = {{2, 3}, 2}, c = {{3}, 1}, none = {{0}, 0};
	ck_assert(stop_set_meet(&a, &b));
	ck_assert(!stop_set_meet(&a, &c));
	ck_assert(!stop_set_meet(&a, &none));
}
END_TEST

TEST_MAIN("departures", lists_what_leaves_next, finds_places, knows_when_places_meet)
