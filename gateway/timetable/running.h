/*
 * Which trips run on a service day, a bit for each: found once for a day and kept, for people
 * ask for the same few days.
 */
#ifndef JIAXIN_TIMETABLE_RUNNING_H
#define JIAXIN_TIMETABLE_RUNNING_H

#include "timetable/raptor.h"

enum { RUNNING_WORD = 64 };

struct running; /* the network must outlive it */

struct running *running_new(const struct network *net);
void running_free(struct running *r); /* NULL is fine */

/*
 * Bit t of the row: does trip t run that day (a bit of service_days, or no day's)? The row
 * stays until MAX_SERVICE_DAYS other days have been asked for.
 */
const uint64_t *running_on(struct running *r, uint32_t day);

/* The first trip in [from, end) that runs; `end`: none does. */
static inline uint32_t
running_first(const uint64_t *row, uint32_t from, uint32_t end)
{
	if (from >= end)
		return end;
	uint32_t word = from / RUNNING_WORD;
	uint64_t bits = row[word] >> (from % RUNNING_WORD) << (from % RUNNING_WORD);
	while (!bits && ++word * RUNNING_WORD < end)
		bits = row[word];
	if (!bits)
		return end;
	uint32_t trip = word * RUNNING_WORD + (uint32_t)__builtin_ctzll(bits);
	return trip < end ? trip : end;
}

/* The last trip in [from, end) that runs; from - 1, as unsigned numbers count: none does. */
static inline uint32_t
running_last(const uint64_t *row, uint32_t from, uint32_t end)
{
	if (from >= end)
		return from - 1;
	uint32_t last = end - 1, word = last / RUNNING_WORD;
	uint64_t bits = row[word] & UINT64_MAX >> (RUNNING_WORD - 1 - last % RUNNING_WORD);
	while (!bits && word-- * RUNNING_WORD > from)
		bits = row[word];
	if (!bits)
		return from - 1;
	uint32_t trip = word * RUNNING_WORD + RUNNING_WORD - 1 - (uint32_t)__builtin_clzll(bits);
	return trip >= from ? trip : from - 1;
}

#endif
