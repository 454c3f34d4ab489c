/* A word to all who are linked: 平安, 回电. Each is reported on; where anybody is, is not told. */
#include "family.h"
#include "handlers.h"

static const char *const values[] = {"count", "other", NULL};
static const char *const widest[] = {"10", FAMILY_MASKED, NULL};

/* `words` to each of them, so often a day. */
static int
send_to_all(
        const struct turn *turn, struct result *result, enum family_count which, const char *words)
{
	const struct link *links[FAMILY_LINKS];
	struct family_own own = turn->family->own;
	size_t count = family_find(turn, family_is_alive, (struct str){0}, links);
	if (count > RESULT_EFFECTS - 1)
		count = RESULT_EFFECTS - 1;
	result_add_number(result, turn, "count", (int64_t)count);
	if (turn->rest.n)
		result->outcome = "unclear";
	else if (family_gate(turn, (struct str){0}, &own, result) != GATE_OPEN)
		result->outcome = "locked";
	else if (!count)
		result->outcome = "none";
	else if (!family_count(turn, which, &own))
		result->outcome = "enough";
	else
		result->outcome = "sent";
	if (result->outcome[0] != 's')
		return 0;
	for (size_t i = 0; i < count; i++)
		result_do(result, &(struct effect){.kind = EFFECT_SEND,
		                          .msisdn = family_other(turn, links[i]),
		                          .words = words,
		                          .delivered = "delivered",
		                          .failed = "failed",
		                          .unheard = "unheard"});
	family_keep_own(turn, result, &own, (struct str){0});
	return 0;
}

/* The words are a sentence of the page: for each of the choices one, "safe" without any. */
static int
run_safe(const struct turn *turn, struct result *result)
{
	static const char *const words[] = {"arrived", "late", "soon"};
	struct str word = turn_aside(turn, "word");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(word, str_from(words[i])))
			return send_to_all(turn, result, FAMILY_SAFE, words[i]);
	return send_to_all(turn, result, FAMILY_SAFE, "safe");
}

static int
run_call(const struct turn *turn, struct result *result)
{
	return send_to_all(turn, result, FAMILY_CALL, "call");
}

const struct handler family_safe = {
        .spec =
                {
                        .name = "family.safe",
                        .slots = (const char *const[]){"word", NULL},
                        .asides = (const char *const[]){"word", NULL},
                        .outcomes = (const char *const[]){"sent", "safe", "arrived", "late", "soon",
                                "delivered", "failed", "unheard", "none", "enough", "locked",
                                "unclear", NULL},
                        .values = values,
                        .widest = widest,
                        .acts = true,
                        .family = true,
                },
        .run = run_safe,
};

const struct handler family_call = {
        .spec =
                {
                        .name = "family.call",
                        .slots = (const char *const[]){NULL},
                        .outcomes = (const char *const[]){"sent", "call", "delivered", "failed",
                                "unheard", "none", "enough", "locked", "unclear", NULL},
                        .values = values,
                        .widest = widest,
                        .acts = true,
                        .family = true,
                },
        .run = run_call,
};
