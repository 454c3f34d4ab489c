/* Lengths of time and months of the calendar, as people write them. */
#include "content/slot_read.h"
#include "content/slot_take.h"
#include "text/numeral.h"

enum { YEAR = 12, CENTURY = 1900, NUMBER_MOST = 99999999 };

/* Takes one of the words (NULL at the end) off the front, blanks around it too. */
static bool
take_word(struct str *s, const char *const *words)
{
	for (; *words; words++) {
		struct str word = str_from(*words), rest = str_trim(*s);
		if (str_starts(rest, word)) {
			*s = str_trim(str_skip(rest, word.n));
			return true;
		}
	}
	return false;
}

static bool
take_number(struct str *s, int64_t *number)
{
	size_t used = numeral_prefix(*s, number);
	if (!used || *number > NUMBER_MOST)
		return false;
	*s = str_skip(*s, used);
	return true;
}

static bool
starts_with_digit(struct str s)
{
	return s.n && s.p[0] >= '0' && s.p[0] <= '9';
}

/* ".5": the tenths of a year as months; only a half is a whole number of them. */
static bool
take_half(struct str *s, int64_t *months)
{
	if (!str_starts(*s, STR(".5")) || starts_with_digit(str_skip(*s, 2)))
		return false;
	*s = str_skip(*s, 2);
	*months = YEAR / 2;
	return true;
}

static const char *const year_words[] = {"年", "years", "year", "y", NULL};
static const char *const month_words[] = {"个月", "个 月", "月", "months", "month", "m", NULL};

/* What may stand behind the years: 半, or months. */
static bool
take_rest_of_years(struct str *s, int64_t *months)
{
	static const char *const half[] = {"半", NULL}, *const and[] = {"零", "又", "and", NULL};
	if (take_word(s, half)) {
		*months += YEAR / 2;
		return true;
	}
	struct str rest = *s;
	int64_t more;
	take_word(&rest, and);
	if (!take_number(&rest, &more) || !take_word(&rest, month_words))
		return true; /* what follows is another answer's */
	*months += more;
	*s = rest;
	return more < YEAR;
}

static bool
give_months(const struct slot *slot, struct arena *a, int64_t months, struct str rest,
        struct str *folded, struct str *value)
{
	if (months < slot->min || months > slot->max)
		return false;
	*value = str_from(arena_printf(a, "%lld", (long long)months));
	*folded = str_trim(rest);
	return true;
}

/* 132, 132个月, 11年, 十一年半, 11年6个月, 11.5年. */
bool
slot_read_months(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	static const char *const half_year[] = {"半年", NULL}, *const two_months[] = {
	                                                               "俩月", "俩个月", NULL};
	struct str s = *folded;
	int64_t number, months = 0;
	if (take_word(&s, half_year))
		return give_months(slot, a, YEAR / 2, s, folded, value);
	if (take_word(&s, two_months))
		return give_months(slot, a, 2, s, folded, value);
	if (!take_number(&s, &number))
		return false;
	bool half = take_half(&s, &months);
	if (!half && str_starts(s, STR(".")) && starts_with_digit(str_skip(s, 1)))
		return false;
	if (take_word(&s, year_words)) {
		months += number * YEAR;
		if (!half && !take_rest_of_years(&s, &months))
			return false;
	} else if (half) {
		return false;
	} else {
		int64_t alone;
		months = number;
		if (!take_word(&s, month_words) && !slot_number(*folded, &alone))
			return false; /* 九江 */
	}
	return give_months(slot, a, months, s, folded, value);
}

/* 1967 or 67 for it. */
static bool
full_year(int64_t *year, size_t digits)
{
	if (*year < 100 && (digits == 2 || digits == 0))
		*year += CENTURY;
	return *year >= CENTURY;
}

/* 1967年5月, 1967-5, 1967.5, 67/5, 1967 5, 六七年五月; 196705. */
static bool
take_year_month(struct str *s, int64_t *year, int64_t *month)
{
	static const char *const between[] = {"年", ".", "-", "/", ",", NULL},
	                         *const behind[] = {"月份", "月", NULL},
	                         *const born[] = {"出生", "生人", "生", NULL},
	                         *const date[] = {"日", "号", NULL};
	bool ascii = starts_with_digit(*s);
	size_t n = s->n;
	if (!take_number(s, year))
		return false;
	size_t digits = ascii ? n - s->n : 0;
	if (digits == 8 && *year % 100 >= 1 && *year % 100 <= 31) { /* 19670512 */
		*year /= 100;
		digits = 6;
	}
	if (digits == 6) {
		*month = *year % 100;
		*year /= 100;
		digits = 4;
	} else {
		struct str rest = str_trim(*s);
		bool parted = rest.n < s->n || take_word(&rest, between);
		if (parted)
			take_word(&rest, between);
		if (!parted || !take_number(&rest, month))
			return false;
		*s = rest;
	}
	if (take_word(s, behind)) {
		struct str rest = *s;
		int64_t day; /* a whole date of birth was given: its day says nothing here */
		if (take_number(&rest, &day) && day >= 1 && day <= 31 && take_word(&rest, date))
			*s = rest;
		take_word(s, born);
	}
	return full_year(year, digits) && *month >= 1 && *month <= YEAR;
}

bool
slot_read_year_month(
        const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	struct str s = *folded;
	int64_t year, month;
	if (!take_year_month(&s, &year, &month) || year < slot->min || year > slot->max)
		return false;
	*value = str_from(arena_printf(a, "%04lld-%02lld", (long long)year, (long long)month));
	*folded = str_trim(s);
	return true;
}
