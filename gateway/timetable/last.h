/* The last train: what leaves last before a time, and still gets there. */
#ifndef JIAXIN_TIMETABLE_LAST_H
#define JIAXIN_TIMETABLE_LAST_H

#include "timetable/raptor.h"

/* When a day ends for who asks for its last train: 00:40 is still "tonight". */
enum { LAST_NIGHT_S = 27 * 3600 };

/*
 * The last direct trip, and then, if they leave later, journeys with changes; fewest trips
 * first, each later one leaves later. All leave at or after q->time_s and before `until_s` of
 * the date asked for; q->days must reach some days further. A journey with a change counts only
 * if it arrives before all that leave from until_s on: nobody takes the last local train to
 * wait all night in the next town. How many; 0: none leaves in that time.
 */
size_t last_journeys(const struct network *net, struct raptor *r, const struct question *q,
        int32_t until_s, struct journey out[MAX_TRIPS]);

#endif
