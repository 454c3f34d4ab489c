#include "timetable/value.h"

#include <stdlib.h>
#include <string.h>

enum { HOURS_MOST = 263, FIRST_YEAR = 1970, LAST_YEAR = 2149 };

/* Takes digits off *s; false: none, or more than `most` says. */
static bool
take_number(struct str *s, size_t digits, int32_t most, int32_t *out)
{
	int32_t n = 0;
	size_t i = 0;
	for (; i < s->n && i < digits && s->p[i] >= '0' && s->p[i] <= '9'; i++)
		n = n * 10 + (s->p[i] - '0');
	if (i == 0 || n > most)
		return false;
	*s = str_skip(*s, i);
	*out = n;
	return true;
}

static bool
take_colon(struct str *s)
{
	if (s->n == 0 || s->p[0] != ':')
		return false;
	*s = str_skip(*s, 1);
	return true;
}

bool
value_time(struct str text, int32_t *seconds)
{
	int32_t h, m, s = 0;
	if (!take_number(&text, 3, HOURS_MOST, &h) || !take_colon(&text) ||
	        !take_number(&text, 2, 59, &m))
		return false;
	if (text.n > 0 && (!take_colon(&text) || !take_number(&text, 2, 59, &s) || text.n > 0))
		return false;
	*seconds = h * 3600 + m * 60 + s;
	return true;
}

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March. */
int32_t
day_of(int year, int month, int mday)
{
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400, of_era = y % 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void
date_of(int32_t day, int *year, int *month, int *mday)
{
	int z = day + 719468, era = z / 146097, of_era = z % 146097;
	int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * y + y / 4 - y / 100);
	int m = (5 * of_year + 2) / 153;
	*mday = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = y + era * 400 + (*month <= 2);
}

bool
is_date(int year, int month, int mday)
{
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || mday < 1)
		return false;
	int y, m, d;
	date_of(day_of(year, month, mday), &y, &m, &d);
	return m == month && d == mday;
}

bool
value_date(struct str text, int32_t *day)
{
	int32_t year, month, mday;
	if (text.n != 8 || !take_number(&text, 4, LAST_YEAR, &year) ||
	        !take_number(&text, 2, 12, &month) || !take_number(&text, 2, 31, &mday))
		return false;
	if (text.n > 0 || !is_date(year, month, mday))
		return false;
	*day = day_of(year, month, mday);
	return true;
}

bool
value_degrees(struct str text, double most, double *degrees)
{
	char z[32], *end;
	if (text.n == 0 || text.n >= sizeof(z))
		return false;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	double d = strtod(z, &end);
	if (*end != '\0' || !(d >= -most && d <= most))
		return false;
	*degrees = d;
	return true;
}

/* A number off *rest, and what stands between it and the next; false: there is none. */
static bool
take_part(struct str *rest, int32_t most, int32_t *number, bool *is_parted)
{
	static const char *const marks[] = {"-", "/", ".", "年", "月", "日"};
	if (!take_number(rest, 4, most, number))
		return false;
	*is_parted = false;
	for (size_t i = 0; i < ARRAY_LEN(marks) && !*is_parted; i++)
		if (str_starts(*rest, str_from(marks[i]))) {
			*rest = str_skip(*rest, strlen(marks[i]));
			*is_parted = true;
		}
	return true;
}

bool
value_written_date(struct str text, int32_t *day)
{
	int32_t y, m, d, midnight;
	bool has_month, has_day, is_ended;
	if (value_date(text, day))
		return true;
	if (!take_part(&text, LAST_YEAR, &y, &has_month) || !has_month ||
	        !take_part(&text, 12, &m, &has_day) || !has_day ||
	        !take_part(&text, 31, &d, &is_ended) || !is_date(y, m, d))
		return false;
	text = str_trim(text);
	if (text.n > 0 && !value_time(text, &midnight)) /* spreadsheets: 2027/1/20 0:00 */
		return false;
	*day = day_of(y, m, d);
	return true;
}

bool
value_price(struct str text, int32_t *hundredths)
{
	enum { UNITS_MOST = 10000000, DIGITS_MOST = 8, HUNDRED = 100 };
	int32_t units, parts = 0, weight = HUNDRED / 10;
	if (!take_number(&text, DIGITS_MOST, UNITS_MOST, &units))
		return false;
	if (text.n > 0 && text.p[0] != '.')
		return false;
	for (size_t i = 1; i < text.n; i++, weight /= 10) {
		if (text.p[i] < '0' || text.p[i] > '9' || (weight == 0 && text.p[i] != '0'))
			return false;
		parts += (text.p[i] - '0') * weight;
	}
	*hundredths = units * HUNDRED + parts;
	return true;
}
