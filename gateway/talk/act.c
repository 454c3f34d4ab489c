#include <errno.h>
#include <string.h>

#include "talk/walk.h"
#include "text/calendar.h"

/* --- what the phone gets --- */

void
walk_say(struct walk *w, enum service_text which)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	render_text(&w->rendering, content_text(w->c->content, which), &w->out);
}

void
walk_say_with(struct walk *w, enum service_text which, const struct value *value)
{
	w->rendering.values = value;
	w->rendering.value_count = 1;
	walk_say(w, which);
	w->rendering.values = NULL;
	w->rendering.value_count = 0;
}

void
walk_show(struct walk *w, const struct page *page)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	w->rendering.page = page;
	w->parts = page->parts;
	w->final = page->option_count == 0;
	walk_shows(w, page);
	render_page(&w->rendering, page, &w->out);
	if (page->brief.in[0])
		render_text(&w->rendering, &page->brief, &w->brief);
}

/* --- where the phone is --- */

static void
push_trail(struct session *s, uint32_t page)
{
	memmove(s->trail + 1, s->trail, sizeof(s->trail) - sizeof(s->trail[0]));
	s->trail[0] = page;
}

static void
pop_trail(struct session *s)
{
	memmove(s->trail, s->trail + 1, sizeof(s->trail) - sizeof(s->trail[0]));
	s->trail[SESSION_TRAIL - 1] = 0;
}

/* Goes to `page`, remembering the way back; home has none. `menu` is where its number stood. */
static void
go_to(struct walk *w, const struct page *page, const struct page *menu)
{
	struct session *s = &w->after;
	if (page == content_home(w->c->content)) {
		memset(s->trail, 0, sizeof(s->trail));
	} else if (s->page && s->page != page->key) {
		bool menu_is_on_trail = menu && menu->key != s->page;
		while (menu_is_on_trail && s->trail[0] && s->trail[0] != menu->key)
			pop_trail(s);
		if (!menu_is_on_trail)
			push_trail(s, s->page);
	}
	s->page = page->key;
}

/* --- pages --- */

static int
open_page(struct walk *w, const struct page *page, struct str text)
{
	w->reply->outcome = "page";
	if (page->handler >= 0)
		return walk_fill(w, page, (struct str){0}, text);
	walk_show(w, page);
	return 0;
}

int
walk_open(struct walk *w, const struct page *page, struct str text)
{
	go_to(w, page, NULL);
	return open_page(w, page, text);
}

int
walk_home(struct walk *w)
{
	return walk_open(w, content_home(w->c->content), (struct str){0});
}

int
walk_back(struct walk *w)
{
	const struct page *page = NULL;
	while (!page && w->after.trail[0]) {
		page = content_page(w->c->content, w->after.trail[0]);
		pop_trail(&w->after);
	}
	if (!page)
		page = content_home(w->c->content);
	w->after.page = page->key;
	return open_page(w, page, (struct str){0});
}

int
walk_reopen(struct walk *w, const struct page *here)
{
	if (here->handler >= 0)
		return walk_fill(w, here, walk_known(w), (struct str){0});
	return open_page(w, here, (struct str){0});
}

static int
answer_question(struct walk *w, const struct page *page, struct str text)
{
	return walk_fill(w, page, walk_known(w), text);
}

void
walk_stay(struct walk *w)
{
	if (!w->before)
		return;
	w->after.flags |= w->before->flags & (SESSION_SLOTS | SESSION_ASKING);
	if (w->before->flags & SESSION_ASKING) /* an offer of pages is for the next number alone */
		w->after.flags |= w->before->flags & SESSION_OFFER;
	w->entry.slots = walk_known(w);
}

void
walk_leave(struct walk *w)
{
	w->after.page = w->after.trail[0];
	pop_trail(&w->after);
	w->after.flags &= (uint16_t) ~(SESSION_SLOTS | SESSION_ASKING);
	w->entry.slots = (struct str){"", 0};
	if (w->before && w->before->page == w->after.page)
		walk_stay(w);
}

/* --- what else a text can mean --- */

int
walk_answer(struct walk *w, enum service_text which, const char *outcome)
{
	w->reply->outcome = outcome;
	walk_say(w, which);
	return 0;
}

void
walk_bad_choice(struct walk *w, size_t choice)
{
	struct str number = str_from(arena_printf(w->arena, "%zu", choice));
	walk_say_with(w, TEXT_BAD_CHOICE, &(struct value){"choice", number});
}

/* The phone is at the menu that its number was meant for. */
static void
go_to_menu(struct walk *w, const struct page *menu)
{
	if (w->after.page == menu->key)
		return;
	go_to(w, menu, menu);
	pop_trail(&w->after); /* the menu itself: back leads to what was before it */
}

/* Its lines alone, for behind what was said of the number there is no room for its words. */
static void
show_lines(struct walk *w, const struct page *menu)
{
	w->rendering.page = menu;
	w->parts = menu->parts;
	w->final = false;
	walk_shows(w, menu);
	render_options(&w->rendering, menu, &w->out);
}

static int
do_bad_choice(struct walk *w, const struct route *route)
{
	w->reply->outcome = "bad-choice";
	walk_bad_choice(w, route->choice);
	go_to_menu(w, route->page);
	show_lines(w, route->page);
	return 0;
}

/* To the question that the phone was asked, which need not be the one that stands there now. */
static int
do_answer(struct walk *w, const struct route *route)
{
	if (!walk_asks_anew(w, route->page))
		return answer_question(w, route->page, route->text);
	walk_say(w, TEXT_MOVED);
	int error = walk_reopen(w, route->page);
	w->reply->outcome = "moved";
	return error;
}

/* No answer to what was asked; perhaps to another of the page's questions. */
static int
do_bad_answer(struct walk *w, const struct route *route)
{
	return answer_question(w, route->page, route->text);
}

static int
do_moved(struct walk *w)
{
	walk_say(w, TEXT_MOVED);
	int error = walk_home(w);
	w->reply->outcome = "moved";
	return error;
}

/* What is meant can't be known: it is shown what its numbers are now. */
static int
do_renumbered(struct walk *w, const struct page *menu)
{
	if (!menu)
		return do_moved(w);
	w->reply->outcome = "moved";
	walk_say(w, TEXT_MOVED);
	go_to_menu(w, menu);
	walk_show(w, menu);
	return 0;
}

/* What may have been an answer moves the phone nowhere: the next text may say which it was. */
static int
do_urgent(struct walk *w, const struct page *page)
{
	walk_stay(w);
	walk_show(w, page);
	w->final = false;
	return 0;
}

static int
do_page(struct walk *w, const struct route *route)
{
	if (walk_is_renumbered(w, route))
		return do_renumbered(w, route->menu);
	if (route->answers)
		return do_urgent(w, route->page);
	go_to(w, route->page, route->menu);
	return open_page(w, route->page, route->text);
}

/* Latin words are said in capitals, as on the posters. */
static struct str
shown(struct arena *a, struct str word)
{
	char *p = arena_dup(a, word);
	for (size_t i = 0; i < word.n; i++)
		if (p[i] >= 'a' && p[i] <= 'z')
			p[i] = (char)(p[i] - 'a' + 'A');
	return (struct str){p, word.n};
}

static int
do_guess(struct walk *w, const struct route *route)
{
	struct str word = shown(w->arena, route->near.word);
	walk_say_with(w, TEXT_UNDERSTOOD, &(struct value){"word", word});
	go_to(w, route->page, NULL);
	return open_page(w, route->page, (struct str){0});
}

/* The phone stays where it is; the next number chooses. */
static int
do_offer(struct walk *w, const struct route *route)
{
	walk_answer(w, TEXT_OFFER, "offer");
	for (size_t i = 0; i < route->near.count; i++) {
		buf_addf(&w->out, "\n%zu ", i + 1);
		render_text(&w->rendering, &route->near.pages[i]->title, &w->out);
	}
	w->entry.slots = route_pack_offer(w->arena, &route->near);
	w->after.flags |= SESSION_OFFER;
	return 0;
}

struct route
walk_route(struct walk *w, struct str folded)
{
	bool offering = w->before && (w->before->flags & SESSION_OFFER);
	struct str offered = offering ? walk_last(w).slots : (struct str){0};
	struct slot_context context = walk_context(w);
	return route_text(w->c->content, w->arena, &context, w->before, offered, folded);
}

int
walk_act(struct walk *w, const struct route *route)
{
	if (route_is_urgent(route))
		w->entry.in = STR("****");
	switch (route->kind) {
	case ROUTE_EMPTY:
		walk_stay(w);
		return walk_answer(w, TEXT_EMPTY, "empty");
	case ROUTE_COMMAND:
		return walk_command(w, route);
	case ROUTE_ANSWER:
		return do_answer(w, route);
	case ROUTE_MEANING:
		return walk_choose(w, route->page, route->choice);
	case ROUTE_BAD_ANSWER:
		return do_bad_answer(w, route);
	case ROUTE_PAGE:
		return do_page(w, route);
	case ROUTE_BAD_CHOICE:
		return do_bad_choice(w, route);
	case ROUTE_MOVED:
		return do_moved(w);
	case ROUTE_GUESS:
		return do_guess(w, route);
	case ROUTE_OFFER:
		return do_offer(w, route);
	case ROUTE_UNKNOWN:
		walk_stay(w);
		return walk_answer(w, TEXT_UNKNOWN, "unknown");
	}
	must(!"a route");
	return -EINVAL;
}
