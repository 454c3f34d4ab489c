/*
 * How a pension moves with the worker: between two provinces by an application at the new place,
 * within one by itself. Source: social insurance law, article 19; 国办发〔2009〕66号, article 8;
 * 人社部规〔2016〕5号 (a place is a province).
 */
#include <errno.h>

#include "content/places.h"
#include "handlers.h"

static int
run(const struct turn *turn, struct result *result)
{
	struct str from = turn_aside(turn, "from"), to = turn_aside(turn, "to");
	const struct region *here = places_get(turn->content, from),
	                    *there = places_get(turn->content, to);
	if ((from.n && !here) || (to.n && !there))
		return -EINVAL;
	if (!here || !there)
		result->outcome = "anywhere";
	else
		result->outcome = here == there ? "same" : "moved";
	result_add(result, "to_area", there ? there->area : STR(""));
	return 0;
}

const struct handler ssi_steps = {
        .spec =
                {
                        .name = "ssi.steps",
                        .slots = (const char *const[]){"from", "to", NULL},
                        .asides = (const char *const[]){"from", "to", NULL},
                        .outcomes = (const char *const[]){"anywhere", "same", "moved", NULL},
                        .values = (const char *const[]){"to_area", NULL},
                        .widest = (const char *const[]){"0991", NULL},
                },
        .run = run,
};
