/* Days of the calendar, and of the farmers', against dates that are known from elsewhere. */
#include "check.h"
#include "text/calendar.h"
#include "text/lunar.h"

START_TEST(days)
{
	ck_assert_int_eq(calendar_today(1795363199), 20261122); /* a second to midnight in China */
	ck_assert_int_eq(calendar_today(1795363200), 20261123);
	ck_assert_int_eq(calendar_weekday(20261123), 1);
	ck_assert_int_eq(calendar_weekday(20261129), 7);
	ck_assert_int_eq(calendar_weekday(19491001), 6);
	ck_assert_int_eq(calendar_add(20261231, 1), 20270101);
	ck_assert_int_eq(calendar_add(20280301, -1), 20280229);
	ck_assert_int_eq(calendar_between(20261123, 20270206), 75);
	ck_assert_int_eq(calendar_between(20270101, 20261231), -1);
	ck_assert_int_eq(calendar_days_in(2100, 2), 28);
}
END_TEST

START_TEST(no_such_days)
{
	static const int64_t none[][3] = {{2027, 2, 29}, {2100, 2, 29}, {2026, 0, 1}, {2026, 13, 1},
	        {2026, 4, 31}, {2026, 1, 0}, {1948, 12, 31}, {2200, 1, 1}, {INT64_MAX, 1, 1},
	        {2026, 1, INT64_MAX}};
	int32_t day = 7;
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		ck_assert_int_lt(calendar_day(none[i][0], none[i][1], none[i][2], &day), 0);
	ck_assert_int_eq(day, 7);
	ck_assert_int_eq(calendar_day(2028, 2, 29, &day), 0);
	ck_assert_int_eq(day, 20280229);
}
END_TEST

/* As the Hong Kong Observatory prints them. */
START_TEST(lunar_days)
{
	static const struct {
		int64_t year, month;
		bool leap;
		int64_t date;
		int32_t day;
	} cases[] = {{2024, 1, false, 1, 20240210}, {2025, 1, false, 1, 20250129},
	        {2026, 1, false, 1, 20260217}, {2027, 1, false, 1, 20270206},
	        {2028, 1, false, 1, 20280126}, {2029, 1, false, 1, 20290213},
	        {2030, 1, false, 1, 20300203}, {2031, 1, false, 1, 20310123},
	        {2033, 1, false, 1, 20330131}, {2034, 1, false, 1, 20340219},
	        {2024, 8, false, 15, 20240917}, {2025, 8, false, 15, 20251006},
	        {2026, 8, false, 15, 20260925}, {2027, 8, false, 15, 20270915},
	        {2025, 5, false, 5, 20250531}, {2026, 5, false, 5, 20260619},
	        {2027, 5, false, 5, 20270609}, {2025, 6, true, 1, 20250725},
	        {2025, 7, false, 1, 20250823}, {2033, 11, true, 1, 20331222},
	        {2026, 12, false, LUNAR_LAST_DAY, 20270205},
	        {2024, 12, false, LUNAR_LAST_DAY, 20250128}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int32_t day = 0;
		ck_assert_int_eq(lunar_day(cases[i].year, cases[i].month, cases[i].leap,
		                         cases[i].date, &day),
		        0);
		ck_assert_int_eq(day, cases[i].day);
	}
}
END_TEST

START_TEST(no_such_lunar_days)
{
	static const int64_t none[][4] = {{2026, 12, 0, 30}, {2026, 6, 1, 1}, {2025, 6, 1, 30},
	        {2026, 0, 0, 1}, {2026, 13, 0, 1}, {2026, 1, 0, 0}, {2026, 1, 0, 31},
	        {2019, 1, 0, 1}, {2051, 1, 0, 1}, {2026, 1, 0, -2}};
	int32_t day = 7;
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		ck_assert_int_lt(
		        lunar_day(none[i][0], none[i][1], none[i][2], none[i][3], &day), 0);
	ck_assert_int_eq(day, 7);
}
END_TEST

/* Every year ends where the next begins, and every month has 29 or 30 days. */
START_TEST(years_join)
{
	for (int64_t y = LUNAR_FIRST; y < LUNAR_LAST; y++) {
		int32_t eve, first;
		ck_assert_int_eq(lunar_day(y, 12, false, LUNAR_LAST_DAY, &eve), 0);
		ck_assert_int_eq(lunar_day(y + 1, 1, false, 1, &first), 0);
		ck_assert_int_eq(calendar_add(eve, 1), first);
	}
}
END_TEST

TEST_MAIN("calendar", days, no_such_days, lunar_days, no_such_lunar_days, years_join)
