/* What the authors' nodes must look like, and what to say when they do not. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content/content_model.h"

enum { NAME_MAX_BYTES = 40, SHORT_BYTES = 4, FAR = 3 };

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

bool
names_have(const struct names *n, struct str name)
{
	for (size_t i = 0; i < n->count; i++)
		if (str_eq(n->list[i], name))
			return true;
	return false;
}

void
names_add(struct names *n, struct str name)
{
	if (n->count < ARRAY_LEN(n->list) && !names_have(n, name))
		n->list[n->count++] = name;
}

void
names_addz(struct names *n, const char *const *names)
{
	for (; names && *names; names++)
		names_add(n, str_from(*names));
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Slips of the finger between a and b (Damerau and Levenshtein, one row at a time), or FAR. */
static unsigned
distance(struct str a, struct str b)
{
	size_t longer = a.n > b.n ? a.n - b.n : b.n - a.n;
	if (longer >= FAR || a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES)
		return FAR;
	unsigned rows[3][NAME_MAX_BYTES + 1];
	for (size_t j = 0; j <= b.n; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = a.p[i - 1] == b.p[j - 1];
			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				row[j] = least(row[j], two_above[j - 2] + 1);
		}
	}
	return least(rows[a.n % 3][b.n], FAR);
}

struct str
name_nearer(struct str word, struct str best, struct str other)
{
	/* To a short word everything is near. */
	unsigned limit = word.n <= SHORT_BYTES ? FAR - 1 : FAR;
	if (best.n > 0)
		limit = distance(word, best);
	unsigned d = distance(word, other);
	return d < limit && d < other.n ? other : best;
}

struct both
names_hint(struct loader *l, const struct names *n, struct str word)
{
	struct str best = {0};
	if (faults_full(l->faults))
		return (struct both){"", ""};
	for (size_t i = 0; i < n->count; i++)
		best = name_nearer(word, best, n->list[i]);
	if (best.n > 0)
		return (struct both){
		        arena_printf(&l->scratch, "是不是“%.*s”？", STR_ARG(best)),
		        arena_printf(&l->scratch, "did you mean \"%.*s\"?", STR_ARG(best)),
		};
	if (n->count == 0)
		return (struct both){"请删掉", "delete it"};
	struct buf zh = BUF_INIT(4096), en = BUF_INIT(4096);
	for (size_t i = 0; i < n->count; i++) {
		buf_addf(&zh, "%s%.*s", i ? "、" : "", STR_ARG(n->list[i]));
		buf_addf(&en, "%s%.*s", i ? ", " : "", STR_ARG(n->list[i]));
	}
	struct both hint = {
	        arena_printf(&l->scratch, "能用的有：%.*s", STR_ARG(buf_str(&zh))),
	        arena_printf(&l->scratch, "use one of: %.*s", STR_ARG(buf_str(&en))),
	};
	buf_release(&zh);
	buf_release(&en);
	return hint;
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
	bool languages = set == KEYS_OPTION || set == KEYS_SLOT || set == KEYS_CHOICE;
	node_check_keys(l, map, known, languages);
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
