#include "check.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/fold.h"

static const struct {
	const char *text, *key;
} rows[] = {
        {"", ""},
        {"养老地", "养老地"},
        /* 1: invisible */
        {"\uFEFF公\u200B交\u200D\uFE0F", "公交"},
        {"bu\u00ADs", "bus"},
        {"1\uFE0F\u20E3", "1"},
        {"\u202Abus\u202C \u2060x", "bus x"},
        {"e\u200B\u0301", "é"},
        /* 2: compatibility */
        {"ＢＵＳ　１２", "bus 12"},
        {"①", "1"},
        {"⑴", "1"},
        {"⒇ Ⅳ ⅻ Ⅹ", "20 4 12 10"},
        {"㈠㈩", "一十"},
        {"ﬁne", "fine"},
        {"℃", "°c"},
        {"²", "2"},
        {"ｶﾞ", "ガ"},
        {"公\u00A0交\u2003x", "公 交 x"},
        {"\uF900", "岂"}, /* a compatibility form of a traditional character */
        {"e\u0301", "é"},
        {"É", "é"},
        {"½", "1\u20442"},
        /* 3: case */
        {"BUS Bus bus", "bus bus bus"},
        {"Straße", "strasse"},
        {"ΑΣΣ", "ασσ"},
        {"Ǆ", "dž"},
        /* 4: punctuation */
        {"公交，北京。１２", "公交,北京.12"},
        {"《法》【家】「话」x", "<法>[家]\"话\"x"},
        {"a、b；c：d！e？f", "a,b;c:d!e?f"},
        {"（法）律", "法)律"},
        {"a‘b’c“d”e", "a'b'c\"d\"e"},
        {"a——b…c～d", "a--b...c~d"},
        {"深圳–北京", "深圳-北京"},
        {"\uFF61a\uFF62b", "a\"b"}, /* half-width full stop and corner bracket */
        /* 5: traditional to simplified */
        {"養老金在哪領", "养老金在哪领"},
        {"社會保險", "社会保险"},
        {"廣東 深圳", "广东 深圳"},
        {"臺灣 台湾", "台湾 台湾"},
        {"乾隆", "干隆"},
        /* 6: blanks */
        {"a  b\t\nc\u3000 d", "a b c d"},
        {"a\001b\302\205c\177d", "a b c d"},
        {" \n ", ""},
        /* 7: trimming */
        {"  公交! ", "公交"},
        {"(1)", "1"},
        {"1.", "1"},
        {"1、", "1"},
        {"“公交”。", "公交"},
        {"社保？", "社保"},
        {"?", "?"},
        {"？", "?"},
        {" ?! ?", "?"},
        {"。", ""},
        {"!!!", ""},
        {"*123#", "*123#"},
        {"#", "#"},
        {"3.5", "3.5"},
        {"-", "-"},
        {"…", ""},
        /* what is left alone */
        {"😀", "😀"},
        {"café", "café"},
        {"北京\U00020000", "北京\U00020000"},
        {"阿里·买买提", "阿里·买买提"},
        {"ئۇيغۇرچە", "ئۇيغۇرچە"},
};

START_TEST(keys)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str key = fold(&a, str_from(rows[i].text));
		ck_assert_msg(str_eq(key, str_from(rows[i].key)),
		        "\"%s\" gave \"%.*s\", not \"%s\"", rows[i].text, STR_ARG(key),
		        rows[i].key);
	}
	arena_release(&a);
}
END_TEST

/* Check's own assertions are slow in loops as long as these. */
static void
check_idempotent(struct arena *a, struct str text)
{
	struct str once = fold(a, text), twice = fold(a, once);
	if (!str_eq(once, twice) || !utf8_valid(once) || once.n > 18 * text.n + 1)
		ck_abort_msg("\"%.*s\": \"%.*s\", then \"%.*s\"", STR_ARG(text), STR_ARG(once),
		        STR_ARG(twice));
}

static bool
is_scalar(uint32_t cp)
{
	return cp < 0xD800 || cp > 0xDFFF;
}

static bool
is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0x20000 && cp <= 0x2F7FF);
}

/* Each character alone, before a mark that joins, and inside a word; Han joins nothing. */
START_TEST(every_character_folds_once)
{
	static const char *const around[][2] = {
	        {"", ""}, {"", "\u0338"}, {"", "\u0301"}, {"a", "a"}};
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT(64);
	for (uint32_t cp = 1; cp <= 0x2FA1F; cp++) {
		if (!is_scalar(cp))
			continue;
		for (size_t i = 0; i < (is_han(cp) ? 1 : ARRAY_LEN(around)); i++) {
			buf_clear(&b);
			buf_addz(&b, around[i][0]);
			buf_addcp(&b, cp);
			buf_addz(&b, around[i][1]);
			check_idempotent(&a, buf_str(&b));
		}
		arena_reset(&a);
	}
	buf_release(&b);
	arena_release(&a);
}
END_TEST

/* An emoji sends the whole text the slow way: the rest of the key must not change. */
START_TEST(both_ways_agree)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT(64);
	for (uint32_t cp = 1; cp <= 0xFFFF; cp++) {
		if (!is_scalar(cp))
			continue;
		buf_clear(&b);
		buf_addz(&b, "x");
		buf_addcp(&b, cp);
		buf_addz(&b, "y");
		struct str quick = fold(&a, buf_str(&b));
		buf_addz(&b, "😀");
		struct str slow = fold(&a, buf_str(&b));
		if (slow.n != quick.n + 4 || !str_starts(slow, quick))
			ck_abort_msg(
			        "U+%04X: \"%.*s\", \"%.*s\"", cp, STR_ARG(quick), STR_ARG(slow));
		arena_reset(&a);
	}
	buf_release(&b);
	arena_release(&a);
}
END_TEST

START_TEST(bad_bytes_become_a_character)
{
	static const char *const bad[] = {"\xFF", "\xC0\xAF", "\xE0\x81\x81", "\xE0\x80\xC1",
	        "\xE4\xBA", "\xED\xA0\x80", "\xF4\x90\x80\x80"};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct str key = fold(&a, arena_str(&a, str_from(bad[i])));
		ck_assert(str_starts(key, STR("\uFFFD")));
		ck_assert(utf8_valid(key));
	}
	arena_release(&a);
}
END_TEST

START_TEST(an_empty_slice)
{
	struct arena a = ARENA_INIT;
	ck_assert_uint_eq(fold(&a, (struct str){0}).n, 0);
	arena_release(&a);
}
END_TEST

/* What stands before the first character that may be of a word. */
START_TEST(signs_in_front)
{
	static const struct {
		const char *key;
		size_t used;
	} cases[] = {{"", 0}, {"社保", 0}, {"a", 0}, {"0", 0}, {"😀社保", 4}, {"#社保#", 1},
	        {"[社保]", 1}, {"<a>", 1}, {"( °□°)1", 10}, {"...", 3}, {"→长沙", 0}, {"é", 0},
	        {"〇", 0}, {"々", 0}, {"-> x", 3}, {"👍🏽", 8}, {"\xF0\x9F", 2}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_msg(fold_signs(str_from(cases[i].key)) == cases[i].used, "%s: %zu",
		        cases[i].key, fold_signs(str_from(cases[i].key)));
}
END_TEST

TEST_MAIN("fold", signs_in_front, keys, every_character_folds_once, both_ways_agree,
        bad_bytes_become_a_character, an_empty_slice)
