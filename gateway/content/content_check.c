/* What only the whole tree shows: which pages options and examples name, dear characters. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "content/content_model.h"
#include "text/gsm7.h"

/* The page that was meant, or an empty slice: the search is long, so only so often. */
static struct str
nearest_page(struct loader *l, struct str id)
{
	struct str best = {0};
	if (l->guesses == 0)
		return best;
	l->guesses--;
	for (size_t i = 0; i < l->c->page_count; i++)
		best = name_nearer(id, best, l->c->all[i].id);
	return best;
}

static const struct page *
find_target(struct loader *l, const struct yaml_node *node)
{
	const struct page *page = page_find(l->c, node->text);
	/* It may stand in the file that could not be read: that fault comes first. */
	if (page || l->incomplete)
		return page;
	struct str near = nearest_page(l, node->text);
	const char *shown = fault_show(l->faults, node->text);
	if (near.n > 0)
		loader_fault(l, node->at, "没有“%s”这个页面；是不是“%.*s”？",
		        "there is no page \"%s\"; did you mean \"%.*s\"?", shown, STR_ARG(near));
	else
		loader_fault(l, node->at, "没有“%s”这个页面；请改成有的页面，或补写它",
		        "there is no page \"%s\"; name one that exists, or write it", shown);
	return NULL;
}

static void
read_label(
        struct loader *l, const struct page *p, struct choice *option, const struct yaml_node *item)
{
	struct scope scope = {.page = p};
	if (item->kind == YAML_MAP && item->count > 1) {
		text_read(l, item, "options", &scope, &option->label);
		return;
	}
	option->label = option->page->title;
	if (!option->page->title.at.file)
		loader_fault(l, item->at, "页面“%.*s”没有title，选项没有字可显示；请补上title",
		        "page \"%.*s\" has no title, so the option has no words; add a title",
		        STR_ARG(option->page->id));
}

/* The node that names the page of an option, or NULL after a fault. */
static const struct yaml_node *
target_of(struct loader *l, const struct yaml_node *item)
{
	if (item->kind != YAML_MAP)
		return node_is(l, item, YAML_SCALAR, "options") ? item : NULL;
	node_check_known(l, item, KEYS_OPTION);
	const struct yaml_node *page = yaml_get(item, "page");
	if (!page) {
		loader_fault(l, item->at, "选项缺“page”；请补上要去的页面",
		        "the option has no \"page\"; add the page it leads to");
		return NULL;
	}
	return node_is(l, page, YAML_SCALAR, "page") ? page : NULL;
}

static void
link_options(struct loader *l, struct page *p, const struct yaml_node *list)
{
	if (!list || !node_is(l, list, YAML_LIST, "options"))
		return;
	if (list->count > OPTIONS_MAX) {
		loader_fault(l, list->at, "选项太多，最多%d个；请分成几个页面",
		        "too many options, %d at the most; make several pages of them",
		        OPTIONS_MAX);
		return;
	}
	struct choice *options = arena_array(&l->c->memory, list->count, sizeof(*options));
	p->options = options;
	for (size_t i = 0; i < list->count; i++) {
		const struct yaml_node *node = target_of(l, list->items[i]);
		const struct page *target = node ? find_target(l, node) : NULL;
		if (!target)
			continue;
		struct choice *option = &options[p->option_count++];
		option->page = target;
		read_label(l, p, option, list->items[i]);
	}
}

/* The pages that an example says must answer. */
static void
link_examples(struct loader *l, const struct yaml_node *list)
{
	for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count; i++) {
		const struct yaml_node *example = list->items[i];
		const struct yaml_node *page =
		        example->kind == YAML_MAP ? yaml_get(example, "page") : NULL;
		if (page && page->kind == YAML_SCALAR)
			find_target(l, page);
	}
}

static void
link_pages(struct loader *l)
{
	for (size_t i = 0; i < l->draft_count; i++) {
		struct draft *draft = &l->drafts[i];
		if (!draft->page || draft->node->kind != YAML_MAP)
			continue;
		l->page = draft->id;
		link_options(l, draft->page, yaml_get(draft->node, "options"));
		link_examples(l, yaml_get(draft->node, "examples"));
	}
	l->page = (struct str){0};
	l->c->home = l->home ? find_target(l, l->home) : NULL;
	l->c->help = l->help ? find_target(l, l->help) : NULL;
}

static struct both
how_to_replace(struct loader *l, const char *plain)
{
	if (plain[0] == '\0')
		return (struct both){"请删掉", "delete it"};
	if (strcmp(plain, " ") == 0)
		return (struct both){"请换成空格", "write a blank"};
	return (struct both){arena_printf(&l->scratch, "请换成 %s", plain),
	        arena_printf(&l->scratch, "write %s", plain)};
}

static void
warn_twin(struct loader *l, const struct twin *t)
{
	char wide[UTF8_MAX_BYTES];
	struct str shown = {wide, utf8_put(t->cp, wide)};
	struct both mend = how_to_replace(l, gsm7_twin(t->cp));
	l->page = t->page;
	loader_warn(l, t->at, "U+%04X（%s）让整条短信按中文算，一条只装70个字；%s%.0s",
	        "U+%04X (%s) makes the whole message UCS-2, 70 characters a part; %.0s%s",
	        (unsigned)t->cp, fault_show(l->faults, shown), mend.zh, mend.en);
	l->page = (struct str){0};
}

/* Only in a language that is written in GSM-7 for the most part; in Chinese 。 costs nothing. */
static void
check_twins(struct loader *l)
{
	for (size_t i = 0; i < l->twin_count; i++) {
		lang_t lang = l->twins[i].lang;
		if (l->plain[lang] * 2 > l->spoken[lang])
			warn_twin(l, &l->twins[i]);
	}
}

void
tree_check(struct loader *l)
{
	link_pages(l);
	if (!l->incomplete && l->c->home && l->c->help)
		ways_check(l);
	clash_check(l);
	check_twins(l);
}
