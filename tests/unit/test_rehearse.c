#include <stdio.h>
#include <string.h>

#include "base_tree.h"
#include "scratch.h"
#include "talk/rehearse.h"

static int
run(const struct turn *turn, struct result *result)
{
	(void)turn;
	result->outcome = "base";
	result_add(result, "years", STR("15"));
	return 0;
}

/* What rehearsing a tree of these pages finds, as it is told in `lang`. */
static char *
faults_of(const char *pages, enum fault_lang lang)
{
	struct scratch s;
	struct faults f = FAULTS_INIT;
	char command[256], *text = NULL;
	size_t n;
	struct handler buses = {.spec = base_handlers[0], .run = run};
	struct handler years = {.spec = base_handlers[1], .run = run};
	const struct handler *const handlers[] = {&buses, &years};
	struct conversation c = {.handlers = handlers, .session_s = 60, .language_s = 60};
	scratch_open(&s);
	snprintf(command, sizeof(command), "cp -r " BASE_TREE "/. %s", s.dir);
	ck_assert_int_eq(system(command), 0);
	scratch_write(&s, "more.yaml", pages, 0600);
	struct content *content = content_load(s.dir, &base_rules, &f, NULL);
	ck_assert_ptr_nonnull(content);
	faults_release(&f);
	rehearse(content, &c, base_rules.today * 1000, &f);
	faults_sort(&f);
	FILE *out = open_memstream(&text, &n);
	faults_print(&f, lang, out);
	fclose(out);
	size_t folder = strlen(s.dir) + 1;
	for (char *p = text; (p = strstr(p, s.dir));) /* its name is chance */
		memmove(p, p + folder, strlen(p + folder) + 1);
	faults_release(&f);
	content_free(content);
	scratch_close(&s);
	return text;
}

/* The base tree has one example that does not come out as written. */
#define BASE                                                                                       \
	"topics/pension.yaml:23:7: error: page \"years\": the example \"养老\" has the outcome " \
	"\"page\", "                                                                               \
	"not \"base\"; change page or example\n"

#define FRESH                                                              \
	"fresh:\n  keywords: [新词, new]\n  title: {zh: 新, en: New}\n" \
	"  text: {zh: 新页, en: Fresh page}\n  examples: %s\n"

START_TEST(plays_examples)
{
	static const struct {
		const char *examples, *faults;
	} cases[] = {
	        {"[{in: 新词, page: fresh, has: 新页}]", ""},
	        {"[{in: 新词}]", ""},
	        {"[{in: new, lang: en, has: Fresh}]", ""},
	        {"[{in: 养老}]",
	                "more.yaml:5:14: error: page \"fresh\": the example \"养老\" leads to "
	                "page \"pension\", "
	                "not \"fresh\"; change keywords or example\n"},
	        {"[{in: 新词, page: pension}]",
	                "more.yaml:5:14: error: page \"fresh\": the example "
	                "\"新词\" leads to page \"fresh\", "
	                "not \"pension\"; change keywords or example\n"},
	        {"[{in: 新词, has: 没有的}]",
	                "more.yaml:5:14: error: page \"fresh\": the answer to "
	                "the example \"新词\" does not "
	                "hold \"没有的\"; change page or example\n"},
	        /* each from a phone that is new: the first one's language is not the second's */
	        {"[{in: EN, page: home}, {in: 新词, has: 新页}]", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char yaml[512], want[1024];
		snprintf(yaml, sizeof(yaml), FRESH, cases[i].examples);
		snprintf(want, sizeof(want), "%s" BASE, cases[i].faults);
		char *got = faults_of(yaml, FAULT_EN);
		ck_assert_str_eq(got, want);
		free(got);
	}
}
END_TEST

START_TEST(tells_it_in_chinese)
{
	char yaml[512];
	snprintf(yaml, sizeof(yaml), FRESH, "[{in: 养老}, {in: 新词, has: 没有的}]");
	char *got = faults_of(yaml, FAULT_ZH);
	ck_assert_str_eq(got,
	        "more.yaml:5:14: error: "
	        "页面“fresh”：例子“养老”到了页面“pension”，不是“fresh”；请改关键词或例子\n"
	        "more.yaml:5:24: error: "
	        "页面“fresh”：例子“新词”的回答里没有“没有的”；请改页面或例子\n"
	        "topics/pension.yaml:23:7: error: "
	        "页面“years”：例子“养老”的结果是“page”，不是“base”；请改页面或例子\n");
	free(got);
}
END_TEST

TEST_MAIN("rehearse", tells_it_in_chinese, plays_examples)
