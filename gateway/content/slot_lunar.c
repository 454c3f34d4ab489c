/* Days of the farmers' calendar: 腊月廿八, 正月初六, 农历三月十五, 闰六月初一, 初五. */
#include "content/slot_date.h"
#include "text/lunar.h"

enum { MONTHS = 12, DAYS = 30, WAXING = 10, YEARS_AHEAD = 2 };

/* Which year of the table a date without one may be in: the year before has its end in this. */
static int64_t
first_year(int32_t today)
{
	return today / 10000 - 1;
}

/* The next such day. The next such month must have it: 三十 of a short month is a slip, not the
 * 三十 of another year. */
static bool
next_in_month(int64_t month, bool leap, int64_t date, int32_t today, int32_t *day)
{
	int64_t last_year = leap ? LUNAR_LAST : first_year(today) + 1 + YEARS_AHEAD;
	for (int64_t y = first_year(today); y <= last_year; y++) {
		int32_t end;
		if (lunar_day(y, month, leap, LUNAR_LAST_DAY, &end) != 0 || end < today)
			continue;
		if (lunar_day(y, month, leap, date, day) != 0)
			return false;
		if (*day >= today)
			return true;
	}
	return false;
}

/* The next such day in any month. */
static bool
next_in_any(int64_t date, int32_t today, int32_t *day)
{
	int32_t best = INT32_MAX, found;
	for (int64_t y = first_year(today); y <= first_year(today) + YEARS_AHEAD; y++)
		for (int64_t i = 0; i < 2 * MONTHS; i++)
			if (lunar_day(y, i / 2 + 1, i % 2 == 1, date, &found) == 0 &&
			        found >= today && found < best)
				best = found;
	*day = best;
	return best != INT32_MAX;
}

/* 初五, 廿八, and, where the text is of this calendar by other signs, 十五 or 28. */
static bool
take_date(struct str *s, bool sure, int64_t *date)
{
	if (slot_take(s, STR("初")))
		return slot_take_number(s, WAXING, date) && *date > 0;
	if (!sure && !str_starts(*s, STR("廿")))
		return false;
	return slot_take_number(s, DAYS, date) && *date > 0;
}

static bool
take_month(struct str *s, bool *sure, int64_t *month)
{
	static const struct slot_word named[] = {{"正月", 1}, {"冬月", 11}, {"腊月", 12}};
	int name;
	if (slot_take_word(s, named, ARRAY_LEN(named), &name)) {
		*month = name;
		*sure = true;
		return true;
	}
	return slot_take_number(s, MONTHS, month) && *month > 0 && slot_take(s, STR("月"));
}

bool
slot_take_lunar(struct str *s, int32_t today, int32_t *day)
{
	static const struct slot_word signs[] = {
	        {"农历", 0}, {"阴历", 0}, {"旧历", 0}, {"大年", 0}, {"过年", 0}};
	int sign;
	int64_t month, date;
	bool sure = slot_take_word(s, signs, ARRAY_LEN(signs), &sign);
	bool leap = slot_take(s, STR("闰"));
	struct str rest = *s;
	sure = sure || leap;
	if (take_month(&rest, &sure, &month)) {
		*s = rest;
		return take_date(s, sure, &date) && next_in_month(month, leap, date, today, day);
	}
	return !leap && take_date(s, false, &date) && next_in_any(date, today, day);
}
