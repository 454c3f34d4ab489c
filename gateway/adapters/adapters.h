/*
 * The adapters in use: /ussd/NAME and /sms/NAME for each, as its description says (adapter.h).
 *
 *   struct adapters *all = adapters_open(&options, &faults);     // NULL: faults says why
 *   if (!adapters_handle(all, &intake, request))                 // for each request
 *           ...                                                  // it is somebody else's
 */
#ifndef JIAXIN_ADAPTERS_H
#define JIAXIN_ADAPTERS_H

#include "adapters/adapter.h"
#include "base/buf.h"
#include "outside/batch.h"
#include "outside/sender.h"

struct adapters;

struct adapters_options {
	const char *dir;     /* with NAME.yaml */
	const char *secrets; /* what stands before NAME, NAME.hmac and NAME.send in files' paths */
	const char *use;     /* names, with ',' between them; empty: none */
	const char *proxies; /* addresses whose X-Forwarded-For is believed (allow.h) */
};

/*
 * Reads what is used, with its secrets. NULL after at least one fault was added: a name without a
 * file, a fault in a description, a secret that is missing, short or open to others.
 */
struct adapters *adapters_open(const struct adapters_options *options, struct faults *faults);

/* A road for each that sends and has its secret (SECRETS NAME.send). 0 or -errno. */
int adapters_add_roads(const struct adapters *all, struct sender *sender) MUST_USE;

void adapters_free(struct adapters *all); /* after the sender; wipes the secrets; NULL is fine */

/* What a request is handled with. */
struct intake {
	struct batch *batch;
	struct sender *sender;
	const struct conversation *conversation;
	int64_t ussd_deadline_us;    /* a step has its screen by then (batch.h) */
	int64_t least_sender_digits; /* of an SMS's sender; fewer: silence */
	bool overloaded;             /* too much waits: an SMS is told to come again (busy.h) */
	int64_t outbox_most;         /* likewise when so many wait for its own road; 0: never */
	bool stopping;               /* the daemon ends: nothing more is taken */
};

/* Takes or answers the request; false: its path belongs to no adapter. */
bool
adapters_handle(struct adapters *all, const struct intake *intake, struct http_request *request);

/* What became of the requests of each adapter, as Prometheus reads it; `ctx` is struct adapters. */
void adapters_print_metrics(const void *ctx, struct buf *out);

#endif
