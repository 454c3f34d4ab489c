/*
 * UTF-8, one code point at a time (RFC 3629: no surrogates, nothing over-long,
 * nothing above U+10FFFF).
 */
#ifndef JIAXIN_UTF8_H
#define JIAXIN_UTF8_H

#include "base/base.h"

enum { UTF8_BAD = 0xFFFD, UTF8_MAX_BYTES = 4 };

/*
 * Takes the first code point off *s. A byte that begins no valid sequence is
 * taken alone and gives UTF8_BAD with *valid false. s must not be empty.
 * `valid` may be NULL.
 */
uint32_t utf8_next(struct str *s, bool *valid);

/* Writes cp to out (UTF8_MAX_BYTES of room), returns its length; cp must be a scalar value. */
size_t utf8_put(uint32_t cp, char *out);

bool utf8_valid(struct str s);

/* How many UTF-16 units a code point takes: 1, or 2 beyond the Basic Multilingual Plane. */
static inline unsigned
utf16_units(uint32_t cp)
{
	return cp > 0xFFFF ? 2 : 1;
}

#endif
