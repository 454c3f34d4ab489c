/*
 * Phone numbers as networks write them, brought to one form: a person must not be three.
 */
#ifndef JIAXIN_MSISDN_H
#define JIAXIN_MSISDN_H

#include "base/arena.h"

enum { MSISDN_MOST_DIGITS = 15 }; /* ITU-T E.164 */

/*
 * "+8613800138000" from that, "8613800138000", "008613800138000" or a mainland mobile's
 * "13800138000"; any other run of digits keeps them behind a '+'. In `a`. -EINVAL when `raw` is
 * not a number of `least_digits` to 15 digits: alphabetic, a short code, a service (1069...), or
 * forged.
 */
int
msisdn_parse(struct arena *a, struct str raw, int64_t least_digits, struct str *msisdn) MUST_USE;

#endif
