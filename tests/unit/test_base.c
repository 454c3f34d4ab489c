#include "check.h"

#include <errno.h>
#include <string.h>

START_TEST(slices)
{
	ck_assert_uint_eq(str_from(NULL).n, 0);
	ck_assert_uint_eq(str_from("abc").n, 3);
	ck_assert_uint_eq(STR("a\0b").n, 3);
	ck_assert_text(str_skip(STR("abc"), 1), "bc");
	ck_assert_uint_eq(str_skip(STR("abc"), 3).n, 0);
	ck_assert_uint_eq(str_skip((struct str){0}, 0).n, 0);
}
END_TEST

START_TEST(compares)
{
	static const struct {
		struct str a, b;
		bool equal, starts;
	} t[] = {
	        {{"", 0}, {NULL, 0}, true, true},
	        {{"a", 1}, {"a", 1}, true, true},
	        {{"a", 1}, {"A", 1}, false, false},
	        {{"ab", 2}, {"a", 1}, false, true},
	        {{"a", 1}, {"ab", 2}, false, false},
	        {{"ab", 2}, {"", 0}, false, true},
	        {{"a\0b", 3}, {"a\0c", 3}, false, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		ck_assert_msg(str_eq(t[i].a, t[i].b) == t[i].equal, "row %zu", i);
		ck_assert_msg(str_starts(t[i].a, t[i].b) == t[i].starts, "row %zu", i);
	}
}
END_TEST

START_TEST(trims)
{
	static const char *const t[][2] = {{"", ""}, {" \t\r\n\v\f ", ""}, {"a", "a"},
	        {" a b\n", "a b"}, {"\u3000公", "\u3000公"}};
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		ck_assert_text(str_trim(str_from(t[i][0])), t[i][1]);
	ck_assert_uint_eq(str_trim((struct str){0}).n, 0);
}
END_TEST

START_TEST(numbers)
{
	static const struct {
		const char *text;
		int64_t min, max;
		int result;
		int64_t value;
	} t[] = {
	        {"0", 0, 9, 0, 0},
	        {"-0", 0, 9, 0, 0},
	        {"007", 0, 9, 0, 7},
	        {"9", 0, 9, 0, 9},
	        {"10", 0, 9, -ERANGE, 0},
	        {"-1", 0, 9, -ERANGE, 0},
	        {"-1", -1, 9, 0, -1},
	        {"9223372036854775807", INT64_MIN, INT64_MAX, 0, INT64_MAX},
	        {"9223372036854775808", INT64_MIN, INT64_MAX, -ERANGE, 0},
	        {"-9223372036854775808", INT64_MIN, INT64_MAX, 0, INT64_MIN},
	        {"-9223372036854775809", INT64_MIN, INT64_MAX, -ERANGE, 0},
	        {"99999999999999999999999999", 0, INT64_MAX, -ERANGE, 0},
	        {"99999999999999999999999x", 0, INT64_MAX, -EINVAL, 0},
	        {"", 0, 9, -EINVAL, 0},
	        {"-", -9, 9, -EINVAL, 0},
	        {"--1", -9, 9, -EINVAL, 0},
	        {"+1", 0, 9, -EINVAL, 0},
	        {" 1", 0, 9, -EINVAL, 0},
	        {"1 ", 0, 9, -EINVAL, 0},
	        {"1.5", 0, 9, -EINVAL, 0},
	        {"0x1", 0, 9, -EINVAL, 0},
	        {"１", 0, 9, -EINVAL, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		int64_t value = 4711;
		int result = parse_int(str_from(t[i].text), t[i].min, t[i].max, &value);
		ck_assert_msg(result == t[i].result, "\"%s\": %d", t[i].text, result);
		ck_assert_int_eq(value, result == 0 ? t[i].value : 4711);
	}
}
END_TEST

START_TEST(allocates)
{
	unsigned char *zeroed = xcalloc(3, 5);
	for (int i = 0; i < 15; i++)
		ck_assert_uint_eq(zeroed[i], 0);
	zeroed = xrealloc(zeroed, 100);
	free(zeroed);
	void *nothing = xmalloc(0);
	ck_assert_ptr_nonnull(nothing);
	free(nothing);
	char *copy = xstrdup("abc");
	ck_assert_str_eq(copy, "abc");
	free(copy);
}
END_TEST

TEST_MAIN("base", slices, compares, trims, numbers, allocates)
