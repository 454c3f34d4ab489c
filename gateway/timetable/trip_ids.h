/*
 * The trip_id of every trip, packed: most differ from the one before in a few letters of their
 * middle. Bytes for each trip: how many at the beginning and how many at the end are as before,
 * how many lie between (255: two more bytes say it), and these. Every TRIP_IDS_BLOCK-th trip
 * begins anew, and its place is known.
 */
#ifndef JIAXIN_TIMETABLE_TRIP_IDS_H
#define JIAXIN_TIMETABLE_TRIP_IDS_H

#include "timetable/grow.h"
#include "timetable/timetable.h"

enum { TRIP_IDS_BLOCK = 32 };

struct trip_ids {
	LIST(uint8_t) bytes;
	LIST(uint32_t) starts; /* of each block */
	uint32_t count;
	char last[TT_TRIP_ID_MOST + 1];
	size_t last_n;
};

/* Adds the id of the next trip; at most TT_TRIP_ID_MOST bytes of it are kept. */
void trip_ids_add(struct trip_ids *ids, struct str id);
void trip_ids_release(struct trip_ids *ids);

/* Can every id be read, and is it UTF-8? For timetable_verify. */
bool trip_ids_are_good(const struct timetable *tt, size_t starts, size_t bytes);

#endif
