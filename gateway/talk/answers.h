/*
 * What a phone has told a page so far: for each of its questions nothing, one answer, or several
 * meanings of which it must choose. Packed, this is what the journal keeps.
 */
#ifndef JIAXIN_ANSWERS_H
#define JIAXIN_ANSWERS_H

#include "content/slot.h"

enum { ANSWERS_MAX = 16 };

struct answers {
	const struct content *content;
	const struct page *page;
	struct slot_context context;     /* what answers are read by */
	struct meanings to[ANSWERS_MAX]; /* by the page's questions */
	size_t asked;                    /* the question asked last; ANSWERS_MAX: none was */
	struct str rest;                 /* what the text said besides */
	unsigned unclear;                /* bits: questions that an unclear word was said to */
	bool after_origin;               /* the text said where from: a place now is where to */
	size_t guessed; /* the question of the place whose role the text has not said yet */
};

/* `packed` is what answers_pack gave once, or empty; questions that the page has no more go. */
void answers_unpack(struct answers *all, struct str packed);

/* "name\tvalue\n" for each answer, "name\tvalue\tvalue\n" for one that is unclear, with one more
 * "\t" behind the name for a guess; in `a`. A code is left out: it is kept nowhere. */
struct str answers_pack(const struct answers *all, struct arena *a);

/* Whether a code is among them: then the text itself must not be kept either. */
bool answers_have_code(const struct answers *all);

/* The first question with several answers, or with none where the handler can't do without; or
 * page->slot_count. */
size_t answers_open(const struct answers *all);

/*
 * Takes whatever answers the page's questions off the front of *text (folded), until something
 * else comes; returns how often. Of the open questions the one is answered that the text tells
 * most about, of equals the first; but if that leaves something over, and another beginning does
 * not, the other. Of two places 北京到成都 and 深圳 长沙 say the origin first; said with its role,
 * or as such a pair, a place also takes the stead of an earlier answer.
 */
size_t answers_take(struct answers *all, struct arena *a, struct str *text);

/*
 * The day or the time, said alone after an answer that could do without it: a bit for each of the
 * page's questions that all of the text (folded) answers. 0: it says something else.
 */
unsigned answers_moments(const struct page *page, struct arena *a,
        const struct slot_context *context, struct str text);

#endif
