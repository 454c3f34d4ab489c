/* Keywords by their sound: people who write by pinyin or by hand choose another character. */
#include <string.h>

#include "base/utf8.h"
#include "talk/near.h"
#include "text/readings.h"
#include "text/sound.h"

enum { LEAST = 2, MOST = 8, HAN_BYTES = 3, SPELLED_LEAST = 6, INSIDE_LEAST = 5, LETTERS_MOST = 64 };

struct near
near_sound(const struct content *c, struct str folded)
{
	struct near near = {0};
	const struct keyword *list;
	if (!sound_is_word(folded))
		return near;
	size_t count = content_keywords(c, folded.n, &list);
	for (const struct keyword *k = list; count--; k++)
		if (sound_is_word(k->folded) && sound_alike(folded, k->folded) &&
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
			if (!sound_is_word(k->folded) || !k->page->title.in[0] ||
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
	if (!sound_is_word(word) || !page->title.in[0])
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
