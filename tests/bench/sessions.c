/*
 * Many open sessions: sessions COUNT. Adds as many, finds them in another order, then lets time
 * pass until all are forgotten and adds as many others, on whose way the old ones go. Prints one
 * JSON object:
 *
 *   rss_mib     what they add to this process
 *   find_ns     finding one, the median of batches of 100
 *   put_ns      adding one, likewise
 *   expire_ns   adding one while all that are there have to go, likewise
 *   pause_us    the longest batch of all; a table that grows or is emptied must not stop everybody
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "measure.h"
#include "store/session.h"

enum { A_BATCH = 100, COUNT_MOST = 10000000, START_S = 1795392000, KEPT_S = 600 };

struct took {
	double *batches;
	size_t count;
};

/* As good as the keyed hash of a number (splitmix64). */
static struct who
who_of(uint64_t phone)
{
	struct who who = {{0}};
	for (size_t i = 0; i < sizeof(who.bytes); i += sizeof(phone)) {
		phone += 0x9E3779B97F4A7C15u;
		uint64_t x = (phone ^ phone >> 30) * 0xBF58476D1CE4E5B9u;
		x = (x ^ x >> 27) * 0x94D049BB133111EBu;
		x ^= x >> 31;
		size_t left = sizeof(who.bytes) - i;
		memcpy(who.bytes + i, &x, left < sizeof(x) ? left : sizeof(x));
	}
	return who;
}

static void
put(struct sessions *all, int64_t phone, uint32_t now_s)
{
	struct session s = {.who = who_of((uint64_t)phone),
	        .seq = phone + 1,
	        .at = now_s,
	        .expires = now_s + KEPT_S,
	        .forget = now_s + KEPT_S,
	        .tag = 1,
	        .flags = SESSION_USSD};
	must(!sessions_put(all, &s, now_s, NULL));
}

static void
add(struct sessions *all, int64_t first, int64_t count, uint32_t now_s, struct took *took)
{
	took->count = 0;
	for (int64_t i = 0; i < count; i += A_BATCH) {
		double start = measure_now_ns();
		for (int64_t j = i; j < i + A_BATCH; j++)
			put(all, first + j, now_s);
		took->batches[took->count++] = measure_now_ns() - start;
	}
}

/* Each once, in an order that no cache foresees. */
static void
find(const struct sessions *all, int64_t count, struct took *took)
{
	const int64_t stride = 7919; /* a prime that divides no count of ours */
	took->count = 0;
	for (int64_t i = 0; i < count; i += A_BATCH) {
		double start = measure_now_ns();
		for (int64_t j = i; j < i + A_BATCH; j++) {
			struct who who = who_of((uint64_t)(j * stride % count));
			must(sessions_find(all, &who));
		}
		took->batches[took->count++] = measure_now_ns() - start;
	}
}

/* Nanoseconds of one in the median batch; the longest batch raises *pause_ns. */
static double
median(struct took *took, double *pause_ns)
{
	double middle = measure_median(took->batches, took->count);
	double longest = took->batches[took->count - 1];
	*pause_ns = longest > *pause_ns ? longest : *pause_ns;
	return middle / A_BATCH;
}

int
main(int argc, char **argv)
{
	int64_t count;
	double pause_ns = 0;
	if (argc != 2 || parse_int(str_from(argv[1]), A_BATCH, COUNT_MOST, &count) != 0 ||
	        count % A_BATCH != 0) {
		fprintf(stderr, "usage: sessions COUNT (hundreds)\n");
		return 2;
	}
	struct took took = {xcalloc((size_t)count / A_BATCH, sizeof(double)), 0};
	struct sessions *all = sessions_new((size_t)count * 4);
	double before = measure_rss_mib();
	add(all, 0, count, START_S, &took);
	double grown = measure_rss_mib() - before, put_ns = median(&took, &pause_ns);
	find(all, count, &took);
	double find_ns = median(&took, &pause_ns);
	add(all, count, count, START_S + KEPT_S, &took);
	double expire_ns = median(&took, &pause_ns);
	printf("{\"rss_mib\":%.1f,\"find_ns\":%.0f,\"put_ns\":%.0f,\"expire_ns\":%.0f,"
	       "\"pause_us\":%.0f,\"left\":%zu}\n",
	        grown, find_ns, put_ns, expire_ns, pause_ns / 1000, sessions_count(all));
	sessions_free(all);
	free(took.batches);
	return 0;
}
