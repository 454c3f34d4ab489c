/* What must hold of social insurance for whatever life: tried on many, and month by month. */
#include <stdlib.h>

#include "base/buf.h"
#include "check.h"
#include "ssi.h"
#include "ssi_call.h"

static struct ssi_stay
random_stay(void)
{
	static const int provinces[] = {11, 31, 33, 43, 44};
	return (struct ssi_stay){
	        1 + rand() % 150, provinces[rand() % 5], (enum ssi_kind)(rand() % 3)};
}

static int64_t
shortfall(struct call *k, const struct content *c, const struct ssi_stay *stays, size_t count)
{
	struct buf args = BUF_INIT(1024);
	int64_t months;
	buf_addz(&args, "hukou=43 paid=");
	for (size_t i = 0; i < count; i++)
		buf_addf(&args, "%d:%d:%c;", stays[i].province, (int)stays[i].months,
		        "GTD"[stays[i].kind]);
	buf_addz(&args, " retire=2034");
	call(k, c, &ssi_place, 0, args.p);
	buf_release(&args);
	ck_assert_int_eq(k->error, 0);
	ck_assert_int_eq(parse_int(str_from(value_of(k, "short")), 0, 240, &months), 0);
	return months;
}

START_TEST(random_lives)
{
	static const int64_t test[] = {120};
	srand(7);
	for (int life = 0; life < 20000; life++) {
		struct ssi_stay stays[6];
		size_t count = 1 + (size_t)rand() % ARRAY_LEN(stays);
		int hukou = random_stay().province;
		int64_t total = 0;
		for (size_t i = 0; i < count; i++) {
			stays[i] = random_stay();
			total += stays[i].months;
		}
		struct ssi_place place = ssi_pension_place(test, hukou, stays, count);
		bool named = place.province == hukou;
		for (size_t i = 0; i < count; i++)
			named = named || place.province == stays[i].province;
		ck_assert(named);
		ck_assert_int_eq(place.total, total);
		stays[rand() % (int)count].months++;
		ck_assert_int_eq(ssi_pension_place(test, hukou, stays, count).total, total + 1);
	}
}
END_TEST

START_TEST(more_months_never_raise_the_shortfall)
{
	struct content *c = load_content("content");
	struct call k = {.arena = ARENA_INIT};
	srand(11);
	for (int life = 0; life < 2000; life++) {
		struct ssi_stay stays[7];
		size_t count = 1 + (size_t)rand() % 6;
		for (size_t i = 0; i < count; i++)
			stays[i] = random_stay();
		int64_t before = shortfall(&k, c, stays, count);
		stays[rand() % (int)count].months++;
		ck_assert_int_le(shortfall(&k, c, stays, count), before);
		stays[count] = random_stay();
		ck_assert_int_le(shortfall(&k, c, stays, count + 1), before);
	}
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

/* Nor does it matter whether one long stay is told as two. */
START_TEST(order_of_stays_in_one_province_is_nothing)
{
	static const int64_t test[] = {120};
	srand(13);
	for (int life = 0; life < 20000; life++) {
		struct ssi_stay stays[6];
		for (size_t i = 0; i < ARRAY_LEN(stays); i++)
			stays[i] = random_stay();
		size_t at = (size_t)rand() % (ARRAY_LEN(stays) - 1);
		stays[at + 1].province = stays[at].province;
		int hukou = random_stay().province;
		struct ssi_place before = ssi_pension_place(test, hukou, stays, ARRAY_LEN(stays));
		struct ssi_stay first = stays[at];
		stays[at] = stays[at + 1];
		stays[at + 1] = first;
		struct ssi_place after = ssi_pension_place(test, hukou, stays, ARRAY_LEN(stays));
		ck_assert_int_eq(before.province, after.province);
		ck_assert_int_eq(before.total, after.total);
		ck_assert_str_eq(before.rule, after.rule);
	}
}
END_TEST

START_TEST(ten_years_to_the_month)
{
	static const int64_t test[] = {120};
	static const struct {
		struct ssi_stay stays[2];
		int place;
		const char *rule;
	} cases[] = {
	        {{{119, 44, SSI_GENERAL}}, 43, "4"},
	        {{{120, 44, SSI_GENERAL}}, 44, "2"},
	        {{{120, 44, SSI_TEMPORARY}}, 43, "4T"},
	        {{{119, 44, SSI_GENERAL}, {1, 44, SSI_DEEMED}}, 44, "2"},
	        {{{119, 44, SSI_GENERAL}, {1, 44, SSI_TEMPORARY}}, 43, "4"},
	        {{{120, 44, SSI_GENERAL}, {119, 33, SSI_GENERAL}}, 44, "3"},
	        {{{120, 44, SSI_GENERAL}, {120, 33, SSI_GENERAL}}, 33, "2"},
	        {{{600, 44, SSI_GENERAL}, {1, 43, SSI_GENERAL}}, 43, "1"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t count = cases[i].stays[1].months ? 2 : 1;
		struct ssi_place place = ssi_pension_place(test, 43, cases[i].stays, count);
		ck_assert_int_eq(place.province, cases[i].place);
		ck_assert_str_eq(place.rule, cases[i].rule);
	}
}
END_TEST

/* Month by month of birth: never an earlier retirement, never past the cap. */
START_TEST(retirement_only_rises)
{
	static const struct {
		enum ssi_category category;
		int64_t old_age, most;
	} all[] = {{SSI_M, 60, 36}, {SSI_F55, 55, 36}, {SSI_F50, 50, 60}};
	struct content *c = load_content("content");
	const int64_t *n = rule_on(content_rule(c, &ssi_retirement_rule), 20261123)->numbers;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		int64_t last = 0;
		for (int64_t birth = 1940 * YEAR; birth < 2016 * YEAR; birth++) {
			struct ssi_retirement r = ssi_retire(n, all[i].category, birth);
			int64_t old = birth + all[i].old_age * YEAR;
			ck_assert_int_eq(r.month, old + r.delay);
			ck_assert_int_eq(r.age, all[i].old_age * YEAR + r.delay);
			ck_assert(r.delay >= last && r.delay <= last + 1 && r.delay <= all[i].most);
			ck_assert(r.earliest >= old && r.month - r.earliest <= 36);
			ck_assert_int_eq(r.latest, r.month + 36);
			last = r.delay;
		}
		ck_assert_int_eq(last, all[i].most);
	}
	content_free(c);
}
END_TEST

START_TEST(minimum_and_benefit_only_rise)
{
	struct content *c = load_content("content");
	const int64_t *years = rule_on(content_rule(c, &ssi_minimum), 20261123)->numbers;
	const int64_t *tiers = rule_on(content_rule(c, &ssi_unemployment_rule), 20261123)->numbers;
	for (int64_t year = 2011; year <= 2100; year++) {
		bool rising = year >= 2030 && year <= 2039;
		ck_assert_int_eq(
		        ssi_minimum_months(years, year) - ssi_minimum_months(years, year - 1),
		        rising ? 6 : 0);
	}
	for (int64_t paid = 1; paid <= 720; paid++) {
		bool tier = paid == 12 || paid == 60 || paid == 120;
		int64_t more = ssi_unemployment_months(tiers, paid) -
		               ssi_unemployment_months(tiers, paid - 1);
		ck_assert(tier ? more > 0 : more == 0);
	}
	content_free(c);
}
END_TEST

TEST_MAIN("ssi_lives", random_lives, more_months_never_raise_the_shortfall,
        order_of_stays_in_one_province_is_nothing, ten_years_to_the_month, retirement_only_rises,
        minimum_and_benefit_only_rise)
