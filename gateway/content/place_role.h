/*
 * Which end of a journey a place is: 从深圳去长沙, 北京到成都, sz→cs, from Shenzhen to Changsha.
 */
#ifndef JIAXIN_PLACE_ROLE_H
#define JIAXIN_PLACE_ROLE_H

#include "base/base.h"

enum place_role { ROLE_NONE, ROLE_FROM, ROLE_TO };

/*
 * Takes the longest word that says it off the front of *s (folded), blanks around it too. A Latin
 * one ends at a blank. ROLE_NONE, *s untouched: there is none. Some names begin with such a word
 * (自贡, 从化): try the name first.
 */
enum place_role place_role_take(struct str *s);

/* By its name in YAML, from or to; ROLE_NONE: it is none. */
enum place_role place_role_find(struct str name);

#endif
