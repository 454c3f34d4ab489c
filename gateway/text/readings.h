/*
 * How a Chinese character is read in Mandarin: the 8,105 characters of the Table of General
 * Standard Chinese Characters (2013), from the Unihan database. A character often has several
 * readings, and names of places use the rare ones: whoever looks names up must try them all.
 */
#ifndef JIAXIN_READINGS_H
#define JIAXIN_READINGS_H

#include "base/base.h"

/*
 * The syllables with a blank between ("chang zhang"), the usual one first: letters a-z, no
 * tones, v for u with diaeresis, at most READINGS_MOST. NULL: the character is not known, or
 * is traditional (fold first).
 */
const char *han_readings(uint32_t code_point);
enum { READINGS_MOST = 5, SYLLABLE_MOST = 6 }; /* syllables; letters of one */

#endif
