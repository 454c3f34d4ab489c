/*
 * One message in, one reply out: the walk that every channel shares.
 *
 * decode has happened, HTTP is elsewhere. converse finds out whether the message was
 * heard before, where the phone is, what the text means, runs the page's handler, renders,
 * cuts, and puts all of it into the store's open batch. The caller commits the batch
 * before the reply leaves, and settles the guard whenever it settles the store.
 */
#ifndef JIAXIN_CONVERSE_H
#define JIAXIN_CONVERSE_H

#include "store/store.h"
#include "talk/guard.h"
#include "talk/misunderstood.h"
#include "talk/turn.h"

/* What a step is to its USSD session. */
enum ussd_op {
	USSD_NONE,     /* an SMS */
	USSD_BEGIN,    /* the phone has dialled; what it had open is over */
	USSD_CONTINUE, /* it answers the last screen */
	USSD_END, /* it is gone: hung up, timed out, or read the last screen; no answer is owed */
};

struct message {
	enum channel channel;
	struct str msisdn; /* E.164 with '+' (msisdn.h) */
	struct str text;   /* clean UTF-8 (decode.h) */

	/*
	 * What a repeat of this very message is known by, or empty: the provider's id; for a step
	 * of a USSD session whatever names the step (session and sequence, session and whole text).
	 */
	struct str id;
	struct str smsc_id;  /* the SMSC's own id, or empty */
	struct str fragment; /* a lone piece of a long message: what names the whole; else empty */
	enum ussd_op op;
	bool joined; /* USSD: the text is all inputs of the session so far (joined.h); id ends with
	                it */
	struct str ussd_session; /* the provider's name for the session; empty on SMS */
	/* With USSD_BEGIN: what was dialled, *123# or *123*31#; or empty. A text that is not the
	 * same is a first input. */
	struct str dialled;
	const struct text_limit *screen; /* USSD: what one of them holds; NULL: the content's */
	struct str lang; /* for a phone that has chosen no language; empty: the content's first */
	int64_t now_ms;
};

struct reply {
	struct str text; /* what the phone shows, signature included; empty: say nothing */
	struct text_size size;
	unsigned octets;     /* as USSD carries it: septets packed, or two for each unit */
	bool ends;           /* USSD: the session ends with this screen */
	bool more;           /* "more" would show more */
	bool repeated;       /* the message was heard before: the same bytes as then */
	const char *outcome; /* the handler's, or "page", "asked", "unknown"... (converse.c) */
	struct str page; /* id of the page where the phone is now, or of one that has acted and was
	                    left; or empty */
	struct str lang;
	struct who who;
	int64_t seq;    /* its journal row, for store_answered; 0: none */
	unsigned reads; /* how often answers were looked for in the text: READS_MOST at the most */
};

/* What a text may cost, however long it is and whatever it repeats: tests/corpus/corpus.c says how
 * little people's texts need. */
enum { READS_MOST = 1500 };

struct ussd_rules {
	struct str code;     /* what is dialled, *123#; deep links stand behind it: *123*31# */
	uint32_t timeout_s;  /* a session without a step for so long is over */
	uint32_t resume_s;   /* who was dropped may go on so long after the last step */
	unsigned wrong_most; /* wrong answers in a row; the next one ends the session; 0: never */
	bool sends;          /* the outbox sends: what is too long may go on by SMS */
};

struct conversation {
	struct store *store;
	const struct content *content; /* may be swapped between two messages */
	int64_t content_since;         /* Unix seconds: before, answers may be of others */
	const struct transit *transit; /* the timetable (transit.h); swapped likewise; NULL: none */
	const struct handler *const *handlers; /* in the order of content_rules.handlers */
	uint32_t session_s;  /* a phone's place is kept this long after its last message */
	uint32_t language_s; /* its language */
	uint32_t resend_s;   /* the same text, not answered yet, within this is a re-send */
	struct family_limits family;
	struct guard *guard; /* weighs what an SMS would cost; NULL: all is answered */
	struct misunderstood *misunderstood; /* NULL: nobody wants to know */
	/* Set when a handler that searches has run; while it is set, messages for such a one are
	 * put off. NULL: none is. */
	bool *searched;
	struct ussd_rules ussd;
};

/*
 * Walks one message. 0, or the store's negative errno: then nothing happened, and the batch
 * as a whole must be settled with that error. -EAGAIN: it is put off, nothing has happened, and
 * the same message must be walked again. reply's strings live in `a` or in the content.
 */
int converse(const struct conversation *c, struct arena *a, const struct message *m,
        struct reply *reply) MUST_USE;

/*
 * Whether an SMS was heard before, and converse would give the same answer again without a commit.
 * Asks memory alone: may be called while a commit runs, but not while the store is tended.
 */
bool converse_heard(const struct conversation *c, struct arena *a, const struct message *m);

/*
 * The screen for a step that can't be made durable in time, in `a`: "busy, dial again", and the
 * session ends. It is in the phone's language if `may_look` at the store, else in the message's.
 */
void converse_busy(const struct conversation *c, struct arena *a, const struct message *m,
        bool may_look, struct reply *reply);

#endif
