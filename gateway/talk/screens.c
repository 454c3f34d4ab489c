#include "talk/screens.h"

#include <string.h>

#include "content/places.h"
#include "content/slot.h"
#include "talk/render.h"
#include "timetable/transit.h"

enum { ONE_PART = 1 };

/* The page at hand in one language. */
struct walker {
	const struct screens *screens;
	struct arena arena;
	struct screen screen; /* what its screens have in common */
	struct value values[SCREEN_VALUES];
	const struct slot *slots[SCREEN_VALUES];
};

/* ---- values ---- */

static void
add_value(struct walker *w, const char *name, struct str text, const struct slot *slot)
{
	if (w->screen.value_count == SCREEN_VALUES)
		return;
	w->slots[w->screen.value_count] = slot;
	w->values[w->screen.value_count++] = (struct value){name, text};
}

/* The one that takes most; where the coding decides, the check of fit tries the others. */
static struct str
widest_answer(struct walker *w, const struct slot *slot)
{
	struct str best = {0}, text;
	for (size_t i = 0;
	        slot_widest(slot, &w->arena, w->screens->rules->transit, w->screen.lang, i, &text);
	        i++)
		if (text_measure(text).units >= text_measure(best).units)
			best = text;
	return best;
}

static struct str expand(struct walker *w, const struct handler_spec *spec, struct str widest);

static struct str
widest_stop(struct walker *w)
{
	static const struct slot stop = {.type = SLOT_STOP};
	return widest_answer(w, &stop);
}

/* The spec itself names it: it is there. */
static const struct phrase_spec *
find_phrase(const struct handler_spec *spec, struct str name)
{
	must(spec->phrases);
	const struct phrase_spec *p = spec->phrases;
	while (p->name && !str_eq(name, str_from(p->name)))
		p++;
	must(p->name);
	return p;
}

/* The page's phrase with its values at their widest. */
static struct str
widest_phrase(struct walker *w, const struct handler_spec *spec, struct str name)
{
	const struct phrase_spec *p = find_phrase(spec, name);
	struct value values[RESULT_VALUES];
	size_t count = 0;
	for (; count < RESULT_VALUES && p->values[count]; count++)
		values[count] = (struct value){
		        p->values[count], expand(w, spec, str_from(p->widest[count]))};
	const struct turn turn = {
	        .arena = &w->arena, .page = w->screen.page, .lang = w->screen.lang};
	return turn_phrase(&turn, p->name, values, count);
}

static struct str
widest_name(struct walker *w, const struct handler_spec *spec, struct str name)
{
	struct rendering r = {.content = w->screens->content, .lang = w->screen.lang};
	if (str_eq(name, STR("stop")))
		return widest_stop(w);
	if (str_eq(name, STR("train")))
		return w->screens->rules->transit ? transit_widest_train(w->screens->rules->transit,
		                                            &w->arena, w->screen.lang > 0)
		                                  : STR("G1004/G1005");
	if (!str_eq(name, STR("more")))
		return widest_phrase(w, spec, name);
	struct buf marker = BUF_INIT(256);
	render_text(&r, content_text(w->screens->content, TEXT_MORE), &marker);
	struct str text = arena_str(&w->arena, buf_str(&marker));
	buf_release(&marker);
	return text;
}

/* A width as the spec writes it (handler_spec): what stands in braces is looked up. */
static struct str
expand(struct walker *w, const struct handler_spec *spec, struct str widest)
{
	struct buf whole = BUF_INIT(ANSWER_MAX_BYTES);
	while (widest.n) {
		size_t end = 1;
		while (end < widest.n && widest.p[end] != '{' && widest.p[end - 1] != '}')
			end++;
		struct str piece = {widest.p, end};
		bool is_name = piece.p[0] == '{';
		buf_add(&whole,
		        is_name ? widest_name(w, spec, (struct str){piece.p + 1, end - 2}) : piece);
		widest = str_skip(widest, end);
	}
	struct str text = arena_str(&w->arena, buf_str(&whole));
	buf_release(&whole);
	return text;
}

/* The question whose answers the value names, or NULL. */
static const struct slot *
named_by(const struct page *page, const struct handler_spec *spec, const char *value)
{
	const char *const *pair = spec->labels;
	while (pair && *pair && strcmp(pair[0], value) != 0)
		pair += 2;
	for (size_t i = 0; pair && *pair && i < page->slot_count; i++)
		if (str_eq(page->slots[i].name, str_from(pair[1])))
			return &page->slots[i];
	return NULL;
}

/* All answers to a question, by name, with a sign between. */
static struct str
all_labels(struct walker *w, const struct slot *slot)
{
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	struct str text;
	for (size_t i = 0;
	        slot_widest(slot, &w->arena, w->screens->rules->transit, w->screen.lang, i, &text);
	        i++)
		buf_addf(&b, "%s%.*s", i ? "/" : "", STR_ARG(text));
	struct str joined = arena_str(&w->arena, buf_str(&b));
	buf_release(&b);
	return joined;
}

/* A province, or an answer, is shown by its name, wherever the handler says its code. */
static struct str
widest_value(struct walker *w, const struct page *page, const struct handler_spec *spec, size_t i)
{
	const struct content *c = w->screens->content;
	const struct slot *slot = named_by(page, spec, spec->values[i]);
	if (slot)
		return str_eq(slot->name, str_from(spec->values[i])) ? widest_answer(w, slot)
		                                                     : all_labels(w, slot);
	if (spec_gives_province(spec, spec->values[i]) && places_any(c))
		return places_widest(c, REGION_PROVINCE, w->screen.lang);
	return expand(w, spec, str_from(spec->widest[i]));
}

/* The handler's values win over answers of the same name, as they do in a conversation. */
static void
collect_values(struct walker *w, const struct page *page)
{
	w->screen.value_count = 0;
	if (page->handler >= 0) {
		const struct handler_spec *spec = &w->screens->rules->handlers[page->handler];
		for (size_t i = 0; spec->widest && spec->values[i] && spec->widest[i]; i++)
			add_value(w, spec->values[i], widest_value(w, page, spec, i), NULL);
	}
	for (size_t i = 0; i < page->slot_count; i++)
		add_value(w, arena_dup(&w->arena, page->slots[i].name),
		        widest_answer(w, &page->slots[i]), &page->slots[i]);
}

/* ---- a page's screens ---- */

static void
see(struct walker *w, const struct screen *s, const char *kind, struct str of, const char *behind)
{
	struct screen whole = w->screen;
	if (!s->words->in[0])
		return;
	whole.name =
	        arena_printf(&w->arena, "%s%s%.*s%s", kind, of.n ? "." : "", STR_ARG(of), behind);
	whole.words = s->words;
	whole.before = s->before;
	whole.menu = s->menu;
	whole.answers = s->answers;
	whole.paged = s->answers && whole.page->paged;
	whole.parts = s->parts;
	w->screens->see(w->screens->context, &whole);
}

static void
see_questions(struct walker *w, const struct page *page)
{
	for (size_t i = 0; i < page->slot_count; i++) {
		const struct slot *slot = &page->slots[i];
		const struct text *wrong =
		        slot->wrong.in[0] ? &slot->wrong
		                          : content_text(w->screens->content, TEXT_BAD_ANSWER);
		/* A question is asked in one part, whatever its page may take. */
		struct screen s = {.words = &slot->prompt, .parts = ONE_PART};
		see(w, &s, "ask", slot->name, "");
		s.before = wrong;
		see(w, &s, "ask", slot->name, ".wrong");
	}
}

static void
see_page(struct walker *w, const struct page *page)
{
	const struct str none = {0};
	struct screen menu = {
	        .words = page->body.in[0] || !page->option_count ? &page->body
	                                                         : &page->options[0].label,
	        .menu = true,
	        .answers = true,
	        .parts = page->parts,
	};
	collect_values(w, page);
	see(w, &menu, "text", none, "");
	see_questions(w, page);
	for (size_t i = 0; i < page->say_count; i++)
		see(w,
		        &(struct screen){.words = &page->says[i].text,
		                .answers = true,
		                .parts = page->parts},
		        "say", page->says[i].name, "");
	for (size_t i = 0; i < page->say_count; i++)
		see(w, &(struct screen){.words = &page->says[i].why, .parts = ONE_PART}, "why",
		        page->says[i].name, "");
	see(w, &(struct screen){.words = &page->why, .parts = ONE_PART}, "why", none, "");
}

/* ---- the service's own ---- */

/* What stands in for the values that are known only when something was sent. */
static void
collect_service_values(struct walker *w)
{
	w->screen.value_count = 0;
	add_value(w, "choice", STR("99"), NULL);
	add_value(w, "word", STR("UNEMPLOYMENT"), NULL);
	add_value(w, "source", STR(""), NULL);
	add_value(w, "time", STR("23:59"), NULL);
}

static void
see_service(struct walker *w)
{
	const struct content *c = w->screens->content;
	collect_service_values(w);
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		struct screen s = {
		        .words = content_text(c, (enum service_text)i), .parts = ONE_PART};
		see(w, &s, "texts", str_from(content_text_name((enum service_text)i)), "");
	}
}

void
screens_of(const struct screens *screens, const struct page *page)
{
	struct walker w = {.screens = screens, .arena = ARENA_INIT};
	w.screen.page = page;
	w.screen.values = w.values;
	w.screen.slots = w.slots;
	for (size_t lang = 0; lang < content_languages(screens->content); lang++) {
		arena_reset(&w.arena);
		w.screen.lang = (lang_t)lang;
		if (page)
			see_page(&w, page);
		else
			see_service(&w);
	}
	arena_release(&w.arena);
}

void
screens_each(const struct screens *screens)
{
	const struct page *const *pages;
	size_t count = content_pages(screens->content, &pages);
	screens_of(screens, NULL);
	for (size_t i = 0; i < count; i++)
		screens_of(screens, pages[i]);
}

/* ---- on the phone ---- */

static struct rendering
rendering_of(const struct content *c, const struct screen *s, const struct value *values)
{
	return (struct rendering){.content = c,
	        .lang = s->lang,
	        .page = s->page,
	        .values = values,
	        .value_count = s->value_count};
}

/* The words before the menu. */
static void
render_words(struct rendering *r, const struct screen *s, struct buf *out)
{
	if (s->before) {
		render_text(r, s->before, out);
		buf_addc(out, '\n');
	}
	if (!s->menu || s->page->body.in[0])
		render_text(r, s->words, out);
}

static void
render_whole(const struct content *c, const struct screen *s, const struct value *values,
        struct buf *out)
{
	struct rendering r = rendering_of(c, s, values);
	if (s->menu)
		render_page(&r, s->page, out);
	else
		render_words(&r, s, out);
}

void
screen_render(const struct content *c, const struct screen *s, const struct value *values,
        struct buf *out)
{
	struct buf words = BUF_INIT(ANSWER_MAX_BYTES);
	render_whole(c, s, values, &words);
	buf_add(out, content_signature(c, s->lang));
	buf_add(out, buf_str(&words));
	buf_release(&words);
}

struct text_limit
screen_limit(const struct content *c, const struct screen *s, enum channel channel)
{
	struct text_limit limit = channel == CHANNEL_USSD ? content_screen(c) : SMS_ONE_PART;
	if (channel == CHANNEL_SMS)
		limit.parts = s->parts;
	return limit;
}

/* By USSD with all the keys that there may be below it. */
static struct str
piece_of(struct rendering *r, const struct screen *s, enum channel channel, struct arena *a,
        struct str whole, struct str *rest)
{
	if (channel == CHANNEL_SMS)
		return render_piece(r, a, s->parts, whole, rest);
	struct text_limit limit = screen_limit(r->content, s, channel);
	struct str keys = render_keys(r, a, false, true, true);
	struct str more = render_keys(r, a, true, true, true);
	struct str screen = render_screen(a, &limit, &keys, s->menu, more, whole, rest);
	*rest = render_marked(r, a, whole, *rest);
	return screen;
}

size_t
screen_pieces(const struct content *c, const struct screen *s, const struct value *values,
        enum channel channel, struct arena *a, struct screen_piece pieces[SCREEN_PIECES])
{
	struct rendering r = rendering_of(c, s, values);
	struct buf whole = BUF_INIT(ANSWER_MAX_BYTES);
	render_whole(c, s, values, &whole);
	struct str rest = arena_str(a, buf_str(&whole));
	buf_release(&whole);
	size_t count = 0;
	do {
		struct str text = piece_of(&r, s, channel, a, rest, &rest);
		pieces[count++] = (struct screen_piece){text, text_measure(text)};
	} while (rest.n && count < SCREEN_PIECES);
	return count;
}

size_t
screen_first_choice(const struct content *c, const struct screen *s, const struct value *values,
        enum channel channel)
{
	if (!s->menu || s->page->option_count == 0)
		return 0;
	struct rendering r = rendering_of(c, s, values);
	struct buf words = BUF_INIT(ANSWER_MAX_BYTES);
	if (channel == CHANNEL_SMS)
		buf_add(&words, content_signature(c, s->lang));
	render_words(&r, s, &words);
	buf_addz(&words, s->page->body.in[0] ? "\n1 " : "1 ");
	render_text(&r, &s->page->options[0].label, &words);
	size_t n = words.n;
	buf_release(&words);
	return n;
}
