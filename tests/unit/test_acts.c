/* Handlers that act: once, by their own words alone, in the message's commit or not at all. */
#include <errno.h>
#include <string.h>

#include "load_content.h"
#include "store/outbox.h"
#include "talk/converse.h"

enum { DAY_MS = 86400000, MINUTE_MS = 60000 };

static const int64_t start_ms = 1795392000000; /* 2026-11-23 08:00 in China */

struct desk {
	struct conversation c;
	struct arena arena;
	struct content *content;
	struct reply reply;
	const char *from;
	int64_t now_ms;
	unsigned messages;
};

static void
desk_open(struct desk *d)
{
	struct store_options memory = {.sessions_most = 64, .repeat_s = 3600};
	size_t count;
	*d = (struct desk){
	        .now_ms = start_ms, .from = "+8613800138000", .content = load_content("content")};
	d->c = (struct conversation){.content = d->content,
	        .handlers = handlers_all(&count),
	        .store = store_new(&memory, start_ms / 1000),
	        .session_s = 86400,
	        .language_s = 180 * 86400,
	        .resend_s = 60,
	        .family = {.cards_most = 3,
	                .links_most = 2,
	                .link = {.pair_most = 2, .again_ms = 90LL * DAY_MS},
	                .asked_ms = 7LL * DAY_MS,
	                .remind_ms = 365LL * DAY_MS,
	                .wrong_most = 3,
	                .closed_ms = 3600000,
	                .open_ms = 600000,
	                .silent_s = 60 * 86400,
	                .day_from = 8,
	                .day_to = 21}};
}

static void
desk_close(struct desk *d)
{
	store_free(d->c.store);
	content_free(d->content);
	arena_release(&d->arena);
}

/* error: the commit fails, as on a full disk. */
static const char *
say_failing(struct desk *d, const char *text, const char *id, int error)
{
	struct message m = {.msisdn = str_from(d->from),
	        .text = str_from(text),
	        .id = str_from(id),
	        .now_ms = d->now_ms += 1000};
	ck_assert_int_eq(converse(&d->c, &d->arena, &m, &d->reply), 0);
	if (!error && store_pending(d->c.store)) /* a repeat changes nothing */
		error = store_commit(d->c.store);
	store_settle(d->c.store, error, d->now_ms / 1000);
	if (!error)
		store_answered(d->c.store, &d->reply.who, d->reply.seq);
	return d->reply.outcome;
}

static const char *
say(struct desk *d, const char *text)
{
	return say_failing(d, text, arena_printf(&d->arena, "id%u", d->messages++), 0);
}

static const char *
say_as(struct desk *d, const char *from, const char *text)
{
	const char *before = d->from;
	d->from = from;
	const char *outcome = say(d, text);
	d->from = before;
	return outcome;
}

static void
count_row(void *ctx, const struct outbox_row *row)
{
	(void)row;
	++*(size_t *)ctx;
}

static size_t
rows(struct desk *d)
{
	size_t count = 0;
	const struct outbox_filter all = {.state = -1, .kind = -1, .most = 1000};
	ck_assert_int_eq(outbox_list(d->c.store, &all, count_row, &count), 0);
	return count;
}

static const char mother[] = "+8613800138001";

static void
link_mother(struct desk *d)
{
	ck_assert_str_eq(say(d, "家 连 妈 13800138001"), "asking");
	ck_assert_str_eq(say_as(d, mother, "同意"), "agreed");
	ck_assert_uint_eq(rows(d), 2); /* the question, and that she agreed */
}

START_TEST(acts_once)
{
	static const char *const after[] = {"EN", "zh", "0", "为什么", "重发", "m", "00"};
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	ck_assert_str_eq(say_failing(&d, "平安", "the id", 0), "sent");
	ck_assert_uint_eq(rows(&d), 3);
	ck_assert_str_eq(say_failing(&d, "平安", "the id", 0), "repeat");
	for (size_t i = 0; i < ARRAY_LEN(after); i++)
		say(&d, after[i]);
	ck_assert_uint_eq(rows(&d), 3);
	d.now_ms += 5 * MINUTE_MS;
	ck_assert_str_eq(say(&d, "平安"), "sent"); /* said anew it is meant anew */
	ck_assert_uint_eq(rows(&d), 4);
	desk_close(&d);
}
END_TEST

/* A key pressed twice is one wish; other words, or somebody new to hear them, are another. */
START_TEST(sends_the_same_once)
{
	static const char father[] = "+8613800138002";
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	ck_assert_str_eq(say(&d, "联系家人"), "page");
	ck_assert_str_eq(say(&d, "2"), "sent");
	ck_assert_str_eq(say(&d, "2"), "already");
	d.now_ms += 4 * MINUTE_MS;
	ck_assert_str_eq(say(&d, "平安"), "already");
	ck_assert_uint_eq(rows(&d), 3);
	ck_assert_str_eq(say(&d, "平安 到了"), "sent");
	ck_assert_str_eq(say(&d, "平安 到了"), "already");
	ck_assert_str_eq(say(&d, "回电"), "sent");
	ck_assert_str_eq(say(&d, "回电"), "already");
	ck_assert_uint_eq(rows(&d), 5);
	ck_assert_str_eq(say(&d, "家 连 爸 13800138002"), "asking");
	ck_assert_str_eq(say_as(&d, father, "同意"), "agreed");
	ck_assert_str_eq(say(&d, "平安 到了"), "sent"); /* to him, too */
	ck_assert_str_eq(say_as(&d, father, "断开"), "ended");
	ck_assert_str_eq(say(&d, "平安 到了"), "already");
	d.now_ms += 6 * MINUTE_MS;
	ck_assert_str_eq(say(&d, "平安 到了"), "sent");
	desk_close(&d);
}
END_TEST

START_TEST(leaves_the_phone_where_it_was)
{
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	ck_assert_str_eq(say(&d, "年限"), "asked");
	ck_assert_str_eq(say(&d, "平安"), "sent");
	ck_assert_text(d.reply.page, "family-safe");
	ck_assert_str_eq(say(&d, "2032"), "rising"); /* the question is open as before */
	desk_close(&d);
}
END_TEST

START_TEST(dies_with_the_batch)
{
	struct desk d;
	desk_open(&d);
	ck_assert_str_eq(say_failing(&d, "家 加 妈 13800138001", "a", -ENOSPC), "added");
	store_tend(d.c.store, d.now_ms / 1000);
	ck_assert_str_eq(say(&d, "家"), "none");
	link_mother(&d);
	ck_assert_str_eq(say_failing(&d, "平安", "b", -ENOSPC), "sent");
	store_tend(d.c.store, d.now_ms / 1000);
	ck_assert_uint_eq(rows(&d), 2);
	ck_assert_str_eq(say_failing(&d, "平安", "b", 0), "sent"); /* Kannel sends it again */
	ck_assert_uint_eq(rows(&d), 3);
	ck_assert_str_eq(say_failing(&d, "断开", "c", -ENOSPC), "ended");
	store_tend(d.c.store, d.now_ms / 1000);
	d.now_ms += 6 * MINUTE_MS;
	ck_assert_str_eq(say(&d, "平安"), "sent");
	desk_close(&d);
}
END_TEST

/* An answer that the guard holds back was never given: so nothing is done either. */
START_TEST(does_nothing_unsaid)
{
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	const struct guard_limits limits = {.phone_most = 1, .phone_s = 600, .phones_most = 64};
	d.c.guard = guard_new(&limits);
	ck_assert_str_eq(say(&d, "00"), "page");
	ck_assert_str_eq(say(&d, "平安"), "too-many");
	ck_assert_str_eq(say(&d, "平安"), "silent-many");
	ck_assert_uint_eq(rows(&d), 2);
	guard_free(d.c.guard);
	desk_close(&d);
}
END_TEST

START_TEST(is_never_guessed)
{
	static const char *const near[] = {"saef", "sofe", "pingna", "平安保险怎么退", "祝你平安",
	        "平安夜快乐", "平安 保险", "safe journey", "断开连接", "断开 网络", "同意书怎么写",
	        "家里有事", "家 妈妈病了", "家加油站", "家 删 妈 和爸", "家 连 妈 吧"};
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	for (size_t i = 0; i < ARRAY_LEN(near); i++) {
		const char *outcome = say(&d, near[i]);
		ck_assert_msg(rows(&d) == 2, "%s: %s", near[i], outcome);
	}
	ck_assert_str_eq(say(&d, "家 妈"), "card");
	ck_assert_str_eq(say(&d, "平安"), "sent");
	desk_close(&d);
}
END_TEST

/* A number means the menu on the screen; one further back may have acting pages, too. */
START_TEST(is_chosen_from_its_own_menu_alone)
{
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	ck_assert_str_eq(say(&d, "联系家人"), "page");
	ck_assert_str_eq(say(&d, "5"), "page"); /* how to link: a page without a menu */
	ck_assert_str_eq(say(&d, "2"), "bad-choice");
	ck_assert_uint_eq(rows(&d), 2);
	ck_assert_str_eq(say(&d, "2"), "sent"); /* the menu is on the screen again */
	ck_assert_uint_eq(rows(&d), 3);
	desk_close(&d);
}
END_TEST

static struct journal_entry
row_of(struct desk *d)
{
	struct journal_entry e;
	ck_assert_int_eq(store_get(d->c.store, &d->arena, d->reply.seq, &e), 0);
	return e;
}

static bool
holds(struct str text, const char *what)
{
	return text.n && memmem(text.p, text.n, what, strlen(what)) != NULL;
}

START_TEST(keeps_no_code_and_no_cry)
{
	static const char *const cries[] = {"救命", "我在仓库被老板打了快来", "孩子丢了怎么办",
	        "我叫110101199003070020，救命", "help me i am in the store", "我不想活了",
	        "4826 被打了"};
	/* What is open meanwhile: nothing, a code's question, others, an offer, STOP, an erasure.
	 */
	static const struct {
		const char *text, *outcome;
	} asked[] = {{"00", "page"}, {"家", "asked"}, {"家 密码", "asked"}, {"家 加 爸", "asked"},
	        {"区号 fuzhou", "which"}, {"老板不给社保，想退票", "offer"}, {"删除我", "erase"},
	        {"提醒 周日", "asked"}, {"TD", "stopped"}};
	struct desk d;
	desk_open(&d);
	say(&d, "家 加 妈 13800138001");
	ck_assert_str_eq(say(&d, "家 密码 4826"), "set");
	ck_assert_text(row_of(&d).in, "****");
	ck_assert(!holds(row_of(&d).slots, "4826"));
	d.now_ms += 3600000;
	ck_assert_str_eq(say(&d, "家 妈"), "asked");
	ck_assert_str_eq(say(&d, "4826"), "card");
	ck_assert_text(row_of(&d).in, "****");
	ck_assert(!holds(row_of(&d).slots, "4826"));
	for (size_t open = 0; open < ARRAY_LEN(asked); open++)
		for (size_t i = 0; i < ARRAY_LEN(cries); i++) {
			d.now_ms += 3600000;
			ck_assert_str_eq(say(&d, asked[open].text), asked[open].outcome);
			say(&d, cries[i]);
			ck_assert_text(row_of(&d).in, "****");
			ck_assert(d.reply.size.parts == 1 && holds(d.reply.text, "110"));
		}
	desk_close(&d);
}
END_TEST

/* 0000 is a word of STOP, and was taken for one where a code was asked for. */
START_TEST(takes_zeros_for_a_code_where_one_is_asked_for)
{
	struct desk d;
	desk_open(&d);
	say(&d, "家 加 妈 13800138001");
	ck_assert_str_eq(say(&d, "家 密码"), "asked");
	ck_assert_str_eq(say(&d, "0000"), "weak");
	ck_assert_str_eq(say(&d, "家 密码 0000"), "weak");
	ck_assert_str_eq(say(&d, "家 密码 4826"), "set");
	d.now_ms += 3600000;
	ck_assert_str_eq(say(&d, "家 妈"), "asked");
	ck_assert_str_eq(say(&d, "0000"), "wrong-code");
	ck_assert_text(row_of(&d).in, "****");
	ck_assert_str_eq(say(&d, "家 密码 去掉"), "locked");
	ck_assert_str_eq(say(&d, "家 妈"), "asked");
	ck_assert_str_eq(say(&d, "4826"), "card");
	ck_assert_str_eq(say(&d, "家 密码 去掉"), "removed");
	ck_assert(store_may_push(d.c.store, &d.reply.who));
	ck_assert_str_eq(say(&d, "家 密码"), "asked");
	ck_assert_str_eq(say(&d, "退订"), "stopped"); /* a word stops anywhere */
	ck_assert_str_eq(say(&d, "开通"), "started");
	ck_assert_str_eq(say(&d, "0000"), "stopped"); /* nothing is asked any more */
	desk_close(&d);
}
END_TEST

START_TEST(asks_a_stranger)
{
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	d.now_ms += 59LL * DAY_MS;
	ck_assert_str_eq(say(&d, "家 妈"), "card");
	d.now_ms += 61LL * DAY_MS;
	ck_assert_str_eq(say(&d, "你好"), "page"); /* a word does not make it known */
	ck_assert_str_eq(say(&d, "平安"), "locked");
	ck_assert_str_eq(say(&d, "家 密码 9517"), "locked");
	ck_assert_str_eq(say(&d, "家"), "asked");
	ck_assert_str_eq(say(&d, "8001"), "wrong-code"); /* every mask shows that */
	ck_assert_str_eq(say(&d, "家"), "asked");
	ck_assert_str_eq(say(&d, "0013"), "list"); /* the middle of a number that it keeps */
	ck_assert_str_eq(say(&d, "平安"), "sent");
	ck_assert_str_eq(say_as(&d, mother, "断开"), "ended"); /* ending asks for nothing */
	desk_close(&d);
}
END_TEST

/* The network delivered, or not, all that waits. */
static void
report(struct desk *d, unsigned bits)
{
	const struct outbox_wish all = {.most = 16, .kinds = {true, true, true}};
	struct outbox_row owed[16];
	size_t count;
	int error = 0;
	ck_assert_int_eq(outbox_claim(d->c.store, &d->arena, &all, d->now_ms, owed, &count), 0);
	ck_assert_uint_gt(count, 0);
	for (size_t i = 0; !error && i < count; i++)
		error = outbox_dlr(d->c.store, &d->arena, owed[i].id, bits, 0, d->now_ms);
	ck_assert_int_eq(error, 0);
	error = store_commit(d->c.store);
	store_settle(d->c.store, error, d->now_ms / 1000);
}

/*
 * His mother has said nothing for long. As long as words arrive there it is her; when none has, for
 * as long, they stay here, and he is told: until she writes again and says her code.
 */
START_TEST(leaves_a_phone_without_a_sign_alone)
{
	struct desk d;
	desk_open(&d);
	link_mother(&d);
	report(&d, 1);
	for (int i = 0; i < 3; i++) {
		d.now_ms += 50LL * DAY_MS;
		size_t before = rows(&d);
		ck_assert_str_eq(say(&d, "平安"), "sent");
		ck_assert_uint_eq(rows(&d), before + 1);
		d.now_ms += DAY_MS / 24;
		report(&d, 1);
		ck_assert_uint_eq(rows(&d), before + 2); /* he is told that it arrived */
	}
	for (int i = 0; i < 2; i++) { /* her number is given up */
		d.now_ms += 35LL * DAY_MS;
		ck_assert_str_eq(say(&d, "平安"), "sent");
		report(&d, 2);
	}
	d.now_ms += 35LL * DAY_MS;
	size_t before = rows(&d);
	ck_assert_str_eq(say(&d, "平安"), "sent");
	ck_assert_uint_eq(rows(&d), before + 1);
	struct outbox_row row;
	ck_assert_int_eq(outbox_get(d.c.store, &d.arena, (int64_t)before + 1, &row), 0);
	ck_assert_text(row.message.msisdn, d.from);
	ck_assert(memmem(row.message.text.p, row.message.text.n, "换了人", strlen("换了人")));
	/* who has the number now, and does not know her code */
	ck_assert_str_eq(say_as(&d, mother, "你好"), "page");
	d.now_ms += DAY_MS;
	ck_assert_str_eq(say(&d, "平安"), "sent");
	ck_assert_int_eq(outbox_get(d.c.store, &d.arena, (int64_t)before + 2, &row), 0);
	ck_assert_text(row.message.msisdn, d.from);
	/* she */
	ck_assert_str_eq(say_as(&d, mother, "家"), "asked");
	ck_assert_str_eq(say_as(&d, mother, "0013"), "none");
	ck_assert_str_eq(say(&d, "平安"), "sent");
	ck_assert_int_eq(outbox_get(d.c.store, &d.arena, (int64_t)before + 3, &row), 0);
	ck_assert_text(row.message.msisdn, mother);
	desk_close(&d);
}
END_TEST

/*
 * Asked and silent, asked and refused, never asked for they said STOP: who asks reads the same,
 * byte for byte, and also when he asks again too soon, until the time for a yes has run out.
 */
START_TEST(tells_nothing_of_who_was_asked)
{
	static const char *const asker[] = {"+8613800138010", "+8613800138020", "+8613800138030"};
	static const char *const asked[] = {"+8613800138011", "+8613800138021", "+8613800138031"};
	static const char *const words[] = {"平安", "回电", "家 连 妈", "平安", "我的数据"};
	static const char *const outcomes[] = {
	        "waiting", "waiting", "asking", "waiting", "my-data"};
	struct desk d;
	desk_open(&d);
	ck_assert_str_eq(say_as(&d, asked[2], "STOP"), "stopped");
	for (size_t i = 0; i < ARRAY_LEN(asker); i++)
		ck_assert_str_eq(
		        say_as(&d, asker[i], arena_printf(&d.arena, "家 连 妈 %s", asked[i])),
		        "asking");
	ck_assert_str_eq(say_as(&d, asked[1], "拒绝"), "refused");
	for (int day = 0; day < 10; day += 3, d.now_ms += 3LL * DAY_MS)
		for (size_t word = 0; word < ARRAY_LEN(words); word++) {
			struct str first = {0};
			for (size_t i = 0; i < ARRAY_LEN(asker); i++) {
				const char *outcome = say_as(&d, asker[i], words[word]);
				ck_assert_str_eq(outcome, outcomes[word]);
				first = i ? first : arena_str(&d.arena, d.reply.text);
				ck_assert(str_eq(first, d.reply.text));
			}
		}
	d.now_ms += 8LL * DAY_MS;
	for (size_t i = 0; i < ARRAY_LEN(asker); i++)
		ck_assert_str_eq(say_as(&d, asker[i], "平安"), "none");
	desk_close(&d);
}
END_TEST

/* Each time three wrong codes: an hour, two, four... a day at the most; the right one is not heard.
 */
START_TEST(closes_longer_each_time)
{
	static const int hours[] = {1, 2, 4, 8, 16, 24, 24};
	struct desk d;
	desk_open(&d);
	say(&d, "家 加 妈 13800138001");
	say(&d, "家 密码 4826");
	for (size_t i = 0; i < ARRAY_LEN(hours); i++) {
		d.now_ms += 3600000;
		for (int j = 0; j < 3; j++) {
			ck_assert_str_eq(say(&d, "家"), "asked");
			ck_assert_str_eq(say(&d, "1593"), "wrong-code");
		}
		int64_t closed_ms = d.now_ms;
		ck_assert_str_eq(say(&d, "家"), "closed");
		d.now_ms = closed_ms + hours[i] * 3600000LL - 2000;
		ck_assert_str_eq(say(&d, "家"), "closed");
	}
	d.now_ms += 3600000;
	ck_assert_str_eq(say(&d, "家"), "asked");
	ck_assert_str_eq(say(&d, "4826"), "list");
	desk_close(&d);
}
END_TEST

START_TEST(holds_its_limits)
{
	struct desk d;
	desk_open(&d);
	ck_assert_str_eq(say(&d, "家 加 妈 13800138001"), "added");
	ck_assert_str_eq(say(&d, "家 加 爸 13800138002"), "added");
	ck_assert_str_eq(say(&d, "家 加 哥 13800138003"), "added");
	ck_assert_str_eq(say(&d, "家 加 姐 13800138004"), "full");
	ck_assert_str_eq(say(&d, "家 加 哥 13800138005"), "changed");
	ck_assert_str_eq(say(&d, "家 加 哥 13800138000"), "self");
	ck_assert_str_eq(say(&d, "家 加 哥 +85261234567"), "changed");
	ck_assert_str_eq(say(&d, "家 连 哥"), "abroad");
	say(&d, "家 连 妈");
	say(&d, "家 连 爸");
	ck_assert_str_eq(say_as(&d, mother, "同意"), "agreed");
	ck_assert_str_eq(
	        say_as(&d, "+8613800138002", "家 连 朋友 13800138000"), "agreed"); /* both asked */
	ck_assert_str_eq(say(&d, "家 加 哥 13800138003"), "changed");
	ck_assert_str_eq(say(&d, "家 连 哥"), "links-full");
	ck_assert_str_eq(say(&d, "断开"), "which");
	ck_assert_str_eq(say(&d, "断开 8009"), "none");
	ck_assert_str_eq(say(&d, "断开 8002"), "ended");
	desk_close(&d);
}
END_TEST

TEST_MAIN("acts", acts_once, leaves_the_phone_where_it_was, dies_with_the_batch,
        sends_the_same_once, tells_nothing_of_who_was_asked, does_nothing_unsaid, is_never_guessed,
        is_chosen_from_its_own_menu_alone, keeps_no_code_and_no_cry,
        takes_zeros_for_a_code_where_one_is_asked_for, asks_a_stranger,
        leaves_a_phone_without_a_sign_alone, closes_longer_each_time, holds_its_limits)
