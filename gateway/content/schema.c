#include "content/schema.h"

#include <stdarg.h>
#include <string.h>

#include "content/content_model.h"
#include "content/slot.h"

enum { SCHEMA_MOST = 1 << 20, NAMES_MOST = KEYS_MOST + LANG_MAX };

struct schema {
	const char *languages[LANG_MAX + 1]; /* codes, in the arena */
	struct arena memory;
	const struct content_rules *rules;
	struct buf out;
	unsigned depth;
	bool first; /* of its object or list: no comma before it */
};

/* ---- JSON, one member a line ---- */

static void
begin_line(struct schema *s)
{
	buf_addz(&s->out, s->first ? "\n" : ",\n");
	for (unsigned i = 0; i < s->depth; i++)
		buf_addz(&s->out, "  ");
	s->first = false;
}

/* `name` NULL: an element of a list. */
static void
begin_member(struct schema *s, const char *name)
{
	begin_line(s);
	if (!name)
		return;
	buf_add_json(&s->out, str_from(name));
	buf_addz(&s->out, ": ");
}

static void
open_with(struct schema *s, const char *name, char bracket)
{
	begin_member(s, name);
	buf_addc(&s->out, bracket);
	s->depth++;
	s->first = true;
}

static void
open(struct schema *s, const char *name)
{
	open_with(s, name, '{');
}

static void
close_with(struct schema *s, char bracket)
{
	s->depth--;
	if (!s->first) {
		s->first = true; /* no comma before a closing bracket */
		begin_line(s);
	}
	buf_addc(&s->out, bracket);
	s->first = false;
}

static void
shut(struct schema *s)
{
	close_with(s, '}');
}

static void
put_text(struct schema *s, const char *name, const char *text)
{
	begin_member(s, name);
	buf_add_json(&s->out, str_from(text));
}

/* `json` as it stands. */
static void
put(struct schema *s, const char *name, const char *json)
{
	begin_member(s, name);
	buf_addz(&s->out, json);
}

/* A list of strings, on one line. */
static void
put_names(struct schema *s, const char *name, const char *const *names)
{
	begin_member(s, name);
	buf_addc(&s->out, '[');
	for (size_t i = 0; names && names[i]; i++) {
		buf_addz(&s->out, i ? ", " : "");
		buf_add_json(&s->out, str_from(names[i]));
	}
	buf_addc(&s->out, ']');
}

static void
put_ref(struct schema *s, const char *name, const char *definition)
{
	open(s, name);
	begin_member(s, "$ref");
	buf_addf(&s->out, "\"#/definitions/%s\"", definition);
	shut(s);
}

static void
only_these(struct schema *s)
{
	put(s, "additionalProperties", "false");
}

/* ---- what stands behind a key ---- */

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
};

static void
put_key(struct schema *s, const struct content_key *key)
{
	open(s, key->name);
	put_text(s, "description", arena_printf(&s->memory, "%s / %s", key->zh, key->en));
	if (key->kind == KIND_NUMBER)
		put_text(s, "type", "integer");
	else if (key->kind == KIND_YES)
		put(s, "enum", "[\"yes\", true]");
	else if (key->kind == KIND_TRUE)
		put(s, "enum", "[\"true\", true]");
	else { /* beside a $ref draft 7 reads nothing else */
		open_with(s, "allOf", '[');
		put_ref(s, NULL, definitions[key->kind]);
		close_with(s, ']');
	}
	shut(s);
}

static void
put_languages(struct schema *s)
{
	for (size_t lang = 0; s->languages[lang]; lang++)
		put_ref(s, s->languages[lang], "scalar");
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
		put_names(s, "required", names);
}

/* The members of an object by the table of keys. */
static void
put_keys(struct schema *s, enum key_set set, bool languages)
{
	const struct content_key *keys = content_keys(set);
	put_text(s, "type", "object");
	open(s, "properties");
	for (const struct content_key *key = keys; key->name; key++)
		put_key(s, key);
	if (languages)
		put_languages(s);
	shut(s);
	put_required(s, keys, languages && set != KEYS_OPTION);
	only_these(s);
}

/* An object with names of the authors' own. */
static void
put_map_of(struct schema *s, const char *name, const char *pattern, const char *definition)
{
	open(s, name);
	put_text(s, "type", "object");
	open(s, "patternProperties");
	put_ref(s, pattern, definition);
	shut(s);
	only_these(s);
	shut(s);
}

static void
put_list_of(struct schema *s, const char *name, const char *definition)
{
	open(s, name);
	put_text(s, "type", "array");
	put_ref(s, "items", definition);
	shut(s);
}

/* An object with the names of a list, each a `definition`. */
static void
put_map_by(struct schema *s, const char *name, const char *const *names, const char *definition,
        bool all)
{
	open(s, name);
	put_text(s, "type", "object");
	open(s, "properties");
	for (size_t i = 0; names && names[i]; i++)
		put_ref(s, names[i], definition);
	shut(s);
	if (all)
		put_names(s, "required", names);
	only_these(s);
	shut(s);
}

/* ---- definitions ---- */

static void
put_enum(struct schema *s, const char *name, const char *const *names)
{
	open(s, name);
	put_names(s, "enum", names);
	shut(s);
}

static void
put_slot_types(struct schema *s)
{
	const char *names[SLOT_TYPE_COUNT + 1] = {NULL};
	for (int i = 0; i < SLOT_TYPE_COUNT; i++)
		names[i] = slot_type_name((enum slot_type)i);
	put_enum(s, "slot-type", names);
}

static void
put_handlers(struct schema *s)
{
	size_t count = s->rules->handler_count;
	const char **names = arena_array(&s->memory, count + 1, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = s->rules->handlers[i].name;
	put_enum(s, "handler", names);
}

/* Some slot types want more keys. */
static void
put_if_type(struct schema *s, const char *const *types, const char *const *required)
{
	open(s, NULL);
	open(s, "if");
	open(s, "properties");
	put_enum(s, "type", types);
	shut(s);
	shut(s);
	open(s, "then");
	put_names(s, "required", required);
	shut(s);
	shut(s);
}

static void
put_slot(struct schema *s)
{
	static const char *const choice[] = {"choice", NULL}, *const choices[] = {"choices", NULL},
	                         *const bounds[] = {"min", "max", NULL};
	const char *bounded[SLOT_TYPE_COUNT + 1] = {NULL};
	size_t count = 0;
	for (int i = 0; i < SLOT_TYPE_COUNT; i++)
		if (ask_has_bounds((enum slot_type)i))
			bounded[count++] = slot_type_name((enum slot_type)i);
	open(s, "slot");
	put_keys(s, KEYS_SLOT, true);
	open_with(s, "allOf", '[');
	put_if_type(s, bounded, bounds);
	put_if_type(s, choice, choices);
	close_with(s, ']');
	shut(s);
}

static void
put_option(struct schema *s)
{
	open(s, "options");
	put_text(s, "type", "array");
	begin_member(s, "maxItems");
	buf_addf(&s->out, "%d", OPTIONS_MAX);
	open(s, "items");
	open_with(s, "anyOf", '[');
	put_ref(s, NULL, "page-id");
	open(s, NULL);
	put_keys(s, KEYS_OPTION, true);
	shut(s);
	close_with(s, ']');
	shut(s);
	shut(s);
}

/* What one handler reads, comes to and gives. */
static void
put_handler_page(struct schema *s, const struct handler_spec *spec)
{
	open(s, NULL);
	open(s, "if");
	open(s, "properties");
	open(s, "handler");
	begin_member(s, "const");
	buf_add_json(&s->out, str_from(spec->name));
	shut(s);
	shut(s);
	put(s, "required", "[\"handler\"]");
	shut(s);
	open(s, "then");
	open(s, "properties");
	put_map_by(s, "ask", spec->slots, "slot", true);
	put_map_by(s, "say", spec->outcomes, "texts", true);
	shut(s);
	put(s, "required", spec->slots && spec->slots[0] ? "[\"say\", \"ask\"]" : "[\"say\"]");
	shut(s);
	shut(s);
}

static void
put_page(struct schema *s)
{
	open(s, "page");
	put_keys(s, KEYS_PAGE, false);
	open_with(s, "allOf", '[');
	for (size_t i = 0; i < s->rules->handler_count; i++)
		put_handler_page(s, &s->rules->handlers[i]);
	close_with(s, ']');
	shut(s);
}

static void
put_keyed(struct schema *s, const char *name, enum key_set set, bool languages)
{
	open(s, name);
	put_keys(s, set, languages);
	shut(s);
}

static void
put_commands(struct schema *s)
{
	const char *names[CMD_COUNT + 1] = {NULL};
	size_t count = 0;
	for (enum command cmd = CMD_NONE; cmd < CMD_COUNT; cmd++)
		if (content_command_name(cmd))
			names[count++] = content_command_name(cmd);
	put_map_by(s, "commands", names, "words", false);
}

static void
put_sentences(struct schema *s)
{
	const char *names[TEXT_COUNT + 1] = {NULL};
	for (size_t i = 0; i < TEXT_COUNT; i++)
		names[i] = content_text_name((enum service_text)i);
	put_map_by(s, "sentences", names, "texts", true);
}

static void
put_simple(struct schema *s)
{
	open(s, "scalar");
	put(s, "type", "[\"string\", \"number\", \"boolean\"]");
	shut(s);
	open(s, "date");
	put_text(s, "type", "string");
	put_text(s, "pattern", "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$");
	shut(s);
	open(s, "page-id");
	put_text(s, "type", "string");
	put_text(s, "pattern", "^[a-z][a-z0-9-]{1,39}$");
	shut(s);
	put_list_of(s, "words", "scalar");
	put_list_of(s, "examples", "example");
	put_map_of(s, "ask", "^[a-z][a-z0-9_]{0,39}$", "slot");
	put_map_of(s, "choices", ".", "choice");
	put_map_of(s, "say", ".", "texts");
	open(s, "why"); /* languages, outcomes, or both */
	put_text(s, "type", "object");
	shut(s);
	put_map_of(s, "languages", "^[a-z]{2}[a-z-]*$", "language-words");
	put_map_of(s, "values", "^[a-z][a-z0-9_]{0,39}$", "texts");
}

static void
put_definitions(struct schema *s)
{
	open(s, "definitions");
	put_page(s);
	put_slot(s);
	put_option(s);
	put_keyed(s, "choice", KEYS_CHOICE, true);
	put_keyed(s, "example", KEYS_EXAMPLE, false);
	put_keyed(s, "service", KEYS_SERVICE, false);
	put_keyed(s, "language-words", KEYS_LANGUAGE, false);
	put_commands(s);
	put_sentences(s);
	put_map_by(s, "texts", s->languages, "scalar", true);
	put_slot_types(s);
	put_handlers(s);
	put_enum(s, "language", s->languages);
	put_simple(s);
	shut(s);
}

void
schema_print(const struct content *tree, const struct content_rules *rules, FILE *out)
{
	struct schema s = {.rules = rules, .memory = ARENA_INIT, .out = BUF_INIT(SCHEMA_MOST)};
	for (size_t lang = 0; lang < content_languages(tree); lang++)
		s.languages[lang] = arena_dup(&s.memory, content_language(tree, (lang_t)lang));
	buf_addc(&s.out, '{');
	s.depth = 1;
	s.first = true;
	put_text(&s, "$schema", "http://json-schema.org/draft-07/schema#");
	put_text(&s, "title", "Jiaxin content");
	put_text(&s, "description", "jiaxin schema > content/schema.json");
	put(&s, "if", "{\"required\": [\"languages\"]}");
	put(&s, "then", "{\"$ref\": \"#/definitions/service\"}");
	open(&s, "else");
	put_text(&s, "type", "object");
	open(&s, "patternProperties");
	put_ref(&s, "^[a-z][a-z0-9-]{1,39}$", "page");
	shut(&s);
	only_these(&s);
	shut(&s);
	put_definitions(&s);
	shut(&s);
	must(!s.out.full);
	fprintf(out, "%s\n", s.out.p);
	buf_release(&s.out);
	arena_release(&s.memory);
}
