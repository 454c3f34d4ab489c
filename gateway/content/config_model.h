/*
 * The options from inside: the table of all, and what those files share that read, keep and print
 * them. Only config*.c include this.
 */
#ifndef JIAXIN_CONFIG_MODEL_H
#define JIAXIN_CONFIG_MODEL_H

#include "content/config.h"

enum option_type { TYPE_INT, TYPE_TEXT, TYPE_LIST, TYPE_LEVEL };

struct option_spec {
	const char *section, *name;
	enum option_type type;
	int64_t min, max;
	const char *fallback;
	const char *help; /* one line a '\n' */
};

extern const struct option_spec config_options[OPT_COUNT];

struct config {
	struct arena memory;
	const char *text[OPT_COUNT];
	int64_t number[OPT_COUNT];
	struct place from[OPT_COUNT];
};

/* Sets one from a text that stands at `at`; a fault, and the old value stays, when it is none. */
void config_set_option(
        struct config *c, enum option_id id, struct str text, struct place at, struct faults *f);

#endif
