/*
 * A name that is none: which of the known ones was it meant to be? For the messages about the
 * files that people write (fault.h).
 */
#ifndef JIAXIN_DID_YOU_MEAN_H
#define JIAXIN_DID_YOU_MEAN_H

#include "content/fault.h"

/* Names to choose from; what does not fit is left out. */
struct names {
	struct str list[64];
	size_t count;
};

void names_add(struct names *n, struct str name); /* once */
bool names_have(const struct names *n, struct str name);
void names_addz(struct names *n, const char *const *names); /* up to a NULL; NULL: none */

/* Something said in both languages. */
struct both {
	const char *zh, *en;
};

/* The one of two near names that is nearer to `word`; `best` may be empty. */
struct str name_nearer(struct str word, struct str best, struct str other);

/*
 * How to mend `word`: the name it was meant to be, or all there are; in `a`. Empty when f is full,
 * for then nobody will read it.
 */
struct both
did_you_mean(struct arena *a, const struct faults *f, const struct names *n, struct str word);

#endif
