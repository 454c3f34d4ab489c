#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* Room for `more` bytes and the NUL, or false (and full) when the maximum forbids it. */
static bool
reserve(struct buf *b, size_t more)
{
	if (b->full || more > b->max - b->n) {
		b->full = true;
		return false;
	}
	size_t need = b->n + more + 1;
	if (need > b->cap) {
		size_t cap = b->cap ? b->cap : 64;
		while (cap < need)
			cap *= 2;
		b->p = xrealloc(b->p, cap);
		b->cap = cap;
	}
	return true;
}

void
buf_add(struct buf *b, struct str s)
{
	if (!reserve(b, s.n))
		return;
	if (s.n)
		memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
	b->p[b->n] = '\0';
}

void
buf_addz(struct buf *b, const char *z)
{
	buf_add(b, str_from(z));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, (struct str){&c, 1});
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	must(n >= 0);
	if (reserve(b, (size_t)n)) {
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

void
buf_addcp(struct buf *b, uint32_t code_point)
{
	char bytes[UTF8_MAX_BYTES];
	size_t n = utf8_put(code_point, bytes);
	buf_add(b, (struct str){bytes, n});
}

static void
add_json_byte(struct buf *b, unsigned char c)
{
	if (c == '"' || c == '\\')
		buf_addf(b, "\\%c", c);
	else if (c == '\n')
		buf_addz(b, "\\n");
	else if (c < 0x20 || c == 0x7F)
		buf_addf(b, "\\u%04x", c);
	else
		buf_addc(b, (char)c);
}

void
buf_add_json(struct buf *b, struct str s)
{
	buf_addc(b, '"');
	while (s.n > 0) {
		uint32_t cp = utf8_next(&s, NULL);
		if (cp < 0x80)
			add_json_byte(b, (unsigned char)cp);
		else
			buf_addcp(b, cp);
	}
	buf_addc(b, '"');
}

struct str
buf_str(const struct buf *b)
{
	return (struct str){b->p ? b->p : "", b->n};
}

void
buf_cut(struct buf *b, size_t n)
{
	must(n <= b->n);
	b->n = n;
	if (b->p)
		b->p[n] = '\0';
}

void
buf_clear(struct buf *b)
{
	b->full = false;
	buf_cut(b, 0);
}

void
buf_release(struct buf *b)
{
	free(b->p);
	*b = BUF_INIT(b->max);
}
