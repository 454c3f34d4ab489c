/*
 * What a worker tells about his life goes with the session that he told it in: its bytes are
 * nowhere then, its text stays. And the numbers of cards, which nobody keeps at all.
 */
#include <errno.h>
#include <sqlite3.h>

#include "ssi_call.h"
#include "store/subject.h"
#include "store_desk.h"
#include "talk/converse.h"

enum { SESSION_S = 86400, HOUR_S = 3600, KEEP_S = 160 * 86400, LIST_MOST = 1 << 20 };

/* A phone that talks over the starter content, and a daemon that may be started again. */
struct talk {
	struct desk desk;
	struct conversation c;
	struct reply reply;
};

static void
talk_open(struct talk *t)
{
	size_t count;
	desk_open(&t->desk, (struct store_options){.sessions_most = 64,
	                            .repeat_s = 3600,
	                            .keep_s = KEEP_S,
	                            .told_s = SESSION_S});
	t->c = (struct conversation){.store = t->desk.store,
	        .content = load_content("content"),
	        .handlers = handlers_all(&count),
	        .session_s = SESSION_S,
	        .language_s = 180 * 86400,
	        .ussd = {.timeout_s = 180, .resume_s = 600}};
}

static void
talk_close(struct talk *t)
{
	content_free((struct content *)(uintptr_t)t->c.content);
	desk_close(&t->desk);
}

static void
start_again(struct talk *t)
{
	desk_restart(&t->desk);
	t->c.store = t->desk.store;
}

/* The outcome of what phone 1 says. */
static const char *
say(struct talk *t, enum channel channel, const char *text)
{
	struct message m = {.channel = channel,
	        .msisdn = desk_number(&t->desk, 1),
	        .text = str_from(text),
	        .now_ms = t->desk.now_ms += 1000};
	ck_assert_int_eq(converse(&t->c, &t->desk.arena, &m, &t->reply), 0);
	desk_commit(&t->desk);
	store_answered(t->c.store, &t->reply.who, t->reply.seq);
	return t->reply.outcome;
}

/* --- what of it is kept --- */

static void
add_line(void *ctx, struct str line)
{
	buf_add(ctx, line);
	buf_addc(ctx, '\n');
}

/* Everything of phone 1, with what was sealed opened: to be freed. */
static struct buf
all_opened(struct talk *t)
{
	struct buf all = BUF_INIT(LIST_MOST);
	struct who who = desk_who(&t->desk, 1);
	ck_assert_int_eq(subject_export(t->c.store, &who, add_line, &all), 0);
	return all;
}

static void
ck_kept(struct talk *t, const char *what, bool wanted)
{
	struct buf all = all_opened(t);
	ck_assert_msg(!strstr(all.p, what) == !wanted, "%s%s in %s", what,
	        wanted ? " is not" : " stands", all.p);
	buf_release(&all);
}

/* The first row of `told` as it lies there, in the desk's memory. */
static struct str
sealed_told(struct desk *d)
{
	sqlite3 *raw;
	sqlite3_stmt *s;
	ck_assert_int_eq(sqlite3_open(d->db, &raw), SQLITE_OK);
	ck_assert_int_eq(
	        sqlite3_prepare_v2(raw, "SELECT sealed FROM told", -1, &s, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
	struct str sealed = arena_str(&d->arena,
	        (struct str){sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0)});
	sqlite3_finalize(s);
	sqlite3_close(raw);
	return sealed;
}

START_TEST(goes_with_the_session)
{
	struct talk t;
	talk_open(&t);
	ck_assert_str_eq(say(&t, CHANNEL_SMS, "退休 1967 5 男"), "coming");
	ck_kept(&t, "birth\\u00091967-05", true);
	struct str sealed = sealed_told(&t.desk);
	ck_assert_uint_gt(desk_count_bytes(&t.desk, sealed), 0);

	t.desk.now_ms += SESSION_S * 1000LL; /* not before its time, whoever it is opened by */
	desk_tend(&t.desk);
	start_again(&t);
	ck_kept(&t, "birth\\u00091967-05", true);

	t.desk.now_ms += HOUR_S * 1000LL;
	desk_tend(&t.desk);
	ck_kept(&t, "birth", false);
	ck_kept(&t, "\"table\":\"told\"", false);
	ck_kept(&t, "\"said\":\"退休 1967 5 男\"", true); /* the law's share */
	ck_assert_uint_eq(desk_count_bytes(&t.desk, sealed), 0);
	ck_assert_int_eq(store_figures(t.c.store).told_forgotten, 1);
	talk_close(&t);
}
END_TEST

/* Each message says the whole again: who goes on talking loses nothing. */
START_TEST(lasts_as_long_as_the_talk)
{
	struct talk t;
	talk_open(&t);
	ck_assert_str_eq(say(&t, CHANNEL_SMS, "退休 1967 5"), "asked");
	for (int day = 0; day < 3; day++) {
		t.desk.now_ms += (SESSION_S - HOUR_S) * 1000LL;
		desk_tend(&t.desk);
		start_again(&t);
		ck_assert_str_eq(say(&t, CHANNEL_SMS, "呃"), "bad-answer");
	}
	ck_assert_str_eq(say(&t, CHANNEL_SMS, "男"), "coming");
	ck_assert_str_eq(say(&t, CHANNEL_SMS, "为什么"), "why");
	t.desk.now_ms += (SESSION_S + 2 * HOUR_S) * 1000LL;
	desk_tend(&t.desk);
	ck_assert_str_eq(say(&t, CHANNEL_SMS, "男"), "unknown"); /* nobody knows of what */
	ck_assert_str_eq(say(&t, CHANNEL_SMS, "为什么"), "no-why");
	ck_kept(&t, "birth", false);
	talk_close(&t);
}
END_TEST

/* A dropped session is taken up with what was told in it, by a daemon that was started since. */
START_TEST(lasts_for_a_resumption)
{
	struct talk t;
	talk_open(&t);
	say(&t, CHANNEL_USSD, "");
	say(&t, CHANNEL_USSD, "退休");
	ck_assert_str_eq(say(&t, CHANNEL_USSD, "1967 5"), "asked");
	t.desk.now_ms += 300 * 1000;
	start_again(&t);
	ck_assert_str_eq(say(&t, CHANNEL_USSD, ""), "resume");
	ck_assert_str_eq(say(&t, CHANNEL_USSD, "1"), "asked");
	ck_assert_str_eq(say(&t, CHANNEL_USSD, "男"), "coming");
	talk_close(&t);
}
END_TEST

/* More than a step takes: the log is emptied behind the last of them. */
START_TEST(goes_in_steps)
{
	enum { ROWS = 2000 }; /* as many as a step takes */
	struct desk d;
	desk_open(&d, (struct store_options){
	                      .sessions_most = 64, .repeat_s = 1, .keep_s = KEEP_S, .told_s = 1});
	for (int i = 0; i < ROWS; i++) {
		struct journal_entry e = {.at_ms = d.now_ms,
		        .who = desk_who(&d, 1),
		        .in = STR("text"),
		        .slots = STR("birth\t1967-05\n")};
		ck_assert_int_eq(store_add(d.store, &d.arena, &e), 0);
	}
	desk_commit(&d);
	struct str sealed = sealed_told(&d);
	d.now_ms += 2 * HOUR_S * 1000LL;
	desk_tend(&d);
	ck_assert_int_eq(store_figures(d.store).told_forgotten, ROWS);
	ck_assert_uint_eq(desk_count_bytes(&d, sealed), 0);
	desk_close(&d);
}
END_TEST

/* --- numbers of cards --- */

/* Identity numbers are made up: a province, a day, and a right check digit. */
static const char *const secrets[] = {"11010119900307002X", "110101199003070020",
        "110101 19900307 002X", "110101-19900307-002X", "１１０１０１１９９００３０７００２Ｘ",
        "11010119900307002x", "110101900307001", "6222020000000000000", "4111111111111111",
        "110101 19900307 0019", "622202 0000000000000", "4111 1111 1111 1111",
        "6222-0200-0000-0000-000", "６２２２０２００００００００００００"};

/* With words around it, behind a question of every kind, on both channels. */
START_TEST(keeps_no_number_of_a_card)
{
	static const struct {
		const char *opening, *before, *after;
	} frames[] = {{"00", "", ""}, {"退休", "我身份证", "，查社保"},
	        {"养老地", "湖南 ", " 广东132"}, {"00", "家 加 妈 ", ""}, {"失业", "", "个月"},
	        {"家 密码", "", ""}};
	struct talk t;
	talk_open(&t);
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		for (size_t f = 0; f < 2 * ARRAY_LEN(frames); f++) {
			enum channel channel = f % 2 ? CHANNEL_USSD : CHANNEL_SMS;
			say(&t, channel, frames[f / 2].opening);
			const char *text = arena_printf(&t.desk.arena, "%s%s%s",
			        frames[f / 2].before, secrets[i], frames[f / 2].after);
			ck_assert_msg(strcmp(say(&t, channel, text), "secret") == 0, "%s: %s", text,
			        t.reply.outcome);
			ck_assert_ptr_nonnull(memmem(t.reply.text.p, t.reply.text.n,
			        "请别发身份证号、银行卡号", strlen("请别发身份证号、银行卡号")));
		}
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		ck_kept(&t, secrets[i], false);
		ck_assert_uint_eq(desk_count_bytes(&t.desk, str_from(secrets[i])), 0);
	}
	ck_kept(&t, "****", true);
	talk_close(&t);
}
END_TEST

TEST_MAIN("told", goes_with_the_session, lasts_as_long_as_the_talk, lasts_for_a_resumption,
        goes_in_steps, keeps_no_number_of_a_card)
