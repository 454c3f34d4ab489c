/*
 * Kannel's sendsms, over libcurl (the only place that knows it): several messages on the way at
 * a time, on connections that stay open, without ever waiting.
 *
 *   sendsms_send(s, &message, tag);
 *   wait_us = sendsms_turn(s);        // when sendsms_fd is readable, or that time has passed
 *   -> done(ctx, tag, &answer)        // from within sendsms_turn, once for each message
 *
 * A message goes as a POST: number, text and password stand in no URL. It is requested once: that
 * libcurl would do so again when a connection died is prevented. Nothing of it is logged.
 */
#ifndef JIAXIN_SENDSMS_H
#define JIAXIN_SENDSMS_H

#include "base/base.h"

struct sendsms;

enum sendsms_result {
	SENDSMS_ACCEPTED,    /* 202: Kannel has it */
	SENDSMS_REFUSED,     /* 4xx: it never will take it as it is; `status` says which */
	SENDSMS_NOT_NOW,     /* any other answer: it does not have it */
	SENDSMS_UNREACHABLE, /* no connection: it was certainly not sent */
	SENDSMS_UNSURE,      /* no answer: it may have been sent */
};

struct sendsms_answer {
	enum sendsms_result result;
	long status; /* HTTP's, or 0 */
};

typedef void sendsms_done(void *ctx, void *tag, const struct sendsms_answer *answer);

struct sendsms_options {
	const char *url; /* http or https; redirects are not followed */
	const char *username, *password;
	const char *from; /* the short code that messages come from */
	unsigned at_a_time;
	int64_t timeout_ms; /* for one message, connecting included */
	sendsms_done *done;
	void *ctx;
};

/* The strings of `options` are copied. NULL with errno set. */
struct sendsms *sendsms_new(const struct sendsms_options *options);

/* What is on the way is broken off, without `done`. */
void sendsms_free(struct sendsms *s);

int sendsms_fd(const struct sendsms *s); /* readable when sendsms_turn has work */

/* Returns microseconds until it wants to run again, -1: none. */
int64_t sendsms_turn(struct sendsms *s);

struct sendsms_message {
	struct str msisdn, text; /* UTF-8 */
	struct str route;        /* Kannel's smsc-id, or empty */
	struct str dlr_url;      /* with Kannel's escapes (%d), or empty: no reports */
	int64_t validity_min;    /* the network may drop it after so many minutes; 0: as it likes */
};

/*
 * Sends it, or -EBUSY when at_a_time are on the way; -EINVAL when a word of it can't stand in a
 * header (control characters). The strings may go when it returns.
 */
int sendsms_send(struct sendsms *s, const struct sendsms_message *m, void *tag) MUST_USE;

size_t sendsms_on_the_way(const struct sendsms *s);

#endif
