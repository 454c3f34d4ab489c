#include "outside/query.h"

#include <string.h>

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct str
query_decode(struct arena *a, struct str encoded, bool plus_is_blank)
{
	char *out = arena_alloc(a, encoded.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < encoded.n; i++) {
		char c = encoded.p[i];
		int high = -1, low = -1;
		if (c == '%' && encoded.n - i > 2) {
			high = hex_value(encoded.p[i + 1]);
			low = hex_value(encoded.p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_blank) {
			c = ' ';
		}
		out[n++] = c;
	}
	return (struct str){out, n};
}

bool
query_next(struct str *query, struct str *name, struct str *value)
{
	if (!query->n)
		return false;
	const char *end = memchr(query->p, '&', query->n);
	struct str pair = {query->p, end ? (size_t)(end - query->p) : query->n};
	*query = str_skip(*query, end ? pair.n + 1 : pair.n);
	const char *equals = pair.n ? memchr(pair.p, '=', pair.n) : NULL;
	*name = (struct str){pair.p, equals ? (size_t)(equals - pair.p) : pair.n};
	*value = str_skip(pair, equals ? name->n + 1 : pair.n);
	return true;
}

bool
query_get(struct arena *a, struct str query, const char *name, struct str *value)
{
	struct str found, encoded;
	while (query_next(&query, &found, &encoded)) {
		if (!str_eq(found, str_from(name)))
			continue;
		*value = query_decode(a, encoded, true);
		return true;
	}
	return false;
}

void
query_encode(struct buf *out, struct str text)
{
	static const char plain[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	for (size_t i = 0; i < text.n; i++) {
		if (memchr(plain, text.p[i], sizeof(plain) - 1))
			buf_addc(out, text.p[i]);
		else
			buf_addf(out, "%%%02X", (unsigned char)text.p[i]);
	}
}
