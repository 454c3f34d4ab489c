#include "store/session.h"

#include <stdlib.h>
#include <string.h>

/* Open addressing with linear probing; seq 0 marks a free place. */
struct table {
	struct session *places;
	size_t size; /* a power of two */
	size_t count;
};

/* While `old` has places they move over to `young`, a few with each session that is added. */
struct sessions {
	struct table young, old;
	size_t moved; /* places of `old` that are empty by now */
	size_t most;
	size_t swept; /* where the search for forgotten ones goes on */
	size_t hand;  /* and that for the least recently used */
};

/* SWEEP finds what is forgotten before it fills the table; MOVE is done long before it is full. */
enum { FIRST_SIZE = 64, LEAST_MOST = 16, EVICT_LOOK = 32, SWEEP = 2, MOVE = 16 };

struct who
who_on(const struct who *who, enum channel channel)
{
	struct who name = *who; /* a keyed hash: nobody else has the one beside it */
	name.bytes[0] ^= channel == CHANNEL_USSD;
	return name;
}

uint16_t
session_lang(uint32_t key)
{
	uint16_t lang = (uint16_t)(key ^ key >> 16);
	return lang ? lang : 1;
}

uint16_t
session_tag(uint64_t mark)
{
	uint16_t tag = (uint16_t)mark;
	return tag ? tag : 1;
}

/* --- one table --- */

static struct table
table_new(size_t size)
{
	return (struct table){xcalloc(size, sizeof(struct session)), size, 0};
}

/* A who is a keyed hash already: any of its bytes are as good as random. */
static size_t
home_of(const struct table *t, const struct who *who)
{
	uint64_t hash;
	memcpy(&hash, who->bytes, sizeof(hash));
	return hash & (t->size - 1);
}

/* The place of who, or the free place where it would go. */
static struct session *
place_of(const struct table *t, const struct who *who)
{
	size_t i = home_of(t, who);
	while (t->places[i].seq && !who_eq(&t->places[i].who, who))
		i = (i + 1) & (t->size - 1);
	return &t->places[i];
}

static struct session *
table_find(const struct table *t, const struct who *who)
{
	struct session *place = t->count ? place_of(t, who) : NULL;
	return place && place->seq ? place : NULL;
}

static void
table_add(struct table *t, const struct session *s)
{
	*place_of(t, &s->who) = *s;
	t->count++;
}

/* Moves the followers of a freed place up, so that no search stops short (Knuth 6.4, R). */
static void
table_free_place(struct table *t, size_t gap)
{
	size_t mask = t->size - 1;
	for (size_t i = (gap + 1) & mask; t->places[i].seq; i = (i + 1) & mask) {
		size_t home = home_of(t, &t->places[i].who);
		if (((i - home) & mask) < ((i - gap) & mask))
			continue;
		t->places[gap] = t->places[i];
		gap = i;
	}
	t->places[gap] = (struct session){0};
	t->count--;
}

/* --- all of them --- */

struct sessions *
sessions_new(size_t most)
{
	must(most >= LEAST_MOST);
	struct sessions *all = xcalloc(1, sizeof(*all));
	*all = (struct sessions){.young = table_new(FIRST_SIZE), .most = most};
	return all;
}

void
sessions_free(struct sessions *all)
{
	if (!all)
		return;
	free(all->young.places);
	free(all->old.places);
	free(all);
}

struct session *
sessions_find(const struct sessions *all, const struct who *who)
{
	struct session *s = table_find(&all->young, who);
	return s ? s : table_find(&all->old, who);
}

static void
move_some(struct sessions *all, uint32_t now_s)
{
	struct table *old = &all->old;
	for (int i = 0; i < MOVE && old->count; i++) {
		const struct session *s = &old->places[all->moved];
		if (!s->seq) {
			all->moved++;
			continue;
		}
		if (s->forget > now_s)
			table_add(&all->young, s);
		table_free_place(old, all->moved);
	}
	if (old->places && !old->count) {
		free(old->places);
		*old = (struct table){0};
	}
}

/*
 * All places in turn, but none beside the last: swept from one end to the other the table would be
 * crowded in front of the sweep and empty behind it, and a search there would look at thousands.
 */
static void
sweep_some(struct sessions *all, uint32_t now_s)
{
	const size_t stride = 0x9E3779B1; /* odd, so that it comes by every place */
	struct table *t = &all->young;
	for (int i = 0; i < SWEEP; i++) {
		size_t at = all->swept * stride & (t->size - 1);
		if (t->places[at].seq && t->places[at].forget <= now_s)
			table_free_place(t, at);
		else
			all->swept++;
	}
}

/* STOP is the last thing to forget. */
static bool
goes_before(const struct session *s, const struct session *other)
{
	bool s_stopped = s->flags & SESSION_STOPPED, other_stopped = other->flags & SESSION_STOPPED;
	return s_stopped == other_stopped ? s->seq < other->seq : other_stopped;
}

/* The next place that is taken, from the hand on. */
static const struct session *
next_taken(struct sessions *all, const struct table *t)
{
	const struct session *s;
	do
		s = &t->places[all->hand++ & (t->size - 1)];
	while (!s->seq);
	return s;
}

static struct session
evict_one(struct sessions *all)
{
	bool young = all->young.count >= EVICT_LOOK || !all->old.count;
	struct table *t = young ? &all->young : &all->old;
	const struct session *oldest = next_taken(all, t);
	for (size_t looked = 1; looked < EVICT_LOOK && looked < t->count; looked++) {
		const struct session *s = next_taken(all, t);
		if (goes_before(s, oldest))
			oldest = s;
	}
	struct session gone = *oldest; /* the place itself is about to be overwritten */
	table_free_place(t, (size_t)(oldest - t->places));
	return gone;
}

static void
grow(struct sessions *all)
{
	must(!all->old.places); /* all have moved long before the new table is full */
	all->old = all->young;
	all->moved = 0;
	all->young = table_new(all->old.size * 2);
}

bool
sessions_put(struct sessions *all, const struct session *s, uint32_t now_s, struct session *evicted)
{
	must(s->seq > 0);
	struct session *place = sessions_find(all, &s->who);
	if (place) {
		*place = *s;
		return false;
	}
	move_some(all, now_s);
	sweep_some(all, now_s);
	bool full = sessions_count(all) >= all->most;
	if (full) {
		struct session gone = evict_one(all);
		if (evicted)
			*evicted = gone;
	} else if (all->young.count + 1 > all->young.size / 8 * 7) {
		grow(all);
	}
	table_add(&all->young, s);
	return full;
}

void
sessions_drop(struct sessions *all, const struct who *who)
{
	struct table *tables[] = {&all->young, &all->old};
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		const struct session *place = table_find(tables[i], who);
		if (place)
			table_free_place(tables[i], (size_t)(place - tables[i]->places));
	}
}

size_t
sessions_count(const struct sessions *all)
{
	return all->young.count + all->old.count;
}

size_t
sessions_bytes(const struct sessions *all)
{
	return (all->young.size + all->old.size) * sizeof(struct session);
}
