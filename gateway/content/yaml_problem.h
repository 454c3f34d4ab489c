/*
 * The YAML parser's terse complaints in an author's words.
 */
#ifndef JIAXIN_YAML_PROBLEM_H
#define JIAXIN_YAML_PROBLEM_H

#include "content/fault.h"

/* Adds the fault for libyaml's `problem` (its English sentence) at `at`. */
void yaml_problem_add(struct faults *f, struct place at, const char *problem);

#endif
