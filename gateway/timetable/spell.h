/*
 * The ways to write the name of a place, for the one that makes the index of names and the one
 * that looks in it: both must spell alike.
 */
#ifndef JIAXIN_TIMETABLE_SPELL_H
#define JIAXIN_TIMETABLE_SPELL_H

#include "base/base.h"

enum {
	SPELL_MOST = 127,    /* bytes of a key; longer texts have none */
	SPELLINGS_MOST = 64, /* combinations of readings of one name */
};

struct spelling {
	uint8_t n, initials_n;
	char text[SPELL_MOST + 1];     /* "changshanan" */
	char initials[SPELL_MOST + 1]; /* "csn" */
};

/*
 * Every combination of readings of a folded text, the usual ones first; "lv" also as "lu", as
 * many people write it. Letters and digits stay (a word's first letter is its initial), other
 * signs are passed over. How many; 0 when a character has no known reading, or it is too long.
 */
size_t spell_readings(struct str folded, struct spelling *out, size_t most);

/*
 * Pinyin or a foreign name as it was typed (folded), to letters and digits alone: tone marks
 * off, u with diaeresis to v, no blanks, hyphens, apostrophes. 0: there is something else in
 * it. `out` has room for SPELL_MOST + 1 bytes.
 */
size_t spell_latin(struct str folded, char *out);

/*
 * The same with English words for what Chinese names say in pinyin: "shenzhen north" and
 * "north shenzhen" to "shenzhenbei", "station" to "zhan", "city" to "shi".
 */
size_t spell_english(struct str folded, char *out);

/*
 * What sounds alike to many: zh and z, ch and c, sh and s, ng and n, l and n, h and f before u
 * become one. Never longer; `text` and `out` may be the same.
 */
size_t spell_near(const char *text, size_t n, char *out);

bool is_all_han(struct str text);
struct str drop_end(struct str text, struct str end); /* empty if it does not end so, or is it */

#endif
