/*
 * From what people type to a key: two texts that mean the same to a person at a
 * small phone fold to the same bytes. Used for keywords at load and for messages;
 * the text that is shown, stored or logged is never changed.
 */
#ifndef JIAXIN_FOLD_H
#define JIAXIN_FOLD_H

#include "base/arena.h"

/*
 * The key of `text` (UTF-8; a bad byte counts as U+FFFD), in `a`. The rules, in order:
 *  1. invisible: U+00AD, 200B-200F, 202A-202E, 2060-2064, FEFF, FE00-FE0F, 20E3 are dropped;
 *  1a. numbers of one character to plain ones: Ⅳ ⅳ to 4, ⑫ ⑿ to 12, ㈢ to 三;
 *  2. compatibility (Unicode NFKC): full-width to ASCII, ligatures, circled digits...;
 *  3. case (Unicode case folding);
 *  4. punctuation to the ASCII twin: curly quotes, dashes, 。．、，：；！？（）～…,
 *     《》〈〉 to < >, 【】〔〕 to [ ], 「」『』 to ";
 *  5. traditional to simplified Chinese, one character at a time;
 *  6. every run of blanks and control characters becomes one space;
 *  7. blanks and .,;:!?"'()[]~ at both ends are trimmed, # and * stay. A text of nothing
 *     but these that holds a question mark is "?".
 * Accents stay. Idempotent. The result may be longer than the text (at most 18 times).
 */
struct str fold(struct arena *a, struct str text);

/*
 * The length of what stands in a key before its first letter, digit or Chinese character: signs,
 * emoji, blanks. Arrows are none: they say where to (→).
 */
size_t fold_signs(struct str key);

/* Whether a character of a key that begins with this byte is Chinese; or an emoji: signs of both
 * lie beyond U+3000. */
bool fold_is_han(char first);

#endif
