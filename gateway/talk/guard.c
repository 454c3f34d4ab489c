#include "talk/guard.h"

#include <stdlib.h>
#include <string.h>

enum {
	WAYS = 8,       /* phones that share a place of the table */
	SAME_TEXTS = 4, /* different words that are counted for a phone at a time */
	DAY_S = 86400,
	CHINA_S = 8 * 3600,
	NOTICES_SHARE = 10, /* a tenth of the day's parts on top, for notices that they are spent */
};

struct same {
	uint64_t text;
	int64_t since_s;
	unsigned count;
};

struct phone {
	struct who who;
	int64_t seen_s;  /* 0: free */
	int64_t since_s; /* of its window; 0: none */
	unsigned messages, urgent;
	bool noticed;
	int32_t told_day; /* on which it heard that the parts are spent */
	struct same same[SAME_TEXTS];
};

struct undo {
	size_t at;
	struct phone before;
};

struct guard {
	struct guard_limits limits;
	struct phone *phones; /* sets of WAYS */
	size_t sets;          /* a power of two */
	int64_t day, parts;   /* charged on that day */
	int64_t day_before, parts_before;
	struct undo *undo;
	size_t undo_count, undo_cap;
};

struct guard *
guard_new(const struct guard_limits *limits)
{
	struct guard *g = xcalloc(1, sizeof(*g));
	g->limits = *limits;
	g->sets = 1;
	while (g->sets * WAYS < limits->phones_most)
		g->sets *= 2;
	g->phones = xcalloc(g->sets * WAYS, sizeof(*g->phones));
	return g;
}

void
guard_free(struct guard *g)
{
	if (!g)
		return;
	free(g->phones);
	free(g->undo);
	free(g);
}

/* --- phones --- */

/* The phone, else the place for it: a free one, else that of the least recent. */
static struct phone *
place_of(const struct guard *g, const struct who *who)
{
	uint64_t hash;
	memcpy(&hash, who->bytes, sizeof(hash)); /* keyed: nobody can choose their neighbours */
	struct phone *set = g->phones + (hash & (g->sets - 1)) * WAYS, *best = set;
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].seen_s && who_eq(&set[i].who, who))
			return &set[i];
		if (set[i].seen_s < best->seen_s)
			best = &set[i];
	}
	return best;
}

static void
remember_undo(struct guard *g, const struct phone *p)
{
	if (g->undo_count == g->undo_cap) {
		g->undo_cap = g->undo_cap ? g->undo_cap * 2 : 64;
		g->undo = xrealloc(g->undo, g->undo_cap * sizeof(*g->undo));
	}
	if (g->undo_count == 0) {
		g->day_before = g->day;
		g->parts_before = g->parts;
	}
	g->undo[g->undo_count++] = (struct undo){(size_t)(p - g->phones), *p};
}

/* The phone's record, its window begun anew when it is over. */
static struct phone *
phone_of(struct guard *g, const struct who *who, int64_t now_s)
{
	struct phone *p = place_of(g, who);
	remember_undo(g, p);
	if (!p->seen_s || !who_eq(&p->who, who))
		*p = (struct phone){.who = *who};
	p->seen_s = now_s;
	if (!p->since_s || now_s - p->since_s >= g->limits.phone_s) {
		p->since_s = now_s;
		p->messages = p->urgent = 0;
		p->noticed = false;
	}
	return p;
}

/* --- limits --- */

static int64_t
day_of(int64_t now_s)
{
	return (now_s + CHINA_S) / DAY_S;
}

static void
charge(struct guard *g, unsigned parts)
{
	g->parts += parts;
}

static enum guard_verdict
too_many(struct guard *g, struct phone *p)
{
	if (p->noticed)
		return GUARD_SILENT_MANY;
	p->noticed = true;
	charge(g, 1);
	return GUARD_NOTICE_MANY;
}

static bool
is_spent(const struct guard *g, const struct guard_answer *answer)
{
	return g->limits.day_parts && g->parts + answer->parts > g->limits.day_parts;
}

static enum guard_verdict
spent(struct guard *g, struct phone *p)
{
	int64_t most = g->limits.day_parts + g->limits.day_parts / NOTICES_SHARE;
	if (p->told_day == g->day || g->parts >= most)
		return GUARD_SILENT_TODAY;
	p->told_day = (int32_t)g->day;
	charge(g, 1);
	return GUARD_NOTICE_TODAY;
}

/* The count of these words; of other words the longest counted goes for them. */
static struct same *
same_of(const struct guard *g, struct phone *p, uint64_t text, int64_t now_s)
{
	struct same *oldest = p->same;
	for (size_t i = 0; i < SAME_TEXTS; i++) {
		struct same *s = &p->same[i];
		if (s->count && s->text == text && now_s - s->since_s < g->limits.same_s)
			return s;
		if (s->since_s < oldest->since_s)
			oldest = s;
	}
	*oldest = (struct same){.text = text, .since_s = now_s};
	return oldest;
}

enum guard_verdict
guard_weigh(
        struct guard *g, const struct who *who, const struct guard_answer *answer, int64_t now_s)
{
	const struct guard_limits *limits = &g->limits;
	struct phone *p = phone_of(g, who, now_s);
	if (day_of(now_s) != g->day) {
		g->day = day_of(now_s);
		g->parts = 0;
	}
	p->messages++;
	if (answer->urgent && (!limits->urgent_most || p->urgent < limits->urgent_most)) {
		p->urgent++;
		charge(g, answer->parts);
		return GUARD_ANSWER;
	}
	if (limits->phone_most && p->messages > limits->phone_most)
		return too_many(g, p);
	if (!answer->help && is_spent(g, answer))
		return spent(g, p);
	if (limits->same_most) {
		struct same *s = same_of(g, p, answer->text, now_s);
		if (s->count >= limits->same_most)
			return GUARD_SILENT_SAME;
		s->count++;
	}
	charge(g, answer->parts);
	return GUARD_ANSWER;
}

void
guard_settle(struct guard *g, int error)
{
	if (error && g->undo_count) {
		for (size_t i = g->undo_count; i-- > 0;)
			g->phones[g->undo[i].at] = g->undo[i].before;
		g->day = g->day_before;
		g->parts = g->parts_before;
	}
	g->undo_count = 0;
}

void
guard_forget(struct guard *g, const struct who *who)
{
	struct phone *p = place_of(g, who);
	if (p->seen_s && who_eq(&p->who, who))
		*p = (struct phone){0};
}

int64_t
guard_parts_today(const struct guard *g, int64_t now_s)
{
	return day_of(now_s) == g->day ? g->parts : 0;
}
