/*
 * Inside the store: its state, and what its three files share. store.c is the batch and the
 * door, store_open.c the way from disk to memory, unsaved.c the checkpoint of sessions.
 */
#ifndef JIAXIN_STORE_MODEL_H
#define JIAXIN_STORE_MODEL_H

#include "store/once.h"
#include "store/outbox.h"
#include "store/store.h"

/* A message of the open batch: what memory was before it. */
struct undo {
	struct who who;         /* whose session it is */
	struct session before;  /* seq 0: there was none */
	struct session evicted; /* for whom it made room; seq 0: for nobody */
	uint64_t marks[MARK_COUNT];
};

/* A phone whose session is newer than its saved row, since journal row `seq`. */
struct unsaved {
	struct who who;
	int64_t seq;
};

struct store {
	struct store_options options;
	struct crypt *crypt;
	struct db *db;
	int trouble;
	bool committing; /* the batch is with another thread: hands off the database */

	struct sessions *sessions;
	struct once *once;
	int64_t last_seq;

	struct undo *undo;
	size_t pending, pending_cap;
	size_t changes;               /* to other tables than the journal, in the open batch */
	uint64_t puts;                /* outbox_puts */
	uint32_t roads[OUTBOX_ROADS]; /* outbox_open_road */
	size_t road_count;
	int64_t last_seq_before;

	struct unsaved *unsaved; /* oldest first; what lies before unsaved_first is saved */
	size_t unsaved_first, unsaved_end, unsaved_cap;
	size_t first_before, end_before; /* as they were when the open transaction began */
	int64_t saved_at_s, purged_at_s;

	int lock_fd;           /* held by the one store that has its phones in memory; -1: not */
	struct who *forgotten; /* erased phones, for others' memory */
	size_t forgotten_count;
	int64_t erased, purged, outbox_purged, archived, told_forgotten;
	bool forgetting;   /* of what was told more is to go before the log is emptied */
	bool log_to_empty; /* the write-ahead log still has what was erased or forgotten */
};

/* Names in the table `setting`. */
#define SETTING_SAVED_SEQ "sessions saved up to"
#define SETTING_KEY "key check"
#define SETTING_SEALS "sealing keys" /* struct seal_check of each that rows may be sealed with */
#define SETTING_OPENED "opened at"

/* Reads a setting of exactly `size` bytes; *found is false and value untouched when it is not
 * there. */
int setting_get(struct db *db, const char *name, void *value, size_t size, bool *found) MUST_USE;
int setting_put(struct db *db, const char *name, const void *value, size_t n) MUST_USE;

/* Opens the batch's transaction unless it is open. */
int store_begin(struct store *store) MUST_USE;

/* The same for a change to another table than the journal: the batch has to be committed. */
int store_change(struct store *store) MUST_USE;

/* Opens key and database and nothing else; sets the store's trouble. */
void store_open_aside(struct store *store);

/* Opens key and database and loads memory; sets the store's trouble. */
void store_try_open(struct store *store, int64_t now_s);

/* Sets the trouble; the database is closed unless it passes by itself. Logs when all is well again.
 */
void store_set_trouble(struct store *store, int error);

/* Memory as of an empty database. */
void store_forget_memory(struct store *store);

/* Puts the session's phone on the list of those to be saved, unless it is there. */
void unsaved_note(struct store *store, struct session *s);

size_t unsaved_count(const struct store *store);

/* The session's row in the table, inside the open transaction. */
int session_save(struct store *store, struct arena *a, const struct session *s) MUST_USE;

/* Whoever keeps something of phones in memory is to forget this one: store_take_forgotten. */
void store_note_forgotten(struct store *store, const struct who *who);

/* Saves the `most` oldest of the list, inside the open transaction. */
int unsaved_save(struct store *store, size_t most) MUST_USE;

/* Around a transaction: before it, when it failed, when it is on the disk. */
void unsaved_begin(struct store *store);
void unsaved_restore(struct store *store);
void unsaved_compact(struct store *store);

#endif
