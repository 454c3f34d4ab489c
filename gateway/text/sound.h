/*
 * Chinese words by their sound: who writes by pinyin or by hand chooses another character.
 */
#ifndef JIAXIN_SOUND_H
#define JIAXIN_SOUND_H

#include "base/base.h"

/* Two to eight Chinese characters, and nothing else. */
bool sound_is_word(struct str folded);

/*
 * Whether two such words of one length sound alike, character by character, in any of their
 * readings, to somebody who cannot tell zh from z, n from l, -ng from -n.
 */
bool sound_alike(struct str word, struct str other);

#endif
