/*
 * What programs that measure themselves share: the clock, the middle of many times, the memory that
 * this process has.
 */
#ifndef JIAXIN_BENCH_MEASURE_H
#define JIAXIN_BENCH_MEASURE_H

#include <stddef.h>

/* Nanoseconds since some moment. */
double measure_now_ns(void);

/* Puts the times in order, the shortest first; the middle one, or 0 when there are none. */
double measure_median(double *times, size_t count);

/* Resident now. */
double measure_rss_mib(void);

#endif
