#include "text/calendar.h"

#include <errno.h>
#include <time.h>

enum { DAY_S = 86400 };

static const int64_t CHINA = 8 * 3600;

static int32_t
pack(int64_t year, int64_t month, int64_t day)
{
	return (int32_t)(year * 10000 + month * 100 + day);
}

static int32_t
from_unix(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	must(gmtime_r(&t, &tm));
	return pack(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static int64_t
to_unix(int32_t day)
{
	struct tm tm = {
	        .tm_year = day / 10000 - 1900, .tm_mon = day / 100 % 100 - 1, .tm_mday = day % 100};
	return (int64_t)timegm(&tm);
}

int32_t
calendar_today(int64_t now)
{
	return from_unix(now + CHINA);
}

int
calendar_days_in(int64_t year, int64_t month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

int
calendar_day(int64_t year, int64_t month, int64_t day, int32_t *out)
{
	if (year < CALENDAR_YEAR_FIRST || year > CALENDAR_YEAR_LAST || month < 1 || month > 12 ||
	        day < 1 || day > calendar_days_in(year, month))
		return -ERANGE;
	*out = pack(year, month, day);
	return 0;
}

int32_t
calendar_add(int32_t day, int64_t days)
{
	return from_unix(to_unix(day) + days * DAY_S);
}

int64_t
calendar_between(int32_t from, int32_t to)
{
	return (to_unix(to) - to_unix(from)) / DAY_S;
}

int
calendar_weekday(int32_t day)
{
	static const int thursday = 4, week = 7, long_ago = 3000 * week; /* 1970-01-01 */
	return (int)((to_unix(day) / DAY_S + long_ago * 7 + thursday - 1) % week) + 1;
}
