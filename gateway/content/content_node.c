/* What the authors' nodes must look like, and what to say when they do not. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content/content_model.h"

void *
loader_grow(void *array, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 64;
	return xrealloc(array, *cap * size);
}

static char *
say(const char *subject, struct str page, const char *fmt, va_list args)
{
	struct buf b = BUF_INIT(1 << 16);
	if (page.n > 0)
		buf_addf(&b, subject, STR_ARG(page));
	char *text;
	must(vasprintf(&text, fmt, args) >= 0);
	buf_addz(&b, text);
	free(text);
	must(b.p);
	return b.p;
}

static void
add(struct loader *l, enum fault_level level, struct place at, const char *zh, const char *en,
        va_list args)
{
	if (faults_full(l->faults)) {
		fault_add(l->faults, level, at, "%s", "%s", "");
		return;
	}
	va_list again;
	va_copy(again, args);
	char *both[] = {
	        [FAULT_ZH] = say("页面“%.*s”：", l->page, zh, args),
	        [FAULT_EN] = say("page \"%.*s\": ", l->page, en, again),
	};
	va_end(again);
	fault_add(l->faults, level, at, "%s%.0s", "%.0s%s", both[FAULT_ZH], both[FAULT_EN]);
	free(both[FAULT_ZH]);
	free(both[FAULT_EN]);
}

void
loader_fault(struct loader *l, struct place at, const char *zh, const char *en, ...)
{
	va_list args;
	va_start(args, en);
	add(l, FAULT_ERROR, at, zh, en, args);
	va_end(args);
}

void
loader_warn(struct loader *l, struct place at, const char *zh, const char *en, ...)
{
	va_list args;
	va_start(args, en);
	add(l, FAULT_WARNING, at, zh, en, args);
	va_end(args);
}

struct both
names_hint(struct loader *l, const struct names *n, struct str word)
{
	return did_you_mean(&l->scratch, l->faults, n, word);
}

void
names_unknown(struct loader *l, const struct names *n, struct str word, struct place at)
{
	struct both hint = names_hint(l, n, word);
	loader_fault(l, at, "不认识“%s”；%s%.0s", "unknown \"%s\"; %.0s%s",
	        fault_show(l->faults, word), hint.zh, hint.en);
}

void
names_add_languages(struct names *n, const struct content *c)
{
	for (size_t lang = 0; lang < c->language_count; lang++)
		names_add(n, c->languages[lang].code);
}

bool
node_is(struct loader *l, const struct yaml_node *node, enum yaml_kind kind, const char *what)
{
	if (node->kind == kind)
		return true;
	loader_fault(l, node->at, "“%s”该是%s，这里写成了%s；请照说明改%.0s%.0s%.0s",
	        "%.0s%.0s%.0s\"%s\" should be %s, this is %s; write it as the manual shows", what,
	        yaml_kind_name(kind, FAULT_ZH), yaml_kind_name(node->kind, FAULT_ZH), what,
	        yaml_kind_name(kind, FAULT_EN), yaml_kind_name(node->kind, FAULT_EN));
	return false;
}

static bool
is_language(const struct content *c, struct str key)
{
	return content_find_language(c, key) >= 0;
}

static bool
is_known(const char *const *known, struct str key)
{
	for (; known && *known; known++)
		if (str_eq(str_from(*known), key))
			return true;
	return false;
}

void
node_check_keys(
        struct loader *l, const struct yaml_node *map, const char *const *known, bool languages)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i];
		if (is_known(known, key->text) || (languages && is_language(l->c, key->text)))
			continue;
		struct names names = {0};
		names_addz(&names, known);
		if (languages)
			names_add_languages(&names, l->c);
		names_unknown(l, &names, key->text, key->at);
	}
}

void
node_check_known(struct loader *l, const struct yaml_node *map, enum key_set set)
{
	const char *known[KEYS_MOST] = {NULL};
	size_t count = 0;
	for (const struct content_key *key = content_keys(set); key->name; key++)
		known[count++] = key->name;
	node_check_keys(l, map, known, content_keys_and_languages(set));
}

struct str
node_text(struct loader *l, const struct yaml_node *node, const char *what)
{
	if (!node || !node_is(l, node, YAML_SCALAR, what))
		return (struct str){0};
	return arena_str(&l->c->memory, node->text);
}

bool
node_yes(struct loader *l, const struct yaml_node *node, const char *what)
{
	if (!node || !node_is(l, node, YAML_SCALAR, what))
		return false;
	if (str_eq(node->text, STR("yes")))
		return true;
	loader_fault(l, node->at, "“%s”只能写yes；不要就删掉这一行",
	        "\"%s\" can only be yes; delete the line if it is not so", what);
	return false;
}

bool
node_number(struct loader *l, const struct yaml_node *node, const char *what, int64_t min,
        int64_t max, int64_t *out)
{
	if (!node_is(l, node, YAML_SCALAR, what))
		return false;
	if (parse_int(node->text, min, max, out) == 0)
		return true;
	loader_fault(l, node->at, "“%s”该是%lld到%lld之间的整数；请改",
	        "\"%s\" should be a whole number from %lld to %lld; mend it", what, (long long)min,
	        (long long)max);
	return false;
}
