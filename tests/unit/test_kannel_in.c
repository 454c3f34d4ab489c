#include <stdio.h>
#include <string.h>

#include "check.h"
#include "outside/kannel_in.h"

/* What http_reply was told last; the real one is another module's. */
static struct {
	unsigned status;
	char text[64], type[64], name[32], value[8];
} told;

void
http_reply(struct http_request *request, unsigned status, struct str text, const char *content_type,
        const struct http_header *extra)
{
	(void)request;
	told.status = status;
	snprintf(told.text, sizeof(told.text), "%.*s", STR_ARG(text));
	snprintf(told.type, sizeof(told.type), "%s", content_type);
	snprintf(told.name, sizeof(told.name), "%s", extra ? extra->name : "");
	snprintf(told.value, sizeof(told.value), "%s", extra ? extra->value : "");
	ck_assert(!extra || !extra[1].name);
}

#define FORM "application/x-www-form-urlencoded"
#define WHO "from=008613800138000"

START_TEST(reads)
{
	static const struct {
		const char *query, *type, *body; /* body NULL: a GET */
		enum kannel_verdict verdict;
		const char *msisdn, *text, *id, *smsc_id;
	} cases[] = {
	        {WHO "&coding=0&id=7-a&fid=99&text=%E5%85%BB%E8%80%81", "", NULL, KANNEL_WALK,
	                "+8613800138000", "养老", "7-a", "99"},
	        {"from=%2B8613800138000", "", NULL, KANNEL_WALK, "+8613800138000", "", "", ""},
	        {"from=13800138000&text=a+b", "", NULL, KANNEL_WALK, "+8613800138000", "a b", "",
	                ""},
	        {WHO, "", NULL, KANNEL_WALK, "+8613800138000", "", "", ""}, /* an empty message */
	        {WHO "&coding=2&cs=UTF-16BE&text=%51%7B", "", NULL, KANNEL_WALK, "+8613800138000",
	                "养", "", ""},
	        {WHO "&coding=2&cs=UTF-8&text=%E5%85%BB", "", NULL, KANNEL_WALK, "+8613800138000",
	                "养", "", ""},
	        /* by POST */
	        {"", FORM, WHO "&id=1&text=hi", KANNEL_WALK, "+8613800138000", "hi", "1", ""},
	        {"", FORM "; charset=UTF-8", WHO "&text=hi", KANNEL_WALK, "+8613800138000", "hi",
	                "", ""},
	        {WHO "&id=1", "text/plain", "hi=%41", KANNEL_WALK, "+8613800138000", "hi=%41", "1",
	                ""},
	        {WHO "&text=query", "text/plain", "body", KANNEL_WALK, "+8613800138000", "query",
	                "", ""},
	        {"id=q", FORM, WHO "&id=f&text=x", KANNEL_WALK, "+8613800138000", "x", "q", ""},
	        /* nobody to answer */
	        {"from=10086&text=x", "", NULL, KANNEL_IGNORED_SENDER, 0, 0, 0, 0},
	        {"from=BANK&text=x", "", NULL, KANNEL_IGNORED_SENDER, 0, 0, 0, 0},
	        {"from=%00&text=x", "", NULL, KANNEL_IGNORED_SENDER, 0, 0, 0, 0},
	        /* nothing to read */
	        {WHO "&coding=1&text=%01%02", "", NULL, KANNEL_IGNORED_DATA, 0, 0, 0, 0},
	        {WHO "&coding=3&text=%FF%FF", "", NULL, KANNEL_IGNORED_DATA, 0, 0, 0, 0},
	        {WHO "&udh=%06%05%04%0B%84%23%F0&text=x", "", NULL, KANNEL_IGNORED_DATA, 0, 0, 0,
	                0},
	        /* not Kannel */
	        {"text=x", "", NULL, KANNEL_BAD, 0, 0, 0, 0},
	        {"from=&text=x", "", NULL, KANNEL_BAD, 0, 0, 0, 0},
	        {"", "text/plain", WHO "&text=x", KANNEL_BAD, 0, 0, 0, 0},
	        {WHO "&coding=x&text=x", "", NULL, KANNEL_BAD, 0, 0, 0, 0},
	        {WHO "&coding=256&text=x", "", NULL, KANNEL_BAD, 0, 0, 0, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_request r = {.query = str_from(cases[i].query),
		        .content_type = str_from(cases[i].type),
		        .method = cases[i].body ? HTTP_POST : HTTP_GET,
		        .body = str_from(cases[i].body)};
		struct message m = {.now_ms = 77};
		const char *why = NULL;
		enum kannel_verdict got = kannel_read(&r, 7, &m, &why);
		ck_assert_msg(got == cases[i].verdict, "case %zu: %d", i, got);
		ck_assert((why != NULL) == (got == KANNEL_BAD));
		if (got == KANNEL_WALK) {
			ck_assert_text(m.msisdn, cases[i].msisdn);
			ck_assert_text(m.text, cases[i].text);
			ck_assert_text(m.id, cases[i].id);
			ck_assert_text(m.smsc_id, cases[i].smsc_id);
			ck_assert(m.channel == CHANNEL_SMS && m.fragment.n == 0);
		}
		arena_release(&r.arena);
	}
}
END_TEST

START_TEST(names_fragments)
{
	static const struct {
		const char *udh, *name; /* NULL: no piece of a long message */
	} cases[] = {
	        {"%05%00%03%AB%02%01", "ab00"},
	        {"%06%08%04%AB%CD%02%01", "abcd"},
	        {"%0A%24%01%01%00%03%AB%02%02", "ab00"}, /* behind another element */
	        {"%05%00%03%AB", "ab00"},                /* cut short behind the reference */
	        {"%05%00%03", NULL},
	        {"%06%08%04%AB", NULL},
	        {"%05%00%04%AB%02%01%00", NULL}, /* a length that is not its own */
	        {"%05%00%FF%AB%02%01", NULL},
	        {"%03%24%01%01", NULL},
	        {"%00", NULL},
	        {"%05", NULL},
	        {"%05%00", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char query[128];
		struct message m;
		const char *why;
		snprintf(query, sizeof(query), WHO "&text=x&udh=%s", cases[i].udh);
		struct http_request r = {.query = str_from(query)};
		enum kannel_verdict got = kannel_read(&r, 7, &m, &why);
		ck_assert_msg(
		        got == (cases[i].name ? KANNEL_WALK : KANNEL_IGNORED_DATA), "case %zu", i);
		if (cases[i].name)
			ck_assert_text(m.fragment, cases[i].name);
		arena_release(&r.arena);
	}
}
END_TEST

/* No text is longer than 4096 bytes, and no character is cut in two. */
START_TEST(shortens)
{
	static const struct {
		const char *character;
		size_t times, want;
	} cases[] = {{"x", 4096, 4096}, {"x", 4097, 4096}, {"x", 9000, 4096}, {"养", 1365, 4095},
	        {"养", 1366, 4095}, {"é", 2048, 4096}, {"é", 2049, 4096}, {"😀", 1025, 4096}};
	static char body[16384];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m;
		const char *why;
		size_t n = strlen(cases[i].character);
		for (size_t j = 0; j < cases[i].times; j++)
			memcpy(body + j * n, cases[i].character, n);
		struct http_request r = {.query = STR(WHO),
		        .method = HTTP_POST,
		        .body = {body, n * cases[i].times},
		        .content_type = STR("text/plain")};
		ck_assert_int_eq(kannel_read(&r, 7, &m, &why), KANNEL_WALK);
		ck_assert_msg(m.text.n == cases[i].want, "case %zu: %zu", i, m.text.n);
		ck_assert_mem_eq(m.text.p, body, m.text.n);
		arena_release(&r.arena);
	}
}
END_TEST

START_TEST(replies)
{
	struct http_request r = {0};
	kannel_reply(&r, STR("养老"), CODING_UCS2);
	ck_assert_uint_eq(told.status, 200);
	ck_assert_str_eq(told.text, "养老");
	ck_assert_str_eq(told.type, "text/plain; charset=UTF-8");
	ck_assert_str_eq(told.name, "X-Kannel-Coding");
	ck_assert_str_eq(told.value, "2");
	kannel_reply(&r, STR("hi"), CODING_GSM7);
	ck_assert_str_eq(told.value, "0");
	kannel_reply_busy(&r, "later\n");
	ck_assert_uint_eq(told.status, 503);
	ck_assert_str_eq(told.text, "later\n");
}
END_TEST

TEST_MAIN("kannel_in", reads, names_fragments, shortens, replies)
