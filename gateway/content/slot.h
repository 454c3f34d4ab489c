/*
 * Reads the answers to a page's questions out of what people type.
 */
#ifndef JIAXIN_SLOT_H
#define JIAXIN_SLOT_H

#include "content/content.h"

/*
 * Takes an answer of the slot's type off the front of *folded (fold.h), blanks behind it
 * included. *value is its canonical form, in `a`: a number (of months, too) in decimal digits, an
 * area code with its 0, a month of the calendar as 1967-05, a choice's value, a text as it stands;
 * a date as 2027-02-05, a time of day as 20:30, money in fen, a phone number as +8613800138000
 * (msisdn.h). A date without a year is the next one; `today` is the day in China (calendar.h).
 * Returns false, *folded untouched, when none is there or it is out of bounds. SLOT_TEXT takes
 * everything.
 */
bool slot_read(const struct slot *slot, struct arena *a, int32_t today, struct str *folded,
        struct str *value);

/* An answer of ours in words for a phone: a choice's label, money in yuan, else the value itself. */
struct str slot_show(const struct slot *slot, struct arena *a, struct str value, lang_t lang);

/* The type by its name in YAML ("area-code"), or -1; and the other way round. */
int slot_type_find(struct str name);
const char *slot_type_name(enum slot_type type);

#endif
