#include <errno.h>
#include <string.h>

#include "handlers.h"

/*
 * 12333 and its kin are answered where the phone is; for another place one dials that
 * place's area code first.
 */
static int
run(const struct turn *turn, struct result *result)
{
	struct str area = turn_answer(turn, "area");
	if (area.n < 3)
		return -EINVAL;
	/* Codes with three digits in all are 010 and 020 to 029; all others have four. */
	bool is_short = area.p[1] == '2' || strncmp(area.p, "010", 3) == 0;
	result->outcome = area.n == (is_short ? 3 : 4) ? "found" : "bad";
	result_add(result, "area", area);
	return 0;
}

const struct handler lines_local = {
        .spec =
                {
                        .name = "lines.local",
                        .slots = (const char *const[]){"area", NULL},
                        .outcomes = (const char *const[]){"found", "bad", NULL},
                        .values = (const char *const[]){"area", NULL},
                        .widest = (const char *const[]){"0755", NULL},
                },
        .run = run,
};
