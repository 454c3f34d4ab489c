/*
 * The families of dates, each in a file of its own. Only slot_d*.c and slot_lunar.c include this.
 */
#ifndef JIAXIN_SLOT_DATE_H
#define JIAXIN_SLOT_DATE_H

#include "content/slot_read.h"
#include "content/slot_take.h"

/* Takes a day off the front of *s; a day without a year is the next one, today included. False,
 * *s and *day of no meaning: none is there, or no such day. Days are calendar.h's. */
typedef bool slot_day_reader(struct str *s, int32_t today, int32_t *day);

slot_day_reader slot_take_solar; /* slot_day.c: 3月5日, 3/5, 20270305, 5号, 月底, mar 5 */
slot_day_reader slot_take_lunar; /* slot_lunar.c: 腊月廿八, 正月初六, 初五 */

/* 2027年, 27年, 今年, 明年, 后年. */
bool slot_take_year(struct str *s, int32_t today, int64_t *year);

/* Whether what follows makes a name of a date: 五一路, 国庆街, 5号线. */
bool slot_names_a_place(struct str rest);

#endif
