/* STOP and START: kept with the phone for good, and a question is answered all the same. */
#include <string.h>

#include "base_tree.h"
#include "check.h"
#include "talk/converse.h"

enum { DAY_MS = 86400000 };

static const int64_t start_ms = 1795392000000; /* 2026-11-23 */

struct phone {
	struct conversation c;
	struct arena arena;
	struct content *content;
	struct reply reply;
	int64_t now_ms;
};

static void
phone_init(struct phone *p)
{
	struct store_options memory = {.sessions_most = 64, .repeat_s = 3600};
	struct faults faults = FAULTS_INIT;
	*p = (struct phone){.now_ms = start_ms};
	p->content = content_load(BASE_TREE, &base_rules, &faults, NULL);
	ck_assert_ptr_nonnull(p->content);
	faults_release(&faults);
	p->c = (struct conversation){.content = p->content,
	        .store = store_new(&memory, start_ms / 1000),
	        .session_s = 86400,
	        .language_s = 180 * 86400};
}

static void
phone_release(struct phone *p)
{
	store_free(p->c.store);
	content_free(p->content);
	arena_release(&p->arena);
}

static const char *
say(struct phone *p, const char *text)
{
	struct message m = {.msisdn = STR("+8613800138000"),
	        .text = str_from(text),
	        .now_ms = p->now_ms += 1000};
	ck_assert_int_eq(converse(&p->c, &p->arena, &m, &p->reply), 0);
	ck_assert_int_eq(store_commit(p->c.store), 0);
	store_settle(p->c.store, 0, p->now_ms / 1000);
	store_answered(p->c.store, &p->reply.who, p->reply.seq);
	return p->reply.outcome;
}

static bool
may_push(const struct phone *p)
{
	return store_may_push(p->c.store, &p->reply.who);
}

START_TEST(only_the_whole_message_stops)
{
	static const char *const stops[] = {
	        "TD", "ｔｄ", "退订", "退訂", " STOP. ", "stop", "“退订”！"};
	static const char *const talk[] = {"今天停课吗", "退订吗", "stop it", "tdx", "养老退订"};
	for (size_t i = 0; i < ARRAY_LEN(stops); i++) {
		struct phone p;
		phone_init(&p);
		ck_assert_str_eq(say(&p, stops[i]), "stopped");
		ck_assert(!may_push(&p));
		phone_release(&p);
	}
	for (size_t i = 0; i < ARRAY_LEN(talk); i++) {
		struct phone p;
		phone_init(&p);
		ck_assert_str_ne(say(&p, talk[i]), "stopped");
		ck_assert(may_push(&p));
		phone_release(&p);
	}
}
END_TEST

START_TEST(stops_inside_a_question_and_answers_after)
{
	struct phone p;
	phone_init(&p);
	say(&p, "帮助");
	ck_assert_str_eq(say(&p, "1"), "asked"); /* which year? */
	ck_assert_str_eq(say(&p, "TD"), "stopped");
	ck_assert_str_eq(say(&p, "1"), "bad-answer"); /* it is open still... */
	ck_assert_str_eq(say(&p, "养老"), "page");    /* ...and a keyword answered */
	ck_assert_text(p.reply.page, "pension");
	ck_assert(!may_push(&p));
	ck_assert_str_eq(say(&p, "重发"), "again");
	ck_assert(!may_push(&p));
	phone_release(&p);
}
END_TEST

START_TEST(outlives_place_and_language)
{
	struct phone p;
	phone_init(&p);
	say(&p, "EN");
	say(&p, "TD");
	p.now_ms += 1000LL * DAY_MS; /* far beyond session_s and language_s */
	ck_assert_str_eq(say(&p, "养老"), "page");
	ck_assert(!may_push(&p));
	p.now_ms += 1000LL * DAY_MS;
	ck_assert_str_eq(say(&p, "恢复"), "started");
	ck_assert(may_push(&p));
	phone_release(&p);
}
END_TEST

/* The 64 sessions that there is room for are not enough for 500 phones: STOP stays. */
START_TEST(is_the_last_to_be_forgotten)
{
	struct phone p;
	phone_init(&p);
	say(&p, "TD");
	struct who stopped = p.reply.who;
	for (int i = 0; i < 500; i++) {
		struct message m = {.text = STR("养老"), .now_ms = p.now_ms += 1000};
		m.msisdn = str_from(arena_printf(&p.arena, "+8613900%06d", i));
		ck_assert_int_eq(converse(&p.c, &p.arena, &m, &p.reply), 0);
		ck_assert_int_eq(store_commit(p.c.store), 0);
		store_settle(p.c.store, 0, p.now_ms / 1000);
	}
	ck_assert(!store_may_push(p.c.store, &stopped));
	phone_release(&p);
}
END_TEST

/* A slip is answered and said; what is inside a text is offered, and the number opens it. */
START_TEST(guesses_and_offers)
{
	struct phone p;
	phone_init(&p);
	ck_assert_str_eq(say(&p, "pensoin"), "page");
	ck_assert(
	        strncmp(p.reply.text.p, "【家信】PENSION：\n", strlen("【家信】PENSION：\n")) == 0);
	ck_assert_str_eq(say(&p, "我要坐公交问养老金"), "offer");
	ck_assert_text(p.reply.text, "【家信】您是要问：\n1 公交\n2 养老金");
	ck_assert_text(p.reply.page, "pension"); /* it stays where it was */
	ck_assert_str_eq(say(&p, "重发"), "again");
	ck_assert_str_eq(say(&p, "二"), "page");
	ck_assert_text(p.reply.page, "pension");
	ck_assert_str_eq(say(&p, "我要坐公交"), "offer");
	ck_assert_str_eq(say(&p, "TD"), "stopped"); /* wins, and the offer is over */
	ck_assert_str_eq(say(&p, "1"), "page");
	ck_assert_text(p.reply.page, "home-work"); /* the menu's number again */
	ck_assert_str_eq(say(&p, "stpo"), "unknown");
	ck_assert(!may_push(&p));
	phone_release(&p);
}
END_TEST

TEST_MAIN("stop", only_the_whole_message_stops, stops_inside_a_question_and_answers_after,
        outlives_place_and_language, is_the_last_to_be_forgotten, guesses_and_offers)
