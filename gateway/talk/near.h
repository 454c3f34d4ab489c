/*
 * What a text that means nothing may have been meant to mean: one slip in a Latin keyword,
 * or keywords somewhere inside. Only pages are found, never a command, and one that
 * acts is never sure: nobody is stopped, and nothing is started, by a guess.
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
 * `folded` is a text that is neither command nor keyword. Looked for is, until something is found:
 *  - a Latin keyword of four letters or more that is one slip away, or a number of three digits or
 *    more. One page by letters is sure, unless its handler would run at once and might do
 * something;
 *  - a keyword typed with other keys: 12o, or 743226 for shebao;
 *  - one that sounds like all of the text (near_sound). Chinese is bent in no other way;
 *  - a Chinese keyword whose pinyin the text is (near_spelled). One page is sure, as above;
 *  - keywords inside the text: of two Chinese characters, four letters, three digits or more;
 *  - Chinese keywords and alarms whose pinyin stands in a text of letters (near_spelled_inside).
 * More pages than NEAR_MOST: the first few.
 */
struct near near_find(const struct content *c, struct str folded);

/*
 * The pages whose keyword the whole text sounds like (社宝), character by character, in the ears of
 * somebody who cannot tell zh from z, n from l, -ng from -n. Only to be offered.
 */
struct near near_sound(const struct content *c, struct str folded);

/*
 * The pages whose Chinese keyword a text of letters is, spelled in pinyin without tones
 * (haizishangxue); `word` is that keyword.
 */
struct near near_spelled(const struct content *c, struct str folded);

/*
 * The same, of five letters or more, wherever they stand in a text of 64 letters at the most
 * (gongdi laoban pao le); the longest at each place, and alarms, too (laogong da wo). Only to be
 * offered.
 */
struct near near_spelled_inside(const struct content *c, struct str folded);

/* Adds a page, once, while there is room; puts all in the order of the pages' files. */
void near_add(struct near *near, const struct page *page);
void near_sort(struct near *near);

/*
 * One slip at the most: a letter left out, added, exchanged for another, or two neighbours
 * swapped (optimal string alignment distance <= 1).
 */
bool near_is_slip(struct str a, struct str b);

#endif
