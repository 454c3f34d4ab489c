/* Pages: from a file's nodes to struct page, everything but what another page must answer. */
#include <string.h>

#include "content/content_model.h"

enum { ID_MIN = 2, ID_MAX = 40 };

static bool
is_id(struct str s)
{
	if (s.n < ID_MIN || s.n > ID_MAX || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (size_t i = 1; i < s.n; i++) {
		char c = s.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

static void
collect(struct loader *l, const struct yaml_node *key, const struct yaml_node *node)
{
	struct str id = key->text;
	if (!is_id(id)) {
		id = str_from(fault_show(l->faults, id));
		loader_fault(l, key->at,
		        "“%s”不能做页面编号；用%d到%d个小写字母、数字和“-”，字母开头",
		        "\"%s\" is no page id; use %d to %d small letters, digits and -, a letter "
		        "first",
		        id.p, ID_MIN, ID_MAX);
	}
	l->drafts = loader_grow(l->drafts, l->draft_count, &l->draft_cap, sizeof(*l->drafts));
	l->drafts[l->draft_count++] =
	        (struct draft){.id = arena_str(&l->c->memory, id), .at = key->at, .node = node};
}

void
pages_collect(struct loader *l, const struct yaml_node *root)
{
	if (root->kind != YAML_MAP) {
		loader_fault(l, root->at, "这里该是一个个页面，写成“页面编号: 内容”；请照说明改",
		        "pages should stand here, each as \"id: content\"; write it as the manual "
		        "shows");
		return;
	}
	for (size_t i = 0; i < root->count; i++)
		collect(l, root->keys[i], root->items[i]);
}

/* Where the page with this key is, or belongs. */
static const struct page **
slot_of(const struct content *c, uint32_t key)
{
	size_t mask = c->by_key_size - 1;
	size_t i = key & mask;
	while (c->by_key[i] && c->by_key[i]->key != key)
		i = (i + 1) & mask;
	return &c->by_key[i];
}

const struct page *
content_page(const struct content *c, uint32_t key)
{
	return c->by_key_size ? *slot_of(c, key) : NULL;
}

const struct page *
page_find(const struct content *c, struct str id)
{
	const struct page *page = content_page(c, page_key(id));
	return page && str_eq(page->id, id) ? page : NULL;
}

/* Gives the draft its page, unless the name is taken. */
static void
add_page(struct loader *l, struct draft *draft)
{
	struct content *c = l->c;
	uint32_t key = page_key(draft->id);
	const struct page **slot = slot_of(c, key);
	const struct page *other = *slot;
	if (!other) {
		draft->page = &c->all[c->page_count++];
		*draft->page = (struct page){
		        .id = draft->id, .key = key, .at = draft->at, .handler = -1, .parts = 1};
		*slot = draft->page;
	} else if (str_eq(other->id, draft->id)) {
		loader_fault(l, draft->at, "页面编号“%.*s”用了两次，另一个在%s:%u；请改一个",
		        "the page id \"%.*s\" is used twice, the other one is at %s:%u; change one",
		        STR_ARG(draft->id), other->at.file, other->at.line);
	} else {
		loader_fault(l, draft->at, "页面编号“%.*s”和“%.*s”算出同一个暗码；请改一个",
		        "the page ids \"%.*s\" and \"%.*s\" hash to the same key; change one",
		        STR_ARG(draft->id), STR_ARG(other->id));
	}
}

static void
make_pages(struct loader *l)
{
	struct content *c = l->c;
	size_t size = 1;
	while (size < l->draft_count * 2)
		size *= 2;
	c->by_key_size = size;
	c->by_key = arena_array(&c->memory, size, sizeof(struct page *));
	c->all = arena_array(&c->memory, l->draft_count, sizeof(struct page));
	c->list = arena_array(&c->memory, l->draft_count, sizeof(struct page *));
	for (size_t i = 0; i < l->draft_count; i++)
		add_page(l, &l->drafts[i]);
	for (size_t i = 0; i < c->page_count; i++)
		c->list[i] = &c->all[i];
}

static void
read_keywords(struct loader *l, const struct page *p, const struct yaml_node *list)
{
	if (!list || !node_is(l, list, YAML_LIST, "keywords"))
		return;
	for (size_t i = 0; i < list->count; i++)
		if (node_is(l, list->items[i], YAML_SCALAR, "keywords"))
			word_note(l, list->items[i], p, CMD_NONE, 0);
}

static void
read_parts(struct loader *l, struct page *p, const struct yaml_node *node)
{
	int64_t parts;
	if (node && node_number(l, node, "parts", 1, l->rules->max_parts, &parts))
		p->parts = (unsigned)parts;
}

static void
read_ussd(struct loader *l, struct page *p, const struct yaml_node *node)
{
	static const char *const ways[] = {
	        [PAGE_SCREENS] = "screens",
	        [PAGE_SCREENS_AND_SMS] = "screens + sms",
	        [PAGE_BRIEF_AND_SMS] = "brief + sms",
	};
	if (!node || !node_is(l, node, YAML_SCALAR, "ussd"))
		return;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (str_eq(node->text, str_from(ways[i]))) {
			p->ussd = (enum page_ussd)i;
			return;
		}
	struct names names = {0};
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		names_add(&names, str_from(ways[i]));
	names_unknown(l, &names, node->text, node->at);
}

/* The words for the screen when the whole answer goes by SMS. */
static void
read_brief(
        struct loader *l, struct page *p, const struct yaml_node *node, const struct scope *scope)
{
	if (!node)
		return;
	text_read_alone(l, node, "brief", scope, &p->brief);
	if (p->ussd != PAGE_BRIEF_AND_SMS)
		loader_fault(l, node->at, "写了brief，可没写ussd: brief + sms；请补上，或删掉brief",
		        "there is a brief but no \"ussd: brief + sms\"; add it, or delete the "
		        "brief");
}

static void
check_example(struct loader *l, const struct yaml_node *map, const struct example *e)
{
	if (!yaml_get(map, "in"))
		loader_fault(l, map->at, "例子缺“in”；请补上手机发来的话",
		        "the example has no \"in\"; add what the phone sends");
	if (e->lang.n > 0 && content_find_language(l->c, e->lang) < 0) {
		struct names names = {0};
		names_add_languages(&names, l->c);
		names_unknown(l, &names, e->lang, yaml_get(map, "lang")->at);
	}
}

static void
read_example(struct loader *l, const struct yaml_node *map, struct example *e)
{
	if (!node_is(l, map, YAML_MAP, "examples"))
		return;
	node_check_known(l, map, KEYS_EXAMPLE);
	*e = (struct example){
	        .at = map->at,
	        .in = node_text(l, yaml_get(map, "in"), "in"),
	        .page = node_text(l, yaml_get(map, "page"), "page"),
	        .outcome = node_text(l, yaml_get(map, "outcome"), "outcome"),
	        .has = node_text(l, yaml_get(map, "has"), "has"),
	        .lang = node_text(l, yaml_get(map, "lang"), "lang"),
	};
	check_example(l, map, e);
}

static void
read_examples(struct loader *l, struct page *p, const struct yaml_node *list)
{
	if (!list || !node_is(l, list, YAML_LIST, "examples"))
		return;
	struct example *examples = arena_array(&l->c->memory, list->count, sizeof(*examples));
	for (size_t i = 0; i < list->count; i++)
		read_example(l, list->items[i], &examples[i]);
	p->examples = examples;
	p->example_count = list->count;
}

/* What a page that is worked out would never show. */
static void
check_unsaid(struct loader *l, const struct yaml_node *node)
{
	static const char *const keys[] = {"text", "options"};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct yaml_node *value = yaml_get(node, keys[i]);
		if (!value || !yaml_get(node, "handler"))
			continue;
		loader_fault(l, value->at, "有handler的页只说say，“%s”谁也看不到；请删掉",
		        "a page with a handler says its say, nobody would see \"%s\"; delete it",
		        keys[i]);
	}
}

static void
read_page(struct loader *l, struct page *p, const struct yaml_node *node)
{
	const struct scope title = {0};
	struct scope scope = {.page = p};
	node_check_known(l, node, KEYS_PAGE);
	read_keywords(l, p, yaml_get(node, "keywords"));
	codes_read(l, p, yaml_get(node, "codes"));
	text_read_alone(l, yaml_get(node, "title"), "title", &title, &p->title);
	read_parts(l, p, yaml_get(node, "parts"));
	read_ussd(l, p, yaml_get(node, "ussd"));
	p->paged = node_yes(l, yaml_get(node, "paged"), "paged");
	p->urgent = node_yes(l, yaml_get(node, "urgent"), "urgent");
	alarms_read(l, p, node);
	struct dates dates = dates_read(l, node);
	p->source = dates.source;
	p->as_of = dates.as_of;
	p->review_by = dates.review_by;
	handler_find(l, p, node);
	/* The questions' names and the handler's values come before the texts that use them. */
	if (yaml_get(node, "ask"))
		ask_read(l, p, yaml_get(node, "ask"));
	handler_read(l, p, node);
	phrases_read(l, p, node);
	why_read(l, p, node);
	scope.handler = handler_of(l, p);
	text_read_alone(l, yaml_get(node, "text"), "text", &scope, &p->body);
	read_brief(l, p, yaml_get(node, "brief"), &scope);
	read_examples(l, p, yaml_get(node, "examples"));
	check_unsaid(l, node);
	if (!yaml_get(node, "text") && !yaml_get(node, "options") && !yaml_get(node, "handler"))
		loader_fault(l, p->at, "没有内容；请写上text、options或handler",
		        "nothing to say; add text, options or handler");
}

void
pages_read(struct loader *l)
{
	make_pages(l);
	for (size_t i = 0; i < l->draft_count; i++) {
		struct draft *draft = &l->drafts[i];
		l->page = draft->id;
		if (draft->page && node_is(l, draft->node, YAML_MAP, draft->page->id.p))
			read_page(l, draft->page, draft->node);
	}
	l->page = (struct str){0};
	alarms_build(l);
}
