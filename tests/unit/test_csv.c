#include "timetable/csv.h"

#include <stdio.h>
#include <string.h>

#include "timetable/value.h"
#include "unit/check.h"

/* Rows as "line:field|field", one behind the other with ';'. */
static const struct {
	const char *text, *rows;
} cases[] = {
        {"", ""},
        {"\n\r\n\n", ""},
        {"a,b\n1,2\n", "1:a|b;2:1|2;"},
        {"a,b\n1,2", "1:a|b;2:1|2;"},
        {"a,b\r\n1,2\r\n", "1:a|b;2:1|2;"},
        {"a,b\r1,2\r", "1:a|b;2:1|2;"},
        {"\xEF\xBB\xBF"
         "a,b\n",
                "1:a|b;"},
        {"\xEF\xBB", "1:\xEF\xBB;"},
        {" a , b c\t\n", "1:a|b c;"},
        {"\"a,b\",c\n", "1:a,b|c;"},
        {"\"a\nb\",c\nd,e\n", "1:a\nb|c;3:d|e;"},
        {"\"say \"\"hi\"\"\",x\n", "1:say \"hi\"|x;"},
        {"\"\",x\n", "1:|x;"},
        {"  \" a \"  ,x\n", "1:a|x;"},
        {"\"a\"b,x\n", "1:ab|x;"},
        {"a\"b,x\n", "1:a\"b|x;"},
        {"a,\n", "1:a|;"},
        {",,\n", "1:||;"},
        {"a,b\n\n\n1,2\n", "1:a|b;4:1|2;"},
        {"a\n\"open,\nx,y\n", "1:a;2:!;"},
        {"\"", "1:!;"},
        {"\"a\"\"", "1:!;"},
        {"北京,\"上,海\"\n", "1:北京|上,海;"},
};

static void
read_all(const char *text, char *out, size_t size)
{
	char *copy = malloc(strlen(text) + 1);
	size_t n = strlen(text), at = 0;
	memcpy(copy, text, n); /* without the NUL: the text does not end with one */
	struct csv csv = csv_open(copy, n);
	out[0] = '\0';
	while (csv_next(&csv)) {
		at += (size_t)snprintf(out + at, size - at, "%u:", csv.line);
		for (size_t i = 0; i < csv.fields && !csv.is_unclosed; i++)
			at += (size_t)snprintf(
			        out + at, size - at, "%s%.*s", i ? "|" : "", STR_ARG(csv.field[i]));
		at += (size_t)snprintf(out + at, size - at, csv.is_unclosed ? "!;" : ";");
	}
	free(copy);
}

START_TEST(reads_rows)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char got[200];
		read_all(cases[i].text, got, sizeof(got));
		ck_assert_msg(strcmp(got, cases[i].rows) == 0, "case %zu: \"%s\", not \"%s\"", i,
		        got, cases[i].rows);
	}
}
END_TEST

START_TEST(finds_columns_in_any_order)
{
	static const char *const names[] = {"id", "name", "missing", "b"};
	char text[] = "name, \"id\" ,x,b\n北京,BJP\nlong,row,1,2,3,4\n";
	struct csv csv = csv_open(text, strlen(text));
	ck_assert_uint_eq(csv_columns(&csv, names, ARRAY_LEN(names)), 1 | 2 | 8);
	ck_assert(csv_next(&csv));
	ck_assert_text(csv_get(&csv, 0), "BJP");
	ck_assert_text(csv_get(&csv, 1), "北京");
	ck_assert_text(csv_get(&csv, 2), "");
	ck_assert_text(csv_get(&csv, 3), "");
	ck_assert(csv_next(&csv));
	ck_assert_text(csv_get(&csv, 3), "2");
	ck_assert(!csv_next(&csv));
}
END_TEST

START_TEST(has_no_columns_in_an_empty_file)
{
	static const char *const names[] = {"id"};
	char text[] = "\n";
	struct csv csv = csv_open(text, 1);
	ck_assert_uint_eq(csv_columns(&csv, names, 1), 0);
	ck_assert_text(csv_get(&csv, 0), "");
}
END_TEST

START_TEST(passes_over_too_many_fields)
{
	char text[CSV_FIELDS_MAX * 4 + 4];
	memset(text, ',', sizeof(text));
	text[sizeof(text) - 2] = '\n';
	text[sizeof(text) - 1] = 'x';
	struct csv csv = csv_open(text, sizeof(text));
	ck_assert(csv_next(&csv));
	ck_assert_uint_eq(csv.fields, CSV_FIELDS_MAX);
	ck_assert(csv_next(&csv));
	ck_assert_text(csv.field[0], "x");
}
END_TEST

START_TEST(reads_times)
{
	static const struct {
		const char *text;
		int32_t seconds; /* -1: no time */
	} times[] = {{"08:05:09", 29109}, {"8:05:09", 29109}, {"24:00:00", 86400},
	        {"86:30:00", 311400}, {"263:59:59", 950399}, {"08:05", 29100}, {"264:00:00", -1},
	        {"8", -1}, {"8:5:9", 29109}, {"08:60:00", -1}, {"08:00:60", -1}, {"", -1},
	        {"-1:00:00", -1}, {"08:05:09x", -1}, {"08 05 09", -1}, {"08:", -1}, {":05", -1},
	        {"0008:00:00", -1}, {"08:05:", -1}};
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		int32_t got = -1;
		bool is_time = value_time(str_from(times[i].text), &got);
		ck_assert_msg(is_time == (times[i].seconds >= 0), "%s", times[i].text);
		ck_assert_int_eq(got, times[i].seconds);
	}
}
END_TEST

START_TEST(reads_dates)
{
	static const struct {
		const char *text;
		int32_t day;
	} dates[] = {{"19700101", 0}, {"20160229", 16860}, {"20161231", 17166}, {"21491231", 65743},
	        {"20150229", -1}, {"20160431", -1}, {"20161301", -1}, {"20160100", -1},
	        {"2016011", -1}, {"201601011", -1}, {"2016-1-1", -1}, {"19691231", -1},
	        {"21500101", -1}, {"", -1}};
	for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
		int32_t got = -1;
		ck_assert_msg(value_date(str_from(dates[i].text), &got) == (dates[i].day >= 0),
		        "%s", dates[i].text);
		ck_assert_int_eq(got, dates[i].day);
	}
	for (int32_t day = 0, y, m, d; day < 65744; day++) {
		date_of(day, &y, &m, &d);
		ck_assert_int_eq(day_of(y, m, d), day);
	}
	ck_assert_uint_eq(weekday_of(0), 3);     /* a Thursday */
	ck_assert_uint_eq(weekday_of(16801), 4); /* 2016-01-01 was a Friday */
}
END_TEST

START_TEST(reads_degrees)
{
	static const struct {
		const char *text;
		bool good;
	} places[] = {{"39.903716000000003", true}, {"-73.9", true}, {"0", true}, {"90.1", false},
	        {"nan", false}, {"inf", false}, {"12x", false}, {"", false},
	        {"1.00000000000000000000000000000000001", false}};
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		double got;
		ck_assert_msg(value_degrees(str_from(places[i].text), 90, &got) == places[i].good,
		        "%s", places[i].text);
	}
}
END_TEST

TEST_MAIN("csv", reads_rows, finds_columns_in_any_order, has_no_columns_in_an_empty_file,
        passes_over_too_many_fields, reads_times, reads_dates, reads_degrees)
