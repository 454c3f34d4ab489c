/*
 * A gap in paying for medical insurance between two employers: made good, or a wait. Source:
 * 医保办发〔2021〕43号.
 */
#include <errno.h>

#include "handlers.h"
#include "ssi.h"

enum { GRACE, WAIT, GAP_MOST = 720 };

static const struct rule_number numbers[] = {
        [GRACE] = {"grace_months", 0, 60, false}, /* a gap up to this can be paid back */
        [WAIT] = {"wait_most", 0, 60, false},     /* that a place may set behind a longer one */
};

const struct rule_spec ssi_medical_gap_rule = {"medical-gap", numbers, ARRAY_LEN(numbers)};

int64_t
ssi_medical_wait(const int64_t *n, int64_t gap)
{
	return gap > n[GRACE] ? n[WAIT] : 0;
}

static int
run(const struct turn *turn, struct result *result)
{
	int64_t gap;
	int error = turn_read_number(turn, "months", 0, GAP_MOST, &gap);
	if (error)
		return error;
	const struct rule_set *set = turn_rule(turn, &ssi_medical_gap_rule, turn_today(turn));
	if (!set)
		return -ENOENT;
	int64_t wait = ssi_medical_wait(set->numbers, gap);
	result->outcome = gap == 0 ? "none" : wait ? "long" : "short";
	result_add_number(result, turn, "grace", set->numbers[GRACE]);
	result_add_number(result, turn, "wait", wait);
	result_add_number(result, turn, "wait_most", set->numbers[WAIT]);
	return 0;
}

const struct handler ssi_medical_gap = {
        .spec =
                {
                        .name = "ssi.medical_gap",
                        .slots = (const char *const[]){"months", NULL},
                        .outcomes = (const char *const[]){"none", "short", "long", NULL},
                        .values = (const char *const[]){"grace", "wait", "wait_most", NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_medical_gap_rule, NULL},
                        .widest = (const char *const[]){"60", "60", "60", NULL},
                },
        .run = run,
};
