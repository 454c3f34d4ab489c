/*
 * Holds every text of a page to its `parts`, whatever its values come to: each question and each
 * outcome, in each language, rendered with the widest answers (slot_widest) and the widest of what
 * its handler gives (handler_spec.widest).
 *
 * A text is wrong when its own words fit, yet a value pushes it beyond: its author meant it to
 * be one answer. What is longer without any value is paged on purpose. An answer of one SMS part
 * (160 septets or 70 units) always fits a USSD screen (182 or 80), and what takes more parts is
 * paged there, so no screen needs a look of its own.
 */
#ifndef JIAXIN_FIT_H
#define JIAXIN_FIT_H

#include "content/content.h"

struct transit;

/* The rules that `content` was loaded with; the timetable whose names must fit, or NULL. Each fault
 * is an error at its text. */
void fit_check(const struct content *content, const struct content_rules *rules,
        const struct transit *transit, struct faults *f);

#endif
