/* The time of day, as people write it: 早上8点半, 20:30, 晚上九点, 8pm. */
#include "content/slot_read.h"
#include "content/slot_take.h"

enum { NOON = 12, HOURS = 24, MINUTES = 60, QUARTER = 15, NIGHT_LAST = 4 };

/* The hours that may stand behind a word, and from which on twelve are added to them. */
static const struct part {
	int first, last, add_from, add_to;
} parts[] = {
        {0, 5, HOURS, 0},  /* 凌晨 */
        {1, 11, HOURS, 0}, /* 早上 */
        {1, 12, HOURS, 0}, /* 上午 */
        {11, 14, 1, 2},    /* 中午: 1点 is 13:00 */
        {12, 19, 1, 7},    /* 下午 */
        {17, 23, 5, 11},   /* 晚上: of 12点 to 4点 see may_be_next_day */
};

enum part_name { SMALL_HOURS, MORNING, FORENOON, MIDDAY, AFTERNOON, NIGHT, NO_PART };

static const struct slot_word part_words[] = {{"凌晨", SMALL_HOURS}, {"清早", MORNING},
        {"清晨", MORNING}, {"早上", MORNING}, {"早晨", MORNING}, {"早", MORNING},
        {"上午", FORENOON}, {"中午", MIDDAY}, {"下午", AFTERNOON}, {"傍晚", AFTERNOON},
        {"晚上", NIGHT}, {"晚", NIGHT}, {"夜里", NIGHT}, {"半夜", NIGHT}};

/* 20点, 8点半, 8点一刻, 8点05, 8点5分; what stands behind the 点. */
static bool
take_minutes(struct str *s, int64_t *minute)
{
	static const struct slot_word fractions[] = {{"半", MINUTES / 2}, {"一刻", QUARTER},
	        {"1刻", QUARTER}, {"三刻", 3 * QUARTER}, {"3刻", 3 * QUARTER}, {"整", 0},
	        {"钟", 0}};
	int fraction;
	struct str rest = *s;
	*minute = 0;
	if (slot_take_word(&rest, fractions, ARRAY_LEN(fractions), &fraction)) {
		*minute = fraction;
		*s = rest;
		return true;
	}
	if (!slot_take_number(&rest, INT32_MAX, minute))
		return true;
	bool two_digits = *minute >= 10 || str_starts(*s, STR("0")) || str_starts(*s, STR("零"));
	if (!slot_take(&rest, STR("分")) && !two_digits) /* 8点5 may be 8:05 or 8:50 */
		return false;
	*s = rest;
	return *minute < MINUTES;
}

/* 8:05, 8.05; no third number may follow. */
static bool
take_colon(struct str *s, int64_t *minute)
{
	struct str rest = *s;
	if (!slot_take(&rest, STR(":")) && !slot_take(&rest, STR(".")))
		return false;
	struct str digits = rest;
	if (!slot_digit_next(rest) || !slot_take_number(&rest, MINUTES - 1, minute) ||
	        digits.n - rest.n != 2)
		return false;
	struct str behind = rest;
	if ((slot_take(&behind, STR(":")) || slot_take(&behind, STR("."))) &&
	        slot_digit_next(behind))
		return false;
	*s = rest;
	return true;
}

/* 8pm, 8:30 am. */
static bool
take_half_day(struct str *s, int64_t *hour)
{
	static const struct slot_word words[] = {
	        {"am", 0}, {"pm", NOON}, {"a.m", 0}, {"p.m", NOON}};
	int add;
	if (!slot_take_word(s, words, ARRAY_LEN(words), &add))
		return false;
	if (*hour < 1 || *hour > NOON)
		*hour = HOURS; /* 13pm is no time */
	else
		*hour = *hour % NOON + add;
	slot_take(s, STR("."));
	return true;
}

static bool
take_clock(struct str *s, int64_t *hour, int64_t *minute)
{
	*minute = 0;
	if (!slot_take_number(s, HOURS - 1, hour))
		return false;
	if (take_colon(s, minute)) {
		take_half_day(s, hour);
		return true;
	}
	struct str rest = str_trim(*s); /* 8 点: 8 dian in pinyin */
	if (!slot_take(&rest, STR("点")) && !slot_take(&rest, STR("时")))
		return take_half_day(s, hour);
	*s = rest;
	return take_minutes(s, minute);
}

/* The hour of the clock for one that was named with a part of the day. */
static bool
place(enum part_name name, int64_t *hour)
{
	if (name == NO_PART)
		return *hour < HOURS;
	const struct part *p = &parts[name];
	if (*hour >= p->add_from && *hour <= p->add_to)
		*hour += NOON;
	return *hour >= p->first && *hour <= p->last;
}

/* To some the hours after midnight belong to the night before, to some to the day that begins. */
static bool
may_be_next_day(enum part_name name, int64_t hour)
{
	return name == NIGHT && (hour == NOON || hour <= NIGHT_LAST);
}

bool
slot_read_clock(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m)
{
	(void)slot;
	int64_t hour, minute;
	int name = NO_PART;
	slot_take_word(folded, part_words, ARRAY_LEN(part_words), &name);
	if (!take_clock(folded, &hour, &minute) || slot_digit_next(*folded) ||
	        slot_latin_next(*folded))
		return false;
	int days = may_be_next_day((enum part_name)name, hour) ? 2 : 1;
	if (days == 2)
		hour %= NOON;
	else if (!place((enum part_name)name, &hour))
		return false;
	for (int i = 0; i < days; i++)
		meanings_add(m,
		        str_from(arena_printf(a, "%02d:%02d", (int)hour + i * HOURS, (int)minute)));
	*folded = str_trim(*folded);
	return true;
}
