/*
 * USSD through Kannel's SMPP: the session is in two TLVs of the deliver_sm, which smsbox hands over
 * as meta-data (%D) and takes back as X-Kannel-Meta-Data. Their names are those of the groups
 * smpp-tlv in deploy/kannel.conf.
 *
 *   ussd_service_op    one octet (SMPP 3.4, 5.3.2.44): what the step is
 *   its_session_info   two octets (5.3.2.43): the session's number; its step's, and the end bit.
 *                      That is the rule by the book; operators have others (session_octets,
 * end_bits)
 *
 * %D is ?smpp?name=value&name=value&, each value percent-encoded once more than the URL: an octet
 * may have any value. Whatever else is in it goes back as it came.
 */
#ifndef JIAXIN_KANNEL_USSD_H
#define JIAXIN_KANNEL_USSD_H

#include "outside/kannel_in.h"

/* Operators differ (config, section ussd). */
struct kannel_ussd_rules {
	bool begins[256]; /* service_op that begins a session */
	bool gone[256];   /* that says the phone is gone */
	uint8_t ask_op, last_op;
	size_t session_octets; /* of its_session_info, from its front, name the session */
	uint8_t end_bits; /* any of them in its last octet says that the session ends; they name
	                     nothing */
};

/* "1, 32" into the set `ops`; false: *bad is no octet. */
bool kannel_ussd_ops(struct str list, bool ops[256], struct str *bad);

/* By its service_type (%B), or by its path. */
bool kannel_is_ussd(struct http_request *request);

/*
 * Makes a USSD step of `message`, which kannel_read has filled, and a ctx for KANNEL_USSD; both in
 * the request's arena. The rules must outlive the request.
 */
void *kannel_ussd_read(struct http_request *request, const struct kannel_ussd_rules *rules,
        struct message *message);

extern const struct batch_writer KANNEL_USSD;

#endif
