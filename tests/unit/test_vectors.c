/* Our count of units and parts against three that are not ours (tests/segments/README.md). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "check.h"
#include "text/segment.h"

enum { LINE_MOST = 65536, FIELDS = 9, TWO_PARTS_UCS2 = 134 };

/* The fields of vectors.csv; none holds a comma. */
enum {
	TEXT,
	NAME,
	TWILIO_CODING,
	TWILIO_UNITS,
	TWILIO_PARTS,
	SPLIT_CODING,
	SPLIT_UNITS,
	SPLIT_PARTS,
	GAMMU_PARTS
};

static void
take_fields(char *line, char *field[FIELDS])
{
	line[strcspn(line, "\r\n")] = '\0';
	for (size_t i = 0; i < FIELDS; i++) {
		ck_assert_ptr_nonnull(line);
		field[i] = line;
		line = strchr(line, ',');
		if (line)
			*line++ = '\0';
	}
	ck_assert_ptr_null(line);
}

/* "61*160 20ac" */
static void
read_text(const char *spelt, struct buf *text)
{
	buf_clear(text);
	while (*spelt) {
		char *end, bytes[UTF8_MAX_BYTES];
		size_t n = utf8_put((uint32_t)strtoul(spelt, &end, 16), bytes);
		unsigned long times = *end == '*' ? strtoul(end + 1, &end, 10) : 1;
		for (; times > 0; times--)
			buf_add(text, (struct str){bytes, n});
		spelt = *end ? end + 1 : end;
	}
}

/* A cluster of several characters lies across the seam of two full parts. */
static bool
keeps_cluster_whole(const struct text_size *ours, unsigned long parts)
{
	return ours->coding == CODING_UCS2 && ours->units == TWO_PARTS_UCS2 && ours->parts == 2 &&
	       parts == 3;
}

static void
compare(char *field[FIELDS], const struct text_size *ours, unsigned *clusters)
{
	unsigned long twilio = strtoul(field[TWILIO_PARTS], NULL, 10),
	              gammu = strtoul(field[GAMMU_PARTS], NULL, 10);
	ck_assert_str_eq(coding_name(ours->coding), field[TWILIO_CODING]);
	ck_assert_str_eq(coding_name(ours->coding), field[SPLIT_CODING]);
	ck_assert_uint_eq(ours->units, strtoul(field[TWILIO_UNITS], NULL, 10));
	ck_assert_uint_eq(ours->units, strtoul(field[SPLIT_UNITS], NULL, 10));
	ck_assert_msg(ours->parts == strtoul(field[SPLIT_PARTS], NULL, 10), "%s", field[NAME]);
	bool whole = keeps_cluster_whole(ours, twilio);
	*clusters += whole;
	ck_assert_msg(whole || ours->parts == twilio, "%s", field[NAME]);
	ck_assert_msg(ours->parts == gammu || (whole && gammu == twilio), "%s", field[NAME]);
}

START_TEST(others_agree)
{
	static char line[LINE_MOST];
	char *field[FIELDS];
	unsigned count = 0, clusters = 0;
	struct buf text = BUF_INIT(LINE_MOST);
	FILE *f = fopen("tests/segments/vectors.csv", "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), f)); /* the names of the fields */
	for (; fgets(line, sizeof(line), f); count++) {
		take_fields(line, field);
		read_text(field[TEXT], &text);
		struct text_size ours = text_measure(buf_str(&text));
		compare(field, &ours, &clusters);
	}
	ck_assert_uint_eq(count, 498);
	ck_assert_uint_eq(clusters, 9);
	ck_assert_int_eq(fclose(f), 0);
	buf_release(&text);
}
END_TEST

TEST_MAIN("vectors", others_agree)
