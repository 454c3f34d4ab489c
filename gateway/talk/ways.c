#include "talk/ways.h"

#include <string.h>

#include "text/fold.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A digit by itself between blanks, or at an end. */
static bool
is_lone_digit(struct str s, size_t at)
{
	return is_digit(s.p[at]) && (at == 0 || s.p[at - 1] == ' ') &&
	       (at + 1 == s.n || s.p[at + 1] == ' ');
}

/* What parts Chinese characters and says nothing, blanks, stops, pictures: its length. */
static size_t
idle_signs(struct str text)
{
	unsigned char first = (unsigned char)text.p[0];
	size_t n = first > 0xE3 && first < 0xEE ? 0 : fold_signs(text); /* Han is no sign */
	for (size_t i = 0; i < n; i++)
		if (strchr("-+*/=<>:#%", text.p[i]))
			return 0;
	return n < text.n && fold_is_han(text.p[n]) ? n : 0;
}

/* Whether a character begins at `at`, and one beyond ASCII ends there. */
static bool
parts_letters(struct str s, size_t at)
{
	return at > 0 && (s.p[at] & 0xC0) != 0x80 && (s.p[at - 1] & 0x80);
}

/* 社 保, 我。要。报。平。安, 1 2 0: without what parts Chinese characters, or single digits. */
static struct str
joined(struct arena *a, struct str folded)
{
	char *p = arena_dup(a, folded);
	size_t n = 0;
	for (size_t i = 0; i < folded.n;) {
		size_t idle = parts_letters(folded, i) ? idle_signs(str_skip(folded, i)) : 0;
		bool digits = folded.p[i] == ' ' && i > 0 && i + 1 < folded.n &&
		              is_lone_digit(folded, i - 1) && is_lone_digit(folded, i + 1);
		if (!idle && !digits)
			p[n++] = folded.p[i];
		i += idle ? idle : 1;
	}
	return (struct str){p, n};
}

void
ways_find(const struct content *c, struct arena *a, struct str folded, struct str ways[WAYS])
{
	ways[AS_IT_STANDS] = folded;
	ways[PLAIN] = content_plain(c, a, folded);
	struct str bare = joined(a, folded);
	ways[JOINED] = str_eq(bare, folded) ? ways[PLAIN] : content_plain(c, a, bare);
}
