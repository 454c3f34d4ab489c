/*
 * Texts behind one another in what gets sealed: each with its length before it.
 */
#ifndef JIAXIN_FIELD_H
#define JIAXIN_FIELD_H

#include "base/buf.h"

enum { FIELD_MAX = 60000, FIELD_OVERHEAD = 2 };

void field_put(struct buf *b, struct str s); /* s.n <= FIELD_MAX */

/* Takes the next text off *from; false, both untouched or used up, when it is not whole. */
bool field_take(struct str *from, struct str *s);

#endif
