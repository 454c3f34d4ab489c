/*
 * Where each phone is: a record of 64 bytes in a hash table in memory, one for its SMS and one
 * for its USSD sessions. The journal is the truth behind it; this table is rebuilt from it at
 * start (store.h).
 */
#ifndef JIAXIN_SESSION_H
#define JIAXIN_SESSION_H

#include "store/crypt.h"

enum channel { CHANNEL_SMS, CHANNEL_USSD };

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
	SESSION_OFFER = 64,   /* the journal row holds what the next number chooses from: pages, or
	                         with SESSION_ASKING the meanings of an answer */
	SESSION_ENDED = 128, /* USSD: it came to its end; without it one that is over was dropped */
	SESSION_RESUME = 256, /* USSD: the next answer says whether to go on where it was dropped */
	SESSION_BY_SMS =
	        512,         /* USSD: its answer goes on by SMS: the next SMS begins where it was */
	SESSION_USSD = 1024, /* the record is the phone's USSD one */
	SESSION_ERASING = 2048, /* the next message may confirm that all of the phone is erased */
	SESSION_STRANGE = 4096, /* it was silent so long that it may be another's: what is kept of
	                           its family asks for a code */
	SESSION_DATED = 8192,   /* the content has changed since the phone saw the menus behind it:
	                           their numbers may mean other lines now */
	SESSION_KEPT = SESSION_REST | SESSION_SLOTS | SESSION_ASKING | SESSION_STOPPED |
	               SESSION_OFFER | SESSION_ENDED | SESSION_RESUME | SESSION_BY_SMS |
	               SESSION_USSD | SESSION_ERASING | SESSION_STRANGE |
	               SESSION_DATED, /* are stored */
};

struct session {
	struct who who;                /* who_on its channel */
	int64_t seq;                   /* journal row of the last message */
	uint32_t at;                   /* Unix seconds of it */
	uint32_t expires;              /* Unix seconds: until then page and trail hold... */
	uint32_t forget;               /* ...and until then the language */
	uint32_t page;                 /* page_key, 0: none */
	uint32_t trail[SESSION_TRAIL]; /* the pages before, the latest first; 0: none */
	uint32_t text_hash;            /* of the last text, for a re-send under a new id */
	uint16_t lang;                 /* session_lang of the language's code; 0: not chosen */
	uint16_t tag;                  /* USSD: of the provider's session; 0: none is open */
	uint16_t flags;
	uint8_t slot;  /* the question that is open, with SESSION_ASKING */
	uint8_t wrong; /* USSD: answers in a row that meant nothing */
};

_Static_assert(sizeof(struct session) == 64, "a session is one cache line");

/* The name of a phone's record on a channel: by SMS its own, by USSD the one beside it. */
struct who who_on(const struct who *who, enum channel channel);

/* A language in a record: made of the page_key of its code; never 0. */
uint16_t session_lang(uint32_t key);

/* A provider's session in a record: made of its mark (store_mark); never 0. */
uint16_t session_tag(uint64_t mark);

struct sessions;

/*
 * At most `most` sessions (>= 16); when full, the one least recently used of a few goes,
 * one that said STOP only when all of these did. No call looks at more than a few records, however
 * many there are: a table that is full moves into a larger one bit by bit.
 */
struct sessions *sessions_new(size_t most);
void sessions_free(struct sessions *all);

/* The phone's session, or NULL. Valid until the next sessions_put. */
struct session *sessions_find(const struct sessions *all, const struct who *who);

/*
 * Adds or replaces; on the way a few that are past `forget` go. True: *evicted had to go for it
 * (may be NULL).
 */
bool sessions_put(
        struct sessions *all, const struct session *s, uint32_t now_s, struct session *evicted);

/* Takes one out, if it is there. */
void sessions_drop(struct sessions *all, const struct who *who);

size_t sessions_count(const struct sessions *all);
size_t sessions_bytes(const struct sessions *all); /* memory of the tables */

#endif
