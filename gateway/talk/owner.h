/*
 * Whose phone it is by now: operators give a number out again some months after it was given up.
 * Two signs say that it is still who it was: a word from it, and a message that was delivered to it
 * (a number that was given up fails until it is given out again).
 */
#ifndef JIAXIN_OWNER_H
#define JIAXIN_OWNER_H

#include "talk/converse.h"

enum owner {
	OWNER_SAME,
	OWNER_UNSURE, /* neither sign for family_limits.silent_s, or a word, but not its code:
	                 nothing personal goes there */
	OWNER_GONE,   /* no word for so long, and all that went there has failed: nothing goes
	                 there that was once wished for */
};

/* When the database can't say: OWNER_UNSURE at the best. */
enum owner phone_owner(const struct conversation *c, const struct who *who, int64_t now_ms);

#endif
