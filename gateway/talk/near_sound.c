/* Keywords by their sound: people who write by pinyin or by hand choose another character. */
#include <string.h>

#include "base/utf8.h"
#include "talk/near.h"
#include "text/readings.h"

enum { LEAST = 2, MOST = 8, HAN_BYTES = 3, SPELLED_LEAST = 6, INSIDE_LEAST = 5, LETTERS_MOST = 64 };

/* A syllable as it sounds to many: without the h of zh, ch, sh, the g of -ng; l for n. */
struct syllable {
	char p[SYLLABLE_MOST + 1];
	size_t n;
};

static struct syllable
take_syllable(const char **readings)
{
	struct syllable s = {.n = 0};
	const char *p = *readings;
	for (; *p && *p != ' '; p++) {
		bool h = *p == 'h' && s.n == 1 && strchr("zcs", s.p[0]);
		bool g = *p == 'g' && s.n > 0 && s.p[s.n - 1] == 'n';
		if (!h && !g)
			s.p[s.n++] = *p;
	}
	if (s.n && s.p[0] == 'n')
		s.p[0] = 'l';
	*readings = *p ? p + 1 : p;
	return s;
}

static bool
sounds_alike(uint32_t a, uint32_t b)
{
	const char *of_a = han_readings(a);
	while (of_a && *of_a) {
		struct syllable x = take_syllable(&of_a);
		const char *of_b = han_readings(b);
		while (of_b && *of_b) {
			struct syllable y = take_syllable(&of_b);
			if (x.n == y.n && memcmp(x.p, y.p, x.n) == 0)
				return true;
		}
	}
	return false;
}

/* Equal characters, or alike by ear: all of them; both are as long. */
static bool
text_sounds_like(struct str text, struct str keyword)
{
	while (text.n) {
		uint32_t a = utf8_next(&text, NULL), b = utf8_next(&keyword, NULL);
		if (a != b && !sounds_alike(a, b))
			return false;
	}
	return true;
}

static bool
is_han_word(struct str s)
{
	for (size_t i = 0; i < s.n; i += HAN_BYTES)
		if ((unsigned char)s.p[i] < 0xE3 || (unsigned char)s.p[i] >= 0xF0)
			return false;
	return s.n >= LEAST * HAN_BYTES && s.n <= MOST * HAN_BYTES && s.n % HAN_BYTES == 0;
}

struct near
near_sound(const struct content *c, struct str folded)
{
	struct near near = {0};
	const struct keyword *list;
	if (!is_han_word(folded))
		return near;
	size_t count = content_keywords(c, folded.n, &list);
	for (const struct keyword *k = list; count--; k++)
		if (is_han_word(k->folded) && text_sounds_like(folded, k->folded) &&
		        k->page->title.in[0])
			near_add(&near, k->page);
	near_sort(&near);
	return near;
}

/* The letters that `text` begins with and that are the Han word in pinyin, in one of its readings;
 * with `whole` all of them. 0: they are not. */
static size_t
spelled(struct str word, struct str text, bool whole)
{
	const char *readings = han_readings(utf8_next(&word, NULL));
	while (readings && *readings) {
		size_t n = strcspn(readings, " ");
		bool begins = str_starts(text, (struct str){readings, n});
		readings += n + (readings[n] == ' ');
		if (!begins)
			continue;
		struct str rest = str_skip(text, n);
		size_t more = word.n ? spelled(word, rest, whole) : 0;
		if (more || (!word.n && (!whole || !rest.n)))
			return n + more;
	}
	return 0;
}

/* The letters alone, and bits for where a word of them may begin: behind a blank, or what ends a
 * syllable. None when there is something else, or too much. */
static struct str
letters_of(struct str folded, char letters[LETTERS_MOST], uint64_t *begins)
{
	size_t n = 0;
	for (size_t i = 0; i < folded.n; i++) {
		if (folded.p[i] == ' ')
			continue;
		if (folded.p[i] < 'a' || folded.p[i] > 'z' || n == LETTERS_MOST)
			return (struct str){letters, 0};
		bool may_begin =
		        n == 0 || folded.p[i - 1] == ' ' || strchr("aeiouvngr", letters[n - 1]);
		*begins |= (uint64_t)may_begin << n;
		letters[n++] = folded.p[i];
	}
	return (struct str){letters, n};
}

struct near
near_spelled(const struct content *c, struct str folded)
{
	struct near near = {0};
	char letters[LETTERS_MOST];
	uint64_t begins = 0;
	struct str text = letters_of(folded, letters, &begins);
	const struct keyword *k;
	for (size_t n = LEAST; text.n >= SPELLED_LEAST && n <= MOST; n++)
		for (size_t count = content_keywords(c, n * HAN_BYTES, &k); count--; k++) {
			if (!is_han_word(k->folded) || !k->page->title.in[0] ||
			        !spelled(k->folded, text, true))
				continue;
			near.word = k->folded;
			near_add(&near, k->page);
		}
	near_sort(&near);
	return near;
}

/* The longest word that is spelled at each letter. */
struct spelled_at {
	size_t n[LETTERS_MOST];
	const struct page *page[LETTERS_MOST];
};

/* Wherever the word stands. */
static void
note_spelled(struct spelled_at *found, struct str text, uint64_t begins, struct str word,
        const struct page *page)
{
	struct str first = word;
	if (!is_han_word(word) || !page->title.in[0])
		return;
	const char *readings = han_readings(utf8_next(&first, NULL));
	bool one = readings && !strchr(readings, ' ');
	for (size_t at = 0; readings && at + INSIDE_LEAST <= text.n; at++) {
		if (!(begins >> at & 1) || (one && readings[0] != text.p[at])) /* most */
			continue;
		size_t n = spelled(word, str_skip(text, at), false);
		if (n >= INSIDE_LEAST && n > found->n[at]) {
			found->n[at] = n;
			found->page[at] = page;
		}
	}
}

struct near
near_spelled_inside(const struct content *c, struct str folded)
{
	struct near near = {0};
	struct spelled_at found = {0};
	char letters[LETTERS_MOST];
	uint64_t begins = 0;
	const struct page *const *pages;
	const struct keyword *k;
	struct str text = letters_of(folded, letters, &begins);
	for (size_t n = LEAST; text.n >= INSIDE_LEAST && n <= MOST; n++)
		for (size_t count = content_keywords(c, n * HAN_BYTES, &k); count--; k++)
			note_spelled(&found, text, begins, k->folded, k->page);
	size_t count = text.n >= INSIDE_LEAST ? content_pages(c, &pages) : 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < pages[i]->alarm_count; j++)
			note_spelled(&found, text, begins, pages[i]->alarms[j], pages[i]);
	for (size_t at = 0; at < text.n; at += found.n[at] ? found.n[at] : 1)
		if (found.n[at])
			near_add(&near, found.page[at]);
	return near;
}
