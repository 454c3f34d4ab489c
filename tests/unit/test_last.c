#include "timetable/last.h"

#include "unit/small_feed.h"

/*
 * A to C: T1 at 8:00 and the night train T2 at 23:50 directly; T3 at 23:00 to B and T4 on from
 * there; T5 at 23:55 only to B, from where nothing goes on but next day's T4.
 */
static const struct small_file files[] = {
        {"trips.txt", "trip_id,route_id,service_id\nT1,R,S\nT2,R,Q\nT3,R,S\nT4,R,S\nT5,R,S\n"},
        {"calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
                         "start_date,end_date\nS,1,1,1,1,1,1,1,20160301,20160331\n"
                         "Q,0,0,0,0,1,0,0,20160301,20160331\n"},
        {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                           "T1,8:00:00,8:00:00,A,1\nT1,9:00:00,9:00:00,C,3\n"
                           "T2,23:50:00,23:50:00,A,1\nT2,34:00:00,34:00:00,C,3\n"
                           "T3,23:00:00,23:00:00,A,1\nT3,23:20:00,23:20:00,B,2\n"
                           "T4,23:30:00,23:30:00,B,1\nT4,24:10:00,24:10:00,C,3\n"
                           "T5,23:55:00,23:55:00,A,1\nT5,24:20:00,24:20:00,B,2\n"},
};

static const struct {
	const char *date;
	int32_t from_s, until_s;
	const char *answer;
} cases[] = {
        /* a Thursday: after the change nobody waits for the next day's train */
        {"2016-03-10", 0, 24 * 3600, "8:00-9:00 T1;23:00-24:10 T3+T4;"},
        {"2016-03-10", 0, 23 * 3600, "8:00-9:00 T1;"},
        {"2016-03-10", 9 * 3600, 24 * 3600, "23:00-24:10 T3+T4;"},
        {"2016-03-10", 23 * 3600 + 1, 24 * 3600, ""},
        /* a Friday: the night train leaves last, though the next morning's is there before it */
        {"2016-03-11", 0, 24 * 3600, "23:50-34:00 T2;"},
        {"2016-03-11", 0, 23 * 3600 + 50 * 60, "8:00-9:00 T1;23:00-24:10 T3+T4;"},
        /* the last day there is: nothing leaves later */
        {"2016-03-31", 0, LAST_NIGHT_S, "8:00-9:00 T1;23:00-24:10 T3+T4;"},
        {"2016-04-02", 0, LAST_NIGHT_S, ""},
};

static void
put(struct small_feed *f, const struct journey *j, size_t count, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0, at = 0; i < count; i++) {
		at += small_put_time(out + at, size - at, j[i].departure_s);
		at += (size_t)snprintf(out + at, size - at, "-");
		at += small_put_time(out + at, size - at, j[i].arrival_s);
		for (unsigned l = 0; l < j[i].trips; l++)
			at += (size_t)snprintf(out + at, size - at, "%c%s", l ? '+' : ' ',
			        small_feed_trip(f, j[i].legs[l].trip));
		at += (size_t)snprintf(out + at, size - at, ";");
	}
}

START_TEST(finds_what_leaves_last)
{
	static const uint32_t a = 0, c = 2;
	struct small_feed f;
	small_feed_build(&f, files, ARRAY_LEN(files));
	struct raptor *r = raptor_new(&f.tt.net);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct service_day days[MAX_SERVICE_DAYS];
		struct journey found[MAX_TRIPS];
		char got[400];
		int y, m, d;
		ck_assert_int_eq(sscanf(cases[i].date, "%d-%d-%d", &y, &m, &d), 3);
		size_t n = window_days(&f.tt, day_of(y, m, d), 0, 2, days);
		const struct question q = {&a, &c, 1, 1, cases[i].from_s, days, n, USUAL_TRIPS, -1};
		n = last_journeys(&f.tt.net, r, &q, cases[i].until_s, found);
		put(&f, found, n, got, sizeof(got));
		ck_assert_msg(strcmp(got, cases[i].answer) == 0, "case %zu: \"%s\", not \"%s\"", i,
		        got, cases[i].answer);
	}
	raptor_free(r);
	small_feed_release(&f);
}
END_TEST

TEST_MAIN("last", finds_what_leaves_last)
