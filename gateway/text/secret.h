/*
 * Finds what a worker should never have sent: the number of an identity card or of a bank card.
 * The service needs neither, so neither may reach the disk.
 */
#ifndef JIAXIN_SECRET_H
#define JIAXIN_SECRET_H

#include "base/arena.h"

/*
 * `text` (UTF-8) with every digit of such a number (and an identity number's X) as '*', in `a`;
 * *found says whether there was one, and without one the result is `text` itself. What counts, in
 * ASCII or full-width digits:
 *  - 16 digits or more without a gap: no question of ours takes so many (a bank card has 16 to 19,
 *    ISO/IEC 7812-1; an identity number 18, GB 11643-1999), so a mistyped one is covered, too;
 *  - 17 digits and an X;
 *  - 15 digits without a gap that begin with a province and a date: the identity numbers of before
 *    1999;
 *  - 18 digits (the last may be X) in pieces, with blanks or hyphens between, whose province, date
 *    and check digit (GB 11643-1999, ISO 7064 MOD 11-2) are right; in pieces of 6, 8 and 4 also
 *    with a wrong check digit;
 *  - 16 to 19 digits that pass Luhn's check, in pieces of four (the last may be shorter), or six
 *    (beginning with 3 to 9) and the rest, unless that is as long as a phone's number.
 * A phone number, 008613800138000 included, is none of these.
 */
struct str secret_mask(struct arena *a, struct str text, bool *found);

#endif
