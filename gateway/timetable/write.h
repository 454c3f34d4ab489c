/*
 * Makes the bytes of a compiled timetable from arrays in memory, and puts them in place of the
 * file that was there: beside it, to the disk, renamed. Whoever has the old one mapped keeps it.
 */
#ifndef JIAXIN_TIMETABLE_WRITE_H
#define JIAXIN_TIMETABLE_WRITE_H

#include "timetable/format.h"

struct format_part {
	const void *p; /* may be NULL when count is 0 */
	uint64_t count;
};

/*
 * The whole file with its checksum; the caller frees it. The arrays are taken as they are:
 * timetable_view says whether they are right.
 */
void *timetable_image(const struct format_part parts[SECTIONS], uint32_t day_words, size_t *size);

/* Readable by all. 0 or a negative errno, and then the file is as it was. */
int timetable_write(const char *path, const void *image, size_t size) MUST_USE;

#endif
