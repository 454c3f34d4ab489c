#include "talk/fit.h"
#include "content/places.h"

#include "base/utf8.h"
#include "content/slot.h"
#include "talk/render.h"
#include "text/gsm7.h"
#include "timetable/transit.h"

enum { VALUES_MOST = RESULT_VALUES + 16, ONE_PART = 1, FEN = 100 };

/* A page in one language, and its values at their widest. */
struct fit {
	const struct content *content;
	const struct content_rules *rules;
	struct faults *faults;
	const struct transit *transit;
	struct arena arena;
	struct buf text;
	const struct page *page;
	lang_t lang;
	struct value widest[VALUES_MOST];
	const struct slot *slot[VALUES_MOST]; /* whose answer it is, or NULL */
	size_t count;
};

/* A text, and how a message calls it. */
struct screen {
	const struct text *words;
	const char *kind;
	struct str name;
	unsigned parts;
	bool menu;
};

static void
add_value(struct fit *f, const char *name, struct str text, const struct slot *slot)
{
	if (f->count == VALUES_MOST)
		return;
	f->slot[f->count] = slot;
	f->widest[f->count++] = (struct value){name, text};
}

/* The one that takes most; where the coding decides, widen_each tries the others. */
static struct str
widest_answer(struct fit *f, const struct slot *slot)
{
	struct str best = {0}, text;
	for (size_t i = 0; slot_widest(slot, &f->arena, f->transit, f->lang, i, &text); i++)
		if (text_measure(text).units >= text_measure(best).units)
			best = text;
	return best;
}

static struct str expand(struct fit *f, const struct handler_spec *spec, struct str widest);

static struct str
widest_stop(struct fit *f)
{
	static const struct slot stop = {.type = SLOT_STOP};
	return widest_answer(f, &stop);
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
widest_phrase(struct fit *f, const struct handler_spec *spec, struct str name)
{
	const struct phrase_spec *p = find_phrase(spec, name);
	struct value values[RESULT_VALUES];
	size_t count = 0;
	for (; count < RESULT_VALUES && p->values[count]; count++)
		values[count] = (struct value){
		        p->values[count], expand(f, spec, str_from(p->widest[count]))};
	const struct turn turn = {.arena = &f->arena, .page = f->page, .lang = f->lang};
	return turn_phrase(&turn, p->name, values, count);
}

static struct str
widest_name(struct fit *f, const struct handler_spec *spec, struct str name)
{
	struct rendering r = {.content = f->content, .lang = f->lang};
	if (str_eq(name, STR("stop")))
		return widest_stop(f);
	if (str_eq(name, STR("train")))
		return f->transit ? transit_widest_train(f->transit) : STR("G1004/G1005");
	if (!str_eq(name, STR("more")))
		return widest_phrase(f, spec, name);
	buf_clear(&f->text);
	render_text(&r, content_text(f->content, TEXT_MORE), &f->text);
	return arena_str(&f->arena, buf_str(&f->text));
}

/* A width as the spec writes it (handler_spec): what stands in braces is looked up. */
static struct str
expand(struct fit *f, const struct handler_spec *spec, struct str widest)
{
	struct buf whole = BUF_INIT(ANSWER_MAX_BYTES);
	while (widest.n) {
		size_t end = 1;
		while (end < widest.n && widest.p[end] != '{' && widest.p[end - 1] != '}')
			end++;
		struct str piece = {widest.p, end};
		bool is_name = piece.p[0] == '{';
		buf_add(&whole,
		        is_name ? widest_name(f, spec, (struct str){piece.p + 1, end - 2}) : piece);
		widest = str_skip(widest, end);
	}
	struct str text = arena_str(&f->arena, buf_str(&whole));
	buf_release(&whole);
	return text;
}

/* A province is shown by its name, wherever the handler says its code. */
static struct str
widest_value(struct fit *f, const struct handler_spec *spec, size_t i)
{
	if (spec_gives_province(spec, spec->values[i]) && places_any(f->content))
		return places_widest(f->content, REGION_PROVINCE, f->lang);
	return expand(f, spec, str_from(spec->widest[i]));
}

/* The handler's values win over answers of the same name, as they do in a conversation. */
static void
collect_values(struct fit *f)
{
	const struct page *page = f->page;
	f->count = 0;
	if (page->handler >= 0) {
		const struct handler_spec *spec = &f->rules->handlers[page->handler];
		for (size_t i = 0; spec->widest && spec->values[i] && spec->widest[i]; i++)
			add_value(f, spec->values[i], widest_value(f, spec, i), NULL);
	}
	for (size_t i = 0; i < page->slot_count; i++)
		add_value(f, arena_dup(&f->arena, page->slots[i].name),
		        widest_answer(f, &page->slots[i]), &page->slots[i]);
}

static struct text_size
measure(struct fit *f, const struct screen *s, const struct value *values, bool *fits)
{
	struct rendering r = {.content = f->content,
	        .lang = f->lang,
	        .page = f->page,
	        .values = values,
	        .value_count = f->count};
	struct text_limit limit = SMS_ONE_PART;
	limit.parts = s->parts;
	buf_clear(&f->text);
	buf_add(&f->text, content_signature(f->content, f->lang));
	if (s->menu)
		render_page(&r, f->page, &f->text);
	else
		render_text(&r, s->words, &f->text);
	*fits = text_fits(buf_str(&f->text), &limit);
	return text_measure(buf_str(&f->text));
}

/* Is UCS-2 worth a remark? In Chinese it is what one expects. */
static bool
is_mostly_plain(struct str text)
{
	size_t plain = 0, all = 0;
	for (; text.n > 0; all++)
		plain += gsm7_septets(utf8_next(&text, NULL)) > 0;
	return plain * 2 > all;
}

static void
report(struct fit *f, const struct screen *s, struct text_size size, const struct value *value)
{
	const char *zh = "", *en = "";
	if (size.forced_by && is_mostly_plain(buf_str(&f->text))) {
		char bytes[UTF8_MAX_BYTES];
		struct str shown = {bytes, utf8_put(size.forced_by, bytes)};
		zh = arena_printf(&f->arena, "（U+%04X“%.*s”让整条按中文算）",
		        (unsigned)size.forced_by, STR_ARG(shown));
		en = arena_printf(&f->arena, " (U+%04X \"%.*s\" makes it UCS-2)",
		        (unsigned)size.forced_by, STR_ARG(shown));
	}
	unsigned cost = size.parts * f->rules->part_fen;
	fault_add(f->faults, FAULT_ERROR, s->words->at,
	        "页面“%.*s”：“%s%.*s”（%.*s）只许%u条，{%s}是“%s”时要%u条，%u.%02u元%s%.0s；"
	        "请写短些，或加大parts",
	        "page \"%.*s\": \"%s%.*s\" (%.*s) may take %u part(s), but with {%s} = \"%s\" it "
	        "takes %u, %u.%02u yuan%.0s%s; shorten it or raise parts",
	        STR_ARG(f->page->id), s->kind, STR_ARG(s->name),
	        STR_ARG(content_language(f->content, f->lang)), s->parts, value->name,
	        fault_show(f->faults, value->text), size.parts, cost / FEN, cost % FEN, zh, en);
}

/* Every other answer that may be the widest, each beside the widest of the rest. */
static void
widen_each(struct fit *f, const struct screen *s, struct value *values)
{
	for (size_t i = 0; i < f->count; i++) {
		struct str kept = values[i].text;
		for (size_t n = 0; f->slot[i] && slot_widest(f->slot[i], &f->arena, f->transit,
		                                         f->lang, n, &values[i].text);
		        n++) {
			bool fits;
			struct text_size size = measure(f, s, values, &fits);
			if (fits)
				continue;
			report(f, s, size, &values[i]);
			return;
		}
		values[i].text = kept;
	}
}

/* From the bare words on, one value more each time: the first that is too much is told. */
static void
check_screen(struct fit *f, const struct screen *s)
{
	struct value values[VALUES_MOST];
	bool fits;
	for (size_t i = 0; i < f->count; i++)
		values[i] = (struct value){f->widest[i].name, STR("")};
	measure(f, s, values, &fits);
	if (!fits) /* paged on purpose */
		return;
	for (size_t i = 0; i < f->count; i++) {
		values[i].text = f->widest[i].text;
		struct text_size size = measure(f, s, values, &fits);
		if (fits)
			continue;
		report(f, s, size, &values[i]);
		return;
	}
	widen_each(f, s, values);
}

static void
check_page(struct fit *f)
{
	const struct page *page = f->page;
	if (page->body.in[0])
		check_screen(f, &(struct screen){.words = &page->body,
		                        .kind = "text",
		                        .parts = page->parts,
		                        .menu = true});
	/* A question is asked in one part, whatever its page may take. */
	for (size_t i = 0; i < page->slot_count; i++)
		check_screen(f, &(struct screen){.words = &page->slots[i].prompt,
		                        .kind = "ask.",
		                        .name = page->slots[i].name,
		                        .parts = ONE_PART});
	for (size_t i = 0; i < page->say_count; i++)
		check_screen(f, &(struct screen){.words = &page->says[i].text,
		                        .kind = "say.",
		                        .name = page->says[i].name,
		                        .parts = page->parts});
}

void
fit_check(const struct content *content, const struct content_rules *rules,
        const struct transit *transit, struct faults *faults)
{
	struct fit f = {.content = content,
	        .rules = rules,
	        .faults = faults,
	        .transit = transit,
	        .arena = ARENA_INIT,
	        .text = BUF_INIT(ANSWER_MAX_BYTES)};
	const struct page *const *pages;
	size_t count = content_pages(content, &pages);
	for (size_t i = 0; i < count; i++) {
		f.page = pages[i];
		if (f.page->slot_count == 0 && f.page->handler < 0)
			continue; /* nothing in it varies */
		for (f.lang = 0; f.lang < content_languages(content); f.lang++) {
			arena_reset(&f.arena);
			collect_values(&f);
			check_page(&f);
		}
	}
	buf_release(&f.text);
	arena_release(&f.arena);
}
