/*
 * Who takes a message of ours: how it wants to be asked, and what its answer means. Kannel's
 * sendsms is one (sendsms.h), each adapter that sends another (adapters/sending.h). The sender
 * sends with them (sender.h); they know no network.
 */
#ifndef JIAXIN_CARRIER_H
#define JIAXIN_CARRIER_H

#include "base/arena.h"
#include "outside/http_client.h"

struct outgoing {
	struct str msisdn, text; /* E.164 with '+'; UTF-8 */
	struct str route;        /* as the outbox has it; or empty */
	struct str ref;          /* our name for the message (outbox_ref) */
	int64_t validity_min;    /* it is worth nothing after so many minutes */
};

enum carrier_result {
	CARRIER_ACCEPTED,    /* it has the message */
	CARRIER_REFUSED,     /* it never will take it as it is */
	CARRIER_NOT_NOW,     /* it does not have it, and may later */
	CARRIER_UNREACHABLE, /* no connection: it was certainly not sent */
	CARRIER_UNSURE,      /* no answer: it may have been sent */
};

struct carrier_answer {
	enum carrier_result result;
	long status;         /* HTTP's, or 0 */
	const char *trouble; /* http_answer's */
	struct str name; /* what its reports will call the message, in the arena; or empty: `ref` */
};

struct carrier {
	const char *name; /* in the log */
	const char *mend; /* what to look at when it refuses us */
	const void *ctx;

	/* The request, in `a`. 0, or -EINVAL: there is none for this message. */
	int (*write)(
	        const void *ctx, struct arena *a, const struct outgoing *m, struct http_call *call);

	/* What an answer with a status (answer->status is not 0) means. */
	struct carrier_answer (*read)(
	        const void *ctx, struct arena *a, const struct http_answer *answer);
};

/* The same of any answer, none included. */
static inline struct carrier_answer
carrier_read(const struct carrier *c, struct arena *a, const struct http_answer *answer)
{
	struct carrier_answer read = {
	        .result = answer->sent ? CARRIER_UNSURE : CARRIER_UNREACHABLE};
	if (answer->status)
		read = c->read(c->ctx, a, answer);
	read.trouble = answer->trouble;
	return read;
}

#endif
