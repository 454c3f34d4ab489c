/*
 * A request of Kannel's smsbox (group sms-service, get-url) as a message.
 *
 * Parameters, and Kannel's escapes for them: id=%I from=%p to=%P smsc=%i coding=%c cs=%C
 * st=%B fid=%F udh=%u meta=%D ts=%t or %T text=%b. The same come as a form by POST, or the
 * text alone as the body of a POST (post-url).
 */
#ifndef JIAXIN_KANNEL_IN_H
#define JIAXIN_KANNEL_IN_H

#include "outside/batch.h"

enum kannel_verdict {
	KANNEL_WALK,           /* a message: walk it */
	KANNEL_IGNORED_SENDER, /* no phone of a person: 200 and silence */
	KANNEL_IGNORED_DATA,   /* nothing that can be read: 200 and silence */
	KANNEL_BAD,            /* not what Kannel sends: 400 and *why */
};

/* Fills `message` (strings in the request's arena, now_ms left alone) for KANNEL_WALK. */
enum kannel_verdict kannel_read(struct http_request *request, int64_t least_sender_digits,
        struct message *message, const char **why);

/* A parameter of the query, else of the form; empty when it is nowhere. In the request's arena. */
struct str kannel_param(struct http_request *request, const char *name);

/* How the batch answers smsbox; it wants no ctx. */
extern const struct batch_writer KANNEL_SMS;

/* Answers so that Kannel sends `text` as it is: its coding said, its charset named. Empty text:
 * silence. */
void kannel_reply(struct http_request *request, struct str text, enum coding coding);

/* 503: Kannel keeps the message and sends it again. */
void kannel_reply_busy(struct http_request *request, const char *why);

#endif
