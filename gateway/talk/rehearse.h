/*
 * Plays the examples that authors write beside their pages: each from a phone that is
 * new, through the same conversation as the daemon's. What does not come out as written is a
 * fault at the example's place.
 */
#ifndef JIAXIN_REHEARSE_H
#define JIAXIN_REHEARSE_H

#include "talk/converse.h"

/* `c` needs handlers and times; its store and content are not looked at. */
void rehearse(const struct content *content, const struct conversation *c, int64_t now_ms,
        struct faults *f);

#endif
