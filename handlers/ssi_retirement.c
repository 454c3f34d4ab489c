/*
 * The month of retirement. Source: decision of the NPC Standing Committee of 2024-09-13 on
 * raising the retirement age step by step, and its tables; the trial rules on flexible
 * retirement, from 2025-01-01.
 */
#include <errno.h>

#include "handlers.h"
#include "ssi.h"

enum { AGE, FIRST, STEP, MOST, PER_CATEGORY, EARLY = SSI_CATEGORIES * PER_CATEGORY, LATE, COUNT };

/* For each category: the old age in years; the first birth month that retires later; how many
 * birth months share a month of delay; the delay at the most. */
#define CATEGORY(at, name)                                                                    \
	[(at)*PER_CATEGORY + AGE] = {name "_age", 40, 80, false},                             \
	                     [(at)*PER_CATEGORY + FIRST] = {name "_first_birth", 0, 0, true}, \
	                     [(at)*PER_CATEGORY + STEP] = {name "_step", 1, 120, false},      \
	                     [(at)*PER_CATEGORY + MOST] = {name "_most", 0, 240, false}

static const struct rule_number numbers[COUNT] = {
        CATEGORY(SSI_M, "men"),
        CATEGORY(SSI_F55, "women55"),
        CATEGORY(SSI_F50, "women50"),
        [EARLY] = {"early_most", 0, 240, false},
        [LATE] = {"late_most", 0, 240, false},
};

const struct rule_spec ssi_retirement_rule = {"retirement", numbers, ARRAY_LEN(numbers)};

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

struct ssi_retirement
ssi_retire(const int64_t *n, enum ssi_category category, int64_t birth)
{
	const int64_t *own = n + (size_t)category * PER_CATEGORY;
	int64_t behind = birth - own[FIRST];
	int64_t delay = behind < 0 ? 0 : least(behind / own[STEP] + 1, own[MOST]);
	int64_t age = own[AGE] * YEAR + delay;
	return (struct ssi_retirement){.month = birth + age,
	        .age = age,
	        .delay = delay,
	        .earliest = birth + age - least(delay, n[EARLY]),
	        .latest = birth + age + n[LATE]};
}

/* By the newest set that is in force when it lets the person retire, else the oldest. */
static const struct rule_set *
judge(const struct turn *turn, enum ssi_category category, int64_t birth)
{
	const struct rule *rule = content_rule(turn->content, &ssi_retirement_rule);
	if (turn->on || !rule)
		return rule_on(rule, turn->on);
	size_t i = rule->count - 1;
	while (i > 0 && ssi_day(ssi_retire(rule->sets[i].numbers, category, birth).month) <
	                        rule->sets[i].from)
		i--;
	return &rule->sets[i];
}

static bool
read_category(struct str name, enum ssi_category *category)
{
	static const char *const names[] = {[SSI_M] = "M", [SSI_F55] = "F55", [SSI_F50] = "F50"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(name, str_from(names[i]))) {
			*category = (enum ssi_category)i;
			return true;
		}
	return false;
}

static void
add_month(struct result *result, const struct turn *turn, const char *const names[3], int64_t month)
{
	long long year = month / YEAR, of_year = month % YEAR + 1;
	result_add(result, names[0],
	        str_from(arena_printf(turn->arena, "%04lld-%02lld", year, of_year)));
	result_add_number(result, turn, names[1], year);
	result_add_number(result, turn, names[2], of_year);
}

/* Who retired before the rule had no choice of months. */
static void
add_flexible(struct result *result, const struct turn *turn, const struct ssi_retirement *r,
        bool flexible)
{
	static const char *const early[] = {"earliest", "earliest_year", "earliest_month"},
	                         *const late[] = {"latest", "latest_year", "latest_month"};
	if (flexible) {
		add_month(result, turn, early, r->earliest);
		add_month(result, turn, late, r->latest);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(early); i++) {
		result_add(result, early[i], STR("—"));
		result_add(result, late[i], STR("—"));
	}
}

static int
run(const struct turn *turn, struct result *result)
{
	static const char *const retire[] = {"retire", "retire_year", "retire_month"};
	int64_t birth;
	enum ssi_category category;
	if (!read_category(turn_answer(turn, "category"), &category) ||
	        !ssi_month(turn_answer(turn, "birth"), &birth))
		return -EINVAL;
	const struct rule_set *set = judge(turn, category, birth);
	if (!set)
		return -ENOENT;
	struct ssi_retirement r = ssi_retire(set->numbers, category, birth);
	const struct rule_set *minimum = turn_rule(turn, &ssi_minimum, ssi_day(r.month));
	if (!minimum)
		return -ENOENT;
	int32_t today = turn->on ? turn->on : turn_today(turn);
	result->outcome = ssi_day(birth) > today     ? "unborn"
	                  : ssi_day(r.month) > today ? "coming"
	                                             : "reached";
	add_month(result, turn, retire, r.month);
	result_add_number(result, turn, "age_years", r.age / YEAR);
	result_add_number(result, turn, "age_months", r.age % YEAR);
	result_add_number(result, turn, "delay", r.delay);
	result_add_number(
	        result, turn, "min_months", ssi_minimum_months(minimum->numbers, r.month / YEAR));
	add_flexible(result, turn, &r, ssi_day(r.month) >= set->from);
	return 0;
}

const struct handler ssi_retirement = {
        .spec =
                {
                        .name = "ssi.retirement",
                        .slots = (const char *const[]){"birth", "category", NULL},
                        .outcomes = (const char *const[]){"coming", "reached", "unborn", NULL},
                        .values = (const char *const[]){"retire", "retire_year", "retire_month",
                                "age_years", "age_months", "delay", "min_months", "earliest",
                                "earliest_year", "earliest_month", "latest", "latest_year",
                                "latest_month", NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_retirement_rule,
                                &ssi_minimum, NULL},
                        .widest = (const char *const[]){"2160-12", "2160", "12", "100", "11", "240",
                                "600", "2160-12", "2160", "12", "2160-12", "2160", "12", NULL},
                },
        .run = run,
};
