#include "talk/near.h"

#include <string.h>

enum {
	LEAST_LETTERS = 4,
	LEAST_HAN_BYTES = 6,
	LEAST_DIGITS = 3,
	SEARCHED_MOST = 600, /* bytes of a text that keywords are looked for in */
};

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
common_start(struct str a, struct str b)
{
	size_t n = 0;
	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

bool
near_is_slip(struct str a, struct str b)
{
	size_t n = common_start(a, b);
	a = str_skip(a, n);
	b = str_skip(b, n);
	if (a.n == b.n) {
		if (a.n < 2 || str_eq(str_skip(a, 1), str_skip(b, 1)))
			return true;
		return a.p[0] == b.p[1] && a.p[1] == b.p[0] &&
		       str_eq(str_skip(a, 2), str_skip(b, 2));
	}
	if (a.n == b.n + 1)
		return str_eq(str_skip(a, 1), b);
	return b.n == a.n + 1 && str_eq(a, str_skip(b, 1));
}

/* Letters, and blanks between them. */
static bool
is_latin(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && s.p[i] != ' ')
			return false;
	return s.n > 0;
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

void
near_add(struct near *near, const struct page *page)
{
	for (size_t i = 0; i < near->count; i++)
		if (near->pages[i] == page)
			return;
	if (near->count < NEAR_MOST)
		near->pages[near->count++] = page;
}

/* 743226: the keys of shebao, pressed while the phone wrote digits. */
static bool
is_typed_as(struct str word, struct str digits)
{
	static const char keys[] = "22233344455566677778889999";
	if (word.n != digits.n || word.n < LEAST_LETTERS)
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (!is_letter(word.p[i]) || keys[word.p[i] - 'a'] != digits.p[i])
			return false;
	return true;
}

/* 12o, l20: letters that look like digits. */
static bool
looks_like(struct str text, struct str digits)
{
	static const char letters[] = "oli", meant[] = "011";
	bool any = false;
	if (text.n != digits.n || !is_number(digits))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		const char *letter = memchr(letters, text.p[i], sizeof(letters) - 1);
		if (text.p[i] != digits.p[i] && (!letter || meant[letter - letters] != digits.p[i]))
			return false;
		any = any || is_digit(text.p[i]);
	}
	return any;
}

/* In the order of the pages' files, so that the table's order does not show. */
void
near_sort(struct near *near)
{
	for (size_t i = 1; i < near->count; i++)
		for (size_t j = i; j > 0 && near->pages[j] < near->pages[j - 1]; j--) {
			const struct page *page = near->pages[j];
			near->pages[j] = near->pages[j - 1];
			near->pages[j - 1] = page;
		}
}

/* It shows words, or asks before a handler runs: nothing is done by opening it. */
static bool
opens_harmless(const struct page *page)
{
	if (page->acts)
		return false;
	return page->handler < 0 || (page->slot_count > 0 && !page->slots[0].aside);
}

/* Words that a slip is looked for in: all letters, or all digits. */
static bool
is_alike(struct str a, struct str b)
{
	return is_latin(a) ? is_latin(b) : is_number(b);
}

static void
find_slips_of(const struct content *c, size_t length, struct str folded, struct near *near)
{
	const struct keyword *list;
	size_t count = content_keywords(c, length, &list);
	for (const struct keyword *k = list; count--; k++) {
		if (!is_alike(folded, k->folded) || !near_is_slip(folded, k->folded))
			continue;
		near_add(near, k->page);
		/* Of one page's words, the first of the alphabet: the table's order does not show.
		 */
		size_t n = length < near->word.n ? length : near->word.n;
		if (near->word.n == 0 || memcmp(k->folded.p, near->word.p, n) < 0)
			near->word = k->folded;
	}
}

/* A slip makes a word longer or shorter by one letter at the most. */
static void
find_slips(const struct content *c, struct str folded, struct near *near)
{
	size_t least = is_latin(folded) ? LEAST_LETTERS : LEAST_DIGITS;
	for (size_t n = folded.n - 1; n <= folded.n + 1; n++)
		if (n >= least)
			find_slips_of(c, n, folded, near);
	near_sort(near);
	near->sure = near->count == 1 && is_latin(folded) && opens_harmless(near->pages[0]);
}

/* Keywords that were meant by other keys. */
static void
find_keys(const struct content *c, struct str folded, struct near *near)
{
	const struct keyword *list;
	size_t count = content_keywords(c, folded.n, &list);
	for (const struct keyword *k = list; count--; k++)
		if (looks_like(folded, k->folded) ||
		        (is_number(folded) && is_typed_as(k->folded, folded)))
			near_add(near, k->page);
	near_sort(near);
}

/* A keyword that stands inside a text must say more than one at its beginning. */
static bool
is_telling(struct str word)
{
	if (is_letter(word.p[0]))
		return word.n >= LEAST_LETTERS;
	return word.n >= (is_digit(word.p[0]) ? LEAST_DIGITS : LEAST_HAN_BYTES);
}

/* Can a word begin at `at`? */
static bool
begins_word(struct str folded, size_t at)
{
	char c = folded.p[at], before = at ? folded.p[at - 1] : ' ';
	if ((c & 0xC0) == 0x80)
		return false;
	bool in_word = is_letter(before) || is_digit(before);
	return !in_word || (!is_letter(c) && !is_digit(c));
}

/* A page without a title can't be offered. */
static void
drop_untitled(struct near *near)
{
	size_t kept = 0;
	for (size_t i = 0; i < near->count; i++)
		if (near->pages[i]->title.in[0])
			near->pages[kept++] = near->pages[i];
	near->count = kept;
}

/* The longest keyword at each place; what it covers is not searched again. */
static void
find_inside(const struct content *c, struct str folded, struct near *near)
{
	for (size_t at = 0; at < folded.n && at < SEARCHED_MOST;) {
		size_t used = 0;
		struct str rest = str_skip(folded, at);
		const struct page *page =
		        begins_word(folded, at) ? content_keyword(c, rest, &used) : NULL;
		if (page && is_telling((struct str){rest.p, used}))
			near_add(near, page);
		else
			used = 1;
		at += used;
	}
}

struct near
near_find(const struct content *c, struct str folded)
{
	struct near near = {0};
	bool is_word = folded.n >= LEAST_LETTERS - 1 && folded.n <= KEYWORD_MAX_BYTES + 1;
	if (is_word && (is_latin(folded) || is_number(folded)))
		find_slips(c, folded, &near);
	if (near.count == 0)
		find_keys(c, folded, &near);
	if (near.count == 0)
		near = near_sound(c, folded);
	if (near.count == 0) {
		near = near_spelled(c, folded);
		near.sure = near.count == 1 && opens_harmless(near.pages[0]);
	}
	if (near.count == 0)
		find_inside(c, folded, &near);
	if (near.count == 0)
		near = near_spelled_inside(c, folded);
	if (!near.sure)
		drop_untitled(&near);
	return near;
}
