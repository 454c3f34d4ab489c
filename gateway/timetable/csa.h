/*
 * The earliest arrival by the Connection Scan Algorithm (Dibbelt, Pajor, Strasser, Wagner,
 * arXiv 1703.05997): another way to the same answer, which checks RAPTOR in the tests and on
 * real feeds. Same rules as raptor.h; any number of trips, or so many at most.
 */
#ifndef JIAXIN_CSA_H
#define JIAXIN_CSA_H

#include "timetable/raptor.h"

struct csa;

/* Writes out every hop of these days; the network must outlive it, `days` need not. */
struct csa *csa_new(const struct network *net, const struct service_day *days, size_t day_count);
void csa_free(struct csa *c); /* NULL is fine */

/*
 * Leaving at or after q->time_s, on the days given to csa_new. -ENOENT: there is no journey.
 * q->days and q->max_trips are not read.
 */
int csa_earliest(struct csa *c, const struct question *q, int32_t *arrival_s) MUST_USE;

/* The same with at most q->max_trips trips: a scan for each of them. */
int csa_within(struct csa *c, const struct question *q, int32_t *arrival_s) MUST_USE;

/*
 * For benchmarks: the hops that the last scan looked at, and the least that any scan of them could
 * do, which is to read them. A sum, so that it is wanted.
 */
struct csa_hops {
	size_t first, count;
};
struct csa_hops csa_scanned(const struct csa *c);
uint64_t csa_read(const struct csa *c, struct csa_hops hops);

#endif
