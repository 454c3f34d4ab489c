/*
 * For "no train that day": the nearest days on which there is one.
 *
 *   int32_t day;
 *   if (nearest_day_after(tt, r, &question, date, &day))
 *       ... ask again for `day`
 */
#ifndef JIAXIN_TIMETABLE_NEAREST_DAY_H
#define JIAXIN_TIMETABLE_NEAREST_DAY_H

#include "timetable/raptor.h"
#include "timetable/timetable.h"

/* So far away journeys with a change are looked for; direct trips in the whole timetable. */
enum { NEAREST_DAYS_MOST = 30 };

/*
 * The first day after `date`, or the last one before it (since 1970-01-01), on which somebody
 * can leave from q->from and get to q->to: by a direct trip, or, if q->max_trips allows it, by
 * the journeys that arrive first (leave last). q->days and q->time_s are not read. false: there
 * is none. Direct days are read off the bits of the services; the rest takes two searches,
 * backward four.
 */
bool nearest_day_after(const struct timetable *tt, struct raptor *r, const struct question *q,
        int32_t date, int32_t *day) MUST_USE;
bool nearest_day_before(const struct timetable *tt, struct raptor *r, const struct question *q,
        int32_t date, int32_t *day) MUST_USE;

#endif
