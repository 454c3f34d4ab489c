#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "outside/fake_smsc.h"

#define PHONE "+8613800138000"
#define HEAD "10660 " PHONE " "

START_TEST(a_text_becomes_a_line)
{
	static const struct {
		const char *text, *line;
	} cases[] = {
	        {"M", PHONE " 10660 text M\n"},
	        {"", PHONE " 10660 text \n"},
	        {"50% a&b + c#d", PHONE " 10660 text 50% a&b + c#d\n"},
	        {"€[é]", PHONE " 10660 text €[é]\n"},
	        {"社保", PHONE " 10660 ucs2 %79%3E%4F%DD\n"},
	        {"a\nb", PHONE " 10660 ucs2 %00%61%00%0A%00%62\n"},
	        {"a\rb", PHONE " 10660 ucs2 %00%61%00%0D%00%62\n"},
	        {"😀", PHONE " 10660 ucs2 %D8%3D%DE%00\n"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf line = BUF_INIT(FAKE_LINE_MAX);
		ck_assert_int_eq(
		        fake_mo_line(STR(PHONE), STR("10660"), str_from(cases[i].text), &line), 0);
		ck_assert_text(buf_str(&line), cases[i].line);
		buf_release(&line);
	}
}
END_TEST

START_TEST(an_address_that_would_forge_a_line_is_refused)
{
	static const char *const bad[] = {
	        "", "a b", "1\n2", "1\r2", "\x7f", "0123456789012345678901234567890123456789"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct buf line = BUF_INIT(FAKE_LINE_MAX);
		ck_assert_int_eq(
		        fake_mo_line(str_from(bad[i]), STR("10660"), STR("M"), &line), -EINVAL);
		ck_assert_int_eq(
		        fake_mo_line(STR(PHONE), str_from(bad[i]), STR("M"), &line), -EINVAL);
		buf_release(&line);
	}
	struct buf narrow = BUF_INIT(20);
	ck_assert_int_eq(fake_mo_line(STR(PHONE), STR("10660"), STR("M"), &narrow), -EMSGSIZE);
	buf_release(&narrow);
}
END_TEST

struct expected {
	const char *text;
	enum coding coding;
	unsigned parts;
	bool binary;
};

/* Feeds `wire` in pieces of `step` bytes, then silence, and holds what comes to `want`. */
static void
expect(const char *wire, size_t step, const struct expected *want, size_t count)
{
	struct fake_inbox *in = fake_inbox_new();
	struct fake_message m;
	size_t got = 0, n = strlen(wire);
	for (size_t at = 0; at <= n; at += step) {
		size_t piece = n - at < step ? n - at : step;
		fake_inbox_feed(in, (struct str){wire + at, piece});
		while (fake_inbox_next(in, at + step > n, &m)) {
			ck_assert_msg(got < count, "one message more than %zu: \"%.*s\"", count,
			        STR_ARG(m.text));
			ck_assert_text(m.from, "10660");
			ck_assert_text(m.to, PHONE);
			ck_assert_text(m.text, want[got].text);
			ck_assert_int_eq(m.coding, want[got].coding);
			ck_assert_uint_eq(m.parts, want[got].parts);
			ck_assert_int_eq(m.binary, want[got].binary);
			got++;
		}
	}
	ck_assert_uint_eq(got, count);
	fake_inbox_free(in);
}

static void
expect_however_cut(const char *wire, const struct expected *want, size_t count)
{
	static const size_t steps[] = {1, 2, 7, 64, 100000};
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		expect(wire, steps[i], want, count);
}

START_TEST(messages_come_whole_however_they_are_cut)
{
	const struct expected want[] = {
	        {"Hello [world] é €", CODING_GSM7, 1, false},
	        {"公交12路", CODING_UCS2, 1, false},
	        {"", CODING_GSM7, 1, true},
	        {"last", CODING_GSM7, 1, false},
	};
	expect_however_cut(HEAD "text Hello [world] é €\n" HEAD "ucs-2 QlN%A4%001%002%8D%EF\n" HEAD
	                        "data %01%02\n" HEAD "text last\n",
	        want, ARRAY_LEN(want));
}
END_TEST

START_TEST(a_text_goes_on_over_lines)
{
	const struct expected want[] = {
	        {"one\ntwo 3 4\n\nend", CODING_GSM7, 1, false},
	        {"next\n", CODING_GSM7, 1, false},
	};
	expect_however_cut(
	        HEAD "text one\ntwo 3 4\n\nend\n" HEAD "text next\n\n", want, ARRAY_LEN(want));
}
END_TEST

START_TEST(a_text_that_may_go_on_waits_for_quiet)
{
	struct fake_inbox *in = fake_inbox_new();
	struct fake_message m;
	fake_inbox_feed(in, STR(HEAD "text one\n"));
	ck_assert(!fake_inbox_next(in, false, &m));
	fake_inbox_feed(in, STR("tw"));
	ck_assert(!fake_inbox_next(in, true, &m)); /* in the middle of a line it never is whole */
	fake_inbox_feed(in, STR("o\n"));
	ck_assert(fake_inbox_next(in, true, &m));
	ck_assert_text(m.text, "one\ntwo");
	fake_inbox_free(in);
}
END_TEST

START_TEST(parts_are_joined_in_any_order)
{
	const struct expected want[] = {
	        {"[é€]", CODING_GSM7, 2, false},
	        {"家😀", CODING_UCS2, 2, false}, /* the pair is cut in two */
	        {"wide ref", CODING_GSM7, 2, false},
	};
	expect_however_cut(HEAD "udh %05%00%03%01%02%02 data %E2%82%AC%5D\n" /* of ref 1 */
	        HEAD "udh %05%00%03%02%02%01 data %5B%B6%D8%3D\n"            /* of ref 2 */
	        HEAD "udh %05%00%03%01%02%02 data again\n"                   /* twice */
	        HEAD "udh %05%00%03%01%02%01 data %5B%C3%A9\n"               /* ref 1 is whole */
	        HEAD "udh %05%00%03%02%02%02 data %DE%00\n"                  /* ref 2 is whole */
	        HEAD "udh %06%08%04%01%02%02%01 data wide\n"                 /* 16-bit reference */
	        HEAD "udh %06%08%04%01%02%02%02 data +ref\n",
	        want, ARRAY_LEN(want));
}
END_TEST

START_TEST(what_makes_no_sense_is_passed_over)
{
	const struct expected want[] = {{"ok", CODING_GSM7, 1, false}};
	expect_however_cut("garbage\n\n"
	                   "10660 " PHONE " what is this\n"
	                   "10660 " PHONE " udh %05%00%03%01%02%03 data part 3 of 2\n"
	                   "10660 " PHONE " udh %05%00%03%01%FF%01 data part 1 of 255\n"
	                   "10660 " PHONE " udh %05%00%03%01%00%00 data part 0 of 0\n"
	                   "10660 " PHONE " udh %05%00%7F%01 data lies about its length\n"
	                   "10660 " PHONE " udh\n" HEAD "text ok\n",
	        want, 1);
}
END_TEST

START_TEST(pending_parts_are_bounded)
{
	struct fake_inbox *in = fake_inbox_new();
	struct fake_message m;
	char line[128];
	for (int ref = 0; ref < 200; ref++) {
		int n = snprintf(
		        line, sizeof(line), HEAD "udh %%05%%00%%03%%%02X%%02%%01 data x\n", ref);
		fake_inbox_feed(in, (struct str){line, (size_t)n});
		ck_assert(!fake_inbox_next(in, true, &m));
	}
	fake_inbox_feed(in, STR(HEAD "udh %05%00%03%C7%02%02 data y\n")); /* the newest is kept */
	ck_assert(fake_inbox_next(in, true, &m));
	ck_assert_text(m.text, "xy");
	fake_inbox_free(in);
}
END_TEST

START_TEST(an_endless_line_is_dropped)
{
	struct fake_inbox *in = fake_inbox_new();
	struct fake_message m;
	char block[1024];
	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 100; i++) {
		fake_inbox_feed(in, (struct str){block, sizeof(block)});
		ck_assert(!fake_inbox_next(in, true, &m));
	}
	fake_inbox_feed(in, STR("\n" HEAD "text ok\n"));
	ck_assert(fake_inbox_next(in, true, &m));
	ck_assert_text(m.text, "ok");
	fake_inbox_free(in);
}
END_TEST

TEST_MAIN("fake_smsc", a_text_becomes_a_line, an_address_that_would_forge_a_line_is_refused,
        messages_come_whole_however_they_are_cut, a_text_goes_on_over_lines,
        a_text_that_may_go_on_waits_for_quiet, parts_are_joined_in_any_order,
        what_makes_no_sense_is_passed_over, pending_parts_are_bounded, an_endless_line_is_dropped)
