#include "talk/rehearse.h"

#include <string.h>

struct rehearsal {
	struct conversation conversation;
	struct arena arena;
	struct faults *faults;
	int64_t now_ms;
	unsigned phones;
};

static bool
contains(struct str text, struct str wanted)
{
	return wanted.n == 0 || memmem(text.p, text.n, wanted.p, wanted.n) != NULL;
}

static void
compare(struct rehearsal *r, const struct page *page, const struct example *e,
        const struct reply *got)
{
	struct faults *f = r->faults;
	if (e->page.n && !str_eq(e->page, got->page))
		fault_add(f, FAULT_ERROR, e->at,
		        "页面“%.*s”：例子“%.*s”到了页面“%.*s”，不是“%.*s”；请改关键词或例子",
		        "page \"%.*s\": the example \"%.*s\" leads to page \"%.*s\", not \"%.*s\"; "
		        "change "
		        "keywords or example",
		        STR_ARG(page->id), STR_ARG(e->in), STR_ARG(got->page), STR_ARG(e->page));
	if (e->outcome.n && !str_eq(e->outcome, str_from(got->outcome)))
		fault_add(f, FAULT_ERROR, e->at,
		        "页面“%.*s”：例子“%.*s”的结果是“%s”，不是“%.*s”；请改页面或例子",
		        "page \"%.*s\": the example \"%.*s\" has the outcome \"%s\", not \"%.*s\"; "
		        "change page "
		        "or example",
		        STR_ARG(page->id), STR_ARG(e->in), got->outcome, STR_ARG(e->outcome));
	if (!contains(got->text, e->has))
		fault_add(f, FAULT_ERROR, e->at,
		        "页面“%.*s”：例子“%.*s”的回答里没有“%.*s”；请改页面或例子",
		        "page \"%.*s\": the answer to the example \"%.*s\" does not hold \"%.*s\"; "
		        "change page or example",
		        STR_ARG(page->id), STR_ARG(e->in), STR_ARG(e->has));
}

static void
play(struct rehearsal *r, const struct page *page, const struct example *e)
{
	struct reply reply;
	struct message m = {
	        .channel = CHANNEL_SMS, .text = e->in, .lang = e->lang, .now_ms = r->now_ms};
	arena_reset(&r->arena);
	m.msisdn = str_from(arena_printf(&r->arena, "+861%010u", r->phones++));
	must(converse(&r->conversation, &r->arena, &m, &reply) == 0);
	struct example wanted = *e;
	if (!wanted.page.n && !wanted.outcome.n)
		wanted.page = page->id;
	compare(r, page, &wanted, &reply);
}

void
rehearse(const struct content *content, const struct conversation *c, int64_t now_ms,
        struct faults *f)
{
	struct store_options memory = {.sessions_most = 1 << 20, .repeat_s = 1};
	struct rehearsal r = {
	        .conversation = *c, .arena = ARENA_INIT, .faults = f, .now_ms = now_ms};
	r.conversation.content = content;
	r.conversation.store = store_new(&memory, now_ms / 1000);

	const struct page *const *pages;
	size_t count = content_pages(content, &pages);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < pages[i]->example_count; j++)
			play(&r, pages[i], &pages[i]->examples[j]);
	store_free(r.conversation.store);
	arena_release(&r.arena);
}
