/*
 * Writes JSON Schema, one member a line, by the tables of keys (content_keys.h). Only schema*.c
 * include this.
 */
#ifndef JIAXIN_SCHEMA_MODEL_H
#define JIAXIN_SCHEMA_MODEL_H

#include "base/buf.h"
#include "content/content_keys.h"

struct schema {
	const char *languages[LANG_MAX + 1]; /* codes, in the arena */
	struct arena memory;
	const struct content_rules *rules;
	struct buf out;
	unsigned depth;
	bool first; /* of its object or list: no comma before it */
};

/* ---- JSON; `name` NULL: an element of a list ---- */

/* The name alone: the value is the caller's to add. */
void schema_member(struct schema *s, const char *name);

void schema_open(struct schema *s, const char *name); /* an object... */
void schema_shut(struct schema *s);                   /* ...and its end */
void schema_open_with(struct schema *s, const char *name, char bracket);
void schema_close_with(struct schema *s, char bracket);

void schema_text(struct schema *s, const char *name, const char *text);
void schema_put(struct schema *s, const char *name, const char *json); /* as it stands */

/* A list of strings, on one line. */
void schema_names(struct schema *s, const char *name, const char *const *names);

/* ---- what a value must be ---- */

void schema_ref(struct schema *s, const char *name, const char *definition);
void schema_enum(struct schema *s, const char *name, const char *const *names);
void schema_list_of(struct schema *s, const char *name, const char *definition);

/* The object at hand has no other members. */
void schema_only_these(struct schema *s);

/* An object with names of the authors' own. */
void schema_map_of(struct schema *s, const char *name, const char *pattern, const char *definition);

/* An object with the names of a list, each a `definition`; `all`: none may be left out. */
void schema_map_by(struct schema *s, const char *name, const char *const *names,
        const char *definition, bool all);

/* A key of the tables; then all those of a place, inside the object at hand, or as one. */
void schema_key(struct schema *s, const struct content_key *key);
void schema_keys(struct schema *s, enum key_set set);
void schema_keyed(struct schema *s, const char *name, enum key_set set);

/* ---- schema_files.c ---- */

/* The definitions of rules.yaml, places.yaml and published.yaml. */
void schema_put_rules(struct schema *s);
void schema_put_places(struct schema *s);
void schema_put_published(struct schema *s);

/* Which definition the file at hand is held to: told by the keys that only it has. */
void schema_put_root(struct schema *s);

#endif
