#include "timetable/csv.h"

#include <string.h>

enum { NOWHERE = UINT8_MAX };

struct csv
csv_open(char *text, size_t n)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t skip = n >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
	return (struct csv){.p = text + skip, .end = text + n, .next = 1};
}

static bool
ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static void
end_line(struct csv *csv)
{
	if (csv->p == csv->end)
		return;
	if (*csv->p == '\r' && csv->p + 1 < csv->end && csv->p[1] == '\n')
		csv->p++;
	csv->p++;
	csv->next++;
}

static void
add_field(struct csv *csv, const char *from, const char *to)
{
	if (csv->fields < CSV_FIELDS_MAX)
		csv->field[csv->fields++] = str_trim((struct str){from, (size_t)(to - from)});
}

static void
read_plain(struct csv *csv)
{
	const char *from = csv->p;
	while (csv->p < csv->end && *csv->p != ',' && !ends_line(*csv->p))
		csv->p++;
	add_field(csv, from, csv->p);
}

/* What stands between the quotes moves together where quotes are left out. */
static void
read_quoted(struct csv *csv)
{
	char *to = ++csv->p;
	const char *from = to;
	bool open = true;
	for (; csv->p < csv->end; csv->p++) {
		char c = *csv->p;
		if (open && c == '"' && csv->p + 1 < csv->end && csv->p[1] == '"')
			csv->p++;
		else if (c == '"') {
			open = !open;
			continue;
		} else if (!open && (c == ',' || ends_line(c)))
			break;
		csv->next += open && c == '\n';
		*to++ = c;
	}
	csv->is_unclosed |= open;
	add_field(csv, from, to);
}

static void
read_row(struct csv *csv)
{
	csv->fields = 0;
	for (;; csv->p++) {
		while (csv->p < csv->end && (*csv->p == ' ' || *csv->p == '\t'))
			csv->p++;
		if (csv->p < csv->end && *csv->p == '"')
			read_quoted(csv);
		else
			read_plain(csv);
		if (csv->p == csv->end || *csv->p != ',')
			break;
	}
	end_line(csv);
}

bool
csv_next(struct csv *csv)
{
	csv->is_unclosed = false;
	while (csv->p < csv->end) {
		csv->line = csv->next;
		read_row(csv);
		if (csv->fields > 1 || csv->field[0].n > 0 || csv->is_unclosed)
			return true;
	}
	csv->fields = 0;
	return false;
}

uint32_t
csv_columns(struct csv *csv, const char *const *names, size_t count)
{
	must(count <= CSV_COLUMNS_MAX);
	uint32_t there = 0;
	memset(csv->column, NOWHERE, sizeof(csv->column));
	csv->columns = count;
	if (!csv_next(csv))
		return 0;
	for (size_t i = 0; i < count; i++)
		for (size_t f = 0; f < csv->fields && csv->column[i] == NOWHERE; f++)
			if (str_eq(csv->field[f], str_from(names[i]))) {
				csv->column[i] = (uint8_t)f;
				there |= 1U << i;
			}
	return there;
}

struct str
csv_get(const struct csv *csv, size_t column)
{
	must(column < csv->columns);
	size_t field = csv->column[column];
	return field < csv->fields ? csv->field[field] : STR("");
}
