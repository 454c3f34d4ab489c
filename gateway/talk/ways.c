#include "talk/ways.h"

#include <string.h>

#include "text/fold.h"

enum { IDLE_MOST = 48 }; /* bytes; more of them part nothing that belongs together */

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
	size_t n = fold_signs((struct str){text.p, text.n < IDLE_MOST ? text.n : IDLE_MOST});
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

/* The length of what may be left out at `at`: what parts Chinese characters, or single digits. */
static size_t
idle_at(struct str folded, size_t at)
{
	size_t idle = parts_letters(folded, at) ? idle_signs(str_skip(folded, at)) : 0;
	bool digits = folded.p[at] == ' ' && at > 0 && at + 1 < folded.n &&
	              is_lone_digit(folded, at - 1) && is_lone_digit(folded, at + 1);
	return idle ? idle : digits;
}

/* 社 保, 我。要。报。平。安, 1 2 0 without it. */
static struct str
joined(struct arena *a, struct str folded)
{
	size_t n = 0;
	while (n < folded.n && !idle_at(folded, n))
		n++;
	if (n == folded.n) /* most have none */
		return folded;
	char *p = arena_dup(a, folded);
	for (size_t i = n; i < folded.n;) {
		size_t idle = idle_at(folded, i);
		if (!idle)
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
	if (!str_eq(bare, folded))
		bare = content_plain(c, a, bare);
	else
		bare = ways[PLAIN];
	ways[JOINED] = joined(a, bare); /* haizi yibao is 孩子 医保 by now */
}
