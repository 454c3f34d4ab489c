/* Places, and months in provinces, as people write them. */
#include "base/buf.h"
#include "content/slot_read.h"

enum { STAYS_MAX_BYTES = 512, PROVINCE = REGION_CODE_PROVINCE };

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

/* 从深圳去长沙, 北京到成都, sz→cs: what stands around a place. */
static const char *const from_words[] = {"从", "在", "from", "in", NULL};
static const char *const to_words[] = {"到", "去", "至", "往", "→", "->", "-", ">", "to", NULL};

bool
slot_take_way(struct str *s)
{
	return take_word(s, from_words) || take_word(s, to_words);
}

/* The one place that the text begins with, and what is left behind it. */
static bool
take_place(const struct slot *slot, enum region_kind kind, struct str *s, struct region_set *set)
{
	take_word(s, from_words);
	size_t used = places_find(slot->places, kind, *s, set);
	if (!used || set->count != 1)
		return false;
	*s = str_trim(str_skip(*s, used));
	return true;
}

static struct str
code_of(enum region_kind kind, const struct region *region)
{
	return (struct str){region->code.p, kind == REGION_PROVINCE ? PROVINCE : region->code.n};
}

bool
slot_read_place(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	enum region_kind kind = slot->type == SLOT_CITY ? REGION_CITY : REGION_PROVINCE;
	struct region_set set = {0};
	struct str s = *folded;
	if (!take_place(slot, kind, &s, &set))
		return false;
	if (s.n && take_word(&s, to_words) && !s.n)
		return false; /* 北京到: he has not said where */
	*value = arena_str(a, code_of(kind, set.of[0]));
	*folded = s;
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

/* 广东132: true with the province, the months and the kind. */
static bool
take_stay(const struct slot *slot, struct arena *a, struct str *s, struct buf *out)
{
	static const char *const paid[] = {"交了", "交", NULL};
	struct region_set set = {0}, next = {0};
	struct str rest = *s, months;
	char kind = 'G';
	if (!take_place(slot, REGION_PROVINCE, &rest, &set))
		return false;
	take_kind(&rest, &kind);
	take_word(&rest, paid);
	/* 九江 is no nine, but 84 is no place here. */
	bool is_digit = rest.n && rest.p[0] >= '0' && rest.p[0] <= '9';
	if (!is_digit && places_find(slot->places, REGION_PROVINCE, rest, &next))
		return false;
	if (!slot_read_months(slot, a, &rest, &months))
		return false;
	take_kind(&rest, &kind);
	buf_addf(out, "%s%.*s:%.*s:%c", out->n ? ";" : "",
	        STR_ARG(code_of(REGION_PROVINCE, set.of[0])), STR_ARG(months), kind);
	*s = rest;
	return true;
}

/* A stay of a place that may be one of several: the list must not end silently in front of it. */
static bool
is_unclear(const struct slot *slot, struct str s)
{
	struct region_set set = {0};
	take_word(&s, from_words);
	return places_find(slot->places, REGION_PROVINCE, s, &set) && set.count > 1;
}

bool
slot_read_stays(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	static const char *const between[] = {",", ";", "、", "和", "+", NULL};
	struct buf stays = BUF_INIT(STAYS_MAX_BYTES);
	struct str s = *folded, rest = s;
	size_t count = 0, most = slot->many ? SLOT_STAYS_MOST : 1;
	while (count < most && take_stay(slot, a, &rest, &stays)) {
		count++;
		s = rest;
		take_word(&rest, between);
	}
	bool good = count && !(slot->many && is_unclear(slot, rest));
	if (good) {
		*value = arena_str(a, buf_str(&stays));
		*folded = s;
	}
	buf_release(&stays);
	return good;
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
