/* A person's phone number: 13800138000, 138 0013 8000, 138-0013-8000, 一三八..., +86 138 0013 8000.
 */
#include <string.h>

#include "content/slot_read.h"
#include "content/slot_take.h"
#include "text/msisdn.h"
#include "text/numeral.h"

enum { MOBILE_DIGITS = 11, ABROAD_LEAST = 8 };

static bool
take_digit(struct str *s, char *digit)
{
	if (!slot_digit_next(*s))
		return false;
	*digit = s->p[0];
	*s = str_skip(*s, 1);
	return true;
}

/*
 * The digits up to `count`, Chinese ones too (who dictates has 一三八 and 幺三八 written), with the
 * blanks and hyphens between them left out, no digit behind them. False, *s untouched, when there
 * are fewer, or more without a gap.
 */
static bool
take_digits(struct str *s, size_t count, char *digits)
{
	struct str rest = *s;
	size_t n = 0;
	while (n < count) {
		if (n && rest.n && strchr(" -.", rest.p[0]))
			rest = str_skip(rest, 1);
		if (!numeral_digits(&rest, digits + n, 1) && !take_digit(&rest, digits + n))
			return false;
		n++;
	}
	char more;
	struct str behind = rest;
	if (slot_digit_next(rest) || slot_latin_next(rest) || numeral_digits(&behind, &more, 1))
		return false;
	*s = rest;
	return true;
}

/* Home: a mobile's 11 digits, however they are grouped. */
static bool
read_mobile(struct str *s, struct arena *a, struct str *msisdn)
{
	char digits[MOBILE_DIGITS];
	struct str rest = *s, found;
	static const struct str codes[] = {{"+86", 3}, {"0086", 4}, {"86", 2}};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (slot_take(&rest, codes[i])) {
			rest = str_trim(rest);
			slot_take(&rest, STR("-"));
			break;
		}
	if (!take_digits(&rest, sizeof(digits), digits) || digits[0] != '1' || digits[1] < '3' ||
	        msisdn_parse(a, (struct str){digits, sizeof(digits)}, MOBILE_DIGITS, &found) != 0)
		return false;
	*msisdn = found;
	*s = rest;
	return true;
}

/* Abroad: a + and digits without gaps. */
static bool
read_abroad(struct str *s, struct arena *a, struct str *msisdn)
{
	size_t n = 1;
	if (!str_starts(*s, STR("+")) || str_starts(*s, STR("+86")))
		return false;
	while (n < s->n && slot_digit_next(str_skip(*s, n)))
		n++;
	struct str found;
	if (slot_latin_next(str_skip(*s, n)) ||
	        msisdn_parse(a, (struct str){s->p, n}, ABROAD_LEAST, &found) != 0)
		return false;
	*msisdn = found;
	*s = str_skip(*s, n);
	return true;
}

bool
slot_read_phone(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	(void)slot;
	struct str s = *folded, found;
	if (!read_mobile(&s, a, &found) && !read_abroad(&s, a, &found))
		return false;
	*value = found;
	*folded = str_trim(s);
	return true;
}
