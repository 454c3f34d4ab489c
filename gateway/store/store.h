/*
 * Everything that is kept: journal, sessions, repeats, behind one door.
 *
 * Work goes in batches. store_add puts a message into the open batch (memory and
 * transaction at once); store_commit makes the batch durable, on any thread;
 * store_settle, back on the loop's thread, ends it: after a failure memory is as it was
 * before the batch, so that what nobody was answered never happened.
 *
 *   store_add(store, ...); store_add(store, ...);
 *   int error = store_commit(store);          // the only call another thread may make
 *   store_settle(store, error, now_s);
 *
 * A store that can't be opened is still a store: store_trouble says why, store_tend
 * tries again.
 */
#ifndef JIAXIN_STORE_H
#define JIAXIN_STORE_H

#include "store/journal.h"

struct store;

/* What outbox.h holds to; 0 is no limit, and for an expiry a day. */
struct outbox_limits {
	int64_t gap_ms;       /* between two that nobody asked for, to one phone */
	int64_t waiting_most; /* that wait for one phone, answers aside */
	int64_t same_most;    /* the same words to one phone, answers aside... */
	int64_t same_ms;      /* ...within this */
	int64_t tries_most;   /* then a message is dead */
	int64_t expiry_ms[3]; /* by enum outbox_kind */
	const char *route;    /* "@NAME": of messages that name none (outbox.h); NULL: Kannel's */
};

struct store_options {
	const char *path;     /* the database; NULL: in memory, with a key of its own */
	const char *key_path; /* made when neither it nor the database exists */
	size_t sessions_most;
	uint32_t repeat_s;       /* how long a message's id is remembered */
	uint32_t keep_s;         /* age at which a message goes */
	uint32_t outbox_keep_s;  /* likewise an outbox row that has ended; 0: keep_s */
	uint32_t told_s;         /* how long a session may need what was told in it; 0: keep_s */
	uint32_t open_s;         /* with an archive key: age at which a message is archived */
	uint8_t archive_key[32]; /* the public half (archive.h) */
	bool has_archive_key;
	struct outbox_limits outbox;
};

/*
 * The database alone, beside a running daemon: no sessions, no repeats, nothing saved at the end.
 * Only outbox.h may be used with it. Never makes a database or a key: -ENOENT as its trouble.
 */
struct store *store_new_aside(const struct store_options *options);

/* Opens, upgrades, rebuilds memory from disk. Always returns a store. The strings must outlive it.
 */
struct store *store_new(const struct store_options *options, int64_t now_s);
void store_free(struct store *store); /* an open batch is rolled back; sessions are saved */

/* 0 when the store can take messages, else the negative errno of its trouble (db.h, crypt.h). */
int store_trouble(const struct store *store);

/* Whether a daemon (another store_new) has this database now. */
bool store_is_in_use(const struct store_options *options);

/* A sentence for the operator on a negative errno of the store. */
const char *store_trouble_text(int trouble);

/* Who a number is, and what marks its message ids leave. Need no database, only the key. */
struct who store_who(const struct store *store, struct str msisdn);
uint64_t store_mark(const struct store *store, char kind, const struct who *who, struct str id);

/*
 * May something be sent to this phone that it has not asked for? Not after STOP; and not while
 * the store is in trouble, when nobody knows.
 */
bool store_may_push(const struct store *store, const struct who *who);

/* Whether STOP was its last word about that. */
bool store_said_stop(const struct store *store, const struct who *who);

/* The phone's session on a channel, or NULL; valid until the next store_add. */
const struct session *
store_session(const struct store *store, const struct who *who, enum channel channel);

/* The answer to the phone's message `seq` has left: its like is a new message from now on. */
void store_answered(struct store *store, const struct who *who, int64_t seq);

/* The journal row that carries one of the marks (0: none), or 0. Rows of the open batch count. */
int64_t store_find(const struct store *store, const uint64_t marks[MARK_COUNT]);

/* Reads a journal row into `a`; see journal_get. */
int store_get(struct store *store, struct arena *a, int64_t seq, struct journal_entry *e) MUST_USE;

/*
 * What the phone last wrote by (journal_entry.route), in `a`; empty: Kannel, nobody knows, or that
 * sends no more (outbox_open_road).
 */
struct str store_last_route(struct store *store, struct arena *a, const struct who *who);

/*
 * Adds e to the open batch (opening one if need be): e->seq and e->session.seq are set,
 * the session replaces the phone's of its channel (SESSION_USSD), the marks are known. 0 or -errno:
 * then the batch as a whole has failed and must be settled with that error.
 */
int store_add(struct store *store, struct arena *a, struct journal_entry *e) MUST_USE;

/* What the open batch holds: messages, and changes to the outbox. */
size_t store_pending(const struct store *store);

int store_commit(struct store *store) MUST_USE;
void store_settle(struct store *store, int error, int64_t now_s);

/*
 * Housekeeping, about once a second and never with a batch open: tries a troubled store
 * again, saves sessions, lets old rows go (what was told in a session within an hour of its end),
 * erases phones. It waits for the disk, so it belongs on
 * the thread that commits; until it is back nobody else may touch the store.
 */
void store_tend(struct store *store, int64_t now_s);

/* Whether store_tend would do anything now. */
bool store_wants_tending(struct store *store, int64_t now_s);

/* Whether messages are archived (archive.h) rather than erased before their time. */
bool store_has_archive(const struct store *store);

/* A phone that was erased (subject.h) since the last call: whoever remembers it forgets it now. */
bool store_take_forgotten(struct store *store, struct who *who);

struct store_figures {
	int64_t erased;         /* phones, since the start */
	int64_t purged;         /* messages past their time, since the start */
	int64_t outbox_purged;  /* messages of the outbox past their time, since the start */
	int64_t archived;       /* messages that went to the archive, since the start */
	int64_t told_forgotten; /* rows of what was told, since the start */
	size_t sessions, sessions_bytes, repeats, unsaved_sessions;
	int64_t file_bytes, last_seq;
};
struct store_figures store_figures(const struct store *store);

#endif
