#include "content/slot_take.h"

#include "text/numeral.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_latin(char c)
{
	return c >= 'a' && c <= 'z';
}

bool
slot_digit_next(struct str s)
{
	return s.n && is_digit(s.p[0]);
}

bool
slot_latin_next(struct str s)
{
	return s.n && is_latin(s.p[0]);
}

bool
slot_take(struct str *s, struct str word)
{
	if (!str_starts(*s, word))
		return false;
	*s = str_skip(*s, word.n);
	return true;
}

bool
slot_take_word(struct str *s, const struct slot_word *words, size_t count, int *value)
{
	struct str from = str_trim(*s), best = {0};
	for (size_t i = 0; from.n && i < count; i++) {
		if (words[i].word[0] != from.p[0]) /* most of them */
			continue;
		struct str word = str_from(words[i].word);
		if (word.n <= best.n || !str_starts(from, word) ||
		        (is_latin(word.p[word.n - 1]) && slot_latin_next(str_skip(from, word.n))))
			continue;
		best = word;
		*value = words[i].value;
	}
	if (!best.n)
		return false;
	*s = str_trim(str_skip(from, best.n));
	return true;
}

static bool
is_han(char c)
{
	return (unsigned char)c >= 0xE3;
}

size_t
slot_number(struct str s, int64_t *number)
{
	static const char *const units[] = {"年", "个", "号", "岁", "项"};
	size_t used = numeral_prefix(s, number);
	struct str rest = str_skip(s, used);
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (used && str_starts(rest, str_from(units[i])))
			return used;
	return used && rest.n && is_han(s.p[0]) && is_han(rest.p[0]) ? 0 : used;
}

bool
slot_take_number(struct str *s, int64_t most, int64_t *number)
{
	int64_t n;
	size_t used = numeral_prefix(*s, &n);
	if (!used || n > most)
		return false;
	*number = n;
	*s = str_skip(*s, used);
	return true;
}

struct str
slot_digits(struct str s)
{
	size_t n = 0;
	while (n < s.n && is_digit(s.p[n]))
		n++;
	return (struct str){s.p, n};
}
