/*
 * The files of a feed: a zip archive, or a folder. The one place that knows libzip.
 */
#ifndef JIAXIN_TIMETABLE_ARCHIVE_H
#define JIAXIN_TIMETABLE_ARCHIVE_H

#include "base/base.h"

enum { ARCHIVE_FILE_MOST = 1 << 30 }; /* bytes of one file, unpacked: more is refused */

struct archive;

/* 0, or a negative errno: -EBADMSG is a file that is no zip archive. */
int archive_open(const char *path, struct archive **out) MUST_USE;
void archive_close(struct archive *a); /* NULL is fine */

/*
 * One file, whole, which the caller frees. In an archive it may lie in a folder. -ENOENT: there
 * is none; -EFBIG: it is too large; -EBADMSG: it is damaged.
 */
int archive_read(const struct archive *a, const char *name, char **text, size_t *n) MUST_USE;

#endif
