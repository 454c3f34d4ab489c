/*
 * A tree of content with the handlers of the service, for tests that need a whole one.
 */
#ifndef JIAXIN_TESTS_LOAD_CONTENT_H
#define JIAXIN_TESTS_LOAD_CONTENT_H

#include "check.h"
#include "handlers.h"

enum { LOADED_ON_S = 1795392000 }; /* 2026-11-23 08:00 in China */

/* Fails the test, after what is wrong, when the tree can't be used. */
static inline struct content *
load_content(const char *dir)
{
	enum { SPECS = 64 };
	static struct handler_spec specs[SPECS];
	struct content_rules rules = {
	        .handlers = specs, .max_parts = 4, .today = LOADED_ON_S, .part_fen = 10};
	struct faults faults = FAULTS_INIT;
	const struct handler *const *all = handlers_all(&rules.handler_count);
	ck_assert_uint_le(rules.handler_count, SPECS);
	for (size_t i = 0; i < rules.handler_count; i++)
		specs[i] = all[i]->spec;
	struct content *c = content_load(dir, &rules, &faults, NULL);
	if (!c)
		faults_print(&faults, FAULT_EN, stderr);
	faults_release(&faults);
	ck_assert_ptr_nonnull(c);
	return c;
}

#endif
