/* The next trips, or the last, from a group of stops: all, or those that go to another group. */
#ifndef JIAXIN_TIMETABLE_DEPARTURES_H
#define JIAXIN_TIMETABLE_DEPARTURES_H

#include "timetable/raptor.h"

struct departures {
	const uint32_t *from, *to; /* stops; to_count 0: wherever they go */
	size_t from_count, to_count;
	int32_t time_s; /* at or after, of the date asked for */
	const struct service_day *days;
	size_t day_count;
};

/*
 * Writes the first `most` of them, by departure: without a change, from where the trip may be
 * boarded to where it may be left (the first stop of `to`, or else its last call). A trip that
 * calls at several stops of the group is told once, at the first. How many.
 */
size_t departures_next(
        const struct network *net, const struct departures *q, struct leg *out, size_t most);

/*
 * The last of them before until_s, told as departures_next tells it: of several that leave
 * together the one that arrives first. false: there is none from q->time_s on.
 */
bool departures_last(const struct network *net, const struct departures *q, int32_t until_s,
        struct leg *out) MUST_USE;

#endif
