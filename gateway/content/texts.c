#include "content/texts.h"

#include <string.h>

#include "content/content_model.h"

enum { NAME_MOST = 256 };

struct visit {
	const struct content *content;
	void (*see)(void *context, const struct named_text *t);
	void *context;
	const struct page *page;
	struct buf name;
};

/* `of` names it within its kind, as in ask.birth, `behind` within that; both may be empty. */
static void
name_it(struct visit *v, const char *kind, struct str of, struct str behind)
{
	buf_clear(&v->name);
	buf_addf(&v->name, "%s%s%.*s%s%.*s", kind, of.n ? "." : "", STR_ARG(of),
	        behind.n ? "." : "", STR_ARG(behind));
	for (size_t i = 0; i < v->name.n; i++) /* a choice may have one */
		if (v->name.p[i] == ' ')
			v->name.p[i] = '_';
}

static void
visit_within(struct visit *v, const char *kind, struct str of, const char *behind,
        const struct text *text)
{
	struct named_text named = {.page = v->page, .at = text->at};
	if (!text->in[0])
		return;
	name_it(v, kind, of, str_from(behind));
	for (size_t lang = 0; lang < content_languages(v->content); lang++)
		named.in[lang] = text->in[lang]->source;
	named.name = v->name.p;
	v->see(v->context, &named);
}

static void
visit_text(struct visit *v, const char *kind, struct str of, const struct text *text)
{
	visit_within(v, kind, of, "", text);
}

/* What has no {values}: a choice's label, a place's name. */
static void
visit_plain(struct visit *v, const char *kind, struct str of, struct str behind, struct place at,
        const struct str *in)
{
	struct named_text named = {.page = v->page, .at = at};
	name_it(v, kind, of, behind);
	memcpy(named.in, in, sizeof(named.in));
	named.name = v->name.p;
	v->see(v->context, &named);
}

/* The same page twice in a menu has its first label remembered. */
static bool
is_own_label(const struct page *p, size_t i)
{
	const struct choice *option = &p->options[i];
	for (size_t before = 0; before < i; before++)
		if (p->options[before].page == option->page)
			return false;
	return option->label.in[0] != option->page->title.in[0];
}

static void
visit_slot(struct visit *v, const struct slot *slot)
{
	visit_text(v, "ask", slot->name, &slot->prompt);
	visit_within(v, "ask", slot->name, "wrong", &slot->wrong);
	for (size_t i = 0; i < slot->choice_count; i++) {
		const struct slot_choice *choice = &slot->choices[i];
		visit_plain(v, "choices", slot->name, choice->value, choice->at, choice->label);
	}
}

static void
visit_page(struct visit *v, const struct page *p)
{
	const struct str none = {0};
	v->page = p;
	visit_text(v, "title", none, &p->title);
	visit_text(v, "text", none, &p->body);
	for (size_t i = 0; i < p->option_count; i++)
		if (is_own_label(p, i))
			visit_text(v, "options", p->options[i].page->id, &p->options[i].label);
	for (size_t i = 0; i < p->slot_count; i++)
		visit_slot(v, &p->slots[i]);
	for (size_t i = 0; i < p->say_count; i++) {
		visit_text(v, "say", p->says[i].name, &p->says[i].text);
		visit_text(v, "why", p->says[i].name, &p->says[i].why);
	}
	for (size_t i = 0; i < p->phrase_count; i++)
		visit_text(v, "phrases", p->phrases[i].name, &p->phrases[i].text);
	visit_text(v, "why", none, &p->why);
}

static void
visit_places(struct visit *v)
{
	v->page = NULL;
	for (size_t i = 0; i < v->content->region_count; i++) {
		const struct region *region = &v->content->regions[i];
		visit_plain(v, "places", region->code, STR(""), region->at, region->name);
	}
}

void
texts_each(const struct content *c, void (*see)(void *context, const struct named_text *t),
        void *context)
{
	struct visit v = {
	        .content = c, .see = see, .context = context, .name = BUF_INIT(NAME_MOST)};
	for (size_t i = 0; i < TEXT_COUNT; i++)
		visit_text(&v, "texts", str_from(content_text_name(i)), content_text(c, i));
	const struct page *const *pages;
	size_t count = content_pages(c, &pages);
	for (size_t i = 0; i < count; i++)
		visit_page(&v, pages[i]);
	visit_places(&v);
	buf_release(&v.name);
}
