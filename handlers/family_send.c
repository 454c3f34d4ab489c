/* A word to all who are linked: 平安, 回电. Each is reported on; where anybody is, is not told. */
#include "family.h"
#include "handlers.h"

#include <string.h>

static const char *const values[] = {"count", "other", NULL};
static const char *const widest[] = {"10", FAMILY_MASKED, NULL};

/* Sentences of the page, one for each of the choices; the first without any. Kept as numbers
 * (family_last): only add at the end. */
static const char *const safe_words[] = {"safe", "arrived", "late", "soon", NULL};
static const char *const call_words[] = {"call", NULL};

enum { JUST_NOW_MS = 5 * 60 * 1000 };

/* A word to all of them. */
struct word {
	enum family_count which;
	const char *const *all; /* its sentences */
	uint32_t words;         /* which of them */
};

/* A key that is pressed twice, a text that is sent again: each of them has had these words. */
static bool
was_just_sent(const struct turn *turn, const struct word *word, const struct link *const *links,
        size_t count)
{
	struct family_last last = turn->family->own.last[word->which];
	if (!last.at_ms || last.words != word->words || turn->now_ms - last.at_ms > JUST_NOW_MS)
		return false;
	for (size_t i = 0; i < count; i++)
		if (links[i]->changed_ms > last.at_ms)
			return false;
	return true;
}

/* The same whether the other has said no, nothing yet, or was not even asked. */
static bool
waits_for_a_yes(const struct turn *turn)
{
	int64_t asked_ms = turn->family->own.last[FAMILY_ASK].at_ms;
	return asked_ms && turn->now_ms - asked_ms <= turn->limits->asked_ms;
}

static const char *
weigh(const struct turn *turn, struct result *result, const struct word *word,
        const struct link *const *links, size_t count, struct family_own *own)
{
	if (turn->rest.n)
		return "unclear";
	if (family_gate(turn, (struct str){0}, own, result) != GATE_OPEN)
		return "locked";
	if (!count)
		return waits_for_a_yes(turn) ? "waiting" : "none";
	if (was_just_sent(turn, word, links, count))
		return "already";
	return family_count(turn, word->which, word->words, own) ? "sent" : "enough";
}

/* So often a day. */
static int
send_to_all(const struct turn *turn, struct result *result, const struct word *word)
{
	const struct link *links[FAMILY_LINKS];
	struct family_own own = turn->family->own;
	size_t count = family_find(turn, family_is_alive, (struct str){0}, links);
	if (count > RESULT_EFFECTS - 1)
		count = RESULT_EFFECTS - 1;
	result_add_number(result, turn, "count", (int64_t)count);
	result->outcome = weigh(turn, result, word, links, count, &own);
	if (strcmp(result->outcome, "sent") != 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		result_do(result, &(struct effect){.kind = EFFECT_SEND,
		                          .msisdn = family_other(turn, links[i]),
		                          .words = word->all[word->words],
		                          .delivered = "delivered",
		                          .failed = "failed",
		                          .unheard = "unheard"});
	family_keep_own(turn, result, &own, (struct str){0});
	return 0;
}

static int
run_safe(const struct turn *turn, struct result *result)
{
	struct word word = {FAMILY_SAFE, safe_words, 0};
	struct str said = turn_aside(turn, "word");
	for (uint32_t i = 1; safe_words[i]; i++)
		if (str_eq(said, str_from(safe_words[i])))
			word.words = i;
	return send_to_all(turn, result, &word);
}

static int
run_call(const struct turn *turn, struct result *result)
{
	return send_to_all(turn, result, &(struct word){FAMILY_CALL, call_words, 0});
}

const struct handler family_safe = {
        .spec =
                {
                        .name = "family.safe",
                        .slots = (const char *const[]){"word", NULL},
                        .asides = (const char *const[]){"word", NULL},
                        .outcomes = (const char *const[]){"sent", "safe", "arrived", "late", "soon",
                                "delivered", "failed", "unheard", "none", "waiting", "already",
                                "enough", "locked", "unclear", NULL},
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
                                "unheard", "none", "waiting", "already", "enough", "locked",
                                "unclear", NULL},
                        .values = values,
                        .widest = widest,
                        .acts = true,
                        .family = true,
                },
        .run = run_call,
};
