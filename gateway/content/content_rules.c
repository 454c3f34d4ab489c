/* rules.yaml: the dated numbers that handlers judge by. */
#include <string.h>

#include "content/content_model.h"
#include "content/rule.h"

enum { SETS_MAX = 32, RULES_MAX = 64, MONTHS = 12 };

const struct rule *
content_rule(const struct content *c, const struct rule_spec *spec)
{
	for (size_t i = 0; i < c->rule_count; i++)
		if (strcmp(c->rules[i].spec->name, spec->name) == 0)
			return &c->rules[i];
	return NULL;
}

const struct rule_set *
rule_on(const struct rule *rule, int32_t day)
{
	const struct rule_set *found = NULL;
	for (size_t i = 0; rule && i < rule->count && rule->sets[i].from <= day; i++)
		found = &rule->sets[i];
	return found;
}

int32_t
rule_day(struct str date)
{
	int64_t year = 0, month = 0, day = 1;
	if (!date_is(date) || parse_int((struct str){date.p, 4}, 0, 9999, &year) != 0 ||
	        parse_int((struct str){date.p + 5, 2}, 1, 12, &month) != 0 ||
	        (date.n > 7 && parse_int((struct str){date.p + 8, 2}, 1, 31, &day) != 0))
		return 0;
	return (int32_t)(year * 10000 + month * 100 + day);
}

/* The rule of that name that some handler reads, or NULL. */
static const struct rule_spec *
find_spec(const struct loader *l, struct str name, struct names *all)
{
	for (size_t i = 0; i < l->rules->handler_count; i++) {
		const struct rule_spec *const *spec = l->rules->handlers[i].rules;
		for (; spec && *spec; spec++) {
			if (str_eq(str_from((*spec)->name), name))
				return *spec;
			names_add(all, str_from((*spec)->name));
		}
	}
	return NULL;
}

static bool
read_month(struct loader *l, const struct yaml_node *node, const char *what, int64_t *out)
{
	if (!node_is(l, node, YAML_SCALAR, what))
		return false;
	int32_t day = node->text.n == 7 ? rule_day(node->text) : 0;
	if (!day) {
		loader_fault(l, node->at, "“%s”该是年和月；请写成1965-01",
		        "\"%s\" should be a year and month; write it like 1965-01", what);
		return false;
	}
	*out = (int64_t)(day / 10000) * MONTHS + day / 100 % 100 - 1;
	return true;
}

static void
read_numbers(struct loader *l, const struct yaml_node *map, const struct rule_spec *spec,
        struct rule_set *set)
{
	int64_t *numbers = arena_array(&l->c->memory, spec->count, sizeof(*numbers));
	set->numbers = numbers;
	for (size_t i = 0; i < spec->count; i++) {
		const struct rule_number *n = &spec->numbers[i];
		const struct yaml_node *node = yaml_get(map, n->name);
		if (!node)
			loader_fault(l, map->at, "“%s”缺“%s”；请补上",
			        "\"%s\" has no \"%s\"; add it", spec->name, n->name);
		else if (n->is_month)
			read_month(l, node, n->name, &numbers[i]);
		else
			node_number(l, node, n->name, n->min, n->max, &numbers[i]);
	}
}

static void
read_set(struct loader *l, const struct yaml_node *map, const struct rule_spec *spec,
        struct rule_set *set)
{
	if (!node_is(l, map, YAML_MAP, spec->name))
		return;
	struct names known = {0};
	for (const struct content_key *key = content_keys(KEYS_RULE_SET); key->name; key++) {
		names_add(&known, str_from(key->name));
		if (!yaml_get(map, key->name))
			loader_fault(l, map->at, "“%s”缺“%s”；请补上",
			        "\"%s\" has no \"%s\"; add it", spec->name, key->name);
	}
	for (size_t i = 0; i < spec->count; i++)
		names_add(&known, str_from(spec->numbers[i].name));
	for (size_t i = 0; i < map->count; i++)
		if (!names_have(&known, map->keys[i]->text))
			names_unknown(l, &known, map->keys[i]->text, map->keys[i]->at);
	struct dates read = dates_read(l, map);
	set->source = read.source;
	set->as_of = read.as_of;
	set->review_by = read.review_by;
	set->from = rule_day(date_read(l, yaml_get(map, "from"), "from"));
	read_numbers(l, map, spec, set);
}

static void
read_rule(struct loader *l, const struct yaml_node *key, const struct yaml_node *list)
{
	struct content *c = l->c;
	struct names all = {0};
	const struct rule_spec *spec = find_spec(l, key->text, &all);
	if (!spec) {
		names_unknown(l, &all, key->text, key->at);
		return;
	}
	if (!node_is(l, list, YAML_LIST, spec->name))
		return;
	if (list->count == 0 || list->count > SETS_MAX) {
		loader_fault(l, list->at, "“%s”该有1到%d组；请改",
		        "\"%s\" should have 1 to %d sets; mend it", spec->name, SETS_MAX);
		return;
	}
	struct rule_set *sets = arena_array(&c->memory, list->count, sizeof(*sets));
	for (size_t i = 0; i < list->count; i++) {
		read_set(l, list->items[i], spec, &sets[i]);
		if (i && sets[i].from && sets[i].from <= sets[i - 1].from)
			loader_fault(l, list->items[i]->at, "“%s”要按from从早到晚排；请挪一下",
			        "the sets of \"%s\" should stand by \"from\", the oldest first; "
			        "move it",
			        spec->name);
	}
	c->rules[c->rule_count++] = (struct rule){spec, sets, list->count};
}

void
rules_read(struct loader *l, const struct yaml_node *root)
{
	if (!node_is(l, root, YAML_MAP, "rules.yaml"))
		return;
	if (root->count > RULES_MAX) {
		loader_fault(l, root->at, "规定太多，最多%d条；请删掉一些",
		        "too many rules, %d at the most; delete some", RULES_MAX);
		return;
	}
	l->c->rules = arena_array(&l->c->memory, root->count, sizeof(*l->c->rules));
	for (size_t i = 0; i < root->count; i++)
		read_rule(l, root->keys[i], root->items[i]);
}

void
rules_need(struct loader *l, const struct handler_spec *spec, struct place at)
{
	for (const struct rule_spec *const *rule = spec->rules; rule && *rule; rule++)
		if (!content_rule(l->c, *rule) && !l->incomplete)
			loader_fault(l, at, "%s要用规定“%s”，可rules.yaml里没有；请补上",
			        "%s judges by the rule \"%s\", which rules.yaml does not have; add "
			        "it",
			        spec->name, (*rule)->name);
}
