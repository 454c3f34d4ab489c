/*
 * Memory with one lifetime: a message's, or a content tree's. Take what is
 * needed, free nothing, release or reset all of it at once.
 */
#ifndef JIAXIN_ARENA_H
#define JIAXIN_ARENA_H

#include "base/base.h"

struct arena_block;

struct arena {
	struct arena_block *head; /* the block that is being filled; older ones behind it */
	size_t used;              /* bytes handed out since the last reset */
};

#define ARENA_INIT ((struct arena){0})

/* `size` bytes, zeroed, aligned for any type; lives until arena_reset or arena_release. */
void *arena_alloc(struct arena *a, size_t size);

/* An array of `count` elements, zeroed; ends the program if the product overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy of s, NUL-terminated (the NUL is not counted). */
char *arena_dup(struct arena *a, struct str s);
struct str arena_str(struct arena *a, struct str s);

/* printf into the arena. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Forgets everything but keeps one block of at most 64 kB, so that the next message needs no
 * malloc. */
void arena_reset(struct arena *a);

/* Gives all memory back; the arena may be used again. */
void arena_release(struct arena *a);

#endif
