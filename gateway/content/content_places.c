/* places.yaml: provinces, cities and counties, by their codes, and the words for them. */
#include "content/content_model.h"
#include "content/places.h"
#include "text/fold.h"

enum { REGIONS_MAX = 4000, REGION_WORDS_MAX = 16, CITY_DIGITS = 4, IMPLIED_WORDS = LANG_MAX + 2 };

/* The lists of places.yaml. What a region lies in stands in the list before. */
static const struct level {
	const char *list;
	size_t digits; /* of its codes */
	enum region_kind kind;
	enum key_set keys;
	bool has_area; /* its own; else it may have its city's */
} levels[] = {
        {"provinces", REGION_CODE_PROVINCE, REGION_PROVINCE, KEYS_REGION, true},
        {"cities", REGION_CODE_CITY, REGION_CITY, KEYS_REGION, true},
        {"counties", REGION_CODE_CITY, REGION_CITY, KEYS_COUNTY, false},
};

static bool
is_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static struct region_index *
index_of(struct loader *l, const struct region *region)
{
	bool is_city = region->code.n == REGION_CODE_CITY;
	return &l->c->region_words[is_city ? REGION_CITY : REGION_PROVINCE];
}

static void
add_word(struct loader *l, const struct region *region, struct str word)
{
	struct region_index *index = index_of(l, region);
	struct str folded = fold(&l->c->memory, word);
	if (folded.n && folded.n <= KEYWORD_MAX_BYTES)
		index->of[index->count++] = (struct region_word){folded, region};
}

/* Its own words; then what goes without saying: names, the code, an area code of its own. */
static void
read_words(struct loader *l, const struct region *region, const struct yaml_node *map)
{
	const struct yaml_node *words = yaml_get(map, "words");
	for (size_t lang = 0; lang < l->c->language_count; lang++)
		add_word(l, region, region->name[lang]);
	add_word(l, region, region->code);
	if (yaml_get(map, "area"))
		add_word(l, region, region->area);
	if (!words || !node_is(l, words, YAML_LIST, "words"))
		return;
	if (words->count > REGION_WORDS_MAX) {
		loader_fault(l, words->at, "“words”最多%d个；请删掉一些",
		        "\"words\" holds %d at the most; delete some", REGION_WORDS_MAX);
		return;
	}
	for (size_t i = 0; i < words->count; i++)
		if (node_is(l, words->items[i], YAML_SCALAR, "words"))
			add_word(l, region, words->items[i]->text);
}

static struct str
read_area(struct loader *l, const struct yaml_node *area)
{
	struct str code = node_text(l, area, "area");
	bool good = is_digits(code) && code.p[0] == '0' && (code.n == 3 || code.n == 4);
	if (area->kind == YAML_SCALAR && !good)
		loader_fault(l, area->at, "“%s”不是区号；请写成\"0755\"",
		        "\"%s\" is no area code; write it like \"0755\"",
		        fault_show(l->faults, area->text));
	return code;
}

static void
read_names(struct loader *l, struct region *region, const struct yaml_node *map)
{
	for (size_t lang = 0; lang < l->c->language_count; lang++) {
		const char *code = arena_dup(&l->scratch, l->c->languages[lang].code);
		const struct yaml_node *name = yaml_get(map, code);
		if (name)
			region->name[lang] = node_text(l, name, code);
		else
			loader_fault(l, map->at, "“%s”缺“%s”的文字；请补上",
			        "\"%s\" has no text in \"%s\"; add it", region->code.p, code);
	}
}

/* A region read before, or NULL. */
static const struct region *
find_read(const struct content *c, struct str code)
{
	for (size_t i = 0; i < c->region_count; i++)
		if (str_eq(c->regions[i].code, code))
			return &c->regions[i];
	return NULL;
}

/* What it lies in; NULL, after a fault, when that is not there. */
static const struct region *
find_outer(struct loader *l, const struct level *level, const struct yaml_node *key)
{
	struct str code = {key->text.p, REGION_CODE_PROVINCE};
	if (!level->has_area)
		code = str_from(arena_printf(&l->scratch, "%.*s00", CITY_DIGITS, key->text.p));
	const struct region *outer = find_read(l->c, code);
	if (!outer && level->has_area)
		loader_fault(l, key->at, "“%.*s”的省不在provinces里；请补上",
		        "the province of \"%.*s\" is not among the provinces; add it",
		        STR_ARG(key->text));
	else if (!outer)
		loader_fault(l, key->at, "“%.*s”所属的市“%.*s”不在cities里；请补上",
		        "the city of \"%.*s\", \"%.*s\", is not among the cities; add it",
		        STR_ARG(key->text), STR_ARG(code));
	return outer;
}

static void
read_region(struct loader *l, const struct level *level, const struct yaml_node *key,
        const struct yaml_node *map)
{
	struct content *c = l->c;
	if (key->text.n != level->digits || !is_digits(key->text)) {
		loader_fault(l, key->at, "“%s”不是行政区划代码；请写%d位数字",
		        "\"%s\" is no code of a place; write %d digits",
		        fault_show(l->faults, key->text), (int)level->digits);
		return;
	}
	const struct region *outer = NULL;
	if (level->kind == REGION_CITY && !(outer = find_outer(l, level, key)))
		return;
	struct region *region = &c->regions[c->region_count];
	region->code = arena_str(&c->memory, key->text);
	region->at = key->at;
	if (!node_is(l, map, YAML_MAP, region->code.p))
		return;
	node_check_known(l, map, level->keys);
	read_names(l, region, map);
	const struct yaml_node *area = yaml_get(map, "area");
	if (!area && level->has_area)
		loader_fault(l, map->at, "“%.*s”缺“area”；请补上区号",
		        "\"%.*s\" has no \"area\"; add the area code", STR_ARG(region->code));
	region->area = area ? read_area(l, area) : outer ? outer->area : STR("");
	c->region_count++;
	read_words(l, region, map);
}

/* Room for what the lists hold, at the most. */
static void
make_room(struct content *c, const struct yaml_node *const lists[ARRAY_LEN(levels)], size_t regions)
{
	size_t words[REGION_KINDS] = {0};
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		for (size_t j = 0; lists[i] && j < lists[i]->count; j++) {
			const struct yaml_node *map = lists[i]->items[j];
			const struct yaml_node *own =
			        map->kind == YAML_MAP ? yaml_get(map, "words") : NULL;
			words[levels[i].kind] += IMPLIED_WORDS + (own ? own->count : 0);
		}
	c->regions = arena_array(&c->memory, regions, sizeof(*c->regions));
	for (size_t kind = 0; kind < REGION_KINDS; kind++)
		c->region_words[kind].of =
		        arena_array(&c->memory, words[kind], sizeof(*c->region_words[kind].of));
}

void
places_read(struct loader *l, const struct yaml_node *root)
{
	const struct yaml_node *lists[ARRAY_LEN(levels)];
	size_t count = 0;
	if (!node_is(l, root, YAML_MAP, "places.yaml"))
		return;
	node_check_known(l, root, KEYS_PLACES);
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		lists[i] = yaml_get(root, levels[i].list);
		if (lists[i] && !node_is(l, lists[i], YAML_MAP, levels[i].list))
			lists[i] = NULL;
		count += lists[i] ? lists[i]->count : 0;
	}
	if (count > REGIONS_MAX) {
		loader_fault(l, root->at, "地方太多，最多%d个；请删掉一些",
		        "too many places, %d at the most; delete some", REGIONS_MAX);
		return;
	}
	make_room(l->c, lists, count);
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		for (size_t j = 0; lists[i] && j < lists[i]->count; j++)
			read_region(l, &levels[i], lists[i]->keys[j], lists[i]->items[j]);
	places_index(l->c);
}
