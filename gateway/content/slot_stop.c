/* Stations and cities of the timetable, as people type them. */
#include <string.h>

#include "content/slot_read.h"
#include "text/fold.h"
#include "timetable/transit.h"

enum {
	HITS_MOST = NAMES_MENU,
	NEAR_READS = 10, /* what is near to a word is looked for among all the names */
	SLIP_BYTES = 15  /* that a word with a slip may be longer than the longest of them */
};

/* Does what stands behind a name leave it whole? In 长沙南京 长沙南 does not. */
static bool
may_end(const struct transit *t, struct arena *a, struct str rest)
{
	struct name_hit hit;
	size_t count;
	bool is_han = rest.n && (rest.p[0] & 0x80);
	return !is_han || place_role_take(&rest) ||
	       names_prefix(&t->names, a, rest, SIZE_MAX, &hit, 1, &count);
}

/*
 * The longest name that the text begins with; of several, the longest with a good end. Its
 * length, 0: none.
 */
static size_t
find_name(const struct transit *t, struct arena *a, struct str text, struct name_hit *hits,
        size_t *count)
{
	size_t longest = names_prefix(&t->names, a, text, SIZE_MAX, hits, HITS_MOST, count);
	size_t n = longest;
	while (n && !may_end(t, a, str_skip(text, n)))
		n = names_prefix(&t->names, a, text, n, hits, HITS_MOST, count);
	return n ? n : names_prefix(&t->names, a, text, longest + 1, hits, HITS_MOST, count);
}

/* Up to a blank, or to 到 and the like: 深川到长沙; the rest of a word of more than `most` bytes is
 * left out. */
static struct str
first_word(struct str text, size_t most)
{
	size_t n = 1;
	for (; n < text.n && n <= most && text.p[n] != ' '; n++) {
		struct str rest = str_skip(text, n);
		if ((text.p[n] & 0xC0) != 0x80 && place_role_take(&rest))
			break;
	}
	return (struct str){text.p, n};
}

/* The first word may be a name with a slip in it. */
static size_t
find_near(const struct slot_context *context, struct arena *a, struct str text,
        struct name_hit *hits, size_t *count)
{
	const struct transit *t = context->transit;
	size_t most = t->names.longest + SLIP_BYTES;
	struct str word = first_word(text, most);
	if (word.n > most || !slot_may_read(context, NEAR_READS))
		return 0;
	*count = names_find(&t->names, a, word, hits, HITS_MOST);
	return *count ? word.n : 0;
}

/*
 * 长沙难 begins with 长沙, but all of the word sounds like 长沙南: that is offered, too, first. The
 * word's length; 0: it sounds like none.
 */
static size_t
add_sound(
        const struct transit *t, struct arena *a, struct str text, size_t used, struct meanings *m)
{
	const char *blank = memchr(text.p, ' ', text.n);
	struct str word = {text.p, blank ? (size_t)(blank - text.p) : text.n};
	struct name_hit hits[HITS_MOST];
	if (word.n <= used || may_end(t, a, str_skip(text, used)))
		return 0;
	size_t count = names_find(&t->names, a, word, hits, HITS_MOST);
	for (size_t i = 0; i < count; i++)
		meanings_add(m, transit_name(t, a, &hits[i]));
	return count ? word.n : 0;
}

bool
slot_read_stop(
        const struct slot_context *context, struct arena *a, struct str *folded, struct meanings *m)
{
	const struct transit *t = context->transit;
	struct name_hit hits[HITS_MOST];
	size_t count = 0, used = 0;
	if (!t || !folded->n)
		return false;
	used = find_name(t, a, *folded, hits, &count);
	if (!used && context->near) {
		used = find_near(context, a, *folded, hits, &count);
		m->unsure =
		        fold_is_han(folded->p[0]); /* a slip in letters is named by the answer */
	}
	if (!used)
		return false;
	size_t word = add_sound(t, a, *folded, used, m);
	/* Letters may be the pinyin of one and the initials of others: who writes all of a name
	 * means it. */
	bool is_written = count > 1 && hits[0].tier < hits[1].tier;
	for (size_t i = 0; i < (is_written ? 1 : count); i++)
		meanings_add(m, transit_name(t, a, &hits[i]));
	*folded = str_trim(str_skip(*folded, word ? word : used));
	return true;
}
