#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first block is a message's; a content tree's grow, so that they are few to free. */
enum {
	FIRST_BLOCK = 8192 - 64,
	KEPT_BLOCK = 65536,
	LARGEST_BLOCK = 1 << 20,
	SMALL_TEXT = 128,
	ALIGN = alignof(max_align_t)
};

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *
block_new(struct arena_block *next, size_t size)
{
	struct arena_block *b = xmalloc(sizeof(*b) + size);
	*b = (struct arena_block){.next = next, .size = size};
	return b;
}

static size_t
block_size(const struct arena *a, size_t least)
{
	size_t size = a->head ? 2 * a->head->size : FIRST_BLOCK;
	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	return size > least ? size : least;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	must(size <= SIZE_MAX / 2);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!a->head || a->head->size - a->head->used < size)
		a->head = block_new(a->head, block_size(a, size));
	void *p = a->head->bytes + a->head->used;
	a->head->used += size;
	a->used += size;
	return memset(p, 0, size);
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t total;
	must(!__builtin_mul_overflow(count, size, &total));
	return arena_alloc(a, total);
}

char *
arena_dup(struct arena *a, struct str s)
{
	char *copy = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(copy, s.p, s.n);
	return copy;
}

struct str
arena_str(struct arena *a, struct str s)
{
	return (struct str){arena_dup(a, s), s.n};
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[SMALL_TEXT]; /* nearly all are: printed once */
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	must(n >= 0);
	char *p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof(small))
		memcpy(p, small, (size_t)n);
	else
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

static void
free_behind(struct arena_block *b)
{
	while (b) {
		struct arena_block *next = b->next;
		free(b);
		b = next;
	}
}

void
arena_reset(struct arena *a)
{
	a->used = 0;
	if (!a->head)
		return;
	if (a->head->size > KEPT_BLOCK) {
		arena_release(a);
		return;
	}
	free_behind(a->head->next);
	a->head->next = NULL;
	a->head->used = 0;
}

void
arena_release(struct arena *a)
{
	free_behind(a->head);
	*a = ARENA_INIT;
}
