/* Who is answered how often, with the time as a parameter. */
#include "check.h"
#include "talk/guard.h"

enum { DAY = 86400, MIDNIGHT = 20000 * DAY - 8 * 3600 /* of China */ };

static const struct guard_limits limits = {.same_most = 3,
        .same_s = 1800,
        .phone_most = 6,
        .phone_s = 600,
        .urgent_most = 4,
        .day_parts = 20,
        .phones_most = 64};

/* `times` answers a second apart from `at_s` after midnight on; the last must be `want`. */
struct step {
	char phone;
	uint64_t text;
	unsigned parts, times;
	int at_s;
	enum guard_verdict want;
	bool urgent, help;
};

static struct who
who_of(char phone)
{
	return (struct who){{(uint8_t)phone, (uint8_t)(phone * 7)}};
}

static enum guard_verdict
weigh(struct guard *g, const struct step *s, unsigned second)
{
	struct who who = who_of(s->phone);
	struct guard_answer answer = {s->text, s->parts, s->urgent, s->help};
	return guard_weigh(g, &who, &answer, MIDNIGHT + s->at_s + second);
}

static void
play(const struct guard_limits *l, const struct step *steps, size_t count)
{
	struct guard *g = guard_new(l);
	for (size_t i = 0; i < count; i++) {
		enum guard_verdict got = GUARD_VERDICTS;
		for (unsigned n = 0; n < steps[i].times; n++)
			got = weigh(g, &steps[i], n);
		ck_assert_msg(got == steps[i].want, "step %zu: %d", i, got);
		guard_settle(g, 0);
	}
	guard_free(g);
}

#define PLAY(limits_, ...)                                  \
	do {                                                \
		const struct step steps_[] = {__VA_ARGS__}; \
		play(limits_, steps_, ARRAY_LEN(steps_));   \
	} while (0)

START_TEST(same_words)
{
	PLAY(&limits, {'a', 1, 1, 3, 0, GUARD_ANSWER, 0, 0},
	        {'a', 1, 1, 1, 5, GUARD_SILENT_SAME, 0, 0}, {'a', 2, 1, 1, 6, GUARD_ANSWER, 0, 0},
	        {'b', 1, 1, 1, 7, GUARD_ANSWER, 0, 0},
	        {'a', 1, 1, 1, 1799, GUARD_SILENT_SAME, 0, 0},
	        {'a', 1, 1, 1, 1800, GUARD_ANSWER, 0, 0}); /* silence does not prolong it */
}
END_TEST

/* Whose words are more than are counted at a time is stopped by the phone's own limit. */
START_TEST(words_in_turn)
{
	struct guard_limits l = limits;
	l.phone_most = 0;
	l.day_parts = 0;
	struct guard *g = guard_new(&l);
	struct who who = who_of('a');
	unsigned answered = 0;
	for (unsigned i = 0; i < 100; i++)
		answered +=
		        guard_weigh(g, &who, &(struct guard_answer){.text = 1 + i % 4, .parts = 1},
		                MIDNIGHT + i) == GUARD_ANSWER;
	ck_assert_uint_eq(answered, 4 * l.same_most);
	guard_free(g);
}
END_TEST

START_TEST(one_phone)
{
	struct guard_limits l = limits;
	l.same_most = 0;
	PLAY(&l, {'a', 1, 1, 6, 0, GUARD_ANSWER, 0, 0}, {'a', 1, 1, 1, 10, GUARD_NOTICE_MANY, 0, 0},
	        {'a', 1, 1, 5, 11, GUARD_SILENT_MANY, 0, 0}, {'b', 1, 1, 1, 12, GUARD_ANSWER, 0, 0},
	        {'a', 1, 1, 1, 599, GUARD_SILENT_MANY, 0, 0},
	        {'a', 1, 1, 6, 600, GUARD_ANSWER, 0, 0},
	        {'a', 1, 1, 1, 610, GUARD_NOTICE_MANY, 0, 0});
}
END_TEST

START_TEST(one_day)
{
	PLAY(&limits, {'a', 1, 3, 3, 0, GUARD_ANSWER, 0, 0}, {'b', 1, 3, 3, 0, GUARD_ANSWER, 0, 0},
	        {'c', 1, 3, 1, 9, GUARD_NOTICE_TODAY, 0,
	                0},                            /* 18 are spent, 21 would be too many */
	        {'d', 1, 1, 1, 9, GUARD_ANSWER, 0, 0}, /* with the notice 20 */
	        {'c', 1, 1, 1, 9, GUARD_SILENT_TODAY, 0, 0},
	        {'e', 1, 1, 1, 9, GUARD_NOTICE_TODAY, 0, 0},
	        {'f', 1, 1, 1, 9, GUARD_NOTICE_TODAY, 0, 0},
	        {'g', 1, 1, 1, 9, GUARD_SILENT_TODAY, 0, 0}, /* the notices' tenth, too */
	        {'g', 2, 1, 1, 9, GUARD_ANSWER, 0, 1}, {'g', 3, 1, 1, 9, GUARD_ANSWER, 1, 0},
	        {'c', 1, 1, 1, DAY - 1, GUARD_SILENT_TODAY, 0, 0},
	        {'c', 1, 1, 1, DAY, GUARD_ANSWER, 0, 0});
}
END_TEST

/* Somebody in need is answered when nobody else is; only a machine asks so often. */
START_TEST(emergencies)
{
	PLAY(&limits, {'a', 1, 1, 4, 0, GUARD_SILENT_SAME, 0, 0},
	        {'a', 9, 1, 4, 5, GUARD_ANSWER, 1, 0}, {'a', 9, 1, 1, 10, GUARD_NOTICE_MANY, 1, 0},
	        {'a', 9, 1, 1, 11, GUARD_SILENT_MANY, 1, 0},
	        {'a', 9, 1, 1, 600, GUARD_ANSWER, 1, 0});
}
END_TEST

START_TEST(no_limits)
{
	const struct guard_limits none = {.phones_most = 1};
	PLAY(&none, {'a', 1, 3, 1000, 0, GUARD_ANSWER, 0, 0},
	        {'a', 1, 3, 1000, 0, GUARD_ANSWER, 1, 0});
}
END_TEST

/* A batch that fails was never weighed, whoever had to go for its phones. */
START_TEST(undone)
{
	struct guard_limits l = limits;
	l.phones_most = 8; /* one set */
	l.day_parts = 0;
	struct guard *g = guard_new(&l);
	const struct step three = {'a', 1, 1, 3, 0, GUARD_ANSWER, 0, 0};
	for (unsigned n = 0; n < three.times; n++)
		weigh(g, &three, n);
	guard_settle(g, 0);
	for (char phone = 'b'; phone < 'z'; phone++) /* 'a' goes */
		weigh(g, &(struct step){.phone = phone, .text = 1, .parts = 2, .at_s = 10}, 0);
	ck_assert_int_gt(guard_parts_today(g, MIDNIGHT + 10), 3);
	guard_settle(g, -5);
	weigh(g, &(struct step){.phone = 'b', .text = 1, .parts = 1, .at_s = DAY}, 0);
	guard_settle(g, -5); /* nor did its day begin */
	ck_assert_int_eq(guard_parts_today(g, MIDNIGHT + 10), 3);
	ck_assert_int_eq(weigh(g, &three, 4), GUARD_SILENT_SAME);
	guard_settle(g, 0);
	guard_settle(g, -5); /* nothing was weighed since */
	ck_assert_int_eq(weigh(g, &three, 5), GUARD_SILENT_SAME);
	guard_free(g);
}
END_TEST

START_TEST(full)
{
	struct guard_limits l = limits;
	l.phones_most = 8;
	l.same_most = 1;
	struct guard *g = guard_new(&l);
	for (char phone = 'a'; phone <= 'i'; phone++)
		weigh(g, &(struct step){.phone = phone, .text = 1, .parts = 1, .at_s = phone}, 0);
	for (char phone = 'b'; phone <= 'i'; phone++)
		ck_assert_int_eq(weigh(g, &(struct step){phone, 1, 1, 1, 200, 0, 0, 0}, 0),
		        GUARD_SILENT_SAME);
	/* 'a', the least recent, is forgotten */
	ck_assert_int_eq(weigh(g, &(struct step){'a', 1, 1, 1, 200, 0, 0, 0}, 0), GUARD_ANSWER);
	ck_assert_int_eq(guard_parts_today(g, MIDNIGHT + 200), 10);
	ck_assert_int_eq(guard_parts_today(g, MIDNIGHT + DAY), 0);
	guard_free(g);
}
END_TEST

TEST_MAIN("guard", same_words, words_in_turn, one_phone, one_day, emergencies, no_limits, undone,
        full)
