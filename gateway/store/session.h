/*
 * Where each phone is: a record of 64 bytes in a hash table in memory. The journal is
 * the truth behind it; this table is rebuilt from it at start (store.h).
 */
#ifndef JIAXIN_SESSION_H
#define JIAXIN_SESSION_H

#include "store/crypt.h"

enum { SESSION_TRAIL = 3 };

/* The `forget` of a session that is kept for good. */
#define SESSION_NEVER UINT32_MAX

enum session_flag {
	SESSION_REST = 1,     /* the journal row holds more of the last answer */
	SESSION_SLOTS = 2,    /* the journal row holds answers to the page's questions */
	SESSION_ASKING = 4,   /* the next message answers a question of the page */
	SESSION_ANSWERED = 8, /* only in memory: the last answer left this machine */
	SESSION_UNSAVED = 16, /* only in memory: newer than its row in the session table */
	SESSION_STOPPED = 32, /* STOP was said: answered when asked, never pushed to; outlives
	                         the phone's place, and `forget` is then never */
	SESSION_OFFER = 64, /* the journal row holds the pages that the next number chooses from */
	SESSION_KEPT = SESSION_REST | SESSION_SLOTS | SESSION_ASKING | SESSION_STOPPED |
	               SESSION_OFFER, /* are stored */
};

/* What only happens when the phone says so a second time. Stored: only add at the end. */
enum session_confirm { CONFIRM_NOTHING, CONFIRM_ERASE };

struct session {
	struct who who;
	int64_t seq;                   /* journal row of the last message */
	uint32_t at;                   /* Unix seconds of it */
	uint32_t expires;              /* Unix seconds: until then page and trail hold... */
	uint32_t forget;               /* ...and until then the language */
	uint32_t page;                 /* page_key, 0: none */
	uint32_t trail[SESSION_TRAIL]; /* the pages before, the latest first; 0: none */
	uint32_t text_hash;            /* of the last text, for a re-send under a new id */
	uint32_t lang;                 /* page_key of the language's code; 0: not chosen */
	uint8_t flags;
	uint8_t slot;    /* the question that is open, with SESSION_ASKING */
	uint8_t confirm; /* what the next message may confirm: enum session_confirm */
	uint8_t unused;
};

_Static_assert(sizeof(struct session) == 64, "a session is one cache line");

struct sessions;

/*
 * At most `most` sessions (>= 16); when full, the one least recently used of a few goes,
 * one that said STOP only when all of these did.
 */
struct sessions *sessions_new(size_t most);
void sessions_free(struct sessions *all);

/* The phone's session, or NULL. Valid until the next sessions_put. */
struct session *sessions_find(const struct sessions *all, const struct who *who);

/* Adds or replaces. Sessions past `forget` make room first when the table grows. */
void sessions_put(struct sessions *all, const struct session *s, uint32_t now_s);

/* Takes one out, if it is there. */
void sessions_drop(struct sessions *all, const struct who *who);

size_t sessions_count(const struct sessions *all);
size_t sessions_bytes(const struct sessions *all); /* memory of the table */

#endif
