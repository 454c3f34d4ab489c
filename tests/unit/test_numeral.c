#include "check.h"

#include <errno.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/fold.h"
#include "text/numeral.h"

enum { NO = -1 }; /* no number */

static const struct {
	const char *text;
	int64_t value;
} wholes[] = {
        {"1", 1},
        {"０", 0},
        {"007", 7},
        {"132", 132},
        {"999999999999999999", 999999999999999999},
        {"①", 1},
        {"⑿", 12},
        {"1.", 1},
        {"1、", 1},
        {"1）", 1},
        {"(1)", 1},
        {"㈠", 1},
        /* Han, one by one */
        {"一", 1},
        {"零", 0},
        {"〇", 0},
        {"两", 2},
        {"一三二", 132},
        {"二〇二六", 2026},
        {"幺三八", 138},
        /* with units */
        {"十", 10},
        {"十二", 12},
        {"二十", 20},
        {"二十五", 25},
        {"九十九", 99},
        {"一百", 100},
        {"一百二十", 120},
        {"一百零五", 105},
        {"一百一十二", 112},
        {"一百十二", 112},
        {"一千零五", 1005},
        {"一千零五十", 1050},
        {"一千五百", 1500},
        {"两千", 2000},
        {"两万三千", 23000},
        {"十万", 100000},
        {"一百二十万零三", 1200003},
        {"三万零五百", 30500},
        {"一亿", 100000000},
        {"一亿零二万", 100020000},
        {"三亿五千万", 350000000},
        {"九千九百九十九亿九千九百九十九万九千九百九十九", NO}, /* longer than 18 */
        {"九千九百九十九亿", 999900000000},
        /* cut short */
        {"一百二", 120},
        {"一千五", 1500},
        {"三万五", 35000},
        {"一亿二", 120000000},
        /* tens in one sign */
        {"廿", 20},
        {"廿三", 23},
        {"卅一", 31},
        {"一百廿三", 123},
        /* as banks write, and in traditional characters */
        {"壹佰贰拾叁", 123},
        {"壹仟零伍", 1005},
        {"貳拾", 20},
        {"兩萬", 20000},
        {"陸仟柒佰捌拾玖", 6789},
        /* what people put around a choice */
        {"第一", 1},
        {"第3个", 3},
        {"第 3 个", 3},
        {"选1", 1},
        {"选择第二项", 2},
        {"回复1", 1},
        {"回复：2。", 2},
        {"回3", 3},
        {"按 4", 4},
        {"2号", 2},
        {"選擇二", 2},
        /* no number */
        {"", NO},
        {"公交", NO},
        {"第", NO},
        {"个", NO},
        {"1a", NO},
        {"1 2", NO},
        {"1.5", NO},
        {"-1", NO},
        {"+1", NO},
        {"二三十", NO},
        {"十十", NO},
        {"百", NO},
        {"十百", NO},
        {"一百二千", NO},
        {"一百零", NO},
        {"一千零零五", NO},
        {"零十", NO},
        {"万", NO},
        {"一万亿", NO},
        {"二廿", NO},
        {"廿十", NO},
        {"十廿", NO},
        {"一万二亿", NO},
        {"3万", NO},
        {"一2", NO},
        {"一起", NO},
        {"三个月", NO},
};

START_TEST(whole_texts)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(wholes); i++) {
		int64_t value = NO;
		int result = numeral_parse(fold(&a, str_from(wholes[i].text)), INT64_MAX, &value);
		ck_assert_msg(
		        value == wholes[i].value, "%s: %lld", wholes[i].text, (long long)value);
		ck_assert_msg(
		        result == (value == NO ? -EINVAL : 0), "%s: %d", wholes[i].text, result);
	}
	arena_release(&a);
}
END_TEST

START_TEST(limits)
{
	static const struct {
		const char *text;
		int64_t max;
		int result;
	} t[] = {
	        {"9", 9, 0},
	        {"10", 9, -ERANGE},
	        {"十", 9, -ERANGE},
	        {"0", 0, 0},
	        {"9999999999999999999", INT64_MAX, -ERANGE},
	        {"99999999999999999999999999999999999999999999999", 9, -ERANGE},
	        {"一一一一一一一一一一一一一一一一一一一", INT64_MAX, -ERANGE},
	        {"99999999999999999999x", 9, -EINVAL},
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		int64_t value = 4711;
		int result = numeral_parse(str_from(t[i].text), t[i].max, &value);
		ck_assert_msg(result == t[i].result, "%s: %d", t[i].text, result);
		ck_assert(result == 0 || value == 4711);
	}
}
END_TEST

START_TEST(prefixes)
{
	static const struct {
		const char *text;
		size_t bytes;
		int64_t value;
	} t[] = {
	        {"132", 3, 132},
	        {"132个月", 3, 132},
	        {"1 2", 1, 1},
	        {"1.5", 1, 1},
	        {"12路", 2, 12},
	        {"一百二十个月", 12, 120},
	        {"十二路", 6, 12},
	        {"两个", 3, 2},
	        {"2一", 1, 2},
	        {"一2", 3, 1},
	        {"", 0, 4711},
	        {"路12", 0, 4711},
	        {"第一", 0, 4711},
	        {"二三十个", 0, 4711},
	        {"9999999999999999999", 0, 4711},
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		int64_t value = 4711;
		size_t bytes = numeral_prefix(str_from(t[i].text), &value);
		ck_assert_msg(bytes == t[i].bytes && value == t[i].value, "%s: %zu, %lld",
		        t[i].text, bytes, (long long)value);
	}
	int64_t value;
	ck_assert_uint_eq(numeral_prefix((struct str){0}, &value), 0);
}
END_TEST

/* n < 10000 as a teacher writes it. */
static void
say(struct buf *b, unsigned n)
{
	static const char *const digits[] = {
	        "零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	static const struct {
		unsigned value;
		const char *name;
	} units[] = {{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}};
	bool gap = false;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		unsigned digit = n / units[i].value % 10;
		if (digit == 0) {
			gap = b->n > 0;
			continue;
		}
		buf_addz(b, gap ? "零" : "");
		buf_addz(b, digits[digit]);
		buf_addz(b, units[i].name);
		gap = false;
	}
}

START_TEST(all_up_to_9999)
{
	struct buf b = BUF_INIT(100);
	for (unsigned n = 1; n < 10000; n++) {
		buf_clear(&b);
		say(&b, n);
		int64_t value = NO;
		if (numeral_parse(buf_str(&b), 9999, &value) != 0 || value != n)
			ck_abort_msg("%s: %lld", b.p, (long long)value);
	}
	buf_release(&b);
}
END_TEST

START_TEST(long_nonsense)
{
	struct buf b = BUF_INIT(100000);
	for (int i = 0; i < 5000; i++)
		buf_addz(&b, "选");
	int64_t value;
	ck_assert_int_eq(numeral_parse(buf_str(&b), 9, &value), -EINVAL);
	buf_release(&b);
}
END_TEST

TEST_MAIN("numeral", whole_texts, limits, prefixes, all_up_to_9999, long_nonsense)
