/*
 * A histogram of waiting times: fixed size, each bucket within 2 % of its time, so that
 * counting costs the measured program nothing.
 *
 *   struct latency l = {0};
 *   latency_add(&l, clock_mono_us() - begun);
 *   latency_print(&l, stdout);   // "p50_us":120,"p99_us":340,"max_us":2100
 */
#ifndef JIAXIN_BENCH_LATENCY_H
#define JIAXIN_BENCH_LATENCY_H

#include "base/base.h"
#include <stdio.h>

enum {
	LATENCY_STEPS = 128,                     /* below it, each microsecond has its bucket */
	LATENCY_BUCKETS = LATENCY_STEPS / 2 * 32 /* the last one takes all that is over 10 hours */
};

struct latency {
	uint64_t in[LATENCY_BUCKETS];
	uint64_t count;
	uint64_t max;
};

void latency_add(struct latency *l, int64_t us); /* a negative time counts as 0 */

/* The time that `share` (0 to 1) of all stay at or under, in microseconds; 0 when there are none.
 */
uint64_t latency_quantile(const struct latency *l, double share);

/* Three JSON members, without braces. */
void latency_print(const struct latency *l, FILE *out);

#endif
