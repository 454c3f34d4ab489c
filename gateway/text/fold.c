#include "text/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

/*
 * Two ways to the same key. The quick one reads ASCII, unified Han and the
 * punctuation of Chinese keyboards, of which no two ever join under NFKC; it gives
 * up at anything else, and the whole text then goes through utf8proc.
 */

enum { HAN_A = 0x3400, HAN_LAST = 0x9FFF };

#define T2S(from, to) [from - HAN_A] = to,
/* Flat, so that one look is enough; 0 where a character stays. */
static const uint16_t simplified[HAN_LAST - HAN_A + 1] = {
#include "text/t2s.inc"
};
#undef T2S

enum { GENERAL = 0x2010, GENERAL_LAST = 0x201F, CJK = 0x3000, CJK_LAST = 0x301F };

/* The ASCII twins of U+2010-201F and of U+3000-301F; 0 where there is none. */
static const char general_twin[GENERAL_LAST - GENERAL + 1] = "------\0\0''''\"\"\"\"";
static const char cjk_twin[CJK_LAST - CJK + 1] = " ,.\0\0\0\0\0<><>\"\"\"\"[]\0\0[]\0\0\0\0\0\0~";

/* Rules 4 and 5, for a code point that compatibility and case have passed. */
static uint32_t
to_twin(uint32_t cp)
{
	char twin = 0;
	if (cp >= HAN_A && cp <= HAN_LAST)
		return simplified[cp - HAN_A] ? simplified[cp - HAN_A] : cp;
	if (cp >= GENERAL && cp <= GENERAL_LAST)
		twin = general_twin[cp - GENERAL];
	else if (cp >= CJK && cp <= CJK_LAST)
		twin = cjk_twin[cp - CJK];
	return twin ? (uint32_t)twin : cp;
}

static bool
is_invisible(uint32_t cp)
{
	return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
	       (cp >= 0x2060 && cp <= 0x2064) || cp == 0x20E3 || (cp >= 0xFE00 && cp <= 0xFE0F) ||
	       cp == 0xFEFF;
}

static bool
is_blank(uint32_t cp)
{
	return cp <= 0x20 || (cp >= 0x7F && cp <= 0xA0) || cp == 0x1680 || cp == 0x2028 ||
	       cp == 0x2029;
}

/* The key as it grows; p has room for all that can come. */
struct key {
	char *p;
	size_t n;
	bool blank; /* one is owed, if anything follows */
};

/* Rule 6 and the first half of rule 7: no blank before the first character or after the last. */
static void
key_put(struct key *k, uint32_t cp)
{
	if (is_blank(cp)) {
		k->blank = k->n > 0;
		return;
	}
	if (k->blank)
		k->p[k->n++] = ' ';
	k->blank = false;
	if (cp < 0x80)
		k->p[k->n++] = (char)cp;
	else
		k->n += utf8_put(cp, k->p + k->n);
}

static bool
is_trimmed(char c)
{
	return c && strchr(" .,;:!?\"'()~", c);
}

/* Rule 7. */
static struct str
key_text(const struct key *k)
{
	size_t from = 0, to = k->n;
	while (from < to && is_trimmed(k->p[from]))
		from++;
	while (to > from && is_trimmed(k->p[to - 1]))
		to--;
	if (from == to && memchr(k->p, '?', k->n))
		return STR("?");
	return (struct str){k->p + from, to - from};
}

/* The next code point, if the quick way may take it: 1, 2 or 3 bytes; 0: it may not. */
static inline size_t
quick_next(const unsigned char *p, size_t n, uint32_t *cp)
{
	*cp = p[0];
	if (p[0] < 0x80)
		return 1;
	if (n < 3 || (p[0] & 0xF0) != 0xE0 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
		return 0;
	*cp = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
	return *cp >= 0x800 ? 3 : 0;
}

/* All the rules for one of the characters that the quick way knows; false: it knows it not. */
static inline bool
quick_put(struct key *k, uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFF01 - '!';
	if (cp >= 'A' && cp <= 'Z')
		cp += 'a' - 'A';
	if (cp >= 0x80) {
		if (is_invisible(cp))
			return true;
		bool is_han = (cp >= HAN_A && cp <= 0x4DBF) || (cp >= 0x4E00 && cp <= HAN_LAST);
		cp = to_twin(cp);
		if (!is_han && cp >= 0x80)
			return false;
	}
	key_put(k, cp);
	return true;
}

static bool
fold_quick(struct arena *a, struct str text, struct key *k)
{
	*k = (struct key){.p = arena_alloc(a, text.n + 1)};
	const unsigned char *p = (const unsigned char *)text.p;
	for (size_t i = 0; i < text.n;) {
		uint32_t cp;
		size_t taken = quick_next(p + i, text.n - i, &cp);
		if (taken == 0 || !quick_put(k, cp))
			return false;
		i += taken;
	}
	return true;
}

/* Numbers of one character that NFKC would make letters (iv) or put in brackets ((4)). */
static size_t
put_number(uint32_t cp, char *p)
{
	static const struct {
		uint32_t first, last;
	} runs[] = {{0x2160, 0x216B}, {0x2170, 0x217B}, {0x2474, 0x2487}};
	static const uint32_t han[] = U"一二三四五六七八九十";
	for (size_t i = 0; i < ARRAY_LEN(runs); i++)
		if (cp >= runs[i].first && cp <= runs[i].last) {
			uint32_t number = cp - runs[i].first + 1;
			size_t n = number >= 10;
			p[0] = (char)('0' + number / 10);
			p[n] = (char)('0' + number % 10);
			return n + 1;
		}
	if (cp >= 0x3220 && cp <= 0x3229)
		return utf8_put(han[cp - 0x3220], p);
	return 0;
}

/* Rule 1, before anything can join across what is dropped. */
static struct str
visible(struct arena *a, struct str text)
{
	size_t n = 0;
	char *p = arena_alloc(a, text.n * 3 + 1); /* a bad byte becomes U+FFFD */
	while (text.n > 0) {
		uint32_t cp = utf8_next(&text, NULL);
		size_t number = put_number(cp, p + n);
		if (number)
			n += number;
		else if (!is_invisible(cp))
			n += utf8_put(cp, p + n);
	}
	return (struct str){p, n};
}

/*
 * Rules 2 to 4 on code points. The twins come between taking apart and joining, so
 * that what they join with ("<" and a long solidus) has joined in the first fold.
 */
static size_t
normalize(struct arena *a, struct str text, int32_t **out)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.p;
	const utf8proc_ssize_t size = (utf8proc_ssize_t)text.n;
	const utf8proc_option_t apart =
	        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STABLE;

	utf8proc_ssize_t n = utf8proc_decompose(bytes, size, NULL, 0, apart);
	must(n >= 0);
	int32_t *cps = arena_array(a, (size_t)n + 1, sizeof(*cps));
	n = utf8proc_decompose(bytes, size, cps, n, apart);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		cps[i] = (int32_t)to_twin((uint32_t)cps[i]);
	n = utf8proc_normalize_utf32(cps, n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	must(n >= 0);
	*out = cps;
	return (size_t)n;
}

static void
fold_slow(struct arena *a, struct str text, struct key *k)
{
	int32_t *cps;
	size_t n = normalize(a, visible(a, text), &cps);
	*k = (struct key){.p = arena_alloc(a, n * UTF8_MAX_BYTES + 1)};
	for (size_t i = 0; i < n; i++)
		key_put(k, (uint32_t)cps[i]);
}

struct str
fold(struct arena *a, struct str text)
{
	struct key key;
	if (!fold_quick(a, text, &key))
		fold_slow(a, text, &key);
	return key_text(&key);
}

/* No letter, digit or Chinese character in any script that a keyword may be written in. */
static bool
is_sign(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} signs[] = {{0, '/'}, {':', '`'}, {'{', 0xA9}, {0xAB, 0xB4}, {0xB6, 0xB9}, {0xBB, 0xBF},
	        {0xD7, 0xD7}, {0xF7, 0xF7}, {0x2000, 0x206F}, {0x20A0, 0x20FF}, {0x2200, 0x2BFF},
	        {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x303F},
	        {0xE000, 0xF8FF}, {0xFE00, 0xFE6F}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF},
	        {0xE0000, 0xE0FFF}};
	size_t i = 0;
	while (i < ARRAY_LEN(signs) && signs[i].last < cp)
		i++;
	return i < ARRAY_LEN(signs) && cp >= signs[i].first;
}

/* Letters of ASCII, and Han: no sign, and what nearly every text holds. */
static bool
is_common(unsigned char first)
{
	return (first >= 'a' && first <= 'z') || (first > 0xE3 && first < 0xEE);
}

size_t
fold_signs(struct str key)
{
	struct str rest = key;
	while (rest.n && !is_common((unsigned char)rest.p[0])) {
		struct str next = rest;
		if (!is_sign(utf8_next(&next, NULL)))
			break;
		rest = next;
	}
	return key.n - rest.n;
}

bool
fold_is_han(char first)
{
	return (unsigned char)first >= 0xE3;
}
