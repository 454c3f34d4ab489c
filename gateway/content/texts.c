#include "content/texts.h"

#include "content/content_model.h"

struct visit {
	void (*see)(void *context, const struct named_text *t);
	void *context;
	const struct page *page;
	struct buf name;
};

/* `of` names it within its kind, as in ask.birth; both `of` and `behind` may be empty. */
static void
visit_text(struct visit *v, const char *kind, struct str of, const char *behind,
        const struct text *text)
{
	if (!text->in[0])
		return;
	buf_clear(&v->name);
	buf_addf(&v->name, "%s%s%.*s%s", kind, of.n ? "." : "", STR_ARG(of), behind);
	v->see(v->context, &(struct named_text){v->page, v->name.p, text});
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
visit_page(struct visit *v, const struct page *p)
{
	const struct str none = {0};
	v->page = p;
	visit_text(v, "title", none, "", &p->title);
	visit_text(v, "text", none, "", &p->body);
	for (size_t i = 0; i < p->option_count; i++)
		if (is_own_label(p, i))
			visit_text(v, "options", p->options[i].page->id, "", &p->options[i].label);
	for (size_t i = 0; i < p->slot_count; i++) {
		visit_text(v, "ask", p->slots[i].name, "", &p->slots[i].prompt);
		visit_text(v, "ask", p->slots[i].name, ".wrong", &p->slots[i].wrong);
	}
	for (size_t i = 0; i < p->say_count; i++) {
		visit_text(v, "say", p->says[i].name, "", &p->says[i].text);
		visit_text(v, "why", p->says[i].name, "", &p->says[i].why);
	}
	for (size_t i = 0; i < p->phrase_count; i++)
		visit_text(v, "phrases", p->phrases[i].name, "", &p->phrases[i].text);
	visit_text(v, "why", none, "", &p->why);
}

void
texts_each(const struct content *c, void (*see)(void *context, const struct named_text *t),
        void *context)
{
	struct visit v = {.see = see, .context = context, .name = BUF_INIT(256)};
	for (size_t i = 0; i < TEXT_COUNT; i++)
		visit_text(&v, "texts", str_from(content_text_name(i)), "", content_text(c, i));
	const struct page *const *pages;
	size_t count = content_pages(c, &pages);
	for (size_t i = 0; i < count; i++)
		visit_page(&v, pages[i]);
	buf_release(&v.name);
}
