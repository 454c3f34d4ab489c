/* How long unemployment benefit is paid. Source: Social Insurance Law, article 46. */
#include <errno.h>

#include "handlers.h"
#include "ssi.h"

enum { PAID1, GETS1, PAID2, GETS2, PAID3, GETS3, COUNT, TIERS = COUNT / 2, PAID_MOST = 720 };

static const struct rule_number numbers[COUNT] = {
        [PAID1] = {"paid1", 1, 600, false},
        [GETS1] = {"gets1", 1, 120, false},
        [PAID2] = {"paid2", 1, 600, false},
        [GETS2] = {"gets2", 1, 120, false},
        [PAID3] = {"paid3", 1, 600, false},
        [GETS3] = {"gets3", 1, 120, false},
};

const struct rule_spec ssi_unemployment_rule = {"unemployment", numbers, ARRAY_LEN(numbers)};

int64_t
ssi_unemployment_months(const int64_t *n, int64_t paid)
{
	int64_t gets = 0;
	for (size_t i = 0; i < TIERS; i++)
		if (paid >= n[i * 2])
			gets = n[i * 2 + 1];
	return gets;
}

static int
run(const struct turn *turn, struct result *result)
{
	int64_t paid;
	int error = turn_read_number(turn, "months", 0, PAID_MOST, &paid);
	if (error)
		return error;
	const struct rule_set *set = turn_rule(turn, &ssi_unemployment_rule, turn_today(turn));
	if (!set)
		return -ENOENT;
	int64_t gets = ssi_unemployment_months(set->numbers, paid);
	result->outcome = gets ? "some" : "none";
	result_add_number(result, turn, "gets", gets);
	return 0;
}

const struct handler ssi_unemployment = {
        .spec =
                {
                        .name = "ssi.unemployment",
                        .slots = (const char *const[]){"months", NULL},
                        .outcomes = (const char *const[]){"some", "none", NULL},
                        .values = (const char *const[]){"gets", NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_unemployment_rule, NULL},
                        .widest = (const char *const[]){"120", NULL},
                },
        .run = run,
};
