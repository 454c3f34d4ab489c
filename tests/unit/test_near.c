#include <string.h>

#include "base_tree.h"
#include "check.h"
#include "talk/near.h"

START_TEST(knows_one_slip)
{
	static const struct {
		const char *a, *b;
		bool slip;
	} cases[] = {
	        {"train", "train", true}, {"trian", "train", true}, {"rtain", "train", true},
	        {"traim", "train", true}, {"xrain", "train", true}, {"trai", "train", true},
	        {"tran", "train", true}, {"traiin", "train", true}, {"trainx", "train", true},
	        {"xtrain", "train", true}, {"trina", "train", false}, {"tr", "train", false},
	        {"niart", "train", false}, {"trainxx", "train", false}, {"tarinx", "train", false},
	        {"", "", true}, {"", "a", true}, {"", "ab", false}, {"ab", "ba", true},
	        {"abc", "cba", false}, {"ca", "abc", false}, /* OSA, not Damerau */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str a = str_from(cases[i].a), b = str_from(cases[i].b);
		ck_assert_msg(near_is_slip(a, b) == cases[i].slip, "%s %s", a.p, b.p);
		ck_assert_msg(near_is_slip(b, a) == cases[i].slip, "%s %s", b.p, a.p);
	}
}
END_TEST

START_TEST(finds_pages_only)
{
	static const struct {
		const char *folded, *first, *word;
		size_t count;
	} cases[] = {
	        {"pensoin", "pension", "pension", 1},
	        {"pensions", "pension", "pension", 1},
	        {"pesnoin", NULL, "", 0},
	        {"bsu", NULL, "", 0}, /* three letters */
	        {"stpo", NULL, "", 0},
	        {"stopp", NULL, "", 0}, /* never a command */
	        {"englsh", NULL, "", 0},
	        {"我想问养老", "pension", "", 1}, /* inside: offered */
	        {"养公老交", NULL, "", 0},
	        {"我要坐公交问养老金", "bus", "", 2},
	        {"我要退订", NULL, "", 0},
	        {"坐401路", "bus", "", 1},
	        {"坐4012路", NULL, "", 0},
	        {"my pension please", "pension", "", 1},
	        {"compensions", NULL, "", 0},
	        {"", NULL, "", 0},
	        {" ", NULL, "", 0},
	};
	struct faults faults = FAULTS_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &faults, NULL);
	faults_release(&faults);
	ck_assert_ptr_nonnull(c);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct near near = near_find(c, str_from(cases[i].folded));
		ck_assert_msg(near.count == cases[i].count, "%s: %zu", cases[i].folded, near.count);
		ck_assert_text(near.word, cases[i].word);
		ck_assert_int_eq(near.sure, cases[i].word[0] != '\0');
		if (cases[i].count)
			ck_assert_text(near.pages[0]->id, cases[i].first);
	}
	content_free(c);
}
END_TEST

/* All of the text is the pinyin of a Chinese keyword: sure, if one page has it. */
START_TEST(knows_pinyin_of_a_keyword)
{
	static const struct {
		const char *folded, *page, *word;
	} cases[] = {{"yanglaojin", "pension", "养老金"}, {"yang lao jin", "pension", "养老金"},
	        {"yanglaojinn", NULL, ""}, {"yanglaoji", NULL, ""}, {"laojin", NULL, ""},
	        {"yanglaojin3", NULL, ""}};
	struct faults faults = FAULTS_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &faults, NULL);
	ck_assert_ptr_nonnull(c);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct near near = near_spelled(c, str_from(cases[i].folded));
		ck_assert_msg(near.count == (cases[i].page != NULL), "%s", cases[i].folded);
		ck_assert_text(near.word, cases[i].word);
		if (near.count)
			ck_assert_text(near.pages[0]->id, cases[i].page);
	}
	content_free(c);
	faults_release(&faults);
}
END_TEST

/* ...or of a keyword inside it, where a syllable may begin: never sure. */
START_TEST(finds_pinyin_inside)
{
	static const struct {
		const char *folded, *page;
	} cases[] = {{"wo de yang lao jin ne", "pension"}, {"wodeyanglaojinne", "pension"},
	        {"zenme qu gong jiao zhan", "bus"}, {"yanglaoj", "pension"}, {"tyanglao", NULL},
	        {"yang", NULL}, {"yan glao", "pension"}, {"yanglao 3", NULL}, {"", NULL},
	        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaayanglao", NULL}};
	struct faults faults = FAULTS_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &faults, NULL);
	ck_assert_ptr_nonnull(c);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct near near = near_spelled_inside(c, str_from(cases[i].folded));
		ck_assert_msg(near.count == (cases[i].page != NULL), "%s", cases[i].folded);
		ck_assert(!near.sure);
		if (near.count)
			ck_assert_text(near.pages[0]->id, cases[i].page);
	}
	content_free(c);
	faults_release(&faults);
}
END_TEST

TEST_MAIN("near", finds_pinyin_inside, knows_pinyin_of_a_keyword, knows_one_slip, finds_pages_only)
