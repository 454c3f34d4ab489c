/* service.yaml: languages, signature, values, command words and the service's own sentences. */
#include <string.h>

#include "content/content_model.h"

enum { CODE_MIN = 2, CODE_MAX = 15 };

static const char *const commands[CMD_COUNT] = {
        [CMD_BACK] = "back",
        [CMD_HOME] = "home",
        [CMD_HELP] = "help",
        [CMD_MORE] = "more",
        [CMD_AGAIN] = "again",
        [CMD_STOP] = "stop",
        [CMD_START] = "start",
        [CMD_WHY] = "why",
        [CMD_MY_DATA] = "my-data",
        [CMD_ERASE] = "erase",
};

/* Each with the one value that it may use beside the service's. */
static const struct {
	const char *name, *value;
} sentences[TEXT_COUNT] = {
        [TEXT_UNKNOWN] = {"unknown", NULL},
        [TEXT_EMPTY] = {"empty", NULL},
        [TEXT_SORRY] = {"sorry", NULL},
        [TEXT_NO_MORE] = {"no-more", NULL},
        [TEXT_NO_LAST] = {"no-last", NULL},
        [TEXT_BAD_CHOICE] = {"bad-choice", "choice"},
        [TEXT_BAD_ANSWER] = {"bad-answer", NULL},
        [TEXT_MOVED] = {"moved", NULL},
        [TEXT_FRAGMENT] = {"fragment", NULL},
        [TEXT_SECRET] = {"secret", NULL},
        [TEXT_TOO_MANY] = {"too-many", NULL},
        [TEXT_BUSY_TODAY] = {"busy-today", NULL},
        [TEXT_OVERLOAD] = {"overload", NULL},
        [TEXT_MORE] = {"more", NULL},
        [TEXT_UNDERSTOOD] = {"understood", "word"},
        [TEXT_OFFER] = {"offer", NULL},
        [TEXT_WHICH] = {"which", NULL},
        [TEXT_MONDAY] = {"monday", "date"},
        [TEXT_TUESDAY] = {"tuesday", "date"},
        [TEXT_WEDNESDAY] = {"wednesday", "date"},
        [TEXT_THURSDAY] = {"thursday", "date"},
        [TEXT_FRIDAY] = {"friday", "date"},
        [TEXT_SATURDAY] = {"saturday", "date"},
        [TEXT_SUNDAY] = {"sunday", "date"},
        [TEXT_NEXT_DAY] = {"next-day", "time"},
        [TEXT_STOPPED] = {"stopped", NULL},
        [TEXT_STARTED] = {"started", NULL},
        [TEXT_WHY] = {"why", "source"},
        [TEXT_NO_WHY] = {"no-why", NULL},
        [TEXT_MY_DATA] = {"my-data", "list"},
        [TEXT_KEPT_CARDS] = {"kept-cards", "count"},
        [TEXT_KEPT_LINKS] = {"kept-links", "count"},
        [TEXT_KEPT_ASKED] = {"kept-asked", "count"},
        [TEXT_KEPT_REMINDERS] = {"kept-reminders", "count"},
        [TEXT_KEPT_WAITING] = {"kept-waiting", "count"},
        [TEXT_KEPT_CODE] = {"kept-code", NULL},
        [TEXT_KEPT_STOP] = {"kept-stop", NULL},
        [TEXT_ERASE] = {"erase", "code"},
        [TEXT_ERASED] = {"erased", NULL},
        [TEXT_ERASED_KEPT] = {"erased-kept", NULL},
        [TEXT_WRONG_KEY] = {"wrong-key", NULL},
        [TEXT_GIVE_UP] = {"give-up", NULL},
        [TEXT_RESUME] = {"resume", NULL},
        [TEXT_BY_SMS] = {"by-sms", NULL},
        [TEXT_BUSY] = {"busy", NULL},
        [TEXT_KEY_BACK] = {"key-back", NULL},
        [TEXT_KEY_HOME] = {"key-home", NULL},
        [TEXT_KEY_MORE] = {"key-more", NULL},
};

const char *
content_command_name(enum command which)
{
	return commands[which];
}

const char *
content_text_name(enum service_text which)
{
	return sentences[which].name;
}

/* A language's code stands beside these in the pages: it must not be one of them. */
static bool
is_taken(struct str code)
{
	return content_key_find(KEYS_OPTION, code) || content_key_find(KEYS_SLOT, code) ||
	       content_key_find(KEYS_CHOICE, code);
}

static bool
is_code(struct str s)
{
	if (s.n < CODE_MIN || s.n > CODE_MAX || is_taken(s))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(i > 1 && s.p[i] == '-'))
			return false;
	return true;
}

static void
add_language(struct loader *l, const struct yaml_node *key, const struct yaml_node *map)
{
	struct content *c = l->c;
	if (!is_code(key->text)) {
		loader_fault(l, key->at, "“%s”不能做语言代码；请用zh、en这样的小写字母",
		        "\"%s\" is no code of a language; use small letters such as zh or en",
		        fault_show(l->faults, key->text));
		return;
	}
	if (c->language_count == LANG_MAX) {
		loader_fault(l, key->at, "语言太多，最多%d种；请删掉一些",
		        "too many languages, %d at the most; delete some", LANG_MAX);
		return;
	}
	node_is(l, map, YAML_MAP, arena_dup(&l->scratch, key->text));
	c->languages[c->language_count++] =
	        (struct language){.code = arena_str(&c->memory, key->text), .at = key->at};
}

static void
read_fallback(struct loader *l, const struct yaml_node *node, lang_t lang)
{
	struct content *c = l->c;
	if (!node || !node_is(l, node, YAML_SCALAR, "fallback"))
		return;
	int fallback = content_find_language(c, node->text);
	if (lang == 0) {
		loader_fault(l, node->at, "第一种语言要样样齐全，不用fallback；请删掉",
		        "the first language must be complete: it needs no fallback; delete it");
		return;
	}
	if (fallback >= 0) {
		c->languages[lang].fallback = fallback;
		return;
	}
	struct names names = {0};
	names_add_languages(&names, c);
	names_unknown(l, &names, node->text, node->at);
}

/* Notes every text of a list. */
static void
note_words(struct loader *l, const struct yaml_node *list, const char *what, enum command command,
        lang_t lang)
{
	if (!list || !node_is(l, list, YAML_LIST, what))
		return;
	for (size_t i = 0; i < list->count; i++)
		if (node_is(l, list->items[i], YAML_SCALAR, what))
			word_note(l, list->items[i], NULL, command, lang);
}

static void
check_fallback_ends(struct loader *l, lang_t lang)
{
	int at = lang;
	for (size_t step = 0; at > 0 && step < l->c->language_count; step++)
		at = l->c->languages[at].fallback;
	if (at <= 0)
		return;
	struct language *language = &l->c->languages[lang];
	loader_fault(l, language->at, "语言“%.*s”的fallback绕了一圈；请改成第一种语言",
	        "the fallback of \"%.*s\" goes round in a circle; make it the first language",
	        STR_ARG(language->code));
	language->fallback = 0;
}

static void
read_languages(struct loader *l, const struct yaml_node *map)
{
	struct content *c = l->c;
	if (!node_is(l, map, YAML_MAP, "languages"))
		return;
	for (size_t i = 0; i < map->count; i++)
		add_language(l, map->keys[i], map->items[i]);
	for (size_t i = 0; i < map->count; i++) {
		int lang = content_find_language(c, map->keys[i]->text);
		if (lang < 0 || map->items[i]->kind != YAML_MAP)
			continue;
		node_check_known(l, map->items[i], KEYS_LANGUAGE);
		read_fallback(l, yaml_get(map->items[i], "fallback"), (lang_t)lang);
		note_words(
		        l, yaml_get(map->items[i], "words"), "words", CMD_LANGUAGE, (lang_t)lang);
	}
	if (map->count == 0)
		loader_fault(l, map->at, "一种语言也没有；请至少写一种",
		        "there is no language; write at least one");
	for (size_t lang = 0; lang < c->language_count; lang++)
		check_fallback_ends(l, (lang_t)lang);
}

static void
read_signature(struct loader *l, const struct yaml_node *map)
{
	struct content *c = l->c;
	text_read_plain(l, map, "signature", true, c->signature);
	for (size_t lang = 0; lang < c->language_count; lang++) {
		struct str s = c->signature[lang];
		l->bracketed = l->bracketed || (s.n && memmem(s.p, s.n, "【", strlen("【")));
	}
}

static void
read_value(struct loader *l, const struct yaml_node *key, const struct yaml_node *map)
{
	struct content *c = l->c;
	if (!template_is_name(key->text)) {
		loader_fault(l, key->at, "“%s”不能做名字；只用小写字母、数字和下划线，字母开头",
		        "\"%s\" is no name; use small letters, digits and _, a letter first",
		        fault_show(l->faults, key->text));
		return;
	}
	struct str in[LANG_MAX] = {{0}};
	const char *name = arena_dup(&c->memory, key->text);
	text_read_plain(l, map, name, false, in);
	for (size_t lang = 0; lang < c->language_count; lang++)
		c->values[lang][c->value_count] = (struct value){name, in[lang]};
	c->value_count++;
}

static void
read_values(struct loader *l, const struct yaml_node *map)
{
	struct content *c = l->c;
	if (!node_is(l, map, YAML_MAP, "values"))
		return;
	if (map->count > VALUES_MAX) {
		loader_fault(l, map->at, "“values”太多，最多%d个；请删掉一些",
		        "too many \"values\", %d at the most; delete some", VALUES_MAX);
		return;
	}
	for (size_t lang = 0; lang < c->language_count; lang++)
		c->values[lang] = arena_array(&c->memory, map->count, sizeof(struct value));
	for (size_t i = 0; i < map->count; i++)
		read_value(l, map->keys[i], map->items[i]);
}

static void
read_commands(struct loader *l, const struct yaml_node *map)
{
	const char *keys[CMD_COUNT + 1] = {NULL};
	size_t count = 0;
	for (enum command cmd = CMD_NONE; cmd < CMD_COUNT; cmd++)
		if (commands[cmd])
			keys[count++] = commands[cmd];
	if (!node_is(l, map, YAML_MAP, "commands"))
		return;
	node_check_keys(l, map, keys, false);
	for (enum command cmd = CMD_NONE; cmd < CMD_COUNT; cmd++)
		if (commands[cmd])
			note_words(l, yaml_get(map, commands[cmd]), commands[cmd], cmd, 0);
}

static void
add_missing(struct loader *l, struct place at, const char *key)
{
	loader_fault(l, at, "缺“%s”；请补上，样子见说明",
	        "\"%s\" is missing; add it as the manual shows", key);
}

static void
read_texts(struct loader *l, const struct yaml_node *map)
{
	const char *keys[TEXT_COUNT + 1] = {NULL};
	for (size_t i = 0; i < TEXT_COUNT; i++)
		keys[i] = sentences[i].name;
	if (!node_is(l, map, YAML_MAP, "texts"))
		return;
	node_check_keys(l, map, keys, false);
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const struct yaml_node *text = yaml_get(map, sentences[i].name);
		struct scope scope = {.own = sentences[i].value};
		if (!text) {
			add_missing(l, map->at, sentences[i].name);
			continue;
		}
		text_read_alone(l, text, sentences[i].name, &scope, &l->c->texts[i]);
	}
}

static void
read_home(struct loader *l, const struct yaml_node *node)
{
	if (node_is(l, node, YAML_SCALAR, "home"))
		l->home = node;
}

static void
read_help(struct loader *l, const struct yaml_node *node)
{
	if (node_is(l, node, YAML_SCALAR, "help"))
		l->help = node;
}

void
service_read(struct loader *l, const struct yaml_node *root)
{
	/* In this order: texts need the languages, the signature's brackets and the values. */
	static const struct {
		const char *key;
		void (*read)(struct loader *, const struct yaml_node *);
	} parts[] = {
	        {"languages", read_languages},
	        {"signature", read_signature},
	        {"values", read_values},
	        {"commands", read_commands},
	        {"fillers", fillers_read},
	        {"invites", invites_read},
	        {"dialect", dialect_read},
	        {"texts", read_texts},
	        {"home", read_home},
	        {"help", read_help},
	};
	if (!node_is(l, root, YAML_MAP, "service.yaml"))
		return;
	node_check_known(l, root, KEYS_SERVICE);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const struct yaml_node *node = yaml_get(root, parts[i].key);
		if (!node && content_key_find(KEYS_SERVICE, str_from(parts[i].key))->required)
			add_missing(l, root->at, parts[i].key);
		/* Without languages every text would be a fault. */
		if (node && (i == 0 || l->c->language_count > 0))
			parts[i].read(l, node);
	}
}
