/*
 * What the files that read a description share. Only adapter_load.c and the load_*.c include
 * this.
 *
 * Nothing stops at the first fault: what could not be read stays empty, and the adapter is thrown
 * away.
 */
#ifndef JIAXIN_ADAPTERS_LOAD_H
#define JIAXIN_ADAPTERS_LOAD_H

#include "adapters/adapter.h"
#include "content/did_you_mean.h"
#include "content/yaml.h"

struct load {
	struct arena *arena;  /* the adapter's */
	struct arena scratch; /* nodes: gone after the load */
	struct faults *faults;
};

/* ---- load_node.c: what the operators' nodes must look like ---- */

/* A name and what stands under it in the file; tables of these end with NULL names. */
struct choice {
	const char *name;
	int value;
};

/* False, after a fault, when `node` is of another kind. `what` is its name in faults. */
bool load_is(struct load *l, const struct yaml_node *node, enum yaml_kind kind, const char *what);

/* A fault for every key of `map` that is not in `known` (ends with NULL). */
void load_check_keys(struct load *l, const struct yaml_node *map, const char *const *known);

/* The fault that `word` is none of the names. */
void load_unknown(struct load *l, const struct names *n, struct str word, struct place at);

/* A scalar of 1 to `most` bytes without control characters, in the adapter's arena, NUL-terminated;
 * NULL: there is no node, or a fault was added. */
const char *load_text(struct load *l, const struct yaml_node *node, const char *what, size_t most);

/* The choice that a scalar names; `fallback` when there is no node or after a fault. */
int load_choice(struct load *l, const struct yaml_node *node, const char *what,
        const struct choice *choices, int fallback);

/* A whole number within [min, max]; `fallback` likewise. */
int64_t load_number(struct load *l, const struct yaml_node *node, const char *what, int64_t min,
        int64_t max, int64_t fallback);

/* The items of a list, or the one scalar: in *items, their count returned; 0 after a fault. */
size_t load_items(struct load *l, const struct yaml_node *node, const char *what,
        const struct yaml_node *const **items);

/* The same as texts in the adapter's arena; a fault when they are more than 32. */
const struct str *
load_values(struct load *l, const struct yaml_node *node, const char *what, size_t *count);

/* An HTTP header's name (RFC 9110, 5.6.2); NULL likewise. */
const char *load_header_name(struct load *l, const struct yaml_node *node, const char *what);

/* The field named `word`, or -1 after a fault at `at`. */
int load_field(struct load *l, struct str word, struct place at);

/* ---- load_form.c ---- */

/*
 * Reads `map` into *form; keys that are missing are as in `base` (NULL: nothing, status 200, plain
 * text). `extra` is a key more that the caller reads itself, or NULL.
 */
void load_form(struct load *l, const struct yaml_node *map, const char *what,
        const struct form *base, const char *extra, struct form *form);

/*
 * Reads kind, type, body and headers of a request of ours; what may be said in it is enum send_word
 * and {text}.
 */
void load_sent_form(struct load *l, const struct yaml_node *map, struct form *form);

/* A form of plain text: `status`, and `body`, which needs no escaping. */
struct form load_plain_form(struct load *l, unsigned status, enum piece_kind body);

/* ---- load_route.c ---- */

void load_route(struct load *l, const struct yaml_node *map, struct route *route);

/* ---- load_send.c ---- */

void load_send(struct load *l, const struct yaml_node *map, struct sending *sending);

#endif
