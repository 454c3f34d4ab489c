/*
 * A delivery report of Kannel's: a GET of the dlr-url that we gave it with the message,
 * with ref (ours, outbox.h), d=%d and a=%A.
 */
#ifndef JIAXIN_KANNEL_DLR_H
#define JIAXIN_KANNEL_DLR_H

#include "outside/http_server.h"

struct dlr {
	struct str ref;   /* in the request's arena */
	struct str route; /* whose report it is: "@NAME" an adapter's, which may have a name of its
	                     own for the message; empty: Kannel's */
	unsigned bits;    /* %d, and 32 (expired) where only the words of %A say so */
	int64_t code;     /* of the error that %A names: SMPP command_status or err; 0: none */
};

/* False and *why, when it is not one. */
bool dlr_read(struct http_request *request, struct dlr *dlr, const char **why);

/*
 * The dlr-url for a reference, in `a`: `base` with user and `secret` (empty: without) put before
 * its host, and what dlr_read wants behind it.
 */
struct str dlr_url(struct arena *a, const char *base, const char *secret, struct str ref);

#endif
