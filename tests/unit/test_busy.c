/* Who writes while too much waits is told to come again, once and again, but not for ever. */
#include "load_content.h"
#include "talk/busy.h"

enum { NOW_S = 1795399200 };

struct desk {
	struct content *content;
	struct conversation conversation;
	struct arena arena;
	struct reply reply;
	bool may_look;
};

static void
desk_open(struct desk *d)
{
	static const struct guard_limits limits = {
	        .same_most = 2, .same_s = 600, .phones_most = 16};
	static const struct store_options memory = {.sessions_most = 16, .repeat_s = 60};
	size_t count;
	*d = (struct desk){.content = load_content("content")};
	d->conversation = (struct conversation){.content = d->content,
	        .handlers = handlers_all(&count),
	        .store = store_new(&memory, NOW_S),
	        .session_s = 7200,
	        .resend_s = 60,
	        .guard = guard_new(&limits)};
	d->may_look = true;
}

static void
desk_close(struct desk *d)
{
	guard_free(d->conversation.guard);
	store_free(d->conversation.store);
	content_free(d->content);
	arena_release(&d->arena);
}

static bool
say(struct desk *d, struct message m)
{
	m.now_ms = NOW_S * 1000LL;
	d->reply = (struct reply){.outcome = "untouched"};
	return busy_answer(&d->conversation, &d->arena, &m, d->may_look, &d->reply);
}

START_TEST(who_is_told)
{
	static const struct {
		const char *text;
		enum channel channel;
		bool told;
	} cases[] = {{"养老", CHANNEL_SMS, true}, {"", CHANNEL_SMS, true}, {"1", CHANNEL_SMS, true},
	        {"TD", CHANNEL_SMS, false}, {"退订。", CHANNEL_SMS, false},
	        {"START", CHANNEL_SMS, false}, {"120", CHANNEL_SMS, false},
	        {"救命啊", CHANNEL_SMS, false}, {"今天停课吗", CHANNEL_SMS, true},
	        {"养老", CHANNEL_USSD, false}};
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m = {.channel = cases[i].channel,
		        .text = str_from(cases[i].text),
		        .msisdn = str_from(arena_printf(&d.arena, "+86139%08zu", i))};
		ck_assert_msg(say(&d, m) == cases[i].told, "%s", cases[i].text);
		ck_assert_str_eq(d.reply.outcome, cases[i].told ? "overload" : "untouched");
		ck_assert_uint_eq(d.reply.size.parts, cases[i].told);
		ck_assert(str_starts(d.reply.text, STR("【家信】")) == cases[i].told);
	}
	ck_assert(!store_pending(d.conversation.store));
	desk_close(&d);
}
END_TEST

START_TEST(in_its_language)
{
	struct desk d;
	desk_open(&d);
	ck_assert(say(
	        &d, (struct message){
	                    .text = STR("x"), .msisdn = STR("+8613800138000"), .lang = STR("en")}));
	ck_assert(str_starts(d.reply.text, STR("[Jiaxin] ")));
	ck_assert_text(d.reply.lang, "en");
	ck_assert_int_eq(d.reply.size.coding, CODING_GSM7);
	desk_close(&d);
}
END_TEST

/* Two machines that answer each other fall silent here, too. */
START_TEST(not_for_ever)
{
	struct desk d;
	struct message m = {.text = STR("养老"), .msisdn = STR("+8613800138000")};
	desk_open(&d);
	for (int i = 0; i < 4; i++) {
		ck_assert(say(&d, m));
		ck_assert_int_eq(d.reply.text.n > 0, i < 2);
	}
	desk_close(&d);
}
END_TEST

/* What was answered is answered again, whatever waits: by its id, or as the network repeats it. */
START_TEST(a_repetition_gets_its_answer)
{
	struct desk d;
	struct message m = {.text = STR("养老"),
	        .msisdn = STR("+8613800138000"),
	        .id = STR("one"),
	        .now_ms = NOW_S * 1000LL};
	desk_open(&d);
	ck_assert_int_eq(converse(&d.conversation, &d.arena, &m, &d.reply), 0);
	struct str answer = d.reply.text;
	ck_assert(!say(&d, m));
	m.id = STR("two");
	ck_assert(!say(&d, m));
	ck_assert_int_eq(converse(&d.conversation, &d.arena, &m, &d.reply), 0);
	ck_assert(d.reply.repeated && str_eq(d.reply.text, answer));
	store_answered(d.conversation.store, &d.reply.who, d.reply.seq);
	ck_assert(!say(&d, m)); /* its id was heard */
	m.id = STR("three");
	ck_assert(say(&d, m)); /* a new question, since the answer has left */
	m.id = STR("one");
	d.may_look = false;
	ck_assert(say(&d, m));
	desk_close(&d);
}
END_TEST

TEST_MAIN("busy", who_is_told, in_its_language, not_for_ever, a_repetition_gets_its_answer)
