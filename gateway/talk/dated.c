/*
 * The content may change between what a phone was shown and what it sends: then a number is taken
 * only for the line that it stood before.
 *
 * A session that goes back to other content is dated (SESSION_DATED) until it has nothing behind it
 * but what the content in use has shown; while it is, each row of the journal says of which content
 * the lines are that can be chosen from.
 */
#include <string.h>

#include "talk/walk.h"

static uint32_t
tree_of(const struct walk *w)
{
	return page_key(str_from(content_version(w->c->content)));
}

/* Where it was dropped counts, too: it may be taken up again. */
static bool
may_be_dated(const struct walk *w, const struct session *s)
{
	return s && ((s->flags & SESSION_DATED) || s->at <= w->c->content_since);
}

void
walk_date(struct walk *w)
{
	const struct session *s = w->before ? w->before : w->was;
	w->entry.tree = tree_of(w);
	if (!may_be_dated(w, s))
		return;
	uint32_t seen = walk_last(w).tree;
	if (!(s->flags & SESSION_DATED) && seen == w->entry.tree)
		return;
	w->after.flags |= SESSION_DATED;
	w->entry.tree = seen;
}

void
walk_shows(struct walk *w, const struct page *page)
{
	bool here = page->key == w->after.page;
	bool asks = w->after.flags & SESSION_ASKING;
	if (!here || (!page->option_count && !asks))
		return;
	w->entry.tree = tree_of(w);
	if (!w->after.trail[0])
		w->after.flags &= (uint16_t)~SESSION_DATED;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a line of `seen` begins with it, and if `whole` is no longer: 1 is neither 11 nor 1x. */
static bool
has_line(struct str seen, struct str line, bool whole)
{
	const char *end = seen.p ? seen.p + seen.n : NULL;
	for (const char *p = seen.p; p && (p = memmem(p, (size_t)(end - p), line.p, line.n)); p++) {
		bool begins = p == seen.p || !is_digit(p[-1]);
		if (begins && (!whole || p + line.n == end || p[line.n] == '\n'))
			return true;
	}
	return false;
}

/* The number before the words that now stand there for the page. */
static bool
has_choice(struct walk *w, struct str seen, const struct route *route)
{
	bool has = false;
	struct buf line = BUF_INIT(ANSWER_MAX_BYTES);
	for (size_t i = 0; i < route->menu->option_count && !has; i++) {
		if (route->menu->options[i].page != route->page)
			continue;
		buf_clear(&line);
		render_option(&w->rendering, route->menu, i, &line);
		has = has_line(seen, buf_str(&line), true);
	}
	buf_release(&line);
	return has;
}

bool
walk_is_renumbered(struct walk *w, const struct route *route)
{
	bool by_number = route->menu || route->choice;
	if (!by_number || !w->before || !(w->after.flags & SESSION_DATED))
		return false;
	struct journal_entry last = walk_last(w);
	if (!route->menu) /* a published one: unless it was a line's */
		return has_line(
		        last.out, str_from(arena_printf(w->arena, "%zu ", route->choice)), false);
	bool sees_it = last.tree == tree_of(w) && route->menu->key == w->before->page;
	return !sees_it && !has_choice(w, last.out, route);
}

bool
walk_is_reworded(struct walk *w, struct str prompt)
{
	struct journal_entry last = walk_last(w);
	return last.tree != tree_of(w) &&
	       !memmem(last.out.p ? last.out.p : "", last.out.n, prompt.p, prompt.n);
}
