/* Days of the calendar by number: 3月5日, 3/5, 2027-03-05, 20270305, 5号, 月底, mar 5. */
#include "content/slot_date.h"
#include "text/calendar.h"

enum {
	MONTHS = 12,
	DAYS = 31,
	CENTURY = 2000,
	MOON_MONTH = 8,
	MOON_DAY = 15,
	COMPACT_LEAST = 10000000,
	COMPACT_MOST = 99999999
};

bool
slot_names_a_place(struct str rest)
{
	static const struct slot_word behind[] = {{"路", 0}, {"街", 0}, {"村", 0}, {"镇", 0},
	        {"线", 0}, {"楼", 0}, {"门", 0}, {"院", 0}, {"厂", 0}, {"桥", 0}, {"广场", 0},
	        {"大道", 0}, {"大街", 0}, {"站", 0}, {"公园", 0}, {"小区", 0}};
	int any;
	return slot_take_word(&rest, behind, ARRAY_LEN(behind), &any);
}

bool
slot_take_year(struct str *s, int32_t today, int64_t *year)
{
	static const struct slot_word words[] = {
	        {"去年", -1}, {"今年", 0}, {"明年", 1}, {"后年", 2}};
	struct str rest = *s;
	int ahead;
	int64_t number;
	if (slot_take_word(s, words, ARRAY_LEN(words), &ahead)) {
		*year = today / 10000 + ahead;
		return true;
	}
	if (!slot_take_number(&rest, CALENDAR_YEAR_LAST, &number) || !slot_take(&rest, STR("年")))
		return false;
	*year = number < 100 ? number + CENTURY : number;
	*s = str_trim(rest);
	return true;
}

bool
slot_on_side(const struct slot_when *when, int32_t day)
{
	return when->past ? day <= when->today : day >= when->today;
}

/* The next such day of the year. The next such month must have it: 2月29日 of a common year is
 * asked again, not put off for years. */
static bool
next_in_month(int64_t month, int64_t date, const struct slot_when *when, int32_t *day)
{
	int64_t this_year = when->today / 10000;
	for (int i = 0; i < 2; i++) {
		int32_t edge;
		int64_t year = when->past ? this_year - i : this_year + i;
		int64_t farthest = when->past ? 1 : calendar_days_in(year, month);
		if (calendar_day(year, month, farthest, &edge) != 0 || !slot_on_side(when, edge))
			continue;
		if (calendar_day(year, month, date, day) != 0)
			return false;
		if (slot_on_side(when, *day))
			return true;
	}
	return false;
}

/* The next month that has such a day. */
static bool
next_date(int64_t date, const struct slot_when *when, int32_t *day)
{
	int64_t this_month = when->today / 10000 * MONTHS + when->today / 100 % 100 - 1;
	for (int i = 0; i < MONTHS; i++) {
		int64_t month = when->past ? this_month - i : this_month + i;
		if (calendar_day(month / MONTHS, month % MONTHS + 1, date, day) == 0 &&
		        slot_on_side(when, *day))
			return true;
	}
	return false;
}

/* 号, 日 or nothing behind the day of a month. */
static bool
take_date(struct str *s, int64_t *date, bool *marked)
{
	if (!slot_take_number(s, DAYS, date) || *date == 0)
		return false;
	*marked = slot_take(s, STR("号")) || slot_take(s, STR("日"));
	return !slot_names_a_place(*s) && !slot_digit_next(*s);
}

/* 3月5日, with a year or none. */
static bool
take_han(struct str *s, const struct slot_when *when, int32_t *day)
{
	int64_t year, month, date;
	bool marked, in_year = slot_take_year(s, when->today, &year);
	if (!slot_take_number(s, MONTHS, &month) || month == 0 || !slot_take(s, STR("月")))
		return false;
	*s = str_trim(*s);
	slot_take(s, STR("份"));
	bool han = !slot_digit_next(*s);
	if (!take_date(s, &date, &marked))
		return false;
	if (han && !marked && month == MOON_MONTH && date == MOON_DAY)
		return false; /* slot_date.c asks which */
	return in_year ? calendar_day(year, month, date, day) == 0
	               : next_in_month(month, date, when, day);
}

/* 月底, 这个月5号, 下月5号. */
static bool
take_in_month(struct str *s, const struct slot_when *when, int32_t *day)
{
	static const struct slot_word words[] = {{"这个月", 0}, {"本月", 0}, {"这月", 0},
	        {"下个月", 1}, {"下月", 1}, {"上个月", -1}, {"上月", -1}, {"月底", 0}};
	bool at_end = str_starts(str_trim(*s), STR("月底")), marked;
	int ahead;
	if (!slot_take_word(s, words, ARRAY_LEN(words), &ahead))
		return false;
	int64_t months = when->today / 10000 * MONTHS + when->today / 100 % 100 - 1 + ahead, date;
	int64_t year = months / MONTHS, month = months % MONTHS + 1;
	if (at_end || slot_take(s, STR("底")))
		date = calendar_days_in(year, month);
	else if (!take_date(s, &date, &marked))
		return false;
	return calendar_day(year, month, date, day) == 0;
}

/* 5号. */
static bool
take_date_alone(struct str *s, const struct slot_when *when, int32_t *day)
{
	int64_t date;
	bool marked;
	return take_date(s, &date, &marked) && marked && next_date(date, when, day);
}

static bool
take_mark(struct str *s, char mark)
{
	if (!s->n || s->p[0] != mark)
		return false;
	*s = str_skip(*s, 1);
	return true;
}

/* What may stand behind figures: they are too like other things (3-5天, 3.5元) for any word. */
static bool
ends_figures(struct str *s)
{
	static const struct slot_word behind[] = {{"早", 0}, {"晚", 0}, {"上午", 0}, {"中午", 0},
	        {"下午", 0}, {"凌晨", 0}, {"傍晚", 0}, {"从", 0}, {"到", 0}, {"去", 0}, {"回", 0},
	        {"走", 0}, {"的", 0}};
	int any;
	struct str rest;
	if (!slot_take(s, STR("号")))
		slot_take(s, STR("日"));
	rest = *s;
	return !s->n || s->p[0] == ' ' || s->p[0] == ',' || s->p[0] == ';' ||
	       slot_take_word(&rest, behind, ARRAY_LEN(behind), &any);
}

/* 20270305, 2027-03-05, 3-5, with - / or . between. */
static bool
take_figures(struct str *s, const struct slot_when *when, int32_t *day)
{
	int64_t year, month, date;
	if (!slot_digit_next(*s) || !slot_take_number(s, COMPACT_MOST, &year))
		return false;
	if (year >= COMPACT_LEAST)
		return ends_figures(s) &&
		       calendar_day(year / 10000, year / 100 % 100, year % 100, day) == 0;
	char mark = s->n ? s->p[0] : '\0';
	if ((mark != '-' && mark != '/' && mark != '.') || !take_mark(s, mark) ||
	        !slot_digit_next(*s) || !slot_take_number(s, DAYS, &month))
		return false;
	if (year <= MONTHS) /* it was the month */
		return year > 0 && month > 0 && ends_figures(s) &&
		       next_in_month(year, month, when, day);
	return take_mark(s, mark) && slot_digit_next(*s) && slot_take_number(s, DAYS, &date) &&
	       ends_figures(s) && calendar_day(year, month, date, day) == 0;
}

/* mar 5, march 5th, 5 mar. */
static bool
take_english(struct str *s, const struct slot_when *when, int32_t *day)
{
	static const struct slot_word months[] = {{"jan", 1}, {"january", 1}, {"feb", 2},
	        {"february", 2}, {"mar", 3}, {"march", 3}, {"apr", 4}, {"april", 4}, {"may", 5},
	        {"jun", 6}, {"june", 6}, {"jul", 7}, {"july", 7}, {"aug", 8}, {"august", 8},
	        {"sep", 9}, {"sept", 9}, {"september", 9}, {"oct", 10}, {"october", 10},
	        {"nov", 11}, {"november", 11}, {"dec", 12}, {"december", 12}},
	                              ends[] = {{"st", 0}, {"nd", 0}, {"rd", 0}, {"th", 0}};
	int month, end;
	int64_t date;
	bool month_first = slot_take_word(s, months, ARRAY_LEN(months), &month);
	slot_take(s, STR("."));
	*s = str_trim(*s);
	if (!slot_digit_next(*s) || !slot_take_number(s, DAYS, &date) || date == 0)
		return false;
	slot_take_word(s, ends, ARRAY_LEN(ends), &end);
	if (!month_first && !slot_take_word(s, months, ARRAY_LEN(months), &month))
		return false;
	return !slot_latin_next(*s) && next_in_month(month, date, when, day);
}

bool
slot_take_solar(struct str *s, const struct slot_when *when, int32_t *day)
{
	static slot_day_reader *const readers[] = {
	        take_han, take_in_month, take_figures, take_date_alone, take_english};
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		struct str rest = *s;
		if (readers[i](&rest, when, day)) {
			*s = rest;
			return true;
		}
	}
	return false;
}
