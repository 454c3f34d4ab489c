/*
 * Which service days a question has to look at: those asked for, and earlier ones whose trips
 * still run (a slow train of three days ago is no rarity).
 */
#ifndef JIAXIN_TIMETABLE_WINDOW_H
#define JIAXIN_TIMETABLE_WINDOW_H

#include "timetable/raptor.h"
#include "timetable/timetable.h"

enum { WINDOW_DAYS_MOST = 30 };

/*
 * The days from `before` days before `date` (since 1970) to `after` days behind it, and so many
 * earlier ones as the longest trip takes; each <= WINDOW_DAYS_MOST. In order of time. How many.
 */
size_t window_days(const struct timetable *tt, int32_t date, unsigned before, unsigned after,
        struct service_day days[MAX_SERVICE_DAYS]);

#endif
