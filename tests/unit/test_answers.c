/* Which of a page's questions a text answers: above all the two ends of a journey. */
#include <string.h>

#include "load_content.h"
#include "talk/answers.h"
#include "text/fold.h"

enum { TODAY = 20261123 };

struct saying {
	const char *known, *said; /* known: packed */
	const char *told;         /* packed, and what is left of the text */
};

static void
say_all(const struct content *content, const struct page *page, const struct saying *s,
        size_t count)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < count; i++) {
		struct answers all = {.content = content,
		        .page = page,
		        .context = {.today = TODAY},
		        .asked = ANSWERS_MAX};
		struct str text = fold(&a, str_from(s[i].said));
		answers_unpack(&all, str_from(s[i].known));
		answers_take(&all, &a, &text);
		const char *told = arena_printf(
		        &a, "%.*s%.*s", STR_ARG(answers_pack(&all, &a)), STR_ARG(text));
		ck_assert_msg(strcmp(told, s[i].told) == 0, "%s: \"%s\"", s[i].said, told);
	}
	arena_release(&a);
}

#define SZ "from\t440300\n"
#define CS "to\t430100\n"
#define SZ_CS SZ CS

START_TEST(two_ends)
{
	static const struct saying sayings[] = {{"", "从深圳去长沙", SZ_CS},
	        {"", "深圳到长沙", SZ_CS}, {"", "深圳至长沙", SZ_CS}, {"", "深圳往长沙", SZ_CS},
	        {"", "深圳回长沙", SZ_CS}, {"", "深圳→长沙", SZ_CS}, {"", "深圳->长沙", SZ_CS},
	        {"", "深圳-长沙", SZ_CS}, {"", "深圳——长沙", SZ_CS}, {"", "深圳 长沙", SZ_CS},
	        {"", "深圳，长沙", SZ_CS}, {"", "深圳长沙", SZ_CS}, {"", "深圳 到 长沙", SZ_CS},
	        {"", "shenzhen changsha", SZ_CS}, {"", "Shenzhen to Changsha", SZ_CS},
	        {"", "from Shenzhen to Changsha", SZ_CS}, {"", "to changsha from shenzhen", SZ_CS},
	        {"", "shenzhen dao changsha", SZ_CS}, {"", "到长沙从深圳", SZ_CS},
	        {"", "长沙从深圳", SZ_CS}, {"", "廣東深圳到湖南長沙", SZ_CS},
	        {"", "深圳市到长沙市", SZ_CS}, {"", "深圳", SZ}, {"", "从深圳", SZ},
	        {"", "深圳到", SZ}, {"", "去长沙", CS}, {SZ, "长沙", SZ_CS}, {SZ, "去长沙", SZ_CS},
	        {CS, "深圳", SZ_CS}, {SZ, "北京到长沙", "from\t110000\n" CS},
	        {SZ, "北京 长沙", SZ "to\t110000\n长沙"}, {SZ_CS, "从北京", "from\t110000\n" CS},
	        {SZ_CS, "去北京", SZ "to\t110000\n"}, {"", "深圳到长沙的火车", SZ_CS "的火车"},
	        {"", "深圳到坪山区", SZ "到坪山区"},
	        {"", "sz→fz", "from\t440300\t320500\t140600\t341300\t421300\nto\t350100\t361000\n"},
	        {"from\t320500\t440300\n" CS, "深圳", SZ_CS}, {"", "什么", "什么"}};
	struct content *c = load_content("content");
	const struct slot slots[] = {
	        {.name = {"from", 4}, .type = SLOT_CITY, .places = c, .role = ROLE_FROM},
	        {.name = {"to", 2}, .type = SLOT_CITY, .places = c, .role = ROLE_TO}};
	struct page page = {.slots = slots, .slot_count = ARRAY_LEN(slots)};
	say_all(c, &page, sayings, ARRAY_LEN(sayings));
	content_free(c);
}
END_TEST

/* The page may ask where to first, and when in between. */
START_TEST(any_order)
{
#define DAY "day\t2026-11-24\n"
	static const struct saying sayings[] = {{"", "深圳到长沙", CS SZ}, {"", "深圳 长沙", CS SZ},
	        {"", "长沙", CS}, {"", "从深圳", SZ}, {"", "明天深圳到长沙", CS DAY SZ},
	        {"", "深圳明天到长沙", CS DAY SZ}, {"", "从深圳明天长沙", CS DAY SZ},
	        {CS, "深圳", CS SZ}, {CS, "深圳到长沙", CS SZ}};
	struct content *c = load_content("content");
	const struct slot slots[] = {
	        {.name = {"to", 2}, .type = SLOT_CITY, .places = c, .role = ROLE_TO},
	        {.name = {"day", 3}, .type = SLOT_DATE, .max = 60},
	        {.name = {"from", 4}, .type = SLOT_CITY, .places = c, .role = ROLE_FROM}};
	struct page page = {.slots = slots, .slot_count = ARRAY_LEN(slots)};
	say_all(c, &page, sayings, ARRAY_LEN(sayings));
	content_free(c);
}
END_TEST

/* A journal's row of an older content: what is not asked any more goes. */
START_TEST(keeps_what_is_asked)
{
	static const struct saying sayings[] = {{"gone\t1\nyear\t2030\n", "", "year\t2030\n"},
	        {"year\t2030\t2031\n", "", "year\t2030\t2031\n"}, {"year", "2031", "year\t2031\n"},
	        /* a guess stays one, until it is said */
	        {"year\t\t2030\n", "", "year\t\t2030\n"},
	        {"year\t\t2030\n", "2031", "year\t2031\n"},
	        {"year\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n", "", "year\t1\t2\t3\t4\t5\t6\t7\t8\t9\n"}};
	struct content *c = load_content("content");
	const struct slot slot = {
	        .name = {"year", 4}, .type = SLOT_NUMBER, .min = 2000, .max = 2100};
	struct page page = {.slots = &slot, .slot_count = 1};
	say_all(c, &page, sayings, ARRAY_LEN(sayings));
	content_free(c);
}
END_TEST

TEST_MAIN("answers", two_ends, any_order, keeps_what_is_asked)
