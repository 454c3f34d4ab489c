#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"

double
measure_now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double
measure_median(double *times, size_t count)
{
	qsort(times, count, sizeof(*times), compare);
	return count ? times[count / 2] : 0;
}

double
measure_rss_mib(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	must(file && fscanf(file, "%*d %ld", &pages) == 1);
	fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1024 * 1024);
}
