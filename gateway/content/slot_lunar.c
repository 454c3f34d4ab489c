/* Days of the farmers' calendar: 腊月廿八, 正月初六, 农历三月十五, 闰六月初一, 初五. */
#include "content/slot_date.h"
#include "text/calendar.h"
#include "text/lunar.h"

enum { MONTHS = 12, DAYS = 30, WAXING = 10, TWENTIETH = 20, YEARS = 4, PLANNED = 120 };

/* The lunar years to look in, from the nearest on: the one before this has its end in this. */
static int64_t
year_at(const struct slot_when *when, int i)
{
	int64_t this_year = when->today / 10000;
	return when->past ? this_year - i : this_year - 1 + i;
}

/* The next such day. The next such month must have it: 三十 of a short month is a slip, not the
 * 三十 of another year. */
static bool
next_in_month(int64_t month, bool leap, int64_t date, const struct slot_when *when, int32_t *day)
{
	int years = leap ? LUNAR_LAST - LUNAR_FIRST : YEARS;
	for (int i = 0; i < years; i++) {
		int32_t edge;
		int64_t y = year_at(when, i);
		if (lunar_day(y, month, leap, when->past ? 1 : LUNAR_LAST_DAY, &edge) != 0 ||
		        !slot_on_side(when, edge))
			continue;
		if (lunar_day(y, month, leap, date, day) != 0)
			return false;
		if (slot_on_side(when, *day))
			return true;
	}
	return false;
}

/* The next such day in any month. */
static bool
next_in_any(int64_t date, const struct slot_when *when, int32_t *day)
{
	int32_t best = 0, found;
	for (int i = 0; i < YEARS * 2 * MONTHS; i++) {
		int64_t month = i % (2 * MONTHS) / 2 + 1;
		if (lunar_day(year_at(when, i / (2 * MONTHS)), month, i % 2 == 1, date, &found) ||
		        !slot_on_side(when, found))
			continue;
		if (!best || (when->past ? found > best : found < best))
			best = found;
	}
	*day = best;
	return best != 0;
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

/* 大年初五, 年廿八: the first days of the year, or its last. */
static bool
take_new_year(struct str *s, const struct slot_when *when, int32_t *day)
{
	int64_t date;
	bool first = str_starts(*s, STR("初"));
	if (!take_date(s, true, &date) || (!first && date < TWENTIETH))
		return false;
	return next_in_month(first ? 1 : MONTHS, false, date, when, day);
}

/* Who plans the way home, in the last months of the year, says 初五 for that of 正月. */
bool
slot_take_first_days(struct str *s, const struct slot_when *when, int32_t day[2])
{
	int64_t date;
	if (!str_starts(*s, STR("初")) || !take_date(s, false, &date) ||
	        !next_in_any(date, when, &day[0]) || !next_in_month(1, false, date, when, &day[1]))
		return false;
	if (calendar_between(when->today, day[1]) > PLANNED)
		day[1] = day[0];
	return true;
}

bool
slot_take_lunar(struct str *s, const struct slot_when *when, int32_t *day)
{
	static const struct slot_word signs[] = {{"农历", 0}, {"阴历", 0}, {"旧历", 0}},
	                              new_year[] = {{"大年", 0}, {"过年", 0}, {"年", 0}};
	int sign;
	int64_t month, date;
	bool sure = slot_take_word(s, signs, ARRAY_LEN(signs), &sign);
	if (slot_take_word(s, new_year, ARRAY_LEN(new_year), &sign))
		return take_new_year(s, when, day);
	bool leap = slot_take(s, STR("闰"));
	struct str rest = *s;
	sure = sure || leap;
	if (take_month(&rest, &sure, &month)) {
		*s = rest;
		return take_date(s, sure, &date) && next_in_month(month, leap, date, when, day);
	}
	if (leap || (str_starts(*s, STR("初")) && !when->past)) /* slot_take_first_days */
		return false;
	return take_date(s, false, &date) && next_in_any(date, when, day);
}
