#include "store/field.h"

#include <errno.h>
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

struct str
fields_seal(struct crypt *crypt, struct arena *a, const struct seal *place, char format,
        const struct str *fields, size_t count)
{
	size_t size = 1;
	for (size_t i = 0; i < count; i++)
		size += FIELD_OVERHEAD + fields[i].n;
	/* A fixed buffer over arena memory: its size is known, nothing can grow. */
	struct buf plain = {.p = arena_alloc(a, size + 1), .cap = size + 1, .max = size};
	buf_addc(&plain, format);
	for (size_t i = 0; i < count; i++)
		field_put(&plain, fields[i]);
	must(!plain.full);
	return crypt_seal(crypt, a, place, buf_str(&plain));
}

int
fields_open(const struct crypt *crypt, struct arena *a, const struct seal *place, char format,
        struct str sealed, struct str *fields, size_t most, size_t *count)
{
	struct str plain;
	size_t taken = 0;
	int error = crypt_open_sealed(crypt, a, place, sealed, &plain);
	if (error)
		return error;
	if (plain.n < 1 || plain.p[0] != format)
		return -EBADMSG;
	plain = str_skip(plain, 1);
	for (; plain.n; taken++)
		if (taken == most || !field_take(&plain, &fields[taken]))
			return -EBADMSG;
	*count = taken;
	return 0;
}
