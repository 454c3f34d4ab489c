/*
 * How fast messages may leave, and when they must not: the rate, pauses after failures, the stop
 * after a refusal. Time and chance are parameters (clock_mono_us, 32 even bits).
 */
#ifndef JIAXIN_PACE_H
#define JIAXIN_PACE_H

#include "base/base.h"

struct pace {
	int64_t rate;        /* messages a second */
	int64_t credit_us;   /* time that may be turned into messages... */
	int64_t credited_us; /* ...earned until then */
	bool stopped;        /* refused: until a message is taken */
	unsigned failures;   /* pauses one after another */
	unsigned refusals;   /* messages refused one after another */
	int64_t pause_until_us;
};

/* It begins with the credit of a second: as many messages as that allows may leave at once. */
void pace_init(struct pace *p, int64_t rate, int64_t now_us);

/* A message was taken: whatever was wrong is over. True when something was. */
bool pace_taken(struct pace *p);

/*
 * It did not work, and may soon: pauses, each longer than the last, a minute at the most. Those
 * that were on the way together fail together: one failure. True for the first of a row.
 */
bool pace_failed(struct pace *p, int64_t now_us, uint32_t random);

/*
 * A message was refused. `us`: not because of the message. Stops then, or when three were refused
 * one after another; a minute later one may try. True when it has just stopped.
 */
bool pace_refused(struct pace *p, bool us, int64_t now_us);

/* How many may leave now, of `most`. */
size_t pace_room(struct pace *p, size_t most, int64_t now_us);

/* They leave. */
void pace_spend(struct pace *p, size_t count);

/* When pace_room may give something again. */
int64_t pace_next_us(struct pace *p, int64_t now_us);

/* One at a time, until it works: who is ill is not helped by eight. */
bool pace_is_careful(const struct pace *p);

#endif
