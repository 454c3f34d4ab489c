/*
 * The outbox: messages that we owe, as rows of the database. A row is put in the same commit as
 * what caused it, so that a crash loses neither or both; whoever sends (outside/sender.h) claims
 * it, and reports back.
 *
 *   queued -> claimed -> accepted -> delivered
 *      ^         |          +-----> failed     the network or the phone refused: with its cause
 *      +--retry--+----------------> dead       we gave up; an operator may queue it again
 *   queued ---------------------------> expired
 *
 * For who has something to say (a handler's effects, a reminder):
 *
 *   struct outbox_message m = {.kind = OUTBOX_NOTICE, .msisdn = to, .text = text, .lang = lang};
 *   error = outbox_put(store, arena, &m, now_ms, &verdict, &id);
 *   if (error)                      // the batch as a whole has failed: settle it with that
 *           return error;
 *   if (verdict != OUTBOX_TAKEN)    // nothing was queued: STOP, or too many
 *
 * Every function here belongs to the thread that has the store, and works in its open batch,
 * opening one if need be: nothing lasts until store_commit and store_settle. Each returns 0 or
 * the store's negative errno; then the batch must be settled with that error. Times are
 * milliseconds since 1970 (UTC); the time, and chance, come in as parameters.
 *
 * Number, text, page, language and route are sealed (crypt.h), bound to the receiver: the
 * database alone says only when something was sent to the same unknown phone.
 */
#ifndef JIAXIN_OUTBOX_H
#define JIAXIN_OUTBOX_H

#include "store/store.h"

/* In the order in which they leave. They differ in limits (struct outbox_limits), too. */
enum outbox_kind {
	OUTBOX_ANSWER,   /* the phone asked: leaves by night, after STOP, and is worth minutes */
	OUTBOX_NOTICE,   /* somebody caused it just now ("I am safe"): leaves by night */
	OUTBOX_REMINDER, /* nobody asked for it now: waits for the day */
	OUTBOX_KINDS
};

/* Kept as numbers: only add at the end. */
enum outbox_state {
	OUTBOX_QUEUED,
	OUTBOX_CLAIMED, /* may be on its way: nobody knows until it is reported */
	OUTBOX_ACCEPTED,
	OUTBOX_DELIVERED,
	OUTBOX_FAILED,
	OUTBOX_EXPIRED,
	OUTBOX_DEAD,
	OUTBOX_STATES
};

/* Why a row is where it is. Kept as numbers: only add at the end. */
enum outbox_cause {
	OUTBOX_NO_CAUSE,
	OUTBOX_BY_STOP,     /* the receiver said STOP while it waited */
	OUTBOX_UNDELIVERED, /* the network: not delivered (DLR 2); code: its error, or 0 */
	OUTBOX_TOO_LATE,    /* the network: expired there (DLR 34) */
	OUTBOX_REFUSED,     /* the network took it not (DLR 16); code: SMPP command_status, or 0 */
	OUTBOX_HTTP,        /* who sends answered that; code: the HTTP status */
	OUTBOX_UNREACHABLE, /* no connection to sendsms: it was certainly not sent */
	OUTBOX_UNSURE,      /* sendsms did not answer in time, or we ended: it may have been sent */
	OUTBOX_UNREADABLE,  /* sealed with another key, or damaged */
	OUTBOX_DROPPED,     /* the operator's wish */
	OUTBOX_CAUSES
};

/* A word for tables and the command line; "?" for what is none. */
const char *outbox_kind_name(enum outbox_kind kind);
const char *outbox_state_name(enum outbox_state state);
const char *outbox_cause_name(enum outbox_cause cause);

struct outbox_message {
	enum outbox_kind kind;
	struct str msisdn;  /* E.164 with '+', msisdn.h */
	struct str text;    /* as the phone shows it, signature included; not empty */
	struct str page;    /* id of the page it was made from, or empty */
	struct str lang;    /* its language's code, or empty */
	struct str route;   /* "@NAME": the adapter of that name sends it (adapters.h); else
	                       Kannel does: its smsc-id, or empty: the configured one */
	int64_t due_ms;     /* not before; 0: now */
	int64_t expires_ms; /* not after; 0: the kind's own */

	/*
	 * Who is to be told how it ended, in words made beforehand: a notice in `lang` to
	 * tell_msisdn in the commit in which it is known. Empty: nobody; an empty text: nothing.
	 */
	struct str tell_msisdn, tell_delivered, tell_failed;
};

/* The longest of its fields; a longer one is the caller's bug. */
enum { OUTBOX_TEXT_MAX = 4000, OUTBOX_WORD_MAX = 64 };

enum outbox_verdict {
	OUTBOX_TAKEN,
	OUTBOX_STOPPED, /* the receiver said STOP; never for an answer */
	OUTBOX_SAME,    /* it has these very words often enough: limits.same_most */
	OUTBOX_MANY,    /* too many wait for it: limits.waiting_most, or it would expire first */
};

/*
 * Queues a message. *id is set for OUTBOX_TAKEN only; `id` may be NULL. What is not an answer
 * takes its turn at least limits.gap_ms from the receiver's others: no phone is flooded, and none
 * holds up the others. Nothing leaves before what the phone was put before of that kind.
 */
int outbox_put(struct store *store, struct arena *a, const struct outbox_message *m, int64_t now_ms,
        enum outbox_verdict *verdict, int64_t *id) MUST_USE;

/*
 * A row that still waits leaves at due_ms, later or earlier than it was to; its expiry goes with
 * it. One that has left, or is gone (id 0, too), stays as it is.
 */
int outbox_move(
        struct store *store, struct arena *a, int64_t id, int64_t due_ms, int64_t now_ms) MUST_USE;

/* A row. The strings are empty when `unreadable`. */
struct outbox_row {
	int64_t id;
	enum outbox_kind kind;
	enum outbox_state state;
	enum outbox_cause cause;
	int64_t code;
	struct who who;
	int64_t made_ms, turn_ms, expires_ms, changed_ms;
	int64_t tries; /* claims so far that may have sent it */
	bool unreadable;
	struct outbox_message message; /* kind and times as above */
};

/*
 * A message names a route; its road is whose queue that is: each adapter that sends has one of its
 * own, so that what can't leave by one holds up no other. Its number; 0: Kannel's, whatever smsc-id
 * the route names.
 */
uint32_t outbox_road(struct str route);

/* Whoever sends says which roads there are; who only looks at the outbox need not. */
enum { OUTBOX_ROADS = 65 };
void outbox_open_road(struct store *store, uint32_t road);
bool outbox_has_road(const struct store *store, uint32_t road);

/* What may be claimed now. */
struct outbox_wish {
	uint32_t road; /* of which queue */
	size_t most;
	bool kinds[OUTBOX_KINDS];                          /* false: not now (night, budget) */
	bool (*is_busy)(void *ctx, const struct who *who); /* one at a time to a phone; or NULL */
	void *ctx;
};

/*
 * Claims what is due: answers, then notices, then reminders; within a kind by turn. Up to
 * wish->most rows into `rows`, their strings into `a`. On the way what has expired, what can't be
 * read and what STOP forbids gets its end. Costs the same however many rows wait. Send a row only
 * after the commit, and only if store_may_push still says so.
 */
int outbox_claim(struct store *store, struct arena *a, const struct outbox_wish *wish,
        int64_t now_ms, struct outbox_row *rows, size_t *count) MUST_USE;

/*
 * How a claimed row went on. A row that is no longer claimed (its report came first) stays as it
 * is.
 */
int outbox_accepted(struct store *store, int64_t id, int64_t now_ms) MUST_USE;

/* The provider that took it calls the row so in its reports. */
int outbox_named(struct store *store, int64_t id, struct str route, struct str name) MUST_USE;
int outbox_dead(struct store *store, struct arena *a, int64_t id, enum outbox_cause cause,
        int64_t code, int64_t now_ms) MUST_USE;

/* Stopped by the receiver between claim and sending. */
int outbox_stopped(struct store *store, struct arena *a, int64_t id, int64_t now_ms) MUST_USE;

/*
 * Back into the queue until turn_ms (outbox_backoff_ms); what the phone was to get of that kind
 * after it stays behind it. `counts`: the try is one of limits.tries_most, after which the row is
 * dead; what was certainly not sent, through no fault of its own, need not count. A turn behind its
 * expiry expires it now.
 */
struct outbox_failure {
	enum outbox_cause cause;
	int64_t code;
	bool counts;
	int64_t turn_ms;
};
int outbox_retry(struct store *store, struct arena *a, int64_t id,
        const struct outbox_failure *failure, int64_t now_ms) MUST_USE;

/* It was certainly not sent, nor tried: as if it had not been claimed. */
int outbox_unclaim(struct store *store, struct arena *a, int64_t id, int64_t now_ms) MUST_USE;

/* Charges the day with SMS parts that were accepted (outbox_figures.parts_today). */
int outbox_charge(struct store *store, unsigned parts, int64_t now_ms) MUST_USE;

/*
 * Milliseconds until try number `tries` + 1: 5 s doubled each time up to 15 min, and of that
 * between three and five quarters, as `random` says (its 32 bits are evenly spread).
 */
int64_t outbox_backoff_ms(int64_t tries, uint32_t random);

/*
 * Once after a start, before the first claim: what an earlier process had claimed is queued again.
 * *count of them may be sent twice: at most as many as that process had claimed.
 */
int outbox_recover(struct store *store, int64_t now_ms, int64_t *count) MUST_USE;

/* Grows with each message that is put or queued again: whoever claims sees that there is more. */
uint64_t outbox_puts(const struct store *store);

/* --- delivery reports --- */

enum { OUTBOX_REF_MAX = 40 };

/* The name of a row in dlr-url: its id, and a keyed mark that nobody else can make. In `a`. */
struct str outbox_ref(const struct store *store, struct arena *a, int64_t id);

/* The row of a reference, or 0: it is none of ours. */
int64_t outbox_ref_id(const struct store *store, struct str ref);

/* *id: the row that the provider behind `route` calls so (outbox_named), or 0. */
int outbox_find_named(struct store *store, struct str route, struct str name, int64_t *id) MUST_USE;

/*
 * A report of Kannel's: `bits` is %d (1 delivered, 2 not delivered, 4 queued, 8 accepted by the
 * SMSC, 16 refused by it, 32 expired), `code` what %A said of the error, or 0. Repeated, late and
 * unknown reports change nothing; "delivered" is believed whatever was believed before.
 */
int outbox_dlr(struct store *store, struct arena *a, int64_t id, unsigned bits, int64_t code,
        int64_t now_ms) MUST_USE;

/*
 * What the network last said of messages that the phone had not asked for: that one was delivered
 * at at_ms, or that all have failed since then. All zero: nothing, for as long as rows are kept.
 */
struct outbox_reach {
	int64_t at_ms;
	bool failing;
};
int
outbox_find_reach(struct store *store, const struct who *who, struct outbox_reach *reach) MUST_USE;

/* --- for the operator --- */

/* Rows by id, newest first, below `before` (0: from the newest); state or kind < 0: all. */
struct outbox_filter {
	int state, kind;
	int64_t before;
	size_t most;
};
typedef void outbox_each(void *ctx, const struct outbox_row *row);

/* Rows without their sealed part: `unreadable`, and message empty. */
int outbox_list(struct store *store, const struct outbox_filter *filter, outbox_each *each,
        void *ctx) MUST_USE;

/* One row with all of it, in `a`. -ENOENT: there is none; that leaves the batch whole. */
int outbox_get(struct store *store, struct arena *a, int64_t id, struct outbox_row *row) MUST_USE;

/* Queues a failed, expired or dead row again, as if put now; -EINVAL when it is none of these. */
int outbox_again(struct store *store, struct arena *a, int64_t id, int64_t now_ms) MUST_USE;

/* Takes a queued row out (dead, OUTBOX_DROPPED); -EINVAL when it is not queued. */
int outbox_drop(struct store *store, struct arena *a, int64_t id, int64_t now_ms) MUST_USE;

/*
 * Looks after rows that nobody claims: up to `most` that are past their expiry get it, up to `most`
 * that ended before keep_from_ms go. *more is set when there may be more. Part of store_tend.
 */
int outbox_tend(struct store *store, int64_t keep_from_ms, size_t most, int64_t now_ms,
        bool *more) MUST_USE;

/* How many wait for this phone, answers aside. */
int outbox_count_waiting(
        struct store *store, const struct who *who, int64_t now_ms, int64_t *count) MUST_USE;

/* Rows by kind and state, and when the first of each kind is due (0: none waits). */
struct outbox_figures {
	int64_t rows[OUTBOX_KINDS][OUTBOX_STATES];
	int64_t first_due_ms[OUTBOX_KINDS];
	int64_t parts_today; /* SMS parts of what was accepted on this day in China */
	struct {
		uint32_t road;
		int64_t count;
	} waiting[OUTBOX_ROADS]; /* queued, by road; where none waits it may be left out */
	size_t waiting_count;
};

/* Costs the same however many rows there are. */
int outbox_look(struct store *store, int64_t now_ms, struct outbox_figures *figures) MUST_USE;

#endif
