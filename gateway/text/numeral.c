#include "text/numeral.h"

#include <errno.h>

#include "base/utf8.h"

enum kind {
	NONE,
	ZERO,
	DIGIT,
	TENS,    /* 廿, 卅: digit and unit in one */
	UNIT,    /* ten, hundred, thousand */
	MYRIADS, /* 万, 亿: multiply all the units before them */
};

struct token {
	uint32_t cp;
	enum kind kind;
	int64_t value;
};

/* By code point. */
static const struct token tokens[] = {
        {U'〇', ZERO, 0},
        {U'一', DIGIT, 1},
        {U'七', DIGIT, 7},
        {U'万', MYRIADS, 10000},
        {U'三', DIGIT, 3},
        {U'两', DIGIT, 2},
        {U'九', DIGIT, 9},
        {U'二', DIGIT, 2},
        {U'五', DIGIT, 5},
        {U'亿', MYRIADS, 100000000},
        {U'仟', UNIT, 1000},
        {U'伍', DIGIT, 5},
        {U'佰', UNIT, 100},
        {U'八', DIGIT, 8},
        {U'六', DIGIT, 6},
        {U'十', UNIT, 10},
        {U'千', UNIT, 1000},
        {U'卅', TENS, 30},
        {U'叁', DIGIT, 3},
        {U'参', DIGIT, 3},
        {U'四', DIGIT, 4},
        {U'壹', DIGIT, 1},
        {U'幺', DIGIT, 1},
        {U'廿', TENS, 20},
        {U'拾', UNIT, 10},
        {U'捌', DIGIT, 8},
        {U'柒', DIGIT, 7},
        {U'玖', DIGIT, 9},
        {U'百', UNIT, 100},
        {U'肆', DIGIT, 4},
        {U'贰', DIGIT, 2},
        {U'陆', DIGIT, 6},
        {U'零', ZERO, 0},
};

static struct token
token_of(uint32_t cp)
{
	size_t low = 0, high = ARRAY_LEN(tokens);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (tokens[middle].cp == cp)
			return tokens[middle];
		if (tokens[middle].cp < cp)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct token){.kind = NONE};
}

enum { TOKENS_MAX = 18, TOO_GREAT = -1, IMPROPER = -2 };

/* Digits one by one, ASCII or Han. */
static int64_t
by_place(const struct token *t, size_t n)
{
	int64_t value = 0;
	if (n > TOKENS_MAX)
		return TOO_GREAT;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + t[i].value;
	return value;
}

/* A number with units, half read. */
struct sum {
	int64_t total;     /* myriads that are complete */
	int64_t section;   /* thousands to ones of the current myriad */
	int64_t digit;     /* waits for its unit; 0: none does */
	int64_t last;      /* the last unit, of any kind; 0: none yet */
	int64_t below;     /* the next unit must be less */
	int64_t big_below; /* the next myriad likewise */
	bool zero;         /* a 零 was the last but for the digit */
};

static bool
sum_unit(struct sum *s, const struct token *t)
{
	bool implied = s->digit == 0 && t->value == 10; /* 十二, 一百十二 */
	if (t->value >= s->below || (s->digit == 0 && !implied))
		return false;
	s->section += (implied ? 1 : s->digit) * t->value;
	s->below = s->last = t->value;
	s->digit = 0;
	s->zero = false;
	return true;
}

static bool
sum_tens(struct sum *s, const struct token *t)
{
	if (s->digit != 0 || s->below <= 10)
		return false;
	s->section += t->value;
	s->below = s->last = 10;
	s->zero = false;
	return true;
}

static bool
sum_myriads(struct sum *s, const struct token *t)
{
	s->section += s->digit;
	if (s->section == 0 || t->value >= s->big_below || (s->zero && s->digit == 0))
		return false;
	s->total += s->section * t->value;
	s->section = s->digit = 0;
	s->below = 10000;
	s->big_below = s->last = t->value;
	s->zero = false;
	return true;
}

static bool
sum_take(struct sum *s, const struct token *t)
{
	switch (t->kind) {
	case ZERO:
		if (s->digit != 0 || s->zero || s->last == 0)
			return false;
		s->zero = true;
		return true;
	case DIGIT:
		if (s->digit != 0)
			return false;
		s->digit = t->value;
		return true;
	case TENS:
		return sum_tens(s, t);
	case UNIT:
		return sum_unit(s, t);
	case MYRIADS:
		return sum_myriads(s, t);
	case NONE:
		break;
	}
	return false;
}

static int64_t
by_units(const struct token *t, size_t n)
{
	struct sum s = {.below = 10000, .big_below = INT64_MAX};
	for (size_t i = 0; i < n; i++)
		if (!sum_take(&s, &t[i]))
			return IMPROPER;
	if (s.zero && s.digit == 0)
		return IMPROPER;
	bool cut_short = !s.zero && s.last > 10; /* 一百二 for 一百二十 */
	return s.total + s.section + s.digit * (cut_short ? s.last / 10 : 1);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number that s begins with, or TOO_GREAT or IMPROPER; returns the bytes it takes. */
static size_t
read_ascii(struct str s, int64_t *value)
{
	struct token t[TOKENS_MAX] = {0};
	size_t n = 0;
	for (; n < s.n && is_digit(s.p[n]); n++)
		if (n < TOKENS_MAX)
			t[n].value = s.p[n] - '0';
	*value = n > 0 ? by_place(t, n) : IMPROPER;
	return n;
}

/* Likewise. */
static size_t
read_han(struct str s, int64_t *value)
{
	struct token t[TOKENS_MAX] = {0};
	size_t n = 0, bytes = 0;
	bool units = false;
	for (struct str rest = s; rest.n > 0; n++) {
		struct token next = token_of(utf8_next(&rest, NULL));
		if (next.kind == NONE)
			break;
		units = units || next.kind >= TENS;
		if (n < TOKENS_MAX)
			t[n] = next;
		bytes = s.n - rest.n;
	}
	if (n == 0 || (units && n > TOKENS_MAX))
		*value = IMPROPER;
	else
		*value = units ? by_units(t, n) : by_place(t, n);
	return bytes;
}

static size_t
read_number(struct str s, int64_t *value)
{
	return s.n > 0 && is_digit(s.p[0]) ? read_ascii(s, value) : read_han(s, value);
}

size_t
numeral_prefix(struct str folded, int64_t *out)
{
	int64_t value;
	size_t bytes = read_number(folded, &value);
	if (value < 0)
		return 0;
	*out = value;
	return bytes;
}

static const struct str before[] = {
        STR("第"), STR("选择"), STR("选"), STR("回复"), STR("回"), STR("按"), STR(":"), STR("(")};
static const struct str behind[] = {
        STR("个"), STR("项"), STR("号"), STR("条"), STR("."), STR(","), STR(")")};

/* The byte first: most differ there. */
static bool
starts_with(struct str s, struct str word)
{
	return s.n && s.p[0] == word.p[0] && str_starts(s, word);
}

static bool
ends_with(struct str s, struct str end)
{
	return s.n >= end.n && s.p[s.n - 1] == end.p[end.n - 1] &&
	       str_eq(str_skip(s, s.n - end.n), end);
}

static bool
take_word_before(struct str *s)
{
	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		struct str word = before[i];
		if (starts_with(*s, word)) {
			*s = str_trim(str_skip(*s, word.n));
			return true;
		}
	}
	return false;
}

static bool
take_word_behind(struct str *s)
{
	for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
		struct str word = behind[i];
		if (ends_with(*s, word)) {
			*s = str_trim((struct str){s->p, s->n - word.n});
			return true;
		}
	}
	return false;
}

int
numeral_parse(struct str folded, int64_t max, int64_t *out)
{
	struct str s = str_trim(folded);
	while (take_word_before(&s))
		;
	while (take_word_behind(&s))
		;
	int64_t value;
	size_t bytes = read_number(s, &value);
	if (bytes != s.n || value == IMPROPER)
		return -EINVAL;
	if (value == TOO_GREAT || value > max)
		return -ERANGE;
	*out = value;
	return 0;
}

size_t
numeral_digits(struct str *text, char *digits, size_t most)
{
	size_t n = 0;
	while (n < most && text->n) {
		struct str rest = *text;
		struct token t = token_of(utf8_next(&rest, NULL));
		if (t.kind != ZERO && t.kind != DIGIT)
			break;
		digits[n++] = (char)('0' + t.value);
		*text = rest;
	}
	return n;
}
