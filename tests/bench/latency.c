#include "latency.h"

/* Times below LATENCY_STEPS have a bucket each; above, each doubling has LATENCY_STEPS / 2. */
static size_t
bucket_of(uint64_t us)
{
	unsigned shift = 0;

	while (us >> shift >= LATENCY_STEPS)
		shift++;

	size_t bucket = (size_t)shift * (LATENCY_STEPS / 2) + (us >> shift);

	return bucket < LATENCY_BUCKETS ? bucket : LATENCY_BUCKETS - 1;
}

/* The largest time that falls into the bucket. */
static uint64_t
bucket_top(size_t bucket)
{
	if (bucket < LATENCY_STEPS)
		return bucket;

	unsigned shift = (unsigned)(bucket / (LATENCY_STEPS / 2) - 1);
	uint64_t step = bucket - (size_t)shift * (LATENCY_STEPS / 2);

	return ((step + 1) << shift) - 1;
}

void
latency_add(struct latency *l, int64_t us)
{
	uint64_t t = us > 0 ? (uint64_t)us : 0;

	l->in[bucket_of(t)]++;
	l->count++;
	if (t > l->max)
		l->max = t;
}

uint64_t
latency_quantile(const struct latency *l, double share)
{
	uint64_t wanted = (uint64_t)((double)l->count * share);
	uint64_t seen = 0;

	for (size_t b = 0; b < LATENCY_BUCKETS; b++) {
		seen += l->in[b];
		if (seen > wanted || (seen && seen == l->count)) {
			uint64_t top = bucket_top(b);
			return top < l->max ? top : l->max;
		}
	}
	return 0;
}

void
latency_print(const struct latency *l, FILE *out)
{
	fprintf(out, "\"p50_us\":%llu,\"p99_us\":%llu,\"max_us\":%llu",
	        (unsigned long long)latency_quantile(l, 0.50),
	        (unsigned long long)latency_quantile(l, 0.99), (unsigned long long)l->max);
}
