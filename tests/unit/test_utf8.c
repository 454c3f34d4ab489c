#include "check.h"

#include "base/utf8.h"

static const struct {
	uint32_t cp;
	struct str bytes;
} pairs[] = {
        {0, {"\0", 1}},
        {'a', {"a", 1}},
        {0x7F, {"\x7F", 1}},
        {0x80, {"\xC2\x80", 2}},
        {0x7FF, {"\xDF\xBF", 2}},
        {0x800, {"\xE0\xA0\x80", 3}},
        {0xD7FF, {"\xED\x9F\xBF", 3}},
        {0xE000, {"\xEE\x80\x80", 3}},
        {0xFFFD, {"\xEF\xBF\xBD", 3}},
        {0xFFFF, {"\xEF\xBF\xBF", 3}},
        {0x10000, {"\xF0\x90\x80\x80", 4}},
        {0x10FFFF, {"\xF4\x8F\xBF\xBF", 4}},
};

START_TEST(reads_and_writes)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char out[UTF8_MAX_BYTES];
		struct str s = pairs[i].bytes, written = {out, utf8_put(pairs[i].cp, out)};
		ck_assert(str_eq(written, s));
		bool valid = false;
		ck_assert_uint_eq(utf8_next(&s, &valid), pairs[i].cp);
		ck_assert(valid);
		ck_assert_uint_eq(s.n, 0);
	}
}
END_TEST

START_TEST(every_scalar_round_trips)
{
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		char out[UTF8_MAX_BYTES];
		struct str s = {out, utf8_put(cp, out)};
		if (utf8_next(&s, NULL) != cp || s.n != 0)
			ck_abort_msg("U+%04X", cp);
	}
}
END_TEST

/* Each begins with a byte that is refused alone. */
static const char *const bad[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC2",
        "\xC2\x41",
        "\xE0\x9F\xBF",
        "\xE4\xBA",
        "\xE4\xBA\x41",
        "\xE4\x41\x80",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xF0\x90\x80",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xF8\x88\x80\x80\x80",
        "\xFE",
        "\xFF",
};

START_TEST(refuses)
{
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct str s = str_from(bad[i]), before = s;
		bool valid = true;
		ck_assert(!utf8_valid(s));
		ck_assert_uint_eq(utf8_next(&s, &valid), UTF8_BAD);
		ck_assert_msg(!valid, "row %zu", i);
		ck_assert_uint_eq(s.n, before.n - 1);
	}
}
END_TEST

START_TEST(valid_texts)
{
	ck_assert(utf8_valid(STR("")));
	ck_assert(utf8_valid((struct str){0}));
	ck_assert(utf8_valid(STR("公交 bus é 😀")));
	ck_assert(utf8_valid(STR("\xEF\xBF\xBD"))); /* U+FFFD itself is a character */
	ck_assert(!utf8_valid(STR("公\xFF")));
	ck_assert(!utf8_valid((struct str){"公", 2}));
}
END_TEST

START_TEST(units)
{
	ck_assert_uint_eq(utf16_units('a'), 1);
	ck_assert_uint_eq(utf16_units(0xFFFF), 1);
	ck_assert_uint_eq(utf16_units(0x10000), 2);
}
END_TEST

TEST_MAIN("utf8", reads_and_writes, every_scalar_round_trips, refuses, valid_texts, units)
