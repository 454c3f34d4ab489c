#include "content/slot_read.h"
#include "content/slot_take.h"

#include "text/numeral.h"
#include "timetable/latin.h"

enum { CODE_LEAST = 4, CODE_MOST = 6 };

static const char *const names[SLOT_TYPE_COUNT] = {
        [SLOT_TEXT] = "text",
        [SLOT_NUMBER] = "number",
        [SLOT_AREA_CODE] = "area-code",
        [SLOT_MONTHS] = "months",
        [SLOT_YEAR_MONTH] = "year-month",
        [SLOT_CHOICE] = "choice",
        [SLOT_DATE] = "date",
        [SLOT_TIME] = "time",
        [SLOT_MONEY] = "money",
        [SLOT_PHONE] = "phone",
        [SLOT_CODE] = "code",
        [SLOT_PROVINCE] = "province",
        [SLOT_CITY] = "city",
        [SLOT_PROVINCE_MONTHS] = "province-months",
        [SLOT_WAGE_MONTHS] = "wage-months",
        [SLOT_STOP] = "stop",
};

int
slot_type_find(struct str name)
{
	for (int i = 0; i < SLOT_TYPE_COUNT; i++)
		if (str_eq(name, str_from(names[i])))
			return i;
	return -1;
}

const char *
slot_type_name(enum slot_type type)
{
	return names[type];
}

static bool
read_number(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	int64_t number;
	size_t used = slot_number(*folded, &number);
	if (!used || number < slot->min || number > slot->max)
		return false;
	*value = str_from(arena_printf(a, "%lld", (long long)number));
	*folded = str_trim(str_skip(*folded, used));
	return true;
}

static bool
read_code(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	(void)slot;
	struct str digits = slot_digits(*folded);
	if (digits.n < CODE_LEAST || digits.n > CODE_MOST)
		return false;
	*value = arena_str(a, digits);
	*folded = str_trim(str_skip(*folded, digits.n));
	return true;
}

static bool
read_text(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	(void)slot;
	if (!folded->n)
		return false;
	*value = arena_str(a, *folded);
	*folded = str_skip(*folded, folded->n);
	return true;
}

/* Takes the longest of the slot's leads off the front, and a colon behind it. */
static bool
take_lead(const struct slot *slot, struct str *s)
{
	size_t longest = 0;
	for (size_t i = 0; i < slot->lead_count; i++)
		if (str_starts(*s, slot->leads[i]) && slot->leads[i].n > longest)
			longest = slot->leads[i].n;
	*s = str_trim(str_skip(*s, longest));
	if (longest && s->n && s->p[0] == ':')
		*s = str_trim(str_skip(*s, 1));
	return longest > 0;
}

bool
slot_is_place(const struct slot *slot)
{
	return slot->type == SLOT_PROVINCE || slot->type == SLOT_CITY || slot->type == SLOT_STOP;
}

static bool
read_bare(const struct slot *slot, struct arena *a, const struct slot_context *context,
        struct str *folded, struct meanings *m)
{
	static bool (*const one[SLOT_TYPE_COUNT])(
	        const struct slot *, struct arena *, struct str *, struct str *) = {
	        [SLOT_TEXT] = read_text,
	        [SLOT_NUMBER] = read_number,
	        [SLOT_MONTHS] = slot_read_months,
	        [SLOT_YEAR_MONTH] = slot_read_year_month,
	        [SLOT_CHOICE] = slot_read_choice,
	        [SLOT_MONEY] = slot_read_money,
	        [SLOT_PHONE] = slot_read_phone,
	        [SLOT_CODE] = read_code,
	        [SLOT_WAGE_MONTHS] = slot_read_wages,
	};
	static bool (*const several[SLOT_TYPE_COUNT])(
	        const struct slot *, struct arena *, struct str *, struct meanings *) = {
	        [SLOT_TIME] = slot_read_clock,
	        [SLOT_AREA_CODE] = slot_read_area,
	        [SLOT_PROVINCE] = slot_read_place,
	        [SLOT_CITY] = slot_read_place,
	        [SLOT_PROVINCE_MONTHS] = slot_read_stays,
	};
	if (slot->type == SLOT_DATE)
		return slot_read_date(slot, a, context->today, folded, m);
	if (slot->type == SLOT_STOP)
		return slot_read_stop(context, a, folded, m);
	if (several[slot->type])
		return several[slot->type](slot, a, folded, m);
	m->count = 1;
	return one[slot->type](slot, a, folded, &m->of[0]);
}

bool
slot_may_read(const struct slot_context *context, unsigned cost)
{
	if (!context->reads)
		return true;
	if (*context->reads < cost)
		return false;
	*context->reads -= cost;
	return true;
}

bool
slot_read(const struct slot *slot, struct arena *a, const struct slot_context *context,
        struct str *folded, struct meanings *m)
{
	struct meanings found = {.count = 0};
	struct str rest = *folded;
	if (!slot_may_read(context, 1) || (slot->lead_count && !take_lead(slot, &rest)))
		return false;
	bool good = read_bare(slot, a, context, &rest, &found);
	if (!good && slot_is_place(slot)) { /* in this order: 自贡 is no place that 贡 is */
		found.role = place_role_take(&rest);
		good = found.role && (!slot->role || slot->role == found.role) &&
		       read_bare(slot, a, context, &rest, &found);
	}
	if (!good)
		return false;
	*m = found;
	*folded = rest;
	return true;
}

void
meanings_add(struct meanings *m, struct str value)
{
	for (size_t i = 0; i < m->count; i++)
		if (str_eq(m->of[i], value))
			return;
	if (m->count < ARRAY_LEN(m->of))
		m->of[m->count++] = value;
}

struct str
slot_show(const struct slot *slot, struct arena *a, struct str value, lang_t lang)
{
	if (slot->type == SLOT_MONEY)
		return slot_show_money(a, value);
	if (slot->type == SLOT_CODE)
		return STR("****");
	if (slot->type == SLOT_STOP && lang > 0) /* the first language is Chinese */
		return latin_name(a, value);
	if (slot->places)
		return slot_show_place(slot, a, value, lang);
	for (size_t i = 0; i < slot->choice_count; i++)
		if (str_eq(slot->choices[i].value, value) && slot->choices[i].label[lang].n)
			return slot->choices[i].label[lang];
	return value;
}

struct str
slot_tell(const struct slot *slot, struct arena *a, struct str value, lang_t lang)
{
	if (slot->type == SLOT_CITY)
		return slot_tell_city(slot, a, value, lang);
	if (slot->type == SLOT_AREA_CODE)
		return slot_tell_area(slot, a, value, lang);
	return slot_show(slot, a, value, lang);
}
