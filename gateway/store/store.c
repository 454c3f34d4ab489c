#include "store/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/once.h"

enum {
	UNSAVED_MOST = 65536, /* sessions newer than the checkpoint; a restart replays about as many
	                         rows */
	SAVE_A_BATCH = 256,   /* sessions saved at a time, so that nobody waits for it */
	SAVE_AFTER_S = 60,
	PURGE_EVERY_S = 60,
	PURGE_ROWS = 2000,
};

/* A session that was there before the open batch touched it (seq 0: there was none). */
struct undo {
	struct session before;
	struct who who;
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
	uint64_t (*undo_marks)[2];
	size_t pending, pending_cap;
	int64_t last_seq_before;

	struct unsaved *unsaved; /* oldest first; what lies before unsaved_first is saved */
	size_t unsaved_first, unsaved_end, unsaved_cap;
	size_t first_before, end_before; /* as they were when the open transaction began */
	int64_t saved_at_s, purged_at_s;
};

static const char saved_name[] = "sessions saved up to", key_name[] = "key check";

/* --- opening --- */

struct setting {
	void *value;
	size_t size;
	bool found;
};

static bool
copy_setting(void *ctx, const struct db_row *row)
{
	struct setting *s = ctx;
	struct str got = db_bytes(row, 0);
	s->found = got.n == s->size;
	if (s->found)
		memcpy(s->value, got.p, got.n);
	return false;
}

/* Reads a setting of `size` bytes; *found is false and value untouched when it is not there. */
static int
setting_get(struct db *db, const char *name, void *value, size_t size, bool *found)
{
	struct setting s = {value, size, false};
	struct db_arg arg = DB_ARG_TEXT(str_from(name));
	int error = db_run(db, DB_SETTING_GET, &arg, 1, copy_setting, &s);
	*found = s.found;
	return error < 0 ? error : 0;
}

static int
setting_put(struct db *db, const char *name, const void *value, size_t n)
{
	return db_do(db, DB_SETTING_PUT, DB_ARG_TEXT(str_from(name)), DB_ARG_BLOB(value, n));
}

/* A database read with the wrong key would look empty: better not to start. */
static int
check_key(struct store *store)
{
	uint8_t ours[KEY_CHECK], theirs[KEY_CHECK];
	bool found;
	crypt_check_value(store->crypt, ours);
	int error = setting_get(store->db, key_name, theirs, sizeof(theirs), &found);
	if (error)
		return error;
	if (!found)
		return setting_put(store->db, key_name, ours, sizeof(ours));
	return memcmp(ours, theirs, sizeof(ours)) == 0 ? 0 : -EKEYREJECTED;
}

struct loading {
	struct store *store;
	int64_t now_s, saved_seq;
	size_t unreadable;
};

static bool
load_session(void *ctx, const struct db_row *row)
{
	struct loading *l = ctx;
	struct arena memory = ARENA_INIT;
	struct session s = {0};
	struct str who = db_bytes(row, 0), plain;

	bool good = who.n == sizeof(s.who.bytes);
	if (good)
		memcpy(s.who.bytes, who.p, who.n);
	good = good &&
	       crypt_open_sealed(l->store->crypt, &memory, &s.who, db_bytes(row, 1), &plain) == 0;
	good = good && session_unpack(plain, &s) && s.seq > 0;
	if (good)
		sessions_put(l->store->sessions, &s, (uint32_t)l->now_s);
	else
		l->unreadable++;
	arena_release(&memory);
	return true;
}

/* Puts the phone on the list of those to be saved, unless it is there. */
static void
note_unsaved(struct store *store, struct session *s)
{
	const struct session *old = sessions_find(store->sessions, &s->who);
	s->flags |= SESSION_UNSAVED;
	if (old && (old->flags & SESSION_UNSAVED))
		return;
	if (store->unsaved_end == store->unsaved_cap) {
		store->unsaved_cap = store->unsaved_cap ? store->unsaved_cap * 2 : 1024;
		store->unsaved =
		        xrealloc(store->unsaved, store->unsaved_cap * sizeof(*store->unsaved));
	}
	store->unsaved[store->unsaved_end++] = (struct unsaved){s->who, s->seq};
}

static void
replay_row(void *ctx, const struct journal_entry *e)
{
	struct loading *l = ctx;
	struct session s = e->session;
	if (s.forget <= l->now_s)
		return;
	note_unsaved(l->store, &s);
	sessions_put(l->store->sessions, &s, (uint32_t)l->now_s);
}

static bool
load_mark(void *ctx, const struct db_row *row)
{
	struct loading *l = ctx;
	if (db_int(row, 1) / 1000 + l->store->options.repeat_s < l->now_s)
		return false;
	for (int i = 0; i < 2; i++) {
		uint64_t mark = (uint64_t)db_int(row, 2 + i);
		if (mark && !once_find(l->store->once, mark))
			once_put(l->store->once, mark, db_int(row, 0), l->now_s);
	}
	return true;
}

static bool
take_int(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = db_int(row, 0);
	return false;
}

static int
load_memory(struct store *store, int64_t now_s)
{
	struct loading l = {.store = store, .now_s = now_s};
	struct db_arg now = DB_ARG_INT(now_s);
	size_t lost = 0;
	bool found;

	int error = setting_get(store->db, saved_name, &l.saved_seq, sizeof(l.saved_seq), &found);
	if (error >= 0)
		error = db_run(store->db, DB_SESSION_ALL, &now, 1, load_session, &l);
	if (error >= 0)
		error = journal_replay(store->db, store->crypt, l.saved_seq, replay_row, &l, &lost);
	if (error >= 0)
		error = db_run(store->db, DB_JOURNAL_MARKS, NULL, 0, load_mark, &l);
	if (error >= 0)
		error = db_run(store->db, DB_JOURNAL_LAST, NULL, 0, take_int, &store->last_seq);
	if (store->last_seq <
	        l.saved_seq) /* rows were purged since; their numbers are not used again */
		store->last_seq = l.saved_seq;
	if (lost + l.unreadable)
		log_warn("database %s: %zu rows could not be read and were passed over",
		        store->options.path, lost + l.unreadable);
	return error < 0 ? error : 0;
}

static void
forget_memory(struct store *store)
{
	sessions_free(store->sessions);
	once_free(store->once);
	store->sessions = sessions_new(store->options.sessions_most);
	store->once = once_new(store->options.repeat_s);
	store->last_seq = 0;
	store->unsaved_first = store->unsaved_end = 0;
}

static int
open_crypt(struct store *store)
{
	const struct store_options *o = &store->options;
	int error = 0;
	if (store->crypt)
		return 0;
	if (!o->path)
		store->crypt = crypt_open_volatile();
	else /* with a database but no key, a new key would hide all that is in it */
		store->crypt = crypt_open(o->key_path, access(o->path, F_OK) != 0, &error);
	return error;
}

static int
open_database(struct store *store, int64_t now_s)
{
	const char *path = store->options.path ? store->options.path : ":memory:";
	int error = db_open(path, store->trouble, &store->db);
	if (!error)
		error = check_key(store);
	if (!error)
		error = load_memory(store, now_s);
	return error;
}

static void
try_open(struct store *store, int64_t now_s)
{
	int before = store->trouble;
	int error = open_crypt(store);
	if (error)
		store->trouble = error;
	else
		store->trouble = open_database(store, now_s);
	if (store->trouble) {
		db_close(store->db);
		store->db = NULL;
		forget_memory(store);
	}
	if (store->trouble && store->trouble != before)
		log_error("store: %s", store_trouble_text(store->trouble));
	if (!store->trouble && before)
		log_info("store: works again");
}

struct store *
store_new(const struct store_options *options, int64_t now_s)
{
	struct store *store = xcalloc(1, sizeof(*store));
	store->options = *options;
	store->saved_at_s = store->purged_at_s = now_s;
	forget_memory(store);
	try_open(store, now_s);
	return store;
}

/* --- trouble --- */

int
store_trouble(const struct store *store)
{
	return store->trouble;
}

const char *
store_trouble_text(int trouble)
{
	switch (-trouble) {
	case 0:
		return "well";
	case ENOSPC:
		return "the disk is full: make room, it goes on by itself";
	case EBUSY:
		return "another process holds the database's lock: end it, it goes on by itself";
	case EUCLEAN:
		return "the database is damaged: put a backup in its place (docs/operating.md)";
	case EROFS:
		return "the database or its folder can't be opened for writing: check path, owner "
		       "and mount";
	case EPROTO:
		return "the database was written by a newer jiaxin: install that again";
	case EKEYREJECTED:
		return "the key file is not the one that the database was written with: put the "
		       "right one back";
	case ENOENT:
		return "there is a database but no key file: put the key file back";
	case EACCES:
		return "the key file can't be read: check its owner";
	case EINVAL:
		return "the key file is no key, or others may read it: it must hold 64 hex digits, "
		       "mode 0600";
	default:
		return "the disk reports errors: see the log";
	}
}

/* Trouble that goes away without a new look at the file. */
static bool
passes_by_itself(int error)
{
	return error == -ENOSPC || error == -EBUSY;
}

static void
set_trouble(struct store *store, int error)
{
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
store_session(const struct store *store, const struct who *who)
{
	return sessions_find(store->sessions, who);
}

void
store_answered(struct store *store, const struct who *who, int64_t seq)
{
	struct session *s = sessions_find(store->sessions, who);
	if (s && s->seq == seq)
		s->flags |= SESSION_ANSWERED;
}

int64_t
store_find(const struct store *store, const uint64_t marks[2])
{
	for (int i = 0; i < 2; i++) {
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

/* --- the batch --- */

static size_t
unsaved_count(const struct store *store)
{
	return store->unsaved_end - store->unsaved_first;
}

/* The journal row up to which every session is saved. */
static int64_t
saved_seq(const struct store *store)
{
	return unsaved_count(store) ? store->unsaved[store->unsaved_first].seq - 1
	                            : store->last_seq;
}

static int
save_session(struct store *store, struct arena *a, const struct who *who)
{
	struct session *s = sessions_find(store->sessions, who);
	if (!s) /* evicted, or past its time */
		return 0;
	char packed[SESSION_PACKED];
	s->flags &= (uint8_t)~SESSION_UNSAVED;
	session_pack(s, packed);
	struct str sealed = crypt_seal(store->crypt, a, who, (struct str){packed, sizeof(packed)});
	return db_do(store->db, DB_SESSION_PUT, DB_ARG_BLOB(who->bytes, sizeof(who->bytes)),
	        DB_ARG_INT(s->forget), DB_ARG_BLOB(sealed.p, sealed.n));
}

/* Saves the `most` oldest of the unsaved, inside the open transaction. */
static int
save_some(struct store *store, size_t most)
{
	struct arena memory = ARENA_INIT;
	int error = 0;
	while (!error && most-- && unsaved_count(store)) {
		arena_reset(&memory);
		error = save_session(store, &memory, &store->unsaved[store->unsaved_first++].who);
	}
	arena_release(&memory);
	int64_t seq = saved_seq(store);
	return error ? error : setting_put(store->db, saved_name, &seq, sizeof(seq));
}

static int
transaction_open(struct store *store)
{
	int error = db_begin(store->db);
	if (error)
		return error;
	store->last_seq_before = store->last_seq;
	store->first_before = store->unsaved_first;
	store->end_before = store->unsaved_end;
	return 0;
}

/* The transaction failed: what it saved is unsaved again, what it listed never was. */
static void
unsaved_restore(struct store *store)
{
	store->unsaved_end = store->end_before;
	while (store->unsaved_first > store->first_before) {
		struct session *s =
		        sessions_find(store->sessions, &store->unsaved[--store->unsaved_first].who);
		if (s)
			s->flags |= SESSION_UNSAVED;
	}
}

/* The transaction is on the disk: the saved ones' places are free. */
static void
unsaved_compact(struct store *store)
{
	if (store->unsaved_first < store->unsaved_end / 2)
		return;
	memmove(store->unsaved, store->unsaved + store->unsaved_first,
	        unsaved_count(store) * sizeof(*store->unsaved));
	store->unsaved_end -= store->unsaved_first;
	store->unsaved_first = 0;
}

static void
remember_undo(struct store *store, const struct journal_entry *e)
{
	if (store->pending == store->pending_cap) {
		size_t cap = store->pending_cap ? store->pending_cap * 2 : 64;
		store->undo = xrealloc(store->undo, cap * sizeof(*store->undo));
		store->undo_marks = xrealloc(store->undo_marks, cap * sizeof(*store->undo_marks));
		store->pending_cap = cap;
	}
	const struct session *s = sessions_find(store->sessions, &e->who);
	store->undo[store->pending] = (struct undo){.who = e->who};
	if (s)
		store->undo[store->pending].before = *s;
	memcpy(store->undo_marks[store->pending], e->marks, sizeof(e->marks));
	store->pending++;
}

int
store_add(struct store *store, struct arena *a, struct journal_entry *e)
{
	must(!store->committing);
	if (!store->db)
		return store->trouble ? store->trouble : -EIO;
	int error = store->pending ? 0 : transaction_open(store);
	if (error)
		return error;
	e->seq = e->session.seq = store->last_seq + 1;
	e->session.who = e->who;
	error = journal_add(store->db, store->crypt, a, e);
	if (!error && unsaved_count(store) >= UNSAVED_MOST)
		error = save_some(store, 2); /* the list is long: each message makes it shorter */
	if (error)
		return error;
	remember_undo(store, e);
	note_unsaved(store, &e->session);
	store->last_seq = e->seq;
	sessions_put(store->sessions, &e->session, e->session.at);
	for (int i = 0; i < 2; i++)
		if (e->marks[i])
			once_put(store->once, e->marks[i], e->seq, e->session.at);
	return 0;
}

size_t
store_pending(const struct store *store)
{
	return store->pending;
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
		for (int i = 0; i < 2; i++)
			if (store->undo_marks[store->pending][i])
				once_drop(store->once, store->undo_marks[store->pending][i]);
		if (u->before.seq)
			sessions_put(store->sessions, &u->before, (uint32_t)now_s);
		else
			sessions_drop(store->sessions, &u->who);
	}
	unsaved_restore(store);
	store->last_seq = store->last_seq_before;
}

void
store_settle(struct store *store, int error, int64_t now_s)
{
	store->committing = false;
	if (error) {
		if (store->db)
			db_rollback(store->db);
		undo_batch(store, now_s);
	} else {
		unsaved_compact(store);
	}
	store->pending = 0;
	set_trouble(store, error);
}

/* --- housekeeping --- */

/* In one transaction: sessions, old rows; proves at the same time that the disk takes writes. */
static int
tend_database(struct store *store, int64_t now_s, bool purge)
{
	int error = transaction_open(store);
	if (error)
		return error;
	error = save_some(store, SAVE_A_BATCH);
	if (!error && purge)
		error = db_do(store->db, DB_JOURNAL_PURGE,
		        DB_ARG_INT((now_s - store->options.keep_s) * 1000), DB_ARG_INT(PURGE_ROWS));
	if (!error && purge)
		error = db_do(store->db, DB_SESSION_PURGE, DB_ARG_INT(now_s));
	if (!error)
		error = db_commit(store->db);
	if (error) {
		db_rollback(store->db);
		unsaved_restore(store);
	} else {
		unsaved_compact(store);
	}
	return error;
}

void
store_tend(struct store *store, int64_t now_s)
{
	must(!store->committing && store->pending == 0);
	if (!store->db) {
		try_open(store, now_s);
		return;
	}
	bool save = unsaved_count(store) && now_s - store->saved_at_s >= SAVE_AFTER_S;
	bool purge = now_s - store->purged_at_s >= PURGE_EVERY_S;
	if (!store->trouble && !save && !purge)
		return;
	set_trouble(store, tend_database(store, now_s, purge));
	if (store->trouble)
		return;
	if (purge)
		store->purged_at_s = now_s;
	if (!unsaved_count(store))
		store->saved_at_s = now_s;
}

struct store_figures
store_figures(const struct store *store)
{
	return (struct store_figures){
	        .sessions = sessions_count(store->sessions),
	        .sessions_bytes = sessions_bytes(store->sessions),
	        .repeats = once_count(store->once),
	        .unsaved_sessions = unsaved_count(store),
	        .file_bytes = store->options.path ? db_file_bytes(store->db) : 0,
	        .last_seq = store->last_seq,
	};
}

void
store_free(struct store *store)
{
	if (!store)
		return;
	if (store->db && store->pending)
		store_settle(store, -ECANCELED, 0);
	while (store->db && unsaved_count(store) && tend_database(store, 0, false) == 0)
		continue;
	db_close(store->db);
	crypt_close(store->crypt);
	sessions_free(store->sessions);
	once_free(store->once);
	free(store->undo);
	free(store->undo_marks);
	free(store->unsaved);
	free(store);
}
