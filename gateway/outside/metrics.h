/*
 * What the daemon counts, and how /metrics says it (Prometheus text format 0.0.4).
 * Numbers only: never a phone, never a text.
 */
#ifndef JIAXIN_METRICS_H
#define JIAXIN_METRICS_H

#include "base/buf.h"

enum counter {
	COUNT_RECEIVED,   /* messages taken from Kannel */
	COUNT_ANSWERED,   /* answers with words */
	COUNT_SILENT,     /* answers without: 200 and nothing */
	COUNT_REPEATED,   /* answered again with the same bytes */
	COUNT_UNKNOWN,    /* not understood */
	COUNT_SORRY,      /* the apology */
	COUNT_HELD_SAME,  /* silence: the same words often enough (guard.h) */
	COUNT_HELD_MANY,  /* a notice or silence: the phone sends too much */
	COUNT_HELD_TODAY, /* likewise: the day's parts are spent */
	COUNT_OVERLOAD,   /* told to come again: too much waited already (busy.h) */
	COUNT_PARTS,      /* parts sent, all answers together */
	COUNT_COMMITS,
	COUNT_COMMIT_FAILED,
	COUNT_BUSY,      /* 503: starting, or the disk does not take it */
	COUNT_LATE,      /* of these: past the deadline */
	COUNT_FORBIDDEN, /* a caller that is not allowed */
	COUNT_BAD_SECRET,
	COUNT_BAD_REQUEST,
	COUNT_IGNORED_SENDER, /* short, alphabetic or forged: silence */
	COUNT_IGNORED_DATA,   /* not text: silence */
	COUNT_OUTBOX_ACCEPTED,
	COUNT_OUTBOX_RETRIED,
	COUNT_OUTBOX_REFUSED,     /* by sendsms: 4xx */
	COUNT_OUTBOX_MAYBE_TWICE, /* sent again, although it may have been sent */
	COUNT_OUTBOX_REPORTS,
	COUNT_OUTBOX_REPORTS_UNKNOWN,
	COUNT_RELOADS,
	COUNT_RELOAD_FAILED,
	COUNT_TIMETABLES,        /* put into use after the start */
	COUNT_TIMETABLE_REFUSED, /* damaged, foreign or gone */
	COUNTER_COUNT
};

enum { LATENCY_BUCKETS = 10 };

struct metrics {
	uint64_t counts[COUNTER_COUNT];
	uint64_t latency[LATENCY_BUCKETS +
	                 1]; /* from whole request to answer; the last is beyond all bounds */
	uint64_t latency_sum_us;
};

void metrics_latency(struct metrics *m, int64_t us);

/* A value of the moment, beside the counters. */
struct gauge {
	const char *name, *help;
	double value;
};

void metrics_print_gauges(const struct gauge *gauges, size_t count, struct buf *out);

void
metrics_print(const struct metrics *m, const struct gauge *gauges, size_t count, struct buf *out);

#endif
