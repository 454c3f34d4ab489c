#include "content/template.h"

#include "check.h"

static const struct value values[] = {
        {"city", {"北京", 6}}, {"n_2", {"15", 2}}, {"empty", {"", 0}}, {"braces", {"{city}", 6}}};

START_TEST(renders)
{
	static const struct {
		const char *source, *out;
		bool missing;
	} cases[] = {
	        {"", "", false}, {"plain", "plain", false}, {"{city}", "北京", false},
	        {"到{city}交{n_2}年", "到北京交15年", false}, {"{city}{city}", "北京北京", false},
	        {"[{empty}]", "[]", false}, {"[{town}]", "[]", true}, {"{{city}}", "{city}", false},
	        {"{{{city}}}", "{北京}", false}, {"{{{{}}}}", "{{}}", false},
	        {"a{{b", "a{b", false}, {"a}}b{{", "a}b{", false},
	        {"{braces}", "{city}", false}, /* a value is never read as a template */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena a = ARENA_INIT;
		struct faults f = FAULTS_INIT;
		struct buf out = BUF_INIT(1000);
		bool missing = false;
		const struct template *t =
		        template_compile(&a, str_from(cases[i].source), (struct place){0}, &f);
		ck_assert_msg(t, "%s", cases[i].source);
		template_render(t, values, ARRAY_LEN(values), &out, &missing);
		ck_assert_text(buf_str(&out), cases[i].out);
		ck_assert_int_eq(missing, cases[i].missing);
		ck_assert_uint_eq(f.count, 0);
		buf_release(&out);
		arena_release(&a);
	}
}
END_TEST

START_TEST(refuses)
{
	static const struct {
		const char *source, *say;
		size_t faults;
	} cases[] = {
	        {"{", "the brace \"{\" has no partner; for a brace in the text write \"{{\"", 1},
	        {"a {city", "the brace \"{\" has no partner; for a brace in the text write \"{{\"",
	                1},
	        {"}", "the brace \"}\" has no partner; for a brace in the text write \"}}\"", 1},
	        {"{city}}", "the brace \"}\" has no partner; for a brace in the text write \"}}\"",
	                1},
	        {"{}",
	                "\"{}\" is no name of a value; use small letters, digits and _, a letter "
	                "first",
	                1},
	        {"{City}{2n}{a-b}{城}",
	                "\"{City}\" is no name of a value; use small letters, digits and _, a "
	                "letter first",
	                4},
	        {"{a{b}",
	                "\"{a{b}\" is no name of a value; use small letters, digits and _, a "
	                "letter "
	                "first",
	                1},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena a = ARENA_INIT;
		struct faults f = FAULTS_INIT;
		struct place at = {"x.yaml", 2, 3};
		ck_assert(!template_compile(&a, str_from(cases[i].source), at, &f));
		ck_assert_uint_eq(f.count, cases[i].faults);
		ck_assert_str_eq(f.list[0].say[FAULT_EN], cases[i].say);
		ck_assert_str_eq(f.list[0].at.file, "x.yaml");
		ck_assert_uint_eq(f.list[0].at.column, 3);
		faults_release(&f);
		arena_release(&a);
	}
}
END_TEST

START_TEST(knows_names)
{
	ck_assert(template_is_name(STR("a")));
	ck_assert(template_is_name(STR("area_code_2")));
	ck_assert(!template_is_name(STR("")));
	ck_assert(!template_is_name(STR("_a")));
	ck_assert(!template_is_name(STR("2a")));
	ck_assert(!template_is_name(STR("a b")));
	ck_assert(!template_is_name(STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))); /* 41 */
}
END_TEST

START_TEST(stops_at_the_buffers_end)
{
	struct arena a = ARENA_INIT;
	struct faults f = FAULTS_INIT;
	struct buf out = BUF_INIT(8);
	const struct template *t = template_compile(&a, STR("ab{city}cd"), (struct place){0}, &f);
	template_render(t, values, ARRAY_LEN(values), &out, NULL);
	ck_assert_text(buf_str(&out), "ab北京");
	ck_assert(out.full);
	buf_release(&out);
	arena_release(&a);
}
END_TEST

TEST_MAIN("template", renders, refuses, knows_names, stops_at_the_buffers_end)
