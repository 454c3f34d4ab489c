#include "base/base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str
str_from(const char *z)
{
	return (struct str){z, z ? strlen(z) : 0};
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

struct str
str_skip(struct str s, size_t n)
{
	must(n <= s.n);
	return (struct str){s.p ? s.p + n : s.p, s.n - n};
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = str_skip(s, 1);
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

int
parse_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	if (negative)
		s = str_skip(s, 1);
	if (s.n == 0)
		return -EINVAL;

	int64_t value = 0; /* kept negative: that side has the one number more */
	bool over = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -EINVAL;
		over = over || __builtin_mul_overflow(value, 10, &value) ||
		       __builtin_sub_overflow(value, s.p[i] - '0', &value);
	}
	if (over || (!negative && value == INT64_MIN))
		return -ERANGE;
	if (!negative)
		value = -value;
	if (value < min || value > max)
		return -ERANGE;
	*out = value;
	return 0;
}

_Noreturn void
must_failed(const char *cond, const char *file, int line)
{
	fprintf(stderr, "bug: %s:%d: not true: %s\n", file, line, cond);
	abort();
}

static void *
or_die(void *p)
{
	if (!p) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return p;
}

void *
xmalloc(size_t size)
{
	return or_die(malloc(size ? size : 1));
}

void *
xcalloc(size_t count, size_t size)
{
	return or_die(calloc(count ? count : 1, size ? size : 1));
}

void *
xrealloc(void *old, size_t size)
{
	return or_die(realloc(old, size ? size : 1));
}

char *
xstrdup(const char *z)
{
	return or_die(strdup(z));
}
