/*
 * The families of dates, each in a file of its own. Only slot_d*.c and slot_lunar.c include this.
 */
#ifndef JIAXIN_SLOT_DATE_H
#define JIAXIN_SLOT_DATE_H

#include "content/slot_read.h"
#include "content/slot_take.h"

/* Which of the days that bear a name is meant: the next one, or the last; today is both. */
struct slot_when {
	int32_t today;
	bool past;
};

/* Takes a day off the front of *s. False, *s and *day of no meaning: none is there, or no such
 * day. Days are calendar.h's. */
typedef bool slot_day_reader(struct str *s, const struct slot_when *when, int32_t *day);

slot_day_reader slot_take_solar; /* slot_day.c: 3月5日, 3/5, 20270305, 5号, 月底, mar 5 */
slot_day_reader slot_take_lunar; /* slot_lunar.c: 腊月廿八, 正月初六; of the past 初五 */

/* A day to come that may be one of two (slot_lunar.c): 初五. */
bool slot_take_first_days(struct str *s, const struct slot_when *when, int32_t day[2]);

/* Whether the day lies on that side of today, or is today. */
bool slot_on_side(const struct slot_when *when, int32_t day);

/* 2027年, 27年, 去年, 今年, 明年, 后年. */
bool slot_take_year(struct str *s, int32_t today, int64_t *year);

/* Whether what follows makes a name of a date: 五一路, 国庆街, 5号线. */
bool slot_names_a_place(struct str rest);

#endif
