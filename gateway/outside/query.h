/*
 * Names and values of a query string or a form (application/x-www-form-urlencoded), by
 * length: a value may hold any byte, NUL included.
 */
#ifndef JIAXIN_QUERY_H
#define JIAXIN_QUERY_H

#include "base/arena.h"
#include "base/buf.h"

/*
 * The first value of `name` in the encoded text `query`, decoded into `a`. '+' is a blank; a
 * '%' without two hex digits stands for itself. False, *value untouched: there is none.
 * Names are matched as sent: ours need no encoding.
 */
bool query_get(struct arena *a, struct str query, const char *name, struct str *value);

/* Takes the first pair off *query, as it is encoded there. False: that was all. */
bool query_next(struct str *query, struct str *name, struct str *value);

/*
 * `encoded` without its '%' escapes, in `a`. In a query and a form '+' is a blank; in a path it is
 * itself.
 */
struct str query_decode(struct arena *a, struct str encoded, bool plus_is_blank);

/* Appends the text so that it can stand in a URL, a query or a form: all but letters, digits and
 * -._~ as '%' escapes (RFC 3986, 2.3). */
void query_encode(struct buf *out, struct str text);

#endif
