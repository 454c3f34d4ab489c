/*
 * The farmers' calendar, by which people plan their way home: 腊月廿八, 正月初六, 除夕.
 *
 * By a table of the months (lunar.inc, made by lunar.py from the new moons and the sun) for the
 * lunar years LUNAR_FIRST to LUNAR_LAST. Rules: GB/T 33661-2017. ICU 72's Chinese calendar agrees
 * but for 2027 and 2030, where a new moon close to midnight puts it a day off.
 */
#ifndef JIAXIN_LUNAR_H
#define JIAXIN_LUNAR_H

#include "base/base.h"

enum { LUNAR_FIRST = 2020, LUNAR_LAST = 2050, LUNAR_LAST_DAY = -1 };

/*
 * The day (calendar.h) of a lunar date: `month` 1-12, of the leap month of that number if `leap`;
 * `day` 1-30, or LUNAR_LAST_DAY for the month's last (除夕). Returns 0, or -ERANGE when there is
 * no such day (三十 of a short month, no leap month) or the year is not in the table.
 */
int lunar_day(int64_t year, int64_t month, bool leap, int64_t day, int32_t *out) MUST_USE;

#endif
