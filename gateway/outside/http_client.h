/*
 * Requests to others, over libcurl (the only place that knows it): several on the way at a time, on
 * connections that stay open, without ever waiting.
 *
 *   http_client_send(c, &call, tag);
 *   wait_us = http_client_turn(c);    // when http_client_fd is readable, or that time has passed
 *   -> done(ctx, tag, &answer)        // from within http_client_turn, once for each request
 *
 * A request is made once: that libcurl would do so again when a connection died is prevented.
 * Nothing of it is logged. Redirects are not followed, proxies of the environment not used.
 */
#ifndef JIAXIN_HTTP_CLIENT_H
#define JIAXIN_HTTP_CLIENT_H

#include "base/base.h"

struct http_client;

struct http_answer {
	long status;         /* 0: none came */
	bool sent;           /* anything of the request left; else there was no connection */
	struct str body;     /* as much as answer_bytes; gone when `done` returns */
	bool broken;         /* there is more of the body: too much, or it never came */
	const char *trouble; /* libcurl's words for why; they name nobody. NULL: all went well */
};

typedef void http_client_done(void *ctx, void *tag, const struct http_answer *answer);

struct http_client_options {
	unsigned at_a_time;
	int64_t timeout_ms;  /* for one request, connecting included */
	size_t answer_bytes; /* what is worth reading of an answer; more breaks it off */
	http_client_done *done;
	void *ctx;
};

/* NULL with errno set. */
struct http_client *http_client_new(const struct http_client_options *options);

/* What is on the way is broken off, without `done`; NULL is fine. */
void http_client_free(struct http_client *c);

int http_client_fd(const struct http_client *c); /* readable when http_client_turn has work */

/* Returns microseconds until it wants to run again, -1: none. */
int64_t http_client_turn(struct http_client *c);

size_t http_client_on_the_way(const struct http_client *c);

enum { HTTP_CALL_HEADERS = 16 };

struct http_call {
	struct str url;            /* http or https */
	bool is_get;               /* else POST */
	struct str user, password; /* HTTP Basic; an empty user: without */
	struct str body;
	struct {
		const char *name;
		struct str value; /* empty: the header is not sent */
	} headers[HTTP_CALL_HEADERS];
	size_t header_count;
};

/* One header more; the strings must live until http_client_send. */
void http_call_header(struct http_call *call, const char *name, struct str value);

/*
 * Sends it, or -EBUSY when at_a_time are on the way; -EINVAL when the URL is none, or a header's
 * value holds control characters. What `call` points to may go when it returns.
 */
int http_client_send(struct http_client *c, const struct http_call *call, void *tag) MUST_USE;

#endif
