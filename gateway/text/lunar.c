#include "text/lunar.h"

#include <errno.h>

#include "text/calendar.h"

struct year {
	int32_t first;  /* the day of 正月初一 */
	uint8_t leap;   /* the month that comes twice; 0: none does */
	uint16_t longs; /* bit 0 is 正月, leap months in their place: has 30 days and not 29 */
};

#define LUNAR(first, leap, longs) {first, leap, longs},
static const struct year years[] = {
#include "text/lunar.inc"
};

static int
length_of(const struct year *y, int month_at)
{
	return 29 + (y->longs >> month_at & 1);
}

int
lunar_day(int64_t year, int64_t month, bool leap, int64_t day, int32_t *out)
{
	if (year < LUNAR_FIRST || year > LUNAR_LAST || month < 1 || month > 12)
		return -ERANGE;
	const struct year *y = &years[year - LUNAR_FIRST];
	if (leap && y->leap != month)
		return -ERANGE;
	int at = (int)month - 1 + (leap || (y->leap && month > y->leap));
	int length = length_of(y, at);
	if (day == LUNAR_LAST_DAY)
		day = length;
	if (day < 1 || day > length)
		return -ERANGE;
	int64_t days = day - 1;
	for (int i = 0; i < at; i++)
		days += length_of(y, i);
	*out = calendar_add(y->first, days);
	return 0;
}
