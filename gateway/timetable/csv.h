/*
 * Comma-separated text as feeds really write it (RFC 4180 and worse): a byte order mark, CR LF,
 * LF or CR, quotes around commas, newlines and doubled quotes, blanks around values, empty lines,
 * rows that are too short or too long.
 *
 *   struct csv csv = csv_open(text, n);
 *   csv_columns(&csv, names, count);
 *   while (csv_next(&csv))
 *       use(csv_get(&csv, STOP_NAME));
 *
 * Works in place: the text is changed, and what csv_get gives points into it.
 */
#ifndef JIAXIN_TIMETABLE_CSV_H
#define JIAXIN_TIMETABLE_CSV_H

#include "base/base.h"

enum { CSV_FIELDS_MAX = 64, CSV_COLUMNS_MAX = 24 }; /* fields beyond the limit are passed over */

struct csv {
	char *p, *end;
	unsigned line;    /* where the row begins, from 1 */
	unsigned next;    /* where the row after it begins */
	bool is_unclosed; /* a quote was open at the end of the text: the row is not to be trusted
	                   */
	size_t fields;
	struct str field[CSV_FIELDS_MAX];
	size_t columns;
	uint8_t column[CSV_COLUMNS_MAX]; /* field of each column asked for */
};

struct csv csv_open(char *text, size_t n);

/* The next row that is not empty; false: there is none. */
bool csv_next(struct csv *csv);

/*
 * Reads the first row as names and finds each of `names` in it. The mask of those that are
 * there: bit i for names[i]. count <= CSV_COLUMNS_MAX.
 */
uint32_t csv_columns(struct csv *csv, const char *const *names, size_t count);

/* Does the file have the column? */
static inline bool
csv_has(const struct csv *csv, size_t column)
{
	return csv->column[column] != UINT8_MAX;
}

/* Without blanks at the ends; empty where the row or the file has no such column. */
struct str csv_get(const struct csv *csv, size_t column);

#endif
