/*
 * What a handler wants done, as data: it is done in the message's own commit, or, when the answer
 * is held back or the batch fails, not at all. The words for other phones are outcomes of the
 * handler's page, like those for its own (turn.h).
 *
 *   result->outcome = "sent";
 *   result_add(result, "from", phone_masked(turn->arena, turn->msisdn));
 *   result_do(result, &(struct effect){.kind = EFFECT_SEND, .msisdn = to, .words = "safe",
 *                             .delivered = "arrived", .failed = "lost"});
 *
 * Those words may use the result's values, and {other}: the masked number of who is concerned.
 */
#ifndef JIAXIN_EFFECT_H
#define JIAXIN_EFFECT_H

#include "store/family.h"

enum effect_kind {
	EFFECT_KEEP, /* `own` is the phone's record from now on; a `code` is hashed into it. Behind
	                words that could not be queued they were not said (family_last) */
	EFFECT_REMIND, /* `reminder` is the phone's from now on */
	EFFECT_LINK,   /* `link` has this state from now on */
	EFFECT_ASK,    /* msisdn is asked for a link, with `words`, by day; if it may be (family.h),
	                  which the phone does not learn */
	EFFECT_SEND, /* `words` go to msisdn at once, then `delivered` or `failed` to the phone; or
	                `unheard`: msisdn may have a new owner (owner.h), and gets nothing */
};

struct effect {
	enum effect_kind kind;
	const struct family_own *own;
	struct str code;
	const struct reminder *reminder;
	const struct link *link;
	struct str msisdn;
	const char *words, *delivered, *failed, *unheard; /* outcomes; NULL: nothing */
};

/* "138****8000": enough for who knows the number, too little to call. */
struct str phone_masked(struct arena *a, struct str msisdn);

#endif
