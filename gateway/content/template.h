/*
 * A text with {values} in it, compiled once and rendered often. "{{" and "}}" are
 * the braces themselves.
 */
#ifndef JIAXIN_TEMPLATE_H
#define JIAXIN_TEMPLATE_H

#include "base/buf.h"
#include "content/fault.h"

struct template_piece {
	struct str text; /* the words, or the value's name */
	bool is_value;
};

struct template
{
	struct str source; /* as the author wrote it */
	struct template_piece *pieces;
	size_t count;
};

/* A value by name; what a handler gives to its text. */
struct value {
	const char *name;
	struct str text;
};

/* A value's name: [a-z][a-z0-9_]*, at most 40 bytes. */
bool template_is_name(struct str s);

/*
 * Compiles `source` (which must outlive the template) into `a`. A brace without
 * its partner, an empty or ill-spelt name is a fault at `at`; then NULL.
 */
struct template *
template_compile(struct arena *a, struct str source, struct place at, struct faults *f);

/* Appends the text to out; a value that is missing leaves nothing and sets *missing (may be NULL).
 */
void template_render(const struct template *t, const struct value *values, size_t count,
        struct buf *out, bool *missing);

#endif
