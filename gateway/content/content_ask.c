/* What a page asks, who computes the answer, and the words for each outcome. */
#include "content/content_model.h"
#include "content/slot.h"
#include "text/fold.h"

enum { DAYS_BACK = 36500 };

static bool
has(const char *const *names, struct str name)
{
	for (; names && *names; names++)
		if (str_eq(str_from(*names), name))
			return true;
	return false;
}

const struct handler_spec *
handler_of(const struct loader *l, const struct page *p)
{
	return p->handler < 0 ? NULL : &l->rules->handlers[p->handler];
}

/* Where a number must lie. */
static void
read_bounds(struct loader *l, struct slot *slot, const struct yaml_node *map)
{
	static const char *const keys[] = {"min", "max"};
	int64_t *const bounds[] = {&slot->min, &slot->max};
	int64_t least = slot->type == SLOT_DATE ? -DAYS_BACK : 0; /* yesterday is a date, too */
	bool good = true;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct yaml_node *node = yaml_get(map, keys[i]);
		if (!node)
			loader_fault(l, map->at, "“ask.%.*s”要有限度，缺“%s”；请补上",
			        "\"ask.%.*s\" needs bounds and has no \"%s\"; add it",
			        STR_ARG(slot->name), keys[i]);
		good = node && node_number(l, node, keys[i], least, NUMBER_MAX, bounds[i]) && good;
	}
	if (good && slot->min > slot->max)
		loader_fault(l, yaml_get(map, "min")->at, "“min”比“max”大；请对调",
		        "\"min\" is above \"max\"; exchange them");
}

bool
ask_has_bounds(enum slot_type type)
{
	static const bool bounded[SLOT_TYPE_COUNT] = {[SLOT_NUMBER] = true,
	        [SLOT_MONTHS] = true,
	        [SLOT_YEAR_MONTH] = true,
	        [SLOT_PROVINCE_MONTHS] = true,
	        [SLOT_WAGE_MONTHS] = true,
	        [SLOT_DATE] = true,
	        [SLOT_MONEY] = true};
	return bounded[type];
}

static void
read_choice(struct loader *l, struct slot_choice *choice, const struct yaml_node *key,
        const struct yaml_node *map)
{
	choice->value = arena_str(&l->c->memory, key->text);
	choice->at = key->at;
	if (!node_is(l, map, YAML_MAP, choice->value.p))
		return;
	node_check_known(l, map, KEYS_CHOICE);
	for (size_t lang = 0; lang < l->c->language_count; lang++) {
		const char *code = arena_dup(&l->scratch, l->c->languages[lang].code);
		const struct yaml_node *label = yaml_get(map, code);
		if (label && text_check_words(l, label, choice->value.p, false))
			choice->label[lang] = arena_str(&l->c->memory, label->text);
		else if (!label)
			loader_fault(l, map->at, "“%s”缺“%s”的文字；请补上",
			        "\"%s\" has no text in \"%s\"; add it", choice->value.p, code);
	}
	choice->word_count = words_read(l, yaml_get(map, "words"), "words", &choice->words);
}

/* Each answer by its value, with its name in every language and the words for it. */
static void
read_choices(struct loader *l, struct slot *slot, const struct yaml_node *map)
{
	const struct yaml_node *list = yaml_get(map, "choices");
	if (!list) {
		loader_fault(l, map->at, "“ask.%.*s”要选一样，缺“choices”；请补上",
		        "\"ask.%.*s\" asks for a choice and has no \"choices\"; add them",
		        STR_ARG(slot->name));
		return;
	}
	if (!node_is(l, list, YAML_MAP, "choices"))
		return;
	struct slot_choice *choices = arena_array(&l->c->memory, list->count, sizeof(*choices));
	slot->choices = choices;
	slot->choice_count = list->count;
	for (size_t i = 0; i < list->count; i++)
		read_choice(l, &choices[i], list->keys[i], list->items[i]);
}

static void
read_type(struct loader *l, struct slot *slot, const struct yaml_node *map)
{
	const struct yaml_node *node = yaml_get(map, "type");
	if (!node) {
		loader_fault(l, map->at, "“ask.%.*s”缺“type”；请补上text、number或area-code",
		        "\"ask.%.*s\" has no \"type\"; add text, number or area-code",
		        STR_ARG(slot->name));
		return;
	}
	if (!node_is(l, node, YAML_SCALAR, "type"))
		return;
	int type = slot_type_find(node->text);
	if (type >= 0) {
		slot->type = (enum slot_type)type;
		return;
	}
	struct names names = {0};
	for (int i = 0; i < SLOT_TYPE_COUNT; i++)
		names_addz(&names, (const char *const[]){slot_type_name((enum slot_type)i), NULL});
	names_unknown(l, &names, node->text, node->at);
}

/* What a bad answer is told, and the words that are no answer to a choice. */
static void
read_wrong(struct loader *l, struct slot *slot, const struct yaml_node *map)
{
	static const struct scope scope = {0};
	const struct yaml_node *unclear = yaml_get(map, "unclear");
	text_read_alone(l, yaml_get(map, "wrong"), "wrong", &scope, &slot->wrong);
	if (unclear && slot->type != SLOT_CHOICE)
		loader_fault(l, unclear->at, "“unclear”只用在choice；请删掉",
		        "\"unclear\" is for a choice alone; delete it");
	else
		slot->unclear_count = words_read(l, unclear, "unclear", &slot->unclear);
}

/* Whether one answer or a list of them is wanted. */
static void
read_many(struct loader *l, struct slot *slot, const struct yaml_node *map)
{
	const struct yaml_node *many = yaml_get(map, "many");
	bool may = slot->type == SLOT_PROVINCE_MONTHS || slot->type == SLOT_WAGE_MONTHS;
	if (!many || !node_is(l, many, YAML_SCALAR, "many"))
		return;
	slot->many = may && str_eq(many->text, STR("true"));
	if (!slot->many)
		loader_fault(l, many->at, "“many”只用在province-months和wage-months，写true；请改",
		        "\"many\" is for province-months and wage-months and says true; mend it");
}

/* A question of places needs the gazetteer; one for an area code is answered by names, too, where
 * there is one. */
static void
read_places(struct loader *l, struct slot *slot, const struct yaml_node *map)
{
	slot->places = l->c;
	if (slot->type != SLOT_AREA_CODE && !places_any(l->c) && !l->incomplete)
		loader_fault(l, map->at, "“ask.%.*s”问地方，可没有places.yaml；请补上",
		        "\"ask.%.*s\" asks for a place and there is no places.yaml; add it",
		        STR_ARG(slot->name));
}

/* Of two places, which is which: by the question's name, or said. */
static void
read_role(struct loader *l, const struct page *p, struct slot *slot, const struct yaml_node *map)
{
	const struct yaml_node *role = yaml_get(map, "role");
	if (slot_is_place(slot))
		slot->role = place_role_find(role ? role->text : slot->name);
	if (role && (!node_is(l, role, YAML_SCALAR, "role") || !slot->role))
		loader_fault(l, role->at, "“role”只用在province、city、stop，写from或to；请改",
		        "\"role\" is for a province, city or stop and says from or to; mend it");
	for (size_t i = 0; slot->role && i < p->slot_count; i++)
		if (p->slots[i].role == slot->role)
			loader_fault(l, map->at, "“ask.%.*s”和“ask.%.*s”的role相同；请改一个",
			        "\"ask.%.*s\" and \"ask.%.*s\" have the same role; change one",
			        STR_ARG(p->slots[i].name), STR_ARG(slot->name));
}

/* An injury's 3月5日 is behind us, a journey's before. */
static void
read_past(struct loader *l, struct slot *slot, const struct yaml_node *map)
{
	const struct yaml_node *past = yaml_get(map, "past");
	if (past && slot->type != SLOT_DATE)
		loader_fault(l, past->at, "“past”只用在date；请删掉",
		        "\"past\" is for a date alone; delete it");
	else
		slot->past = node_yes(l, past, "past");
}

static void
read_slot(struct loader *l, struct page *p, struct slot *slot, const struct yaml_node *key,
        const struct yaml_node *map)
{
	const struct handler_spec *spec = handler_of(l, p);
	struct scope scope = {.page = p};
	slot->name = arena_str(&l->c->memory, key->text);
	if (!template_is_name(key->text)) {
		loader_fault(l, key->at, "“%s”不能做名字；只用小写字母、数字和下划线，字母开头",
		        "\"%s\" is no name; use small letters, digits and _, a letter first",
		        fault_show(l->faults, key->text));
		return;
	}
	const char *what = arena_printf(&l->scratch, "ask.%.*s", STR_ARG(key->text));
	if (!node_is(l, map, YAML_MAP, what))
		return;
	node_check_known(l, map, KEYS_SLOT);
	slot->aside = spec && has(spec->asides, slot->name);
	slot->lead_count = words_read(l, yaml_get(map, "lead"), "lead", &slot->leads);
	read_type(l, slot, map);
	if (ask_has_bounds(slot->type))
		read_bounds(l, slot, map);
	if (slot->type == SLOT_PROVINCE || slot->type == SLOT_CITY ||
	        slot->type == SLOT_PROVINCE_MONTHS || slot->type == SLOT_AREA_CODE)
		read_places(l, slot, map);
	read_many(l, slot, map);
	if (slot->type == SLOT_CHOICE)
		read_choices(l, slot, map);
	read_role(l, p, slot, map);
	read_past(l, slot, map);
	read_wrong(l, slot, map);
	text_read(l, map, what, &scope, &slot->prompt);
}

void
ask_read(struct loader *l, struct page *p, const struct yaml_node *map)
{
	if (!node_is(l, map, YAML_MAP, "ask"))
		return;
	if (map->count > SLOTS_MAX) {
		loader_fault(l, map->at, "一个页面最多问%d样；请分成几个页面",
		        "a page asks at most %d things; make several pages of it", SLOTS_MAX);
		return;
	}
	struct slot *slots = arena_array(&l->c->memory, map->count, sizeof(*slots));
	p->slots = slots;
	/* A question may quote the answers before it, so the count grows as they are read. */
	for (size_t i = 0; i < map->count; i++, p->slot_count++)
		read_slot(l, p, &slots[i], map->keys[i], map->items[i]);
}

static int
find_handler(const struct content_rules *rules, struct str name)
{
	for (size_t i = 0; i < rules->handler_count; i++)
		if (str_eq(str_from(rules->handlers[i].name), name))
			return (int)i;
	return -1;
}

void
handler_find(struct loader *l, struct page *p, const struct yaml_node *page)
{
	const struct yaml_node *node = yaml_get(page, "handler");
	if (!node || !node_is(l, node, YAML_SCALAR, "handler"))
		return;
	p->handler = find_handler(l->rules, node->text);
	if (p->handler >= 0) {
		p->acts = handler_of(l, p)->acts;
		p->once = handler_of(l, p)->once;
		return;
	}
	struct names names = {0};
	for (size_t i = 0; i < l->rules->handler_count; i++)
		names_add(&names, str_from(l->rules->handlers[i].name));
	names_unknown(l, &names, node->text, node->at);
}

/* What the page asks and what the handler reads must be the same. */
static void
check_slots(struct loader *l, const struct yaml_node *ask, const struct yaml_node *handler,
        const struct handler_spec *spec)
{
	/* What is wrong with the questions themselves was said already. */
	if (ask && (ask->kind != YAML_MAP || ask->count > SLOTS_MAX))
		return;
	for (size_t i = 0; ask && i < ask->count; i++)
		if (!has(spec->slots, ask->keys[i]->text) && template_is_name(ask->keys[i]->text))
			loader_fault(l, ask->keys[i]->at, "问了“%s”，可%s用不上；请删掉或改名",
			        "asks \"%s\", which %s does not read; delete or rename it",
			        fault_show(l->faults, ask->keys[i]->text), spec->name);
	for (const char *const *slot = spec->slots; slot && *slot; slot++)
		if ((!ask || !yaml_get(ask, *slot)) && !has(spec->asides, str_from(*slot)))
			loader_fault(l, handler->at, "%s要用“%s”，可页面没有问；请在ask里补上",
			        "%s reads \"%s\", which the page does not ask; add it to ask",
			        spec->name, *slot);
}

static void
read_say(struct loader *l, struct page *p, const struct yaml_node *map,
        const struct handler_spec *spec)
{
	struct scope scope = {.page = p, .handler = spec};
	struct outcome *says = arena_array(&l->c->memory, map->count, sizeof(*says));
	p->says = says;
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i];
		if (!has(spec->outcomes, key->text)) {
			struct names names = {0};
			names_addz(&names, spec->outcomes);
			names_unknown(l, &names, key->text, key->at);
			continue;
		}
		struct outcome *o = &says[p->say_count++];
		o->name = arena_str(&l->c->memory, key->text);
		const char *what = arena_printf(&l->scratch, "say.%.*s", STR_ARG(key->text));
		text_read_alone(l, map->items[i], what, &scope, &o->text);
	}
}

static void
check_outcomes(struct loader *l, const struct yaml_node *say, const struct yaml_node *handler,
        const struct handler_spec *spec)
{
	for (const char *const *o = spec->outcomes; o && *o; o++)
		if (!say || (say->kind == YAML_MAP && !yaml_get(say, *o)))
			loader_fault(l, say ? say->at : handler->at,
			        "%s会得出“%s”，可没有写它的话；请在say里补上",
			        "%s can come to \"%s\", which has no text; add it to say",
			        spec->name, *o);
}

void
handler_read(struct loader *l, struct page *p, const struct yaml_node *page)
{
	const struct yaml_node *handler = yaml_get(page, "handler"), *say = yaml_get(page, "say");
	if (!handler) {
		if (say)
			loader_fault(l, say->at, "写了say，可没有handler；请补上handler或删掉say",
			        "there is a say but no handler; add the handler or delete say");
		return;
	}
	const struct handler_spec *spec = handler_of(l, p);
	if (!spec)
		return;
	rules_need(l, spec, handler->at);
	check_slots(l, yaml_get(page, "ask"), handler, spec);
	check_outcomes(l, say, handler, spec);
	if (say && node_is(l, say, YAML_MAP, "say"))
		read_say(l, p, say, spec);
}
