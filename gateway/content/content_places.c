/* places.yaml: the provinces and cities, by their codes, and the words for them. */
#include "content/content_model.h"
#include "content/places.h"
#include "text/fold.h"

enum { REGIONS_MAX = 4000, REGION_WORDS_MAX = 16 };

static bool
is_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static void
add_word(struct loader *l, const struct region *region, struct str word)
{
	struct content *c = l->c;
	struct str folded = fold(&c->memory, word);
	if (folded.n && folded.n <= KEYWORD_MAX_BYTES)
		c->region_words[c->region_word_count++] = (struct region_word){folded, region};
}

/* Its own words; then what goes without saying: names, the code, the area code. */
static void
read_words(struct loader *l, const struct region *region, const struct yaml_node *map)
{
	const struct yaml_node *words = yaml_get(map, "words");
	for (size_t lang = 0; lang < l->c->language_count; lang++)
		add_word(l, region, region->name[lang]);
	add_word(l, region, region->code);
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

static void
read_area(struct loader *l, struct region *region, const struct yaml_node *map)
{
	const struct yaml_node *area = yaml_get(map, "area");
	if (!area) {
		loader_fault(l, map->at, "“%.*s”缺“area”；请补上区号",
		        "\"%.*s\" has no \"area\"; add the area code", STR_ARG(region->code));
		return;
	}
	region->area = node_text(l, area, "area");
	bool good = is_digits(region->area) && region->area.p[0] == '0' &&
	            (region->area.n == 3 || region->area.n == 4);
	if (area->kind == YAML_SCALAR && !good)
		loader_fault(l, area->at, "“%s”不是区号；请写成\"0755\"",
		        "\"%s\" is no area code; write it like \"0755\"",
		        fault_show(l->faults, area->text));
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

static void
read_region(struct loader *l, const struct yaml_node *key, const struct yaml_node *map, size_t size)
{
	static const char *const keys[] = {"area", "words", NULL};
	struct content *c = l->c;
	if (key->text.n != size || !is_digits(key->text)) {
		loader_fault(l, key->at, "“%s”不是行政区划代码；请写%d位数字",
		        "\"%s\" is no code of a place; write %d digits",
		        fault_show(l->faults, key->text), (int)size);
		return;
	}
	if (size == REGION_CODE_CITY && !places_get(c, (struct str){key->text.p, 2})) {
		loader_fault(l, key->at, "“%.*s”的省不在provinces里；请补上",
		        "the province of \"%.*s\" is not among the provinces; add it",
		        STR_ARG(key->text));
		return;
	}
	struct region *region = &c->regions[c->region_count];
	region->code = arena_str(&c->memory, key->text);
	if (!node_is(l, map, YAML_MAP, region->code.p))
		return;
	node_check_keys(l, map, keys, true);
	read_names(l, region, map);
	read_area(l, region, map);
	c->region_count++;
	read_words(l, region, map);
}

void
places_read(struct loader *l, const struct yaml_node *root)
{
	static const char *const keys[] = {"provinces", "cities", NULL};
	static const size_t sizes[] = {REGION_CODE_PROVINCE, REGION_CODE_CITY};
	const struct yaml_node *lists[ARRAY_LEN(sizes)];
	struct content *c = l->c;
	size_t count = 0;
	if (!node_is(l, root, YAML_MAP, "places.yaml"))
		return;
	node_check_keys(l, root, keys, false);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		lists[i] = yaml_get(root, keys[i]);
		if (lists[i] && !node_is(l, lists[i], YAML_MAP, keys[i]))
			lists[i] = NULL;
		count += lists[i] ? lists[i]->count : 0;
	}
	if (count > REGIONS_MAX) {
		loader_fault(l, root->at, "地方太多，最多%d个；请删掉一些",
		        "too many places, %d at the most; delete some", REGIONS_MAX);
		return;
	}
	c->regions = arena_array(&c->memory, count, sizeof(*c->regions));
	c->region_words = arena_array(
	        &c->memory, count * (REGION_WORDS_MAX + LANG_MAX + 2), sizeof(*c->region_words));
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (size_t j = 0; lists[i] && j < lists[i]->count; j++)
			read_region(l, lists[i]->keys[j], lists[i]->items[j], sizes[i]);
	places_index(c);
}
