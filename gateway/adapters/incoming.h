/*
 * From what a request says to what the conversation hears.
 */
#ifndef JIAXIN_ADAPTERS_INCOMING_H
#define JIAXIN_ADAPTERS_INCOMING_H

#include "adapters/adapter.h"
#include "adapters/fields.h"
#include "outside/kannel_dlr.h"
#include "talk/converse.h"

enum incoming_verdict {
	INCOMING_TAKEN,
	INCOMING_IGNORED, /* SMS: no phone of a person; silence */
	INCOMING_WRONG,   /* something is missing or of the wrong kind: *why */
};

struct incoming_rules {
	int64_t least_sender_digits; /* of an SMS's sender; fewer: silence */
	struct str own_code;         /* what phones dial, *123# (ussd.code) */
};

/*
 * Fills *message (strings in `a` or in the item) for INCOMING_TAKEN. A message is known again by
 * the adapter and the fields of route->once; when one of these is missing, by nothing.
 */
enum incoming_verdict incoming_message(const struct adapter *adapter, const struct route *route,
        const struct item *item, const struct incoming_rules *rules, struct arena *a,
        struct message *message, const char **why);

/* A report as the outbox reads it; false with *why: something is missing. bits 0: it is not the
 * end. */
bool incoming_report(const struct adapter *adapter, const struct route *route,
        const struct item *item, struct dlr *dlr, const char **why);

#endif
