/* USSD sessions: published numbers, answers that go by SMS, and which steps mean nothing. */
#include <string.h>

#include "check.h"
#include "content/content.h"
#include "scratch.h"
#include "store/outbox.h"
#include "talk/converse.h"

enum { TIMEOUT_S = 180 };

static const int64_t start_s = 1795392000; /* 2026-11-23 08:00 in China */

/* The plays' service is a whole one; these are its pages. */
#define SERVICE "tests/kannel/content/service.yaml"

static const char pages_yaml[] = "home:\n  keywords: [菜单, menu]\n  title: {zh: 首页, en: Home}\n"
                                 "  text: {zh: 选：, en: Choose}\n"
                                 "  options: [short, paged, brief, kept, asks]\n"
                                 "help:\n  keywords: [怎么用]\n  title: {zh: 帮助, en: Help}\n"
                                 "  text: {zh: 回数字。, en: Send a number.}\n"
                                 "short:\n  codes: ['31', 社保3]\n  title: {zh: 短, en: Short}\n"
                                 "  text: {zh: 短话。, en: Short.}\n"
                                 "asks:\n  title: {zh: 问, en: Asks}\n"
                                 "  text: {zh: 要短的回：1, en: Reply 1}\n";

static const char published_yaml[] = "published: {'31': short, 社保3: short, '32': kept}\n"
                                     "retired-codes: ['33']\nretired-pages: [gone]\n";

struct desk {
	struct scratch scratch;
	struct conversation c;
	struct arena arena;
	struct content *content;
	struct reply reply;
	int64_t now_s;
	unsigned session, steps;
};

static void
copy_service(struct scratch *s)
{
	static char text[65536];
	FILE *f = fopen(SERVICE, "r");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	scratch_write(s, "service.yaml", text, 0600);
}

/* A page of 120 characters: two screens, and two SMS parts. */
static void
add_long_page(struct buf *b, const char *id, const char *more)
{
	buf_addf(b,
	        "%s:\n  %s\n  title: {zh: 长%s, en: Long}\n  parts: 3\n  text:\n    en: Long.\n"
	        "    zh: \"",
	        id, more, id);
	for (int i = 0; i < 12; i++)
		buf_addz(b, "一二三四五六七八九。");
	buf_addz(b, "\"\n");
}

static void
desk_open(struct desk *d)
{
	struct store_options memory = {.sessions_most = 64, .repeat_s = 3600};
	struct content_rules rules = {.max_parts = 3, .today = start_s, .part_fen = 10};
	struct faults faults = FAULTS_INIT;
	struct buf b = BUF_INIT(65536);
	*d = (struct desk){.now_s = start_s};
	scratch_open(&d->scratch);
	copy_service(&d->scratch);
	buf_addz(&b, pages_yaml);
	add_long_page(&b, "paged", "ussd: screens");
	add_long_page(&b, "brief", "brief: {zh: 就几句, en: Few}\n  ussd: brief + sms");
	add_long_page(&b, "kept", "codes: ['32']\n  ussd: screens + sms");
	buf_addc(&b, '\0');
	scratch_write(&d->scratch, "pages.yaml", b.p, 0600);
	scratch_write(&d->scratch, "published.yaml", published_yaml, 0600);
	buf_release(&b);
	d->content = content_load(d->scratch.dir, &rules, &faults, NULL);
	if (!d->content)
		faults_print(&faults, FAULT_EN, stderr);
	ck_assert_ptr_nonnull(d->content);
	faults_release(&faults);
	d->c = (struct conversation){.content = d->content,
	        .store = store_new(&memory, start_s),
	        .session_s = 86400,
	        .language_s = 86400,
	        .resend_s = 60,
	        .ussd = {.code = STR("*123#"),
	                .timeout_s = TIMEOUT_S,
	                .resume_s = 600,
	                .wrong_most = 2,
	                .sends = true}};
}

static void
desk_close(struct desk *d)
{
	store_free(d->c.store);
	content_free(d->content);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

static void
settle(struct desk *d, int error)
{
	if (!error && store_pending(d->c.store))
		error = store_commit(d->c.store);
	ck_assert_int_eq(error, 0);
	store_settle(d->c.store, error, d->now_s);
}

static const struct reply *
step(struct desk *d, enum ussd_op op, const char *text)
{
	char id[32], session[16];
	d->session += op == USSD_BEGIN;
	snprintf(session, sizeof(session), "%u", d->session);
	snprintf(id, sizeof(id), "%u.%u", d->session, d->steps++);
	struct message m = {.channel = CHANNEL_USSD,
	        .msisdn = STR("+8613800138000"),
	        .text = str_from(text),
	        .id = str_from(id),
	        .op = op,
	        .ussd_session = str_from(session),
	        .dialled = op == USSD_BEGIN ? str_from(text) : (struct str){0},
	        .now_ms = d->now_s * 1000};
	arena_reset(&d->arena);
	settle(d, converse(&d->c, &d->arena, &m, &d->reply));
	store_answered(d->c.store, &d->reply.who, d->reply.seq);
	return &d->reply;
}

/* How many SMS are due now. */
static size_t
due(struct desk *d)
{
	struct outbox_wish all = {.most = 8, .kinds = {true, true, true}};
	struct outbox_row rows[8];
	size_t count = 0;
	settle(d, outbox_claim(d->c.store, &d->arena, &all, d->now_s * 1000, rows, &count));
	return count;
}

static bool
has(const struct reply *r, const char *words)
{
	return memmem(r->text.p, r->text.n, words, strlen(words)) != NULL;
}

/* --- tests --- */

START_TEST(published_numbers)
{
	static const struct {
		const char *dialled, *outcome, *page;
		bool ends;
	} cases[] = {
	        {"*123#", "page", "home", false}, {"*123*31#", "page", "short", true},
	        {"*99*31#", "page", "short", true}, /* an operator's own code in front */
	        {"*123*32#", "page", "kept", false}, {"*123*33#", "bad-choice", "home", false},
	        {"*123*01#", "bad-choice", "home", false},
	        {"*123*1#", "page", "home", false}, /* a menu's number is not published... */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;
		desk_open(&d);
		const struct reply *r = step(&d, USSD_BEGIN, cases[i].dialled);
		ck_assert_msg(strcmp(r->outcome, cases[i].outcome) == 0, "%s: %s", cases[i].dialled,
		        r->outcome);
		ck_assert_text(r->page, cases[i].page);
		ck_assert_int_eq(r->ends, cases[i].ends);
		/* ...and nothing on the screen is said to be missing from it */
		ck_assert(has(r, "没有") == (strcmp(r->outcome, "bad-choice") == 0));
		desk_close(&d);
	}
}
END_TEST

/* The same by SMS; a digit that counts something is no code. */
START_TEST(published_words)
{
	static const struct {
		const char *text;
		bool found;
	} cases[] = {
	        {"社保3", true},
	        {"社保３", true},
	        {"社保 3", true},
	        {"社保3，谢谢", true},
	        {"31", true},
	        {"社保3个月没交", false},
	        {"社保34", false},
	        {"社保 34", false},
	        {"社保4", false},
	        {"3 1", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;
		desk_open(&d);
		struct message m = {.channel = CHANNEL_SMS,
		        .msisdn = STR("+8613800138000"),
		        .text = str_from(cases[i].text),
		        .now_ms = d.now_s * 1000};
		settle(&d, converse(&d.c, &d.arena, &m, &d.reply));
		ck_assert_msg(has(&d.reply, "短话") == cases[i].found, "%s", cases[i].text);
		desk_close(&d);
	}
}
END_TEST

/* Few words on the screen, all of it by SMS two seconds later; the session is over. */
START_TEST(brief_and_sms)
{
	struct desk d;
	desk_open(&d);
	step(&d, USSD_BEGIN, "*123#");
	const struct reply *r = step(&d, USSD_CONTINUE, "3");
	ck_assert(r->ends && has(r, "就几句") && !has(r, "一二三"));
	d.now_s++;
	ck_assert_uint_eq(due(&d), 0); /* the screen first */
	d.now_s++;
	ck_assert_uint_eq(due(&d), 1);
	desk_close(&d);
}
END_TEST

/* Screen by screen, and by SMS only when the phone does not read on. */
START_TEST(screens_and_sms)
{
	struct desk d;
	desk_open(&d);
	const struct reply *r = step(&d, USSD_BEGIN, "*123*32#");
	ck_assert(r->more && !r->ends && r->octets <= 160);
	ck_assert_uint_eq(due(&d), 0);
	r = step(&d, USSD_CONTINUE, "98");
	ck_assert(!r->more && r->ends && r->octets <= 160);
	d.now_s += 2 * TIMEOUT_S;
	ck_assert_uint_eq(due(&d), 0); /* it was read to its end */

	step(&d, USSD_BEGIN, "*123*32#");
	step(&d, USSD_END, "");
	ck_assert_uint_eq(due(&d), 1); /* the network told of the drop */

	step(&d, USSD_BEGIN, "*123*32#");
	ck_assert_uint_eq(due(&d), 0);
	d.now_s += TIMEOUT_S - 1;
	ck_assert_uint_eq(due(&d), 0);
	d.now_s++;
	ck_assert_uint_eq(due(&d), 1); /* nobody told */
	desk_close(&d);
}
END_TEST

/* A 1 to a screen of another session, or of one that has timed out, chooses nothing. */
START_TEST(strange_steps)
{
	struct desk d;
	desk_open(&d);
	ck_assert_text(step(&d, USSD_CONTINUE, "1")->page, "home");
	step(&d, USSD_BEGIN, "*123#");
	d.now_s += TIMEOUT_S;
	const struct reply *r = step(&d, USSD_CONTINUE, "1");
	ck_assert_text(r->page, "home");
	ck_assert(!has(r, "短话"));
	step(&d, USSD_BEGIN, "*123#");
	ck_assert_text(step(&d, USSD_CONTINUE, "1")->page, "short");
	desk_close(&d);
}
END_TEST

START_TEST(wrong_answers)
{
	struct desk d;
	desk_open(&d);
	step(&d, USSD_BEGIN, "*123#");
	ck_assert_str_eq(step(&d, USSD_CONTINUE, "9")->outcome, "bad-choice");
	ck_assert_str_eq(step(&d, USSD_CONTINUE, "9")->outcome, "bad-choice");
	const struct reply *r = step(&d, USSD_CONTINUE, "9");
	ck_assert_str_eq(r->outcome, "give-up");
	ck_assert(r->ends);
	desk_close(&d);
}
END_TEST

START_TEST(dropped_and_resumed)
{
	struct desk d;
	desk_open(&d);
	step(&d, USSD_BEGIN, "*123#");
	ck_assert(step(&d, USSD_CONTINUE, "2")->more);
	d.now_s += TIMEOUT_S + 1;
	ck_assert_str_eq(step(&d, USSD_BEGIN, "*123#")->outcome, "resume");
	ck_assert_text(step(&d, USSD_CONTINUE, "1")->page, "paged");
	d.now_s += 601;
	ck_assert_str_eq(step(&d, USSD_BEGIN, "*123#")->outcome, "page");
	desk_close(&d);
}
END_TEST

/* An answer that asks for one has keys and waits for it; whoever hangs up there is not asked to go
 * on: all was said. */
START_TEST(waits_for_what_it_asks)
{
	struct desk d;
	desk_open(&d);
	step(&d, USSD_BEGIN, "*123#");
	const struct reply *r = step(&d, USSD_CONTINUE, "5");
	ck_assert_text(r->page, "asks");
	ck_assert(!r->ends && has(r, "0返回"));
	r = step(&d, USSD_CONTINUE, "1");
	ck_assert_text(r->page, "short");
	ck_assert(r->ends);
	step(&d, USSD_BEGIN, "*123#");
	step(&d, USSD_CONTINUE, "5");
	ck_assert_str_eq(step(&d, USSD_BEGIN, "*123#")->outcome, "page");
	desk_close(&d);
}
END_TEST

TEST_MAIN("ussd", waits_for_what_it_asks, published_numbers, published_words, brief_and_sms,
        screens_and_sms, strange_steps, wrong_answers, dropped_and_resumed)
