#include "check.h"

#include <errno.h>

#include "base/utf8.h"
#include "text/decode.h"

struct row {
	const char *what;
	int coding;
	const char *charset;
	struct str raw;
	const char *want; /* NULL: -EILSEQ */
};

#define RAW(bytes)                         \
	{                                  \
		(bytes), sizeof(bytes) - 1 \
	}

static const struct row rows[] = {
        {"plain", 0, "UTF-8", RAW("bus 12"), "bus 12"},
        {"extension table", 0, "UTF-8", RAW("€[]{}^~\\|@é"), "€[]{}^~\\|@é"},
        {"Chinese", 0, "UTF-8", RAW("公交 北京"), "公交 北京"},
        {"emoji", 0, "UTF-8", RAW("好😀"), "好😀"},
        {"url characters", 0, "", RAW("50% a&b + c#d=e?"), "50% a&b + c#d=e?"},
        {"line feed stays", 0, "", RAW("a\nb"), "a\nb"},
        {"CRLF, CR", 0, "", RAW("a\r\nb\rc\r\r\nd"), "a\nb\nc\n\nd"},
        {"CR at the end", 0, "", RAW("a\r"), "a\n"},
        {"LF CR are two", 0, "", RAW("a\n\rb"), "a\n\nb"},
        {"a control between CR and LF", 0, "", RAW("a\r\x01\nb"), "a\n\nb"},
        {"tab", 0, "", RAW("a\tb"), "a b"},
        {"NUL inside", 0, "", RAW("a\0b"), "ab"},
        {"controls", 0, "", RAW("\x01\x1B\x7F\x0C\x0B\x08x"), "x"},
        {"C1 controls", 0, "",
                RAW("a\xC2\x85\xC2\x9F"
                    "b"),
                "ab"},
        {"Latin-1 bytes of dcs 1", 0, "UTF-8", RAW("caf\xE9 x"), "caf x"},
        {"over-long slash", 0, "",
                RAW("a\xC0\xAF"
                    "b"),
                "ab"},
        {"over-long NUL", 0, "",
                RAW("a\xE0\x80\x80"
                    "b"),
                "ab"},
        {"surrogate in UTF-8", 0, "",
                RAW("a\xED\xA0\xBD\xED\xB8\x80"
                    "b"),
                "ab"},
        {"above U+10FFFF", 0, "",
                RAW("a\xF4\x90\x80\x80"
                    "b"),
                "ab"},
        {"cut character", 0, "", RAW("公\xE4\xBA"), "公"},
        {"cut, then good", 0, "",
                RAW("\xE4\xBA"
                    "a"),
                "a"},
        {"BOM", 0, "",
                RAW("\xEF\xBB\xBF"
                    "a"),
                "a"},
        {"noncharacters", 0, "", RAW("a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90\xF0\x9F\xBF\xBF"), "a"},
        {"U+FFFD itself", 0, "", RAW("\xEF\xBF\xBD"), "\xEF\xBF\xBD"},
        {"empty", 0, "", RAW(""), ""},
        {"blanks", 0, "", RAW("  "), "  "},
        {"charset is not asked", 0, "ISO-8859-1", RAW("公"), "公"},

        {"UTF-16BE", 2, "UTF-16BE", RAW("\x51\x6C\x4E\xA4\x00\x20\x53\x17"), "公交 北"},
        {"no charset", 2, "", RAW("\x51\x6C"), "公"},
        {"pair", 2, "", RAW("\xD8\x3D\xDE\x00"), "😀"},
        {"lone high", 2, "", RAW("\xD8\x3D\x51\x6C"), "公"},
        {"lone low", 2, "", RAW("\xDE\x00\x51\x6C"), "公"},
        {"low, high", 2, "", RAW("\xDE\x00\xD8\x3D"), ""},
        {"high, pair", 2, "", RAW("\xD8\x3D\xD8\x3D\xDE\x00"), "😀"},
        {"high at the end", 2, "", RAW("\x51\x6C\xD8\x3D"), "公"},
        {"half a low", 2, "", RAW("\xD8\x3D\xDE"), ""},
        {"odd length", 2, "", RAW("\x51\x6C\x4E"), "公"},
        {"one byte", 2, "", RAW("\x51"), ""},
        {"NUL, BOM, CRLF", 2, "", RAW("\xFE\xFF\0\0\0\x0D\0\x0A\0\x61"), "\na"},
        {"noncharacter, tab", 2, "", RAW("\xFF\xFE\xFD\xD0\0\x09"), " "},
        {"is UTF-8 by name", 2, "UTF-8", RAW("公"), "公"},
        {"the name in small", 2, "utf-8", RAW("公"), "公"},
        {"empty UCS-2", 2, "UTF-16BE", RAW(""), ""},

        {"GBK", 3, "", RAW("\xB9\xAB\xBD\xBB 12"), "公交 12"},
        {"GBK by name", 3, "gbk", RAW("\xB9\xAB"), "公"},
        {"GB18030, four bytes", 3, "", RAW("\x81\x30\x84\x36"), "\u00A5"},
        {"GB18030, plane 1", 3, "", RAW("\x94\x39\xFC\x36"), "😀"},
        {"ASCII is GBK too", 3, "", RAW("bus"), "bus"},
        {"cut GBK", 3, "", RAW("\xB9\xAB\xBD"), NULL},
        {"bad GBK", 3, "", RAW("\xB9\xAB\xFF\x20"), NULL},
        {"NUL in GBK", 3, "", RAW("\xB9\xAB\0x"), "公x"},
        {"UTF-8 under 3", 3, "UTF-8", RAW("公"), "公"},
        {"Latin-1 under 3", 3, "ISO-8859-1", RAW("a"), NULL},

        {"8-bit data", 1, "8-BIT", RAW("\x01\x02"), NULL},
        {"unknown coding", 4, "", RAW("a"), NULL},
        {"negative coding", -1, "", RAW("a"), NULL},
        {"empty 8-bit", 1, "8-BIT", RAW(""), ""},
};

START_TEST(decodes)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		struct str text = STR("untouched");
		int rc = decode_mo(&a, r->raw, r->coding, str_from(r->charset), &text);
		ck_assert_msg(rc == (r->want ? 0 : -EILSEQ), "%s: %d", r->what, rc);
		const char *want = r->want ? r->want : "untouched";
		ck_assert_msg(
		        str_eq(text, str_from(want)), "%s: got \"%.*s\"", r->what, STR_ARG(text));
	}
	arena_release(&a);
}
END_TEST

START_TEST(empty_slices)
{
	struct arena a = ARENA_INIT;
	struct str text;
	for (int coding = MO_GSM7; coding <= MO_UNKNOWN; coding++) {
		ck_assert_int_eq(decode_mo(&a, (struct str){0}, coding, (struct str){0}, &text), 0);
		ck_assert_uint_eq(text.n, 0);
	}
	arena_release(&a);
}
END_TEST

static bool
is_clean(struct str s)
{
	while (s.n > 0) {
		bool valid;
		uint32_t cp = utf8_next(&s, &valid);
		if (!valid || (cp < 0x20 && cp != '\n') || (cp >= 0x7F && cp <= 0x9F) ||
		        cp == 0xFEFF || (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF))
			return false;
	}
	return true;
}

/* Whatever comes in, only clean text goes out. */
START_TEST(any_bytes)
{
	struct arena a = ARENA_INIT;
	uint64_t seed = 1;
	for (int round = 0; round < 6000; round++) {
		char bytes[40];
		size_t n = (size_t)round % (sizeof(bytes) + 1);
		for (size_t i = 0; i < n; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			unsigned high = (unsigned)(seed >> 56);
			bytes[i] = (char)(round % 3 ? high : 0xD8 | (high & 7));
		}
		struct str text;
		struct str raw = arena_str(&a, (struct str){bytes, n}); /* ASan sees its end */
		int coding = round % 4;
		if (decode_mo(&a, raw, coding, STR(""), &text) == 0)
			ck_assert_msg(is_clean(text), "round %d", round);
		arena_reset(&a);
	}
	arena_release(&a);
}
END_TEST

TEST_MAIN("decode", decodes, empty_slices, any_bytes)
