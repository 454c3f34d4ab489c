/*
 * The handlers that the trees of tests/bad-content/ know, and the day they are read on.
 */
#ifndef JIAXIN_TESTS_BASE_TREE_H
#define JIAXIN_TESTS_BASE_TREE_H

#include "content/rule.h"

#define BAD_CONTENT "tests/bad-content/"
#define BASE_TREE BAD_CONTENT "base"

static const struct rule_number base_numbers[] = {
        {"months", 1, 600, false}, {"first_birth", 0, 0, true}};
static const struct rule_spec base_rule = {"retirement", base_numbers, ARRAY_LEN(base_numbers)};

static const struct handler_spec base_handlers[] = {
        {
                .name = "transit.next",
                .slots = (const char *const[]){"line", NULL},
                .outcomes = (const char *const[]){"soon", "none", NULL},
                .values = (const char *const[]){"minutes", NULL},
                .widest = (const char *const[]){"180", NULL},
                .phrases =
                        (const struct phrase_spec[]){{"row", (const char *const[]){"time", NULL},
                                                             (const char *const[]){"08:00", NULL}},
                                {NULL, NULL, NULL}},
        },
        {
                .name = "ssi.min_months",
                .slots = (const char *const[]){"year", NULL},
                .outcomes = (const char *const[]){"base", NULL},
                .values = (const char *const[]){"years", NULL},
                .widest = (const char *const[]){"50.5", NULL},
        },
        {
                .name = "ssi.retirement",
                .slots = (const char *const[]){"birth", NULL},
                .outcomes = (const char *const[]){"coming", NULL},
                .values = (const char *const[]){NULL},
                .rules = (const struct rule_spec *const[]){&base_rule, NULL},
                .widest = (const char *const[]){NULL},
        },
        {
                .name = "family.call",
                .slots = (const char *const[]){NULL},
                .outcomes = (const char *const[]){"sent", NULL},
                .values = (const char *const[]){NULL},
                .widest = (const char *const[]){NULL},
                .acts = true,
        },
};

static const struct content_rules base_rules = {
        .handlers = base_handlers,
        .handler_count = ARRAY_LEN(base_handlers),
        .max_parts = 4,
        .part_fen = 10,
        .refuse_words = "法律维权, 贷款,VX",
        .today = 1795363200, /* 2026-11-23, midnight in China: still the 22nd in London */
};

#endif
