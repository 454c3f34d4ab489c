#include "content/schema.h"

#include "content/content_model.h"
#include "content/schema_model.h"
#include "content/slot.h"

enum { SCHEMA_MOST = 1 << 20 };

/* ---- definitions ---- */

static void
put_slot_types(struct schema *s)
{
	const char *names[SLOT_TYPE_COUNT + 1] = {NULL};
	for (int i = 0; i < SLOT_TYPE_COUNT; i++)
		names[i] = slot_type_name((enum slot_type)i);
	schema_enum(s, "slot-type", names);
}

static void
put_handlers(struct schema *s)
{
	size_t count = s->rules->handler_count;
	const char **names = arena_array(&s->memory, count + 1, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = s->rules->handlers[i].name;
	schema_enum(s, "handler", names);
}

/* Some slot types want more keys. */
static void
put_if_type(struct schema *s, const char *const *types, const char *const *required)
{
	schema_open(s, NULL);
	schema_open(s, "if");
	schema_open(s, "properties");
	schema_enum(s, "type", types);
	schema_shut(s);
	schema_shut(s);
	schema_open(s, "then");
	schema_names(s, "required", required);
	schema_shut(s);
	schema_shut(s);
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
	schema_open(s, "slot");
	schema_keys(s, KEYS_SLOT);
	schema_open_with(s, "allOf", '[');
	put_if_type(s, bounded, bounds);
	put_if_type(s, choice, choices);
	schema_close_with(s, ']');
	schema_shut(s);
}

static void
put_option(struct schema *s)
{
	schema_open(s, "options");
	schema_text(s, "type", "array");
	schema_member(s, "maxItems");
	buf_addf(&s->out, "%d", OPTIONS_MAX);
	schema_open(s, "items");
	schema_open_with(s, "anyOf", '[');
	schema_ref(s, NULL, "page-id");
	schema_open(s, NULL);
	schema_keys(s, KEYS_OPTION);
	schema_shut(s);
	schema_close_with(s, ']');
	schema_shut(s);
	schema_shut(s);
}

/* A `why` has the words of the page, of outcomes, or both; `outcomes` NULL: of any name. */
static void
put_why(struct schema *s, const char *name, const char *const *outcomes)
{
	schema_open(s, name);
	schema_text(s, "type", "object");
	schema_open(s, "properties");
	for (size_t lang = 0; s->languages[lang]; lang++)
		schema_ref(s, s->languages[lang], "scalar");
	for (size_t i = 0; outcomes && outcomes[i]; i++)
		schema_ref(s, outcomes[i], "texts");
	schema_shut(s);
	if (outcomes)
		schema_only_these(s);
	else
		schema_ref(s, "additionalProperties", "texts");
	schema_shut(s);
}

/* The phrases that a handler puts its answer together from. */
static void
put_phrases(struct schema *s, const struct phrase_spec *phrases)
{
	size_t count = 0;
	while (phrases && phrases[count].name)
		count++;
	const char **names = arena_array(&s->memory, count + 1, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = phrases[i].name;
	schema_map_by(s, "phrases", names, "texts", true);
}

/* What one handler reads, comes to and gives. */
static void
put_handler_page(struct schema *s, const struct handler_spec *spec)
{
	schema_open(s, NULL);
	schema_open(s, "if");
	schema_open(s, "properties");
	schema_open(s, "handler");
	schema_member(s, "const");
	buf_add_json(&s->out, str_from(spec->name));
	schema_shut(s);
	schema_shut(s);
	schema_put(s, "required", "[\"handler\"]");
	schema_shut(s);
	schema_open(s, "then");
	schema_open(s, "properties");
	schema_map_by(s, "ask", spec->slots, "slot", true);
	schema_map_by(s, "say", spec->outcomes, "texts", true);
	put_why(s, "why", spec->outcomes);
	put_phrases(s, spec->phrases);
	schema_shut(s);
	schema_put(
	        s, "required", spec->slots && spec->slots[0] ? "[\"say\", \"ask\"]" : "[\"say\"]");
	schema_shut(s);
	schema_shut(s);
}

static void
put_page(struct schema *s)
{
	schema_open(s, "page");
	schema_keys(s, KEYS_PAGE);
	schema_open_with(s, "allOf", '[');
	for (size_t i = 0; i < s->rules->handler_count; i++)
		put_handler_page(s, &s->rules->handlers[i]);
	schema_close_with(s, ']');
	schema_shut(s);
}

static void
put_commands(struct schema *s)
{
	const char *names[CMD_COUNT + 1] = {NULL};
	size_t count = 0;
	for (enum command cmd = CMD_NONE; cmd < CMD_COUNT; cmd++)
		if (content_command_name(cmd))
			names[count++] = content_command_name(cmd);
	schema_map_by(s, "commands", names, "words", false);
}

static void
put_sentences(struct schema *s)
{
	const char *names[TEXT_COUNT + 1] = {NULL};
	for (size_t i = 0; i < TEXT_COUNT; i++)
		names[i] = content_text_name((enum service_text)i);
	schema_map_by(s, "sentences", names, "texts", true);
}

static void
put_simple(struct schema *s)
{
	schema_open(s, "scalar");
	schema_put(s, "type", "[\"string\", \"number\", \"boolean\"]");
	schema_shut(s);
	schema_open(s, "date");
	schema_text(s, "type", "string");
	schema_text(s, "pattern", "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$");
	schema_shut(s);
	schema_open(s, "page-id");
	schema_text(s, "type", "string");
	schema_text(s, "pattern", "^[a-z][a-z0-9-]{1,39}$");
	schema_shut(s);
	schema_list_of(s, "words", "scalar");
	schema_list_of(s, "examples", "example");
	schema_map_of(s, "ask", "^[a-z][a-z0-9_]{0,39}$", "slot");
	schema_map_of(s, "choices", ".", "choice");
	schema_map_of(s, "say", ".", "texts");
	put_why(s, "why", NULL);
	schema_map_of(s, "languages", "^[a-z]{2}[a-z-]*$", "language-words");
	schema_map_of(s, "values", "^[a-z][a-z0-9_]{0,39}$", "texts");
}

static void
put_definitions(struct schema *s)
{
	schema_open(s, "definitions");
	put_page(s);
	put_slot(s);
	put_option(s);
	schema_keyed(s, "choice", KEYS_CHOICE);
	schema_keyed(s, "example", KEYS_EXAMPLE);
	schema_keyed(s, "service", KEYS_SERVICE);
	schema_keyed(s, "language-words", KEYS_LANGUAGE);
	put_commands(s);
	put_sentences(s);
	schema_map_by(s, "texts", s->languages, "scalar", true);
	put_slot_types(s);
	put_handlers(s);
	schema_enum(s, "language", s->languages);
	put_simple(s);
	schema_put_rules(s);
	schema_put_places(s);
	schema_put_published(s);
	schema_shut(s);
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
	schema_text(&s, "$schema", "http://json-schema.org/draft-07/schema#");
	schema_text(&s, "title", "Jiaxin content");
	schema_text(&s, "description", "jiaxin schema > content/schema.json");
	schema_put_root(&s);
	put_definitions(&s);
	schema_shut(&s);
	must(!s.out.full);
	fprintf(out, "%s\n", s.out.p);
	buf_release(&s.out);
	arena_release(&s.memory);
}
