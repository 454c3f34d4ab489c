/*
 * The minimum contribution period for a monthly pension, by the year of retirement.
 * Source: decision of the NPC Standing Committee of 2024-09-13 on raising the retirement
 * age step by step, article 2.
 */
#include <errno.h>

#include "handlers.h"
#include "ssi.h"

enum { MONTHS, UNTIL, STEP, MOST, YEAR_FIRST = 1949, YEAR_LAST = 2199 };

static const struct rule_number numbers[] = {
        [MONTHS] = {"months", 1, 600, false},              /* that are asked for */
        [UNTIL] = {"until", YEAR_FIRST, YEAR_LAST, false}, /* up to this year */
        [STEP] = {"step", 0, 60, false},                   /* more each year behind it */
        [MOST] = {"most", 1, 600, false},
};

const struct rule_spec ssi_minimum = {"minimum-months", numbers, ARRAY_LEN(numbers)};

int64_t
ssi_minimum_months(const int64_t *n, int64_t year)
{
	if (year <= n[UNTIL])
		return n[MONTHS];
	int64_t months = n[MONTHS] + n[STEP] * (year - n[UNTIL]);
	return months < n[MOST] ? months : n[MOST];
}

static int
run(const struct turn *turn, struct result *result)
{
	int64_t year;
	int error = turn_read_number(turn, "year", YEAR_FIRST, YEAR_LAST, &year);
	if (error)
		return error;
	const struct rule_set *set = turn_rule(turn, &ssi_minimum, ssi_day(year * YEAR));
	if (!set)
		return -ENOENT;
	int64_t months = ssi_minimum_months(set->numbers, year);
	result->outcome = months == set->numbers[MONTHS] ? "base"
	                  : months == set->numbers[MOST] ? "settled"
	                                                 : "rising";
	result_add_number(result, turn, "months", months);
	const char *half = months % YEAR ? ".5" : "";
	result_add(result, "years",
	        str_from(arena_printf(turn->arena, "%d%s", (int)(months / YEAR), half)));
	return 0;
}

const struct handler ssi_min_months = {
        .spec =
                {
                        .name = "ssi.min_months",
                        .slots = (const char *const[]){"year", NULL},
                        .outcomes = (const char *const[]){"base", "rising", "settled", NULL},
                        .values = (const char *const[]){"months", "years", NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_minimum, NULL},
                        .widest = (const char *const[]){"600", "50.5", NULL},
                },
        .run = run,
};
