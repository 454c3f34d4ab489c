#include "talk/answers.h"

#include <string.h>

#include "base/buf.h"
#include "talk/render.h"
#include "text/numeral.h"

static struct str
take_until(struct str *s, char end)
{
	const char *p = memchr(s->p ? s->p : "", end, s->n);
	struct str head = {s->p, p ? (size_t)(p - s->p) : s->n};
	*s = str_skip(*s, p ? head.n + 1 : s->n);
	return head;
}

void
answers_unpack(struct answers *all, struct str packed)
{
	must(all->page->slot_count <= ANSWERS_MAX);
	while (packed.n) {
		struct meanings m = {.count = 0};
		struct str line = take_until(&packed, '\n'), name = take_until(&line, '\t');
		m.unsure = line.n && line.p[0] == '\t';
		line = str_skip(line, m.unsure);
		while (line.n && m.count < ARRAY_LEN(m.of))
			m.of[m.count++] = take_until(&line, '\t');
		for (size_t i = 0; i < all->page->slot_count; i++)
			if (str_eq(name, all->page->slots[i].name))
				all->to[i] = m;
	}
}

struct str
answers_pack(const struct answers *all, struct arena *a)
{
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	for (size_t i = 0; i < all->page->slot_count; i++) {
		if (all->page->slots[i].type == SLOT_CODE)
			continue; /* it is kept nowhere */
		if (all->to[i].count)
			buf_add(&b, all->page->slots[i].name);
		if (all->to[i].unsure)
			buf_addc(&b, '\t');
		for (size_t j = 0; j < all->to[i].count; j++)
			buf_addf(&b, "\t%.*s", STR_ARG(all->to[i].of[j]));
		if (all->to[i].count)
			buf_addc(&b, '\n');
	}
	struct str packed = arena_str(a, buf_str(&b));
	buf_release(&b);
	return packed;
}

bool
answers_have_code(const struct answers *all)
{
	for (size_t i = 0; i < all->page->slot_count; i++)
		if (all->page->slots[i].type == SLOT_CODE && all->to[i].count)
			return true;
	return false;
}

size_t
answers_open(const struct answers *all)
{
	size_t i = 0;
	while (i < all->page->slot_count &&
	        (meanings_settled(&all->to[i]) || (!all->to[i].count && all->page->slots[i].aside)))
		i++;
	return i;
}

/* The question that an answer is expected to: the one that was asked, or would be next. */
static size_t
next_question(const struct answers *all)
{
	bool asked = all->asked < all->page->slot_count && !meanings_settled(&all->to[all->asked]);
	return asked ? all->asked : answers_open(all);
}

static bool
is_open(const struct answers *all, enum place_role role)
{
	for (size_t i = 0; i < all->page->slot_count; i++)
		if (all->page->slots[i].role == role)
			return !meanings_settled(&all->to[i]);
	return false;
}

/*
 * Which end of the journey a place is that `rest` stands behind: as it was said; else where to, if
 * where from stands before it; else by what follows. ROLE_NONE: by itself it may be either.
 */
static enum place_role
role_of(const struct answers *all, const struct slot *slot, struct arena *a,
        const struct meanings *m, struct str rest)
{
	if (m->role)
		return m->role;
	if (all->after_origin)
		return ROLE_TO;
	struct meanings next;
	enum place_role role = place_role_take(&rest);
	if (role && rest.n)
		return role == ROLE_TO ? ROLE_FROM : ROLE_TO;
	bool is_pair = is_open(all, ROLE_FROM) == is_open(all, ROLE_TO) &&
	               slot_read(slot, a, &all->context, &rest, &next);
	return is_pair ? ROLE_FROM : ROLE_NONE;
}

/* A bare number chooses only where the question was asked, or would be next. */
static bool
may_take(const struct slot *slot, bool is_next, struct str text)
{
	int64_t number;
	bool is_number = numeral_prefix(text, &number) > 0;
	return is_next || (slot->type != SLOT_TEXT && !(slot->type == SLOT_CHOICE && is_number));
}

/* An answer that the front of the text may be, to the question `slot`. */
struct reading {
	size_t slot;
	struct meanings meanings;
	enum place_role role; /* that the text says it has */
	struct str rest;
};

static bool
read_one(
        const struct answers *all, size_t slot, struct arena *a, struct str text, struct reading *r)
{
	const struct slot *s = &all->page->slots[slot];
	bool open = !meanings_settled(&all->to[slot]);
	r->slot = slot;
	r->rest = text;
	if ((!open && !s->role) || !may_take(s, slot == next_question(all), text) ||
	        !slot_read(s, a, &all->context, &r->rest, &r->meanings))
		return false;
	r->role = s->role ? role_of(all, s, a, &r->meanings, r->rest) : ROLE_NONE;
	return r->role ? r->role == s->role : open;
}

/* 深圳明天到长沙: where to was taken for 深圳, which is where from. */
static void
make_room(struct answers *all, const struct reading *r)
{
	if (!r->role || all->guessed != r->slot)
		return;
	for (size_t i = 0; i < all->page->slot_count; i++)
		if (all->page->slots[i].role && i != r->slot && !meanings_settled(&all->to[i]))
			all->to[i] = all->to[r->slot];
}

/* `only`: the question it must be an answer to; ANSWERS_MAX: any. */
static bool
take_one(struct answers *all, struct arena *a, struct str *text, size_t only)
{
	struct reading best = {.slot = all->page->slot_count, .rest = *text};
	for (size_t i = 0; i < all->page->slot_count; i++) {
		struct reading r;
		if (only != ANSWERS_MAX && i != only)
			continue;
		if (read_one(all, i, a, *text, &r) && r.rest.n < best.rest.n)
			best = r;
	}
	if (best.slot == all->page->slot_count)
		return false;
	enum place_role role = all->page->slots[best.slot].role;
	make_room(all, &best);
	all->guessed = role && !best.role ? best.slot : all->guessed;
	all->after_origin = role && best.role ? role == ROLE_FROM : all->after_origin;
	all->to[best.slot] = best.meanings;
	*text = best.rest;
	return true;
}

/* Does the unclear word at the front of `text` say once more what was answered? */
static bool
says_the_same(const struct answers *all, size_t i, struct arena *a, struct str text)
{
	const struct meanings *answer = &all->to[i];
	struct meanings m;
	return meanings_settled(answer) &&
	       slot_read(&all->page->slots[i], a, &all->context, &text, &m) &&
	       str_eq(m.of[0], answer->of[0]);
}

/*
 * Takes an unclear word off the front of *text: "woman", or in "man, no, woman" what takes the
 * answer back: nothing is guessed. False: there is none.
 */
static bool
take_unclear(struct answers *all, struct arena *a, struct str *text)
{
	for (size_t i = 0; i < all->page->slot_count; i++) {
		size_t used = slot_unclear(&all->page->slots[i], *text);
		if (!used)
			continue;
		if (!says_the_same(all, i, a, *text)) {
			all->to[i] = (struct meanings){.count = 0};
			all->unclear |= 1U << i;
		}
		*text = str_trim(str_skip(*text, used));
		return true;
	}
	return false;
}

/* What nothing else reads may be the name of a stop with a slip in it. */
static bool
take_near(struct answers *all, struct arena *a, struct str *text)
{
	bool taken = false;
	all->context.near = true;
	for (size_t i = 0; !taken && i < all->page->slot_count; i++)
		taken = all->page->slots[i].type == SLOT_STOP && take_one(all, a, text, i);
	all->context.near = false;
	return taken;
}

/* 北京到: he has not said where to. */
static void
drop_last_role(struct str *text)
{
	struct str rest = *text;
	if (place_role_take(&rest) && !rest.n)
		*text = rest;
}

/* As answers_take, the first answer being one to `first`, or with ANSWERS_MAX to any. */
static size_t
take_all(struct answers *all, struct arena *a, struct str *text, size_t first)
{
	size_t count = 0;
	struct str rest = *text;
	all->after_origin = false;
	all->guessed = ANSWERS_MAX;
	while (rest.n) {
		if (take_one(all, a, &rest, count ? ANSWERS_MAX : first) ||
		        take_unclear(all, a, &rest)) {
			count++;
			*text = rest;
			continue;
		}
		size_t filler = content_filler(all->content, rest);
		if (!filler && take_near(all, a, &rest)) {
			count++;
			*text = rest;
			continue;
		}
		if (!filler)
			break;
		rest = str_skip(rest, filler);
	}
	if (!rest.n) /* nothing but fillers was left */
		*text = rest;
	drop_last_role(text);
	return count;
}

/* 43 44 132: 43 44 is 44 months in 43 as it stands, but then 132 is nothing. */
size_t
answers_take(struct answers *all, struct arena *a, struct str *text)
{
	const struct answers before = *all;
	struct str rest = *text;
	size_t count = take_all(all, a, &rest, ANSWERS_MAX);
	for (size_t i = 0; count && rest.n && i < all->page->slot_count; i++) {
		struct answers other = before;
		struct str behind = *text;
		size_t taken = take_all(&other, a, &behind, i);
		if (!taken || behind.n)
			continue;
		*all = other;
		*text = behind;
		return taken;
	}
	*text = rest;
	return count;
}

static bool
is_moment(const struct slot *slot)
{
	return slot->aside && (slot->type == SLOT_DATE || slot->type == SLOT_TIME);
}

unsigned
answers_moments(const struct page *page, struct arena *a, const struct slot_context *context,
        struct str text)
{
	unsigned said = 0, before = 1;
	struct meanings m;
	while (text.n && before != said) {
		before = said;
		for (size_t i = 0; i < page->slot_count; i++)
			if (!(said >> i & 1) && is_moment(&page->slots[i]) &&
			        slot_read(&page->slots[i], a, context, &text, &m))
				said |= 1U << i;
	}
	return text.n ? 0 : said;
}
