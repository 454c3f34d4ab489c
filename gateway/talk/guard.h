/*
 * What keeps the service from talking to machines for ever and from spending more than it has:
 * whether an answer may leave for this phone now. In memory and of one size; the time is a
 * parameter. A restart forgets it, and the day's parts begin anew.
 *
 * A phone's page of an emergency (struct page, urgent) leaves whatever the limits say, up to a
 * cap of its own that only a machine reaches.
 *
 * Answers are weighed in the store's batches: what a batch that failed has weighed is undone.
 *
 *   enum guard_verdict v = guard_weigh(guard, &who, &answer, now_s);   // for each answer
 *   guard_settle(guard, error);                                        // with store_settle
 */
#ifndef JIAXIN_GUARD_H
#define JIAXIN_GUARD_H

#include "store/crypt.h"

struct guard;

/* A limit of 0 is none. */
struct guard_limits {
	unsigned same_most;   /* the same words to one phone... */
	uint32_t same_s;      /* ...within this */
	unsigned phone_most;  /* messages of one phone that are answered... */
	uint32_t phone_s;     /* ...within this, from the first of them on */
	unsigned urgent_most; /* pages of an emergency for one phone within phone_s */
	int64_t day_parts;    /* SMS parts for all phones on one day of China (UTC+8) */
	size_t phones_most;   /* that are remembered; the least recent of a few goes */
};

enum guard_verdict {
	GUARD_ANSWER,
	GUARD_NOTICE_MANY,  /* say once that it is too many... */
	GUARD_SILENT_MANY,  /* ...then nothing until the window is over */
	GUARD_NOTICE_TODAY, /* say once that today's parts are spent... */
	GUARD_SILENT_TODAY, /* ...then nothing more today */
	GUARD_SILENT_SAME,  /* it has had these words often enough */
	GUARD_VERDICTS
};

struct guard_answer {
	uint64_t text;  /* store_mark of the words: the same words, the same mark */
	unsigned parts; /* SMS parts of it; a notice is taken to be one */
	bool urgent;    /* shows a page of an emergency */
	bool help;      /* shows how the service works: also when the day's parts are spent */
};

struct guard *guard_new(const struct guard_limits *limits);
void guard_free(struct guard *g);

/* What may leave; the phone and the day are charged with it. */
enum guard_verdict guard_weigh(
        struct guard *g, const struct who *who, const struct guard_answer *answer, int64_t now_s);

/* The batch is over; with an error, what it weighed was never weighed. */
void guard_settle(struct guard *g, int error);

/* Nothing is known of the phone any more. Not between guard_weigh and guard_settle. */
void guard_forget(struct guard *g, const struct who *who);

/* Parts charged on the day of now_s. */
int64_t guard_parts_today(const struct guard *g, int64_t now_s);

#endif
