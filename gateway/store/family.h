/*
 * What a phone keeps about its family: cards of whom to call, links to phones that agreed to be
 * linked, a reminder to call, and what guards them. Rows of the database, changed in the open
 * batch like the outbox's (outbox.h): 0 or the store's negative errno, and then the batch must be
 * settled with that error. Times are milliseconds since 1970 (UTC).
 *
 *   struct family family;
 *   error = family_load(store, arena, &who, &family);
 *   struct family_own own = family.own;
 *   own.cards[own.card_count++] = (struct card){STR("mother"), number};
 *   error = family_keep(store, arena, &who, &own, now_ms);
 *
 * All but hashes, states and times is sealed (crypt.h). No name, age or school of anybody has a
 * place here: a card is a word of the content's list and a number.
 */
#ifndef JIAXIN_FAMILY_H
#define JIAXIN_FAMILY_H

#include "store/store.h"

/* The most that is read back, whatever a configuration allows. */
enum { FAMILY_CARDS = 20, FAMILY_LINKS = 40, FAMILY_WORD_MAX = 64, FAMILY_CODE_MAX = 160 };

struct card {
	struct str relation; /* the value of a choice in the content: "mother" */
	struct str msisdn;
};

/* What is counted on one day of China. Kept as numbers: only add at the end. */
enum family_count { FAMILY_SAFE, FAMILY_CALL, FAMILY_ASK, FAMILY_COUNTS };

/* When something counted was done last, and which words it was done with. */
struct family_last {
	int64_t at_ms; /* 0: never */
	uint32_t words;
};

/* A phone's own record. All zero: there is none. */
struct family_own {
	struct card cards[FAMILY_CARDS];
	size_t card_count;
	struct str code;    /* its hash (crypt.h); empty: none was set */
	uint32_t wrong;     /* codes said wrong since the last right one */
	int64_t closed_ms;  /* until then no code is listened to */
	int64_t open_ms;    /* until then a code that was right need not be said again */
	int32_t counted_on; /* the day of the counts, YYYYMMDD */
	uint32_t counts[FAMILY_COUNTS];
	struct family_last last[FAMILY_COUNTS];
};

/* Of a link, as the one who asked has it. Kept as numbers: only add at the end. */
enum link_state {
	LINK_ASKED,   /* the other was asked: only its yes makes a link of it */
	LINK_UNASKED, /* the asker was told the same, and the other nothing: STOP, or a limit */
	LINK_ALIVE,
	LINK_REFUSED, /* by who was asked, then or later */
	LINK_ENDED,   /* by who had asked */
	LINK_STATES
};

struct link {
	struct who from, to; /* who asked whom */
	struct str from_msisdn, to_msisdn;
	enum link_state state;
	int64_t asked_ms;   /* the last time */
	uint32_t asks;      /* so often in all */
	int64_t changed_ms; /* when state was set */
};

/* A reminder to call. All zero: there is none. */
struct reminder {
	struct str msisdn;  /* whom to remind */
	struct str page;    /* whose words it is said in */
	struct str lang;    /* its language's code, or empty */
	uint8_t weekday;    /* 1 Monday to 7 Sunday; 0: not weekly */
	uint16_t minute;    /* of that day in China */
	uint32_t festivals; /* a bit for each that is wished for */
	int64_t until_ms;   /* it goes on until then */
	int64_t due_ms;     /* the next time */
};

/* All that concerns one phone. */
struct family {
	struct family_own own;
	struct link links[FAMILY_LINKS]; /* from or to it, the latest asked first */
	size_t link_count;
	struct reminder reminder;
};

/* Reads it into `a`. What can't be read (damaged, another key) is left out. */
int family_load(struct store *store, struct arena *a, const struct who *who,
        struct family *family) MUST_USE;

/* The phone's own record from now on. */
int family_keep(struct store *store, struct arena *a, const struct who *who,
        const struct family_own *own, int64_t now_ms) MUST_USE;

/* The row of this pair from now on, found by from and to. */
int
link_keep(struct store *store, struct arena *a, const struct link *link, int64_t now_ms) MUST_USE;

/* How much asking is borne; 0 is no limit. */
struct link_limits {
	int64_t pair_most;    /* times that one asks the same other... */
	int64_t again_ms;     /* ...so long after the last time, or after a no */
	int64_t asked_most;   /* times that a phone is asked by anybody... */
	int64_t asked_within; /* ...within these milliseconds */
};

/*
 * Whether `to` may be asked by `from` now: STOP, and limits. *before is their row, in `a`, with
 * asks 0 when there is none. What it says is for nobody's eyes: a phone that asks must not learn
 * from it who has refused, or is here at all.
 */
int link_may_ask(struct store *store, struct arena *a, struct str from, struct str to,
        const struct link_limits *limits, int64_t now_ms, struct link *before, bool *may) MUST_USE;

/* The phone's reminder from now on; one with neither weekday nor festivals ends it. */
int reminder_keep(struct store *store, struct arena *a, const struct who *who,
        const struct reminder *reminder) MUST_USE;

/* Calls `each` for up to `most` reminders that are due, the longest due first. */
typedef int reminder_each(void *ctx, const struct who *who, const struct reminder *reminder);
int reminders_due(struct store *store, struct arena *a, int64_t now_ms, size_t most,
        reminder_each *each, void *ctx) MUST_USE;

/* Lets links that are none go that changed before keep_from_ms, `most` of them. Part of
 * store_tend, inside its transaction. */
int family_tend(struct store *store, int64_t keep_from_ms, size_t most) MUST_USE;

#endif
