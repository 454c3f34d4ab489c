/* Yes, no, and the end: 同意, 拒绝, 断开. Who is not wanted is told nothing. */
#include "family.h"
#include "handlers.h"

static const char *const slots[] = {"tail", NULL};

static const char *const values[] = {"other", "others", NULL};
static const char *const widest[] = {
        FAMILY_MASKED, FAMILY_MASKED " " FAMILY_MASKED " " FAMILY_MASKED, NULL};

enum { SHOWN_MOST = 3, AT_A_TIME = RESULT_EFFECTS - 2 };

/* Those that the word speaks of: *count of them. The outcome is set to `none` when there are none.
 */
static size_t
find(const struct turn *turn, family_is_meant *is_meant, const char *none, struct result *result,
        const struct link **found)
{
	size_t count = family_find(turn, is_meant, turn_aside(turn, "tail"), found);
	if (count > AT_A_TIME)
		count = AT_A_TIME;
	if (turn->rest.n)
		result->outcome = "unclear";
	else if (!count)
		result->outcome = none;
	return turn->rest.n ? 0 : count;
}

/* Several: their numbers are told, and one must be named. */
static void
ask_which(const struct turn *turn, struct result *result, const struct link *const *found,
        size_t count)
{
	result->outcome = "which";
	result_add(result, "others",
	        family_masked(turn, found, count < SHOWN_MOST ? count : SHOWN_MOST));
}

void
family_agree(const struct turn *turn, struct result *result, const struct link *link)
{
	family_link(turn, result, link, LINK_ALIVE);
	result->outcome = "agreed";
	result_add(result, "other", phone_masked(turn->arena, family_other(turn, link)));
	result_do(result, &(struct effect){.kind = EFFECT_SEND,
	                          .msisdn = family_other(turn, link),
	                          .words = "linked"});
}

static int
run_consent(const struct turn *turn, struct result *result)
{
	const struct link *found[FAMILY_LINKS], *alive[FAMILY_LINKS];
	struct family_own own = turn->family->own;
	size_t count = find(turn, family_waits_for_us, "nobody", result, found);
	family_gate(
	        turn, (struct str){0}, &own, result); /* with nothing behind it: it is known now */
	if (count && turn->stopped)
		result->outcome = "stopped";
	else if (count > 1)
		ask_which(turn, result, found, count);
	else if (count && family_find(turn, family_is_alive, (struct str){0}, alive) >=
	                          (size_t)turn->limits->links_most)
		result->outcome = "full";
	else if (count)
		family_agree(turn, result, found[0]);
	return 0;
}

/* The safe side: a no without a number is one to all. */
static int
run_refuse(const struct turn *turn, struct result *result)
{
	const struct link *found[FAMILY_LINKS];
	size_t count = find(turn, family_waits_for_us, "nobody", result, found);
	for (size_t i = 0; i < count; i++)
		family_link(turn, result, found[i], LINK_REFUSED);
	if (count)
		result->outcome = "refused";
	return 0;
}

static int
run_end(const struct turn *turn, struct result *result)
{
	const struct link *found[FAMILY_LINKS];
	size_t count = find(turn, family_is_alive, "none", result, found);
	if (count > 1) {
		ask_which(turn, result, found, count);
	} else if (count) {
		bool ours = str_eq(found[0]->from_msisdn, turn->msisdn);
		family_link(turn, result, found[0], ours ? LINK_ENDED : LINK_REFUSED);
		result->outcome = "ended";
		result_add(
		        result, "other", phone_masked(turn->arena, family_other(turn, found[0])));
	}
	return 0;
}

const struct handler family_consent = {
        .spec =
                {
                        .name = "family.consent",
                        .slots = slots,
                        .asides = slots,
                        .outcomes = (const char *const[]){"agreed", "linked", "nobody", "which",
                                "full", "stopped", "unclear", NULL},
                        .values = values,
                        .widest = widest,
                        .acts = true,
                        .once = true,
                        .family = true,
                },
        .run = run_consent,
};

const struct handler family_refuse = {
        .spec =
                {
                        .name = "family.refuse",
                        .slots = slots,
                        .asides = slots,
                        .outcomes = (const char *const[]){"refused", "nobody", "unclear", NULL},
                        .values = values,
                        .widest = widest,
                        .acts = true,
                        .once = true,
                        .family = true,
                },
        .run = run_refuse,
};

const struct handler family_end = {
        .spec =
                {
                        .name = "family.end",
                        .slots = slots,
                        .asides = slots,
                        .outcomes =
                                (const char *const[]){"ended", "none", "which", "unclear", NULL},
                        .values = values,
                        .widest = widest,
                        .acts = true,
                        .once = true,
                        .family = true,
                },
        .run = run_end,
};
