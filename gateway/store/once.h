/*
 * Which marks (keyed hashes of message ids, crypt.h) were answered lately, and by which
 * journal row: so that the same message again gets the same bytes and does nothing twice.
 *
 * Two generations: a mark lives at least `window_s` and at most twice that, and old
 * ones go all at once.
 */
#ifndef JIAXIN_ONCE_H
#define JIAXIN_ONCE_H

#include "base/base.h"

struct once;

struct once *once_new(uint32_t window_s);
void once_free(struct once *o);

int64_t once_find(const struct once *o, uint64_t mark); /* the journal's seq, or 0 */
void once_put(struct once *o, uint64_t mark, int64_t seq, int64_t now_s);
void once_drop(struct once *o, uint64_t mark); /* its row was rolled back */
size_t once_count(const struct once *o);

#endif
