/* Monthly wages and for how many months, as people write them: 5000元36个月, 4200x12. */
#include "base/buf.h"
#include "content/slot_read.h"
#include "content/slot_take.h"

enum { FEN = 100, MONTHS_MOST = 720, WAGES_MOST = 20, WAGES_MAX_BYTES = 512 };

/* What stands around a wage, in any number. */
static void
skip_words(struct str *s)
{
	static const struct slot_word words[] = {{"每个月", 1}, {"每月", 1}, {"一个月", 1},
	        {"月薪", 1}, {"月工资", 1}, {"工资", 1}, {"基数", 1}, {"按", 1}, {"交了", 1},
	        {"交", 1}, {"monthly", 1}, {"for", 1}};
	int value;
	while (slot_take_word(s, words, ARRAY_LEN(words), &value))
		;
}

/* 4200x12, 5000元36个月: the months right behind it, which to a sum of money would be its fen. */
static bool
take_tight(const struct slot *slot, struct str *s, int64_t *fen)
{
	static const struct slot_word ends[] = {{"x", 1}, {"*", 1}, {"×", 1}, {"元", 1},
	        {"块钱", 1}, {"块", 1}, {"yuan", 1}, {"交了", 1}, {"交", 1}};
	struct str rest = *s;
	int64_t yuan;
	int end;
	if (!slot_take_number(&rest, slot->max, &yuan) || yuan < slot->min ||
	        !slot_take_word(&rest, ends, ARRAY_LEN(ends), &end))
		return false;
	*fen = yuan * FEN;
	*s = rest;
	return true;
}

static bool
take_wage(const struct slot *slot, struct arena *a, struct str *s, int64_t *fen)
{
	struct str value;
	skip_words(s);
	return take_tight(slot, s, fen) ||
	       (slot_read_money(slot, a, s, &value) && parse_int(value, 0, INT64_MAX, fen) == 0);
}

static bool
take_months(struct arena *a, struct str *s, int64_t *months)
{
	static const struct slot span = {.type = SLOT_MONTHS, .min = 1, .max = MONTHS_MOST};
	struct str value;
	skip_words(s);
	return slot_read_months(&span, a, s, &value) &&
	       parse_int(value, 1, MONTHS_MOST, months) == 0;
}

/* In either order: 36个月5000元 is as good. */
static bool
take_part(const struct slot *slot, struct arena *a, struct str *s, int64_t *fen, int64_t *months)
{
	struct str wage_first = *s, months_first = *s;
	if (take_wage(slot, a, &wage_first, fen) && take_months(a, &wage_first, months)) {
		*s = wage_first;
		return true;
	}
	if (take_months(a, &months_first, months) && take_wage(slot, a, &months_first, fen)) {
		*s = months_first;
		return true;
	}
	return false;
}

bool
slot_read_wages(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	static const struct slot_word between[] = {
	        {",", 1}, {";", 1}, {"、", 1}, {"和", 1}, {"+", 1}};
	struct buf parts = BUF_INIT(WAGES_MAX_BYTES);
	struct str s = *folded, rest = s;
	int64_t fen, months, total = 0;
	size_t count = 0, most = slot->many ? WAGES_MOST : 1;
	int word;
	while (count < most && take_part(slot, a, &rest, &fen, &months)) {
		buf_addf(&parts, "%s%lldx%lld", count++ ? ";" : "", (long long)fen,
		        (long long)months);
		total += months;
		s = rest;
		slot_take_word(&rest, between, ARRAY_LEN(between), &word);
	}
	bool good = count && total <= MONTHS_MOST;
	if (good) {
		*value = arena_str(a, buf_str(&parts));
		*folded = str_trim(s);
	}
	buf_release(&parts);
	return good;
}
