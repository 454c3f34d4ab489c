/*
 * The keys that authors may write, each with its kind and a line of help: one table, by which the
 * loader knows a slip from a key and by which jiaxin schema tells editors the same.
 */
#ifndef JIAXIN_CONTENT_KEYS_H
#define JIAXIN_CONTENT_KEYS_H

#include "content/content.h"

enum { KEYS_MOST = 24 }; /* in one place, with the end */

/* Where keys stand. */
enum key_set {
	KEYS_PAGE,
	KEYS_OPTION,    /* an option with a label of its own; languages beside */
	KEYS_SLOT,      /* a question of `ask`; languages beside */
	KEYS_CHOICE,    /* one of its `choices`; languages beside */
	KEYS_EXAMPLE,   /* a line of `examples` */
	KEYS_SERVICE,   /* service.yaml */
	KEYS_LANGUAGE,  /* one of its `languages` */
	KEYS_PLACES,    /* places.yaml */
	KEYS_REGION,    /* one of its `provinces` or `cities`; languages beside */
	KEYS_COUNTY,    /* one of its `counties`; languages beside */
	KEYS_RULE_SET,  /* a set of a rule in rules.yaml; its numbers beside (rule.h) */
	KEYS_PUBLISHED, /* published.yaml */
	KEY_SET_COUNT
};

/* What stands behind a key. */
enum key_kind {
	KIND_SCALAR,
	KIND_WORDS, /* a list of scalars */
	KIND_TEXTS, /* a text in every language */
	KIND_NUMBER,
	KIND_YES,      /* yes */
	KIND_TRUE,     /* true */
	KIND_DATE,     /* 2026-11 or 2026-11-05 */
	KIND_AREA,     /* an area code */
	KIND_PAGE,     /* the id of a page */
	KIND_LANGUAGE, /* the code of a language */
	KIND_TYPE,     /* a slot's type */
	KIND_HANDLER,  /* a handler's name */
	KIND_OPTIONS,  /* the rest have a shape of their own */
	KIND_ASK,
	KIND_SAY,
	KIND_WHY,
	KIND_CHOICES,
	KIND_EXAMPLES,
	KIND_LANGUAGES,
	KIND_VALUES,
	KIND_COMMANDS,
	KIND_SENTENCES,
	KIND_PROVINCES,
	KIND_CITIES,
	KIND_COUNTIES,
	KIND_PUBLICATIONS,
	KEY_KIND_COUNT
};

struct content_key {
	const char *name;
	enum key_kind kind;
	bool required;
	const char *zh, *en; /* for authors: what it is */
};

/* The keys of one place; the last has no name. */
const struct content_key *content_keys(enum key_set set);

/* Whether the codes of the tree's languages stand beside the keys. */
bool content_keys_and_languages(enum key_set set);

/* The key of that place, or NULL. */
const struct content_key *content_key_find(enum key_set set, struct str name);

#endif
