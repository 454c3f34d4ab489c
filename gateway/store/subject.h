/*
 * One phone's data: what there is, how all of it goes, and the list of those that said STOP.
 *
 * Tables with a `who` are found by the schema (db_tables), so that a new one is neither left out
 * of an export nor of an erasure. In the open batch, as outbox.h: 0 or the store's negative errno.
 *
 * An erasure is a row: subject_erase puts it in the commit of what asked for it, store_tend
 * carries it out, a crash on the way loses nothing of it. At once go session, outbox and every
 * other table; the journal and what was told, which have no index by phone, are walked in pieces.
 * What was freed is zeroed (secure_delete), and the write-ahead log is emptied after each step.
 *
 * What stays: that the phone said STOP, if it did, without its number, so that nobody writes to
 * it again; and, with an archive key, texts that the law wants kept (archive.h).
 */
#ifndef JIAXIN_SUBJECT_H
#define JIAXIN_SUBJECT_H

#include "base/buf.h"
#include "store/store.h"

/*
 * Everything of the phone up to now goes. `by_phone`: its message in the open batch asks for it,
 * and the row of that stays for as long as the message may be repeated. Else an operator asks.
 */
int
subject_erase(struct store *store, const struct who *who, bool by_phone, int64_t now_ms) MUST_USE;

/* Whether something of an erasure is still to be done but for the row that asked. */
int subject_erasing(struct store *store, const struct who *who, bool *erasing) MUST_USE;

/*
 * The step of one erasure that is due, if any; part of store_tend, inside its transaction. *worked:
 * the write-ahead log is to be emptied after the commit.
 */
int subject_tend(struct store *store, int64_t now_ms, bool *worked) MUST_USE;

/* Whether subject_tend would do anything. */
bool subject_wants_tending(struct store *store, int64_t now_ms);

/* All rows of the phone, each as a line of JSON with what was sealed opened. Walks the journal. */
typedef void subject_each(void *ctx, struct str line);
int
subject_export(struct store *store, const struct who *who, subject_each *each, void *ctx) MUST_USE;

/* The phone said STOP, or START. */
int stop_keep(struct store *store, struct arena *a, const struct who *who, struct str msisdn,
        bool stopped, int64_t now_ms) MUST_USE;

/* Each that said STOP: the number is empty when it is not known (erased since). */
typedef void stops_each(void *ctx, const struct who *who, struct str msisdn, int64_t at_ms);
int stops_list(struct store *store, stops_each *each, void *ctx) MUST_USE;

/* Notes in the database what an operator did: `deed` names no phone. */
int audit_add(struct store *store, struct str deed, int64_t uid, int64_t now_ms) MUST_USE;
typedef void audit_each(void *ctx, int64_t at_ms, int64_t uid, struct str deed);
int audit_list(struct store *store, audit_each *each, void *ctx) MUST_USE;

#endif
