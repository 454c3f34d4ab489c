#include <errno.h>
#include <string.h>

#include "content/places.h"
#include "talk/walk.h"
#include "text/calendar.h"

enum { ANSWERS_MAX = 16 };

struct journal_entry
walk_last(struct walk *w)
{
	struct journal_entry last = {0};
	bool there = w->last_seq && store_get(w->c->store, w->arena, w->last_seq, &last) == 0;
	if (!there || !who_eq(&last.who, &w->entry.who)) /* purged or damaged since: as if nothing
	                                                    was said */
		last = (struct journal_entry){0};
	return last;
}

struct str
walk_known(struct walk *w)
{
	bool any = w->before && (w->before->flags & SESSION_SLOTS);
	return any ? walk_last(w).slots : (struct str){0};
}

/* "name\tvalue\n" for each answer, as the journal keeps them. */
static struct str
pack_answers(struct walk *w, const struct answer *answers, size_t count)
{
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	for (size_t i = 0; i < count; i++)
		if (answers[i].name.n)
			buf_addf(&b, "%.*s\t%.*s\n", STR_ARG(answers[i].name),
			        STR_ARG(answers[i].value));
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

/* Puts the answers given so far at their questions' places; an answer's name.n is 0: none. */
static void
unpack_answers(struct str packed, const struct page *page, struct answer *answers)
{
	while (packed.n) {
		struct str value = take_until(&packed, '\n');
		struct str name = take_until(&value, '\t');
		for (size_t i = 0; i < page->slot_count; i++)
			if (str_eq(name, page->slots[i].name))
				answers[i] = (struct answer){page->slots[i].name, value};
	}
}

/* The first question that the handler can't do without and has no answer; slot_count: none. */
static size_t
first_missing(const struct page *page, const struct answer *answers)
{
	size_t i = 0;
	while (i < page->slot_count && (answers[i].name.n || page->slots[i].aside))
		i++;
	return i;
}

/* The question that an answer is expected to: the one that was asked, or would be next. */
static size_t
next_question(const struct walk *w, const struct page *page, const struct answer *answers)
{
	const struct session *s = w->before;
	bool asked = s && (s->flags & SESSION_ASKING) && s->page == page->key &&
	             s->slot < page->slot_count && !answers[s->slot].name.n;
	return asked ? s->slot : first_missing(page, answers);
}

/* A bare number chooses only where the question was asked, or would be next. */
static bool
may_take(const struct slot *slot, bool is_next, struct str text)
{
	bool is_number = text.n && text.p[0] >= '0' && text.p[0] <= '9';
	return is_next || (slot->type != SLOT_TEXT && !(slot->type == SLOT_CHOICE && is_number));
}

static int32_t
today_of(const struct walk *w)
{
	return calendar_today(w->m->now_ms / 1000);
}

/*
 * Takes one more answer off the front of *text: of the questions that are open the one that it
 * tells most about, of equals the first. False: none is answered.
 */
static bool
take_answer(struct walk *w, const struct page *page, struct answer *answers, struct str *text)
{
	size_t next = next_question(w, page, answers), best = page->slot_count;
	while (text->n && strchr(",;", text->p[0])) /* between two answers */
		*text = str_trim(str_skip(*text, 1));
	struct str best_rest = *text;
	for (size_t i = 0; i < page->slot_count; i++) {
		struct str rest = *text, value;
		if (answers[i].name.n || !may_take(&page->slots[i], i == next, *text) ||
		        !slot_read(&page->slots[i], w->arena, today_of(w), &rest, &value))
			continue;
		if (best < page->slot_count && rest.n >= best_rest.n)
			continue;
		best = i;
		best_rest = rest;
		answers[i].value = value;
	}
	if (best == page->slot_count)
		return false;
	answers[best].name = page->slots[best].name;
	*text = best_rest;
	return true;
}

/* Does the unclear word at the front of `text` say once more what was answered? */
static bool
says_the_same(struct walk *w, const struct slot *slot, const struct answer *answer, struct str text)
{
	struct str value;
	return answer->name.n && slot_read(slot, w->arena, today_of(w), &text, &value) &&
	       str_eq(value, answer->value);
}

/*
 * Takes an unclear word off the front of *text: "woman", or in "man, no, woman" what takes the
 * answer back: nothing is guessed. The question's bit is set in *unclear. False: there is none.
 */
static bool
take_unclear(struct walk *w, const struct page *page, struct answer *answers, struct str *text,
        unsigned *unclear)
{
	for (size_t i = 0; i < page->slot_count; i++) {
		size_t used = slot_unclear(&page->slots[i], *text);
		if (!used)
			continue;
		if (!says_the_same(w, &page->slots[i], &answers[i], *text)) {
			answers[i] = (struct answer){{0}, {0}};
			*unclear |= 1U << i;
		}
		*text = str_trim(str_skip(*text, used));
		return true;
	}
	return false;
}

static const struct outcome *
find_outcome(const struct page *page, const char *name)
{
	for (size_t i = 0; i < page->say_count; i++)
		if (str_eq(page->says[i].name, str_from(name)))
			return &page->says[i];
	return NULL;
}

/* A handler knows provinces by their codes, a phone by their names. */
static void
name_provinces(const struct walk *w, const struct handler_spec *spec, struct result *result)
{
	for (size_t i = 0; i < result->value_count; i++) {
		struct value *value = &result->values[i];
		const struct region *region = NULL;
		if (spec_gives_province(spec, value->name))
			region = places_get(w->c->content, value->text);
		if (region)
			value->text = region->name[w->rendering.lang];
	}
}

/* What the page's handler makes of the answers; *outcome is how the page says it. */
static int
work_out(struct walk *w, const struct page *page, const struct answer *answers,
        struct result *result, const struct outcome **outcome)
{
	size_t count = page->slot_count;
	struct turn turn = {.now_ms = w->m->now_ms,
	        .channel = w->m->channel,
	        .answers = answers,
	        .answer_count = count,
	        .arena = w->arena,
	        .content = w->c->content};
	*result = (struct result){0};
	int error = w->c->handlers[page->handler]->run(&turn, result);
	*outcome = error ? NULL : find_outcome(page, result->outcome);
	if (!*outcome)
		return error ? error : -ENOENT;
	name_provinces(w, &w->c->handlers[page->handler]->spec, result);
	for (size_t i = 0; i < count && result->value_count < RESULT_VALUES; i++)
		result_add(result, arena_dup(w->arena, page->slots[i].name),
		        answers[i].name.n ? slot_show(&page->slots[i], w->arena, answers[i].value,
		                                    w->rendering.lang)
		                          : STR(""));
	return 0;
}

/* The question that the handler wants answered first; slot_count: none, or it is answered. */
static size_t
wanted_aside(const struct page *page, const struct answer *answers, const char *name)
{
	size_t i = 0;
	while (name && i < page->slot_count && !str_eq(page->slots[i].name, str_from(name)))
		i++;
	return name && i < page->slot_count && !answers[i].name.n ? i : page->slot_count;
}

static void
say_result(struct walk *w, const struct page *page, const struct result *result,
        const struct text *text, struct buf *out)
{
	w->rendering.page = page;
	w->rendering.values = result->values;
	w->rendering.value_count = result->value_count;
	render_text(&w->rendering, text, out);
	w->rendering.values = NULL;
	w->rendering.value_count = 0;
}

/* Whether the answer may be refined by telling more: then it is not the last word. */
static bool
takes_more(const struct page *page, const struct answer *answers)
{
	for (size_t i = 0; i < page->slot_count; i++)
		if (page->slots[i].aside && !answers[i].name.n)
			return true;
	return false;
}

/* *missing is set to what must be asked before anything can be told. */
static int
run_handler(struct walk *w, const struct page *page, const struct answer *answers, size_t *missing)
{
	struct result result;
	const struct outcome *outcome;
	int error = work_out(w, page, answers, &result, &outcome);
	if (!error)
		*missing = wanted_aside(page, answers, result.ask);
	if (error || *missing < page->slot_count)
		return error;
	w->reply->outcome = result.outcome;
	w->parts = page->parts;
	w->final = !takes_more(page, answers);
	say_result(w, page, &result, &outcome->text, &w->out);
	if (page->brief.in[0])
		say_result(w, page, &result, &page->brief, &w->brief);
	return 0;
}

int
walk_why(struct walk *w, const struct page *page)
{
	struct answer answers[ANSWERS_MAX] = {{{0}, {0}}};
	struct result result = {0};
	const struct outcome *outcome = NULL;
	must(page->slot_count <= ANSWERS_MAX);
	unpack_answers(walk_known(w), page, answers);
	bool asking = first_missing(page, answers) < page->slot_count;
	int error = 0;
	if (page->handler >= 0 && !asking)
		error = work_out(w, page, answers, &result, &outcome);
	if (error)
		return error;
	const struct text *why = outcome && outcome->why.in[0] ? &outcome->why : &page->why;
	if (asking || !why->in[0])
		why = content_text(w->c->content, TEXT_WHY);
	say_result(w, page, &result, why, &w->out);
	return 0;
}

void
walk_ask(struct walk *w, const struct page *page, size_t slot)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	w->after.flags |= SESSION_ASKING;
	w->after.slot = (uint8_t)slot;
	w->rendering.page = page;
	render_text(&w->rendering, &page->slots[slot].prompt, &w->out);
}

/* How to write the answer, if the authors say it for this question. */
static void
say_wrong(struct walk *w, const struct page *page, const struct slot *slot)
{
	if (!slot->wrong.in[0]) {
		walk_say(w, TEXT_BAD_ANSWER);
		return;
	}
	if (w->out.n)
		buf_addc(&w->out, '\n');
	w->rendering.page = page;
	render_text(&w->rendering, &slot->wrong, &w->out);
}

/* Fills what `text` answers, asks what is missing, or runs the handler when nothing is. */
int
walk_fill(struct walk *w, const struct page *page, struct str known, struct str text)
{
	struct answer answers[ANSWERS_MAX] = {{{0}, {0}}};
	must(page->slot_count <= ANSWERS_MAX);
	unpack_answers(known, page, answers);
	unsigned unclear = 0;
	while (take_answer(w, page, answers, &text) ||
	        take_unclear(w, page, answers, &text, &unclear))
		;
	size_t missing = first_missing(page, answers);
	struct str packed = pack_answers(w, answers, page->slot_count);
	if (packed.n) { /* kept with a result, too: to say it again in another language */
		w->entry.slots = packed;
		w->after.flags |= SESSION_SLOTS;
	}
	int error = 0;
	if (missing == page->slot_count)
		error = run_handler(w, page, answers, &missing);
	if (error || missing == page->slot_count)
		return error;

	w->reply->outcome = "asked";
	if (text.n || (unclear >> missing &
	                      1)) { /* something was said, but not what the question wants */
		w->reply->outcome = "bad-answer";
		say_wrong(w, page, &page->slots[missing]);
	}
	walk_ask(w, page, missing);
	return 0;
}
