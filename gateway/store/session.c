#include "store/session.h"

#include <stdlib.h>
#include <string.h>

/* Open addressing with linear probing; seq 0 marks a free place. */
struct sessions {
	struct session *table;
	size_t size; /* a power of two */
	size_t count;
	size_t most;
	size_t hand; /* where the search for the least recently used goes on */
};

enum { FIRST_SIZE = 64, LEAST_MOST = 16, EVICT_LOOK = 32 };

struct sessions *
sessions_new(size_t most)
{
	must(most >= LEAST_MOST);
	struct sessions *all = xcalloc(1, sizeof(*all));
	*all = (struct sessions){
	        xcalloc(FIRST_SIZE, sizeof(struct session)), FIRST_SIZE, 0, most, 0};
	return all;
}

void
sessions_free(struct sessions *all)
{
	if (!all)
		return;
	free(all->table);
	free(all);
}

/* A who is a keyed hash already: any of its bytes are as good as random. */
static size_t
home_of(const struct sessions *all, const struct who *who)
{
	uint64_t hash;
	memcpy(&hash, who->bytes, sizeof(hash));
	return hash & (all->size - 1);
}

/* The place of who, or the free place where it would go. */
static struct session *
place_of(const struct sessions *all, const struct who *who)
{
	size_t i = home_of(all, who);
	while (all->table[i].seq && !who_eq(&all->table[i].who, who))
		i = (i + 1) & (all->size - 1);
	return &all->table[i];
}

struct session *
sessions_find(const struct sessions *all, const struct who *who)
{
	struct session *s = place_of(all, who);
	return s->seq ? s : NULL;
}

/* Makes a new table that holds what is still needed, twice as large if that is much. */
static void
rebuild(struct sessions *all, uint32_t now_s)
{
	struct sessions old = *all;
	size_t needed = 0;
	for (size_t i = 0; i < old.size; i++)
		needed += old.table[i].seq && old.table[i].forget > now_s;
	all->size = needed >= old.size / 2 ? old.size * 2 : old.size;
	all->table = xcalloc(all->size, sizeof(struct session));
	all->count = needed;
	for (size_t i = 0; i < old.size; i++)
		if (old.table[i].seq && old.table[i].forget > now_s)
			*place_of(all, &old.table[i].who) = old.table[i];
	free(old.table);
}

/* STOP is the last thing to forget. */
static bool
goes_before(const struct session *s, const struct session *other)
{
	bool s_stopped = s->flags & SESSION_STOPPED, other_stopped = other->flags & SESSION_STOPPED;
	return s_stopped == other_stopped ? s->seq < other->seq : other_stopped;
}

static void
evict_one(struct sessions *all)
{
	const struct session *oldest = NULL;
	for (size_t looked = 0; looked < EVICT_LOOK;) {
		const struct session *s = &all->table[all->hand++ & (all->size - 1)];
		if (!s->seq)
			continue;
		looked++;
		if (!oldest || goes_before(s, oldest))
			oldest = s;
	}
	struct who who = oldest->who; /* the place itself is about to be overwritten */
	sessions_drop(all, &who);
}

void
sessions_put(struct sessions *all, const struct session *s, uint32_t now_s)
{
	must(s->seq > 0);
	struct session *place = place_of(all, &s->who);
	if (place->seq) {
		*place = *s;
		return;
	}
	if (all->count >= all->most)
		evict_one(all);
	else if (all->count + 1 > all->size / 8 * 7)
		rebuild(all, now_s);
	*place_of(all, &s->who) = *s;
	all->count++;
}

/* Moves the followers of a freed place up, so that no search stops short (Knuth 6.4, R). */
static void
close_gap(struct sessions *all, size_t gap)
{
	size_t mask = all->size - 1;
	for (size_t i = (gap + 1) & mask; all->table[i].seq; i = (i + 1) & mask) {
		size_t home = home_of(all, &all->table[i].who);
		if (((i - home) & mask) < ((i - gap) & mask))
			continue;
		all->table[gap] = all->table[i];
		gap = i;
	}
	all->table[gap] = (struct session){0};
}

void
sessions_drop(struct sessions *all, const struct who *who)
{
	struct session *place = place_of(all, who);
	if (!place->seq)
		return;
	all->count--;
	close_gap(all, (size_t)(place - all->table));
}

size_t
sessions_count(const struct sessions *all)
{
	return all->count;
}

size_t
sessions_bytes(const struct sessions *all)
{
	return all->size * sizeof(struct session);
}
