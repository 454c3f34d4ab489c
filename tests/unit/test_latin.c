#include "timetable/latin.h"

#include <string.h>

#include "text/fold.h"
#include "timetable/spell.h"
#include "unit/check.h"

static const struct {
	const char *name, *latin;
} cases[] = {
        {"深圳", "Shenzhen"},
        {"深圳北", "Shenzhen Bei"},
        {"深圳北站", "Shenzhen Bei Station"},
        {"长沙站", "Changsha Station"},
        {"重庆西", "Chongqing Xi"},
        {"长沙南", "Changsha Nan"},
        {"成都东", "Chengdu Dong"},
        {"厦门北", "Xiamen Bei"},
        {"佛山西", "Foshan Xi"},
        {"乐清", "Yueqing"},
        {"乐山", "Leshan"},
        {"长子", "Zhangzi"},
        {"六安", "Lu'an"},
        {"西安北", "Xi'an Bei"},
        {"吕梁", "Lüliang"},
        /* A direction is no word where too little is left of the name. */
        {"济南", "Jinan"},
        {"济南西", "Jinan Xi"},
        {"平南南", "Pingnan Nan"},
        {"津市", "Jinshi"},
        /* Letters stay. */
        {"G1004", "G1004"},
        {"演G1", "YanG1"},
        {"South Ferry", "South Ferry"},
        /* A character that nobody has told us how to read. */
        {"𠀀北京", "𠀀北京"},
        {"", ""},
};

START_TEST(writes_names_in_letters)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str latin = latin_name(&a, str_from(cases[i].name));
		ck_assert_msg(str_eq(latin, str_from(cases[i].latin)), "%s: %.*s", cases[i].name,
		        STR_ARG(latin));
	}
	arena_release(&a);
}
END_TEST

/* Who types what an answer said means what it said. */
START_TEST(is_found_when_it_is_typed_back)
{
	struct arena a = ARENA_INIT;
	struct spelling all[SPELLINGS_MOST];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct str name = str_from(cases[i].name);
		char typed[SPELL_MOST + 1];
		const size_t count = spell_readings(fold(&a, name), all, SPELLINGS_MOST);
		size_t same = 0;
		if (!count || !spell_english(fold(&a, latin_name(&a, name)), typed))
			continue;
		for (size_t s = 0; s < count; s++)
			same += strcmp(all[s].text, typed) == 0;
		ck_assert_msg(same > 0 || str_eq(name, STR("South Ferry")), "%s: %s", cases[i].name,
		        typed);
	}
	arena_release(&a);
}
END_TEST

TEST_MAIN("latin", writes_names_in_letters, is_found_when_it_is_typed_back)
