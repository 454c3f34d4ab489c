/*
 * Days of the calendar as one number, YYYYMMDD (20270305), in China's one time zone: they
 * compare and print as they are, and only here does anybody count with them.
 */
#ifndef JIAXIN_CALENDAR_H
#define JIAXIN_CALENDAR_H

#include "base/base.h"

enum { CALENDAR_YEAR_FIRST = 1949, CALENDAR_YEAR_LAST = 2199 };

/* The day in China (UTC+8, no summer time) at `now`, Unix seconds. */
int32_t calendar_today(int64_t now);

/* year, month 1-12, day from 1. Returns 0, or -ERANGE when there is no such day or its year is
 * not within CALENDAR_YEAR_FIRST to _LAST. */
int calendar_day(int64_t year, int64_t month, int64_t day, int32_t *out) MUST_USE;

/* The days of a month; month 1-12. */
int calendar_days_in(int64_t year, int64_t month);

/* The day `days` later, or earlier when negative; both must be days of the calendar. */
int32_t calendar_add(int32_t day, int64_t days);

/* How many days `to` is behind `from`. */
int64_t calendar_between(int32_t from, int32_t to);

/* 1 Monday to 7 Sunday (ISO 8601). */
int calendar_weekday(int32_t day);

#endif
