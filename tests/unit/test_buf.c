#include "check.h"

#include <string.h>

#include "base/buf.h"

START_TEST(adds)
{
	struct buf b = BUF_INIT(100);
	ck_assert_text(buf_str(&b), "");
	buf_add(&b, STR("ab"));
	buf_addz(&b, "c");
	buf_addz(&b, NULL);
	buf_addc(&b, 'd');
	buf_addf(&b, "-%d-%s", 7, "x");
	buf_addcp(&b, 0x4E2D);
	ck_assert_text(buf_str(&b), "abcd-7-x中");
	ck_assert_uint_eq(b.p[b.n], '\0');
	buf_cut(&b, 4);
	ck_assert_str_eq(b.p, "abcd");
	buf_clear(&b);
	ck_assert_text(buf_str(&b), "");
	buf_release(&b);
	ck_assert_ptr_null(b.p);
	ck_assert_uint_eq(b.max, 100);
}
END_TEST

/* All of a piece or nothing, and nothing behind the first miss. */
START_TEST(keeps_its_maximum)
{
	struct buf b = BUF_INIT(4);
	buf_addz(&b, "abc");
	buf_addcp(&b, 0x4E2D);
	ck_assert(b.full);
	buf_addc(&b, 'd');
	ck_assert_text(buf_str(&b), "abc");
	buf_clear(&b);
	ck_assert(!b.full);
	buf_addz(&b, "abcd");
	ck_assert(!b.full);
	ck_assert_text(buf_str(&b), "abcd");
	buf_addf(&b, "%d", 1);
	ck_assert(b.full);
	ck_assert_text(buf_str(&b), "abcd");
	buf_release(&b);
}
END_TEST

START_TEST(a_maximum_of_nothing)
{
	struct buf b = BUF_INIT(0);
	buf_addz(&b, "");
	ck_assert(!b.full);
	buf_addc(&b, 'x');
	ck_assert(b.full);
	ck_assert_uint_eq(b.n, 0);
	buf_release(&b);
}
END_TEST

START_TEST(grows)
{
	struct buf b = BUF_INIT(100000);
	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "%04d", i);
	ck_assert(!b.full);
	ck_assert_uint_eq(b.n, 40000);
	ck_assert_int_eq(memcmp(b.p + 4 * 9876, "9876", 4), 0);
	ck_assert_uint_eq(strlen(b.p), b.n);
	buf_release(&b);
}
END_TEST

START_TEST(json)
{
	static const struct {
		struct str text;
		const char *want;
	} t[] = {
	        {{"", 0}, "\"\""},
	        {{"a\"b\\c", 5}, "\"a\\\"b\\\\c\""},
	        {{"a\nb\tc\0", 6}, "\"a\\nb\\u0009c\\u0000\""},
	        {{"\x7F", 1}, "\"\\u007f\""},
	        {{"公😀", 7}, "\"公😀\""},
	        {{"\xFFx", 2}, "\"\uFFFDx\""},
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct buf b = BUF_INIT(100);
		buf_add_json(&b, t[i].text);
		ck_assert_text(buf_str(&b), t[i].want);
		buf_release(&b);
	}
}
END_TEST

TEST_MAIN("buf", adds, keeps_its_maximum, a_maximum_of_nothing, grows, json)
