/*
 * An adapter's provider as a carrier (carrier.h): its request and its answers as the description's
 * `send` says.
 */
#ifndef JIAXIN_ADAPTERS_SENDING_H
#define JIAXIN_ADAPTERS_SENDING_H

#include "adapters/adapter.h"
#include "outside/carrier.h"

/* Bytes of an answer that are worth reading. */
enum { SENDING_ANSWER_BYTES = 65536 };

/*
 * An answer with 2xx is accepted when all of `accepted` is so; else "not now" when one of `not_now`
 * is, or when it is not the JSON that these look into (broken off: unsure); else refused. Of others
 * 408, 429, 3xx and 5xx are "not now", 4xx refused. The adapter must outlive the carrier.
 */
struct carrier sending_carrier(const struct adapter *adapter);

#endif
