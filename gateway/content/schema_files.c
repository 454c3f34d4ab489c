/* The files of a content tree that are no lists of pages. */
#include "content/content_model.h"
#include "content/rule.h"
#include "content/schema_model.h"

enum { RULES_MOST = 64 };

/* ---- rules.yaml ---- */

/* Each rule that some handler reads, once; how many. */
static size_t
find_rules(const struct schema *s, const struct rule_spec *found[RULES_MOST])
{
	size_t count = 0;
	for (size_t i = 0; i < s->rules->handler_count; i++) {
		const struct rule_spec *const *spec = s->rules->handlers[i].rules;
		for (; spec && *spec && count < RULES_MOST; spec++) {
			size_t before = 0;
			while (before < count && found[before] != *spec)
				before++;
			if (before == count)
				found[count++] = *spec;
		}
	}
	return count;
}

static void
put_number(struct schema *s, const struct rule_number *n)
{
	schema_open(s, n->name);
	if (n->is_month) {
		schema_text(s, "type", "string");
		schema_text(s, "pattern", "^[0-9]{4}-[0-9]{2}$");
	} else {
		schema_text(s, "type", "integer");
		schema_put(s, "minimum", arena_printf(&s->memory, "%lld", (long long)n->min));
		schema_put(s, "maximum", arena_printf(&s->memory, "%lld", (long long)n->max));
	}
	schema_shut(s);
}

/* The keys of every set, and the numbers of this rule. */
static void
put_rule_keys(struct schema *s, const struct rule_spec *spec)
{
	const struct content_key *keys = content_keys(KEYS_RULE_SET);
	const char **required =
	        arena_array(&s->memory, KEYS_MOST + spec->count + 1, sizeof(*required));
	size_t count = 0;
	schema_open(s, "properties");
	for (const struct content_key *key = keys; key->name; key++) {
		schema_key(s, key);
		required[count++] = key->name;
	}
	for (size_t i = 0; i < spec->count; i++) {
		put_number(s, &spec->numbers[i]);
		required[count++] = spec->numbers[i].name;
	}
	schema_shut(s);
	schema_names(s, "required", required);
}

static void
put_rule(struct schema *s, const struct rule_spec *spec)
{
	schema_open(s, spec->name);
	schema_text(s, "type", "array");
	schema_put(s, "minItems", "1");
	schema_open(s, "items");
	schema_text(s, "type", "object");
	put_rule_keys(s, spec);
	schema_only_these(s);
	schema_shut(s);
	schema_shut(s);
}

void
schema_put_rules(struct schema *s)
{
	const struct rule_spec *found[RULES_MOST];
	size_t count = find_rules(s, found);
	schema_open(s, "rules");
	schema_text(s, "type", "object");
	schema_open(s, "properties");
	for (size_t i = 0; i < count; i++)
		put_rule(s, found[i]);
	schema_shut(s);
	schema_only_these(s);
	schema_shut(s);
}

/* ---- places.yaml, published.yaml ---- */

void
schema_put_places(struct schema *s)
{
	schema_keyed(s, "places", KEYS_PLACES);
	schema_keyed(s, "region", KEYS_REGION);
	schema_keyed(s, "county", KEYS_COUNTY);
	schema_map_of(s, "provinces", "^[0-9]{2}$", "region");
	schema_map_of(s, "cities", "^[0-9]{6}$", "region");
	schema_map_of(s, "counties", "^[0-9]{6}$", "county");
	schema_open(s, "area-code");
	schema_text(s, "type", "string");
	schema_text(s, "pattern", "^0[0-9]{2,3}$");
	schema_shut(s);
}

void
schema_put_published(struct schema *s)
{
	schema_keyed(s, "published", KEYS_PUBLISHED);
	schema_map_of(s, "publications", ".", "page-id");
}

/* ---- which file it is ---- */

/* A file that holds one of the names, of that type (NULL: any). */
static void
put_if(struct schema *s, const char *const *names, const char *type)
{
	schema_open(s, "if");
	schema_open_with(s, "anyOf", '[');
	for (; *names; names++) {
		schema_open(s, NULL);
		schema_names(s, "required", (const char *const[]){*names, NULL});
		if (type) {
			schema_open(s, "properties");
			schema_open(s, *names);
			schema_text(s, "type", type);
			schema_shut(s);
			schema_shut(s);
		}
		schema_shut(s);
	}
	schema_close_with(s, ']');
	schema_shut(s);
}

static const char *const *
names_of_keys(struct schema *s, enum key_set set)
{
	const char **names = arena_array(&s->memory, KEYS_MOST, sizeof(*names));
	const struct content_key *keys = content_keys(set);
	for (size_t i = 0; keys[i].name; i++)
		names[i] = keys[i].name;
	return names;
}

static const char *const *
names_of_rules(struct schema *s)
{
	const struct rule_spec *found[RULES_MOST];
	size_t count = find_rules(s, found);
	const char **names = arena_array(&s->memory, count + 1, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = found[i]->name;
	return names;
}

static void
put_pages(struct schema *s)
{
	schema_text(s, "type", "object");
	schema_open(s, "patternProperties");
	schema_ref(s, "^[a-z][a-z0-9-]{1,39}$", "page");
	schema_shut(s);
	schema_only_these(s);
}

void
schema_put_root(struct schema *s)
{
	/* A rule may be called as a page is, but is a list. */
	const struct {
		const char *definition, *const *names, *type;
	} files[] = {
	        {"service", (const char *const[]){"languages", NULL}, NULL},
	        {"places", names_of_keys(s, KEYS_PLACES), NULL},
	        {"published", names_of_keys(s, KEYS_PUBLISHED), NULL},
	        {"rules", names_of_rules(s), "array"},
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		put_if(s, files[i].names, files[i].type);
		schema_ref(s, "then", files[i].definition);
		schema_open(s, "else");
	}
	put_pages(s);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		schema_shut(s);
}
