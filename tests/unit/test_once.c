#include <string.h>

#include "scratch.h"
#include "store/once.h"

enum { WINDOW = 100 };

START_TEST(finds)
{
	struct once *o = once_new(WINDOW);
	ck_assert_int_eq(once_find(o, 7), 0);
	once_put(o, 7, 70, 1000);
	once_put(o, UINT64_MAX, 71, 1000);
	ck_assert_int_eq(once_find(o, 7), 70);
	ck_assert_int_eq(once_find(o, UINT64_MAX), 71);
	ck_assert_int_eq(once_find(o, 8), 0);
	ck_assert_uint_eq(once_count(o), 2);
	once_put(o, 7, 72, 1000);
	ck_assert_int_eq(once_find(o, 7), 72);
	ck_assert_uint_eq(once_count(o), 2);
	once_free(o);
	once_free(NULL);
}
END_TEST

/* A mark put at 1000 in a table that is fed at `then`: is it still known? */
START_TEST(generations)
{
	static const struct {
		int64_t feeds[4];
		bool known;
	} cases[] = {
	        {{1000 + WINDOW - 1}, true}, {{1000 + WINDOW}, true},
	        {{1000 + WINDOW, 1000 + 2 * WINDOW - 1}, true},
	        {{1000 + WINDOW, 1000 + 2 * WINDOW}, false},
	        {{1000 + WINDOW + 50, 1000 + 2 * WINDOW + 49}, true},
	        {{1000 + WINDOW + 50, 1000 + 2 * WINDOW + 50}, false},
	        {{900, 800}, true}, /* a clock that goes back loses nothing */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct once *o = once_new(WINDOW);
		once_put(o, 7, 70, 1000);
		for (size_t j = 0; j < 4 && cases[i].feeds[j]; j++)
			once_put(o, 100 + j, 1, cases[i].feeds[j]);
		ck_assert_msg((once_find(o, 7) == 70) == cases[i].known, "case %zu", i);
		once_free(o);
	}
}
END_TEST

START_TEST(drops)
{
	struct once *o = once_new(WINDOW);
	once_drop(o, 5); /* from an empty table */
	/* One run of the same home: a dropped mark must not cut off those behind it. */
	for (uint64_t i = 0; i < 10; i++)
		once_put(o, 256 * (i + 1), (int64_t)i + 1, 1000);
	once_drop(o, 256);
	once_drop(o, 256 * 5);
	once_drop(o, 99);
	for (uint64_t i = 0; i < 10; i++)
		ck_assert_int_eq(
		        once_find(o, 256 * (i + 1)), i == 0 || i == 4 ? 0 : (int64_t)i + 1);
	once_put(o, 256, 77, 1000);
	ck_assert_int_eq(once_find(o, 256), 77);
	/* Out of the older generation, too. */
	once_put(o, 3, 3, 1000 + WINDOW);
	ck_assert_int_eq(once_find(o, 256), 77);
	once_drop(o, 256);
	ck_assert_int_eq(once_find(o, 256), 0);
	once_free(o);
}
END_TEST

START_TEST(equals_model)
{
	enum { MARKS = 5000, STEPS = 100000 };
	static int64_t model[MARKS];
	struct once *o = once_new(WINDOW);
	uint64_t seed = 3;
	for (int64_t step = 1; step <= STEPS; step++) {
		size_t i = chance_below(&seed, MARKS);
		if (chance_below(&seed, 4) == 0) {
			once_drop(o, (i + 1) * 64);
			model[i] = 0;
		} else {
			once_put(o, (i + 1) * 64, step, 1000);
			model[i] = step;
		}
	}
	for (size_t i = 0; i < MARKS; i++)
		ck_assert_int_eq(once_find(o, (i + 1) * 64), model[i]);
	once_free(o);
}
END_TEST

TEST_MAIN("once", finds, generations, drops, equals_model)
