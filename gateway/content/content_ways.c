/* Where options lead: pages that nobody can reach, and pages that nobody gets on from. */
#include "content/content_model.h"

/* Pages that were reached and whose options wait for a look. */
struct walk {
	const struct page *first; /* pages are told apart by their distance from it */
	bool *reached;
	const struct page **queue;
	size_t end;
};

static void
reach(struct walk *w, const struct page *page)
{
	if (!page || w->reached[page - w->first])
		return;
	w->reached[page - w->first] = true;
	w->queue[w->end++] = page;
}

/* Good ones or not: what is wrong with them was said already. */
static bool
has_keywords(const struct draft *draft)
{
	const struct yaml_node *list =
	        draft->node->kind == YAML_MAP ? yaml_get(draft->node, "keywords") : NULL;
	return list && (list->kind != YAML_LIST || list->count > 0);
}

static void
walk_from_words(struct loader *l, struct walk *w)
{
	reach(w, l->c->home);
	reach(w, l->c->help);
	for (size_t i = 0; i < l->draft_count; i++)
		if (has_keywords(&l->drafts[i]))
			reach(w, l->drafts[i].page);
	for (size_t next = 0; next < w->end; next++)
		for (size_t i = 0; i < w->queue[next]->option_count; i++)
			reach(w, w->queue[next]->options[i].page);
}

static void
check_reached(struct loader *l)
{
	size_t count = l->c->page_count;
	struct walk w = {
	        .first = l->c->all,
	        .reached = arena_array(&l->scratch, count, sizeof(bool)),
	        .queue = arena_array(&l->scratch, count, sizeof(struct page *)),
	};
	walk_from_words(l, &w);
	for (size_t i = 0; i < count; i++) {
		l->page = l->c->all[i].id;
		if (!w.reached[i])
			loader_fault(l, l->c->all[i].at,
			        "没有路能到这里；请给它keywords，或在别的页面的options里加上它",
			        "nothing leads here; give it keywords, or add it to the options of "
			        "another page");
	}
	l->page = (struct str){0};
}

static bool
leads_elsewhere(const struct page *p)
{
	for (size_t i = 0; i < p->option_count; i++)
		if (p->options[i].page != p)
			return true;
	return false;
}

/* Words of its own, good ones or not. */
static bool
says_something(const struct draft *draft)
{
	return draft->node->kind != YAML_MAP || yaml_get(draft->node, "text") ||
	       yaml_get(draft->node, "handler");
}

static bool
leads_to_answer(const struct loader *l, const struct page *p, const bool *answers)
{
	for (size_t i = 0; i < p->option_count; i++)
		if (answers[p->options[i].page - l->c->all])
			return true;
	return false;
}

/* Which pages lead to an answer in the end: from those that say something backwards. */
static bool *
find_answers(struct loader *l)
{
	struct content *c = l->c;
	bool *answers = arena_array(&l->scratch, c->page_count, sizeof(bool));
	for (size_t i = 0; i < l->draft_count; i++)
		if (l->drafts[i].page)
			answers[l->drafts[i].page - c->all] = says_something(&l->drafts[i]);
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = c->page_count; i-- > 0;) {
			if (answers[i] || !leads_to_answer(l, &c->all[i], answers))
				continue;
			answers[i] = changed = true;
		}
	}
	return answers;
}

/* Are its options all there? What is wrong with the others was said already. */
static bool
is_menu(const struct draft *draft)
{
	const struct yaml_node *list = draft->page && draft->node->kind == YAML_MAP
	                                       ? yaml_get(draft->node, "options")
	                                       : NULL;
	return list && draft->page->option_count > 0 && draft->page->option_count == list->count;
}

static void
check_dead_ends(struct loader *l)
{
	const bool *answers = find_answers(l);
	for (size_t i = 0; i < l->draft_count; i++) {
		const struct page *p = l->drafts[i].page;
		l->page = l->drafts[i].id;
		if (!is_menu(&l->drafts[i]))
			continue;
		if (!leads_elsewhere(p))
			loader_fault(l, p->at,
			        "走不下去：options只通向这一页自己；请换成别的页面，或删掉options",
			        "a dead end: its options lead to itself alone; name other pages, "
			        "or delete the options");
		else if (!answers[p - l->c->all])
			loader_fault(l, p->at,
			        "走不下去：options绕来绕去，没有一页有话；请给其中一页写上text",
			        "a dead end: its options go in a circle and no page of it says "
			        "anything; give one of them a text");
	}
	l->page = (struct str){0};
}

/* A page without options is left by a command: there must be one. */
static void
check_way_back(struct loader *l)
{
	if (l->faults->errors > 0) /* the commands may be among them */
		return;
	for (size_t i = 0; i < l->word_count; i++)
		if (l->words[i].command == CMD_HOME || l->words[i].command == CMD_BACK)
			return;
	for (size_t i = 0; i < l->c->page_count; i++) {
		const struct page *p = &l->c->all[i];
		if (p->option_count)
			continue;
		l->page = p->id;
		loader_fault(l, p->at,
		        "走不下去：这页没有options，service.yaml的commands里也没有back、home的词；"
		        "请补上",
		        "a dead end: this page has no options, and the commands of service.yaml "
		        "have no word for back or home; add one");
		break; /* one page is enough to show it */
	}
	l->page = (struct str){0};
}

void
ways_check(struct loader *l)
{
	check_reached(l);
	check_dead_ends(l);
	check_way_back(l);
}
