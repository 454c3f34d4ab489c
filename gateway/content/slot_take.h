/*
 * Takes words and numbers off the front of a folded text, for the readers of dates, times, money
 * and phone numbers. Only slot*.c include this.
 */
#ifndef JIAXIN_SLOT_TAKE_H
#define JIAXIN_SLOT_TAKE_H

#include "base/base.h"

struct slot_word {
	const char *word; /* folded */
	int value;
};

/*
 * The longest of the words that *s begins with, blanks before and behind it taken too. A word
 * that ends in a Latin letter is none inside a longer one ("mon" in "money"). False: none.
 */
bool slot_take_word(struct str *s, const struct slot_word *words, size_t count, int *value);

/* One of these, as it stands and where it stands. */
bool slot_take(struct str *s, struct str word);

/* A number from 0 to `most` (numeral.h), with no blanks taken. */
bool slot_take_number(struct str *s, int64_t most, int64_t *number);

/*
 * The length of the number that stands by itself at the front, or 0. A Chinese numeral with more
 * Chinese right behind it is part of a name (三亚, 九江), or wants a reader that knows its unit.
 */
size_t slot_number(struct str s, int64_t *number);

/* The digits at the front, as they stand. */
struct str slot_digits(struct str s);

/* Whether a digit, or a Latin letter, comes next. */
bool slot_digit_next(struct str s);
bool slot_latin_next(struct str s);

#endif
