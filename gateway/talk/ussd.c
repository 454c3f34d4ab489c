#include <string.h>

#include "store/outbox.h"
#include "talk/walk.h"
#include "text/fold.h"

/* --- which session it is --- */

static bool
is_open(const struct walk *w, const struct session *s, uint16_t tag)
{
	return s->tag == tag && w->after.at - s->at < w->c->ussd.timeout_s;
}

void
ussd_begin(struct walk *w, const struct session *record)
{
	const struct ussd_rules *rules = &w->c->ussd;
	uint32_t kept_s = rules->resume_s > rules->timeout_s ? rules->resume_s : rules->timeout_s;
	uint16_t tag = session_tag(store_mark(w->c->store, 'u', &w->entry.who, w->m->ussd_session));
	w->after.tag = tag;
	w->after.expires = w->after.at + kept_s;
	if (record && w->m->op != USSD_BEGIN && is_open(w, record, tag))
		w->before = record;
	else if (record && record->page && record->expires > w->after.at)
		w->was = record;
	if (record)
		w->last_seq = record->seq;
}

/* Back to where an earlier session was. */
static void
take_up(struct walk *w)
{
	w->before = w->was;
	w->after.page = w->was->page;
	w->after.slot = w->was->slot;
	memcpy(w->after.trail, w->was->trail, sizeof(w->after.trail));
}

/* --- resuming --- */

/* Was it dropped, and with something to go on with? */
static bool
may_resume(const struct walk *w)
{
	const struct session *s = w->was;
	if (!s || (s->flags & SESSION_ENDED) || !route_here(w->c->content, s))
		return false;
	bool at_home = s->page == content_home(w->c->content)->key;
	return !at_home || (s->flags & (SESSION_REST | SESSION_OFFER | SESSION_RESUME));
}

/* The place, and what was said there, wait behind the question; no longer than they would have. */
static int
offer_resume(struct walk *w)
{
	const struct session *s = w->before ? w->before : w->was;
	struct journal_entry last = walk_last(w);
	w->after.page = s->page;
	w->after.slot = s->slot;
	memcpy(w->after.trail, s->trail, sizeof(w->after.trail));
	w->after.expires = s->expires;
	w->after.flags |= s->flags & (SESSION_SLOTS | SESSION_ASKING | SESSION_BY_SMS);
	w->after.flags |= SESSION_RESUME;
	w->entry.slots = last.slots;
	w->entry.owed = last.owed;
	return walk_answer(w, TEXT_RESUME, "resume");
}

static int
start_anew(struct walk *w)
{
	w->before = NULL;
	w->after.page = 0;
	memset(w->after.trail, 0, sizeof(w->after.trail));
	return walk_home(w);
}

/* --- opening --- */

/* What stands behind the service's code: 31 in *123*31#, 31*132 in *123*31*132#. Behind a code of
 * somebody else's only what we have published. */
static struct str
behind_code(const struct walk *w)
{
	struct str dialled = w->m->dialled, code = w->c->ussd.code;
	if (dialled.n && dialled.p[dialled.n - 1] == '#')
		dialled.n--;
	if (code.n && code.p[code.n - 1] == '#')
		code.n--;
	bool ours = code.n && str_starts(dialled, code) &&
	            (dialled.n == code.n || dialled.p[code.n] == '*');
	if (ours)
		return str_skip(dialled, dialled.n > code.n ? code.n + 1 : code.n);
	const char *star = memrchr(dialled.p ? dialled.p : "", '*', dialled.n);
	struct str last = str_skip(dialled, star ? (size_t)(star - dialled.p) + 1 : dialled.n);
	return content_number(w->c->content, last) ? last : (struct str){0};
}

/*
 * A number that was never published. A line of the first menu may bear it, but where it leads will
 * change with the menu: it is shown, and one key away; what is not on it is said to be missing.
 */
static int
show_home_for(struct walk *w, struct str number)
{
	const struct page *home = content_home(w->c->content);
	int64_t line;
	bool is_line = number.n && number.p[0] != '0' &&
	               parse_int(number, 1, (int64_t)home->option_count, &line) == 0;
	if (is_line)
		return walk_home(w);
	w->reply->outcome = "bad-choice";
	walk_say_with(w, TEXT_BAD_CHOICE, &(struct value){"choice", number});
	walk_show(w, home);
	return 0;
}

/* The page of a published number, with what was dialled behind it as answers. */
static int
open_link(struct walk *w, struct str link)
{
	const struct page *home = content_home(w->c->content);
	const char *star = memchr(link.p, '*', link.n);
	struct str number = {link.p, star ? (size_t)(star - link.p) : link.n};
	struct str rest = str_skip(link, star ? number.n + 1 : number.n);
	const struct page *page = content_number(w->c->content, number);
	w->after.page = home->key;
	if (!page)
		return show_home_for(w, number);
	char *answers = arena_dup(w->arena, rest);
	for (size_t i = 0; i < rest.n; i++)
		answers[i] = (char)(answers[i] == '*' ? ' ' : answers[i]);
	return walk_open(w, page, fold(w->arena, (struct str){answers, rest.n}));
}

static struct route
route_at_home(const struct walk *w, struct str folded)
{
	struct session at_home = {.page = content_home(w->c->content)->key};
	struct slot_context context = walk_context(w);
	return route_text(w->c->content, w->arena, &context, &at_home, (struct str){0}, folded);
}

/* A first input, from a provider that passes it on: as if at the first menu, but for its numbers,
 * which nobody can have seen. */
static int
open_with(struct walk *w, struct str folded)
{
	struct str text = w->m->text;
	const char *star = memchr(text.p, '*', text.n);
	struct str number = {text.p, star ? (size_t)(star - text.p) : text.n};
	if (content_number(w->c->content, number))
		return open_link(w, text);
	struct route route = route_at_home(w, folded);
	w->after.page = content_home(w->c->content)->key;
	if (route.kind == ROUTE_COMMAND && w->was) /* about what an earlier session said */
		take_up(w);
	if (route.menu || route.kind == ROUTE_UNKNOWN || route.kind == ROUTE_EMPTY)
		return walk_home(w);
	return walk_act(w, &route);
}

static int
open_session(struct walk *w, struct str folded)
{
	struct str link = behind_code(w);
	if (link.n)
		return open_link(w, link);
	/* An answer to a screen that we know nothing of is no first input. */
	bool input = folded.n && w->m->op != USSD_CONTINUE && !str_eq(w->m->text, w->m->dialled);
	if (input)
		return open_with(w, folded);
	return may_resume(w) ? offer_resume(w) : walk_home(w);
}

/* --- going on --- */

static int
answer_resume(struct walk *w, struct str folded)
{
	const struct page *here = route_here(w->c->content, w->before);
	lang_t lang;
	enum command command = content_command(w->c->content, folded, &lang);
	if (str_eq(folded, STR("1")) && here)
		return walk_reopen(w, here);
	if (str_eq(folded, STR("2")) || command == CMD_HOME || command == CMD_BACK || !here)
		return start_anew(w);
	struct route route = route_at_home(w, folded);
	if (route.kind == ROUTE_PAGE && !route.menu) { /* a word is a new question */
		w->before = NULL;
		memset(w->after.trail, 0, sizeof(w->after.trail));
		return open_with(w, folded);
	}
	offer_resume(w);
	w->reply->outcome = "bad-choice";
	return 0;
}

/* The screen again, behind a word about what it wants. */
static int
say_again(struct walk *w, const char *outcome)
{
	const struct content *c = w->c->content;
	const struct page *here = route_here(c, w->before);
	int error = 0;
	if (w->before->flags & SESSION_REST) {
		error = walk_again(w);
	} else {
		walk_say(w, TEXT_WRONG_KEY);
		bool stays = here && (here->option_count || w->before->flags & SESSION_ASKING);
		error = stays ? walk_reopen(w, here) : start_anew(w);
	}
	w->reply->outcome = outcome;
	return error;
}

static int
go_on(struct walk *w, struct str folded)
{
	if (w->before->flags & SESSION_RESUME)
		return answer_resume(w, folded);
	struct route route = walk_route(w, folded);
	if (route.kind == ROUTE_EMPTY)
		return say_again(w, "empty");
	if (route.kind == ROUTE_UNKNOWN)
		return say_again(w, "unknown");
	return walk_act(w, &route);
}

static bool
is_wrong(const char *outcome)
{
	static const char *const wrong[] = {"empty", "unknown", "bad-choice", "bad-answer"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (strcmp(outcome, wrong[i]) == 0)
			return true;
	return false;
}

/* So many wrong answers in a row that another would not help. */
static void
give_up(struct walk *w)
{
	buf_clear(&w->out);
	w->sliced = false;
	w->broken = true;
	w->entry.rest = (struct str){0};
	w->after.flags &= (uint16_t)~SESSION_REST;
	walk_answer(w, TEXT_GIVE_UP, "give-up");
}

int
ussd_act(struct walk *w, struct str folded)
{
	uint8_t wrong = w->before ? w->before->wrong : 0;
	int error = w->before ? go_on(w, folded) : open_session(w, folded);
	if (error || !is_wrong(w->reply->outcome))
		return error;
	w->after.wrong = (uint8_t)(wrong + (wrong < UINT8_MAX));
	if (w->c->ussd.wrong_most && w->after.wrong > w->c->ussd.wrong_most)
		give_up(w);
	return 0;
}

int
ussd_close(struct walk *w, bool *changed)
{
	*changed = w->before && (w->before->flags & SESSION_BY_SMS) &&
	           (w->before->flags & (SESSION_REST | SESSION_RESUME));
	if (!*changed)
		return 0;
	struct journal_entry last = walk_last(w);
	walk_date(w);
	w->after.tag = 0;
	w->after.expires = w->before->expires;
	w->after.flags |= w->before->flags & SESSION_KEPT;
	w->entry.slots = last.slots;
	w->entry.rest = last.rest;
	return outbox_move(w->c->store, w->arena, last.owed, w->m->now_ms, w->m->now_ms);
}
