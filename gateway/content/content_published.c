/*
 * Numbers and words that are on posters: a page names its own (`codes`), published.yaml lists all
 * that are out there and all that ever were, and the two are held together.
 */
#include <ctype.h>
#include <string.h>

#include "content/content_model.h"
#include "text/fold.h"

enum { DIGITS_MIN = 2, DIGITS_MAX = 4 };

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isdigit((unsigned char)s.p[i]))
			return false;
	return s.n > 0;
}

/* 31, or 社保3; one digit alone chooses from a menu. */
static bool
is_code(struct str folded)
{
	if (is_number(folded))
		return folded.n >= DIGITS_MIN && folded.n <= DIGITS_MAX && folded.p[0] != '0';
	return folded.n > 1 && isdigit((unsigned char)folded.p[folded.n - 1]);
}

static void
read_code(struct loader *l, const struct page *p, const struct yaml_node *node, struct str *code)
{
	struct str folded = fold(&l->scratch, node->text);
	if (!is_code(folded)) {
		loader_fault(l, node->at,
		        "“%s”不能做编号；用%d到%d位数字（不以0开头），或者词加数字，像社保3",
		        "\"%s\" is no code; take %d to %d digits (the first not 0), or a word with "
		        "a "
		        "digit at its end, such as 社保3",
		        fault_show(l->faults, node->text), DIGITS_MIN, DIGITS_MAX);
		return;
	}
	*code = arena_str(&l->c->memory, folded);
	if (!is_number(folded))
		word_note(l, node, p, CMD_NONE, 0);
}

void
codes_read(struct loader *l, struct page *p, const struct yaml_node *list)
{
	if (!list || !node_is(l, list, YAML_LIST, "codes"))
		return;
	struct str *codes = arena_array(&l->c->memory, list->count, sizeof(*codes));
	p->codes = codes;
	p->codes_at = list->at;
	for (size_t i = 0; i < list->count; i++) {
		codes[p->code_count] = (struct str){0};
		if (node_is(l, list->items[i], YAML_SCALAR, "codes"))
			read_code(l, p, list->items[i], &codes[p->code_count]);
		p->code_count += codes[p->code_count].n > 0;
	}
}

static bool
has_code(const struct page *p, struct str folded)
{
	for (size_t i = 0; i < p->code_count; i++)
		if (str_eq(p->codes[i], folded))
			return true;
	return false;
}

const struct page *
content_number(const struct content *c, struct str number)
{
	if (!is_number(number))
		return NULL;
	for (size_t i = 0; i < c->page_count; i++)
		if (has_code(&c->all[i], number))
			return &c->all[i];
	return NULL;
}

/* ---- published.yaml ---- */

void
published_read(struct loader *l, const struct yaml_node *root)
{
	if (!node_is(l, root, YAML_MAP, "published.yaml"))
		return;
	node_check_known(l, root, KEYS_PUBLISHED);
	const struct yaml_node *map = yaml_get(root, "published");
	const struct yaml_node *codes = yaml_get(root, "retired-codes");
	const struct yaml_node *pages = yaml_get(root, "retired-pages");
	if (map && node_is(l, map, YAML_MAP, "published"))
		l->published = map;
	if (codes && node_is(l, codes, YAML_LIST, "retired-codes"))
		l->retired_codes = codes;
	if (pages && node_is(l, pages, YAML_LIST, "retired-pages"))
		l->retired_pages = pages;
}

static bool
lists(struct loader *l, const struct yaml_node *list, struct str folded)
{
	for (size_t i = 0; list && i < list->count; i++)
		if (str_eq(fold(&l->scratch, list->items[i]->text), folded))
			return true;
	return false;
}

/* Where published.yaml has the code: its page's node, or NULL. */
static const struct yaml_node *
publication(struct loader *l, struct str folded)
{
	for (size_t i = 0; l->published && i < l->published->count; i++)
		if (str_eq(fold(&l->scratch, l->published->keys[i]->text), folded))
			return l->published->items[i];
	return NULL;
}

static void
check_code(struct loader *l, const struct page *p, struct str code)
{
	const struct yaml_node *owner = publication(l, code);
	if (lists(l, l->retired_codes, code))
		loader_fault(l, p->codes_at, "编号“%.*s”印出去过，已经停用；请换一个新的",
		        "the code \"%.*s\" was published once and is retired; take a new one",
		        STR_ARG(code));
	else if (!owner)
		loader_fault(l, p->codes_at,
		        "编号“%.*s”没登记；请在published.yaml的published里写“%.*s: %.*s”",
		        "the code \"%.*s\" is not registered; write \"%.*s: %.*s\" under published "
		        "in published.yaml",
		        STR_ARG(code), STR_ARG(code), STR_ARG(p->id));
	else if (!str_eq(owner->text, p->id))
		loader_fault(l, p->codes_at, "编号“%.*s”已经印给了页面“%s”（%s:%u）；请换一个新的",
		        "the code \"%.*s\" was published for page \"%s\" (%s:%u); take a new one",
		        STR_ARG(code), fault_show(l->faults, owner->text), owner->at.file,
		        owner->at.line);
}

static void
check_publication(struct loader *l, const struct yaml_node *key, const struct yaml_node *owner)
{
	if (!node_is(l, owner, YAML_SCALAR, "published"))
		return;
	const struct page *p = page_find(l->c, owner->text);
	struct str code = fold(&l->scratch, key->text);
	const char *shown = fault_show(l->faults, key->text);
	const char *page = fault_show(l->faults, owner->text);
	if (!p && l->incomplete) /* it may be in the file that can't be read */
		return;
	if (!p)
		loader_fault(l, owner->at,
		        "编号“%s”印出去了，可页面“%s”没有了；请把页面找回来，或把编号移到"
		        "retired-codes、页面编号移到retired-pages",
		        "the code \"%s\" is published, but page \"%s\" is gone; bring the page "
		        "back, "
		        "or move the code to retired-codes and the page id to retired-pages",
		        shown, page);
	else if (!has_code(p, code))
		loader_fault(l, key->at,
		        "编号“%s”印出去了，可页面“%s”的codes里没有；请补上，或移到retired-codes",
		        "the code \"%s\" is published, but page \"%s\" does not have it among its "
		        "codes; add it there, or move it to retired-codes",
		        shown, page);
}

void
published_check(struct loader *l)
{
	for (size_t i = 0; l->published && i < l->published->count; i++)
		check_publication(l, l->published->keys[i], l->published->items[i]);
	for (size_t i = 0; i < l->c->page_count; i++) {
		const struct page *p = &l->c->all[i];
		l->page = p->id;
		for (size_t j = 0; j < p->code_count; j++)
			check_code(l, p, p->codes[j]);
		if (p->code_count && p->acts)
			loader_fault(l, p->codes_at,
			        "这页会替人办事，不能有编号：拨错一个数就办了；把编号给它所在的菜"
			        "单",
			        "this page acts and can have no code: one wrong digit would do it; "
			        "give the code to its menu");
		if (lists(l, l->retired_pages, p->id))
			loader_fault(l, p->at,
			        "页面编号“%.*s”用过又停用了，有的手机还记着；请换一个新的",
			        "the page id \"%.*s\" was in use once and is retired: phones may "
			        "still be parked on it; take a new one",
			        STR_ARG(p->id));
	}
	l->page = (struct str){0};
}
