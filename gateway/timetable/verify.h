/*
 * Is everything in a mapped timetable as its readers trust it to be? Every index inside its
 * array, every list sorted, every time after the one before, trips that never overtake. Not
 * checked: that footpaths are closed, and the index of names.
 */
#ifndef JIAXIN_TIMETABLE_VERIFY_H
#define JIAXIN_TIMETABLE_VERIFY_H

#include "timetable/timetable.h"

/* Elements of the arrays that struct timetable does not count itself. */
struct verify_counts {
	size_t strings, calls, times, visits, walks, days, trip_id_starts, areas, networks;
};

/* NULL: all is well; otherwise the first fault (English, static). */
const char *timetable_verify(const struct timetable *tt, const struct verify_counts *counts);

#endif
