/* The social insurance handlers against the tables of tests/ssi/, by content/rules.yaml. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "handlers.h"
#include "scratch.h"
#include "ssi.h"
#include "ssi_call.h"
#include "ssi_table.h"

START_TEST(minimum_months)
{
	struct content *c = load_content("content");
	struct call k = {0};
	struct table t;
	char args[LINE];
	for (table_open(&t, "min_months"); table_next(&t);) {
		snprintf(args, sizeof(args), "year=%s", t.field[0]);
		call(&k, c, &ssi_min_months, 0, args);
		ck_assert_int_eq(k.error, 0);
		ck_assert_str_eq(value_of(&k, "months"), t.field[1]);
	}
	static const char *const outcomes[][2] = {{"year=2011", "base"}, {"year=2029", "base"},
	        {"year=2030", "rising"}, {"year=2038", "rising"}, {"year=2039", "settled"},
	        {"year=2100", "settled"}};
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		call(&k, c, &ssi_min_months, 0, outcomes[i][0]);
		ck_assert_str_eq(k.result.outcome, outcomes[i][1]);
	}
	call(&k, c, &ssi_min_months, 0, "year=soon");
	ck_assert_int_eq(k.error, -EINVAL);
	call(&k, c, &ssi_min_months, 0, "year=3000");
	ck_assert_int_eq(k.error, -ERANGE);
	call(&k, c, &ssi_min_months, 20240901, "year=2035"); /* before the decision was in force */
	ck_assert_str_eq(value_of(&k, "months"), "180");
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

START_TEST(retirement_cases)
{
	static const char *const names[] = {
	        "retire", "age_years", "age_months", "delay", "min_months", "earliest", "latest"};
	struct content *c = load_content("content");
	struct call k = {0};
	struct table t;
	char args[LINE];
	for (table_open(&t, "retirement_cases"); table_next(&t);) {
		snprintf(args, sizeof(args), "category=%s birth=%s", t.field[1], t.field[2]);
		call(&k, c, &ssi_retirement, 0, args);
		ck_assert_int_eq(k.error, 0);
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			ck_assert_msg(strcmp(value_of(&k, names[i]), t.field[3 + i]) == 0,
			        "%s: %s is %s", t.field[0], names[i], value_of(&k, names[i]));
		for (size_t i = 0; ssi_retirement.spec.values[i]; i++)
			value_of(&k, ssi_retirement.spec.values[i]);
	}
	static const char *const bad[] = {"category=W birth=1967-05", "category=M birth=1967-13",
	        "category=M birth=", "category= birth=1967-05", "category=M birth=1967-05-01"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		call(&k, c, &ssi_retirement, 0, bad[i]);
		ck_assert_int_eq(k.error, -EINVAL);
	}
	call(&k, c, &ssi_retirement, 0, "category=M birth=2030-01");
	ck_assert_str_eq(k.result.outcome, "unborn");
	call(&k, c, &ssi_retirement, 20240101, "category=M birth=1967-05");
	ck_assert_int_eq(k.error, -ENOENT);
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

/* The table's row for a birth month: delay_months. Births are compared as text. */
static int
delay_in_table(const char *category, const char *birth)
{
	struct table t;
	int delay = -1;
	for (table_open(&t, "retirement"); table_next(&t);)
		if (strcmp(t.field[0], category) == 0 &&
		        (!*t.field[1] || strcmp(t.field[1], birth) <= 0) &&
		        (!*t.field[2] || strcmp(birth, t.field[2]) <= 0))
			delay = (int)strtol(t.field[3], NULL, 10);
	return delay;
}

START_TEST(every_birth_from_1955_to_2010)
{
	static const struct {
		const char *name;
		int old_age;
	} categories[] = {{"M", 60}, {"F55", 55}, {"F50", 50}};
	struct content *c = load_content("content");
	struct call k = {0};
	char args[64], want[16];
	for (size_t i = 0; i < ARRAY_LEN(categories); i++)
		for (int birth = 1955 * 12; birth < 2011 * 12; birth++) {
			snprintf(want, sizeof(want), "%d-%02d", birth / 12, birth % 12 + 1);
			int delay = delay_in_table(categories[i].name, want);
			ck_assert_int_ge(delay, 0);
			snprintf(args, sizeof(args), "category=%s birth=%s", categories[i].name,
			        want);
			call(&k, c, &ssi_retirement, 0, args);
			int retire = birth + categories[i].old_age * 12 + delay;
			snprintf(want, sizeof(want), "%d-%02d", retire / 12, retire % 12 + 1);
			ck_assert_msg(strcmp(value_of(&k, "retire"), want) == 0, "%s: %s", args,
			        value_of(&k, "retire"));
			snprintf(want, sizeof(want), "%d", delay);
			ck_assert_str_eq(value_of(&k, "delay"), want);
		}
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

START_TEST(unemployment_months)
{
	static const char *const cases[][2] = {{"0", "0"}, {"11", "0"}, {"12", "12"}, {"59", "12"},
	        {"60", "18"}, {"119", "18"}, {"120", "24"}, {"300", "24"}};
	struct content *c = load_content("content");
	struct call k = {0};
	char args[32];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(args, sizeof(args), "months=%s", cases[i][0]);
		call(&k, c, &ssi_unemployment, 0, args);
		ck_assert_str_eq(value_of(&k, "gets"), cases[i][1]);
		ck_assert_str_eq(k.result.outcome, i < 2 ? "none" : "some");
	}
	call(&k, c, &ssi_unemployment, 0, "months=900");
	ck_assert_int_eq(k.error, -ERANGE);
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

START_TEST(medical_gaps)
{
	static const char *const cases[][3] = {{"0", "none", "0"}, {"1", "short", "0"},
	        {"3", "short", "0"}, {"4", "long", "6"}, {"720", "long", "6"}};
	struct content *c = load_content("content");
	struct call k = {0};
	char args[32];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(args, sizeof(args), "months=%s", cases[i][0]);
		call(&k, c, &ssi_medical_gap, 0, args);
		ck_assert_str_eq(k.result.outcome, cases[i][1]);
		ck_assert_str_eq(value_of(&k, "wait"), cases[i][2]);
		ck_assert_str_eq(value_of(&k, "grace"), "3");
	}
	call(&k, c, &ssi_medical_gap, 0, "months=721");
	ck_assert_int_eq(k.error, -ERANGE);
	call(&k, c, &ssi_medical_gap, 20211130, "months=1");
	ck_assert_int_eq(k.error, -ENOENT);
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

START_TEST(injury_deadlines)
{
	static const struct {
		const char *accident;
		int32_t on;
		const char *outcome, *employer_by, *worker_by, *days_left;
	} cases[] = {
	        {"2026-10-01", 20261001, "employer", "2026-10-31", "2027-10-01", "30"},
	        {"2026-10-01", 20261031, "employer", "2026-10-31", "2027-10-01", "0"},
	        {"2026-10-01", 20261101, "worker", "2026-10-31", "2027-10-01", "334"},
	        {"2026-10-01", 20271001, "worker", "2026-10-31", "2027-10-01", "0"},
	        {"2026-10-01", 20271002, "late", "2026-10-31", "2027-10-01", "0"},
	        {"2026-10-01", 20260930, "future", "2026-10-31", "2027-10-01", "31"},
	        {"2026-12-31", 20270110, "employer", "2027-01-30", "2027-12-31", "20"},
	        /* a leap year's February, and no 29th a year on */
	        {"2024-01-31", 20240201, "employer", "2024-03-01", "2025-01-31", "29"},
	        {"2024-02-29", 20240401, "worker", "2024-03-30", "2025-02-28", "333"},
	        {"2026-10-01", 0, "worker", NULL, NULL, NULL}, /* 2026-11-23 */
	};
	static const char *const bad[] = {"accident=2026-02-29", "accident=2026-10",
	        "accident=2026-13-01", "accident=yesterday", "accident="};
	struct content *c = load_content("content");
	struct call k = {0};
	char args[32];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(args, sizeof(args), "accident=%s", cases[i].accident);
		call(&k, c, &ssi_injury, cases[i].on, args);
		ck_assert_int_eq(k.error, 0);
		ck_assert_str_eq(k.result.outcome, cases[i].outcome);
		if (!cases[i].on)
			continue;
		ck_assert_str_eq(value_of(&k, "employer_by"), cases[i].employer_by);
		ck_assert_str_eq(value_of(&k, "worker_by"), cases[i].worker_by);
		ck_assert_str_eq(value_of(&k, "days_left"), cases[i].days_left);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		call(&k, c, &ssi_injury, 0, bad[i]);
		ck_assert_int_eq(k.error, -EINVAL);
	}
	call(&k, c, &ssi_injury, 20100101, "accident=2009-12-01");
	ck_assert_int_eq(k.error, -ENOENT);
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

START_TEST(moves_between_provinces)
{
	static const struct {
		const char *from, *to, *outcome, *area;
	} cases[] = {
	        {"11", "51", "moved", "028"},
	        {"44", "43", "moved", "0731"},
	        {"44", "44", "same", "020"},
	        {"44", "", "anywhere", ""},
	        {"", "44", "anywhere", "020"},
	        {"", "", "anywhere", ""},
	};
	struct content *c = load_content("content");
	struct call k = {0};
	char args[64];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(args, sizeof(args), "from=%s to=%s", cases[i].from, cases[i].to);
		call(&k, c, &ssi_steps, 0, args);
		ck_assert_int_eq(k.error, 0);
		ck_assert_str_eq(k.result.outcome, cases[i].outcome);
		ck_assert_str_eq(value_of(&k, "to_area"), cases[i].area);
	}
	call(&k, c, &ssi_steps, 0, "from=44 to=99");
	ck_assert_int_eq(k.error, -EINVAL);
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

START_TEST(pension_place_cases)
{
	static const struct {
		const char *name;
		size_t field;
	} values[] = {{"rule", 4}, {"place", 5}, {"total", 6}, {"need", 7}, {"short", 8}};
	struct content *c = load_content("content");
	struct call k = {0};
	struct table t;
	char args[LINE];
	for (table_open(&t, "pension_place_cases"); table_next(&t);) {
		snprintf(args, sizeof(args), "hukou=%s paid=%s retire=%s", t.field[1], t.field[2],
		        t.field[3]);
		call(&k, c, &ssi_place, 0, args);
		ck_assert_int_eq(k.error, 0);
		for (size_t i = 0; i < ARRAY_LEN(values); i++)
			ck_assert_msg(
			        strcmp(value_of(&k, values[i].name), t.field[values[i].field]) == 0,
			        "%s: %s is %s", t.field[0], values[i].name,
			        value_of(&k, values[i].name));
	}
	call(&k, c, &ssi_place, 0, "hukou=43 paid=44:200:T retire=2028");
	ck_assert_str_eq(value_of(&k, "rule"), "4T");
	ck_assert_str_eq(value_of(&k, "place"), "43");
	static const char *const bad[] = {"hukou=4 paid=44:1:G retire=2028",
	        "hukou=43 paid= retire=2028", "hukou=43 paid=44:900:G retire=2028",
	        "hukou=43 paid=44:12 retire=2028", "hukou=43 paid=44:12:X retire=2028",
	        "hukou=43 paid=44:12:G:G retire=2028", "hukou=43 paid=44:12:G retire=soon"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		call(&k, c, &ssi_place, 0, bad[i]);
		ck_assert_int_eq(k.error, -EINVAL);
	}
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

START_TEST(transfer_cases)
{
	struct content *c = load_content("content");
	struct call k = {0};
	struct table t;
	char args[LINE];
	for (table_open(&t, "transfer_cases"); table_next(&t);) {
		snprintf(args, sizeof(args), "segments=%s", t.field[1]);
		call(&k, c, &ssi_transfer_amount, 0, args);
		ck_assert_int_eq(k.error, 0);
		ck_assert_str_eq(value_of(&k, "account_fen"), t.field[2]);
		ck_assert_str_eq(value_of(&k, "pooled_fen"), t.field[3]);
		ck_assert_str_eq(value_of(&k, "sum_fen"), t.field[4]);
	}
	static const char *const bad[] = {"segments=", "segments=5", "segments=x3", "segments=5x",
	        "segments=5x3x2", "segments=5x3;;"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		call(&k, c, &ssi_transfer_amount, 0, bad[i]);
		ck_assert_int_eq(k.error, -EINVAL);
	}
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

/* Random cases to the edges of what the handlers take; call() holds every value to its width. */
START_TEST(random_cases_keep_to_their_widths)
{
	static const char *const categories[] = {"M", "F55", "F50"};
	struct content *c = load_content("content");
	struct call k = {0};
	char args[LINE];
	srand(11);
	for (int i = 0; i < 3000; i++) {
		snprintf(args, sizeof(args), "category=%s birth=%d-%02d", categories[rand() % 3],
		        1900 + rand() % 200, 1 + rand() % 12);
		call(&k, c, &ssi_retirement, 0, args);
		snprintf(args, sizeof(args), "year=%d", 1949 + rand() % 251);
		call(&k, c, &ssi_min_months, 0, args);
		snprintf(args, sizeof(args), "months=%d", rand() % 721);
		call(&k, c, &ssi_unemployment, 0, args);
		call(&k, c, &ssi_medical_gap, 0, args);
		snprintf(args, sizeof(args), "accident=%d-%02d-%02d", 2000 + rand() % 60,
		        1 + rand() % 12, 1 + rand() % 28);
		call(&k, c, &ssi_injury, 0, args);
		snprintf(args, sizeof(args), "hukou=%d paid=44:%d:G;31:%d:D retire=%d",
		        11 + rand() % 72, 1 + rand() % 720, 1 + rand() % 720, 2011 + rand() % 90);
		call(&k, c, &ssi_place, 0, args);
		snprintf(args, sizeof(args), "segments=%dx%d;100000000x720", 1 + rand() % 100000000,
		        1 + rand() % 720);
		call(&k, c, &ssi_transfer_amount, 0, args);
	}
	arena_release(&k.arena);
	content_free(c);
}
END_TEST

/* --- two sets side by side --- */

#define UNEMPLOYMENT(from, third)                                                       \
	"  - {from: " from ", paid1: 12, gets1: 12, paid2: 60, gets2: 18, paid3: 120, " \
	"gets3: " third ", source: s, as_of: 2026-11, review_by: 2027-05}\n"

static void
write_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	ck_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

/* The least tree that has these rules. */
static struct content *
load_rules(struct scratch *s, const char *rules)
{
	static char service[8192];
	FILE *f = fopen("tests/bad-content/base/service.yaml", "r");
	ck_assert(f);
	service[fread(service, 1, sizeof(service) - 1, f)] = '\0';
	fclose(f);
	scratch_open(s);
	write_file(s->dir, "service.yaml", service);
	write_file(s->dir, "rules.yaml", rules);
	write_file(s->dir, "pages.yaml",
	        "home: {text: {zh: 家, en: home}}\nhelp: {text: {zh: 帮, en: help}}\n");
	return load_content(s->dir);
}

START_TEST(the_day_decides)
{
	struct scratch s;
	struct content *c = load_rules(&s, "unemployment:\n" UNEMPLOYMENT("2011-07-01", "24")
	                                           UNEMPLOYMENT("2027-01-01", "30"));
	struct call k = {0};
	call(&k, c, &ssi_unemployment, 0, "months=120"); /* 2026-11-23 */
	ck_assert_str_eq(value_of(&k, "gets"), "24");
	call(&k, c, &ssi_unemployment, 20261231, "months=120");
	ck_assert_str_eq(value_of(&k, "gets"), "24");
	call(&k, c, &ssi_unemployment, 20270101, "months=120");
	ck_assert_str_eq(value_of(&k, "gets"), "30");
	call(&k, c, &ssi_unemployment, 20110630, "months=120");
	ck_assert_int_eq(k.error, -ENOENT);
	call(&k, c, &ssi_min_months, 0, "year=2030"); /* no such rule in this tree */
	ck_assert_int_eq(k.error, -ENOENT);
	arena_release(&k.arena);
	content_free(c);
	scratch_close(&s);
}
END_TEST

TEST_MAIN("ssi", minimum_months, retirement_cases, every_birth_from_1955_to_2010,
        unemployment_months, medical_gaps, injury_deadlines, moves_between_provinces,
        pension_place_cases, transfer_cases, random_cases_keep_to_their_widths, the_day_decides)
