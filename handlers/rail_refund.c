/*
 * What a refund of a rail ticket costs, by its price and how long before departure. Fen; the
 * fee is rounded to half a yuan: from a quarter on up. Source: 12306, rules on refunds.
 */
#include <errno.h>

#include "content/slot.h"
#include "handlers.h"

enum tier { FREE, EARLY, LATE, LAST, LEAST, NUMBERS, TIERS = LEAST };

enum { PERCENT = 100, HALF_YUAN = 50, PRICE_MOST = 1000000, LEAST_MOST = 10000 };

static const struct rule_number numbers[NUMBERS] = {
        [FREE] = {"free_percent", 0, PERCENT, false},
        [EARLY] = {"early_percent", 0, PERCENT, false},
        [LATE] = {"late_percent", 0, PERCENT, false},
        [LAST] = {"last_percent", 0, PERCENT, false},
        [LEAST] = {"least_fen", 0, LEAST_MOST, false},
};

static const struct rule_spec rule = {"rail-refund", numbers, ARRAY_LEN(numbers)};

static int64_t
fee_of(const int64_t *n, enum tier tier, int64_t price)
{
	int64_t halves = (price * n[tier] + HALF_YUAN / 2 * PERCENT) / (HALF_YUAN * PERCENT);
	int64_t fee = halves * HALF_YUAN;
	if (n[tier] && fee < n[LEAST])
		fee = n[LEAST];
	return fee < price ? fee : price;
}

static int
read_tier(struct str text, enum tier *tier)
{
	static const char *const names[TIERS] = {
	        [FREE] = "free", [EARLY] = "early", [LATE] = "late", [LAST] = "last"};
	for (int i = 0; i < TIERS; i++)
		if (str_eq(text, str_from(names[i]))) {
			*tier = (enum tier)i;
			return 0;
		}
	return -EINVAL;
}

static int
run(const struct turn *turn, struct result *result)
{
	int64_t price;
	enum tier tier;
	int error = turn_read_number(turn, "price", 0, PRICE_MOST, &price);
	if (!error)
		error = read_tier(turn_answer(turn, "left"), &tier);
	if (error)
		return error;
	const struct rule_set *set = turn_rule(turn, &rule, turn_today(turn));
	if (!set)
		return -ENOENT;
	int64_t fee = fee_of(set->numbers, tier, price);
	result->outcome = fee ? "fee" : "free";
	result_add_number(result, turn, "fee_fen", fee);
	result_add(result, "fee", money_show(turn->arena, fee));
	result_add(result, "back", money_show(turn->arena, price - fee));
	result_add_number(result, turn, "percent", set->numbers[tier]);
	return 0;
}

const struct handler rail_refund = {
        .spec =
                {
                        .name = "rail.refund",
                        .slots = (const char *const[]){"price", "left", NULL},
                        .outcomes = (const char *const[]){"free", "fee", NULL},
                        .values = (const char *const[]){"fee_fen", "fee", "back", "percent", NULL},
                        .rules = (const struct rule_spec *const[]){&rule, NULL},
                        .widest = (const char *const[]){"1000000", "9999.50", "10000.99", "100",
                                NULL},
                },
        .run = run,
};
