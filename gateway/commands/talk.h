/*
 * Inside `jiaxin talk`: the outbox behind the terminal's phones. Both work in the open batch and
 * give 0 or the store's negative errno (outbox.h).
 */
#ifndef JIAXIN_TALK_H
#define JIAXIN_TALK_H

#include "store/outbox.h"

/* The rows that came behind `*after`, the oldest first, in `a`; *after becomes the newest's id. */
int talk_new_rows(struct store *store, struct arena *a, int64_t *after, struct outbox_row **rows,
        size_t *count) MUST_USE;

/* Sends all that is due, and reports of each that it was delivered, or was not. */
int talk_report(struct store *store, struct arena *a, bool delivered, int64_t now_ms,
        size_t *count) MUST_USE;

#endif
