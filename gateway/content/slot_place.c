/* Places, and months in provinces, as people write them. */
#include "base/buf.h"
#include "content/slot_read.h"
#include "content/slot_take.h"
#include "text/fold.h"
#include "text/numeral.h"
#include "text/sound.h"

enum { HAN_BYTES = 3, PROVINCE = REGION_CODE_PROVINCE, AREA_CODE_LEAST = 3, AREA_CODE_MOST = 4 };

/* Takes one of the words (NULL at the end) off the front; a Latin one ends at a blank. */
static bool
take_word(struct str *s, const char *const *words)
{
	for (; *words; words++) {
		struct str word = str_from(*words);
		char last = word.p[word.n - 1];
		bool is_latin = last >= 'a' && last <= 'z';
		if (!str_starts(*s, word) || (is_latin && s->n > word.n && s->p[word.n] != ' '))
			continue;
		*s = str_trim(str_skip(*s, word.n));
		return true;
	}
	return false;
}

static struct str
code_of(enum region_kind kind, const struct region *region)
{
	return (struct str){region->code.p, kind == REGION_PROVINCE ? PROVINCE : region->code.n};
}

bool
slot_read_place(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m)
{
	enum region_kind kind = slot->type == SLOT_CITY ? REGION_CITY : REGION_PROVINCE;
	struct region_set set = {0};
	size_t used = places_find(slot->places, kind, *folded, &set);
	for (size_t i = 0; i < set.count; i++)
		meanings_add(m, arena_str(a, code_of(kind, set.of[i])));
	*folded = str_trim(str_skip(*folded, used));
	return m->count > 0;
}

/* 010, 0755...: a 0 and two or three digits more, the first of them no 0. */
static bool
read_area_digits(struct arena *a, struct str *folded, struct meanings *m)
{
	struct str rest = *folded, digits = slot_digits(rest);
	char han[AREA_CODE_MOST];
	rest = str_skip(rest, digits.n);
	if (!digits.n)
		digits = (struct str){han, numeral_digits(&rest, han, sizeof(han))};
	if (digits.n < AREA_CODE_LEAST || digits.n > AREA_CODE_MOST || digits.p[0] != '0' ||
	        digits.p[1] == '0')
		return false;
	meanings_add(m, arena_str(a, digits));
	*folded = str_trim(rest);
	return true;
}

bool
slot_read_area(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m)
{
	struct region_set set = {0};
	if (read_area_digits(a, folded, m))
		return true;
	bool is_name = slot->places && folded->n && (folded->p[0] < '0' || folded->p[0] > '9');
	size_t used = is_name ? places_find(slot->places, REGION_CITY, *folded, &set) : 0;
	for (size_t i = 0; i < set.count; i++)
		meanings_add(m, set.of[i]->area);
	*folded = str_trim(str_skip(*folded, used));
	return m->count > 0;
}

enum { NEAR_READS = 10 }; /* as many as a gazetteer is worth */

bool
slot_read_place_near(const struct slot *slot, const struct slot_context *context, struct arena *a,
        struct str *folded, struct meanings *m)
{
	enum region_kind kind = slot->type == SLOT_PROVINCE ? REGION_PROVINCE : REGION_CITY;
	struct region_set set = {0};
	size_t n = 0;
	while (n < folded->n && fold_is_han(folded->p[n]))
		n += HAN_BYTES;
	struct str word = {folded->p, n < folded->n ? n : folded->n};
	if (!slot->places || !sound_is_word(word) || !slot_may_read(context, NEAR_READS) ||
	        !places_sound(slot->places, kind, word, &set))
		return false;
	for (size_t i = 0; i < set.count; i++)
		meanings_add(m, slot->type == SLOT_AREA_CODE
		                        ? set.of[i]->area
		                        : arena_str(a, code_of(kind, set.of[i])));
	m->unsure = true;
	*folded = str_trim(str_skip(*folded, word.n));
	return true;
}

/* 临时, 视同: behind the months, or between the province and them. */
static void
take_kind(struct str *s, char *kind)
{
	static const char *const temporary[] = {"临时账户", "临时", "temporary", "temp", NULL},
	                         *const deemed[] = {"视同缴费", "视同", "deemed", NULL};
	if (take_word(s, temporary))
		*kind = 'T';
	else if (take_word(s, deemed))
		*kind = 'D';
}

/* 广东132: a province, or several that its word may mean; the months there, and their kind. */
struct stay {
	struct region_set set;
	struct str months;
	char kind;
};

static bool
take_stay(const struct slot *slot, struct arena *a, struct str *s, struct stay *stay)
{
	static const char *const paid[] = {"交了", "交", NULL};
	struct region_set next = {0};
	struct str rest = *s;
	*stay = (struct stay){.kind = 'G'};
	place_role_take(&rest);
	size_t used = places_find(slot->places, REGION_PROVINCE, rest, &stay->set);
	if (!used)
		return false;
	rest = str_trim(str_skip(rest, used));
	take_kind(&rest, &stay->kind);
	take_word(&rest, paid);
	/* 九江 is no nine, but 84 is no place here. */
	bool is_digit = rest.n && rest.p[0] >= '0' && rest.p[0] <= '9';
	if (!is_digit && places_find(slot->places, REGION_PROVINCE, rest, &next))
		return false;
	if (!slot_read_months(slot, a, &rest, &stay->months))
		return false;
	take_kind(&rest, &stay->kind);
	*s = rest;
	return true;
}

/* Each list so far with each province that the stay may be in; false: no menu holds them. */
static bool
add_stay(struct meanings *lists, struct arena *a, const struct stay *stay)
{
	struct meanings longer = {.count = 0};
	if (lists->count * stay->set.count > ARRAY_LEN(longer.of))
		return false;
	for (size_t i = 0; i < lists->count; i++)
		for (size_t j = 0; j < stay->set.count; j++) {
			struct str list = lists->of[i];
			const char *text = arena_printf(a, "%.*s%s%.*s:%.*s:%c", STR_ARG(list),
			        list.n ? ";" : "",
			        STR_ARG(code_of(REGION_PROVINCE, stay->set.of[j])),
			        STR_ARG(stay->months), stay->kind);
			meanings_add(&longer, str_from(text));
		}
	*lists = longer;
	return true;
}

bool
slot_read_stays(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m)
{
	static const char *const between[] = {",", ";", "、", "和", "+", NULL};
	struct meanings lists = {.of = {{"", 0}}, .count = 1};
	struct str rest = *folded;
	struct stay stay;
	size_t count = 0, most = slot->many ? SLOT_STAYS_MOST : 1;
	while (count < most && take_stay(slot, a, &rest, &stay)) {
		if (!add_stay(&lists, a, &stay))
			return false;
		count++;
		*folded = rest;
		take_word(&rest, between);
	}
	*m = lists;
	return count > 0;
}

/* Up to `end`, which is taken too. */
static struct str
take_until(struct str *s, char end)
{
	size_t n = 0;
	while (n < s->n && s->p[n] != end)
		n++;
	struct str head = {s->p, n};
	*s = str_skip(*s, n < s->n ? n + 1 : n);
	return head;
}

static struct str
name_of(const struct slot *slot, struct str code, lang_t lang)
{
	const struct region *region = places_get(slot->places, code);
	return region ? region->name[lang] : code;
}

struct str
slot_tell_city(const struct slot *slot, struct arena *a, struct str value, lang_t lang)
{
	struct str province = name_of(slot, (struct str){value.p, PROVINCE}, lang);
	return str_from(arena_printf(a, "%.*s%s(%.*s)", STR_ARG(name_of(slot, value, lang)),
	        lang ? " " : "", STR_ARG(province)));
}

/* 0591 福州(福建): the first place that the code is dialled for. */
struct str
slot_tell_area(const struct slot *slot, struct arena *a, struct str value, lang_t lang)
{
	struct region_set set = {0};
	if (!places_find(slot->places, REGION_CITY, value, &set))
		return value;
	struct str city = slot_tell_city(slot, a, set.of[0]->code, lang);
	return str_from(arena_printf(a, "%.*s %.*s", STR_ARG(value), STR_ARG(city)));
}

/* 广东132 浙江84. */
struct str
slot_show_place(const struct slot *slot, struct arena *a, struct str value, lang_t lang)
{
	if (slot->type != SLOT_PROVINCE_MONTHS)
		return name_of(slot, value, lang);
	struct buf shown = BUF_INIT(SLOT_STAYS_MOST * SLOT_STAY_BYTES);
	while (value.n) {
		struct str stay = take_until(&value, ';'), code = take_until(&stay, ':');
		struct str months = take_until(&stay, ':');
		buf_addf(&shown, "%s%.*s%s%.*s", shown.n ? " " : "",
		        STR_ARG(name_of(slot, code, lang)), lang ? " " : "", STR_ARG(months));
	}
	struct str text = arena_str(a, buf_str(&shown));
	buf_release(&shown);
	return text;
}
