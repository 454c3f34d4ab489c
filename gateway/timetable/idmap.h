/*
 * From names to numbers: a hash table of byte strings that only grows; and texts kept once,
 * one behind the other, as the file holds them.
 */
#ifndef JIAXIN_TIMETABLE_IDMAP_H
#define JIAXIN_TIMETABLE_IDMAP_H

#include "base/arena.h"
#include "timetable/timetable.h"

struct idmap_entry {
	const char *key; /* NULL: free */
	uint32_t n, hash, value;
};

struct idmap {
	struct idmap_entry *entries; /* a power of two of them, at most half are taken */
	size_t count, cap;
	struct arena memory;
};

/* The value of a key; NULL: it is not there. Valid until the next idmap_add. */
const uint32_t *idmap_find(const struct idmap *m, struct str key);

/* The same, but a key that is not there is added with `value`; *is_new says which. */
uint32_t idmap_add(struct idmap *m, struct str key, uint32_t value, bool *is_new);

void idmap_release(struct idmap *m); /* empty again */

struct strings {
	char *p;
	size_t n, cap;
	struct idmap seen;
};

void strings_init(struct strings *s);

/*
 * The same text gives the same number. What is no UTF-8 becomes U+FFFD, control characters
 * become blanks, what is longer than STRINGS_MOST bytes is cut.
 */
tt_text strings_add(struct strings *s, struct str text);
enum { STRINGS_MOST = 1000 };

void strings_release(struct strings *s);

#endif
