#include "timetable/nearest_day.h"

#include "unit/small_feed.h"

/*
 * A to C: T1 on the 1st, 20th and 31st, T2 (which passes A on the second day of its run) on
 * the 10th; or T3 to B and T4 on from there, on the 14th alone. D is left by T5, late in the
 * year.
 */
static const struct small_file files[] = {
        {"trips.txt", "trip_id,route_id,service_id\nT1,R,S\nT2,R,Q\nT3,R,P\nT4,R,P\nT5,R,Z\n"},
        {"calendar.txt", NULL},
        {"calendar_dates.txt",
                "service_id,date,exception_type\nS,20160301,1\nS,20160320,1\nS,20160331,1\n"
                "Q,20160309,1\nP,20160314,1\nZ,20161230,1\n"},
        {"stop_times.txt",
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                "T1,8:00:00,8:00:00,A,1\nT1,9:00:00,9:00:00,C,3\n"
                "T2,20:00:00,20:00:00,D,1\nT2,26:00:00,26:00:00,A,2\nT2,30:00:00,30:00:00,C,3\n"
                "T3,8:00:00,8:00:00,A,1\nT3,8:20:00,8:20:00,B,2\n"
                "T4,9:00:00,9:00:00,B,1\nT4,10:00:00,10:00:00,C,3\n"
                "T5,9:00:00,9:00:00,D,1\nT5,10:00:00,10:00:00,B,3\n"},
};

enum { A, B, C, D };

static const struct {
	uint32_t from, to;
	unsigned trips;
	const char *date, *after, *before;
} cases[] = {
        {A, C, 5, "2016-03-02", "2016-03-10", "2016-03-01"},
        {A, C, 5, "2016-03-10", "2016-03-14", "2016-03-01"},
        {A, C, 1, "2016-03-10", "2016-03-20", "2016-03-01"},
        {A, C, 5, "2016-03-15", "2016-03-20", "2016-03-14"},
        {A, C, 1, "2016-03-15", "2016-03-20", "2016-03-10"},
        {A, C, 5, "2016-03-20", "2016-03-31", "2016-03-14"},
        {A, C, 5, "2015-01-01", "2016-03-01", "none"},
        {A, C, 5, "2016-03-31", "none", "2016-03-20"},
        {A, C, 5, "2018-01-01", "none", "2016-03-31"},
        {D, B, 1, "2016-03-02", "2016-12-30", "none"},
        {C, A, 5, "2016-03-02", "none", "none"},
};

static const char *
put(bool found, int32_t day, char out[16])
{
	int y, m, d;
	date_of(day, &y, &m, &d);
	snprintf(out, 16, found ? "%04d-%02d-%02d" : "none", y, m, d);
	return out;
}

START_TEST(finds_the_nearest_days)
{
	struct small_feed f;
	small_feed_build(&f, files, ARRAY_LEN(files));
	ck_assert_str_eq(f.said, "");
	struct raptor *r = raptor_new(&f.tt.net);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct question q = {
		        &cases[i].from, &cases[i].to, 1, 1, 0, NULL, 0, cases[i].trips, -1};
		int y, m, d;
		int32_t day = 0;
		char got[16];
		ck_assert_int_eq(sscanf(cases[i].date, "%d-%d-%d", &y, &m, &d), 3);
		const int32_t date = day_of(y, m, d);
		bool found = nearest_day_after(&f.tt, r, &q, date, &day);
		ck_assert_msg(strcmp(put(found, day, got), cases[i].after) == 0,
		        "case %zu: after: %s", i, got);
		found = nearest_day_before(&f.tt, r, &q, date, &day);
		ck_assert_msg(strcmp(put(found, day, got), cases[i].before) == 0,
		        "case %zu: before: %s", i, got);
	}
	raptor_free(r);
	small_feed_release(&f);
}
END_TEST

START_TEST(knows_how_long_it_is_good_for)
{
	struct small_feed f;
	small_feed_build(&f, NULL, 0);
	ck_assert_int_eq(timetable_validity(&f.tt, day_of(2016, 2, 29)), TIMETABLE_NOT_YET);
	ck_assert_int_eq(timetable_validity(&f.tt, day_of(2016, 3, 1)), TIMETABLE_VALID);
	ck_assert_int_eq(timetable_validity(&f.tt, day_of(2016, 3, 31)), TIMETABLE_VALID);
	ck_assert_int_eq(timetable_validity(&f.tt, day_of(2016, 4, 1)), TIMETABLE_EXPIRED);
	ck_assert_int_eq(timetable_days_left(&f.tt, day_of(2016, 3, 30)), 1);
	ck_assert_int_eq(timetable_days_left(&f.tt, day_of(2016, 4, 1)), -1);
	small_feed_release(&f);
}
END_TEST

TEST_MAIN("nearest_day", finds_the_nearest_days, knows_how_long_it_is_good_for)
