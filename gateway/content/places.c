/* Words of places at the front of what people type. */
#include "content/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "content/content_model.h"
#include "text/numeral.h"

enum { HAN_BYTES = 3 };

bool
places_any(const struct content *c)
{
	return c->region_count > 0;
}

static bool
is_letter(char ch)
{
	return ch >= 'a' && ch <= 'z';
}

static bool
is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool
is_han(char ch)
{
	return (unsigned char)ch >= 0xE0;
}

static int
compare_text(struct str a, struct str b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Words alike as their places stand in the file: that is the order of a menu. */
static int
compare_words(const void *one, const void *other)
{
	const struct region_word *a = one, *b = other;
	int order = compare_text(a->folded, b->folded);
	return order ? order : (a->region > b->region) - (a->region < b->region);
}

void
places_index(struct content *c)
{
	for (size_t kind = 0; kind < REGION_KINDS; kind++) {
		struct region_index *index = &c->region_words[kind];
		if (index->count)
			qsort(index->of, index->count, sizeof(*index->of), compare_words);
		for (size_t i = 0; i < index->count; i++)
			if (index->of[i].folded.n)
				index->starts[word_start(index->of[i].folded)] = true;
	}
}

/* How many words stand before `key`; `with` it: and how many are the same. */
static size_t
count_before(const struct region_index *index, struct str key, bool with)
{
	size_t low = 0, high = index->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_text(index->of[middle].folded, key) < with)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t
count_alike(struct str a, struct str b)
{
	size_t n = 0;
	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/*
 * The length of the longest word that `folded` begins with. Sorted by bytes, the last word that
 * does not stand behind `folded` is that one, or shares a longer beginning with it than that one
 * is long: then the same is asked of that beginning.
 */
static size_t
longest(const struct content *c, enum region_kind kind, struct str folded)
{
	const struct region_index *index = &c->region_words[kind];
	struct str head = folded;
	if (!head.n || !index->starts[word_start(head)]) /* most */
		return 0;
	while (head.n) {
		size_t before = count_before(index, head, true);
		if (!before)
			return 0;
		struct str word = index->of[before - 1].folded;
		head.n = count_alike(word, head);
		if (head.n == word.n)
			return word.n;
	}
	return 0;
}

bool
places_word(const struct content *c, struct str folded)
{
	return longest(c, REGION_CITY, folded) == folded.n ||
	       longest(c, REGION_PROVINCE, folded) == folded.n;
}

const struct region *
places_get(const struct content *c, struct str code)
{
	bool is_city = code.n == REGION_CODE_CITY;
	const struct region_index *index =
	        &c->region_words[is_city ? REGION_CITY : REGION_PROVINCE];
	for (size_t i = count_before(index, code, false);
	        i < index->count && str_eq(index->of[i].folded, code); i++)
		if (str_eq(index->of[i].region->code, code))
			return index->of[i].region;
	return NULL;
}

/* 海南州 is not in 海南, 北京路 not in 北京. */
static bool
makes_other_name(struct str rest)
{
	static const char *const ends[] = {"州", "路", "街", "大道", "大街", "村", "镇", "乡"};
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_starts(rest, str_from(ends[i])))
			return true;
	return false;
}

/* What may follow a name of one character at once: 湘132, 京到川, 湘男. */
static bool
may_follow_letter(const struct content *c, struct str rest)
{
	static const char *const joins[] = {"临时", "视同", "交", "男", "女"};
	int64_t number;
	struct str behind = rest;
	if (!rest.n || !is_han(rest.p[0]) || numeral_prefix(rest, &number) ||
	        place_role_take(&behind))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(joins); i++)
		if (str_starts(rest, str_from(joins[i])))
			return true;
	return longest(c, REGION_PROVINCE, rest) || longest(c, REGION_CITY, rest);
}

static bool
ends_well(const struct content *c, struct str folded, size_t used)
{
	struct str rest = str_skip(folded, used);
	char last = folded.p[used - 1], next = rest.n ? rest.p[0] : ' ';
	if (is_digit(last))
		return !is_digit(next) && !is_letter(next);
	if (is_letter(last))
		return !is_letter(next);
	return used > HAN_BYTES ? !makes_other_name(rest) : may_follow_letter(c, rest);
}

/* 省, 市: part of the name, said or not. */
static size_t
with_suffix(struct str folded, size_t used)
{
	static const char *const suffixes[] = {"省", "市", "地区", "盟", "区", "户口", "户籍"};
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
		if (!is_letter(folded.p[used - 1]) &&
		        str_starts(str_skip(folded, used), str_from(suffixes[i])))
			return used + str_from(suffixes[i]).n;
	return used;
}

static void
add(enum region_kind kind, const struct region *region, struct region_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		bool same_province = str_starts(region->code, (struct str){set->of[i]->code.p, 2});
		if (set->of[i] == region || (kind == REGION_PROVINCE && same_province))
			return;
	}
	if (set->count < REGIONS_ALIKE)
		set->of[set->count++] = region;
}

/* What `word`, one of those of `from`, means to who asks for `kind`. */
static void
collect(const struct content *c, enum region_kind kind, enum region_kind from, struct str word,
        struct region_set *set)
{
	const struct region_index *index = &c->region_words[from];
	for (size_t i = count_before(index, word, false);
	        i < index->count && str_eq(index->of[i].folded, word); i++)
		add(kind, index->of[i].region, set);
}

/* 湖南邵阳: the province in front of its city, which says it again. */
static size_t
with_city(const struct content *c, const struct region *province, struct str folded, size_t used,
        const struct region **city)
{
	struct str rest = str_trim(str_skip(folded, used));
	size_t n = rest.n && is_han(rest.p[0]) ? longest(c, REGION_CITY, rest) : 0;
	struct region_set cities = {0};
	if (!n)
		return used;
	collect(c, REGION_CITY, REGION_CITY, (struct str){rest.p, n}, &cities);
	for (size_t i = 0; i < cities.count; i++)
		if (str_starts(cities.of[i]->code, province->code)) {
			*city = cities.of[i];
			return (size_t)(rest.p - folded.p) + n;
		}
	return used;
}

size_t
places_find(
        const struct content *c, enum region_kind kind, struct str folded, struct region_set *what)
{
	size_t city = longest(c, REGION_CITY, folded),
	       province = longest(c, REGION_PROVINCE, folded);
	bool is_city = kind == REGION_CITY ? city >= province : city > province;
	size_t used = is_city ? city : province;
	struct region_set set = {0};
	if (!used)
		return 0;
	collect(c, kind, is_city ? REGION_CITY : REGION_PROVINCE, (struct str){folded.p, used},
	        &set);
	used = with_suffix(folded, used);
	const struct region *inner = NULL;
	if (!is_city && set.count == 1) {
		size_t whole = with_city(c, set.of[0], folded, used, &inner);
		used = inner ? with_suffix(folded, whole) : used;
	}
	if (!ends_well(c, folded, used) || (kind == REGION_CITY && !is_city && !inner))
		return 0;
	if (kind == REGION_CITY && inner)
		set = (struct region_set){{inner}, 1};
	*what = set;
	return used;
}

static unsigned
units_of(struct str s)
{
	unsigned units = 0;
	while (s.n)
		units += utf16_units(utf8_next(&s, NULL));
	return units;
}

struct str
places_widest(const struct content *c, enum region_kind kind, lang_t lang)
{
	struct str widest = {0};
	for (size_t i = 0; i < c->region_count; i++) {
		struct str name = c->regions[i].name[lang];
		bool is_city = c->regions[i].code.n == REGION_CODE_CITY;
		if (is_city == (kind == REGION_CITY) && units_of(name) > units_of(widest))
			widest = name;
	}
	return widest;
}
