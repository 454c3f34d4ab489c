/*
 * What slot_read found, as the tables of the tests write it: "14|61".
 */
#ifndef JIAXIN_TESTS_MEANINGS_H
#define JIAXIN_TESTS_MEANINGS_H

#include "content/slot.h"

static inline struct str
meanings_joined(const struct meanings *m, struct arena *a)
{
	const char *joined = "";
	for (size_t i = 0; i < m->count; i++)
		joined = arena_printf(a, "%s%s%.*s", joined, i ? "|" : "", STR_ARG(m->of[i]));
	return str_from(joined);
}

#endif
