/* WHY behind every example of content/: its rule, whole, in one SMS part or on one USSD screen. */
#include "check.h"
#include "ssi_call.h"
#include "talk/converse.h"

enum { NOW_S = 1795392000, HOUR = 3600 };

struct desk {
	struct conversation conversation;
	struct arena arena;
	unsigned phones;
};

static struct reply
say(struct desk *d, enum channel channel, struct str lang, struct str text)
{
	struct reply reply;
	struct message m = {
	        .channel = channel, .text = text, .lang = lang, .now_ms = NOW_S * 1000LL};
	m.msisdn = str_from(arena_printf(&d->arena, "+861%010u", d->phones));
	ck_assert_int_eq(converse(&d->conversation, &d->arena, &m, &reply), 0);
	return reply;
}

static void
ask_why(struct desk *d, enum channel channel, const struct example *e)
{
	const struct content *c = d->conversation.content;
	d->phones++;
	arena_reset(&d->arena);
	struct reply first = say(d, channel, e->lang, e->in);
	const struct page *page = first.page.n ? content_page(c, page_key(first.page)) : NULL;
	struct reply why = say(d, channel, e->lang, STR("为什么"));
	if (page && page->acts) /* having acted it was left: the rule is another page's */
		return;
	bool ruled = page && page->source.n;
	ck_assert_msg(
	        strcmp(why.outcome, ruled ? "why" : "no-why") == 0, "%s: %s", e->in.p, why.outcome);
	ck_assert_msg(why.size.parts == 1 && !why.more, "%s: %u parts, %u units", e->in.p,
	        why.size.parts, why.size.units);
	ck_assert_text(why.page, first.page.n ? arena_dup(&d->arena, first.page) : "");
}

START_TEST(one_part_behind_every_example)
{
	struct store_options memory = {.sessions_most = 1 << 16, .repeat_s = 1};
	size_t handler_count, examples = 0;
	struct content *c = load_content("content");
	struct desk d = {.arena = ARENA_INIT};
	d.conversation = (struct conversation){.store = store_new(&memory, NOW_S),
	        .content = c,
	        .handlers = handlers_all(&handler_count),
	        .session_s = HOUR,
	        .language_s = HOUR,
	        .resend_s = 1,
	        .ussd = {.timeout_s = HOUR}};
	const struct page *const *pages;
	size_t count = content_pages(c, &pages);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < pages[i]->example_count; j++, examples++) {
			ask_why(&d, CHANNEL_SMS, &pages[i]->examples[j]);
			ask_why(&d, CHANNEL_USSD, &pages[i]->examples[j]);
		}
	ck_assert_uint_gt(examples, 100);
	store_free(d.conversation.store);
	arena_release(&d.arena);
	content_free(c);
}
END_TEST

TEST_MAIN("why", one_part_behind_every_example)
