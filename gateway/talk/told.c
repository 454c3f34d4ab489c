#include "talk/told.h"

#include "talk/answers.h"

enum { MENU_DEPTH = 2 };

/* What the front of the text tells the page; *rest is what is left. */
static struct answers
take(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *page, struct str folded, struct str *rest)
{
	struct answers told = {
	        .content = c, .page = page, .context = *context, .asked = ANSWERS_MAX};
	*rest = folded;
	answers_take(&told, a, rest);
	return told;
}

/* It asks before it says anything, and does nothing. */
static bool
asks_first(const struct page *page)
{
	return page->slot_count && !page->slots[0].aside && !page->acts;
}

/* The page's question for this end of a journey; slot_count: it has none. */
static size_t
question_for(const struct page *page, enum place_role role)
{
	size_t i = 0;
	while (i < page->slot_count && page->slots[i].role != role)
		i++;
	return i;
}

static bool
has_both_ends(const struct answers *told)
{
	size_t count = told->page->slot_count, from = question_for(told->page, ROLE_FROM),
	       to = question_for(told->page, ROLE_TO);
	return from < count && to < count && told->to[from].count && told->to[to].count;
}

static bool
is_told(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *page, struct str folded, struct str *text)
{
	struct str rest;
	struct answers told = take(c, a, context, page, folded, &rest);
	struct str before = {folded.p, folded.n - rest.n};
	size_t used;
	rest = str_skip(rest, content_filler(c, rest));
	*text = before;
	if (!rest.n)
		return has_both_ends(&told);
	if (!before.n || content_keyword(c, rest, &used) != page)
		return false;
	rest = str_skip(rest, used);
	*text = str_from(arena_printf(a, "%.*s %.*s", STR_ARG(before), STR_ARG(rest)));
	return true;
}

const struct page *
told_page(const struct content *c, struct arena *a, const struct slot_context *context,
        struct str folded, struct str *text)
{
	const struct page *const *pages;
	size_t count = content_pages(c, &pages);
	for (size_t i = 0; i < count; i++) {
		const struct page *page = pages[i];
		if (asks_first(page) && is_told(c, a, context, page, folded, text))
			return page;
	}
	return NULL;
}

static const struct page *
find_below(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *menu, struct str rest, int depth)
{
	for (size_t i = 0; i < menu->option_count; i++) {
		const struct page *page = menu->options[i].page, *below = NULL;
		struct str behind;
		struct answers told = take(c, a, context, page, rest, &behind);
		if (has_both_ends(&told))
			return page;
		if (depth > 1)
			below = find_below(c, a, context, page, rest, depth - 1);
		if (below)
			return below;
	}
	return NULL;
}

/* The page of the menu, if only one, to whose first question the text is an answer, with nothing
 * left over; or NULL. */
static const struct page *
find_answered(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *menu, struct str text)
{
	const struct page *found = NULL;
	for (size_t i = 0; i < menu->option_count; i++) {
		struct str rest;
		struct answers told = take(c, a, context, menu->options[i].page, text, &rest);
		if (!asks_first(told.page) || !told.to[0].count || rest.n)
			continue;
		if (found)
			return NULL;
		found = told.page;
	}
	return found;
}

const struct page *
told_below(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *menu, struct str rest)
{
	bool more = rest.n && !menu->slot_count;
	const struct page *page = more ? find_below(c, a, context, menu, rest, MENU_DEPTH) : NULL;
	if (more && !page)
		page = find_answered(c, a, context, menu, rest);
	return page ? page : menu;
}
