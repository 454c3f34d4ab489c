/*
 * What a text that means nothing may have been meant to mean: one slip in a Latin keyword,
 * or keywords somewhere inside. Only pages are found, never a command: nobody is stopped,
 * and nothing is started, by a guess.
 */
#ifndef JIAXIN_NEAR_H
#define JIAXIN_NEAR_H

#include "content/content.h"

enum { NEAR_MOST = 3 };

struct near {
	const struct page *pages[NEAR_MOST]; /* each once; with a title unless sure */
	size_t count;                        /* 0: nothing is near */
	bool sure;                           /* one page, one slip away: answer it */
	struct str word;                     /* when sure: the keyword, folded */
};

/*
 * `folded` is a text that is neither command nor keyword. The whole text is held against
 * every Latin keyword of four letters or more (one page a single slip away is sure, several are
 * not), or a number against every number of three digits or more (never sure); then how it sounds
 * (near_sound); when none is near, keywords inside the text are, three pages at the most: Chinese
 * ones of two characters or more, Latin ones of four letters, numbers of three digits. Chinese is
 * never bent to fit. More pages than NEAR_MOST: the first few.
 */
struct near near_find(const struct content *c, struct str folded);

/*
 * The pages whose keyword the whole text sounds like (社宝), character by character, in the ears of
 * somebody who cannot tell zh from z, n from l, -ng from -n. Only to be offered.
 */
struct near near_sound(const struct content *c, struct str folded);

/* Adds a page, once, while there is room; puts all in the order of the pages' files. */
void near_add(struct near *near, const struct page *page);
void near_sort(struct near *near);

/*
 * One slip at the most: a letter left out, added, exchanged for another, or two neighbours
 * swapped (optimal string alignment distance <= 1).
 */
bool near_is_slip(struct str a, struct str b);

#endif
