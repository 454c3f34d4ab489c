#include "content/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "content/yaml_problem.h"
#include "content/yaml_text.h"

/* A list's item, or a map's pair, until its list or map is complete. */
struct pair {
	struct yaml_node *key, *value;
};

struct reader {
	struct arena *arena;
	struct faults *faults;
	const char *name;
	yaml_parser_t parser;
	size_t nodes;
	struct pair *open; /* the children of all collections that are not complete */
	size_t open_count, open_cap;
};

static struct yaml_node *read_node(struct reader *r, const yaml_event_t *event, int depth);

const char *
yaml_kind_name(enum yaml_kind kind, enum fault_lang lang)
{
	static const char *const names[][2] = {
	        [YAML_SCALAR] = {"一段文字", "a text"},
	        [YAML_LIST] = {"一个列表", "a list"},
	        [YAML_MAP] = {"一组“名称: 内容”", "a map of names"},
	};
	return names[kind][lang];
}

static struct place
place_of(const struct reader *r, yaml_mark_t mark)
{
	return (struct place){r->name, (unsigned)mark.line + 1, (unsigned)mark.column + 1};
}

static bool
next_event(struct reader *r, yaml_event_t *event)
{
	if (yaml_parser_parse(&r->parser, event))
		return true;
	must(r->parser.error != YAML_MEMORY_ERROR);
	yaml_problem_add(r->faults, place_of(r, r->parser.problem_mark), r->parser.problem);
	return false;
}

/* The next node, or NULL after a fault; *end (may be NULL) when the collection ends instead. */
static struct yaml_node *
next_node(struct reader *r, int depth, bool *end)
{
	yaml_event_t event;
	if (!next_event(r, &event))
		return NULL;
	bool ends = event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
	if (end)
		*end = ends;
	struct yaml_node *node = ends ? NULL : read_node(r, &event, depth);
	yaml_event_delete(&event);
	return node;
}

static void
push(struct reader *r, struct yaml_node *key, struct yaml_node *value)
{
	if (r->open_count == r->open_cap) {
		r->open_cap = r->open_cap ? r->open_cap * 2 : 64;
		r->open = xrealloc(r->open, r->open_cap * sizeof(*r->open));
	}
	r->open[r->open_count++] = (struct pair){key, value};
}

/* Gives the children that were pushed since `first` to their node. */
static void
close_node(struct reader *r, struct yaml_node *node, size_t first)
{
	node->count = r->open_count - first;
	node->items = arena_array(r->arena, node->count, sizeof(struct yaml_node *));
	if (node->kind == YAML_MAP)
		node->keys = arena_array(r->arena, node->count, sizeof(struct yaml_node *));
	for (size_t i = 0; i < node->count; i++) {
		node->items[i] = r->open[first + i].value;
		if (node->kind == YAML_MAP)
			node->keys[i] = r->open[first + i].key;
	}
	r->open_count = first;
}

static bool
read_list(struct reader *r, struct yaml_node *list, int depth)
{
	size_t first = r->open_count;
	for (;;) {
		bool end = false;
		struct yaml_node *item = next_node(r, depth + 1, &end);
		if (end)
			break;
		if (!item)
			return false;
		push(r, NULL, item);
	}
	close_node(r, list, first);
	return true;
}

static int
compare_keys(const void *one, const void *other)
{
	const struct pair *a = one, *b = other;
	struct str s = a->key->text, t = b->key->text;
	int order = memcmp(s.p, t.p, s.n < t.n ? s.n : t.n);
	if (order == 0)
		order = (s.n > t.n) - (s.n < t.n);
	if (order == 0)
		order = (a->key->at.line > b->key->at.line) - (a->key->at.line < b->key->at.line);
	if (order == 0)
		order = a->key->at.column < b->key->at.column ? -1 : 1;
	return order;
}

static void
add_duplicate(struct reader *r, const struct yaml_node *key, unsigned line)
{
	fault_add(r->faults, FAULT_ERROR, key->at, "“%s”写了两次，第一次在第%u行；请只留一个",
	        "\"%s\" stands here twice, first on line %u; keep one",
	        fault_show(r->faults, key->text), line);
}

/* Sorting finds them in n log n: a file may hold a map of a million keys. */
static void
drop_duplicates(struct reader *r, size_t first)
{
	size_t count = r->open_count - first;
	if (count < 2)
		return;
	struct pair *sorted = xmalloc(count * sizeof(*sorted));
	memcpy(sorted, r->open + first, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_keys);
	const struct yaml_node *kept = sorted[0].key;
	bool dropped = false;
	for (size_t i = 1; i < count; i++) {
		struct yaml_node *key = sorted[i].key;
		if (!str_eq(kept->text, key->text)) {
			kept = key;
			continue;
		}
		add_duplicate(r, key, kept->at.line);
		key->kind = YAML_LIST; /* no key any more */
		dropped = true;
	}
	free(sorted);
	if (!dropped)
		return;
	size_t end = first;
	for (size_t i = first; i < r->open_count; i++)
		if (r->open[i].key->kind == YAML_SCALAR)
			r->open[end++] = r->open[i];
	r->open_count = end;
}

static bool
key_is_good(struct reader *r, const struct yaml_node *key)
{
	if (key->kind != YAML_SCALAR) {
		fault_add(r->faults, FAULT_ERROR, key->at,
		        "名称只能是文字；文字以花括号或方括号开头的要加引号",
		        "a name must be a text; put quotes round one that begins with a brace or "
		        "bracket");
		return false;
	}
	if (!key->quoted && str_eq(key->text, STR("<<"))) {
		fault_add(r->faults, FAULT_ERROR, key->at, "这里不能用“<<”合并；请把内容直接写出来",
		        "merging with \"<<\" is not used here; write the content out");
		return false;
	}
	return true;
}

static bool
read_map(struct reader *r, struct yaml_node *map, int depth)
{
	size_t first = r->open_count;
	for (;;) {
		bool end = false;
		struct yaml_node *key = next_node(r, depth + 1, &end);
		if (end)
			break;
		if (!key || !key_is_good(r, key))
			return false;
		struct yaml_node *value = next_node(r, depth + 1, NULL);
		if (!value)
			return false;
		push(r, key, value);
	}
	drop_duplicates(r, first);
	close_node(r, map, first);
	return true;
}

static void
refuse_anchor(struct reader *r, struct place at, const yaml_char_t *anchor)
{
	if (anchor)
		fault_add(r->faults, FAULT_ERROR, at,
		        "“&”开头的是锚点，这里不用；是文字就给整句加引号",
		        "anchors (&) are not used here; put quotes round a text that begins with "
		        "&");
}

static void
refuse_tag(struct reader *r, struct place at, const yaml_char_t *tag)
{
	if (tag)
		fault_add(r->faults, FAULT_ERROR, at,
		        "“!”开头的是类型标记，这里不用；是文字就给整句加引号",
		        "tags (!) are not used here; put quotes round a text that begins with !");
}

static void
read_scalar(struct reader *r, const yaml_event_t *event, struct yaml_node *node)
{
	refuse_anchor(r, node->at, event->data.scalar.anchor);
	refuse_tag(r, node->at, event->data.scalar.tag);
	struct str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
	node->text = arena_str(r->arena, text);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
}

static bool
within_limits(struct reader *r, struct place at, int depth)
{
	if (depth > YAML_MAX_DEPTH) {
		fault_add(r->faults, FAULT_ERROR, at, "一层套一层超过%d层；请检查缩进和括号",
		        "nested deeper than %d levels; check indentation and brackets",
		        YAML_MAX_DEPTH);
		return false;
	}
	if (++r->nodes > YAML_MAX_NODES) {
		fault_add(r->faults, FAULT_ERROR, at, "内容超过%d项；请拆成几个文件",
		        "more than %d items; split the file", YAML_MAX_NODES);
		return false;
	}
	return true;
}

static struct yaml_node *
read_node(struct reader *r, const yaml_event_t *event, int depth)
{
	struct place at = place_of(r, event->start_mark);
	if (!within_limits(r, at, depth))
		return NULL;
	struct yaml_node *node = arena_alloc(r->arena, sizeof(*node));
	node->at = at;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		node->kind = YAML_SCALAR;
		read_scalar(r, event, node);
		return node;
	case YAML_SEQUENCE_START_EVENT:
		node->kind = YAML_LIST;
		refuse_anchor(r, at, event->data.sequence_start.anchor);
		refuse_tag(r, at, event->data.sequence_start.tag);
		return read_list(r, node, depth) ? node : NULL;
	case YAML_MAPPING_START_EVENT:
		node->kind = YAML_MAP;
		refuse_anchor(r, at, event->data.mapping_start.anchor);
		refuse_tag(r, at, event->data.mapping_start.tag);
		return read_map(r, node, depth) ? node : NULL;
	default: /* an alias: nothing else can stand where a node is wanted */
		fault_add(r->faults, FAULT_ERROR, at,
		        "“*”开头的是引用，这里不用；是文字就给整句加引号",
		        "aliases (*) are not used here; put quotes round a text that begins with "
		        "*");
		return NULL;
	}
}

static struct yaml_node *
empty_map(struct reader *r)
{
	struct yaml_node *map = arena_alloc(r->arena, sizeof(*map));
	map->kind = YAML_MAP;
	map->at = (struct place){r->name, 1, 1};
	return map;
}

/* The next event's type, its place if wanted; YAML_NO_EVENT after a fault. */
static yaml_event_type_t
skip_event(struct reader *r, struct place *at)
{
	yaml_event_t event;
	if (!next_event(r, &event))
		return YAML_NO_EVENT;
	yaml_event_type_t type = event.type;
	*at = place_of(r, event.start_mark);
	yaml_event_delete(&event);
	return type;
}

/* Behind the root: the document's end, then the stream's, and nothing else. */
static bool
at_end(struct reader *r)
{
	struct place at;
	if (skip_event(r, &at) == YAML_NO_EVENT)
		return false;
	yaml_event_type_t type = skip_event(r, &at);
	if (type == YAML_DOCUMENT_START_EVENT)
		fault_add(r->faults, FAULT_ERROR, at,
		        "一个文件里只能有一份内容；请删掉“---”，或拆成两个文件",
		        "a file holds one document; delete the \"---\" or make two files");
	return type == YAML_STREAM_END_EVENT;
}

static struct yaml_node *
read_document(struct reader *r)
{
	struct place at;
	if (skip_event(r, &at) == YAML_NO_EVENT)
		return NULL;
	yaml_event_type_t type = skip_event(r, &at);
	if (type == YAML_NO_EVENT)
		return NULL;
	if (type == YAML_STREAM_END_EVENT)
		return empty_map(r);
	struct yaml_node *root = next_node(r, 1, NULL);
	return root && at_end(r) ? root : NULL;
}

struct yaml_node *
yaml_parse(struct arena *a, struct str text, const char *name, struct faults *f)
{
	static const struct str mark = {"\xEF\xBB\xBF", 3}; /* Windows editors put it in front */
	if (str_starts(text, mark))
		text = str_skip(text, mark.n);
	if (!yaml_text_check(text, name, f))
		return NULL;
	struct reader r = {.arena = a, .faults = f, .name = name};
	must(yaml_parser_initialize(&r.parser));
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	        &r.parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
	struct yaml_node *root = read_document(&r);
	yaml_parser_delete(&r.parser);
	free(r.open);
	return root;
}

struct yaml_node *
yaml_read(struct arena *a, const char *path, const char *name, struct faults *f)
{
	struct str text;
	return yaml_file_text(a, path, name, f, &text) ? yaml_parse(a, text, name, f) : NULL;
}

const struct yaml_node *
yaml_get(const struct yaml_node *map, const char *key)
{
	must(map->kind == YAML_MAP);
	struct str wanted = str_from(key);
	for (size_t i = 0; i < map->count; i++)
		if (str_eq(map->keys[i]->text, wanted))
			return map->items[i];
	return NULL;
}
