/*
 * Words that cannot do what their authors meant: a reserved word or another page's keyword that
 * takes an answer to a question, a keyword behind which another page's answer never arrives, and
 * one that an alarm takes away. talk/route.h has the order in which a text is read; this holds the
 * content to it.
 */
#include "content/content_model.h"
#include "content/slot.h"
#include "text/calendar.h"
#include "text/fold.h"

static bool
reads_all(struct loader *l, const struct slot *slot, struct str folded)
{
	const struct slot_context context = {.today = calendar_today(l->rules->today)};
	struct meanings m;
	return slot->type != SLOT_TEXT && slot_read(slot, &l->scratch, &context, &folded, &m) &&
	       folded.n == 0;
}

/* ---- answers that are also words ---- */

static void
answer_is_keyword(struct loader *l, struct place at, const char *answer, const struct word *word)
{
	loader_fault(l, at, "答案“%s”也是页面“%.*s”的词（%s:%u），问到这里时分不清；请换掉一个",
	        "the answer \"%s\" is also a keyword of page \"%.*s\" (%s:%u): while this is "
	        "asked nobody can tell which; change one of them",
	        answer, STR_ARG(word->page->id), word->at.file, word->at.line);
}

static void
check_answer(struct loader *l, const struct page *p, const struct yaml_node *node)
{
	const struct word *word = word_find(l->c, fold(&l->scratch, node->text));
	if (!word || word->page == p)
		return;
	const char *shown = fault_show(l->faults, node->text);
	if (!word->page)
		loader_fault(l, node->at,
		        "答案“%s”也是命令词或语言词（%s:%u），发来不会当成答案；请换一个",
		        "the answer \"%s\" is also a word for a command or language (%s:%u) and "
		        "never arrives here; take another",
		        shown, word->at.file, word->at.line);
	else
		answer_is_keyword(l, node->at, shown, word);
}

static void
check_choices(struct loader *l, const struct page *p, const struct yaml_node *choices)
{
	for (size_t i = 0; i < choices->count; i++) {
		const struct yaml_node *choice = choices->items[i];
		const struct yaml_node *words =
		        choice->kind == YAML_MAP ? yaml_get(choice, "words") : NULL;
		for (size_t j = 0; words && words->kind == YAML_LIST && j < words->count; j++)
			if (words->items[j]->kind == YAML_SCALAR)
				check_answer(l, p, words->items[j]);
	}
}

static bool
is_digits(struct str s)
{
	while (s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9')
		s = str_skip(s, 1);
	return s.n == 0;
}

/* A keyword of digits that a number might be. Who must reach 120 at once has `urgent`. */
static void
check_numbers(struct loader *l, const struct page *p, const struct slot *slot,
        const struct yaml_node *node)
{
	for (size_t i = 0; slot->type == SLOT_NUMBER && i < l->word_count; i++) {
		const struct word *word = &l->words[i];
		if (word->page && word->page != p && !word->page->urgent &&
		        is_digits(word->folded) && reads_all(l, slot, word->folded))
			answer_is_keyword(l, node->at, arena_dup(&l->scratch, word->folded), word);
	}
}

/* A command is obeyed before a question is thought of. Where 0 leads back it is no answer; that is
 * common, and 0个月 is one. */
static void
check_commands(struct loader *l, const struct slot *slot, const struct yaml_node *node)
{
	if (slot->type == SLOT_CHOICE) /* word by word, in check_choices */
		return;
	for (size_t i = 0; i < l->word_count; i++) {
		const struct word *word = &l->words[i];
		if (word->page || is_digits(word->folded) || !reads_all(l, slot, word->folded))
			continue;
		loader_fault(l, node->at,
		        "“ask.%.*s”的答案“%.*s”也是命令词或语言词（%s:%u），发来不会当成答案；"
		        "请换掉命令词",
		        "to \"ask.%.*s\" the answer \"%.*s\" never arrives: it is also a word for "
		        "a "
		        "command or language (%s:%u); take another word there",
		        STR_ARG(slot->name), STR_ARG(word->folded), word->at.file, word->at.line);
	}
}

static void
check_questions(struct loader *l, const struct draft *draft)
{
	const struct yaml_node *ask = yaml_get(draft->node, "ask");
	if (!ask || ask->kind != YAML_MAP || ask->count != draft->page->slot_count)
		return;
	for (size_t i = 0; i < ask->count; i++) {
		const struct yaml_node *map = ask->items[i];
		const struct yaml_node *choices =
		        map->kind == YAML_MAP ? yaml_get(map, "choices") : NULL;
		if (choices && choices->kind == YAML_MAP)
			check_choices(l, draft->page, choices);
		check_commands(l, &draft->page->slots[i], ask->keys[i]);
		check_numbers(l, draft->page, &draft->page->slots[i], ask->keys[i]);
	}
}

/* ---- a keyword that is another page's keyword with an answer behind it ---- */

static bool
answers_a_question(struct loader *l, const struct page *p, struct str folded)
{
	for (size_t i = 0; i < p->slot_count; i++)
		if (reads_all(l, &p->slots[i], folded))
			return true;
	return false;
}

/* The word of a page with questions that `word` begins with, when the rest answers one. */
static const struct word *
find_shadowed(struct loader *l, const struct word *word)
{
	for (size_t n = 1; n < word->folded.n; n++) {
		if (!word_ends(word->folded, n))
			continue;
		const struct word *shorter = word_find(l->c, (struct str){word->folded.p, n});
		struct str rest = str_trim(str_skip(word->folded, n));
		if (shorter && shorter->page && shorter->page != word->page &&
		        shorter->page->slot_count && answers_a_question(l, shorter->page, rest))
			return shorter;
	}
	return NULL;
}

static void
check_shadow(struct loader *l, const struct word *word)
{
	const struct word *shorter = word->page ? find_shadowed(l, word) : NULL;
	if (!shorter)
		return;
	struct str rest = str_trim(str_skip(word->folded, shorter->folded.n));
	l->page = word->page->id;
	loader_fault(l, word->at,
	        "关键词“%.*s”挡住了页面“%.*s”：发“%.*s”再答“%.*s”的人会到这里来；请换一个",
	        "the keyword \"%.*s\" shadows page \"%.*s\": who sends \"%.*s\" with the answer "
	        "\"%.*s\" comes here; take another",
	        STR_ARG(word->folded), STR_ARG(shorter->page->id), STR_ARG(shorter->folded),
	        STR_ARG(rest));
	l->page = (struct str){0};
}

/* An alarm is heard before any keyword. */
static void
check_alarm(struct loader *l, const struct word *word)
{
	const struct page *alarm = word->page ? content_alarm(l->c, word->folded) : NULL;
	if (!alarm || alarm == word->page)
		return;
	l->page = word->page->id;
	loader_fault(l, word->at,
	        "关键词“%.*s”里有页面“%.*"
	        "s”的警报词（alarms），发它只到那一页；请换一个，没出事的就写进那一页的calm",
	        "the keyword \"%.*s\" holds an alarm of page \"%.*s\" and leads there; take "
	        "another, or if it means no harm list it under calm there",
	        STR_ARG(word->folded), STR_ARG(alarm->id));
	l->page = (struct str){0};
}

void
clash_check(struct loader *l)
{
	for (size_t i = 0; i < l->draft_count; i++) {
		l->page = l->drafts[i].id;
		if (l->drafts[i].page && l->drafts[i].node->kind == YAML_MAP)
			check_questions(l, &l->drafts[i]);
	}
	l->page = (struct str){0};
	for (size_t i = 0; i < l->word_count; i++) {
		check_shadow(l, &l->words[i]);
		check_alarm(l, &l->words[i]);
	}
}
