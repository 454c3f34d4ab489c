#include "adapters/fields.h"

#include <string.h>
#include <strings.h>

#include "adapters/json.h"
#include "outside/query.h"

struct str
path_next(struct str *path)
{
	const char *slash = memchr(path->p, '/', path->n);
	struct str segment = {path->p, slash ? (size_t)(slash - path->p) : path->n};
	*path = str_skip(*path, slash ? segment.n + 1 : segment.n);
	return segment;
}

static size_t
most_of(enum field field)
{
	return field == FIELD_TEXT ? TEXT_LONGEST : FIELD_LONGEST;
}

static void
set(struct item *item, enum field field, struct str value)
{
	item->is_wrong |= value.n > most_of(field);
	item->fields[field] = value;
}

bool
fields_match(const struct route *route, struct arena *a, struct str path, struct item *item)
{
	for (size_t i = 0; i < route->segment_count; i++) {
		const struct segment_pattern *s = &route->segments[i];
		struct str segment = path_next(&path);
		if (!segment.n || (!s->is_field && !str_eq(segment, s->literal)))
			return false;
		if (s->is_field)
			set(item, s->field, query_decode(a, segment, false));
	}
	return path.n == 0;
}

static void
read_pairs(const struct route *route, struct http_request *request, struct item *item)
{
	bool in_body = route->body == BODY_FORM && request->method == HTTP_POST;
	struct str pairs = in_body ? request->body : request->query;
	for (int i = 0; i < FIELD_COUNT; i++) {
		struct str value;
		if (route->fields[i] && query_get(&request->arena, pairs, route->fields[i], &value))
			set(item, (enum field)i, value);
	}
}

static void
read_object(
        const struct route *route, const struct json *object, struct arena *a, struct item *item)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		struct str value = {NULL, 0};
		if (!route->fields[i])
			continue;
		if (!json_text(json_at(object, str_from(route->fields[i])), a, &value))
			item->is_wrong = true;
		set(item, (enum field)i, value);
	}
}

static bool
read_document(const struct route *route, const struct json *document, struct arena *a,
        const struct item *path, struct items *items, const char **why)
{
	const struct json *list = route->is_list ? json_at(document, route->each) : document;
	long count = route->is_list ? json_count(list) : 1;
	if (count < 0 || count > ITEMS_MOST) {
		*why = count < 0 ? "the list is missing" : "the list is too long";
		return false;
	}
	items->count = (size_t)count;
	items->list = arena_array(a, items->count ? items->count : 1, sizeof(*items->list));
	for (size_t i = 0; i < items->count; i++) {
		items->list[i] = *path;
		read_object(
		        route, route->is_list ? json_item(list, i) : document, a, &items->list[i]);
	}
	return true;
}

bool
fields_read(const struct route *route, struct http_request *request, const struct item *path,
        struct items *items, const char **why)
{
	if (route->body == BODY_JSON) {
		struct json *document = json_read(request->body, why);
		bool good = document &&
		            read_document(route, document, &request->arena, path, items, why);
		json_free(document);
		return good;
	}
	items->count = 1;
	items->list = arena_array(&request->arena, 1, sizeof(*items->list));
	items->list[0] = *path;
	read_pairs(route, request, &items->list[0]);
	return true;
}

static bool
passes(const struct test *test, const struct item *item)
{
	struct str value = str_trim(item->fields[test->field]);
	bool found = false;
	for (size_t i = 0; i < test->count && !found; i++)
		found = value.n == test->values[i].n &&
		        (value.n == 0 || strncasecmp(value.p, test->values[i].p, value.n) == 0);
	return found != test->is_not;
}

bool
fields_pass(const struct tests *tests, const struct item *item)
{
	for (size_t i = 0; i < tests->count; i++)
		if (passes(&tests->list[i], item))
			return true;
	return false;
}
