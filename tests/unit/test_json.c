#include <string.h>

#include "adapters/json.h"
#include "check.h"

static struct str
said(const char *text, const char *path, struct arena *a, bool *scalar)
{
	const char *why = NULL;
	struct str value = {"untouched", 9};
	struct json *json = json_read(str_from(text), &why);
	ck_assert_msg(json, "%s: %s", text, why);
	*scalar = json_text(json_at(json, str_from(path)), a, &value);
	json_free(json);
	return value;
}

START_TEST(finds_values)
{
	static const struct {
		const char *json, *path, *text; /* text NULL: there is none */
	} cases[] = {
	        {"{\"a\":\"x\"}", "a", "x"},
	        {"{\"a\":{\"b\":{\"c\":7}}}", "a.b.c", "7"},
	        {"{\"a\":-12}", "a", "-12"},
	        {"{\"a\":233241234567}", "a", "233241234567"},
	        {"{\"a\":1.5}", "a", "1.5"},
	        {"{\"a\":true,\"b\":false}", "a", "true"},
	        {"{\"a\":true,\"b\":false}", "b", "false"},
	        {"{\"a\":null}", "a", NULL},
	        {"{\"a\":\"x\"}", "b", NULL},
	        {"{\"a\":\"x\"}", "a.b", NULL},
	        {"{\"a\":[1,{\"b\":2}]}", "a.0", "1"},
	        {"{\"a\":[1,{\"b\":2}]}", "a.1.b", "2"},
	        {"{\"a\":[1]}", "a.1", NULL},
	        {"{\"a\":[1]}", "a.-1", NULL},
	        {"{\"a\":[1]}", "a.x", NULL},
	        {"{\"a\":{\"0\":\"y\"}}", "a.0", "y"},
	        {"[1]", "a", NULL},
	        {"\"x\"", "", "x"},
	        {"{\"\\u517b\":\"\\u8001\"}", "养", "老"},
	};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool scalar;
		struct str got = said(cases[i].json, cases[i].path, &a, &scalar);
		ck_assert(scalar);
		ck_assert((got.p == NULL) == (cases[i].text == NULL));
		if (cases[i].text)
			ck_assert_text(got, cases[i].text);
	}
	arena_release(&a);
}
END_TEST

START_TEST(lists_and_objects_are_no_text)
{
	struct arena a = ARENA_INIT;
	bool scalar;
	ck_assert_text(said("{\"a\":[\"x\"]}", "a", &a, &scalar), "untouched");
	ck_assert(!scalar);
	ck_assert_text(said("{\"a\":{}}", "a", &a, &scalar), "untouched");
	ck_assert(!scalar);
	struct str nul = said("{\"a\":\"x\\u0000y\"}", "a", &a, &scalar);
	ck_assert(scalar && nul.n == 3 && memcmp(nul.p, "x\0y", 3) == 0);
	arena_release(&a);
}
END_TEST

START_TEST(counts_lists)
{
	const char *why;
	struct json *json = json_read(STR("{\"r\":[1,[2],{\"a\":3}],\"n\":1}"), &why);
	ck_assert_int_eq(json_count(json_at(json, STR("r"))), 3);
	ck_assert_int_eq(json_count(json_at(json, STR("n"))), -1);
	ck_assert_int_eq(json_count(json_at(json, STR("x"))), -1);
	ck_assert_int_eq(json_count(json), -1);
	ck_assert_ptr_null(json_item(json_at(json, STR("r")), 3));
	json_free(json);
}
END_TEST

START_TEST(refuses_what_is_not_json)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
	        {"", "the body is not JSON"},
	        {"{", "the body is not JSON"},
	        {"{\"a\":1}x", "the body is not JSON"},
	        {"a=1&b=2", "the body is not JSON"},
	        {"\"\xff\"", "the body is not JSON"},
	        {"\"\\ud800\"", "the body is not JSON"},
	        {"{\"a\":1,\"a\":2}", "a key stands twice in one JSON object"},
	        {"[99999999999999999999]", "a number in the JSON is too great"},
	        {"[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "the JSON is nested too deep"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *why = NULL;
		ck_assert_ptr_null(json_read(str_from(cases[i].text), &why));
		ck_assert_str_eq(why, cases[i].why);
	}
}
END_TEST

/* Brackets in strings are no depth; the deepest that is allowed is read. */
START_TEST(depth_is_counted_right)
{
	const char *why;
	struct json *json = json_read(STR("\"[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[{{{{{{\""), &why);
	ck_assert_ptr_nonnull(json);
	json_free(json);
	json = json_read(STR("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"), &why);
	ck_assert_ptr_nonnull(json);
	json_free(json);
	size_t n = 1 << 20;
	char *deep = xmalloc(n);
	memset(deep, '[', n);
	ck_assert_ptr_null(json_read((struct str){deep, n}, &why));
	ck_assert_str_eq(why, "the JSON is nested too deep");
	free(deep);
}
END_TEST

TEST_MAIN("json", finds_values, lists_and_objects_are_no_text, counts_lists,
        refuses_what_is_not_json, depth_is_counted_right)
