/*
 * Reads the answers to a page's questions out of what people type.
 */
#ifndef JIAXIN_SLOT_H
#define JIAXIN_SLOT_H

#include "content/content.h"

struct transit;

/* What an answer is read by, beside its question. */
struct slot_context {
	int32_t today;                 /* the day in China (calendar.h) */
	const struct transit *transit; /* the timetable (transit.h); NULL: there is none */
	unsigned *reads; /* how often slot_read may look yet for this message; NULL: without end */
	bool near; /* nothing reads the text as it stands: a stop may be one that is near to it */
};

/* What a text means: one value, or a few of which the phone must say one. */
struct meanings {
	struct str of[9]; /* canonical forms; more do not fit a menu */
	size_t count;
	enum place_role role; /* what was said in front of a place */
	bool unsure;          /* a guess: to be asked for, be it the only one */
};

/* Whether nothing is left to ask. */
static inline bool
meanings_settled(const struct meanings *m)
{
	return m->count == 1 && !m->unsure;
}

/*
 * Takes an answer of the slot's type off the front of *folded (fold.h), blanks behind it
 * included. *m is what it means, at least one value in canonical form, in `a`: a number (of months,
 * too) in decimal digits, an area code with its 0 (said by its digits or its place), a place's
 * code, "44:132:G;33:84:T" for months in provinces (general, temporary or deemed), "500000x36" for
 * a monthly wage in fen and its months, a month of the calendar as 1967-05, a choice's value, a
 * text as it stands; a date as 2027-02-05, a time of day as 20:30 (24:30: after the midnight that
 * ends the day), money in fen, a phone number as +8613800138000 (msisdn.h), a stop's name
 * (transit_name). A date without a year is the next one, or the last where the slot is of the past,
 * today included. Several where nobody can tell which is meant (fuzhou, 周末). A place may have a
 * word of its role in front (place_role.h); the other role's is refused. Returns false, both
 * untouched, when none is there, the word that leads to it is not, it is out of bounds, or
 * context->reads is used up: what one message may cost has an end.
 * SLOT_TEXT takes everything.
 */
bool slot_read(const struct slot *slot, struct arena *a, const struct slot_context *context,
        struct str *folded, struct meanings *m);

/* Whether it asks for a place, of which a page may ask two: role says which is which. */
bool slot_is_place(const struct slot *slot);

/*
 * The length of the word at the front that leaves the question open ("woman", where the post
 * matters too), or 0. Said behind an answer it takes the answer back.
 */
size_t slot_unclear(const struct slot *slot, struct str folded);

/* An answer of ours in words for a phone: a choice's label, a place's name, money in yuan, else
 * the value itself. */
struct str slot_show(const struct slot *slot, struct arena *a, struct str value, lang_t lang);

/* The same with what tells it from its namesakes: 福州(福建). For a menu of meanings. */
struct str slot_tell(const struct slot *slot, struct arena *a, struct str value, lang_t lang);

/* A sum of money in fen as a phone shows it, in yuan: 36000, 704.60. */
struct str money_show(struct arena *a, int64_t fen);

/*
 * The widest texts that slot_show can give in `lang`, for the check of what fits: the i-th of them
 * in *text (in `a`, or the tree's). False, *text untouched: there are no more. Several only where
 * the words around decide which is widest. SLOT_TEXT has no bound of its own: 20 Chinese
 * characters stand for it, and what is longer is paged. A stop is as wide as the widest of the
 * timetable `t`, or without one (NULL) as eight characters.
 */
bool slot_widest(const struct slot *slot, struct arena *a, const struct transit *t, lang_t lang,
        size_t i, struct str *text);

/* The type by its name in YAML ("area-code"), or -1; and the other way round. */
int slot_type_find(struct str name);
const char *slot_type_name(enum slot_type type);

#endif
