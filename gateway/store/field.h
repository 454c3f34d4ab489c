/*
 * Texts behind one another in what gets sealed: each with its length before it.
 */
#ifndef JIAXIN_FIELD_H
#define JIAXIN_FIELD_H

#include "base/buf.h"
#include "store/crypt.h"

enum { FIELD_MAX = 60000, FIELD_OVERHEAD = 2 };

void field_put(struct buf *b, struct str s); /* s.n <= FIELD_MAX */

/* Takes the next text off *from; false, both untouched or used up, when it is not whole. */
bool field_take(struct str *from, struct str *s);

/* A format byte and `count` texts, sealed into `a` for that place. */
struct str fields_seal(struct crypt *crypt, struct arena *a, const struct seal *place, char format,
        const struct str *fields, size_t count);

/*
 * The opposite: up to `most` texts into `a`, their number in *count. -EBADMSG when it was sealed
 * with another key, for another place or in another format, or is damaged.
 */
int fields_open(const struct crypt *crypt, struct arena *a, const struct seal *place, char format,
        struct str sealed, struct str *fields, size_t most, size_t *count) MUST_USE;

#endif
