#include <string.h>

#include "scratch.h"
#include "store/session.h"

enum { PHONES = 600, STEPS = 60000, NEVER = UINT32_MAX };

/* Few homes, all near the end of the first table: long runs that wrap around. */
static struct who
crowded(size_t i)
{
	struct who who = {{0}};
	who.bytes[0] = (uint8_t)(60 + i % 5);
	memcpy(who.bytes + 8, &i, sizeof(i));
	return who;
}

static struct who
spread(size_t i)
{
	uint64_t state = i + 1;
	struct who who = {{0}};
	uint64_t hash = chance(&state);
	memcpy(who.bytes, &hash, sizeof(hash));
	memcpy(who.bytes + 8, &i, sizeof(i));
	return who;
}

static void
compare(const struct sessions *all, const int64_t *model, struct who (*name)(size_t))
{
	size_t count = 0;
	for (size_t i = 0; i < PHONES; i++) {
		struct who who = name(i);
		const struct session *s = sessions_find(all, &who);
		ck_assert_int_eq(s ? s->seq : 0, model[i]);
		ck_assert(!s || who_eq(&s->who, &who));
		count += model[i] != 0;
	}
	ck_assert_uint_eq(sessions_count(all), count);
}

static void
against_model(struct who (*name)(size_t), uint64_t seed)
{
	struct sessions *all = sessions_new(PHONES);
	int64_t model[PHONES] = {0};
	for (int64_t step = 1; step <= STEPS; step++) {
		size_t i = chance_below(&seed, PHONES);
		struct session s = {.who = name(i), .seq = step, .forget = NEVER};
		if (chance_below(&seed, 5) < 2) {
			sessions_drop(all, &s.who);
			model[i] = 0;
		} else {
			sessions_put(all, &s, 1, NULL);
			model[i] = step;
		}
		if (step % 997 == 0)
			compare(all, model, name);
	}
	compare(all, model, name);
	sessions_free(all);
}

START_TEST(equals_model)
{
	against_model(crowded, 1);
	against_model(spread, 2);
}
END_TEST

/* Beyond its maximum the table never grows, keeps what came last, and lies about nobody. */
START_TEST(evicts)
{
	static const size_t most[] = {16, 17, 56, 57, 100, 112, 113};
	for (size_t m = 0; m < ARRAY_LEN(most); m++) {
		struct sessions *all = sessions_new(most[m]);
		int64_t model[PHONES] = {0};
		uint64_t seed = 7 + m;
		for (int64_t step = 1; step <= 5000; step++) {
			size_t i = chance_below(&seed, PHONES);
			struct session s = {.who = spread(i), .seq = step, .forget = NEVER};
			sessions_put(all, &s, 1, NULL);
			model[i] = step;
			ck_assert_uint_le(sessions_count(all), most[m]);
			ck_assert_ptr_nonnull(sessions_find(all, &s.who));
		}
		size_t kept = 0;
		for (size_t i = 0; i < PHONES; i++) {
			struct who who = spread(i);
			const struct session *s = sessions_find(all, &who);
			ck_assert(!s || s->seq == model[i]);
			kept += s != NULL;
		}
		ck_assert_uint_eq(kept, most[m]);
		sessions_free(all);
	}
}
END_TEST

/* Of the few that are looked at the one with the oldest message goes. */
START_TEST(evicts_the_oldest)
{
	struct sessions *all = sessions_new(16);
	for (size_t i = 0; i < 17; i++) {
		struct session s = {.who = spread(i), .seq = (int64_t)(100 - i), .forget = NEVER};
		sessions_put(all, &s, 1, NULL);
	}
	struct who oldest = spread(15), newest = spread(0);
	ck_assert_ptr_null(sessions_find(all, &oldest));
	ck_assert_ptr_nonnull(sessions_find(all, &newest));
	sessions_free(all);
}
END_TEST

START_TEST(forgets_when_it_grows)
{
	struct sessions *all = sessions_new(1000);
	for (size_t i = 0; i < 300; i++) {
		struct session s = {.who = spread(i), .seq = 1, .forget = i % 2 ? 50 : 500};
		sessions_put(all, &s, 100, NULL);
	}
	for (size_t i = 0; i < 300; i += 2) {
		struct who who = spread(i);
		ck_assert_ptr_nonnull(sessions_find(all, &who));
	}
	struct who old = spread(1);
	ck_assert_ptr_null(sessions_find(all, &old));
	sessions_free(all);
}
END_TEST

/* A table of nothing but old phones is swept, not doubled. */
START_TEST(sweeps_before_it_grows)
{
	struct sessions *all = sessions_new(100000);
	for (size_t i = 0; i < 20000; i++) {
		uint32_t now = (uint32_t)i + 1;
		struct session s = {.who = spread(i), .seq = 1, .forget = now + 10};
		sessions_put(all, &s, now, NULL);
	}
	ck_assert_uint_le(sessions_bytes(all), 64 * sizeof(struct session));
	sessions_free(all);
}
END_TEST

START_TEST(stays_small)
{
	enum { MANY = 200000, MOST_BYTES = 140 };
	struct sessions *all = sessions_new(MANY);
	for (size_t i = 0; i < MANY; i++) {
		struct session s = {.who = spread(i), .seq = (int64_t)i + 1, .forget = NEVER};
		sessions_put(all, &s, 1, NULL);
	}
	ck_assert_uint_eq(sessions_count(all), MANY);
	ck_assert_uint_le(sessions_bytes(all) / MANY, MOST_BYTES);
	for (size_t i = 0; i < MANY; i += 777) {
		struct who who = spread(i);
		const struct session *s = sessions_find(all, &who);
		ck_assert(s && s->seq == (int64_t)i + 1);
	}
	sessions_free(all);
}
END_TEST

/* While it moves, everybody is found; both tables are there for a short time only. */
START_TEST(grows_bit_by_bit)
{
	enum { MANY = 5000 };
	struct sessions *all = sessions_new(MANY);
	size_t largest = 0, moving = 0;
	for (size_t i = 0; i < MANY; i++) {
		struct session s = {.who = spread(i), .seq = (int64_t)i + 1, .forget = NEVER};
		size_t before = sessions_bytes(all);
		sessions_put(all, &s, 1, NULL);
		largest = sessions_bytes(all) > largest ? sessions_bytes(all) : largest;
		moving += sessions_bytes(all) == before && before % 3 == 0; /* N and 2 N */
		ck_assert_uint_eq(sessions_count(all), i + 1);
		for (size_t j = i % 7; j <= i; j += 1 + i / 50) {
			struct who who = spread(j);
			ck_assert_ptr_nonnull(sessions_find(all, &who));
		}
	}
	ck_assert_uint_eq(largest, (4096 + 8192) * sizeof(struct session));
	ck_assert_uint_eq(sessions_bytes(all), 8192 * sizeof(struct session));
	ck_assert_uint_gt(moving, 100);
	ck_assert_uint_lt(moving, MANY / 4);
	sessions_free(all);
}
END_TEST

START_TEST(tells_who_made_room)
{
	struct sessions *all = sessions_new(16);
	struct session gone = {.seq = 0};
	for (size_t i = 0; i < 17; i++) {
		struct session s = {.who = spread(i), .seq = (int64_t)i + 1, .forget = NEVER};
		ck_assert(sessions_put(all, &s, 1, &gone) == (i == 16));
	}
	ck_assert_int_eq(gone.seq, 1);
	ck_assert_ptr_null(sessions_find(all, &gone.who));
	sessions_free(all);
}
END_TEST

START_TEST(replaces_in_place)
{
	struct sessions *all = sessions_new(16);
	struct session s = {.who = spread(1), .seq = 1, .page = 5, .forget = NEVER};
	sessions_put(all, &s, 1, NULL);
	s.seq = 2, s.page = 6;
	sessions_put(all, &s, 1, NULL);
	ck_assert_uint_eq(sessions_count(all), 1);
	ck_assert_uint_eq(sessions_find(all, &s.who)->page, 6);
	sessions_drop(all, &s.who);
	sessions_drop(all, &s.who);
	ck_assert_uint_eq(sessions_count(all), 0);
	sessions_free(all);
	sessions_free(NULL);
}
END_TEST

TEST_MAIN("session", equals_model, evicts, evicts_the_oldest, forgets_when_it_grows,
        sweeps_before_it_grows, stays_small, replaces_in_place, grows_bit_by_bit,
        tells_who_made_room)
