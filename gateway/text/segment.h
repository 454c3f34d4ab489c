/*
 * How a text travels: its coding, its length as phones count it, its parts, and
 * where to cut what is too long.
 *
 * SMS (3GPP TS 23.040, 9.2.3.24.1): one part holds 160 septets or 70 UTF-16 units;
 * joined parts with an 8-bit reference hold 153 or 67 each. USSD (TS 29.002): 182
 * septets or 80 units, never joined.
 */
#ifndef JIAXIN_SEGMENT_H
#define JIAXIN_SEGMENT_H

#include "base/base.h"

enum coding { CODING_GSM7, CODING_UCS2 };

const char *coding_name(enum coding c); /* "gsm7" or "ucs2" */

struct text_size {
	enum coding coding;
	unsigned units;     /* septets or UTF-16 units, all parts together */
	unsigned parts;     /* SMS parts; an empty text has 0 */
	uint32_t forced_by; /* the first character that needs UCS-2, or 0 */
};

/* Measures valid UTF-8. An escape pair or a surrogate pair never straddles two parts. */
struct text_size text_measure(struct str text);

/* Octets of a text that travels in one piece (3GPP TS 23.038, 6.1.2.3): septets are packed. */
unsigned text_octets(const struct text_size *size);

/* What one answer may take. */
struct text_limit {
	unsigned single_gsm7, joined_gsm7; /* septets in a lone part, in each of several */
	unsigned single_ucs2, joined_ucs2; /* UTF-16 units likewise */
	unsigned parts;                    /* at the most; 1 means never joined */
};

extern const struct text_limit SMS_ONE_PART; /* 160/153, 70/67, 1 part */
extern const struct text_limit USSD_SCREEN;  /* 182, 80, 1 part */

/* A screen of so many octets: 160 are USSD_SCREEN. */
struct text_limit text_screen(unsigned octets);

/* What fits in both of two limits of one part. */
struct text_limit text_narrower(const struct text_limit *a, const struct text_limit *b);

bool text_fits(struct str text, const struct text_limit *limit);

/*
 * Where to cut a text that does not fit. Measures as if `tail` (a page marker such as
 * "\n1/2 回M看下页") stood behind the piece; the coding is that of piece + tail.
 * Returns the bytes of `text` for this piece: the longest that fits, taken back to the
 * last good place to break: a line feed; else after Chinese or Latin sentence ends, then after a
 * comma or at a blank; else between two Han characters or before a number or word behind one; but
 * never inside a number, telephone number, date, time, price, train or bus name
 * (runs of digits, Latin letters and the . : / - that join them), 《…》, 【…】 or a
 * {combining mark} cluster, unless the piece would then be shorter than half the room.
 * Never cuts inside a surrogate pair or an escape pair. If text + nothing fits without
 * the tail the whole length comes back. At least one code point is always taken.
 * The piece does not end, nor the rest begin, with blanks or line feeds that the
 * caller must show: use text_skip_blanks on the rest.
 */
size_t text_cut(struct str text, struct str tail, const struct text_limit *limit);

/* s without the blanks and line feeds at its start. */
struct str text_skip_blanks(struct str s);

#endif
