/*
 * Bytes of a message in every coding, and what is done with the text: folded, measured, cut.
 * The first byte chooses coding and limit.
 */
#include "fuzz.h"

#include <string.h>

#include "base/utf8.h"
#include "text/decode.h"
#include "text/fold.h"
#include "text/numeral.h"
#include "text/segment.h"

static void
cut_all(struct str text, struct str tail, const struct text_limit *limit)
{
	while (text.n && !text_fits(text, limit)) {
		size_t taken = text_cut(text, tail, limit);
		must(taken > 0 && taken <= text.n);
		must(utf8_valid((struct str){text.p, taken}));
		text = text_skip_blanks(str_skip(text, taken));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const charsets[] = {"UTF-8", "", "UTF-16BE", "GBK"};
	if (size < 1)
		return 0;
	struct arena a = ARENA_INIT;
	struct str text, folded;
	int64_t number;
	int coding = data[0] & 3;
	const char *charset = charsets[data[0] >> 2 & 3];
	struct str raw = {(const char *)data + 1, size - 1};

	if (decode_mo(&a, raw, coding, str_from(charset), &text) == 0) {
		must(utf8_valid(text));
		must(!text.n || !memchr(text.p, 0, text.n));
		folded = fold(&a, text);
		must(utf8_valid(folded));
		must(str_eq(fold(&a, folded), folded));
		if (numeral_parse(folded, 1000000, &number) == 0)
			must(number <= 1000000);
		must(numeral_prefix(folded, &number) <= folded.n);
		cut_all(text, STR("\n回M看下页"), data[0] & 16 ? &USSD_SCREEN : &SMS_ONE_PART);
	}
	arena_release(&a);
	return 0;
}
