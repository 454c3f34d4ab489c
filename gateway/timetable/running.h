/*
 * Which trips and patterns run on a service day, a bit for each: found once for a day and kept,
 * for people ask for the same few days.
 */
#ifndef JIAXIN_TIMETABLE_RUNNING_H
#define JIAXIN_TIMETABLE_RUNNING_H

#include "timetable/raptor.h"

enum { RUNNING_WORD = 64 };

struct running; /* the network must outlive it */

struct running *running_new(const struct network *net);
void running_free(struct running *r); /* NULL is fine */

/* The trips of a pattern that run that day: the first and the last, and from when to when. */
struct running_span {
	uint32_t first, last;
	int32_t begins, ends; /* the first departure, the last arrival */
};

struct running_day {
	const uint64_t *trips;            /* bit t: does trip t run? */
	const uint64_t *patterns;         /* bit p: does any trip of pattern p? */
	const struct running_span *spans; /* of each pattern that does */
};

/*
 * The trips of a day (a bit of service_days, or no day's). Good until MAX_SERVICE_DAYS other
 * days have been asked for.
 */
struct running_day running_on(struct running *r, uint32_t day);

/*
 * Patterns with a trip on any of these days. Good until the next call.
 */
const uint64_t *
running_patterns(struct running *r, const struct running_day *days, size_t day_count);

static inline bool
running_has(const uint64_t *row, uint32_t bit)
{
	return row[bit / RUNNING_WORD] >> (bit % RUNNING_WORD) & 1;
}

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
