#include "talk/converse.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "store/once.h"
#include "talk/render.h"
#include "talk/route.h"
#include "text/fold.h"

enum { ANSWERS_MAX = 16, MORE_PARTS_DEFAULT = 1 };

/* One message on its way through. */
struct walk {
	const struct conversation *c;
	struct arena *arena;
	const struct message *m;
	struct reply *reply;
	struct journal_entry entry;
	const struct session *before; /* NULL: the phone is nowhere */
	struct session after;
	struct rendering rendering;
	struct buf out; /* the answer so far, without signature */
	unsigned parts; /* SMS parts that it may take */
	bool sliced;    /* entry.out and entry.rest are ready as they are */
};

/* --- what the phone gets --- */

static void
say(struct walk *w, enum service_text which)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	render_text(&w->rendering, content_text(w->c->content, which), &w->out);
}

static void
show_page(struct walk *w, const struct page *page)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	w->rendering.page = page;
	w->parts = page->parts;
	render_page(&w->rendering, page, &w->out);
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

/* --- questions and handlers --- */

/* "name\tvalue\n" for each answer, as the journal keeps them. */
static struct str
pack_answers(struct walk *w, const struct answer *answers, size_t count)
{
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	for (size_t i = 0; i < count; i++)
		buf_addf(&b, "%.*s\t%.*s\n", STR_ARG(answers[i].name), STR_ARG(answers[i].value));
	struct str packed = arena_str(w->arena, buf_str(&b));
	buf_release(&b);
	return packed;
}

static struct str
take_until(struct str *s, char end)
{
	const char *p = memchr(s->p ? s->p : "", end, s->n);
	struct str head = {s->p, p ? (size_t)(p - s->p) : s->n};
	*s = str_skip(*s, p ? head.n + 1 : s->n);
	return head;
}

/* The answers given so far to the first questions of `page`; stops where page and answers part. */
static size_t
unpack_answers(struct str packed, const struct page *page, struct answer *answers)
{
	size_t count = 0;
	while (packed.n && count < page->slot_count) {
		struct str value = take_until(&packed, '\n');
		struct str name = take_until(&value, '\t');
		if (!str_eq(name, page->slots[count].name))
			break;
		answers[count++] = (struct answer){page->slots[count].name, value};
	}
	return count;
}

static const struct outcome *
find_outcome(const struct page *page, const char *name)
{
	for (size_t i = 0; i < page->say_count; i++)
		if (str_eq(page->says[i].name, str_from(name)))
			return &page->says[i];
	return NULL;
}

static int
run_handler(struct walk *w, const struct page *page, const struct answer *answers, size_t count)
{
	struct turn turn = {w->m->now_ms, w->m->channel, answers, count, w->arena};
	struct result result = {0};
	int error = w->c->handlers[page->handler]->run(&turn, &result);
	const struct outcome *outcome = error ? NULL : find_outcome(page, result.outcome);
	if (!outcome)
		return error ? error : -ENOENT;
	for (size_t i = 0; i < count && result.value_count < RESULT_VALUES; i++)
		result_add(&result, arena_dup(w->arena, answers[i].name), answers[i].value);
	w->reply->outcome = result.outcome;
	w->rendering.page = page;
	w->rendering.values = result.values;
	w->rendering.value_count = result.value_count;
	w->parts = page->parts;
	render_text(&w->rendering, &outcome->text, &w->out);
	w->rendering.values = NULL;
	w->rendering.value_count = 0;
	return 0;
}

static void
ask(struct walk *w, const struct page *page, size_t slot)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	w->after.flags |= SESSION_ASKING;
	w->after.slot = (uint8_t)slot;
	w->rendering.page = page;
	render_text(&w->rendering, &page->slots[slot].prompt, &w->out);
}

/* Fills what `text` answers, asks what is missing, or runs the handler when nothing is. */
static int
fill(struct walk *w, const struct page *page, struct str known, struct str text)
{
	struct answer answers[ANSWERS_MAX];
	must(page->slot_count <= ANSWERS_MAX);
	size_t count = unpack_answers(known, page, answers);
	struct str value;
	while (count < page->slot_count && slot_read(&page->slots[count], w->arena, &text, &value))
		answers[count] = (struct answer){page->slots[count].name, value}, count++;
	if (count) { /* kept with a result, too: to say it again in another language */
		w->entry.slots = pack_answers(w, answers, count);
		w->after.flags |= SESSION_SLOTS;
	}
	if (count == page->slot_count)
		return run_handler(w, page, answers, count);

	w->reply->outcome = "asked";
	if (text.n) { /* something was said, but not what the question wants */
		w->reply->outcome = "bad-answer";
		say(w, TEXT_BAD_ANSWER);
	}
	ask(w, page, count);
	return 0;
}

static int
open_page(struct walk *w, const struct page *page, struct str text)
{
	w->reply->outcome = "page";
	if (page->handler >= 0)
		return fill(w, page, (struct str){0}, text);
	show_page(w, page);
	return 0;
}

/* The journal row of the phone's last message; one with empty texts when there is none. */
static struct journal_entry
last_entry(struct walk *w)
{
	const struct session *s = store_session(w->c->store, &w->entry.who);
	struct journal_entry last = {0};
	if (s && store_get(w->c->store, w->arena, s->seq, &last) != 0)
		last = (struct journal_entry){
		        0}; /* purged since, or damaged: as if nothing was said */
	return last;
}

/* What the phone has told this page so far. */
static struct str
known_answers(struct walk *w)
{
	bool any = w->before && (w->before->flags & SESSION_SLOTS);
	return any ? last_entry(w).slots : (struct str){0};
}

static int
answer_question(struct walk *w, const struct page *page, struct str text)
{
	return fill(w, page, known_answers(w), text);
}

/* --- commands --- */

static int
do_back(struct walk *w)
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

static int
do_go(struct walk *w, const struct page *page)
{
	go_to(w, page, NULL);
	return open_page(w, page, (struct str){0});
}

static int
do_home(struct walk *w)
{
	return do_go(w, content_home(w->c->content));
}

static int
do_help(struct walk *w)
{
	return do_go(w, content_help(w->c->content));
}

static int
do_more(struct walk *w)
{
	struct journal_entry last = {0};
	if (w->before && (w->before->flags & SESSION_REST))
		last = last_entry(w);
	const struct page *here = route_here(w->c->content, w->before);
	if (last.rest.n) {
		w->reply->outcome = "more";
		w->parts = here ? here->parts : MORE_PARTS_DEFAULT;
		buf_add(&w->out, last.rest);
		return 0;
	}
	w->reply->outcome = "no-more";
	say(w, TEXT_NO_MORE);
	return 0;
}

/* The last answer again, byte for byte; what may follow it stays as it was. */
static int
do_again(struct walk *w)
{
	struct journal_entry last = last_entry(w);
	if (!last.out.n) {
		w->reply->outcome = "no-last";
		say(w, TEXT_NO_LAST);
		return 0;
	}
	w->reply->outcome = "again";
	w->entry.out = last.out;
	w->entry.rest = last.rest;
	w->entry.slots = last.slots;
	w->sliced = true;
	if (w->before) {
		w->after.flags = w->before->flags & SESSION_KEPT;
		w->after.slot = w->before->slot;
	}
	return 0;
}

/* The language from now on, shown by saying in it what the phone saw last. */
static int
do_language(struct walk *w, lang_t lang)
{
	struct str code = content_language(w->c->content, lang);
	memset(w->after.lang, 0, sizeof(w->after.lang));
	memcpy(w->after.lang, code.p, code.n < SESSION_LANG ? code.n : SESSION_LANG);
	w->rendering.lang = lang;
	const struct page *here = route_here(w->c->content, w->before);
	if (!here)
		return do_home(w);
	if (here->handler >= 0)
		return fill(w, here, known_answers(w), (struct str){0});
	return open_page(w, here, (struct str){0});
}

static int
do_command(struct walk *w, const struct route *route)
{
	switch (route->command) {
	case CMD_BACK:
		return do_back(w);
	case CMD_HOME:
		return do_home(w);
	case CMD_HELP:
		return do_help(w);
	case CMD_MORE:
		return do_more(w);
	case CMD_AGAIN:
		return do_again(w);
	case CMD_LANGUAGE:
		return do_language(w, route->lang);
	case CMD_NONE:
	case CMD_COUNT:
		break;
	}
	must(!"a command");
	return -EINVAL;
}

/* --- the rest of what a text can mean --- */

static int
say_only(struct walk *w, enum service_text which, const char *outcome)
{
	w->reply->outcome = outcome;
	say(w, which);
	return 0;
}

static int
do_bad_choice(struct walk *w, const struct route *route)
{
	struct value choice = {"choice", route->text};
	w->reply->outcome = "bad-choice";
	w->rendering.values = &choice;
	w->rendering.value_count = 1;
	say(w, TEXT_BAD_CHOICE);
	w->rendering.values = NULL;
	w->rendering.value_count = 0;
	w->after.page = route->page->key;
	show_page(w, route->page);
	return 0;
}

static int
do_bad_answer(struct walk *w, const struct route *route)
{
	say_only(w, TEXT_BAD_ANSWER, "bad-answer");
	w->entry.slots = known_answers(w);
	w->after.flags |= w->before->flags & SESSION_SLOTS;
	ask(w, route->page, w->before->slot < route->page->slot_count ? w->before->slot : 0);
	return 0;
}

static int
do_moved(struct walk *w)
{
	say(w, TEXT_MOVED);
	int error = do_home(w);
	w->reply->outcome = "moved";
	return error;
}

static int
do_page(struct walk *w, const struct route *route)
{
	go_to(w, route->page, route->menu);
	return open_page(w, route->page, route->text);
}

static int
act(struct walk *w, const struct route *route)
{
	switch (route->kind) {
	case ROUTE_EMPTY:
		return say_only(w, TEXT_EMPTY, "empty");
	case ROUTE_COMMAND:
		return do_command(w, route);
	case ROUTE_ANSWER:
		return answer_question(w, route->page, route->text);
	case ROUTE_BAD_ANSWER:
		return do_bad_answer(w, route);
	case ROUTE_PAGE:
		return do_page(w, route);
	case ROUTE_BAD_CHOICE:
		return do_bad_choice(w, route);
	case ROUTE_MOVED:
		return do_moved(w);
	case ROUTE_UNKNOWN:
		return say_only(w, TEXT_UNKNOWN, "unknown");
	}
	must(!"a route");
	return -EINVAL;
}

/* --- the walk --- */

/* What the phone chose and still remembers, else `assumed`, else the content's first. */
static lang_t
language_of(const struct content *c, const struct session *s, uint32_t now_s, struct str assumed)
{
	struct str code = assumed;
	if (s && s->forget > now_s && s->lang[0])
		code = (struct str){s->lang, strnlen(s->lang, SESSION_LANG)};
	int lang = content_find_language(c, code);
	return lang < 0 ? 0 : (lang_t)lang;
}

/* A session whose time is over keeps only the language. */
static void
begin(struct walk *w)
{
	uint32_t now_s = (uint32_t)(w->m->now_ms / 1000);
	const struct session *s = store_session(w->c->store, &w->entry.who);
	w->rendering = (struct rendering){
	        w->c->content, language_of(w->c->content, s, now_s, w->m->lang), NULL, NULL, 0, 0};
	w->before = s && s->expires > now_s ? s : NULL;
	if (w->before)
		w->after = *w->before;
	else if (s && s->forget > now_s)
		memcpy(w->after.lang, s->lang, sizeof(s->lang));
	w->after.who = w->entry.who;
	w->after.at = now_s;
	w->after.expires = now_s + w->c->session_s;
	w->after.forget = now_s + w->c->language_s;
	w->after.flags &=
	        (uint8_t) ~(SESSION_REST | SESSION_SLOTS | SESSION_ASKING | SESSION_ANSWERED);
	w->parts = MORE_PARTS_DEFAULT;
}

/* Whatever went wrong inside: the phone gets the apology, the operator one line. */
static void
apologise(struct walk *w, int error)
{
	char who[WHO_TEXT];
	log_error("phone %s: the answer failed (%s); sent the apology",
	        who_text(&w->entry.who, who), strerror(-error));
	buf_clear(&w->out);
	w->rendering.incomplete = false;
	say_only(w, TEXT_SORRY, "sorry");
}

static void
slice(struct walk *w)
{
	if (w->sliced)
		return;
	struct str whole = arena_str(w->arena, buf_str(&w->out));
	w->entry.out = render_piece(
	        &w->rendering, w->arena, w->m->channel, w->parts, whole, &w->entry.rest);
	if (w->entry.rest.n)
		w->after.flags |= SESSION_REST;
}

static void
compose(struct walk *w, struct str folded)
{
	struct route route = {.kind = ROUTE_UNKNOWN};
	int error = 0;
	if (w->m->fragment.n) {
		say_only(w, TEXT_FRAGMENT, "fragment");
	} else {
		route = route_text(w->c->content, w->arena, w->before, folded);
		error = act(w, &route);
	}
	if (error || w->out.full || w->rendering.incomplete)
		apologise(w, error ? error : -EOVERFLOW);
	slice(w);
}

static void
fill_reply(struct walk *w)
{
	struct reply *r = w->reply;
	const struct page *page = content_page(w->c->content, w->entry.session.page);
	r->text = w->entry.out;
	r->size = text_measure(r->text);
	r->more = w->entry.rest.n > 0;
	r->page = page ? page->id : (struct str){0};
	r->lang = content_language(w->c->content, w->rendering.lang);
	r->seq = w->entry.seq;
}

/* The row of a message that this one repeats, or 0. */
static int64_t
heard_before(struct walk *w, uint32_t text_hash)
{
	int64_t seq = store_find(w->c->store, w->entry.marks);
	if (seq)
		return seq;
	const struct session *s = store_session(w->c->store, &w->entry.who);
	bool resent = s && !(s->flags & SESSION_ANSWERED) && s->text_hash == text_hash &&
	              w->m->now_ms / 1000 <= (int64_t)s->at + w->c->resend_s;
	return resent ? s->seq : 0;
}

/* The same bytes as then, and nothing else happens. False: the row is gone, walk it anew. */
static bool
repeat(struct walk *w, int64_t seq)
{
	struct journal_entry then;
	if (store_get(w->c->store, w->arena, seq, &then) != 0 || !who_eq(&then.who, &w->entry.who))
		return false;
	w->entry.out = then.out;
	w->entry.rest = then.rest;
	w->entry.session = then.session;
	w->entry.seq = seq;
	w->reply->outcome = "repeat";
	w->reply->repeated = true;
	fill_reply(w);
	return true;
}

/* A second piece of a message whose first piece was answered: silence. */
static bool
fragment_answered(struct walk *w)
{
	if (!w->m->fragment.n)
		return false;
	uint64_t marks[2] = {store_mark(w->c->store, 'f', &w->entry.who, w->m->fragment), 0};
	if (store_find(w->c->store, marks)) {
		w->reply->outcome = "silence";
		return true;
	}
	w->entry.marks[1] = marks[0];
	return false;
}

static int
save(struct walk *w)
{
	w->entry.session = w->after;
	return store_add(w->c->store, w->arena, &w->entry);
}

static uint64_t
mark_of(const struct walk *w, char kind, struct str id)
{
	return id.n ? store_mark(w->c->store, kind, &w->entry.who, id) : 0;
}

int
converse(
        const struct conversation *c, struct arena *a, const struct message *m, struct reply *reply)
{
	struct walk w = {
	        .c = c, .arena = a, .m = m, .reply = reply, .out = BUF_INIT(ANSWER_MAX_BYTES)};
	*reply = (struct reply){.outcome = "page"};
	w.entry.at_ms = m->now_ms;
	w.entry.in = m->text;
	w.entry.who = reply->who = store_who(c->store, m->msisdn);
	w.entry.marks[0] = mark_of(&w, 'i', m->id);
	w.entry.marks[1] = mark_of(&w, 's', m->smsc_id);
	struct str folded = fold(a, m->text);
	uint32_t text_hash = (uint32_t)store_mark(c->store, 't', &w.entry.who, folded);

	begin(&w);
	int64_t seq = heard_before(&w, text_hash);
	if ((seq && repeat(&w, seq)) || fragment_answered(&w))
		return 0;
	w.after.text_hash = text_hash;
	compose(&w, folded);
	buf_release(&w.out);
	int error = save(&w);
	if (!error)
		fill_reply(&w);
	return error;
}
