#include "text/secret.h"

#include <string.h>

#include "base/utf8.h"

enum {
	CHECK_X = 10, /* the value of X as a check digit */
	ID_DIGITS = 18,
	OLD_ID_DIGITS = 15,
	CARD_LEAST = 16,
	CARD_MOST = 19,
	CARD_PIECE = 4,
	ISSUER = 6, /* a card's first digits */
	PHONE_DIGITS = 11,
	LOOK_AT = CARD_MOST + 1, /* a piece's digits beyond these change nothing */
};

/* Digits without a gap. */
struct piece {
	size_t begin, end; /* bytes of the text */
	size_t count;
	uint8_t digits[LOOK_AT];
	bool joined; /* only blanks and hyphens between this and the piece before */
};

/* 0 to 9, CHECK_X, or -1. */
static int
digit_of(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E) /* full-width */
		cp -= 0xFF01 - '!';
	if (cp >= '0' && cp <= '9')
		return (int)(cp - '0');
	return cp == 'x' || cp == 'X' ? CHECK_X : -1;
}

static bool
is_gap(uint32_t cp)
{
	static const uint32_t gaps[] = {' ', '-', '\n', '\t', '.', 0xA0, 0x3000, 0x2010, 0x2011,
	        0x2012, 0x2013, 0x2014, 0xFF0D};
	for (size_t i = 0; i < ARRAY_LEN(gaps); i++)
		if (cp == gaps[i])
			return true;
	return false;
}

/* An X belongs to a number only as its last digit. */
static struct piece
take_piece(struct str text, size_t at)
{
	struct piece piece = {.begin = at, .end = at};
	for (;;) {
		struct str rest = str_skip(text, piece.end);
		int digit = rest.n ? digit_of(utf8_next(&rest, NULL)) : -1;
		if (digit < 0 || (digit == CHECK_X && piece.count == 0))
			return piece;
		if (piece.count < LOOK_AT)
			piece.digits[piece.count] = (uint8_t)digit;
		piece.count++;
		piece.end = text.n - rest.n;
		if (digit == CHECK_X)
			return piece;
	}
}

static size_t
cut_pieces(struct str text, struct piece *pieces)
{
	size_t count = 0;
	bool joined = false;
	for (size_t at = 0; at < text.n;) {
		struct piece piece = take_piece(text, at);
		if (piece.count) {
			piece.joined = joined;
			pieces[count++] = piece;
			joined = true;
			at = piece.end;
			continue;
		}
		struct str rest = str_skip(text, at);
		if (!is_gap(utf8_next(&rest, NULL)))
			joined = false;
		at = text.n - rest.n;
	}
	return count;
}

static unsigned
number_at(const uint8_t *digits, size_t count)
{
	unsigned number = 0;
	for (size_t i = 0; i < count; i++)
		number = number * 10 + digits[i];
	return number;
}

/* Month and day. */
static bool
is_day(const uint8_t *digits)
{
	unsigned month = number_at(digits, 2), day = number_at(digits + 2, 2);
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* GB/T 2260. */
static bool
is_province(const uint8_t *digits)
{
	unsigned province = number_at(digits, 2);
	return province >= 11 && province <= 82;
}

static bool
has_place_and_date(const uint8_t *digits, size_t month_at)
{
	return is_province(digits) && is_day(digits + month_at);
}

static bool
is_id(const uint8_t *digits, size_t count)
{
	static const uint8_t weights[ID_DIGITS] = {
	        7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1};
	unsigned sum = 0;
	if (count != ID_DIGITS || !has_place_and_date(digits, 10))
		return false;
	for (size_t i = 0; i < ID_DIGITS; i++)
		sum += weights[i] * digits[i];
	return sum % 11 == 1;
}

static bool
is_card(const uint8_t *digits, size_t count)
{
	unsigned sum = 0;
	if (count < CARD_LEAST || digits[count - 1] == CHECK_X)
		return false;
	for (size_t i = 0; i < count; i++) {
		unsigned twice = digits[count - 1 - i] * (i % 2 ? 2U : 1U);
		sum += twice > 9 ? twice - 9 : twice;
	}
	return sum % 10 == 0;
}

static bool
is_secret_alone(const struct piece *p)
{
	if (p->count == OLD_ID_DIGITS)
		return p->digits[OLD_ID_DIGITS - 1] != CHECK_X && has_place_and_date(p->digits, 8);
	return p->count >= CARD_LEAST;
}

/* An identity number in its three parts, whether or not a figure has slipped. */
static bool
is_id_in_parts(const struct piece *p, size_t count)
{
	return count >= 3 && p[1].joined && p[2].joined && p[0].count == 6 && p[1].count == 8 &&
	       p[2].count == 4 && is_province(p[0].digits) && is_day(p[1].digits + 4);
}

/* A card's issuer and the rest, but no date (it begins with 1 or 2) and no phone's number. */
static bool
is_card_in_two(const struct piece *p, size_t count)
{
	uint8_t digits[CARD_MOST];
	if (count < 2 || !p[1].joined || p[0].count != ISSUER || p[0].digits[0] < 3 ||
	        p[1].count < CARD_LEAST - ISSUER || p[1].count > CARD_MOST - ISSUER ||
	        p[1].count == PHONE_DIGITS)
		return false;
	memcpy(digits, p[0].digits, ISSUER);
	memcpy(digits + ISSUER, p[1].digits, p[1].count);
	return is_card(digits, ISSUER + p[1].count);
}

/* How many pieces from the first one on are one number; 0: none. */
static size_t
secret_pieces(const struct piece *pieces, size_t count)
{
	uint8_t digits[CARD_MOST];
	size_t n = 0;
	bool fours = true; /* all pieces but the last */
	if (is_secret_alone(pieces))
		return 1;
	if (is_id_in_parts(pieces, count))
		return 3;
	if (is_card_in_two(pieces, count))
		return 2;
	for (size_t i = 0; i < count && (i == 0 || pieces[i].joined); i++) {
		if (pieces[i].count > CARD_MOST - n || (n && digits[n - 1] == CHECK_X))
			return 0;
		memcpy(digits + n, pieces[i].digits, pieces[i].count);
		n += pieces[i].count;
		bool is_last_of_card = fours && pieces[i].count <= CARD_PIECE;
		if (is_id(digits, n) || (is_last_of_card && is_card(digits, n)))
			return i + 1;
		fours = fours && pieces[i].count == CARD_PIECE;
	}
	return 0;
}

/* Stars for the digits; what stands between the pieces stays. */
static size_t
star(char *out, size_t n, struct str text, size_t from, const struct piece *p)
{
	memcpy(out + n, text.p + from, p->begin - from);
	n += p->begin - from;
	memset(out + n, '*', p->count);
	return n + p->count;
}

struct str
secret_mask(struct arena *a, struct str text, bool *found)
{
	struct piece *pieces = arena_array(a, text.n / 2 + 1, sizeof(*pieces));
	size_t count = cut_pieces(text, pieces), n = 0, from = 0;
	char *out = arena_alloc(a, text.n + 1);
	for (size_t i = 0; i < count;) {
		size_t secret = secret_pieces(pieces + i, count - i);
		for (size_t k = 0; k < secret; k++) {
			n = star(out, n, text, from, &pieces[i + k]);
			from = pieces[i + k].end;
		}
		i += secret ? secret : 1;
	}
	*found = n > 0;
	if (!*found)
		return text;
	memcpy(out + n, text.p + from, text.n - from);
	return (struct str){out, n + text.n - from};
}
