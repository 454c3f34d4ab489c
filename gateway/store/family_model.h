/*
 * Inside family.h: what its three files share. family.c is the phone's own record, family_link.c
 * links between two phones, family_remind.c reminders.
 */
#ifndef JIAXIN_FAMILY_MODEL_H
#define JIAXIN_FAMILY_MODEL_H

#include "store/family.h"
#include "store/field.h"
#include "store/store_model.h"

/* A phone's hash from a column; false: it is none. */
bool family_take_who(const struct db_row *row, int column, struct who *who);

/* Up to FAMILY_LINKS from or to the phone. */
int links_load(struct store *store, struct arena *a, const struct who *who, struct link *links,
        size_t *count) MUST_USE;

/* The phone's reminder; *reminder untouched when there is none. */
int reminder_load(struct store *store, struct arena *a, const struct who *who,
        struct reminder *reminder) MUST_USE;

#endif
