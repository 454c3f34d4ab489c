#include "expect.h"

#include <string.h>

enum { BYTES_MAX = 1024, NUMBER_MAX = 2000 };

static const char *
wrong_number(const struct statement *s, const struct arrived *a)
{
	const struct {
		const char *name;
		int64_t value;
	} numbers[] = {{"dcs", a->dcs}, {"parts", a->parts}, {"units", a->units}};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		int64_t value = numbers[i].value;
		if (play_number(s, numbers[i].name, 0, NUMBER_MAX, value) != value)
			return numbers[i].name;
	}
	return NULL;
}

bool
expect_holds(struct str text, const char *piece)
{
	return !piece || (text.n > 0 && memmem(text.p, text.n, piece, strlen(piece)));
}

static bool
same_bytes(const char *hex, struct str got)
{
	struct buf want = BUF_INIT(BYTES_MAX);
	bool same = !hex || (play_hex(hex, &want) == 0 && str_eq(buf_str(&want), got));
	buf_release(&want);
	return same;
}

static const char *
wrong_text(const struct statement *s, struct str text, struct str last)
{
	const char *exact = play_value(s, "text");
	if (exact && !str_eq(str_from(exact), text))
		return "text";
	if (!expect_holds(text, play_value(s, "has")))
		return "has";
	return play_has(s, "same") && !str_eq(text, last) ? "same" : NULL;
}

const char *
expect_differs(
        const struct statement *s, const struct arrived *a, const char *from, struct str last)
{
	const char *wrong = wrong_number(s, a);
	if (!wrong)
		wrong = wrong_text(s, buf_str(&a->text), last);
	if (wrong)
		return wrong;
	const char *other_from = play_value(s, "from"), *type = play_value(s, "type");
	if (strcmp(a->from, other_from ? other_from : from) != 0)
		return "from";
	if (type && strcmp(a->service_type, type) != 0)
		return "type";
	if (!same_bytes(play_value(s, "hex"), buf_str(&a->bytes)))
		return "hex";
	return same_bytes(play_value(s, "tlv"), buf_str(&a->tlvs)) ? NULL : "tlv";
}
