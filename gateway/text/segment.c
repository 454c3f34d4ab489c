#include <string.h>

#include "base/utf8.h"
#include "text/gauge.h"
#include "text/gsm7.h"

const struct text_limit SMS_ONE_PART = {
        .single_gsm7 = 160, .joined_gsm7 = 153, .single_ucs2 = 70, .joined_ucs2 = 67, .parts = 1};
const struct text_limit USSD_SCREEN = {
        .single_gsm7 = 182, .joined_gsm7 = 182, .single_ucs2 = 80, .joined_ucs2 = 80, .parts = 1};

const char *
coding_name(enum coding c)
{
	return c == CODING_GSM7 ? "gsm7" : "ucs2";
}

static void
load_add(struct load *l, unsigned cost, unsigned joined)
{
	if (l->parts == 0 || l->last + cost > joined) {
		l->parts++;
		l->last = 0;
	}
	l->last += cost;
	l->units += cost;
}

void
gauge_add(struct gauge *g, uint32_t cp)
{
	load_add(&g->ucs2, utf16_units(cp), g->limit->joined_ucs2);
	if (g->wide)
		return;
	unsigned septets = gsm7_septets(cp);
	if (septets > 0) {
		load_add(&g->gsm7, septets, g->limit->joined_gsm7);
		return;
	}
	g->wide = true;
	g->forced_by = cp;
}

void
gauge_text(struct gauge *g, struct str text)
{
	while (text.n > 0)
		gauge_add(g, utf8_next(&text, NULL));
}

struct text_size
gauge_size(const struct gauge *g)
{
	const struct load *l = g->wide ? &g->ucs2 : &g->gsm7;
	unsigned single = g->wide ? g->limit->single_ucs2 : g->limit->single_gsm7;
	return (struct text_size){
	        .coding = g->wide ? CODING_UCS2 : CODING_GSM7,
	        .units = l->units,
	        .parts = l->units > 0 && l->units <= single ? 1 : l->parts,
	        .forced_by = g->forced_by,
	};
}

/* Bytes are looked at eight at a time: answers are measured for every message. */
enum { EIGHT = sizeof(uint64_t) };
static const uint64_t ONES = 0x0101010101010101, HIGH = 0x8080808080808080;

static uint64_t
eight_at(const char *p)
{
	uint64_t eight;
	memcpy(&eight, p, EIGHT);
	return eight;
}

/* In every byte the high bit: is it c or more? No byte is above 0x7F. */
static uint64_t
at_least(uint64_t eight, unsigned c)
{
	return eight + ONES * (0x80 - c);
}

/* Whether they are eight characters of one septet each: blank to Z, or a to z. */
static bool
are_plain(uint64_t eight)
{
	uint64_t plain = (at_least(eight, ' ') & ~at_least(eight, '[')) |
	                 (at_least(eight, 'a') & ~at_least(eight, '{'));
	return !(eight & HIGH) && (plain & HIGH) == HIGH;
}

/* UTF-16 units of valid UTF-8, without decoding it: the bytes that begin a character, and those
 * that begin a long one once more. */
static unsigned
units_of(struct str text)
{
	unsigned units = 0;
	size_t i = 0;
	for (; i + EIGHT <= text.n; i += EIGHT) {
		uint64_t x = eight_at(text.p + i), begins = ~x >> 7 | x >> 6,
		         is_long = x >> 7 & x >> 6 & x >> 5 & x >> 4;
		units += (unsigned)(((begins & ONES) + (is_long & ONES)) * ONES >> 56);
	}
	for (; i < text.n; i++) {
		unsigned char byte = (unsigned char)text.p[i];
		units += ((byte & 0xC0) != 0x80) + (byte >= 0xF0);
	}
	return units;
}

/* The quick way to the size of a text that one part holds; false: it may be longer. */
static bool
measure_short(struct str text, const struct text_limit *limit, struct text_size *size)
{
	unsigned septets = 0;
	for (struct str rest = text; rest.n > 0;) {
		if (rest.n >= EIGHT && are_plain(eight_at(rest.p))) {
			septets += EIGHT;
			rest = str_skip(rest, EIGHT);
			continue;
		}
		if ((rest.p[0] >= 'a' && rest.p[0] <= 'z') ||
		        (rest.p[0] >= ' ' && rest.p[0] <= 'Z')) {
			septets++;
			rest = str_skip(rest, 1);
			continue;
		}
		uint32_t cp = utf8_next(&rest, NULL);
		unsigned cost = gsm7_septets(cp);
		if (cost == 0) {
			unsigned units = units_of(text);
			*size = (struct text_size){CODING_UCS2, units, 1, cp};
			return units <= limit->single_ucs2;
		}
		septets += cost;
	}
	*size = (struct text_size){CODING_GSM7, septets, septets > 0, 0};
	return septets <= limit->single_gsm7;
}

struct text_size
text_measure(struct str text)
{
	struct text_size size;
	if (measure_short(text, &SMS_ONE_PART, &size))
		return size;
	struct gauge g = {.limit = &SMS_ONE_PART};
	gauge_text(&g, text);
	return gauge_size(&g);
}

unsigned
text_octets(const struct text_size *size)
{
	return size->coding == CODING_GSM7 ? (size->units * 7 + 7) / 8 : size->units * 2;
}

struct text_limit
text_screen(unsigned octets)
{
	unsigned septets = octets * 8 / 7, units = octets / 2;
	return (struct text_limit){septets, septets, units, units, 1};
}

static unsigned
lesser(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

struct text_limit
text_narrower(const struct text_limit *a, const struct text_limit *b)
{
	unsigned septets = lesser(a->single_gsm7, b->single_gsm7);
	unsigned units = lesser(a->single_ucs2, b->single_ucs2);
	return (struct text_limit){septets, septets, units, units, 1};
}

bool
text_fits(struct str text, const struct text_limit *limit)
{
	struct text_size size;
	if (measure_short(text, limit, &size))
		return true;
	struct gauge g = {.limit = limit};
	gauge_text(&g, text);
	return gauge_size(&g).parts <= limit->parts;
}
