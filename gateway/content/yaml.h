/*
 * A YAML file as a tree of nodes with their places, read for hostile eyes: one
 * document, UTF-8, plain scalars, sequences and mappings. Aliases, anchors, tags,
 * merge keys, duplicate keys, depth over YAML_MAX_DEPTH, files over YAML_MAX_BYTES:
 * each is a fault with its place. Only this file knows libyaml.
 */
#ifndef JIAXIN_YAML_H
#define JIAXIN_YAML_H

#include "content/fault.h"

enum { YAML_MAX_DEPTH = 12, YAML_MAX_BYTES = 16 << 20, YAML_MAX_NODES = 2000000 };

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	struct place at;
	struct str text; /* scalars: the value; quoted tells "1" from 1 */
	bool quoted;
	size_t count;             /* items of a list, pairs of a map */
	struct yaml_node **items; /* a list's items, a map's values */
	struct yaml_node **keys;  /* a map's keys: always scalars, each once */
};

/* Where a YAML_* scalar or list is wanted: the fault says so in the author's words. */
const char *yaml_kind_name(enum yaml_kind kind, enum fault_lang lang);

/*
 * Reads `path`, named `name` in faults. Returns the root (in `a`), or NULL after
 * at least one fault was added. An empty file is an empty map.
 */
struct yaml_node *yaml_read(struct arena *a, const char *path, const char *name, struct faults *f);

/* The first half of yaml_read: the file's bytes (in `a`), or false after a fault was added. */
bool yaml_file_text(
        struct arena *a, const char *path, const char *name, struct faults *f, struct str *text);

/*
 * The second half, from memory. `name` must outlive the nodes. A duplicate key, an anchor
 * or a tag is a fault, and the reading goes on: the root comes back without it.
 */
struct yaml_node *yaml_parse(struct arena *a, struct str text, const char *name, struct faults *f);

/* The value under key, or NULL. map must be a YAML_MAP. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

#endif
