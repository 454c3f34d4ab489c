/* One route of a description: where it is, what is read there, what is answered. */
#include <string.h>

#include "adapters/fields.h"
#include "adapters/load.h"

enum { NAME_LONGEST = 64, VALUE_LONGEST = 64, PATH_LONGEST = 200 };

/* --- at: /ussd/session/{session}/{operation} --- */

static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		            (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
		if (!good)
			return false;
	}
	return s.n > 0;
}

static void
bad_path(struct load *l, struct place at)
{
	fault_add(l->faults, FAULT_ERROR, at,
	        "at要写成/ussd或/sms，后面可以再跟至多%d段；请照 docs/adapters.md 改",
	        "\"at\" must be /ussd or /sms, with at most %d segments behind it; write it as "
	        "docs/adapters.md shows",
	        SEGMENTS_MOST);
}

static void
load_segment(struct load *l, struct str text, struct place at, struct route *route)
{
	struct segment_pattern *s = &route->segments[route->segment_count++];
	bool is_field = text.n > 2 && text.p[0] == '{' && text.p[text.n - 1] == '}';
	if (!is_field && !is_plain(text)) {
		bad_path(l, at);
		return;
	}
	s->is_field = is_field;
	s->literal = text;
	if (!is_field)
		return;
	int field = load_field(l, (struct str){text.p + 1, text.n - 2}, at);
	if (field >= 0)
		s->field = (enum field)field;
}

static void
load_path(struct load *l, const struct yaml_node *node, struct route *route)
{
	const char *path = load_text(l, node, "at", PATH_LONGEST);
	if (!node || !path)
		return;
	struct str rest = str_from(path);
	struct str root = path_next(&rest), channel = path_next(&rest);
	route->ussd = str_eq(channel, STR("ussd"));
	if (root.n || (!route->ussd && !str_eq(channel, STR("sms")))) {
		bad_path(l, node->at);
		return;
	}
	while (rest.n && route->segment_count < SEGMENTS_MOST)
		load_segment(l, path_next(&rest), node->at, route);
	if (rest.n)
		bad_path(l, node->at);
}

/* --- what is read --- */

static void
load_methods(struct load *l, const struct yaml_node *node, struct route *route)
{
	static const struct choice methods[] = {{"GET", 1}, {"POST", 2}, {NULL, 0}};
	const struct yaml_node *const *items;
	size_t count = node ? load_items(l, node, "method", &items) : 0;
	int taken = 0;
	for (size_t i = 0; i < count; i++)
		taken |= load_choice(l, items[i], "method", methods, 0);
	route->takes_get = taken & 1;
	route->takes_post = taken & 2;
	if (!node) /* as the body goes */
		*(route->body == BODY_QUERY ? &route->takes_get : &route->takes_post) = true;
}

static void
load_fields(struct load *l, const struct yaml_node *map, struct route *route)
{
	if (!load_is(l, map, YAML_MAP, "fields"))
		return;
	for (size_t i = 0; i < map->count; i++) {
		int field = load_field(l, map->keys[i]->text, map->keys[i]->at);
		const char *name = load_text(
		        l, map->items[i], field < 0 ? "fields" : field_name(field), NAME_LONGEST);
		if (field >= 0 && name)
			route->fields[field] = name;
	}
}

/* In the request, or in its path. */
static bool
has_field(const struct route *route, enum field field)
{
	bool has = route->fields[field] != NULL;
	for (size_t i = 0; i < route->segment_count; i++)
		has |= route->segments[i].is_field && route->segments[i].field == field;
	return has;
}

static void
need_field(struct load *l, const struct route *route, enum field field, struct place at)
{
	if (!has_field(route, field))
		fault_add(l->faults, FAULT_ERROR, at, "这里没有“%s”这一项；请在fields里写上",
		        "there is no \"%s\" here; name it in \"fields\"", field_name(field));
}

/* --- begin, end, outcomes: a field and its values --- */

static bool
load_test(struct load *l, const struct yaml_node *key, const struct yaml_node *value,
        const struct route *route, struct test *test)
{
	static const char *const known[] = {"not", NULL};
	int field = load_field(l, key->text, key->at);
	if (field < 0)
		return false;
	test->field = (enum field)field;
	need_field(l, route, test->field, key->at);
	if (value->kind == YAML_MAP) {
		load_check_keys(l, value, known);
		value = yaml_get(value, "not");
		test->is_not = true;
	}
	if (value)
		test->values = load_values(l, value, field_name(field), &test->count);
	return value != NULL;
}

static void
load_tests(struct load *l, const struct yaml_node *map, const char *what, const struct route *route,
        struct tests *tests)
{
	if (!map || !load_is(l, map, YAML_MAP, what))
		return;
	struct test *list = arena_array(l->arena, map->count ? map->count : 1, sizeof(*list));
	for (size_t i = 0; i < map->count; i++)
		tests->count +=
		        load_test(l, map->keys[i], map->items[i], route, &list[tests->count]);
	tests->list = list;
}

static void
load_outcomes(struct load *l, const struct yaml_node *map, struct route *route)
{
	static const char *const names[] = {"delivered", "failed", "expired", NULL};
	if (!load_is(l, map, YAML_MAP, "outcomes"))
		return;
	load_check_keys(l, map, names);
	for (int i = 0; i < REPORT_OUTCOMES; i++) {
		const struct yaml_node *node = yaml_get(map, names[i]);
		struct test *test = arena_array(l->arena, 1, sizeof(*test));
		test->field = FIELD_STATUS;
		if (node)
			test->values = load_values(l, node, names[i], &test->count);
		route->outcomes[i] = (struct tests){test, node != NULL};
	}
}

/* --- the rest --- */

static void
load_once(struct load *l, const struct yaml_node *node, struct route *route)
{
	const struct yaml_node *const *items;
	size_t count = node ? load_items(l, node, "once", &items) : 0;
	for (size_t i = 0; i < count; i++) {
		int field = load_field(l, items[i]->text, items[i]->at);
		if (field < 0)
			continue;
		need_field(l, route, (enum field)field, items[i]->at);
		route->once[field] = true;
	}
}

static void
load_country(struct load *l, const struct yaml_node *node, struct route *route)
{
	const char *country = load_text(l, node, "country", 4);
	if (!country)
		return;
	route->country = str_from(country);
	if (country[strspn(country, "0123456789")] != '\0' || country[0] == '0')
		fault_add(l->faults, FAULT_ERROR, node->at,
		        "country是国家区号，只写数字，比如\"233\"；请改",
		        "\"country\" is a country's calling code, digits only, as \"233\"; mend "
		        "it");
}

/* By octets as 3GPP TS 23.038 packs them, or by what the provider counts. */
static void
load_screen(struct load *l, const struct yaml_node *map, struct route *route)
{
	static const char *const known[] = {"octets", "letters", "characters", NULL};
	route->screen = USSD_SCREEN;
	if (!map || !load_is(l, map, YAML_MAP, "screen"))
		return;
	load_check_keys(l, map, known);
	int64_t octets = load_number(l, yaml_get(map, "octets"), "octets", 40, 160, 160);
	int64_t letters =
	        load_number(l, yaml_get(map, "letters"), "letters", 40, 182, octets * 8 / 7);
	int64_t characters =
	        load_number(l, yaml_get(map, "characters"), "characters", 20, 80, octets / 2);
	route->screen = (struct text_limit){.single_gsm7 = (unsigned)letters,
	        .joined_gsm7 = (unsigned)letters,
	        .single_ucs2 = (unsigned)characters,
	        .joined_ucs2 = (unsigned)characters,
	        .parts = 1};
}

static bool
uses(const struct form *form, enum piece_kind kind)
{
	bool found = false;
	for (size_t i = 0; i < form->body.count; i++)
		found |= form->body.list[i].kind == kind;
	for (size_t h = 0; h < form->header_count; h++)
		for (size_t i = 0; i < form->headers[h].value.count; i++)
			found |= form->headers[h].value.list[i].kind == kind;
	return found;
}

/* A form with {state} wants both words; a field must be one that is read. */
static void
check_form(struct load *l, const struct route *route, const struct form *form, struct place at)
{
	bool says_state = uses(form, PIECE_STATE) || uses(form, PIECE_STATE_WHOLE);
	if (says_state && (!form->states[0].n || !form->states[1].n))
		fault_add(l->faults, FAULT_ERROR, at, "用了{state}，就要写go_on和end；请补上",
		        "{state} wants \"go_on\" and \"end\"; add them");
	for (size_t i = 0; i < form->body.count; i++)
		if (form->body.list[i].kind == PIECE_FIELD)
			need_field(l, route, form->body.list[i].field, at);
}

static void
load_forms(struct load *l, const struct yaml_node *map, struct route *route)
{
	const struct yaml_node *reply = yaml_get(map, "reply"), *last = yaml_get(map, "last"),
	                       *ended = yaml_get(map, "ended"), *error = yaml_get(map, "error");
	route->reply = route->ended = load_plain_form(l, 200, PIECE_LITERAL);
	if (reply)
		load_form(l, reply, "reply", NULL, NULL, &route->reply);
	route->last = route->reply;
	if (last)
		load_form(l, last, "last", &route->reply, NULL, &route->last);
	if (ended)
		load_form(l, ended, "ended", &route->reply, NULL, &route->ended);
	/* Where the words are in the reply an apology takes their place: a phone gets a screen. */
	bool says = route->reply.says_text;
	struct form base = says ? route->last : load_plain_form(l, 400, PIECE_WHY);
	route->error = base;
	if (error)
		load_form(l, error, "error", &base, "busy", &route->error);
	route->busy_status = says ? route->error.status : 503;
	if (error && error->kind == YAML_MAP)
		route->busy_status = (unsigned)load_number(
		        l, yaml_get(error, "busy"), "busy", 200, 599, route->busy_status);
	const struct {
		const struct form *form;
		const struct yaml_node *node;
	} forms[] = {{&route->reply, reply}, {&route->last, last}, {&route->ended, ended},
	        {&route->error, error}};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (forms[i].node)
			check_form(l, route, forms[i].form, forms[i].node->at);
}

/* What a task can't do without. */
static void
check_task(struct load *l, const struct yaml_node *map, const struct route *route)
{
	if (route->task == TASK_TALK) {
		need_field(l, route, FIELD_FROM, map->at);
		need_field(l, route, FIELD_TEXT, map->at);
	} else if (route->task == TASK_END) {
		need_field(l, route, FIELD_FROM, map->at);
		need_field(l, route, FIELD_SESSION, map->at);
	} else {
		need_field(l, route, FIELD_REF, map->at);
		need_field(l, route, FIELD_STATUS, map->at);
	}
	if (route->task == TASK_END && !route->ussd)
		fault_add(l->faults, FAULT_ERROR, map->at, "does: end只能用于/ussd；请改",
		        "\"does: end\" is for /ussd alone; mend it");
	if (route->task == TASK_TALK && route->ussd && !route->reply.says_text)
		fault_add(l->faults, FAULT_ERROR, map->at,
		        "USSD的reply里要有{text}，手机才有画面；请补上",
		        "the reply to a USSD step must say {text}, or the phone gets no screen; "
		        "add "
		        "it");
	if (route->task != TASK_TALK && route->reply.says_text)
		fault_add(l->faults, FAULT_ERROR, map->at, "这里没有话可说；请去掉{text}",
		        "there is nothing to say here; take {text} out");
	if (route->is_list && (route->ussd || route->reply.says_text))
		fault_add(l->faults, FAULT_ERROR, map->at,
		        "一次来几条，就不能在reply里回话；请去掉each，或者去掉{text}",
		        "several at once can't be answered in the reply; take out \"each\" or "
		        "{text}");
	if (route->text == TEXT_IS_JOINED && !route->once[FIELD_TEXT])
		fault_add(l->faults, FAULT_ERROR, map->at,
		        "text_is: joined要有once: [session, text]；请补上",
		        "\"text_is: joined\" wants \"once: [session, text]\"; add it");
}

void
load_route(struct load *l, const struct yaml_node *map, struct route *route)
{
	static const char *const known[] = {"at", "does", "method", "body", "each", "fields",
	        "text_is", "code", "screen", "begin", "end", "once", "country", "language",
	        "outcomes", "reply", "last", "ended", "error", NULL};
	static const struct choice tasks[] = {
	        {"talk", TASK_TALK}, {"end", TASK_END}, {"report", TASK_REPORT}, {NULL, 0}};
	static const struct choice bodies[] = {
	        {"query", BODY_QUERY}, {"form", BODY_FORM}, {"json", BODY_JSON}, {NULL, 0}};
	static const struct choice texts[] = {{"last", TEXT_IS_LAST}, {"joined", TEXT_IS_JOINED},
	        {"dialled-first", TEXT_IS_DIALLED_FIRST}, {NULL, 0}};
	route->at = map->at;
	if (!load_is(l, map, YAML_MAP, "routes"))
		return;
	load_check_keys(l, map, known);
	const struct yaml_node *at = yaml_get(map, "at"), *fields = yaml_get(map, "fields"),
	                       *each = yaml_get(map, "each"), *outcomes = yaml_get(map, "outcomes");
	if (!at || !fields)
		fault_add(l->faults, FAULT_ERROR, map->at, "一条路线要有at和fields；请补上",
		        "a route wants \"at\" and \"fields\"; add them");
	load_path(l, at, route);
	route->task = (enum task)load_choice(l, yaml_get(map, "does"), "does", tasks, TASK_TALK);
	route->body =
	        (enum body_kind)load_choice(l, yaml_get(map, "body"), "body", bodies, BODY_QUERY);
	load_methods(l, yaml_get(map, "method"), route);
	if (fields)
		load_fields(l, fields, route);
	route->is_list = each != NULL;
	if (each && load_is(l, each, YAML_SCALAR, "each"))
		route->each = arena_str(l->arena, each->text);
	if (each && route->body != BODY_JSON)
		fault_add(l->faults, FAULT_ERROR, each->at, "只有body: json才有each；请去掉",
		        "only \"body: json\" has \"each\"; take it out");
	route->text = (enum text_mode)load_choice(
	        l, yaml_get(map, "text_is"), "text_is", texts, TEXT_IS_LAST);
	load_tests(l, yaml_get(map, "begin"), "begin", route, &route->begins);
	load_tests(l, yaml_get(map, "end"), "end", route, &route->ends);
	load_once(l, yaml_get(map, "once"), route);
	route->code = str_from(load_text(l, yaml_get(map, "code"), "code", 32));
	load_country(l, yaml_get(map, "country"), route);
	load_screen(l, yaml_get(map, "screen"), route);
	route->lang = str_from(load_text(l, yaml_get(map, "language"), "language", 16));
	if (outcomes)
		load_outcomes(l, outcomes, route);
	load_forms(l, map, route);
	check_task(l, map, route);
}
