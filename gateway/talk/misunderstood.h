/*
 * What people text that nobody understood, for the authors: short texts that several phones
 * sent, so that none tells of one person. In memory and of one size; a restart forgets it.
 *
 * Kept is the folded text (fold.h), every figure in it masked, and for its first phones half
 * of the keyed hash, to tell them apart. A count is a hint: it is not undone with a failed batch.
 */
#ifndef JIAXIN_MISUNDERSTOOD_H
#define JIAXIN_MISUNDERSTOOD_H

#include "base/buf.h"
#include "store/crypt.h"

enum {
	MISUNDERSTOOD_LETTERS = 20, /* code points of a text at the most */
	MISUNDERSTOOD_PHONES = 3,   /* so many must have sent it before it is shown */
	MISUNDERSTOOD_SHOWN = 200,
};

struct misunderstood;

struct misunderstood *misunderstood_new(void);
void misunderstood_free(struct misunderstood *m);

/* A longer text leaves no trace; in a full table the least telling one goes. */
void misunderstood_note(struct misunderstood *m, const struct who *who, struct str folded);

/* The phone is not told from others any more. */
void misunderstood_forget(struct misunderstood *m, const struct who *who);

/* A JSON array of {"text": ..., "times": ...}, the most frequent first. */
void misunderstood_print(const struct misunderstood *m, struct buf *out);

#endif
