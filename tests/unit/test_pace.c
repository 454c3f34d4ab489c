#include "check.h"
#include "outside/pace.h"

enum { SECOND = 1000000, MINUTE = 60 * SECOND };

static const int64_t now = 1000 * (int64_t)MINUTE;

START_TEST(keeps_the_rate)
{
	static const struct {
		int64_t rate, after_us;
		size_t most, want;
	} cases[] = {
	        {10, 0, 100, 10},
	        {10, 0, 3, 3},
	        {10, 5 * SECOND, 100, 10},
	        {1, 0, 8, 1},
	        {1000000, 0, 64, 64},
	        {3, 0, 8, 3},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pace p;
		pace_init(&p, cases[i].rate, now);
		ck_assert_uint_eq(
		        pace_room(&p, cases[i].most, now + cases[i].after_us), cases[i].want);
	}
	struct pace p;
	pace_init(&p, 10, now);
	pace_spend(&p, pace_room(&p, 100, now));
	ck_assert_uint_eq(pace_room(&p, 100, now), 0);
	ck_assert_int_eq(pace_next_us(&p, now), now + SECOND / 10);
	size_t sent = 0;
	for (int64_t t = now; t < now + 10 * SECOND; t += 7001) {
		size_t room = pace_room(&p, 100, t);
		pace_spend(&p, room);
		sent += room;
	}
	ck_assert_uint_eq(sent, 99);
}
END_TEST

START_TEST(pauses)
{
	struct pace p;
	int64_t at = now, last_us = 0;
	pace_init(&p, 10, now);
	ck_assert(!pace_is_careful(&p) && !pace_taken(&p));
	for (int i = 0; i < 12; i++) {
		ck_assert_int_eq(pace_failed(&p, at, UINT32_MAX), i == 0);
		ck_assert(!pace_failed(&p, at + 1, UINT32_MAX)); /* one failure */
		int64_t pause_us = pace_next_us(&p, at + 1) - at;
		ck_assert(pause_us >= last_us && pause_us <= MINUTE);
		ck_assert_uint_eq(pace_room(&p, 8, at + pause_us - 1), 0);
		ck_assert_uint_eq(pace_room(&p, 8, at + pause_us), 8);
		ck_assert(pace_is_careful(&p));
		last_us = pause_us;
		at += pause_us;
	}
	ck_assert_int_eq(last_us, MINUTE);
	ck_assert(pace_taken(&p) && !pace_is_careful(&p));
	ck_assert(pace_failed(&p, at, 0));
	ck_assert_int_eq(pace_next_us(&p, at) - at, 3750000); /* short again */
}
END_TEST

START_TEST(stops)
{
	static const struct {
		bool us[3];
		int stops_at;
	} cases[] = {
	        {{true, true, true}, 0}, {{false, true, false}, 1}, {{false, false, false}, 2}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pace p;
		pace_init(&p, 10, now);
		for (int k = 0; k < 3; k++) {
			ck_assert_int_eq(
			        pace_refused(&p, cases[i].us[k], now), k == cases[i].stops_at);
			ck_assert_int_eq(p.stopped, k >= cases[i].stops_at);
		}
		ck_assert_uint_eq(pace_room(&p, 8, now + MINUTE - 1), 0);
		ck_assert_uint_eq(pace_room(&p, 1, now + MINUTE), 1);
		ck_assert(!pace_refused(&p, true, now + MINUTE)); /* said already */
		ck_assert(pace_taken(&p) && !p.stopped);
		ck_assert(!pace_refused(&p, false, now) && !p.stopped);
	}
}
END_TEST

TEST_MAIN("pace", keeps_the_rate, pauses, stops)
