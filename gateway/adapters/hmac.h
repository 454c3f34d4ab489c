/*
 * Signatures of requests: HMAC (RFC 2104). By nettle, which has SHA-1, too: broken for documents,
 * not as an HMAC (RFC 6194), and what many providers still sign with.
 */
#ifndef JIAXIN_ADAPTERS_HMAC_H
#define JIAXIN_ADAPTERS_HMAC_H

#include "base/arena.h"

enum hmac_algorithm { HMAC_SHA256, HMAC_SHA512, HMAC_SHA1 };
enum hmac_encoding { HMAC_HEX, HMAC_BASE64 };

/* The signature of `text` with a key of any length, in small hexadecimal digits or in base64 with
 * its padding; in `a`. */
struct str hmac_text(struct arena *a, enum hmac_algorithm algorithm, enum hmac_encoding encoding,
        struct str key, struct str text);

#endif
