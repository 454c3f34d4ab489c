#include "check.h"

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

START_TEST(zeroed_and_aligned)
{
	struct arena a = ARENA_INIT;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_alloc(&a, size);
		ck_assert_uint_eq((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			must(p[i] == 0);
		memset(p, 0xAA, size); /* what comes after a reset must be zeroed again */
		if (size == 150)
			arena_reset(&a);
	}
	arena_release(&a);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	enum { PIECES = 500 };
	struct arena a = ARENA_INIT;
	unsigned char *piece[PIECES];
	for (size_t i = 0; i < PIECES; i++) {
		piece[i] = arena_alloc(&a, i + 1);
		memset(piece[i], (int)(i & 0xFF), i + 1);
	}
	for (size_t i = 0; i < PIECES; i++) {
		ck_assert_uint_eq(piece[i][0], i & 0xFF);
		ck_assert_uint_eq(piece[i][i], i & 0xFF);
	}
	arena_release(&a);
}
END_TEST

START_TEST(larger_than_a_block)
{
	struct arena a = ARENA_INIT;
	char *big = arena_alloc(&a, 1000000);
	memset(big, 'x', 1000000);
	char *small = arena_alloc(&a, 10);
	ck_assert_uint_eq(small[0], 0);
	ck_assert_uint_ge(a.used, 1000010);
	arena_reset(&a);
	ck_assert_uint_eq(a.used, 0);
	arena_release(&a);
	ck_assert_ptr_null(a.head);
	arena_alloc(&a, 1); /* usable again */
	arena_release(&a);
}
END_TEST

START_TEST(copies)
{
	struct arena a = ARENA_INIT;
	ck_assert_str_eq(arena_dup(&a, (struct str){"abc", 2}), "ab");
	ck_assert_str_eq(arena_dup(&a, (struct str){0}), "");
	struct str s = arena_str(&a, STR("a\0b"));
	ck_assert(str_eq(s, STR("a\0b")));
	ck_assert_int_eq(s.p[3], '\0');
	ck_assert_str_eq(arena_printf(&a, "%s-%d", "x", 42), "x-42");
	ck_assert_uint_eq(strlen(arena_printf(&a, "%09000d", 0)), 9000);
	arena_release(&a);
}
END_TEST

START_TEST(arrays)
{
	struct arena a = ARENA_INIT;
	uint64_t *n = arena_array(&a, 100, sizeof(*n));
	ck_assert_uint_eq(n[99], 0);
	ck_assert_ptr_nonnull(arena_array(&a, 0, 8));
	arena_release(&a);
}
END_TEST

START_TEST(reset_of_nothing)
{
	struct arena a = ARENA_INIT;
	arena_reset(&a);
	arena_release(&a);
	ck_assert_uint_eq(a.used, 0);
}
END_TEST

TEST_MAIN("arena", zeroed_and_aligned, pieces_do_not_overlap, larger_than_a_block, copies, arrays,
        reset_of_nothing)
