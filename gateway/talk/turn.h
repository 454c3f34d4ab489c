/*
 * What a handler sees and what it gives back. A handler is a pure function: from the
 * typed answers of a page's questions to the name of an outcome and its values. The
 * words for each outcome stand in the content tree, in every language.
 *
 *   static int
 *   run(const struct turn *turn, struct result *result)
 *   {
 *           result->outcome = "found";
 *           result_add(result, "area", turn_answer(turn, "area"));
 *           return 0;
 *   }
 */
#ifndef JIAXIN_TURN_H
#define JIAXIN_TURN_H

#include "content/content.h"
#include "content/rule.h"
#include "store/session.h"

/* What the phone answered to one question, in the slot's canonical form (slot.h). */
struct answer {
	struct str name, value;
};

struct turn {
	int64_t now_ms;
	enum channel channel;
	const struct answer *answers; /* one for each slot of the page, in its order */
	size_t answer_count;
	struct arena *arena;           /* the message's: for the values */
	const struct content *content; /* whose rules (rule.h) the case is judged by */
	int32_t on; /* the day of the case, YYYYMMDD; 0: the handler knows it from the answers */
	const struct transit *transit; /* the timetable (transit.h); NULL: there is none */
	const struct page *page; /* whose phrases turn_phrase says; NULL: it lists the values */
	lang_t lang;             /* for turn_phrase alone */
};

enum { RESULT_VALUES = 32 };

struct result {
	const char *outcome; /* one of the spec's */
	const char *ask; /* an aside (content.h) that was not answered: it is asked first, and the
	                    outcome is told only where nobody can be asked; NULL: nothing */
	struct value values[RESULT_VALUES];
	size_t value_count;
	uint32_t numbers; /* a bit for each value that is a number in decimal digits */
};

/* 0, or a negative errno: a fault inside, and the phone gets the apology. */
typedef int handler_run(const struct turn *turn, struct result *result);

struct handler {
	struct handler_spec spec;
	handler_run *run;
};

/*
 * One of the page's phrases with these values, in the phone's language and the turn's arena: for
 * what comes several times in an answer, or not always. The spec must name it.
 */
struct str
turn_phrase(const struct turn *turn, const char *name, const struct value *values, size_t count);

/* The answer to the question `name`; the page must ask it (the content check sees to that). */
struct str turn_answer(const struct turn *turn, const char *name);

/* The answer to an aside of the handler's; empty when it was not given. */
struct str turn_aside(const struct turn *turn, const char *name);

/* The same as a number within [min, max]; 0, -EINVAL or -ERANGE. */
int turn_read_number(
        const struct turn *turn, const char *name, int64_t min, int64_t max, int64_t *out) MUST_USE;

/* The rule's set for the turn's day, else for `own`, else the oldest; NULL: none on the turn's. */
const struct rule_set *
turn_rule(const struct turn *turn, const struct rule_spec *spec, int32_t own);

/* The day in China, YYYYMMDD. */
int32_t turn_today(const struct turn *turn);

/* True where the handler's value is the code of a province, which a phone is shown by name. */
bool spec_gives_province(const struct handler_spec *spec, const char *value);

/* text must live as long as the turn's arena. */
void result_add(struct result *result, const char *name, struct str text);
void
result_add_number(struct result *result, const struct turn *turn, const char *name, int64_t number);

#endif
