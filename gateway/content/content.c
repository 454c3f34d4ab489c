/* Looking things up in a tree. Its words are in content_words.c, its pages in content_page.c. */
#include "content/content.h"

#include <stdlib.h>

#include "content/content_model.h"

const struct page *
content_home(const struct content *c)
{
	return c->home;
}

const struct page *
content_help(const struct content *c)
{
	return c->help;
}

size_t
content_pages(const struct content *c, const struct page *const **list)
{
	*list = c->list;
	return c->page_count;
}

size_t
content_languages(const struct content *c)
{
	return c->language_count;
}

struct str
content_language(const struct content *c, lang_t lang)
{
	must(lang < c->language_count);
	return c->languages[lang].code;
}

int
content_find_language(const struct content *c, struct str code)
{
	for (size_t i = 0; i < c->language_count; i++)
		if (str_eq(c->languages[i].code, code))
			return (int)i;
	return -1;
}

const struct text *
content_text(const struct content *c, enum service_text which)
{
	return &c->texts[which];
}

struct str
content_signature(const struct content *c, lang_t lang)
{
	must(lang < c->language_count);
	return c->signature[lang];
}

struct text_limit
content_screen(const struct content *c)
{
	return c->screen;
}

const char *
content_version(const struct content *c)
{
	return c->version;
}

size_t
content_values(const struct content *c, lang_t lang, const struct value **list)
{
	must(lang < c->language_count);
	*list = c->values[lang];
	return c->value_count;
}

void
content_free(struct content *c)
{
	if (!c)
		return;
	arena_release(&c->memory);
	free(c);
}
