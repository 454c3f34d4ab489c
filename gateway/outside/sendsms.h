/*
 * Kannel's sendsms as a carrier: a message is a POST with the text as its body and all else in
 * headers, so that number, text and password stand in no URL.
 */
#ifndef JIAXIN_SENDSMS_H
#define JIAXIN_SENDSMS_H

#include "outside/carrier.h"

struct sendsms_options {
	const char *url; /* http or https */
	const char *username, *password;
	const char *from;    /* the short code that messages come from */
	const char *route;   /* smsc-id of messages that name none; or empty */
	const char *dlr_url; /* kannel_dlr.h; empty: no reports are asked for */
	const char *dlr_secret;
};

/*
 * 202 is accepted, other 4xx refused, the rest "not now". `options` and its strings must outlive
 * the carrier.
 */
struct carrier sendsms_carrier(const struct sendsms_options *options);

/* Bytes of an answer that are worth reading. */
enum { SENDSMS_ANSWER_BYTES = 256 };

#endif
