#include <string.h>

#include "adapters/load.h"

enum { HEADER_NAME_LONGEST = 64 };

bool
load_is(struct load *l, const struct yaml_node *node, enum yaml_kind kind, const char *what)
{
	if (node->kind == kind)
		return true;
	fault_add(l->faults, FAULT_ERROR, node->at,
	        "“%s”该是%s，这里写成了%s；请照 docs/adapters.md 改%.0s%.0s%.0s",
	        "%.0s%.0s%.0s\"%s\" should be %s, this is %s; write it as docs/adapters.md shows",
	        what, yaml_kind_name(kind, FAULT_ZH), yaml_kind_name(node->kind, FAULT_ZH), what,
	        yaml_kind_name(kind, FAULT_EN), yaml_kind_name(node->kind, FAULT_EN));
	return false;
}

void
load_unknown(struct load *l, const struct names *n, struct str word, struct place at)
{
	struct both hint = did_you_mean(&l->scratch, l->faults, n, word);
	fault_add(l->faults, FAULT_ERROR, at, "不认识“%s”；%s%.0s", "unknown \"%s\"; %.0s%s",
	        fault_show(l->faults, word), hint.zh, hint.en);
}

void
load_check_keys(struct load *l, const struct yaml_node *map, const char *const *known)
{
	struct names names = {0};
	names_addz(&names, known);
	for (size_t i = 0; i < map->count; i++)
		if (!names_have(&names, map->keys[i]->text))
			load_unknown(l, &names, map->keys[i]->text, map->keys[i]->at);
}

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			return true;
	return false;
}

const char *
load_text(struct load *l, const struct yaml_node *node, const char *what, size_t most)
{
	if (!node || !load_is(l, node, YAML_SCALAR, what))
		return NULL;
	if (node->text.n > 0 && node->text.n <= most && !has_control(node->text))
		return arena_dup(l->arena, node->text);
	fault_add(l->faults, FAULT_ERROR, node->at, "“%s”要有1到%zu个字节，不能换行；请改",
	        "\"%s\" must have 1 to %zu bytes, on one line; mend it", what, most);
	return NULL;
}

int
load_choice(struct load *l, const struct yaml_node *node, const char *what,
        const struct choice *choices, int fallback)
{
	struct names names = {0};
	if (!node || !load_is(l, node, YAML_SCALAR, what))
		return fallback;
	for (; choices->name; choices++) {
		if (str_eq(node->text, str_from(choices->name)))
			return choices->value;
		names_add(&names, str_from(choices->name));
	}
	load_unknown(l, &names, node->text, node->at);
	return fallback;
}

int64_t
load_number(struct load *l, const struct yaml_node *node, const char *what, int64_t min,
        int64_t max, int64_t fallback)
{
	int64_t number = fallback;
	if (!node || !load_is(l, node, YAML_SCALAR, what))
		return fallback;
	if (parse_int(node->text, min, max, &number) != 0)
		fault_add(l->faults, FAULT_ERROR, node->at, "“%s”该是%lld到%lld之间的整数；请改",
		        "\"%s\" should be a whole number from %lld to %lld; mend it", what,
		        (long long)min, (long long)max);
	return number;
}

size_t
load_items(struct load *l, const struct yaml_node *node, const char *what,
        const struct yaml_node *const **items)
{
	if (node->kind == YAML_SCALAR) {
		struct one {
			const struct yaml_node *node;
		} *one = arena_alloc(&l->scratch, sizeof(*one));
		one->node = node;
		*items = &one->node;
		return 1;
	}
	if (!load_is(l, node, YAML_LIST, what))
		return 0;
	for (size_t i = 0; i < node->count; i++)
		if (!load_is(l, node->items[i], YAML_SCALAR, what))
			return 0;
	*items = (const struct yaml_node *const *)node->items;
	return node->count;
}

const struct str *
load_values(struct load *l, const struct yaml_node *node, const char *what, size_t *count)
{
	enum { VALUES_MOST = 32 };
	const struct yaml_node *const *items;
	*count = load_items(l, node, what, &items);
	struct str *values = arena_array(l->arena, *count ? *count : 1, sizeof(*values));
	if (*count > VALUES_MOST)
		fault_add(l->faults, FAULT_ERROR, node->at, "“%s”最多%d个值；请删掉几个",
		        "\"%s\" has more than %d values; delete some", what, VALUES_MOST);
	for (size_t i = 0; i < *count; i++)
		values[i] = arena_str(l->arena, items[i]->text);
	return values;
}

const char *
load_header_name(struct load *l, const struct yaml_node *node, const char *what)
{
	const char *name = load_text(l, node, what, HEADER_NAME_LONGEST);
	if (!name || name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"
	                               "789!#$%&'*+-.^_`|~")] == '\0')
		return name;
	fault_add(l->faults, FAULT_ERROR, node->at, "“%s”不是HTTP头的名字；只能用字母、数字和-",
	        "\"%s\" is no name of an HTTP header; use letters, digits and -",
	        fault_show(l->faults, node->text));
	return NULL;
}

static const char *const field_names[FIELD_COUNT] = {
        [FIELD_SESSION] = "session",
        [FIELD_FROM] = "from",
        [FIELD_COUNTRY] = "country",
        [FIELD_TO] = "to",
        [FIELD_TEXT] = "text",
        [FIELD_ID] = "id",
        [FIELD_SEQ] = "seq",
        [FIELD_NETWORK] = "network",
        [FIELD_TIME] = "time",
        [FIELD_OPERATION] = "operation",
        [FIELD_STATUS] = "status",
        [FIELD_REF] = "ref",
};

const char *
field_name(enum field field)
{
	return field_names[field];
}

int
load_field(struct load *l, struct str word, struct place at)
{
	struct names names = {0};
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (str_eq(word, str_from(field_names[i])))
			return i;
		names_add(&names, str_from(field_names[i]));
	}
	load_unknown(l, &names, word, at);
	return -1;
}
