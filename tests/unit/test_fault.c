#include "content/fault.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

/* What faults_print writes; the caller frees it. */
static char *
printed(const struct faults *f, enum fault_lang lang)
{
	char *text = NULL;
	size_t n = 0;
	FILE *memory = open_memstream(&text, &n);
	faults_print(f, lang, memory);
	fclose(memory);
	return text;
}

static void
expect(const struct faults *f, enum fault_lang lang, const char *want)
{
	char *got = printed(f, lang);
	ck_assert_str_eq(got, want);
	free(got);
}

START_TEST(prints_one_line_each)
{
	struct faults f = FAULTS_INIT;
	fault_add(&f, FAULT_ERROR, (struct place){"a.yaml", 3, 7}, "坏%d", "bad %d", 5);
	fault_add(&f, FAULT_WARNING, (struct place){"b.yaml", 0, 0}, "旧", "old");
	expect(&f, FAULT_ZH, "a.yaml:3:7: error: 坏5\nb.yaml: warning: 旧\n");
	expect(&f, FAULT_EN, "a.yaml:3:7: error: bad 5\nb.yaml: warning: old\n");
	ck_assert_uint_eq(f.errors, 1);
	faults_release(&f);
	ck_assert_uint_eq(f.count, 0);
}
END_TEST

START_TEST(sorts_and_says_each_once)
{
	static const struct {
		const char *file;
		unsigned line, column;
		const char *say;
	} in[] = {
	        {"b", 1, 1, "x"},
	        {"a", 10, 1, "x"},
	        {"a", 9, 2, "y"},
	        {"a", 9, 2, "x"},
	        {"a", 9, 1, "x"},
	        {"a", 9, 2, "x"}, /* again */
	        {"a", 0, 0, "x"},
	};
	struct faults f = FAULTS_INIT;
	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		fault_add(&f, FAULT_ERROR, (struct place){in[i].file, in[i].line, in[i].column},
		        "%s", "%s", in[i].say);
	faults_sort(&f);
	expect(&f, FAULT_EN,
	        "a: error: x\na:9:1: error: x\na:9:2: error: x\na:9:2: error: y\n"
	        "a:10:1: error: x\nb:1:1: error: x\n");
	ck_assert_uint_eq(f.errors, 6);
	faults_release(&f);
}
END_TEST

START_TEST(keeps_its_own_copies)
{
	struct faults f = FAULTS_INIT;
	char file[] = "a.yaml", word[] = "word";
	fault_add(&f, FAULT_ERROR, (struct place){file, 1, 1}, "%s", "%s", word);
	memset(file, 'X', sizeof(file) - 1);
	memset(word, 'X', sizeof(word) - 1);
	expect(&f, FAULT_EN, "a.yaml:1:1: error: word\n");
	faults_release(&f);
}
END_TEST

START_TEST(counts_what_it_does_not_keep)
{
	struct faults f = FAULTS_INIT;
	for (unsigned i = 0; i < FAULTS_MAX + 7; i++)
		fault_add(&f, FAULT_ERROR, (struct place){"a", i + 1, 1}, "甲", "x");
	ck_assert_uint_eq(f.count, FAULTS_MAX);
	ck_assert_uint_eq(f.errors, FAULTS_MAX + 7);
	ck_assert_uint_eq(f.dropped, 7);
	ck_assert(faults_full(&f));
	ck_assert_str_eq(fault_show(&f, STR("word")), "");
	char *text = printed(&f, FAULT_EN);
	ck_assert(strstr(text, "\n7 more are not listed; mend these first\n"));
	free(text);
	text = printed(&f, FAULT_ZH);
	ck_assert(strstr(text, "\n还有7处没有列出；请先改好上面的\n"));
	free(text);
	faults_release(&f);
}
END_TEST

START_TEST(shows_hostile_words_safely)
{
	static const struct {
		struct str in;
		const char *out;
	} cases[] = {
	        {{"养老", 6}, "养老"},
	        {{"", 0}, ""},
	        {{"a\x1B[2Jb\nc", 8}, "a�[2Jb�c"},
	        {{"\xFF\xC3", 2}, "��"},
	        {{"a\0b", 3}, "a�b"},
	        {{"\xE2\x80\xAEx", 4}, "�x"}, /* right to left override */
	        {{"1234567890123456789012345678901234567890", 40},
	                "1234567890123456789012345678901234567890"},
	        {{"12345678901234567890123456789012345678901", 41},
	                "1234567890123456789012345678901234567890…"},
	};
	struct faults f = FAULTS_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_str_eq(fault_show(&f, cases[i].in), cases[i].out);
	fault_add(&f, FAULT_ERROR, (struct place){"a\nb\x1B.yaml", 1, 1}, "甲", "x");
	expect(&f, FAULT_EN, "a?b?.yaml:1:1: error: x\n");
	faults_release(&f);
}
END_TEST

TEST_MAIN("fault", prints_one_line_each, sorts_and_says_each_once, keeps_its_own_copies,
        counts_what_it_does_not_keep, shows_hostile_words_safely)
