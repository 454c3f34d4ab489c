/* Comma-separated text from a stranger, and the values of a feed. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "timetable/csv.h"
#include "timetable/value.h"

static void
read_values(struct str text)
{
	int32_t n = 0;
	double degrees = 0;
	if (value_time(text, &n))
		must(n >= 0 && n < 264 * 3600);
	if (value_date(text, &n))
		must(n >= 0 && n < 65744);
	if (value_degrees(text, 180, &degrees))
		must(degrees >= -180 && degrees <= 180);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"stop_id", "a", ""};
	char *text = malloc(size ? size : 1);
	if (size)
		memcpy(text, data, size);
	struct csv csv = csv_open(text, size);
	unsigned line = 0;
	csv_columns(&csv, names, ARRAY_LEN(names));
	while (csv_next(&csv)) {
		must(csv.line > line && csv.fields >= 1);
		line = csv.line;
		for (size_t i = 0; i < csv.fields; i++) {
			struct str f = csv.field[i];
			must(f.p >= text && f.p + f.n <= text + size);
			read_values(f);
		}
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			must(csv_get(&csv, i).n <= size);
	}
	free(text);
	return 0;
}
