/* What the social insurance handlers share. */
#include "ssi.h"

bool
ssi_month(struct str text, int64_t *month)
{
	int32_t day = text.n == 7 ? rule_day(text) : 0;
	if (day)
		*month = (int64_t)(day / 10000) * YEAR + day / 100 % 100 - 1;
	return day != 0;
}

int32_t
ssi_day(int64_t month)
{
	return (int32_t)(month / YEAR * 10000 + (month % YEAR + 1) * 100 + 1);
}
