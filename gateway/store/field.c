#include "store/field.h"

#include <string.h>

void
field_put(struct buf *b, struct str s)
{
	must(s.n <= FIELD_MAX);
	uint16_t n = (uint16_t)s.n;
	buf_add(b, (struct str){(const char *)&n, sizeof(n)});
	buf_add(b, s);
}

bool
field_take(struct str *from, struct str *s)
{
	uint16_t n;
	if (from->n < sizeof(n))
		return false;
	memcpy(&n, from->p, sizeof(n));
	*from = str_skip(*from, sizeof(n));
	if (from->n < n)
		return false;
	*s = (struct str){from->p, n};
	*from = str_skip(*from, n);
	return true;
}
