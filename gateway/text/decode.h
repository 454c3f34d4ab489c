/*
 * From the bytes that a phone's message arrives in to clean UTF-8.
 *
 * Kannel with mo-recode hands over UTF-8 for GSM-7 and UCS-2 alike; UTF-16BE is
 * what is left when its recoding failed (a lone surrogate), data coding 3 with no
 * charset is how CMPP-bred gateways pass GBK on.
 */
#ifndef JIAXIN_DECODE_H
#define JIAXIN_DECODE_H

#include "base/arena.h"

/* Kannel's %c. */
enum mo_coding { MO_GSM7 = 0, MO_BINARY = 1, MO_UCS2 = 2, MO_UNKNOWN = 3 };

/*
 * Decodes `raw` (any bytes, NUL included; at most a few kB) as Kannel's %c `coding`
 * and %C `charset` (may be empty) say. The result lies in `a`: valid UTF-8 without
 * NUL, other control characters (line feed stays; CR, CRLF and tab become line feed,
 * line feed, blank), lone surrogates, noncharacters and byte-order marks. What cannot be read is
 * left out, never guessed.
 *
 * coding 0: UTF-8. coding 2: UTF-16BE unless charset says UTF-8; a last odd byte is
 * dropped. coding 3: GB18030 (charset empty, GB18030, GBK or GB2312; or UTF-8, which is
 * read as such), only if all of it is valid. Anything else (8-bit data, unknown codings)
 * is not text: -EILSEQ. An empty message is text, whatever its coding: 0.
 * -ENOTSUP: the C library came without its GB18030 module.
 */
int decode_mo(
        struct arena *a, struct str raw, int coding, struct str charset, struct str *text) MUST_USE;

#endif
