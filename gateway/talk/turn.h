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
#include "talk/effect.h"

/* What the phone answered to one question, in the slot's canonical form (slot.h). */
struct answer {
	struct str name, value;
};

/* What handlers of the family hold to (config.h, section family). Counts of 0: no limit. */
struct family_limits {
	int64_t cards_most, links_most;
	struct link_limits link;
	int64_t a_day[FAMILY_COUNTS];  /* of each of what is counted */
	int64_t asked_ms;              /* so long a question for a link waits for its yes */
	int64_t wrong_most, closed_ms; /* wrong codes in a row; then none is listened to so long,
	                                  each time twice as long */
	int64_t open_ms;               /* so long a right code need not be said again */
	int64_t remind_ms;             /* a reminder goes on so long... */
	int64_t late_ms;               /* ...and is still worth sending so long after its time */
	int64_t silent_s;              /* then the phone may be another's; 0: never */
	int64_t day_from, day_to;      /* hours in China: what is not asked for now leaves then */
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
	struct str rest; /* what was said besides the answers: a handler that acts must not guess */
	const struct page *page; /* whose handler runs; NULL: turn_phrase lists the values... */
	lang_t lang;             /* ...and in which language it will speak */

	/* Only for a handler whose spec says `family`. */
	struct str msisdn;           /* the phone's own number */
	const struct family *family; /* what is kept of it */
	const struct family_limits *limits;
	bool strange; /* it was silent for so long that it may be another's by now */
	bool stopped; /* it said STOP: nothing it has not asked for arrives */
};

enum { RESULT_VALUES = 32, RESULT_EFFECTS = 16 };

struct result {
	const char *outcome; /* one of the spec's */
	const char *ask; /* an aside (content.h) that was not answered: it is asked first, and the
	                    outcome is told only where nobody can be asked, and nothing is done;
	                    NULL: nothing */
	struct value values[RESULT_VALUES];
	size_t value_count;
	uint32_t numbers; /* a bit for each value that is a number in decimal digits */
	struct effect effects[RESULT_EFFECTS];
	size_t effect_count;
	bool known; /* the phone is strange no longer */
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

/* A value of the question `slot` in the words of the phone's language, as the page has them. */
struct str turn_label(const struct turn *turn, const char *slot, struct str value);

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

/* One thing more to be done. What it points to must live as long as the turn's arena. */
void result_do(struct result *result, const struct effect *effect);

#endif
