/* The tables of tests/ssi/, read line by line. */
#ifndef JIAXIN_TESTS_SSI_TABLE_H
#define JIAXIN_TESTS_SSI_TABLE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

enum { LINE = 512, FIELDS = 12 };

/* A table, line by line; the first one names the columns. */
struct table {
	FILE *file;
	char line[LINE];
	char *field[FIELDS];
};

static inline bool
table_next(struct table *t)
{
	if (!fgets(t->line, sizeof(t->line), t->file)) {
		fclose(t->file);
		return false;
	}
	t->line[strcspn(t->line, "\r\n")] = '\0';
	char *rest = t->line;
	for (size_t i = 0; i < FIELDS; i++)
		t->field[i] = rest ? strsep(&rest, ",") : NULL;
	return true;
}

static inline void
table_open(struct table *t, const char *name)
{
	char path[128];
	snprintf(path, sizeof(path), "tests/ssi/%s.csv", name);
	t->file = fopen(path, "r");
	ck_assert_msg(t->file, "%s: %s", path, strerror(errno));
	ck_assert(table_next(t));
}

#endif
