/* Look-ups in a good tree, tests/bad-content/base; the bad ones are test_bad_content.c's. */
#include <errno.h>
#include <string.h>

#include "base_tree.h"
#include "check.h"

static struct content *
load(void)
{
	struct faults f = FAULTS_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &f, NULL);
	faults_print(&f, FAULT_EN, stderr);
	ck_assert(c);
	ck_assert_uint_eq(f.count, 0);
	faults_release(&f);
	return c;
}

static struct str
words_of(const struct text *text, lang_t lang)
{
	return text->in[lang]->source;
}

START_TEST(knows_the_service)
{
	struct content *c = load();
	ck_assert_uint_eq(content_languages(c), 2);
	ck_assert_text(content_language(c, 0), "zh");
	ck_assert_text(content_language(c, 1), "en");
	ck_assert_int_eq(content_find_language(c, STR("en")), 1);
	ck_assert_int_eq(content_find_language(c, STR("EN")), -1);
	ck_assert_text(content_signature(c, 0), "【家信】");
	ck_assert_text(content_signature(c, 1), "[Jiaxin] ");
	ck_assert_text(words_of(content_text(c, TEXT_EMPTY), 1), "An empty message.");
	ck_assert_text(words_of(content_text(c, TEXT_MORE), 0), "\n回M看下页");
	const struct value *values;
	ck_assert_uint_eq(content_values(c, 1, &values), 1);
	ck_assert_str_eq(values[0].name, "service");
	ck_assert_text(values[0].text, "Jiaxin");
	content_free(c);
}
END_TEST

START_TEST(knows_its_pages)
{
	static const char *const ids[] = {"home", "help", "bus", "pension", "years", "home-work"};
	struct content *c = load();
	const struct page *const *list;
	ck_assert_uint_eq(content_pages(c, &list), ARRAY_LEN(ids));
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		ck_assert_text(
		        list[i]->id, ids[i]); /* pages.yaml, topics/bus.yaml, .../pension.yaml */
		ck_assert_ptr_eq(content_page(c, page_key(str_from(ids[i]))), list[i]);
		ck_assert_uint_eq(list[i]->key, page_key(str_from(ids[i])));
	}
	ck_assert_ptr_null(content_page(c, page_key(STR("nowhere"))));
	ck_assert_ptr_null(content_page(c, 0));
	ck_assert_ptr_eq(content_home(c), list[0]);
	ck_assert_ptr_eq(content_help(c), list[1]);
	content_free(c);
}
END_TEST

START_TEST(reads_a_page)
{
	struct content *c = load();
	const struct page *p = content_page(c, page_key(STR("pension")));
	ck_assert_text(words_of(&p->title, 0), "养老金");
	ck_assert_text(words_of(&p->body, 1), "{service}: as of {as_of}, 15 years are enough.");
	ck_assert_uint_eq(p->body.spoken[1], 1);
	ck_assert_uint_eq(p->parts, 2);
	ck_assert_int_eq(p->handler, -1);
	ck_assert_text(p->source, "社会保险法第十六条");
	ck_assert_text(p->as_of, "2026-10");
	ck_assert_text(p->review_by, "2026-11");
	ck_assert_str_eq(p->at.file, BASE_TREE "/topics/pension.yaml");
	ck_assert_uint_eq(p->at.line, 1);
	ck_assert_uint_eq(p->example_count, 2);
	ck_assert_text(p->examples[1].in, "pension");
	ck_assert_text(p->examples[1].lang, "en");
	ck_assert_text(p->examples[1].has, "15 years");
	ck_assert_text(p->examples[1].page, "pension");
	ck_assert_uint_eq(p->examples[1].outcome.n, 0);
	content_free(c);
}
END_TEST

START_TEST(links_options)
{
	struct content *c = load();
	const struct page *home = content_home(c);
	ck_assert_uint_eq(home->parts, 1);
	ck_assert_ptr_null(home->title.in[0]);
	ck_assert_uint_eq(home->option_count, 2);
	ck_assert_ptr_eq(home->options[0].page, content_page(c, page_key(STR("pension"))));
	ck_assert_text(words_of(&home->options[0].label, 1), "Pension"); /* the page's title */
	ck_assert_ptr_eq(home->options[1].page, content_page(c, page_key(STR("bus"))));
	ck_assert_text(words_of(&home->options[1].label, 1), "Take a bus"); /* its own words */
	content_free(c);
}
END_TEST

START_TEST(reads_questions_and_outcomes)
{
	struct content *c = load();
	const struct page *p = content_page(c, page_key(STR("years")));
	ck_assert_int_eq(p->handler, 1);
	ck_assert_uint_eq(p->slot_count, 1);
	ck_assert_text(p->slots[0].name, "year");
	ck_assert_int_eq(p->slots[0].type, SLOT_NUMBER);
	ck_assert_int_eq(p->slots[0].min, 2011);
	ck_assert_int_eq(p->slots[0].max, 2100);
	ck_assert_text(words_of(&p->slots[0].prompt, 1), "Which year?");
	p = content_page(c, page_key(STR("bus")));
	ck_assert_uint_eq(p->say_count, 2);
	ck_assert_text(p->says[1].name, "none");
	ck_assert_text(words_of(&p->says[1].text, 0), "今天没有了。");
	content_free(c);
}
END_TEST

START_TEST(knows_commands)
{
	static const struct {
		const char *folded;
		enum command command;
		lang_t lang;
	} cases[] = {
	        {"0", CMD_BACK, 9},
	        {"返回", CMD_BACK, 9},
	        {"00", CMD_HOME, 9},
	        {"?", CMD_HELP, 9},
	        {"m", CMD_MORE, 9},
	        {"again", CMD_AGAIN, 9},
	        {"td", CMD_STOP, 9},
	        {"退订", CMD_STOP, 9},
	        {"今天退订吗", CMD_NONE, 9},
	        {"恢复", CMD_START, 9},
	        {"中文", CMD_LANGUAGE, 0},
	        {"english", CMD_LANGUAGE, 1},
	        {"en", CMD_LANGUAGE, 1}, /* EN, folded at load */
	        {"", CMD_NONE, 9},
	        {"000", CMD_NONE, 9},
	        {"返回吧", CMD_NONE, 9}, /* only as the whole message */
	        {"养老", CMD_NONE, 9},
	};
	struct content *c = load();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		lang_t lang = 9;
		ck_assert_int_eq(
		        content_command(c, str_from(cases[i].folded), &lang), cases[i].command);
		ck_assert_uint_eq(lang, cases[i].lang);
	}
	content_free(c);
}
END_TEST

START_TEST(finds_the_longest_keyword)
{
	static const struct {
		const char *folded, *page;
		size_t used;
	} cases[] = {
	        {"养老", "pension", 6}, {"养老金", "pension", 9}, {"养老钱", "pension", 6},
	        {"养老金在哪领", "pension", 9}, {"yl", "pension", 2}, /* written full width */
	        {"pension", "pension", 7}, {"pension 2030", "pension", 7},
	        {"pension2030", "pension", 7}, {"pension在哪", "pension", 7}, {"pensions", NULL, 0},
	        {"pensioné", NULL, 0}, {"公交401", "bus", 6}, {"公交bus", "bus", 6},
	        {"bus401", "bus", 3}, {"busy", NULL, 0}, {"401", "bus", 3}, {"401路", "bus", 3},
	        {"4012", NULL, 0}, {"401a", NULL, 0}, {"401.5", "bus", 3}, {"养", NULL, 0},
	        {"", NULL, 0}, {"坐公交", NULL, 0}, /* not at the beginning */
	        {"返回", NULL, 0},                  /* a command's word is no keyword */
	};
	struct content *c = load();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t used = 0;
		const struct page *p = content_keyword(c, str_from(cases[i].folded), &used);
		ck_assert_msg(!p == !cases[i].page, "%s", cases[i].folded);
		ck_assert_uint_eq(used, cases[i].used);
		if (p)
			ck_assert_text(p->id, cases[i].page);
	}
	content_free(c);
}
END_TEST

/* Every beginning of a long text is tried at most once; none of it may be read beyond its end. */
START_TEST(bears_any_text)
{
	struct content *c = load();
	size_t used = 0;
	char *text = xmalloc(5000);
	memset(text, 'b', 5000);
	ck_assert_ptr_null(content_keyword(c, (struct str){text, 5000}, &used));
	memset(text, 0xE5, 5000);
	for (size_t n = 0; n < 200; n++)
		ck_assert_ptr_null(content_keyword(c, (struct str){text + 5000 - n, n}, &used));
	free(text);
	content_free(c);
}
END_TEST

START_TEST(tells_versions_apart)
{
	struct content *c = load(), *again = load();
	ck_assert_uint_eq(strlen(content_version(c)), 16);
	ck_assert_uint_eq(strspn(content_version(c), "0123456789abcdef"), 16);
	ck_assert_str_eq(content_version(c), content_version(again));
	content_free(c);
	content_free(again);
}
END_TEST

START_TEST(says_when_the_folder_is_unreadable)
{
	struct faults f = FAULTS_INIT;
	int unreadable = 0;
	ck_assert_ptr_null(content_load("tests/no-such-tree", &base_rules, &f, &unreadable));
	ck_assert_int_eq(unreadable, ENOENT);
	ck_assert_uint_eq(f.count, 1);
	ck_assert_str_eq(f.list[0].at.file, "tests/no-such-tree");
	faults_release(&f);
	content_free(NULL);
}
END_TEST

/* Faults of an earlier load do not count against this one. */
START_TEST(counts_only_its_own_faults)
{
	struct faults f = FAULTS_INIT;
	fault_add(&f, FAULT_ERROR, (struct place){"config", 1, 1}, "甲", "x");
	struct content *c = content_load(BASE_TREE, &base_rules, &f, NULL);
	ck_assert(c);
	content_free(c);
	faults_release(&f);
}
END_TEST

START_TEST(keys_are_never_zero)
{
	ck_assert_uint_eq(page_key(STR("")), 2166136261u); /* FNV-1a's own vectors */
	ck_assert_uint_eq(page_key(STR("a")), 0xe40c292c);
	ck_assert_uint_eq(page_key(STR("foobar")), 0xbf9cf968);
	ck_assert_uint_eq(page_key((struct str){"\xcc\x24\x31\xc4", 4}), 1); /* hashes to 0 */
}
END_TEST

TEST_MAIN("content", knows_the_service, knows_its_pages, reads_a_page, links_options,
        reads_questions_and_outcomes, knows_commands, finds_the_longest_keyword, bears_any_text,
        tells_versions_apart, says_when_the_folder_is_unreadable, counts_only_its_own_faults,
        keys_are_never_zero)
