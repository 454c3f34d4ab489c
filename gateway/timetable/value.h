/*
 * The values of a GTFS feed, from text. Each is true when the text is one; else out is untouched.
 */
#ifndef JIAXIN_TIMETABLE_VALUE_H
#define JIAXIN_TIMETABLE_VALUE_H

#include "base/base.h"

/* "H:MM:SS" or "HH:MM:SS", hours up to 263: seconds. Seconds may be missing. */
bool value_time(struct str text, int32_t *seconds) MUST_USE;

/* "YYYYMMDD", a date that exists, 1970 to 2149: days since 1970-01-01. */
bool value_date(struct str text, int32_t *day) MUST_USE;

/* "388.5": 38850 hundredths; at most two decimals that are not 0, up to 10,000,000. */
bool value_price(struct str text, int32_t *hundredths) MUST_USE;

/* "2026-01-31", "2026/1/31", "20260131": as value_date. */
bool value_written_date(struct str text, int32_t *day) MUST_USE;

/* Degrees north or east. */
bool value_degrees(struct str text, double most, double *degrees) MUST_USE;

int32_t day_of(int year, int month, int mday);               /* since 1970-01-01 */
void date_of(int32_t day, int *year, int *month, int *mday); /* and back */
bool is_date(int year, int month, int mday);

/* 0 is Monday. */
static inline unsigned
weekday_of(int32_t day)
{
	return ((unsigned)(day % 7) + 7 + 3) % 7;
}

#endif
