/*
 * Other ways to read a text than as it stands: a dialect's words as everybody's (content_plain),
 * and characters that were typed apart, together.
 */
#ifndef JIAXIN_WAYS_H
#define JIAXIN_WAYS_H

#include "content/content.h"

enum way { AS_IT_STANDS, PLAIN, JOINED, WAYS };

/*
 * All ways to read `folded`, in `a`; one that changes nothing is the same as that before it.
 * JOINED: 社 保, 我。要。报。平。安, 1 2 0 without what parts Chinese characters, or single digits.
 */
void ways_find(const struct content *c, struct arena *a, struct str folded, struct str ways[WAYS]);

#endif
