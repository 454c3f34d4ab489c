/*
 * What an operator writes beside the feeds, in YAML: what tickets cost (docs/timetable.md), and
 * which days are holidays.
 */
#ifndef JIAXIN_COMMANDS_TIMETABLE_TABLES_H
#define JIAXIN_COMMANDS_TIMETABLE_TABLES_H

#include "content/fault.h"
#include "timetable/build.h"

/* Everything lies in `a`. false: at least one fault was added. */
bool read_corridors(struct arena *a, const char *path, struct faults *f,
        const struct corridor **corridors, size_t *count) MUST_USE;

/* Sorted by day, none twice. */
bool read_special_days(struct arena *a, const char *path, struct faults *f,
        const struct special_day **days, size_t *count) MUST_USE;

#endif
