/*
 * The page that a text means by what it tells rather than by the word at its front.
 */
#ifndef JIAXIN_TOLD_H
#define JIAXIN_TOLD_H

#include "content/content.h"
#include "content/slot.h"

/*
 * The page that a text (folded) without a keyword at its front tells of: 深圳到长沙 is both ends of
 * a journey, and nothing else; 1967年5月男退休 is answers, and behind them a word of the page that
 * asks for them. NULL: none. Never a page that acts, nor one that can do without such an answer.
 * *text is set to the answers alone, in `a`. A text of more than 120 bytes, 40 characters, tells
 * of none: every page would read it, from every character on.
 */
const struct page *told_page(const struct content *c, struct arena *a,
        const struct slot_context *context, struct str folded, struct str *text);

/*
 * The page that a menu's word means with what stands behind it: in 社保北京到成都 both ends of a
 * journey mean the page on the menu, or on a menu below it, that takes them; in 失业金63个月 all
 * that a page on it asks for, and no other does. `menu` itself when there is none, or when `rest`
 * is a bare number, which may be a line's, or longer than told_page reads.
 */
const struct page *told_below(const struct content *c, struct arena *a,
        const struct slot_context *context, const struct page *menu, struct str rest);

/* Whether the front of the text, fillers passed over, answers any question of the page. */
bool told_any(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *page, struct str folded);

#endif
