/*
 * Every case of tests/ssi/ as a worker would send it: by SMS in one text, by USSD one answer
 * after the other; and the answers to bad input.
 */
#include <errno.h>

#include "check.h"
#include "content/places.h"
#include "ssi_call.h"
#include "ssi_table.h"
#include "talk/converse.h"

enum { NOW_S = 1795392000, HOUR = 3600, ANSWER_BYTES = 512, PIECES_MOST = 4 };

struct desk {
	struct conversation conversation;
	struct arena arena;
	unsigned phones;
};

static void
desk_open(struct desk *d)
{
	static const struct store_options memory = {.sessions_most = 1 << 16, .repeat_s = 1};
	size_t handler_count;
	*d = (struct desk){.arena = ARENA_INIT};
	d->conversation = (struct conversation){.store = store_new(&memory, NOW_S),
	        .content = load_content("content"),
	        .handlers = handlers_all(&handler_count),
	        .session_s = HOUR,
	        .language_s = HOUR,
	        .resend_s = 1,
	        .ussd = {.timeout_s = HOUR}};
}

static void
desk_close(struct desk *d)
{
	store_free(d->conversation.store);
	content_free((struct content *)(uintptr_t)d->conversation.content);
	arena_release(&d->arena);
}

static struct reply
say(struct desk *d, enum channel channel, const char *text)
{
	struct reply reply;
	struct message m = {
	        .channel = channel, .text = str_from(text), .now_ms = NOW_S * INT64_C(1000)};
	m.msisdn = str_from(arena_printf(&d->arena, "+861%010u", d->phones));
	ck_assert_int_eq(converse(&d->conversation, &d->arena, &m, &reply), 0);
	return reply;
}

/* The outcome's text holds all of `wanted`. */
static void
ck_holds(const struct reply *r, const char *id, const char *outcome, const char *const *wanted)
{
	ck_assert_msg(strcmp(r->outcome, outcome) == 0, "%s: %s, not %s: %.*s", id, r->outcome,
	        outcome, STR_ARG(r->text));
	for (; *wanted; wanted++)
		ck_assert_msg(memmem(r->text.p, r->text.n, *wanted, strlen(*wanted)),
		        "%s: no %s in %.*s", id, *wanted, STR_ARG(r->text));
}

/* The keyword with all pieces in one SMS; then piece by piece by USSD. */
static void
ck_both_ways(struct desk *d, const char *id, const char *keyword, const char *const *pieces,
        const char *outcome, const char *const *wanted)
{
	struct buf text = BUF_INIT(ANSWER_BYTES);
	struct reply reply;
	buf_addz(&text, keyword);
	for (size_t i = 0; pieces[i]; i++)
		buf_addf(&text, " %s", pieces[i]);
	d->phones++;
	reply = say(d, CHANNEL_SMS, text.p);
	ck_holds(&reply, id, outcome, wanted);
	buf_release(&text);
	d->phones++;
	reply = say(d, CHANNEL_USSD, keyword);
	for (size_t i = 0; pieces[i]; i++) {
		ck_assert_str_eq(reply.outcome, "asked");
		reply = say(d, CHANNEL_USSD, pieces[i]);
	}
	ck_assert_str_eq(reply.outcome, outcome);
}

/* "44:132:G;33:84:T" as people write it. */
static const char *
written(struct desk *d, const char *segments)
{
	static const char *const kinds[] = {"", "临时", "视同"};
	char *rest = arena_dup(&d->arena, str_from(segments)), *one;
	const char *text = "";
	while ((one = strsep(&rest, ";"))) {
		const char *province = strsep(&one, ":"), *months = strsep(&one, ":");
		const struct region *region =
		        places_get(d->conversation.content, str_from(province));
		ck_assert_ptr_nonnull(region);
		text = arena_printf(&d->arena, "%s%s%.*s%s%s", text, *text ? " " : "",
		        STR_ARG(region->name[0]), months,
		        kinds[one[0] == 'T'     ? 1
		                : one[0] == 'D' ? 2
		                                : 0]);
	}
	return text;
}

static const char *
name_of(struct desk *d, const char *code)
{
	return arena_dup(&d->arena, places_get(d->conversation.content, str_from(code))->name[0]);
}

START_TEST(places)
{
	struct desk d;
	struct table t;
	desk_open(&d);
	for (table_open(&t, "pension_place_cases"); table_next(&t); arena_reset(&d.arena)) {
		const char *hukou = name_of(&d, t.field[1]), *paid = written(&d, t.field[2]),
		           *year = t.field[3];
		bool temporary = strchr(t.field[2], 'T');
		const char *wanted[] = {arena_printf(&d.arena, "%s办", name_of(&d, t.field[5])),
		        arena_printf(&d.arena, "共%s个月", t.field[6]), t.field[7], "12333", NULL};
		const char *outcome = temporary                      ? "temporary"
		                      : strcmp(t.field[8], "0") == 0 ? "enough"
		                                                     : "short";
		struct reply r = (d.phones++,
		        say(&d, CHANNEL_SMS,
		                arena_printf(&d.arena, "养老地 %s %s %s", hukou, paid, year)));
		if (strcmp(r.outcome, "asked") == 0) /* it decides */
			r = say(&d, CHANNEL_SMS, "没满");
		ck_holds(&r, t.field[0], outcome, wanted);
		d.phones++;
		say(&d, CHANNEL_USSD, "养老地");
		say(&d, CHANNEL_USSD, hukou);
		say(&d, CHANNEL_USSD, paid);
		r = say(&d, CHANNEL_USSD, year);
		if (strcmp(r.outcome, "asked") == 0)
			r = say(&d, CHANNEL_USSD, "1");
		ck_assert_str_eq(r.outcome, outcome);
	}
	desk_close(&d);
}
END_TEST

START_TEST(retirements)
{
	struct desk d;
	struct table t;
	desk_open(&d);
	for (table_open(&t, "retirement_cases"); table_next(&t); arena_reset(&d.arena)) {
		const char *who = strcmp(t.field[1], "M") == 0     ? "男"
		                  : strcmp(t.field[1], "F55") == 0 ? "女55"
		                                                   : "女50";
		bool coming = strcmp(t.field[3], "2026-11") >= 0;
		const char *wanted[] = {arena_printf(&d.arena, "%.4s年%d月", t.field[3],
		                                (int)strtol(t.field[3] + 5, NULL, 10)),
		        arena_printf(&d.arena, "%s岁%s个月", t.field[4], t.field[5]), t.field[7],
		        NULL};
		ck_both_ways(&d, t.field[0], "退休", (const char *const[]){t.field[2], who, NULL},
		        coming ? "coming" : "reached", wanted);
	}
	desk_close(&d);
}
END_TEST

/* 36000.00 as a phone shows it. */
static const char *
in_yuan(struct desk *d, const char *fen)
{
	int64_t sum = 0;
	ck_assert_int_eq(parse_int(str_from(fen), 0, INT64_MAX, &sum), 0);
	return sum % 100 ? arena_printf(&d->arena, "%d.%02d", (int)(sum / 100), (int)(sum % 100))
	                 : arena_printf(&d->arena, "%d", (int)(sum / 100));
}

START_TEST(transfers)
{
	struct desk d;
	struct table t;
	desk_open(&d);
	for (table_open(&t, "transfer_cases"); table_next(&t); arena_reset(&d.arena)) {
		char *rest = arena_dup(&d.arena, str_from(t.field[1])), *one;
		const char *said = "";
		while ((one = strsep(&rest, ";"))) {
			const char *fen = strsep(&one, "x");
			said = arena_printf(&d.arena, "%s%s%.*s元%s个月", said, *said ? "，" : "",
			        (int)strlen(fen) - 2, fen, one);
		}
		const char *wanted[] = {
		        arena_printf(&d.arena, "至少转%s元", in_yuan(&d, t.field[4])),
		        in_yuan(&d, t.field[2]), in_yuan(&d, t.field[3]), "12333", NULL};
		said = arena_dup(&d.arena, str_from(said));
		struct reply r = (d.phones++,
		        say(&d, CHANNEL_SMS, arena_printf(&d.arena, "转多少 %s", said)));
		ck_holds(&r, t.field[0], "least", wanted);
		d.phones++;
		say(&d, CHANNEL_USSD, "转多少");
		r = say(&d, CHANNEL_USSD, said);
		ck_assert_str_eq(r.outcome, "least");
	}
	desk_close(&d);
}
END_TEST

START_TEST(bad_input)
{
	static const struct {
		const char *text, *outcome, *holds;
	} cases[] = {
	        {"退休 1967年13月 男", "bad-answer", "月份是1到12"},
	        {"退休 2030年1月 男", "bad-answer", "1940到2015"},
	        {"退休 1967年5月 男女", "bad-answer", "只选一样"},
	        {"养老地 火星", "bad-answer", "写一个省"},
	        {"养老地 福田区", "bad-answer", "不写区和县"},
	        {"养老地 湖南 广东900", "bad-answer", "1到720"},
	        {"养老地 湖南 广东", "bad-answer", "先写省，"},
	        {"养老地 湖南 火星132", "bad-answer", "先写省，"},
	        {"养老地 湖南 南山区132 2028", "bad-answer", "不写区和县"},
	        {"养老地 湖南 广东132 1990", "bad-answer", "2011到2100"},
	        {"失业 900个月", "bad-answer", "最多720个月"},
	        {"工伤期限 明天", "bad-answer", "几月几日"},
	        {"转多少 5元36个月", "bad-answer", "100到50000"},
	        {"转多少 5000元900个月", "bad-answer", "720个月"},
	        {"医保断了 半辈子", "bad-answer", "写几个月"},
	        {"退票费 0元", "bad-answer", "1到10000"},
	        {"退票费 553 3个小时", "bad-answer", "只选一样"},
	};
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++, arena_reset(&d.arena)) {
		d.phones++;
		struct reply r = say(&d, CHANNEL_SMS, cases[i].text);
		ck_holds(&r, cases[i].text, cases[i].outcome,
		        (const char *const[]){cases[i].holds, NULL});
		ck_assert_uint_eq(r.size.parts, 1);
	}
	desk_close(&d);
}
END_TEST

/* The ambulance first; the question stays open for who meant months. */
START_TEST(a_number_that_may_be_a_cry)
{
	static const char *const numbers[] = {"110", "119", "120", "122"};
	struct desk d;
	desk_open(&d);
	for (enum channel channel = CHANNEL_SMS; channel <= CHANNEL_USSD; channel++)
		for (size_t i = 0; i < ARRAY_LEN(numbers); i++, arena_reset(&d.arena)) {
			d.phones++;
			struct reply r = say(&d, channel, "失业");
			ck_assert_str_eq(r.outcome, "asked");
			r = say(&d, channel, numbers[i]);
			ck_holds(&r, numbers[i], "page", (const char *const[]){"急救120", NULL});
			ck_assert_uint_eq(r.size.parts, 1);
			ck_assert(!r.ends);
			r = say(&d, channel, arena_printf(&d.arena, "%s个月", numbers[i]));
			ck_holds(&r, numbers[i], "some", (const char *const[]){numbers[i], NULL});
		}
	desk_close(&d);
}
END_TEST

TEST_MAIN("ssi_talk", places, retirements, transfers, bad_input, a_number_that_may_be_a_cry)
