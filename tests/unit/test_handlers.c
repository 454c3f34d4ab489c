#include <stdio.h>
#include <string.h>

#include "check.h"
#include "handlers.h"
#include "widths.h"

static bool
is_listed(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static struct str
value_of(const struct result *result, const char *name)
{
	for (size_t i = 0; i < result->value_count; i++)
		if (strcmp(result->values[i].name, name) == 0)
			return result->values[i].text;
	ck_abort_msg("no value %s", name);
	return STR("");
}

/* Runs it, and holds it to its spec. */
static struct result
run(const struct handler *handler, struct arena *a, const char *name, const char *said)
{
	struct answer answer = {str_from(name), str_from(said)};
	struct turn turn = {.answers = &answer, .answer_count = 1, .arena = a};
	struct result result = {0};
	ck_assert_int_eq(handler->run(&turn, &result), 0);
	ck_assert(is_listed(handler->spec.outcomes, result.outcome));
	ck_assert_widths(&handler->spec, &result);
	for (size_t i = 0; handler->spec.values[i]; i++)
		value_of(&result, handler->spec.values[i]);
	return result;
}

START_TEST(area_codes)
{
	static const struct {
		const char *area, *outcome;
	} cases[] = {{"010", "found"}, {"020", "found"}, {"029", "found"}, {"0755", "found"},
	        {"0311", "found"}, {"0898", "found"}, {"0100", "bad"}, {"0210", "bad"},
	        {"011", "bad"}, {"075", "bad"}, {"031", "bad"}};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct result r = run(&lines_local, &a, "area", cases[i].area);
		ck_assert_msg(strcmp(r.outcome, cases[i].outcome) == 0, "%s", cases[i].area);
		ck_assert_text(value_of(&r, "area"), cases[i].area);
	}
	arena_release(&a);
}
END_TEST

/* Without the widest of a value nobody can prove that its texts fit. */
START_TEST(widest_of_all)
{
	size_t count;
	const struct handler *const *all = handlers_all(&count);
	for (size_t i = 0; i < count; i++) {
		const struct handler_spec *spec = &all[i]->spec;
		for (size_t j = 0; spec->values && spec->values[j]; j++)
			ck_assert_msg(spec->widest && spec->widest[j], "%s: %s", spec->name,
			        spec->values[j]);
	}
}
END_TEST

START_TEST(listed_once)
{
	size_t count;
	const struct handler *const *all = handlers_all(&count);
	for (size_t i = 0; i < count; i++) {
		ck_assert(all[i]->run && all[i]->spec.slots && all[i]->spec.outcomes[0]);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(all[i]->spec.name, all[j]->spec.name);
	}
	ck_assert_uint_gt(count, 0);
}
END_TEST

TEST_MAIN("handlers", widest_of_all, area_codes, listed_once)
