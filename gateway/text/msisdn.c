#include "text/msisdn.h"

#include <errno.h>
#include <string.h>

enum { MAINLAND_MOBILE_DIGITS = 11, BEIJING_DIGITS = 10 };

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/*
 * 10086, 1069..., 118...: numbers of services, in the country or with 86 in front. No person's
 * begins so: 1 is North America, where no area begins with 0 or 1. (Beijing, 86 10 and eight
 * digits, does.)
 */
static bool
is_service(struct str digits)
{
	struct str national = str_starts(digits, STR("86")) ? str_skip(digits, 2) : digits;
	bool low = national.n > 1 && national.p[0] == '1' && national.p[1] <= '1';
	bool beijing = national.n < digits.n && national.n == BEIJING_DIGITS &&
	               str_starts(national, STR("10")) && national.p[2] >= '2';
	return low && !beijing;
}

int
msisdn_parse(struct arena *a, struct str raw, int64_t least_digits, struct str *msisdn)
{
	struct str digits = raw;
	bool international = str_starts(raw, STR("+"));
	if (international)
		digits = str_skip(raw, 1);
	else if (str_starts(raw, STR("00")))
		digits = str_skip(raw, 2);
	if (!all_digits(digits) || digits.p[0] == '0')
		return -EINVAL;
	if (is_service(digits))
		return -EINVAL;
	if (digits.n > MSISDN_MOST_DIGITS || (int64_t)digits.n < least_digits)
		return -EINVAL;
	/* +8610086 is 10086 with the country in front, and no person either. */
	if ((international || digits.n < raw.n) && str_starts(digits, STR("86")) &&
	        (int64_t)digits.n - 2 < least_digits)
		return -EINVAL;
	bool mainland = !international && digits.n == raw.n && digits.n == MAINLAND_MOBILE_DIGITS &&
	                digits.p[0] == '1' && digits.p[1] >= '3';
	struct str prefix = mainland ? STR("+86") : STR("+");
	char *p = arena_alloc(a, prefix.n + digits.n + 1);
	memcpy(p, prefix.p, prefix.n);
	memcpy(p + prefix.n, digits.p, digits.n);
	*msisdn = (struct str){p, prefix.n + digits.n};
	return 0;
}
