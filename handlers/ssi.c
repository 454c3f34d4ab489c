#include "handlers.h"

/*
 * The minimum contribution period for a monthly pension: 180 months for who retires
 * by 2029, from 2030 on 6 more each year, 240 from 2039.
 * Source: decision of the NPC Standing Committee of 2024-09-13 on raising the retirement
 * age step by step, article 2.
 */
enum { BASE_MONTHS = 180, TOP_MONTHS = 240, STEP_MONTHS = 6, LAST_BASE_YEAR = 2029 };

static int64_t
min_months(int64_t year)
{
	if (year <= LAST_BASE_YEAR)
		return BASE_MONTHS;
	int64_t months = BASE_MONTHS + STEP_MONTHS * (year - LAST_BASE_YEAR);
	return months < TOP_MONTHS ? months : TOP_MONTHS;
}

static int
run_min_months(const struct turn *turn, struct result *result)
{
	int64_t months = min_months(turn_number(turn, "year"));
	result->outcome = months == BASE_MONTHS  ? "base"
	                  : months == TOP_MONTHS ? "settled"
	                                         : "rising";
	result_add(result, "months", str_from(arena_printf(turn->arena, "%d", (int)months)));
	const char *half = months % 12 ? ".5" : "";
	result_add(result, "years",
	        str_from(arena_printf(turn->arena, "%d%s", (int)months / 12, half)));
	return 0;
}

const struct handler ssi_min_months = {
        .spec =
                {
                        .name = "ssi.min_months",
                        .slots = (const char *const[]){"year", NULL},
                        .outcomes = (const char *const[]){"base", "rising", "settled", NULL},
                        .values = (const char *const[]){"months", "years", NULL},
                },
        .run = run_min_months,
};
