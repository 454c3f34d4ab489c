/*
 * A YAML file's bytes before any parser sees them: see yaml_file_text in yaml.h.
 */
#ifndef JIAXIN_YAML_TEXT_H
#define JIAXIN_YAML_TEXT_H

#include "content/yaml.h"

/*
 * UTF-8, without control characters (tab, LF and CR are fine) and directives. False after
 * the fault, at its exact place, was added.
 */
bool yaml_text_check(struct str text, const char *name, struct faults *f);

#endif
