/*
 * The names of stations and trains in letters, for who reads no Chinese or whose phone shows none:
 * 深圳北 is Shenzhen Bei, as its signs have it. Typed back it is found again (spell.h). An answer
 * in these letters takes septets: 160 of them to a part, not 70.
 */
#ifndef JIAXIN_TIMETABLE_LATIN_H
#define JIAXIN_TIMETABLE_LATIN_H

#include "base/arena.h"

/*
 * 演G1 is YanG1; a name without Chinese characters is what it is, and so is one with a character
 * whose reading is not known.
 */
struct str latin_name(struct arena *a, struct str name);

#endif
