#include "base/utf8.h"

/* How many continuation bytes the lead byte announces, or -1; its payload goes to *bits. */
static int
lead(unsigned char c, uint32_t *bits)
{
	if (c >= 0xC2 && c <= 0xDF) {
		*bits = c & 0x1F;
		return 1;
	}
	if ((c & 0xF0) == 0xE0) {
		*bits = c & 0x0F;
		return 2;
	}
	if (c >= 0xF0 && c <= 0xF4) {
		*bits = c & 0x07;
		return 3;
	}
	return -1;
}

static bool
is_scalar(uint32_t cp, int more)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	return cp >= least[more] && cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF);
}

uint32_t
utf8_next(struct str *s, bool *valid)
{
	must(s->n > 0);
	const unsigned char *p = (const unsigned char *)s->p;
	uint32_t cp = p[0];
	if (cp < 0x80) {
		if (valid)
			*valid = true;
		*s = str_skip(*s, 1);
		return cp;
	}
	int more = lead(p[0], &cp);
	bool good = more >= 0 && (size_t)more < s->n;
	for (int i = 1; good && i <= more; i++) {
		good = (p[i] & 0xC0) == 0x80;
		cp = cp << 6 | (p[i] & 0x3F);
	}
	good = good && is_scalar(cp, more);
	if (valid)
		*valid = good;
	*s = str_skip(*s, good ? (size_t)more + 1 : 1);
	return good ? cp : UTF8_BAD;
}

size_t
utf8_put(uint32_t cp, char *out)
{
	must(cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF));
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
	static const unsigned char mark[] = {0, 0xC0, 0xE0, 0xF0};
	out[0] = (char)(mark[more] | cp >> (6 * more));
	for (size_t i = 1; i <= more; i++)
		out[i] = (char)(0x80 | (cp >> (6 * (more - i)) & 0x3F));
	return more + 1;
}

bool
utf8_valid(struct str s)
{
	bool good = true;
	while (good && s.n > 0)
		utf8_next(&s, &good);
	return good;
}
