#include "store/subject.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "store/archive.h"
#include "store/store_model.h"

enum {
	WALKED_ROWS = 100000, /* of the journal at a time: about 50 ms */
	NOT_BEGUN = -1,
};

/* --- STOP --- */

int
stop_keep(struct store *store, struct arena *a, const struct who *who, struct str msisdn,
        bool stopped, int64_t now_ms)
{
	struct db_arg key = DB_ARG_BLOB(who->bytes, sizeof(who->bytes));
	int error = store_change(store);
	if (error)
		return error;
	if (!stopped)
		return db_do(store->db, DB_STOP_DROP, key);
	struct str sealed = crypt_seal(store->crypt, a, &(struct seal){"stop", 0, who}, msisdn);
	return db_do(
	        store->db, DB_STOP_PUT, key, DB_ARG_INT(now_ms), DB_ARG_BLOB(sealed.p, sealed.n));
}

static bool
take_who(const struct db_row *row, int column, struct who *who)
{
	struct str bytes = db_bytes(row, column);
	if (bytes.n != sizeof(who->bytes))
		return false;
	memcpy(who->bytes, bytes.p, bytes.n);
	return true;
}

struct stop_listing {
	const struct crypt *crypt;
	struct arena memory;
	stops_each *each;
	void *ctx;
};

static bool
list_stop(void *ctx, const struct db_row *row)
{
	struct stop_listing *l = ctx;
	struct str msisdn = {"", 0};
	struct who who;
	if (!take_who(row, 0, &who))
		return true;
	arena_reset(&l->memory);
	if (crypt_open_sealed(l->crypt, &l->memory, &(struct seal){"stop", 0, &who},
	            db_bytes(row, 2), &msisdn) != 0)
		msisdn = (struct str){"", 0};
	l->each(l->ctx, &who, msisdn, db_int(row, 1));
	return true;
}

int
stops_list(struct store *store, stops_each *each, void *ctx)
{
	struct stop_listing l = {store->crypt, ARENA_INIT, each, ctx};
	int error = store->db ? db_run(store->db, DB_STOP_ALL, NULL, 0, list_stop, &l) : -EIO;
	arena_release(&l.memory);
	return error;
}

/* --- erasing --- */

struct erasure {
	struct who who;
	int64_t asked_ms, upto, next, keep_ms;
	bool found;
};

static bool
take_erasure(void *ctx, const struct db_row *row)
{
	struct erasure *e = ctx;
	e->found = take_who(row, 0, &e->who);
	e->asked_ms = db_int(row, 1);
	e->upto = db_int(row, 2);
	e->next = db_int(row, 3);
	e->keep_ms = db_int(row, 4);
	return true;
}

int
subject_erase(struct store *store, const struct who *who, bool by_phone, int64_t now_ms)
{
	int64_t last = store->last_seq + 1;
	int64_t keep_ms = by_phone ? now_ms + (int64_t)store->options.repeat_s * 1000 : 0;
	int error = store_change(store);
	if (!error && !by_phone)
		error = db_run(store->db, DB_JOURNAL_LAST, NULL, 0, db_take_int, &last);
	if (error)
		return error;
	return db_do(store->db, DB_ERASURE_PUT, DB_ARG_BLOB(who->bytes, sizeof(who->bytes)),
	        DB_ARG_INT(now_ms), DB_ARG_INT(last), DB_ARG_INT(keep_ms));
}

static bool
take_progress(void *ctx, const struct db_row *row)
{
	*(bool *)ctx = db_int(row, 0);
	return true;
}

int
subject_erasing(struct store *store, const struct who *who, bool *erasing)
{
	struct db_arg key = DB_ARG_BLOB(who->bytes, sizeof(who->bytes));
	*erasing = false;
	return store->db ? db_run(store->db, DB_ERASURE_OF, &key, 1, take_progress, erasing) : -EIO;
}

bool
subject_wants_tending(struct store *store, int64_t now_ms)
{
	struct erasure e = {.found = false};
	struct db_arg now = DB_ARG_INT(now_ms);
	return store->db && db_run(store->db, DB_ERASURE_NEXT, &now, 1, take_erasure, &e) == 0 &&
	       e.found;
}

/* Of every table but those that are walked in the order of messages, or have a rule of their own.
 */
static int
erase_tables(struct store *store, const struct erasure *e)
{
	static const char *const aside[] = {"journal", "told", "outbox", "erasure"};
	struct db_table tables[DB_TABLES_MOST];
	size_t count;
	struct who by_ussd = who_on(&e->who, CHANNEL_USSD);
	const struct db_arg args[] = {
	        DB_ARG_INT(0), DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes))};
	const struct db_arg ussd_args[] = {
	        DB_ARG_INT(0), DB_ARG_BLOB(by_ussd.bytes, sizeof(by_ussd.bytes))};
	int error = db_tables(store->db, tables, &count);
	for (size_t i = 0; !error && i < count; i++) {
		bool is_aside = false;
		for (size_t n = 0; n < ARRAY_LEN(aside); n++)
			is_aside |= strcmp(tables[i].name, aside[n]) == 0;
		if (!is_aside)
			error = db_run_any(
			        store->db, &tables[i], DB_ANY_ERASE, args, 2, NULL, NULL);
		if (!error && strcmp(tables[i].name, "session") == 0)
			error = db_run_any(
			        store->db, &tables[i], DB_ANY_ERASE, ussd_args, 2, NULL, NULL);
	}
	return error;
}

/* The answer to who asked may wait in the outbox: it was made when the erasure was. */
static int
erase_outbox(struct store *store, const struct erasure *e, bool all)
{
	return db_do(store->db, DB_OUTBOX_ERASE, DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes)),
	        DB_ARG_INT(e->asked_ms + all));
}

/* That the phone said STOP is all that is left of it. */
static int
keep_session_stop(struct store *store, struct arena *a, const struct erasure *e)
{
	struct session bare = {.who = e->who,
	        .seq = e->upto > 0 ? e->upto : 1,
	        .flags = SESSION_STOPPED,
	        .forget = SESSION_NEVER};
	struct session evicted; /* is in its table, and comes back when the phone writes */
	sessions_put(store->sessions, &bare, (uint32_t)(e->asked_ms / 1000), &evicted);
	return session_save(store, a, &bare);
}

/* By SMS and by USSD; whoever wrote again since has a new one. */
static int
erase_sessions(struct store *store, struct arena *a, const struct erasure *e)
{
	bool stopped = store_said_stop(store, &e->who), again = false;
	int error = 0;
	for (enum channel channel = CHANNEL_SMS; !error && channel <= CHANNEL_USSD; channel++) {
		struct who name = who_on(&e->who, channel);
		const struct session *s = sessions_find(store->sessions, &name);
		if (s && s->seq > e->upto)
			error = session_save(store, a, s);
		else
			sessions_drop(store->sessions, &name);
		again |= s && s->seq > e->upto;
	}
	if (!error && stopped && !again)
		error = keep_session_stop(store, a, e);
	if (!error && stopped)
		error = db_do(store->db, DB_STOP_PUT,
		        DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes)), DB_ARG_INT(e->asked_ms),
		        DB_ARG_BLOB("", 0));
	return error;
}

static int
begin_erasure(struct store *store, struct erasure *e)
{
	struct arena memory = ARENA_INIT;
	int error = erase_tables(store, e);
	if (!error)
		error = erase_outbox(store, e, !e->keep_ms);
	if (!error)
		error = erase_sessions(store, &memory, e);
	if (!error)
		error = db_run(store->db, DB_JOURNAL_FIRST, NULL, 0, db_take_int, &e->next);
	e->next = e->next > 0 ? e->next - 1 : 0;
	store_note_forgotten(store, &e->who);
	arena_release(&memory);
	return error;
}

struct leaving {
	struct store *store;
	struct archive_step step;
	int64_t now_ms;
	int error;
};

/* Its id is not known any more; its words only to whom the law may send. */
static void
leave(void *ctx, const struct journal_entry *entry)
{
	struct leaving *l = ctx;
	for (int i = 0; i < MARK_COUNT; i++)
		if (entry->marks[i])
			once_drop(l->store->once, entry->marks[i]);
	if (!l->error && l->store->options.has_archive_key)
		l->error = archive_add(l->store, &l->step, entry, l->now_ms);
}

static int
walk_journal(struct store *store, struct erasure *e, int64_t limit, int64_t now_ms)
{
	struct leaving leaving = {.store = store, .now_ms = now_ms};
	size_t unreadable;
	int64_t from = e->next;
	e->next = limit - from > WALKED_ROWS ? from + WALKED_ROWS : limit;
	int error = journal_walk(
	        store->db, store->crypt, &e->who, from, e->next, leave, &leaving, &unreadable);
	archive_end(&leaving.step);
	if (!error)
		error = leaving.error;
	if (error)
		return error;
	const struct db_arg gone[] = {DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes)),
	        DB_ARG_INT(from), DB_ARG_INT(e->next)};
	error = db_run(store->db, DB_TOLD_DROP, gone, ARRAY_LEN(gone), NULL, NULL);
	if (error)
		return error;
	return db_run(store->db, DB_JOURNAL_DROP, gone, ARRAY_LEN(gone), NULL, NULL);
}

static void
note_erased(struct store *store, const struct erasure *e)
{
	store->erased++;
	log_info("all data of one phone is erased, as %s wished",
	        e->keep_ms ? "its owner" : "an operator");
}

static int
end_erasure(struct store *store, const struct erasure *e)
{
	int error = erase_outbox(store, e, true);
	if (error)
		return error;
	return db_do(store->db, DB_ERASURE_DROP, DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes)));
}

int
subject_tend(struct store *store, int64_t now_ms, bool *worked)
{
	struct erasure e = {.found = false};
	struct db_arg now = DB_ARG_INT(now_ms);
	int error = db_run(store->db, DB_ERASURE_NEXT, &now, 1, take_erasure, &e);
	*worked = e.found;
	if (error || !e.found)
		return error;
	int64_t all = e.upto - (e.keep_ms > 0), before = e.next;
	int64_t limit = now_ms >= e.keep_ms ? e.upto : all;
	if (e.next == NOT_BEGUN)
		error = begin_erasure(store, &e);
	else if (e.next < limit)
		error = walk_journal(store, &e, limit, now_ms);
	if (!error && before < all && e.next >= all)
		note_erased(store, &e);
	if (!error && e.next >= e.upto && now_ms >= e.keep_ms)
		return end_erasure(store, &e);
	if (error)
		return error;
	return db_do(store->db, DB_ERASURE_SET, DB_ARG_BLOB(e.who.bytes, sizeof(e.who.bytes)),
	        DB_ARG_INT(e.next));
}

/* --- what operators did --- */

int
audit_add(struct store *store, struct str deed, int64_t uid, int64_t now_ms)
{
	int error = store_change(store);
	if (error)
		return error;
	return db_do(
	        store->db, DB_AUDIT_ADD, DB_ARG_INT(now_ms), DB_ARG_INT(uid), DB_ARG_TEXT(deed));
}

struct audit_listing {
	audit_each *each;
	void *ctx;
};

static bool
list_audit(void *ctx, const struct db_row *row)
{
	const struct audit_listing *l = ctx;
	l->each(l->ctx, db_int(row, 0), db_int(row, 1), db_bytes(row, 2));
	return true;
}

int
audit_list(struct store *store, audit_each *each, void *ctx)
{
	struct audit_listing l = {each, ctx};
	return store->db ? db_run(store->db, DB_AUDIT_ALL, NULL, 0, list_audit, &l) : -EIO;
}
