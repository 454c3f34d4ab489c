#include "talk/told.h"

#include "talk/answers.h"
#include "text/numeral.h"

enum { MENU_DEPTH = 2, MENU_MOST = 99, TOLD_MOST = 120 /* bytes */ };

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
has_both_ends(const struct answers *told) /* one at least of them for sure */
{
	size_t count = told->page->slot_count, from = question_for(told->page, ROLE_FROM),
	       to = question_for(told->page, ROLE_TO);
	return from < count && to < count && told->to[from].count && told->to[to].count &&
	       !(told->to[from].unsure && told->to[to].unsure);
}

static bool
is_told(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *page, struct str folded, struct str *text)
{
	struct str rest;
	struct answers told = take(c, a, context, page, folded, &rest);
	struct str before = {folded.p, folded.n - rest.n};
	size_t used;
	for (size_t filler; rest.n && content_keyword(c, rest, &used) != page &&
	                    (filler = content_filler(c, rest)) > 0;)
		rest = str_skip(rest, filler);
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
	size_t count = folded.n <= TOLD_MOST ? content_pages(c, &pages) : 0;
	for (size_t i = 0; i < count; i++) {
		const struct page *page = pages[i];
		bool asks = page->slot_count && !page->slots[0].aside && !page->acts;
		if (asks && is_told(c, a, context, page, folded, text))
			return page;
	}
	return NULL;
}

/* Whether the text answers whatever the page must ask, and says nothing else. */
static bool
is_all_told(const struct answers *told, struct str rest)
{
	const struct page *page = told->page;
	return !rest.n && page->slot_count && !page->slots[0].aside && !page->acts &&
	       answers_open(told) == page->slot_count;
}

/* The one page on the menu that the text tells all; NULL: none, or several. */
static const struct page *
find_told(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *menu, struct str text)
{
	const struct page *found = NULL;
	for (size_t i = 0; i < menu->option_count; i++) {
		const struct page *page = menu->options[i].page;
		struct str rest;
		struct answers told = take(c, a, context, page, text, &rest);
		if (!is_all_told(&told, rest))
			continue;
		if (found)
			return NULL;
		found = page;
	}
	return found;
}

static const struct page *
find_journey(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *menu, struct str rest, int depth)
{
	for (size_t i = 0; i < menu->option_count; i++) {
		const struct page *page = menu->options[i].page, *below = NULL;
		struct str behind;
		struct answers told = take(c, a, context, page, rest, &behind);
		if (has_both_ends(&told))
			return page;
		if (depth > 1)
			below = find_journey(c, a, context, page, rest, depth - 1);
		if (below)
			return below;
	}
	return NULL;
}

const struct page *
told_below(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *menu, struct str rest)
{
	int64_t line;
	if (!rest.n || rest.n > TOLD_MOST || menu->slot_count ||
	        numeral_parse(rest, MENU_MOST, &line) == 0)
		return menu;
	const struct page *page = find_journey(c, a, context, menu, rest, MENU_DEPTH);
	if (!page)
		page = find_told(c, a, context, menu, rest);
	return page ? page : menu;
}

bool
told_any(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *page, struct str folded)
{
	struct str rest;
	take(c, a, context, page, folded, &rest);
	return rest.n < folded.n;
}
