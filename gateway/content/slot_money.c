/* Sums of money, in fen: 5000, 3500.5元, 5千, 1.2万, 1万2, 三千五, 3块5. */
#include "content/slot_read.h"
#include "content/slot_take.h"

/* Read in millionths of a yuan, so that 1.2万 is exact; below 100 million yuan none can
 * overflow on the way. */
enum { MILLIONTHS = 1000000, PER_FEN = 10000, YUAN_MOST = 100000000, FEN = 100 };

static const struct slot_word units[] = {{"百", 100}, {"千", 1000}, {"万", 10000}, {"k", 1000},
        {"w", 10000}},
        yuan_words[] = {{"元", 1}, {"块钱", 1}, {"块", 1}, {"圆", 1}, {"yuan", 1}, {"rmb", 1}},
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
	if (!slot_digit_next(*s))
		return true;
	if (!slot_take_number(s, 9, &digit) || digit == 0)
		return false;
	slot_take_word(s, units, ARRAY_LEN(units), &smaller);
	*millionths += digit * smaller * MILLIONTHS;
	return smaller < unit && !slot_digit_next(*s);
}

/* 3块5, 3元5角, 5毛 behind the yuan. */
static bool
take_jiao(struct str *s, int64_t *millionths)
{
	int64_t jiao;
	struct str rest = *s;
	if (!slot_take_number(&rest, 9, &jiao))
		return true;
	if (!slot_take(&rest, STR("角")) && !slot_take(&rest, STR("毛")) && rest.n)
		return true; /* another answer's */
	*millionths += jiao * (MILLIONTHS / 10);
	*s = rest;
	return true;
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
take_money(struct str *s, int64_t *millionths)
{
	int64_t yuan, fraction = 0;
	int unit = 1, one;
	bool ascii = slot_digit_next(*s);
	if (!slot_take_number(s, YUAN_MOST, &yuan) || (ascii && !take_fraction(s, &fraction)))
		return false;
	*millionths = yuan * MILLIONTHS + fraction;
	struct str at_unit = *s;
	bool unit_there = ascii && !str_starts(at_unit, STR(" ")) &&
	                  slot_take_word(s, units, ARRAY_LEN(units), &unit);
	if (unit_there) {
		*millionths *= unit;
		if (!take_tail(s, unit, millionths))
			return false;
	}
	bool blank = s->p > at_unit.p && s->n && s->p[-1] == ' ';
	if (slot_take_word(s, yuan_words, ARRAY_LEN(yuan_words), &one))
		return take_jiao(s, millionths);
	return blank || stands_alone(*s);
}

bool
slot_read_money(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	struct str s = *folded;
	int64_t sum;
	int one;
	slot_take_word(&s, signs, ARRAY_LEN(signs), &one);
	if (!take_money(&s, &sum) || sum % PER_FEN != 0 || sum < slot->min * MILLIONTHS ||
	        sum / MILLIONTHS > slot->max ||
	        (sum / MILLIONTHS == slot->max && sum % MILLIONTHS))
		return false;
	*value = str_from(arena_printf(a, "%lld", (long long)(sum / PER_FEN)));
	*folded = str_trim(s);
	return true;
}

struct str
slot_show_money(struct arena *a, struct str value)
{
	int64_t fen;
	if (parse_int(value, 0, INT64_MAX, &fen) != 0)
		return value;
	if (fen % FEN == 0)
		return str_from(arena_printf(a, "%lld", (long long)(fen / FEN)));
	return str_from(arena_printf(a, "%lld.%02d", (long long)(fen / FEN), (int)(fen % FEN)));
}
