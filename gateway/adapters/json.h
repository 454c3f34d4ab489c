/*
 * JSON that strangers send, read for hostile eyes: at most JSON_MAX_DEPTH levels, no key twice in
 * one object, UTF-8 (RFC 8259). Only this module knows jansson.
 */
#ifndef JIAXIN_JSON_H
#define JIAXIN_JSON_H

#include "base/arena.h"

enum { JSON_MAX_DEPTH = 16 };

struct json;

/* NULL with *why, a line without anything of the text: it is not such JSON. */
struct json *json_read(struct str text, const char **why);
void json_free(struct json *json);

/*
 * The value at a dotted path ("results", "price.amount", "list.0.status"; empty: `from` itself), or
 * NULL. It belongs to the document.
 */
const struct json *json_at(const struct json *from, struct str path);

/* The items of a list; -1: it is none. */
long json_count(const struct json *list);
const struct json *json_item(const struct json *list, size_t i);

/*
 * A value as text: a string as it is (NUL allowed), a number or true and false as they are written.
 * In `a`. False: it is a list or an object. NULL and null give the text that has no p.
 */
bool json_text(const struct json *value, struct arena *a, struct str *text);

#endif
