/*
 * What is wrong with a feed, said as it is read: file:line, what, and how it was treated.
 *
 *   struct problems problems = {.out = stdout};
 *   problem_add(&problems, (struct problem_at){"a.zip", "stops.txt", 7}, PROBLEM_NO_ID, value);
 *   problems_end(&problems);
 */
#ifndef JIAXIN_TIMETABLE_PROBLEM_H
#define JIAXIN_TIMETABLE_PROBLEM_H

#include <stdio.h>

#include "base/base.h"

enum problem {
	/* Without these there is no timetable. */
	PROBLEM_UNREADABLE,
	PROBLEM_TOO_LARGE,
	PROBLEM_NO_FILE,
	PROBLEM_NO_COLUMN,
	PROBLEM_NO_TRIPS,
	PROBLEM_OTHER_TIMEZONE,
	PROBLEM_TOO_MUCH,
	PROBLEMS_FATAL,
	/* These were treated. */
	PROBLEM_UNCLOSED = PROBLEMS_FATAL,
	PROBLEM_NO_ID,
	PROBLEM_SAME_ID,
	PROBLEM_NO_SUCH_STOP,
	PROBLEM_NO_SUCH_TRIP,
	PROBLEM_NO_SUCH_ROUTE,
	PROBLEM_NO_SUCH_SERVICE,
	PROBLEM_NO_SUCH_PARENT,
	PROBLEM_BAD_TIME,
	PROBLEM_BAD_DATE,
	PROBLEM_BAD_NUMBER,
	PROBLEM_BAD_SEQUENCE,
	PROBLEM_BAD_EXCEPTION,
	PROBLEM_BAD_PLACE,
	PROBLEM_NO_NAME,
	PROBLEM_NOT_A_STOP,
	PROBLEM_SAME_SEQUENCE,
	PROBLEM_NO_END_TIME,
	PROBLEM_BACKWARD,
	PROBLEM_FEW_CALLS,
	PROBLEM_MANY_CALLS,
	PROBLEM_NO_DAYS,
	PROBLEM_NO_TIMEZONE,
	PROBLEM_NO_HEADWAY,
	PROBLEM_NO_SUCH_FARE,
	PROBLEM_NO_SUCH_FARE_ROUTE,
	PROBLEM_NO_SUCH_PLACE,
	PROBLEM_BAD_PRICE,
	PROBLEM_LONG_CALENDAR,
	PROBLEM_NO_STATION,
	PROBLEM_BAD_ENDS,
	PROBLEMS_TREATED,
	/* These are right, but not all of them is used. */
	PROBLEM_BY_PHONE = PROBLEMS_TREATED,
	PROBLEM_NO_TRANSFER_TIME,
	PROBLEM_TRIP_TRANSFER,
	PROBLEM_PLATFORM_RULE,
	PROBLEM_FARE_LIMITED,
	PROBLEMS
};

enum problem_language { PROBLEM_ZH, PROBLEM_EN };

struct problem_at {
	const char *feed, *file; /* file may be NULL */
	unsigned line;           /* from 1; 0: the whole file */
};

/* Zeroed but for out and language. */
struct problems {
	FILE *out; /* NULL: only counted */
	enum problem_language language;
	size_t seen[PROBLEMS];
	size_t fatal, treated, notes; /* how many of each level */
};

/* `value`: what the feed says there; shown cut short, and harmless. */
void problem_add(struct problems *p, struct problem_at at, enum problem what, struct str value);

/*
 * Of each kind only the first PROBLEMS_SHOWN (NOTES_SHOWN) are said: says how many more there
 * were.
 */
void problems_end(struct problems *p);
enum { PROBLEMS_SHOWN = 20, NOTES_SHOWN = 1 };

#endif
