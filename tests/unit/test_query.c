#include "check.h"
#include "outside/query.h"

START_TEST(gets)
{
	static const struct {
		const char *query, *name, *value; /* value NULL: there is none */
	} cases[] = {
	        {"a=1&b=2", "a", "1"}, {"a=1&b=2", "b", "2"}, {"a=1&b=2", "c", NULL},
	        {"", "a", NULL}, {"&&a=1&", "a", "1"}, {"a", "a", ""}, {"a=", "a", ""},
	        {"a&b=1", "a", ""}, {"ab=1&a=2", "a", "2"}, /* a name that begins with another */
	        {"a=1&a=2", "a", "1"},                      /* the first of two */
	        {"a=b=c", "a", "b=c"}, {"=1&a=2", "a", "2"}, {"a=%2B86+13", "a", "+86 13"},
	        {"a=%e5%85%BB", "a", "养"}, {"a=%", "a", "%"}, {"a=%4", "a", "%4"},
	        {"a=%4g%g4", "a", "%4g%g4"},
	        {"a=%4&b=%41", "a", "%4"}, /* an escape does not reach over the end */
	        {"a=%%41", "a", "%A"}, {"a=100%25", "a", "100%"},
	        {"%61=1", "a", NULL}, /* names are matched as sent */
	};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str value = STR("untouched");
		bool found = query_get(&a, str_from(cases[i].query), cases[i].name, &value);
		ck_assert_msg(found == (cases[i].value != NULL), "case %zu", i);
		ck_assert_text(value, found ? cases[i].value : "untouched");
	}
	arena_release(&a);
}
END_TEST

START_TEST(keeps_nul)
{
	struct arena a = ARENA_INIT;
	struct str value;
	ck_assert(query_get(&a, STR("text=a%00b%FF"), "text", &value));
	ck_assert(str_eq(value, STR("a\0b\xFF")));
	ck_assert(query_get(&a, (struct str){"a=%41", 4}, "a", &value)); /* '1' is not ours */
	ck_assert_text(value, "%4");
	ck_assert(query_get(&a, (struct str){"a=\0&b=2", 7}, "b", &value));
	ck_assert_text(value, "2");
	arena_release(&a);
}
END_TEST

TEST_MAIN("query", gets, keeps_nul)
