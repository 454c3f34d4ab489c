/* USSD through Kannel: an octet of the session comes back as it came, whatever its value. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "check.h"
#include "outside/kannel_ussd.h"

/* The meta-data that http_reply was told last; the real one is another module's. */
static char told[256];

void
http_reply(struct http_request *request, unsigned status, struct str text, const char *content_type,
        const struct http_header *extra)
{
	(void)request, (void)text, (void)content_type;
	ck_assert_uint_eq(status, 200);
	*told = '\0';
	for (; extra && extra->name; extra++)
		if (strcmp(extra->name, "X-Kannel-Meta-Data") == 0)
			snprintf(told, sizeof(told), "%s", extra->value);
}

/* As Kannel's octstr_url_encode. */
static void
add_encoded(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (isalnum(c) || strchr("-_.", c ? c : '/'))
			buf_addc(b, (char)c);
		else if (c == ' ')
			buf_addc(b, '+');
		else
			buf_addf(b, "%%%02X", c);
	}
}

/* A step as smsbox asks with it: the values encoded, and all of the meta-data once more. */
static void
ask(struct http_request *request, unsigned op, const unsigned char session[2])
{
	struct buf meta = BUF_INIT(256), query = BUF_INIT(1024);
	buf_addz(&meta, "?smpp?ussd_service_op=");
	add_encoded(&meta, (struct str){(const char[]){(char)op}, 1});
	buf_addz(&meta, "&its_session_info=");
	add_encoded(&meta, (struct str){(const char *)session, 2});
	buf_addz(&meta, "&?orig-msg?x=y");
	buf_addz(&query, "from=13800138000&st=USSD&text=*123%23&meta=");
	add_encoded(&query, buf_str(&meta));
	*request = (struct http_request){.path = STR("/kannel/ussd"), .method = HTTP_GET};
	request->query = arena_str(&request->arena, buf_str(&query));
	buf_release(&meta);
	buf_release(&query);
}

static const struct kannel_ussd_rules by_the_book = {
        .begins = {[1] = true}, .ask_op = 2, .last_op = 17, .session_octets = 1, .end_bits = 1};

/* What was read of the step, and what its answer bears. */
static void
check_step(unsigned op, unsigned char first, unsigned char last, bool ends)
{
	const unsigned char session[2] = {first, last};
	struct batch_exchange exchange = {.reply = {.text = STR("1"), .ends = ends}};
	struct http_request request;
	struct message m;
	const char *why;
	char name[8], want[128];
	ask(&request, op, session);
	ck_assert(kannel_is_ussd(&request));
	ck_assert_int_eq(kannel_read(&request, 7, &m, &why), KANNEL_WALK);
	void *ctx = kannel_ussd_read(&request, &by_the_book, &m);
	ck_assert_int_eq(m.op, op == 1 ? USSD_BEGIN : USSD_CONTINUE);
	snprintf(name, sizeof(name), "%02x", first);
	ck_assert_text(m.ussd_session, name);
	KANNEL_USSD.answer(ctx, &request, &exchange, 1);
	snprintf(want, sizeof(want), "?smpp?ussd_service_op=%%%02x&its_session_info=%%%02x%%%02x",
	        ends ? 17 : 2, first, ends ? last | 1 : last);
	ck_assert_str_eq(told, want);
	arena_release(&request.arena);
}

START_TEST(octets_come_back)
{
	for (unsigned v = 0; v < 256; v++) {
		check_step(1, (unsigned char)v, 0, false);
		check_step(1, 0x41, (unsigned char)v, false);
		check_step(18, (unsigned char)v, (unsigned char)(v & ~1U), true);
	}
}
END_TEST

/* Operators differ in what of its_session_info names the session, and what ends it. */
START_TEST(rules_of_operators)
{
	static const struct {
		size_t octets;
		uint8_t bits;
		unsigned char session[2];
		const char *name;
		enum ussd_op op;         /* of an empty text */
		unsigned char answer[2]; /* in the last screen */
	} cases[] = {
	        {1, 1, {5, 2}, "05", USSD_CONTINUE, {5, 3}},
	        {1, 1, {5, 3}, "05", USSD_END, {5, 3}},
	        {1, 0, {5, 3}, "05", USSD_CONTINUE, {5, 3}}, /* no end bit at all */
	        {0, 1, {5, 2}, "", USSD_CONTINUE, {5, 3}},   /* the phone names it */
	        {2, 1, {5, 2}, "0502", USSD_CONTINUE, {5, 3}},
	        {2, 1, {5, 3}, "0502", USSD_END, {5, 3}}, /* the same session at its end */
	        {8, 1, {5, 3}, "0502", USSD_END, {5, 3}}, /* no more than there are */
	        {2, 0x80, {5, 0x03}, "0503", USSD_CONTINUE, {5, 0x83}},
	        {2, 0x80, {5, 0x83}, "0503", USSD_END, {5, 0x83}},
	        {1, 0xC0, {5, 0x40}, "05", USSD_END, {5, 0xC0}},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct kannel_ussd_rules rules = by_the_book;
		struct batch_exchange exchange = {.reply = {.text = STR("1"), .ends = true}};
		struct http_request request;
		char want[128];
		rules.session_octets = cases[i].octets;
		rules.end_bits = cases[i].bits;
		ask(&request, 18, cases[i].session);
		struct message m = {.text = STR("")};
		void *ctx = kannel_ussd_read(&request, &rules, &m);
		ck_assert_text(m.ussd_session, cases[i].name);
		ck_assert_int_eq(m.op, cases[i].op);
		KANNEL_USSD.answer(ctx, &request, &exchange, 1);
		snprintf(want, sizeof(want), "its_session_info=%%%02x%%%02x", cases[i].answer[0],
		        cases[i].answer[1]);
		ck_assert_msg(strstr(told, want), "case %zu: %s", i, told);
		arena_release(&request.arena);
	}
}
END_TEST

START_TEST(lists_of_octets)
{
	static const struct {
		const char *list, *bad; /* bad NULL: it is good */
	} cases[] = {{"", NULL}, {"1", NULL}, {"1, 32,255", NULL}, {"256", "256"}, {"-1", "-1"},
	        {"1,,2", ""}, {"1, x", "x"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool ops[256] = {false};
		struct str bad;
		bool good = kannel_ussd_ops(str_from(cases[i].list), ops, &bad);
		ck_assert_msg(good == !cases[i].bad, "%s", cases[i].list);
		if (!good)
			ck_assert_text(bad, cases[i].bad);
	}
}
END_TEST

TEST_MAIN("kannel_ussd", octets_come_back, rules_of_operators, lists_of_octets)
