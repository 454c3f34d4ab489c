#include "text/decode.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include "base/utf8.h"

/* Clean text on its way out. */
struct sink {
	char *p; /* with room for the longest that the input can become */
	size_t n;
	bool after_cr;
};

static bool
is_noncharacter(uint32_t cp)
{
	return (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE;
}

static bool
is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F);
}

static bool
is_surrogate(uint32_t cp)
{
	return cp >= 0xD800 && cp <= 0xDFFF;
}

static void
sink_put(struct sink *out, uint32_t cp)
{
	bool second_of_crlf = out->after_cr && cp == '\n';
	out->after_cr = cp == '\r';
	if (second_of_crlf)
		return;
	if (cp == '\r')
		cp = '\n';
	if (cp == '\t')
		cp = ' ';
	bool unwanted = is_control(cp) || is_surrogate(cp) || is_noncharacter(cp) || cp == 0xFEFF;
	if (!unwanted || cp == '\n')
		out->n += utf8_put(cp, out->p + out->n);
}

static struct str
sink_text(const struct sink *out)
{
	return (struct str){out->p, out->n};
}

static int
from_utf8(struct arena *a, struct str raw, struct str *text)
{
	struct sink out = {.p = arena_alloc(a, raw.n + 1)};
	while (raw.n > 0) {
		bool valid;
		uint32_t cp = utf8_next(&raw, &valid);
		if (valid)
			sink_put(&out, cp);
	}
	*text = sink_text(&out);
	return 0;
}

static uint32_t
unit_at(struct str raw, size_t i)
{
	const unsigned char *p = (const unsigned char *)raw.p + i;
	return (uint32_t)p[0] << 8 | p[1];
}

static int
from_utf16be(struct arena *a, struct str raw, struct str *text)
{
	struct sink out = {.p = arena_alloc(a, raw.n / 2 * 3 + 1)};
	for (size_t i = 0; i + 1 < raw.n; i += 2) {
		uint32_t cp = unit_at(raw, i);
		uint32_t low = i + 3 < raw.n ? unit_at(raw, i + 2) : 0;
		if ((cp & 0xFC00) == 0xD800 && (low & 0xFC00) == 0xDC00) {
			cp = 0x10000 + ((cp & 0x3FF) << 10 | (low & 0x3FF));
			i += 2;
		}
		sink_put(&out, cp);
	}
	*text = sink_text(&out);
	return 0;
}

static int
from_gb18030(struct arena *a, struct str raw, struct str *text)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	if (cd == (iconv_t)-1)
		return -ENOTSUP;
	size_t in_left = raw.n, room = 2 * raw.n; /* two bytes become four at the most */
	char *in = arena_dup(a, raw);             /* iconv wants it writable */
	char *utf8 = arena_alloc(a, room), *out = utf8;
	size_t result = iconv(cd, &in, &in_left, &out, &room);
	int error = errno;
	iconv_close(cd);
	if (result == (size_t)-1) {
		must(error != E2BIG);
		return -EILSEQ;
	}
	return from_utf8(a, (struct str){utf8, (size_t)(out - utf8)}, text);
}

/* First line that fits; a charset of NULL is any. */
static const struct {
	enum mo_coding coding;
	const char *charset;
	int (*decode)(struct arena *a, struct str raw, struct str *text);
} decoders[] = {
        {MO_GSM7, NULL, from_utf8},
        {MO_UCS2, "UTF-8", from_utf8},
        {MO_UCS2, NULL, from_utf16be},
        {MO_UNKNOWN, "", from_gb18030},
        {MO_UNKNOWN, "GB18030", from_gb18030},
        {MO_UNKNOWN, "GBK", from_gb18030},
        {MO_UNKNOWN, "GB2312", from_gb18030},
        {MO_UNKNOWN, "UTF-8", from_utf8},
};

static bool
charset_is(struct str charset, const char *name)
{
	struct str want = str_from(name);
	return charset.n == want.n && (want.n == 0 || strncasecmp(charset.p, name, want.n) == 0);
}

int
decode_mo(struct arena *a, struct str raw, int coding, struct str charset, struct str *text)
{
	if (raw.n == 0) {
		*text = STR("");
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(decoders); i++) {
		const char *name = decoders[i].charset;
		if (coding == (int)decoders[i].coding && (!name || charset_is(charset, name)))
			return decoders[i].decode(a, raw, text);
	}
	return -EILSEQ;
}
