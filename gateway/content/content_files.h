/*
 * Which files a content tree is made of.
 */
#ifndef JIAXIN_CONTENT_FILES_H
#define JIAXIN_CONTENT_FILES_H

#include "content/fault.h"

enum { FILES_MAX = 10000, FOLDERS_DEEP_MAX = 8 };

struct files {
	const char **list; /* dir/sub/name.yaml, folder by folder, by name */
	size_t count, cap;
};

/*
 * Every *.yaml under dir; names that begin with a dot are passed over. Names lie in `a`,
 * the list is for files_release. Returns 0, or the negative errno when dir itself can't be
 * read; what goes wrong further down is a fault.
 */
int files_find(struct files *out, struct arena *a, const char *dir, struct faults *f) MUST_USE;

void files_release(struct files *files);

#endif
