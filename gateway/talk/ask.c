#include <errno.h>
#include <string.h>

#include "content/places.h"
#include "talk/answers.h"
#include "talk/walk.h"
#include "text/calendar.h"
#include "timetable/transit.h"

enum { HOURS = 24 };

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

struct slot_context
walk_context(const struct walk *w)
{
	return (struct slot_context){.today = calendar_today(w->m->now_ms / 1000),
	        .transit = w->c->transit,
	        .reads = w->reads};
}

const struct outcome *
walk_outcome(const struct page *page, const char *name)
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

/* One of the service's sentences with the value that it may use, for another text to hold. */
static struct str
sentence(struct walk *w, enum service_text which, const char *name, struct str text)
{
	struct value value = {name, text};
	struct rendering r = {w->c->content, w->rendering.lang, NULL, &value, 1, false};
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	render_text(&r, content_text(w->c->content, which), &b);
	struct str shown = arena_str(w->arena, buf_str(&b));
	buf_release(&b);
	return shown;
}

/* 02:30 of the next day is 26:30 to a handler. */
static bool
is_next_day(const struct slot *slot, struct str value, int64_t *hour)
{
	return slot->type == SLOT_TIME &&
	       parse_int((struct str){value.p, 2}, HOURS, 2 * HOURS, hour) == 0;
}

/* An answer as a phone is shown it. */
static struct str
show_answer(struct walk *w, const struct slot *slot, struct str value)
{
	int64_t hour;
	if (!is_next_day(slot, value, &hour))
		return slot_show(slot, w->arena, value, w->rendering.lang);
	const char *clock =
	        arena_printf(w->arena, "%02d%.*s", (int)hour - HOURS, STR_ARG(str_skip(value, 2)));
	return sentence(w, TEXT_NEXT_DAY, "time", str_from(clock));
}

/* The same in a menu, where something must tell it from the others: a day's weekday. */
static struct str
tell_answer(struct walk *w, const struct slot *slot, struct str value)
{
	int64_t year, month, day;
	int32_t date;
	if (slot->type != SLOT_DATE || parse_int((struct str){value.p, 4}, 0, 9999, &year) ||
	        parse_int((struct str){value.p + 5, 2}, 1, 12, &month) ||
	        parse_int((struct str){value.p + 8, 2}, 1, 31, &day) ||
	        calendar_day(year, month, day, &date) != 0)
		return is_next_day(slot, value, &day)
		               ? show_answer(w, slot, value)
		               : slot_tell(slot, w->arena, value, w->rendering.lang);
	enum service_text which = (enum service_text)(TEXT_MONDAY + calendar_weekday(date) - 1);
	return sentence(w, which, "date", value);
}

/* What a handler may know of the phone's family. */
static int
load_family(struct walk *w, struct turn *turn)
{
	struct family *family = arena_alloc(w->arena, sizeof(*family));
	turn->msisdn = w->m->msisdn;
	turn->family = family;
	turn->limits = &w->c->family;
	turn->strange = w->after.flags & SESSION_STRANGE;
	turn->stopped = w->after.flags & SESSION_STOPPED;
	return family_load(w->c->store, w->arena, &w->entry.who, family);
}

/* One that searches is put off while another has searched. */
static int
run_in_turn(struct walk *w, const struct handler *handler, const struct turn *turn,
        struct result *result)
{
	bool *searched = handler->spec.searches ? w->c->searched : NULL;
	if (searched && *searched)
		return w->failed = -EAGAIN;
	if (searched)
		*searched = true;
	return handler->run(turn, result);
}

/* The answers so far, as values of the texts that quote them. */
static void
add_answers(struct walk *w, const struct answers *told, struct result *result)
{
	const struct page *page = told->page;
	for (size_t i = 0; i < page->slot_count && result->value_count < RESULT_VALUES; i++)
		result_add(result, arena_dup(w->arena, page->slots[i].name),
		        told->to[i].count ? show_answer(w, &page->slots[i], told->to[i].of[0])
		                          : STR(""));
}

/* What the page's handler makes of the answers; *outcome is how the page says it. */
static int
work_out(struct walk *w, const struct answers *told, struct result *result,
        const struct outcome **outcome)
{
	const struct page *page = told->page;
	const struct handler *handler = w->c->handlers[page->handler];
	size_t count = page->slot_count;
	struct answer answers[ANSWERS_MAX] = {{{0}, {0}}};
	for (size_t i = 0; i < count; i++)
		if (told->to[i].count)
			answers[i] = (struct answer){page->slots[i].name, told->to[i].of[0]};
	struct turn turn = {.now_ms = w->m->now_ms,
	        .channel = w->m->channel,
	        .answers = answers,
	        .answer_count = count,
	        .arena = w->arena,
	        .content = w->c->content,
	        .transit = w->c->transit,
	        .rest = told->rest,
	        .page = page,
	        .lang = w->rendering.lang};
	*result = (struct result){0};
	int error = handler->spec.family ? load_family(w, &turn) : 0;
	if (!error)
		error = run_in_turn(w, handler, &turn, result);
	*outcome = error ? NULL : walk_outcome(page, result->outcome);
	if (!*outcome)
		return error ? error : -ENOENT;
	name_provinces(w, &handler->spec, result);
	add_answers(w, told, result);
	return 0;
}

/* Where no timetable is in use nothing is asked about its stops: the handler says so at once. */
static bool
is_out_of_service(const struct walk *w, const struct page *page)
{
	bool any = false;
	for (size_t i = 0; i < page->slot_count; i++)
		any = any || page->slots[i].type == SLOT_STOP;
	return any && !transit_serves(w->c->transit, calendar_today(w->m->now_ms / 1000));
}

/* The question that the handler wants answered first; slot_count: none, or it is answered. */
static size_t
wanted_aside(const struct answers *told, const char *name)
{
	const struct page *page = told->page;
	size_t i = 0;
	while (name && i < page->slot_count && !str_eq(page->slots[i].name, str_from(name)))
		i++;
	return name && i < page->slot_count && !told->to[i].count ? i : page->slot_count;
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

/* Whether more may be told of the same case, by a word of its own or a day: then it is not the last
 * word. */
static bool
takes_more(const struct answers *told)
{
	const struct page *page = told->page;
	for (size_t i = 0; i < page->slot_count; i++)
		if (page->slots[i].aside && !told->to[i].count &&
		        (page->slots[i].lead_count || page->slots[i].type == SLOT_DATE))
			return true;
	return false;
}

/* *open is set to what must be asked before anything can be told. */
static int
run_handler(struct walk *w, const struct answers *told, size_t *open)
{
	const struct outcome *outcome;
	int error = work_out(w, told, &w->result, &outcome);
	if (!error)
		*open = wanted_aside(told, w->result.ask);
	if (error || *open < told->page->slot_count) {
		w->result = (struct result){0};
		return error;
	}
	w->reply->outcome = w->result.outcome;
	w->parts = told->page->parts;
	w->final = true;
	w->open = takes_more(told);
	say_result(w, told->page, &w->result, &outcome->text, &w->out);
	if (told->page->brief.in[0])
		say_result(w, told->page, &w->result, &told->page->brief, &w->brief);
	if (w->result.effect_count) {
		w->acted = told->page;
		walk_leave(w);
	}
	return 0;
}

static struct answers
told_so_far(struct walk *w, const struct page *page, struct str known)
{
	const struct session *s = w->before;
	bool asked = s && (s->flags & SESSION_ASKING) && s->page == page->key;
	struct answers told = {.content = w->c->content,
	        .page = page,
	        .context = walk_context(w),
	        .asked = asked ? s->slot : ANSWERS_MAX};
	answers_unpack(&told, known);
	return told;
}

int
walk_why(struct walk *w, const struct page *page)
{
	struct answers told = told_so_far(w, page, walk_known(w));
	struct result result = {0};
	const struct outcome *outcome = NULL;
	bool asking = answers_open(&told) < page->slot_count;
	int error = 0;
	if (page->handler >= 0 && !asking)
		error = work_out(w, &told, &result, &outcome);
	if (error)
		return error;
	const struct text *why = outcome && outcome->why.in[0] ? &outcome->why : &page->why;
	if (asking || !why->in[0])
		why = content_text(w->c->content, TEXT_WHY);
	say_result(w, page, &result, why, &w->out);
	return 0;
}

/* A question, which may quote the answers before it. */
static void
say_question(struct walk *w, const struct answers *told, size_t slot, struct buf *out)
{
	struct result said = {0};
	add_answers(w, told, &said);
	say_result(w, told->page, &said, &told->page->slots[slot].prompt, out);
}

static void
ask(struct walk *w, const struct answers *told, size_t slot)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	w->after.flags |= SESSION_ASKING;
	w->after.slot = (uint8_t)slot;
	walk_shows(w, told->page);
	say_question(w, told, slot, &w->out);
}

bool
walk_asks_anew(struct walk *w, const struct page *page)
{
	bool asked = w->before && (w->before->flags & SESSION_ASKING) &&
	             w->before->slot < page->slot_count;
	if (!asked || !(w->after.flags & SESSION_DATED))
		return false;
	struct answers told = told_so_far(w, page, walk_known(w));
	struct buf prompt = BUF_INIT(ANSWER_MAX_BYTES);
	say_question(w, &told, w->before->slot, &prompt);
	bool anew = walk_is_reworded(w, buf_str(&prompt));
	buf_release(&prompt);
	return anew;
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

/* The next number chooses. */
static void
list_meanings(struct walk *w, const struct answers *told, size_t slot)
{
	const struct meanings *m = &told->to[slot];
	w->reply->outcome = "which";
	w->after.flags |= SESSION_ASKING | SESSION_OFFER;
	w->after.slot = (uint8_t)slot;
	w->rendering.page = told->page;
	walk_shows(w, told->page);
	for (size_t i = 0; i < m->count; i++)
		buf_addf(&w->out, "\n%zu %.*s", i + 1,
		        STR_ARG(tell_answer(w, &told->page->slots[slot], m->of[i])));
}

/* Asks what is missing, or runs the handler when nothing is. `failed`: what was said last is no
 * answer. */
static int
go_on(struct walk *w, const struct answers *told, bool failed)
{
	size_t open =
	        is_out_of_service(w, told->page) ? told->page->slot_count : answers_open(told);
	w->entry.slots = answers_pack(told, w->arena);
	if (w->entry.slots.n) /* kept with a result, too: to say it again in another language */
		w->after.flags |= SESSION_SLOTS;
	int error = 0;
	if (open == told->page->slot_count)
		error = run_handler(w, told, &open);
	if (error || open == told->page->slot_count)
		return error;
	w->reply->outcome = "asked";
	if (failed || (told->unclear >> open & 1)) {
		w->reply->outcome = "bad-answer";
		say_wrong(w, told->page, &told->page->slots[open]);
	}
	if (!told->to[open].count) {
		ask(w, told, open);
		return 0;
	}
	walk_say(w, TEXT_WHICH);
	list_meanings(w, told, open);
	return 0;
}

/* Another day than the one that was said before. */
static void
take_back_moments(struct answers *told, struct arena *a, struct str text)
{
	unsigned said = answers_moments(told->page, a, &told->context, text);
	for (size_t i = 0; i < told->page->slot_count; i++)
		if (said >> i & 1)
			told->to[i] = (struct meanings){.count = 0};
}

int
walk_fill(struct walk *w, const struct page *page, struct str known, struct str text)
{
	struct answers told = told_so_far(w, page, known);
	take_back_moments(&told, w->arena, text);
	size_t taken = answers_take(&told, w->arena, &text);
	told.rest = text;
	if (answers_have_code(&told))
		w->entry.in = STR("****");
	size_t open = answers_open(&told);
	bool choosing = taken && open < page->slot_count && told.to[open].count;
	return go_on(w, &told, text.n && !choosing);
}

int
walk_choose(struct walk *w, const struct page *page, size_t choice)
{
	struct answers told = told_so_far(w, page, walk_known(w));
	size_t slot = w->before->slot;
	must(slot < ANSWERS_MAX);
	struct meanings *m = &told.to[slot];
	if (choice > m->count && m->count) {
		walk_bad_choice(w, choice);
		list_meanings(w, &told, slot);
		w->entry.slots = walk_known(w);
		w->after.flags |= SESSION_SLOTS;
		w->reply->outcome = "bad-choice";
		return 0;
	}
	if (m->count) /* else the page was changed since */
		*m = (struct meanings){.of = {m->of[choice - 1]}, .count = 1};
	return go_on(w, &told, false);
}
