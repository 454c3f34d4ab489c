#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/archive.h"
#include "store/family.h"
#include "store/outbox.h"
#include "store/store_model.h"
#include "store/subject.h"

enum {
	UNSAVED_MOST = 65536, /* sessions newer than the checkpoint; a restart replays about as many
	                         rows */
	SAVE_A_BATCH = 256,   /* sessions saved at a time, so that nobody waits for it */
	SAVE_AFTER_S = 60,
	PURGE_EVERY_S = 60,
	PURGE_ROWS = 2000,
	AUDIT_S = 3 * 366 * 86400, /* PIPL article 56: three years */
};

struct store *
store_new(const struct store_options *options, int64_t now_s)
{
	struct store *store = xcalloc(1, sizeof(*store));
	store->options = *options;
	store->lock_fd = -1;
	store->saved_at_s = now_s; /* but what grew old while nobody was there goes at once */
	store_forget_memory(store);
	store_try_open(store, now_s);
	return store;
}

struct store *
store_new_aside(const struct store_options *options)
{
	struct store *store = xcalloc(1, sizeof(*store));
	store->options = *options;
	store->lock_fd = -1;
	store_forget_memory(store);
	store_open_aside(store);
	return store;
}

/* --- trouble --- */

int
store_trouble(const struct store *store)
{
	return store->trouble;
}

/* Trouble that goes away without a new look at the file. */
static bool
passes_by_itself(int error)
{
	return error == -ENOSPC || error == -EBUSY;
}

void
store_set_trouble(struct store *store, int error)
{
	if (!error && store->trouble)
		log_info("store: works again");
	store->trouble = error;
	if (!error || passes_by_itself(error))
		return;
	db_close(store->db);
	store->db = NULL;
}

/* --- looking up --- */

struct who
store_who(const struct store *store, struct str msisdn)
{
	must(store->crypt);
	return crypt_who(store->crypt, msisdn);
}

uint64_t
store_mark(const struct store *store, char kind, const struct who *who, struct str id)
{
	return crypt_mark(store->crypt, kind, who, id);
}

const struct session *
store_session(const struct store *store, const struct who *who, enum channel channel)
{
	struct who name = who_on(who, channel);
	return sessions_find(store->sessions, &name);
}

bool
store_said_stop(const struct store *store, const struct who *who)
{
	const struct session *s = store_session(store, who, CHANNEL_SMS);
	const struct session *other = store_session(store, who, CHANNEL_USSD);
	if (!s || (other && other->seq > s->seq)) /* the last word counts, wherever it was said */
		s = other;
	return s && (s->flags & SESSION_STOPPED);
}

bool
store_may_push(const struct store *store, const struct who *who)
{
	return !store->trouble && !store_said_stop(store, who);
}

void
store_answered(struct store *store, const struct who *who, int64_t seq)
{
	struct who names[] = {who_on(who, CHANNEL_SMS), who_on(who, CHANNEL_USSD)};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct session *s = sessions_find(store->sessions, &names[i]);
		if (s && s->seq == seq)
			s->flags |= SESSION_ANSWERED;
	}
}

int64_t
store_find(const struct store *store, const uint64_t marks[MARK_COUNT])
{
	for (int i = 0; i < MARK_COUNT; i++) {
		int64_t seq = marks[i] ? once_find(store->once, marks[i]) : 0;
		if (seq)
			return seq;
	}
	return 0;
}

int
store_get(struct store *store, struct arena *a, int64_t seq, struct journal_entry *e)
{
	must(!store->committing);
	if (!store->db)
		return -EIO;
	return journal_get(store->db, store->crypt, a, seq, e);
}

struct str
store_last_route(struct store *store, struct arena *a, const struct who *who)
{
	const struct session *s = store_session(store, who, CHANNEL_SMS);
	const struct session *ussd = store_session(store, who, CHANNEL_USSD);
	struct journal_entry last = {0};
	if (!s || (ussd && ussd->seq > s->seq))
		s = ussd;
	if (!s || store_get(store, a, s->seq, &last) != 0 || !who_eq(&last.who, who))
		return (struct str){"", 0};
	bool leads_nowhere = store->road_count && !outbox_has_road(store, outbox_road(last.route));
	return leads_nowhere ? (struct str){"", 0} : last.route;
}

/* --- the batch --- */

static int
transaction_open(struct store *store)
{
	/* Noted before it begins: a batch that can't even begin is undone, too. */
	store->last_seq_before = store->last_seq;
	unsaved_begin(store);
	return db_begin(store->db);
}

/* Room for one more; its session and marks are as they are now. */
static struct undo *
remember_undo(struct store *store, const struct journal_entry *e)
{
	if (store->pending == store->pending_cap) {
		size_t cap = store->pending_cap ? store->pending_cap * 2 : 64;
		store->undo = xrealloc(store->undo, cap * sizeof(*store->undo));
		store->pending_cap = cap;
	}
	const struct session *s = sessions_find(store->sessions, &e->session.who);
	struct undo *undo = &store->undo[store->pending++];
	*undo = (struct undo){.who = e->session.who};
	if (s)
		undo->before = *s;
	memcpy(undo->marks, e->marks, sizeof(e->marks));
	return undo;
}

int
store_begin(struct store *store)
{
	must(!store->committing);
	if (!store->db)
		return store->trouble ? store->trouble : -EIO;
	return store_pending(store) ? 0 : transaction_open(store);
}

int
store_change(struct store *store)
{
	int error = store_begin(store);
	if (!error)
		store->changes++;
	return error;
}

int
store_add(struct store *store, struct arena *a, struct journal_entry *e)
{
	int error = store_begin(store);
	if (error)
		return error;
	e->seq = e->session.seq = store->last_seq + 1;
	e->session.who =
	        who_on(&e->who, e->session.flags & SESSION_USSD ? CHANNEL_USSD : CHANNEL_SMS);
	error = journal_add(store->db, store->crypt, a, e);
	if (!error && unsaved_count(store) >= UNSAVED_MOST)
		error = unsaved_save(
		        store, 2); /* the list is long: each message makes it shorter */
	if (error)
		return error;
	struct undo *undo = remember_undo(store, e);
	unsaved_note(store, &e->session);
	store->last_seq = e->seq;
	sessions_put(store->sessions, &e->session, e->session.at, &undo->evicted);
	for (int i = 0; i < MARK_COUNT; i++)
		if (e->marks[i])
			once_put(store->once, e->marks[i], e->seq, e->session.at);
	return 0;
}

size_t
store_pending(const struct store *store)
{
	return store->pending + store->changes;
}

int
store_commit(struct store *store)
{
	must(!store->committing && store->db);
	store->committing = true;
	return db_commit(store->db);
}

static void
undo_batch(struct store *store, int64_t now_s)
{
	while (store->pending > 0) {
		const struct undo *u = &store->undo[--store->pending];
		for (int i = 0; i < MARK_COUNT; i++)
			if (u->marks[i])
				once_drop(store->once, u->marks[i]);
		if (u->before.seq)
			sessions_put(store->sessions, &u->before, (uint32_t)now_s, NULL);
		else
			sessions_drop(store->sessions, &u->who);
		if (u->evicted.seq)
			sessions_put(store->sessions, &u->evicted, (uint32_t)now_s, NULL);
	}
	unsaved_restore(store);
	store->last_seq = store->last_seq_before;
}

void
store_settle(struct store *store, int error, int64_t now_s)
{
	store->committing = false;
	if (!error) {
		unsaved_compact(store);
	} else if (store->db) { /* without one no batch was open */
		db_rollback(store->db);
		undo_batch(store, now_s);
	}
	store->pending = store->changes = 0;
	store_set_trouble(store, error);
}

/* --- housekeeping --- */

/* What a step of housekeeping has found to do. */
struct tending {
	bool more;     /* as much as it may do: the next should come soon */
	bool for_good; /* something went that is to be nowhere any more */
};

/*
 * By the hour, so that the write-ahead log is emptied no more often: what went is in neither then.
 */
static int
forget_told(struct store *store, int64_t now_s, struct tending *t)
{
	enum { HOUR = 3600 };
	const struct store_options *o = &store->options;
	int64_t over_s = now_s - (o->told_s ? o->told_s : o->keep_s);
	size_t gone;
	int error =
	        journal_forget_told(store->db, (over_s - over_s % HOUR) * 1000, PURGE_ROWS, &gone);
	t->more |= gone >= PURGE_ROWS;
	t->for_good |= gone < PURGE_ROWS && (gone || store->forgetting);
	store->forgetting = gone >= PURGE_ROWS;
	store->told_forgotten += (int64_t)gone;
	return error;
}

/* Each kind has its time. */
static int
purge_old(struct store *store, int64_t now_s, struct tending *t)
{
	const struct store_options *o = &store->options;
	uint32_t outbox_keep_s = o->outbox_keep_s ? o->outbox_keep_s : o->keep_s;
	int64_t keep_from_ms = (now_s - o->keep_s) * 1000;
	const struct db_arg args[] = {DB_ARG_INT(keep_from_ms), DB_ARG_INT(PURGE_ROWS)};
	size_t gone = 0, moved = 0;
	int error = db_run(store->db, DB_JOURNAL_PURGE, args, 2, db_count_row, &gone);
	if (!error)
		error = forget_told(store, now_s, t);
	if (!error)
		error = archive_tend(store, (now_s - o->open_s) * 1000, keep_from_ms, PURGE_ROWS,
		        now_s * 1000, &moved);
	if (!error)
		error = db_do(store->db, DB_SESSION_PURGE, DB_ARG_INT(now_s));
	if (!error)
		error = outbox_tend(
		        store, (now_s - outbox_keep_s) * 1000, PURGE_ROWS, now_s * 1000, &t->more);
	if (!error)
		error = family_tend(store, keep_from_ms, PURGE_ROWS);
	if (!error)
		error = db_do(store->db, DB_AUDIT_PURGE, DB_ARG_INT((now_s - AUDIT_S) * 1000));
	store->purged += (int64_t)gone;
	t->more |= gone >= PURGE_ROWS || moved >= PURGE_ROWS;
	return error;
}

/* In one transaction: sessions, old rows; proves at the same time that the disk takes writes. */
static int
tend_database(struct store *store, int64_t now_s, bool purge, struct tending *t)
{
	int error = transaction_open(store);
	if (error)
		return error;
	error = unsaved_save(store, SAVE_A_BATCH);
	if (!error)
		error = subject_tend(store, now_s * 1000, &t->for_good);
	if (!error && purge)
		error = purge_old(store, now_s, t);
	if (!error)
		error = db_commit(store->db);
	if (error) {
		db_rollback(store->db);
		unsaved_restore(store);
	} else {
		unsaved_compact(store);
		store->log_to_empty |= t->for_good;
	}
	/* Who reads meanwhile, a backup for instance, holds it up: then next time. */
	if (store->log_to_empty)
		store->log_to_empty = db_empty_log(store->db) != 0;
	return error;
}

static bool
wants_saving(const struct store *store, int64_t now_s)
{
	return unsaved_count(store) && now_s - store->saved_at_s >= SAVE_AFTER_S;
}

static bool
wants_purging(const struct store *store, int64_t now_s)
{
	return now_s - store->purged_at_s >= PURGE_EVERY_S;
}

bool
store_wants_tending(struct store *store, int64_t now_s)
{
	return store->trouble || wants_saving(store, now_s) || wants_purging(store, now_s) ||
	       store->log_to_empty || subject_wants_tending(store, now_s * 1000);
}

void
store_tend(struct store *store, int64_t now_s)
{
	must(!store->committing && store_pending(store) == 0);
	if (!store->db) {
		store_try_open(store, now_s);
		return;
	}
	bool purge = wants_purging(store, now_s);
	if (!store_wants_tending(store, now_s))
		return;
	struct tending found = {0};
	store_set_trouble(store, tend_database(store, now_s, purge, &found));
	if (store->trouble)
		return;
	if (purge && !found.more)
		store->purged_at_s = now_s;
	if (!unsaved_count(store))
		store->saved_at_s = now_s;
}

void
store_note_forgotten(struct store *store, const struct who *who)
{
	store->forgotten = xrealloc(
	        store->forgotten, (store->forgotten_count + 1) * sizeof(*store->forgotten));
	store->forgotten[store->forgotten_count++] = *who;
}

bool
store_has_archive(const struct store *store)
{
	return store->options.has_archive_key;
}

bool
store_take_forgotten(struct store *store, struct who *who)
{
	if (!store->forgotten_count)
		return false;
	*who = store->forgotten[--store->forgotten_count];
	return true;
}

struct store_figures
store_figures(const struct store *store)
{
	return (struct store_figures){
	        .sessions = sessions_count(store->sessions),
	        .sessions_bytes = sessions_bytes(store->sessions),
	        .repeats = once_count(store->once),
	        .unsaved_sessions = unsaved_count(store),
	        .file_bytes = store->options.path && store->db ? db_file_bytes(store->db) : 0,
	        .last_seq = store->last_seq,
	        .erased = store->erased,
	        .purged = store->purged,
	        .outbox_purged = store->outbox_purged,
	        .archived = store->archived,
	        .told_forgotten = store->told_forgotten,
	};
}

void
store_free(struct store *store)
{
	if (!store)
		return;
	if (store->db && store_pending(store))
		store_settle(store, -ECANCELED, 0);
	struct tending found = {0};
	while (store->db && unsaved_count(store) && tend_database(store, 0, false, &found) == 0)
		continue;
	db_close(store->db);
	crypt_close(store->crypt);
	sessions_free(store->sessions);
	once_free(store->once);
	free(store->undo);
	free(store->unsaved);
	free(store->forgotten);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	free(store);
}
