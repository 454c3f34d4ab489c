/* A page's `phrases`: the pieces that its handler puts an answer together from. */
#include "content/content_model.h"

static const struct phrase_spec *
find_spec(const struct handler_spec *handler, struct str name)
{
	for (const struct phrase_spec *s = handler ? handler->phrases : NULL; s && s->name; s++)
		if (str_eq(name, str_from(s->name)))
			return s;
	return NULL;
}

static void
read_phrase(struct loader *l, struct page *p, struct phrase *phrases,
        const struct phrase_spec *spec, const struct yaml_node *map)
{
	struct phrase *phrase = &phrases[p->phrase_count++];
	const struct scope scope = {.names = spec->values};
	const char *what = arena_printf(&l->scratch, "phrases.%s", spec->name);
	phrase->name = str_from(spec->name);
	if (handler_of(l, p)->mark && str_eq(phrase->name, str_from(handler_of(l, p)->mark)))
		p->mark = &phrase->text;
	text_read_alone(l, map, what, &scope, &phrase->text);
}

static void
check_all(struct loader *l, const struct handler_spec *handler, const struct yaml_node *map,
        struct place at)
{
	for (const struct phrase_spec *s = handler->phrases; s && s->name; s++)
		if (!map || !yaml_get(map, s->name))
			loader_fault(l, at, "%s要用“%s”这句话；请在phrases里补上",
			        "%s uses the phrase \"%s\"; add it to phrases", handler->name,
			        s->name);
}

void
phrases_read(struct loader *l, struct page *p, const struct yaml_node *page)
{
	const struct yaml_node *map = yaml_get(page, "phrases");
	const struct handler_spec *handler = handler_of(l, p);
	if (map && !node_is(l, map, YAML_MAP, "phrases"))
		return;
	if (handler)
		check_all(l, handler, map, map ? map->at : yaml_get(page, "handler")->at);
	if (!map || (!handler && yaml_get(page, "handler"))) /* that one is unknown: said already */
		return;
	struct phrase *phrases = arena_array(&l->c->memory, map->count, sizeof(*phrases));
	p->phrases = phrases;
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i];
		const struct phrase_spec *spec = find_spec(handler, key->text);
		if (spec) {
			read_phrase(l, p, phrases, spec, map->items[i]);
			continue;
		}
		struct names names = {0};
		for (const struct phrase_spec *s = handler ? handler->phrases : NULL; s && s->name;
		        s++)
			names_add(&names, str_from(s->name));
		names_unknown(l, &names, key->text, key->at);
	}
}
