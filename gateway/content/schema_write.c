#include "content/schema_model.h"

#include "content/content_model.h"

enum { NAMES_MOST = KEYS_MOST + LANG_MAX };

static void
begin_line(struct schema *s)
{
	buf_addz(&s->out, s->first ? "\n" : ",\n");
	for (unsigned i = 0; i < s->depth; i++)
		buf_addz(&s->out, "  ");
	s->first = false;
}

void
schema_member(struct schema *s, const char *name)
{
	begin_line(s);
	if (!name)
		return;
	buf_add_json(&s->out, str_from(name));
	buf_addz(&s->out, ": ");
}

void
schema_open_with(struct schema *s, const char *name, char bracket)
{
	schema_member(s, name);
	buf_addc(&s->out, bracket);
	s->depth++;
	s->first = true;
}

void
schema_open(struct schema *s, const char *name)
{
	schema_open_with(s, name, '{');
}

void
schema_close_with(struct schema *s, char bracket)
{
	s->depth--;
	if (!s->first) {
		s->first = true; /* no comma before a closing bracket */
		begin_line(s);
	}
	buf_addc(&s->out, bracket);
	s->first = false;
}

void
schema_shut(struct schema *s)
{
	schema_close_with(s, '}');
}

void
schema_text(struct schema *s, const char *name, const char *text)
{
	schema_member(s, name);
	buf_add_json(&s->out, str_from(text));
}

void
schema_put(struct schema *s, const char *name, const char *json)
{
	schema_member(s, name);
	buf_addz(&s->out, json);
}

void
schema_names(struct schema *s, const char *name, const char *const *names)
{
	schema_member(s, name);
	buf_addc(&s->out, '[');
	for (size_t i = 0; names && names[i]; i++) {
		buf_addz(&s->out, i ? ", " : "");
		buf_add_json(&s->out, str_from(names[i]));
	}
	buf_addc(&s->out, ']');
}

void
schema_ref(struct schema *s, const char *name, const char *definition)
{
	schema_open(s, name);
	schema_member(s, "$ref");
	buf_addf(&s->out, "\"#/definitions/%s\"", definition);
	schema_shut(s);
}

void
schema_only_these(struct schema *s)
{
	schema_put(s, "additionalProperties", "false");
}

void
schema_map_of(struct schema *s, const char *name, const char *pattern, const char *definition)
{
	schema_open(s, name);
	schema_text(s, "type", "object");
	schema_open(s, "patternProperties");
	schema_ref(s, pattern, definition);
	schema_shut(s);
	schema_only_these(s);
	schema_shut(s);
}

void
schema_list_of(struct schema *s, const char *name, const char *definition)
{
	schema_open(s, name);
	schema_text(s, "type", "array");
	schema_ref(s, "items", definition);
	schema_shut(s);
}

void
schema_map_by(struct schema *s, const char *name, const char *const *names, const char *definition,
        bool all)
{
	schema_open(s, name);
	schema_text(s, "type", "object");
	schema_open(s, "properties");
	for (size_t i = 0; names && names[i]; i++)
		schema_ref(s, names[i], definition);
	schema_shut(s);
	if (all)
		schema_names(s, "required", names);
	schema_only_these(s);
	schema_shut(s);
}

void
schema_enum(struct schema *s, const char *name, const char *const *names)
{
	schema_open(s, name);
	schema_names(s, "enum", names);
	schema_shut(s);
}

/* Those that are defined once, by name; the others are simple. */
static const char *const definitions[KEY_KIND_COUNT] = {
        [KIND_SCALAR] = "scalar",
        [KIND_WORDS] = "words",
        [KIND_TEXTS] = "texts",
        [KIND_DATE] = "date",
        [KIND_PAGE] = "page-id",
        [KIND_LANGUAGE] = "language",
        [KIND_TYPE] = "slot-type",
        [KIND_HANDLER] = "handler",
        [KIND_OPTIONS] = "options",
        [KIND_ASK] = "ask",
        [KIND_SAY] = "say",
        [KIND_WHY] = "why",
        [KIND_CHOICES] = "choices",
        [KIND_EXAMPLES] = "examples",
        [KIND_LANGUAGES] = "languages",
        [KIND_VALUES] = "values",
        [KIND_COMMANDS] = "commands",
        [KIND_SENTENCES] = "sentences",
        [KIND_AREA] = "area-code",
        [KIND_PROVINCES] = "provinces",
        [KIND_CITIES] = "cities",
        [KIND_COUNTIES] = "counties",
        [KIND_PUBLICATIONS] = "publications",
};

void
schema_key(struct schema *s, const struct content_key *key)
{
	schema_open(s, key->name);
	schema_text(s, "description", arena_printf(&s->memory, "%s / %s", key->zh, key->en));
	if (key->kind == KIND_NUMBER)
		schema_text(s, "type", "integer");
	else if (key->kind == KIND_YES)
		schema_put(s, "enum", "[\"yes\", true]");
	else if (key->kind == KIND_TRUE)
		schema_put(s, "enum", "[\"true\", true]");
	else { /* beside a $ref draft 7 reads nothing else */
		schema_open_with(s, "allOf", '[');
		schema_ref(s, NULL, definitions[key->kind]);
		schema_close_with(s, ']');
	}
	schema_shut(s);
}

static void
put_languages(struct schema *s)
{
	for (size_t lang = 0; s->languages[lang]; lang++)
		schema_ref(s, s->languages[lang], "scalar");
}

static void
put_required(struct schema *s, const struct content_key *keys, bool languages)
{
	const char *names[NAMES_MOST] = {NULL};
	size_t count = 0;
	for (; keys->name; keys++)
		if (keys->required)
			names[count++] = keys->name;
	for (size_t lang = 0; languages && s->languages[lang]; lang++)
		names[count++] = s->languages[lang];
	if (count > 0)
		schema_names(s, "required", names);
}

void
schema_keys(struct schema *s, enum key_set set)
{
	bool languages = content_keys_and_languages(set);
	const struct content_key *keys = content_keys(set);
	schema_text(s, "type", "object");
	schema_open(s, "properties");
	for (const struct content_key *key = keys; key->name; key++)
		schema_key(s, key);
	if (languages)
		put_languages(s);
	schema_shut(s);
	put_required(s, keys, languages && set != KEYS_OPTION);
	schema_only_these(s);
}

void
schema_keyed(struct schema *s, const char *name, enum key_set set)
{
	schema_open(s, name);
	schema_keys(s, set);
	schema_shut(s);
}
