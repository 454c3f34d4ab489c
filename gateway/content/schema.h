/*
 * The JSON Schema (draft 7) of the content's files, for editors: what the loader knows, by the same
 * tables. A file with `languages` at its top is service.yaml, every other one a list of pages;
 * places.yaml and rules.yaml are not described.
 */
#ifndef JIAXIN_SCHEMA_H
#define JIAXIN_SCHEMA_H

#include <stdio.h>

#include "content/content.h"

/* Prints it for the languages of the tree. */
void schema_print(const struct content *tree, const struct content_rules *rules, FILE *out);

#endif
