/* What an answer can look like on a phone at its widest. */
#include "base/buf.h"
#include "content/slot_read.h"
#include "timetable/transit.h"

/*
 * Stands for a name where there is no timetable to look into: as long as 呼和浩特东站, the longest
 * of the high-speed network of 2016, in letters its longest.
 */
#define WIDEST_STOP "六个字的站名"
#define WIDEST_LATIN_STOP "Junliangcheng Bei Station"

/* A number at its upper bound: bounds are never negative, so none has more digits. */
static bool
widest_number(const struct slot *slot, struct arena *a, lang_t lang, size_t i, struct str *text)
{
	(void)lang;
	if (i > 0)
		return false;
	*text = str_from(arena_printf(a, "%lld", (long long)slot->max));
	return true;
}

/* Money has two digits of fen wherever it may have any. */
static bool
widest_money(const struct slot *slot, struct arena *a, lang_t lang, size_t i, struct str *text)
{
	(void)lang;
	if (i > 0)
		return false;
	bool fen = slot->min < slot->max;
	*text = str_from(arena_printf(a, "%lld%s", (long long)(slot->max - fen), fen ? ".99" : ""));
	return true;
}

/* Which label is widest depends on the coding of the words around it: each is one. */
static bool
widest_choice(const struct slot *slot, struct arena *a, lang_t lang, size_t i, struct str *text)
{
	(void)a;
	if (i >= slot->choice_count)
		return false;
	struct str label = slot->choices[i].label[lang];
	*text = label.n ? label : slot->choices[i].value;
	return true;
}

/* A stay is as wide as its province, its months and the blanks around them. */
static bool
widest_place(const struct slot *slot, struct arena *a, lang_t lang, size_t i, struct str *text)
{
	if (i > 0)
		return false;
	struct str name = places_widest(
	        slot->places, slot->type == SLOT_CITY ? REGION_CITY : REGION_PROVINCE, lang);
	struct buf shown = BUF_INIT(SLOT_STAYS_MOST * SLOT_STAY_BYTES);
	if (slot->type != SLOT_PROVINCE_MONTHS)
		buf_add(&shown, name);
	else
		for (size_t n = 0; n < (slot->many ? SLOT_STAYS_MOST : 1); n++)
			buf_addf(&shown, "%s%.*s%s%lld", n ? " " : "", STR_ARG(name),
			        lang ? " " : "", (long long)slot->max);
	*text = arena_str(a, buf_str(&shown));
	buf_release(&shown);
	return true;
}

bool
slot_widest(const struct slot *slot, struct arena *a, const struct transit *t, lang_t lang,
        size_t i, struct str *text)
{
	static const struct {
		bool (*several)(const struct slot *, struct arena *, lang_t, size_t, struct str *);
		const char *one; /* where all answers are as wide as this */
	} widest[SLOT_TYPE_COUNT] = {
	        [SLOT_TEXT] = {.one = "二十个字二十个字二十个字二十个字二十个字"},
	        [SLOT_NUMBER] = {.several = widest_number},
	        [SLOT_AREA_CODE] = {.one = "0755"},
	        [SLOT_MONTHS] = {.several = widest_number},
	        [SLOT_YEAR_MONTH] = {.one = "2000-12"},
	        [SLOT_PROVINCE] = {.several = widest_place},
	        [SLOT_CITY] = {.several = widest_place},
	        [SLOT_PROVINCE_MONTHS] = {.several = widest_place},
	        [SLOT_CHOICE] = {.several = widest_choice},
	        [SLOT_DATE] = {.one = "2027-02-28"},
	        [SLOT_TIME] = {.one = "20:30"},
	        [SLOT_MONEY] = {.several = widest_money},
	        [SLOT_WAGE_MONTHS] = {.one = "5000000x720"},
	        [SLOT_PHONE] = {.one = "+123456789012345"},
	        [SLOT_STOP] = {.one = ""},
	        [SLOT_CODE] = {.one = "****"},
	};
	if (slot->type == SLOT_STOP && i == 0) {
		*text = t ? transit_widest_stop(t, a, lang > 0)
		          : str_from(lang ? WIDEST_LATIN_STOP : WIDEST_STOP);
		return true;
	}
	if (widest[slot->type].several)
		return widest[slot->type].several(slot, a, lang, i, text);
	if (i > 0)
		return false;
	*text = str_from(widest[slot->type].one);
	return true;
}
