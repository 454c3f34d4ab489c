#include "talk/route.h"

enum { CHOICE_DIGITS = 2 };

const struct page *
route_here(const struct content *c, const struct session *session)
{
	return session && session->page ? content_page(c, session->page) : NULL;
}

/* The number of a menu's line: one or two digits, nothing else. 0: it is none. */
static size_t
choice_of(struct str folded)
{
	int64_t n;
	if (folded.n > CHOICE_DIGITS || parse_int(folded, 1, 99, &n) != 0)
		return 0;
	return (size_t)n;
}

/*
 * The menu that a number speaks of: this page's, or, when this page has none, the last one
 * on the way here: who has read answer 1 may send 2 without going back first.
 */
static const struct page *
menu_in_sight(const struct content *c, const struct session *session)
{
	const struct page *here = route_here(c, session);
	if (here && here->option_count)
		return here;
	for (int i = 0; i < SESSION_TRAIL && session->trail[i]; i++) {
		const struct page *before = content_page(c, session->trail[i]);
		if (before && before->option_count)
			return before;
	}
	return NULL;
}

static bool
answers(const struct page *here, const struct session *session, struct arena *a, struct str folded)
{
	struct str value;
	return session->slot < here->slot_count &&
	       slot_read(&here->slots[session->slot], a, &folded, &value);
}

/* A number, for a phone that is somewhere. */
static struct route
route_choice(
        const struct content *c, const struct session *session, size_t choice, struct str folded)
{
	const struct page *menu = menu_in_sight(c, session);
	if (!menu)
		return (struct route){.kind = ROUTE_PAGE, .page = content_home(c)};
	if (choice > menu->option_count)
		return (struct route){.kind = ROUTE_BAD_CHOICE, .page = menu, .text = folded};
	return (struct route){
	        .kind = ROUTE_PAGE, .page = menu->options[choice - 1].page, .menu = menu};
}

static struct route
route_keyword(const struct content *c, struct str folded)
{
	size_t used;
	const struct page *page = content_keyword(c, folded, &used);
	if (!page)
		return (struct route){.kind = ROUTE_UNKNOWN, .text = folded};
	struct str rest = str_trim(str_skip(folded, used));
	return (struct route){.kind = ROUTE_PAGE, .page = page, .text = rest};
}

struct route
route_text(
        const struct content *c, struct arena *a, const struct session *session, struct str folded)
{
	if (folded.n == 0)
		return (struct route){.kind = ROUTE_EMPTY};
	struct route route = {.kind = ROUTE_COMMAND};
	route.command = content_command(c, folded, &route.lang);
	if (route.command != CMD_NONE)
		return route;

	const struct page *here = route_here(c, session);
	bool asking = session && (session->flags & SESSION_ASKING);
	if (asking && here && answers(here, session, a, folded))
		return (struct route){.kind = ROUTE_ANSWER, .page = here, .text = folded};
	size_t choice = choice_of(folded);
	bool lost = session && session->page && !here;
	if (choice && !asking && session && !lost)
		return route_choice(c, session, choice, folded);

	route = route_keyword(c, folded);
	if (route.kind != ROUTE_UNKNOWN)
		return route;
	if (lost && (asking || choice))
		return (struct route){.kind = ROUTE_MOVED};
	if (asking && here)
		return (struct route){.kind = ROUTE_BAD_ANSWER, .page = here, .text = folded};
	if (choice) /* the first word of somebody who has heard that one sends numbers */
		return (struct route){.kind = ROUTE_PAGE, .page = content_home(c)};
	return route;
}
