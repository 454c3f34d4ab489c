#include "store/once.h"

#include <stdlib.h>

struct entry {
	uint64_t mark; /* 0: free */
	int64_t seq;   /* 0: dropped, but the search goes on */
};

struct generation {
	struct entry *table;
	size_t size, used; /* size is a power of two or 0 */
	int64_t since_s;
};

struct once {
	struct generation young, old;
	uint32_t window_s;
};

enum { FIRST_SIZE = 256 };

struct once *
once_new(uint32_t window_s)
{
	struct once *o = xcalloc(1, sizeof(*o));
	o->window_s = window_s;
	return o;
}

void
once_free(struct once *o)
{
	if (!o)
		return;
	free(o->young.table);
	free(o->old.table);
	free(o);
}

static struct entry *
place_of(const struct generation *g, uint64_t mark)
{
	size_t i = mark & (g->size - 1);
	while (g->table[i].mark && g->table[i].mark != mark)
		i = (i + 1) & (g->size - 1);
	return &g->table[i];
}

static int64_t
find_in(const struct generation *g, uint64_t mark)
{
	return g->size ? place_of(g, mark)->seq : 0;
}

int64_t
once_find(const struct once *o, uint64_t mark)
{
	int64_t seq = find_in(&o->young, mark);
	return seq ? seq : find_in(&o->old, mark);
}

static void
grow(struct generation *g)
{
	struct generation bigger = {
	        .size = g->size ? g->size * 2 : FIRST_SIZE, .since_s = g->since_s};
	bigger.table = xcalloc(bigger.size, sizeof(struct entry));
	for (size_t i = 0; i < g->size; i++) {
		if (!g->table[i].seq)
			continue;
		*place_of(&bigger, g->table[i].mark) = g->table[i];
		bigger.used++;
	}
	free(g->table);
	*g = bigger;
}

static void
turn_over(struct once *o, int64_t now_s)
{
	free(o->old.table);
	o->old = o->young;
	o->young = (struct generation){.since_s = now_s};
}

void
once_put(struct once *o, uint64_t mark, int64_t seq, int64_t now_s)
{
	must(mark && seq > 0);
	struct generation *g = &o->young;
	if (g->used == 0 && g->since_s == 0)
		g->since_s = now_s;
	if (now_s - g->since_s >= o->window_s)
		turn_over(o, now_s);
	if (g->used + 1 > g->size / 4 * 3)
		grow(g);
	struct entry *place = place_of(g, mark);
	g->used += !place->mark;
	*place = (struct entry){mark, seq};
}

void
once_drop(struct once *o, uint64_t mark)
{
	if (o->young.size)
		place_of(&o->young, mark)->seq = 0;
	if (o->old.size)
		place_of(&o->old, mark)->seq = 0;
}

size_t
once_count(const struct once *o)
{
	return o->young.used + o->old.used;
}
