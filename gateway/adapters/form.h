/*
 * Replies as an aggregator wants them: a form of the description, filled in.
 */
#ifndef JIAXIN_ADAPTERS_FORM_H
#define JIAXIN_ADAPTERS_FORM_H

#include "adapters/adapter.h"
#include "adapters/fields.h"
#include "base/buf.h"
#include "outside/http_server.h"

/* What a form is filled with. */
struct form_words {
	struct str text;         /* for the phone */
	bool ends;               /* the session ends with it */
	const char *why;         /* for the provider's engineer; or empty */
	const struct item *item; /* whose fields are echoed; NULL: none are known */
	const struct str *sent;  /* in a request of ours: SEND_WORDS of them */
};

enum { FORM_REPLY_MOST = 1 << 20 }; /* bytes: more than the longest words and fields make */

/*
 * Fills the form in, in *body and, in `a`, `headers` (which end with a NULL name). What is filled
 * in is escaped as the form's kind wants it: a text can't break out of its place in JSON, XML, a
 * pipe or a header.
 */
void form_fill(const struct form *form, const struct form_words *words, struct arena *a,
        struct buf *body, struct http_header headers[FORM_HEADERS_MOST + 1]);

/* Answers the request with it. */
void form_reply(const struct form *form, unsigned status, const struct form_words *words,
        struct http_request *request);

#endif
