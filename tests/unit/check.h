/*
 * Check, and a main for a test program with one suite:
 *
 *   START_TEST(adds) { ... } END_TEST
 *   TEST_MAIN("buf", adds, refuses)
 */
#ifndef JIAXIN_TESTS_CHECK_H
#define JIAXIN_TESTS_CHECK_H

#include <check.h>
#include <stdlib.h>

#include "base/log.h"

#define ck_assert_text(got, want)                                                                \
	do {                                                                                     \
		struct str got_ = (got), want_ = str_from(want);                                 \
		ck_assert_msg(str_eq(got_, want_), "got \"%.*s\", want \"%.*s\"", STR_ARG(got_), \
		        STR_ARG(want_));                                                         \
	} while (0)

/* Runs the tests in this process (ASan sees leaks, a debugger sees the fault). */
static inline int
run_tests(const char *name, const TTest *const *tests, size_t count)
{
	log_init(LOG_LEVEL_SILENT); /* what a test wants to know of a fault it asks */
	Suite *suite = suite_create(name);
	for (size_t i = 0; i < count; i++) {
		TCase *tc = tcase_create(tests[i]->name);
		tcase_add_test(tc, tests[i]);
		suite_add_tcase(suite, tc);
	}
	SRunner *runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define TEST_MAIN(name, ...)                                     \
	int main(void)                                           \
	{                                                        \
		const TTest *const tests[] = {__VA_ARGS__};      \
		return run_tests(name, tests, ARRAY_LEN(tests)); \
	}

#endif
