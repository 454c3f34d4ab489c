/* A page's `why`: the rule that decided, told when a phone asks for it. */
#include "content/content_model.h"

/* For each outcome its own; the outcome's key stands in `say`, or that is a fault already. */
static void
read_outcomes(
        struct loader *l, struct page *p, const struct yaml_node *map, const struct scope *scope)
{
	struct outcome *says = arena_array(&l->c->memory, p->say_count, sizeof(*says));
	for (size_t i = 0; i < p->say_count; i++) {
		says[i] = p->says[i];
		const char *name = arena_dup(&l->scratch, says[i].name);
		const char *what = arena_printf(&l->scratch, "why.%s", name);
		text_read_alone(l, yaml_get(map, name), what, scope, &says[i].why);
	}
	p->says = says;
}

/* Languages beside outcomes are the text of those that have none. */
void
why_read(struct loader *l, struct page *p, const struct yaml_node *page)
{
	const struct yaml_node *map = yaml_get(page, "why");
	const struct handler_spec *spec = handler_of(l, p);
	const struct scope scope = {.page = p, .handler = spec};
	if (!map || !node_is(l, map, YAML_MAP, "why"))
		return;
	if (!yaml_get(page, "source"))
		loader_fault(l, map->at, "写了why，可没有source；请补上依据",
		        "there is a why but no source; add the source");
	/* An unknown handler's outcomes can't be told from slips. */
	if (spec || !yaml_get(page, "handler"))
		node_check_keys(l, map, spec ? spec->outcomes : NULL, true);
	bool spoken = map->count == 0;
	for (size_t i = 0; i < map->count; i++)
		spoken = spoken || content_find_language(l->c, map->keys[i]->text) >= 0;
	if (spoken)
		text_read(l, map, "why", &scope, &p->why);
	read_outcomes(l, p, map, &scope);
}
