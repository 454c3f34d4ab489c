/* Sums of money, in fen: 5000, 3500.5元, 5千, 1.2万, 1万2, 三千五, 3块5. */
#include "content/slot_read.h"
#include "content/slot_take.h"

/* Read in millionths of a yuan, so that 1.2万 is exact; below 100 million yuan none can
 * overflow on the way. */
enum { MILLIONTHS = 1000000, PER_FEN = 10000, YUAN_MOST = 100000000, FEN = 100 };

static const struct slot_word units[] = {{"百", 100}, {"千", 1000}, {"万", 10000}, {"k", 1000},
        {"w", 10000}},
                              yuan_words[] = {{"元", 1}, {"块钱", 1}, {"块", 1}, {"圆", 1},
                                      {"yuan", 1}, {"rmb", 1}},
                              signs[] = {{"¥", 1}, {"rmb", 1}};

/* ".5" behind ASCII digits; more than six places are none of money. */
static bool
take_fraction(struct str *s, int64_t *millionths)
{
	struct str rest = *s;
	int64_t place = MILLIONTHS;
	if (!slot_take(&rest, STR(".")) || !slot_digit_next(rest))
		return true;
	for (; slot_digit_next(rest) && place > 1; rest = str_skip(rest, 1)) {
		place /= 10;
		*millionths += (rest.p[0] - '0') * place;
	}
	*s = rest;
	return !slot_digit_next(rest);
}

/* 1万2: a single digit behind a unit counts tenths of it; 1万2千 in full. */
static bool
take_tail(struct str *s, int unit, int64_t *millionths)
{
	int64_t digit;
	int smaller = unit / 10;
	if (!slot_digit_next(*s) || s->p[-1] == ' ') /* the unit took the blank behind it */
		return true;
	if (!slot_take_number(s, 9, &digit) || digit == 0)
		return false;
	slot_take_word(s, units, ARRAY_LEN(units), &smaller);
	*millionths += digit * smaller * MILLIONTHS;
	return smaller < unit && !slot_digit_next(*s);
}

/* A number without a yuan may be part of a name (三亚) or of another number: it stands alone. */
static bool
stands_alone(struct str s)
{
	if (!s.n || s.p[0] == ' ')
		return true;
	bool parted = s.p[0] == ',' || s.p[0] == ';';
	return parted && !slot_digit_next(str_skip(s, 1));
}

static bool
take_jiao(struct str *s)
{
	return slot_take(s, STR("角")) || slot_take(s, STR("毛"));
}

/* 3块5, 3块50, 3元5角, 3块5毛2, 3块2分: what stands at once behind the yuan. */
static bool
take_small(struct str *s, int64_t *millionths)
{
	enum { JIAO_FEN = 10 };
	int64_t number, more = 0;
	size_t size = s->n;
	if (!slot_take_number(s, FEN - 1, &number))
		return !slot_digit_next(*s);
	bool two_digits = number >= JIAO_FEN || size - s->n == 2; /* 50, 05 */
	if (take_jiao(s)) {
		if (number >= JIAO_FEN || (slot_take_number(s, JIAO_FEN - 1, &more) && more == 0))
			return false;
		slot_take(s, STR("分"));
		number = number * JIAO_FEN + more;
	} else if (!slot_take(s, STR("分")) && !two_digits) {
		number *= JIAO_FEN;
	}
	*millionths += number * PER_FEN;
	return stands_alone(*s);
}

/* 5,000 and 1,250,000: the number that its groups of three make. */
static bool
take_grouped(struct str *s, int64_t *yuan)
{
	struct str rest = *s;
	size_t size = s->n;
	int64_t number, group;
	if (!slot_take_number(&rest, YUAN_MOST, &number))
		return false;
	bool may_group = slot_digit_next(*s) && size - rest.n <= 3;
	while (may_group && str_starts(rest, STR(",")) && slot_digit_next(str_skip(rest, 1))) {
		struct str next = str_skip(rest, 1);
		size = next.n;
		if (!slot_take_number(&next, YUAN_MOST, &group) || size - next.n != 3)
			return false;
		number = number * 1000 + group;
		if (number > YUAN_MOST)
			return false;
		rest = next;
	}
	*yuan = number;
	*s = rest;
	return true;
}

/* The number with its fraction and its 千 or 万. */
static bool
take_sum(struct str *s, int64_t *millionths)
{
	int64_t yuan, fraction = 0;
	int unit;
	bool ascii = slot_digit_next(*s);
	if (!take_grouped(s, &yuan) || (ascii && !take_fraction(s, &fraction)))
		return false;
	*millionths = yuan * MILLIONTHS + fraction;
	if (!ascii || str_starts(*s, STR(" ")) ||
	        !slot_take_word(s, units, ARRAY_LEN(units), &unit))
		return true;
	*millionths *= unit;
	return take_tail(s, unit, millionths);
}

static bool
take_money(struct str *s, int64_t *millionths)
{
	int one;
	struct str whole = *s;
	if (!take_sum(s, millionths))
		return false;
	bool parted = s->n < whole.n && s->p[-1] == ' '; /* a unit took the blank behind it */
	if (!slot_take_word(s, yuan_words, ARRAY_LEN(yuan_words), &one))
		return parted || stands_alone(*s);
	return !s->n || s->p[-1] == ' ' || take_small(s, millionths);
}

bool
slot_read_money(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	struct str s = *folded;
	int64_t sum;
	int one;
	slot_take_word(&s, signs, ARRAY_LEN(signs), &one);
	if (!take_money(&s, &sum) || sum % PER_FEN != 0 || sum < slot->min * MILLIONTHS ||
	        sum / MILLIONTHS > slot->max || (sum / MILLIONTHS == slot->max && sum % MILLIONTHS))
		return false;
	*value = str_from(arena_printf(a, "%lld", (long long)(sum / PER_FEN)));
	*folded = str_trim(s);
	return true;
}

struct str
slot_show_money(struct arena *a, struct str value)
{
	int64_t fen;
	return parse_int(value, 0, INT64_MAX, &fen) == 0 ? money_show(a, fen) : value;
}

struct str
money_show(struct arena *a, int64_t fen)
{
	if (fen % FEN == 0)
		return str_from(arena_printf(a, "%lld", (long long)(fen / FEN)));
	return str_from(arena_printf(a, "%lld.%02d", (long long)(fen / FEN), (int)(fen % FEN)));
}
