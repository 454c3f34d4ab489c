/*
 * Holds what a handler really gave to what its spec declares as widest, in UTF-16 units: the
 * check of what fits (talk/fit.h) believes the spec.
 */
#ifndef JIAXIN_TESTS_WIDTHS_H
#define JIAXIN_TESTS_WIDTHS_H

#include "base/utf8.h"
#include "check.h"
#include "talk/turn.h"

static inline unsigned
units_of(struct str s)
{
	unsigned units = 0;
	while (s.n)
		units += utf16_units(utf8_next(&s, NULL));
	return units;
}

static inline struct str
declared_width(const struct handler_spec *spec, const char *name)
{
	ck_assert_ptr_nonnull(spec->widest);
	for (size_t i = 0; spec->values[i]; i++) {
		ck_assert_msg(spec->widest[i], "%s: %s has no widest", spec->name, spec->values[i]);
		if (str_eq(str_from(spec->values[i]), str_from(name)))
			return str_from(spec->widest[i]);
	}
	ck_abort_msg("%s: %s is not declared", spec->name, name);
	return (struct str){0};
}

static inline void
ck_assert_widths(const struct handler_spec *spec, const struct result *result)
{
	for (size_t i = 0; i < result->value_count; i++) {
		const struct value *v = &result->values[i];
		ck_assert_msg(units_of(v->text) <= units_of(declared_width(spec, v->name)),
		        "%s: %s = %.*s is wider than declared", spec->name, v->name,
		        STR_ARG(v->text));
	}
}

#endif
