#include "adapters/json.h"

#include <jansson.h>
#include <string.h>

/* struct json is jansson's json_t under a name of ours: never defined, only pointed to. */
static const json_t *
inside(const struct json *json)
{
	return (const json_t *)json;
}

static const struct json *
outside(const json_t *value)
{
	return (const struct json *)value;
}

/* jansson goes down 2,048 levels; nobody who writes to us needs so many. */
static bool
is_deep(struct str text)
{
	bool in_string = false;
	size_t depth = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '{' || c == '['))
			depth++;
		else if (!in_string && (c == '}' || c == ']') && depth > 0)
			depth--;
		if (depth > JSON_MAX_DEPTH)
			return true;
	}
	return false;
}

struct json *
json_read(struct str text, const char **why)
{
	json_error_t error;
	json_t *root = NULL;
	if (is_deep(text)) {
		*why = "the JSON is nested too deep";
		return NULL;
	}
	root = json_loadb(text.p ? text.p : "", text.n,
	        JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
	if (root)
		return (struct json *)root;
	switch (json_error_code(&error)) {
	case json_error_duplicate_key:
		*why = "a key stands twice in one JSON object";
		break;
	case json_error_numeric_overflow:
		*why = "a number in the JSON is too great";
		break;
	default: /* jansson's own words quote the text */
		*why = "the body is not JSON";
	}
	return NULL;
}

void
json_free(struct json *json)
{
	json_decref((json_t *)json);
}

/* An object's member, or a list's item by its number from 0. */
static const json_t *
step_into(const json_t *value, struct str key)
{
	int64_t i;
	if (!json_is_array(value))
		return json_object_getn(value, key.p, key.n);
	return parse_int(key, 0, INT32_MAX, &i) == 0 ? json_array_get(value, (size_t)i) : NULL;
}

const struct json *
json_at(const struct json *from, struct str path)
{
	const json_t *value = inside(from);
	while (value && path.n) {
		const char *dot = memchr(path.p, '.', path.n);
		struct str key = {path.p, dot ? (size_t)(dot - path.p) : path.n};
		path = str_skip(path, dot ? key.n + 1 : key.n);
		value = step_into(value, key);
	}
	return outside(value);
}

long
json_count(const struct json *list)
{
	return json_is_array(inside(list)) ? (long)json_array_size(inside(list)) : -1;
}

const struct json *
json_item(const struct json *list, size_t i)
{
	return outside(json_array_get(inside(list), i));
}

bool
json_text(const struct json *json, struct arena *a, struct str *text)
{
	const json_t *value = inside(json);
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_NULL:
		*text = (struct str){NULL, 0};
		return true;
	case JSON_STRING:
		*text = arena_str(
		        a, (struct str){json_string_value(value), json_string_length(value)});
		return true;
	case JSON_INTEGER:
		*text = str_from(arena_printf(a, "%lld", (long long)json_integer_value(value)));
		return true;
	case JSON_REAL:
		*text = str_from(arena_printf(a, "%.15g", json_real_value(value)));
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		*text = str_from(json_is_true(value) ? "true" : "false");
		return true;
	default:
		return false;
	}
}
