/*
 * One row a message: what the phone said, what it was answered, and its session after
 * that. Texts and session are sealed (crypt.h); the row is all that a repeat, a "more"
 * or a restart needs.
 *
 * The law wants texts kept for months; what we make of them, answers about somebody's life, it
 * does not. They are a row of their own beside the journal's, which goes with the session
 * (journal_forget_told).
 */
#ifndef JIAXIN_JOURNAL_H
#define JIAXIN_JOURNAL_H

#include "store/db.h"
#include "store/session.h"

/*
 * What finds a row again. A piece's mark is not in the database: it matters for minutes, and
 * after a restart it costs one more request to say it shorter.
 */
enum mark_of { MARK_PROVIDER_ID, MARK_SMSC_ID, MARK_PIECE, MARK_COUNT };

struct journal_entry {
	int64_t seq;
	int64_t at_ms;
	struct who who;
	uint64_t marks[MARK_COUNT]; /* 0: none */
	struct session session;     /* as it is after this message */
	struct str in;              /* UTF-8, as decoded */
	struct str out;             /* the answer's text; empty: nothing was sent */
	struct str rest;            /* what "more" will show */
	struct str slots; /* answers to the page's questions, as answers.h packs them; empty once
	                     they are forgotten */
	int64_t owed; /* outbox row with the answer, that goes unless the phone reads on; 0: none */
	uint32_t tree; /* of which content what can be chosen from was made, as its page_key; 0: not
	                  known */
};

enum { JOURNAL_TEXT_MAX = 60000 };

/* Adds the rows to the open transaction. 0 or -errno. */
int journal_add(struct db *db, struct crypt *crypt, struct arena *a,
        const struct journal_entry *e) MUST_USE;

/* Reads row seq into `a`. -ENOENT: no such row; -EBADMSG: damaged, or sealed with another key. */
int journal_get(struct db *db, const struct crypt *crypt, struct arena *a, int64_t seq,
        struct journal_entry *e) MUST_USE;

typedef void journal_each(void *ctx, const struct journal_entry *e);

/* Every row after `seq`, oldest first; rows that can't be read are passed over and counted. */
int journal_replay(struct db *db, const struct crypt *crypt, int64_t after_seq, journal_each *each,
        void *ctx, size_t *unreadable) MUST_USE;

/* The phone's rows after `from` up to `to`, oldest first, likewise. */
int journal_walk(struct db *db, const struct crypt *crypt, const struct who *who, int64_t from,
        int64_t to, journal_each *each, void *ctx, size_t *unreadable) MUST_USE;

/* Of the `most` oldest rows those before before_ms, likewise. */
int journal_oldest(struct db *db, const struct crypt *crypt, int64_t before_ms, size_t most,
        journal_each *each, void *ctx, size_t *unreadable) MUST_USE;

/* Of the `most` oldest rows of what was told those before before_ms go; *count: how many. */
int journal_forget_told(struct db *db, int64_t before_ms, size_t most, size_t *count) MUST_USE;

/*
 * A session packed for a sealed field of its own, and back; false when the bytes are not one. That
 * of 0.1.0 (SESSION_PACKED - 1 bytes) is read, too.
 */
enum { SESSION_PACKED = 49 };
void session_pack(const struct session *s, char out[SESSION_PACKED]);
bool session_unpack(struct str packed, struct session *s);

#endif
