#include "talk/route.h"

#include <string.h>

#include "base/buf.h"
#include "talk/answers.h"
#include "talk/told.h"
#include "talk/ways.h"
#include "text/fold.h"
#include "text/numeral.h"

enum { CHOICE_MOST = 99, KEYS_MOST = 2, HAN_BYTES = 3 };

const struct page *
route_here(const struct content *c, const struct session *session)
{
	return session && session->page ? content_page(c, session->page) : NULL;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number of a menu's line, however it was typed (1, 一, 第一, 选1; not 010). 0: it is none. */
static size_t
choice_of(struct str folded)
{
	int64_t n;
	if (folded.p[0] == '0')
		return 0;
	return numeral_parse(folded, CHOICE_MOST, &n) == 0 ? (size_t)n : 0;
}

static bool
has_choice(const struct page *page, size_t choice)
{
	return page && choice <= page->option_count;
}

/*
 * The menu that a number speaks of: this page's, or, when this page has no such number, the
 * last on the way here that has: who has read answer 1 may send 2 without going back
 * first. NULL: none has.
 */
static const struct page *
menu_with(const struct content *c, const struct session *session, size_t choice)
{
	const struct page *here = route_here(c, session);
	if (has_choice(here, choice))
		return here;
	for (int i = 0; i < SESSION_TRAIL && session->trail[i]; i++) {
		const struct page *before = content_page(c, session->trail[i]);
		if (has_choice(before, choice))
			return before;
	}
	return NULL;
}

/* The menu nearest to the phone, or NULL. */
static const struct page *
nearest_menu(const struct content *c, const struct session *session)
{
	return menu_with(c, session, 1);
}

static bool
answers(const struct page *here, const struct session *session, struct arena *a,
        const struct slot_context *context, struct str folded)
{
	struct meanings m;
	return session->slot < here->slot_count &&
	       slot_read(&here->slots[session->slot], a, context, &folded, &m);
}

/* After a result, another answer to the page's first question: the same question about another
 * case. */
static bool
starts_anew(const struct page *here, struct arena *a, const struct slot_context *context,
        struct str folded)
{
	struct meanings m;
	return slot_read(&here->slots[0], a, context, &folded, &m);
}

/* After a result, something more about the same case: what has a word of its own before it, or
 * another day. */
static bool
adds(const struct page *here, struct arena *a, const struct slot_context *context,
        struct str folded)
{
	struct meanings m;
	for (size_t i = 0; i < here->slot_count; i++)
		if (here->slots[i].aside && here->slots[i].lead_count &&
		        slot_read(&here->slots[i], a, context, &folded, &m))
			return true;
	return answers_moments(here, a, context, folded) != 0;
}

/* A number, for a phone that is somewhere. */
static struct route
route_choice(
        const struct content *c, const struct session *session, struct str folded, size_t choice)
{
	const struct page *menu = menu_with(c, session, choice);
	bool guessed = menu && menu != route_here(c, session);
	if (menu && !(guessed && menu->options[choice - 1].page->acts))
		return (struct route){
		        .kind = ROUTE_PAGE, .page = menu->options[choice - 1].page, .menu = menu};
	const struct page *published = content_number(c, folded);
	if (published)
		return (struct route){.kind = ROUTE_PAGE, .page = published, .choice = choice};
	menu = nearest_menu(c, session);
	if (!menu)
		return (struct route){.kind = ROUTE_PAGE, .page = content_home(c)};
	return (struct route){.kind = ROUTE_BAD_CHOICE, .page = menu, .choice = choice};
}

/*
 * The word of a page that acts must stand alone, or before an answer of the page, and behind
 * nothing: 平安 is no beginning of 平安保险, and no end of 能不能报平安.
 */
static bool
is_order(const struct page *page, struct arena *a, const struct slot_context *context, bool first,
        struct str rest)
{
	struct meanings m;
	if (first && (rest.n == 0 || rest.p[0] == ' ' || fold_signs(rest) == rest.n))
		return true;
	for (size_t i = 0; first && i < page->slot_count; i++)
		if (page->slots[i].type != SLOT_TEXT &&
		        slot_read(&page->slots[i], a, context, &rest, &m))
			return true;
	return false;
}

/* One character alone, with more of them behind it, begins many words: 车 is no 车间. */
static bool
is_only_a_beginning(struct str folded, size_t used)
{
	return used == HAN_BYTES && fold_is_han(folded.p[0]) && folded.n > used &&
	       fold_is_han(folded.p[used]);
}

/* Whether the keyword that `folded` begins with means its page. `first`: nothing is before it. */
static bool
is_meant(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct page *page, bool first, struct str folded, size_t used)
{
	struct str rest = str_skip(folded, used);
	if (page->acts)
		return is_order(page, a, context, first, rest);
	return !page->slot_count || !is_only_a_beginning(folded, used) ||
	       told_any(c, a, context, page, rest);
}

/*
 * The keyword that the text begins with, or that stands behind fillers: the longest (查社保 rather
 * than 社保 behind 查, 我要自杀 for its own sake), a greeting only when there is no other.
 */
static struct route
route_keyword(const struct content *c, struct arena *a, const struct slot_context *context,
        struct str folded, size_t *keyword)
{
	const char *begin = folded.p;
	struct route route = {.kind = ROUTE_UNKNOWN, .text = folded};
	size_t longest = 0, used, filler;
	do {
		const struct page *page = content_keyword(c, folded, &used);
		bool greets = page == content_home(c);
		if (page && is_meant(c, a, context, page, folded.p == begin, folded, used) &&
		        (used >= longest || route.page == content_home(c)) &&
		        (!greets || !route.page)) {
			longest = used;
			route = (struct route){.kind = ROUTE_PAGE,
			        .page = page,
			        .text = str_trim(str_skip(folded, used))};
		}
		filler = content_filler(c, folded);
		folded = str_skip(folded, filler);
	} while (filler);
	*keyword = longest;
	return route;
}

/*
 * Of a keyword in each way to read the text the longest; of two alike that in plain words, whose
 * other words are likelier to be known. What acts is opened by its words as they stand alone.
 */
static struct route
route_longest(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct str ways[WAYS], struct route best, size_t longest)
{
	for (size_t i = PLAIN; i < WAYS; i++) {
		size_t keyword;
		if (str_eq(ways[i], ways[i - 1]))
			continue;
		struct route route = route_keyword(c, a, context, ways[i], &keyword);
		if (!route.page || route.page->acts || keyword < longest + (i == JOINED))
			continue;
		longest = keyword;
		best = route;
	}
	return best;
}

/* 居住证 续签: the own word of one of the menu's pages behind the menu's means that page. */
static struct route
with_own_word(const struct content *c, struct arena *a, const struct slot_context *context,
        struct route route)
{
	size_t used;
	if (!route.text.n || !route.page->option_count)
		return route;
	struct route inner = route_keyword(c, a, context, route.text, &used);
	for (size_t i = 0; inner.page && i < route.page->option_count; i++)
		if (route.page->options[i].page == inner.page && !inner.page->acts)
			return inner;
	return route;
}

/* A published word as people write it, too: 社保 3. */
static const struct page *
published_word(const struct content *c, struct arena *a, struct str folded)
{
	const char *blank = memrchr(folded.p, ' ', folded.n);
	size_t before = blank ? (size_t)(blank - folded.p) : 0, used;
	if (!blank || !is_digit(blank[1]) || is_digit(folded.p[0]))
		return NULL;
	struct str digits = str_skip(folded, before + 1);
	struct str joined =
	        str_from(arena_printf(a, "%.*s%.*s", (int)before, folded.p, STR_ARG(digits)));
	const struct page *page = content_keyword(c, joined, &used);
	return page && used == joined.n ? page : NULL;
}

struct str
route_pack_offer(struct arena *a, const struct near *near)
{
	struct buf b = BUF_INIT(4096);
	for (size_t i = 0; i < near->count; i++) {
		buf_add(&b, near->pages[i]->id);
		buf_addc(&b, '\n');
	}
	struct str packed = arena_str(a, buf_str(&b));
	buf_release(&b);
	return packed;
}

/* The number of an offer's line opens its page; one that it does not have is not its own. */
static bool
takes_offer(const struct content *c, struct str offered, size_t choice, struct route *route)
{
	while (choice && offered.n) {
		const char *end = memchr(offered.p, '\n', offered.n);
		struct str id = {offered.p, end ? (size_t)(end - offered.p) : offered.n};
		offered = str_skip(offered, end ? id.n + 1 : id.n);
		if (--choice)
			continue;
		const struct page *page = content_page(c, page_key(id));
		*route = (struct route){.kind = page ? ROUTE_PAGE : ROUTE_MOVED, .page = page};
		return true;
	}
	return false;
}

/* Nothing else fits: what is near, or nothing. */
static struct route
route_near(const struct content *c, struct str folded)
{
	struct route route = {.kind = ROUTE_UNKNOWN, .text = folded};
	route.near = near_find(c, folded);
	if (route.near.sure) {
		route.kind = ROUTE_GUESS;
		route.page = route.near.pages[0];
	} else if (route.near.count) {
		route.kind = ROUTE_OFFER;
	}
	return route;
}

/* 失业金 written 失业今 begins with 失业, but sounds like all of another keyword: both are offered.
 */
static struct route
sure_of(const struct content *c, struct route route, struct str folded)
{
	struct near near = {0};
	if (route.text.n && route.page->slot_count)
		near = near_sound(c, folded);
	if (!near.count || near.pages[0] == route.page || near.count == NEAR_MOST)
		return route;
	near.pages[near.count++] = route.page;
	return (struct route){.kind = ROUTE_OFFER, .text = folded, .near = near};
}

/*
 * The page of an emergency, when its word is the whole text: to "how many months?" 120 may be an
 * answer, but who means the ambulance must not be told about a pension. The question stays open.
 */
static const struct page *
urgent_page(const struct content *c, struct str folded)
{
	size_t used;
	const struct page *page = content_keyword(c, folded, &used);
	return page && page->urgent && used == folded.n ? page : NULL;
}

static bool
is_number(struct str folded)
{
	return folded.p[0] >= '0' && folded.p[0] <= '9';
}

/* 0 0 and o0 are 00, for the way back alone: nobody is stopped by a guess. */
static enum command
command_of_keys(const struct content *c, struct str folded, lang_t *lang)
{
	char keys[KEYS_MOST];
	size_t n = 0;
	for (size_t i = 0; i < folded.n; i++) {
		if (folded.p[i] == ' ')
			continue;
		if ((folded.p[i] != '0' && folded.p[i] != 'o') || n == KEYS_MOST)
			return CMD_NONE;
		keys[n++] = '0';
	}
	enum command command = content_command(c, (struct str){keys, n}, lang);
	return command == CMD_BACK || command == CMD_HOME ? command : CMD_NONE;
}

/* 0000 is a STOP, but not to who was asked for figures that only he knows. */
static bool
is_code(const struct page *here, const struct session *session, struct arena *a,
        const struct slot_context *context, struct str folded)
{
	return is_number(folded) && session->slot < here->slot_count &&
	       here->slots[session->slot].type == SLOT_CODE &&
	       answers(here, session, a, context, folded);
}

/* A number that asks for more does so while there is more; else it answers, or chooses. */
static enum command
command_of(const struct content *c, const struct session *session, struct str folded, lang_t *lang)
{
	enum command command = content_command(c, folded, lang);
	bool more = session && (session->flags & SESSION_REST);
	if (command == CMD_NONE)
		return command_of_keys(c, folded, lang);
	return command == CMD_MORE && is_number(folded) && !more ? CMD_NONE : command;
}

/* 嗯，帮助: of all commands this one does no harm behind other words. */
static bool
asks_for_help(const struct content *c, struct str folded)
{
	lang_t lang;
	for (size_t filler; (filler = content_filler(c, folded)) > 0;)
		folded = str_skip(folded, filler);
	return content_command(c, folded, &lang) == CMD_HELP;
}

/* No keyword, and no answer where the phone is: a number that was published, what a page could be
 * told, or what is near. */
static struct route
route_elsewhere(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct str ways[WAYS], size_t choice)
{
	struct str folded = ways[AS_IT_STANDS], told;
	const struct page *page = content_number(c, folded);
	if (page)
		return (struct route){.kind = ROUTE_PAGE, .page = page};
	page = choice ? NULL : told_page(c, a, context, ways[PLAIN], &told);
	if (page)
		return (struct route){.kind = ROUTE_PAGE, .page = page, .text = told};
	if (choice) /* the first word of somebody who has heard that one sends numbers */
		return (struct route){.kind = ROUTE_PAGE, .page = content_home(c)};
	if (asks_for_help(c, folded))
		return (struct route){.kind = ROUTE_COMMAND, .command = CMD_HELP};
	struct route route = route_near(c, folded);
	if (route.kind == ROUTE_UNKNOWN && !str_eq(ways[JOINED], folded))
		route = route_near(c, ways[JOINED]);
	return route;
}

struct route
route_text(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct session *session, struct str offered, struct str folded)
{
	if (folded.n == 0)
		return (struct route){.kind = ROUTE_EMPTY};
	const struct page *here = route_here(c, session);
	bool asking = session && (session->flags & SESSION_ASKING);
	if (asking && here && is_code(here, session, a, context, folded))
		return (struct route){.kind = ROUTE_ANSWER, .page = here, .text = folded};
	struct route route = {.kind = ROUTE_COMMAND};
	route.command = command_of(c, session, folded, &route.lang);
	if (route.command != CMD_NONE)
		return route;

	const struct page *urgent = urgent_page(c, folded);
	if (urgent)
		return (struct route){.kind = ROUTE_PAGE,
		        .page = urgent,
		        .answers = asking && here && is_number(folded) &&
		                   answers(here, session, a, context, folded)};
	size_t choice = choice_of(folded);
	bool which = asking && session->flags & SESSION_OFFER;
	if (which && here && choice)
		return (struct route){.kind = ROUTE_MEANING, .page = here, .choice = choice};
	if (asking && here && answers(here, session, a, context, folded))
		return (struct route){.kind = ROUTE_ANSWER, .page = here, .text = folded};
	bool lost = session && session->page && !here;
	if (!which && takes_offer(c, offered, choice, &route))
		return route;
	if (choice && !asking && session && !lost)
		return route_choice(c, session, folded, choice);

	const struct page *published = published_word(c, a, folded);
	if (published)
		return (struct route){.kind = ROUTE_PAGE, .page = published};
	struct str ways[WAYS] = {folded, folded, folded};
	size_t keyword;
	route = route_keyword(c, a, context, folded, &keyword);
	if (!asking && (!route.page || route.text.n)) {
		ways_find(c, a, folded, ways);
		route = route_longest(c, a, context, ways, route, keyword);
	}
	if (route.kind != ROUTE_UNKNOWN) {
		route = with_own_word(c, a, context, route);
		route.page = told_below(c, a, context, route.page, route.text);
		return sure_of(c, route, folded);
	}
	if (lost && (asking || choice))
		return (struct route){.kind = ROUTE_MOVED};
	if (asking && here)
		return (struct route){.kind = ROUTE_BAD_ANSWER, .page = here, .text = folded};
	bool told = here && session && (session->flags & SESSION_SLOTS);
	if (told && adds(here, a, context, folded))
		return (struct route){.kind = ROUTE_ANSWER, .page = here, .text = folded};
	if (here && here->slot_count && starts_anew(here, a, context, folded))
		return (struct route){.kind = ROUTE_PAGE, .page = here, .text = folded};
	return route_elsewhere(c, a, context, ways, choice);
}

bool
route_is_urgent(const struct route *route)
{
	return route->page && route->page->urgent;
}
