#include "commands/timetable_tables.h"

#include <stdio.h>
#include <string.h>

#include "timetable/value.h"
#include "unit/scratch.h"

/* What is read, "off 2026-02-15;" or "from to price", or what is said of it. */
static const struct {
	const char *text, *got, *said;
} day_cases[] =
        {
                {"holidays: [{name: x, off: [2026-02-15, 2026-02-17], work: [2026-02-14, "
                 "2026/2/28]}]",
                        "work 14;off 15;off 16;off 17;work 28;", ""},
                {"sources: [a]\nas_of: 2026-11\nholidays: [{name: x, off: [2026-02-15]},"
                 " {name: y, off: [2026-02-15]}]",
                        "off 15;", ""},
                {"", "", ""},
                {"holidays: 3", "",
                        "t.yaml:1:11: error: \"holidays\" must be a list of at most 4000\n"},
                {"holidays: [3]", "", "t.yaml:1:12: error: here \"key: value\" is wanted\n"},
                {"holiday: []", "",
                        "t.yaml:1:1: error: \"holiday\" is unknown; check the spelling\n"},
                {"holidays: [{off: [2026-02-15]}]", "",
                        "t.yaml:1:12: error: \"name\" must be one word\n"},
                {"holidays: [{name: x, off: [2026-02-30]}]", "",
                        "t.yaml:1:28: error: here a date is wanted, like 2026-02-15\n"},
                {"holidays: [{name: x, off: [2026-02-20, 2026-02-15]}]", "",
                        "t.yaml:1:28: error: \"off\" is the first day and the last, not over 60 "
                        "days\n"},
                {"holidays: [{name: x, off: [2026-02-15], work: [2026-02-15]}]", "",
                        "t.yaml:1:1: error: 2026-02-15 is both off and worked\n"},
},
  corridor_cases[] = {
          {"fares: [{from: a, to: b, price: 388.5, class: c, trains: [G, D]}]",
                  "a b 38850 CNY c G D both;", ""},
          {"currency: HKD\nsource: x\nas_of: 2026-11\nfares: [{from: a, to: b, price: 3, one-way: "
           "yes}]",
                  "a b 300 HKD  one-way;", ""},
          {"fares: [{from: a, price: 3}]", "", "t.yaml:1:9: error: \"to\" must be one word\n"},
          {"fares: [{from: a, to: b, price: 3.456}]", "",
                  "t.yaml:1:9: error: \"3.456\" is no price; write it like 388.5\n"},
          {"fares: [{from: a, to: b, price: -3}]", "",
                  "t.yaml:1:9: error: \"-3\" is no price; write it like 388.5\n"},
          {"fares: [{from: a, to: b, price: 3, one-way: maybe}]", "",
                  "t.yaml:1:9: error: \"one-way\" is yes or no\n"},
          {"fares: [{from: a, to: b, prise: 3}]", "",
                  "t.yaml:1:9: error: \"price\" must be one word\n"
                  "t.yaml:1:26: error: \"prise\" is unknown; check the spelling\n"},
};

struct reading {
	struct scratch folder;
	struct arena a;
	struct faults faults;
	char got[400], said[400];
};

static const char *
begin(struct reading *r, const char *text)
{
	*r = (struct reading){.a = ARENA_INIT};
	scratch_open(&r->folder);
	scratch_write(&r->folder, "t.yaml", text, 0600);
	return scratch_path(&r->folder, "t.yaml");
}

/* Without the folder's name. */
static void
end(struct reading *r, const char *want, const char *want_said, bool good)
{
	char *text = NULL, *at = r->said;
	size_t n, folder_n = strlen(r->folder.dir) + 1;
	FILE *out = open_memstream(&text, &n);
	faults_sort(&r->faults);
	faults_print(&r->faults, FAULT_EN, out);
	fclose(out);
	for (const char *p = text; *p; p++) {
		if (strncmp(p, r->folder.dir, folder_n - 1) == 0)
			p += folder_n;
		*at++ = *p;
	}
	free(text);
	ck_assert_str_eq(r->said, want_said);
	ck_assert_int_eq(good, *want_said == '\0');
	if (good)
		ck_assert_str_eq(r->got, want);
	faults_release(&r->faults);
	arena_release(&r->a);
	scratch_close(&r->folder);
}

START_TEST(reads_holidays)
{
	for (size_t i = 0; i < ARRAY_LEN(day_cases); i++) {
		struct reading r;
		const struct special_day *days;
		size_t count = 0;
		const char *path = begin(&r, day_cases[i].text);
		bool good = read_special_days(&r.a, path, &r.faults, &days, &count);
		for (size_t d = 0; good && d < count; d++) {
			int y, m, mday;
			date_of(days[d].day, &y, &m, &mday);
			sprintf(r.got + strlen(r.got), "%s %d;", days[d].works ? "work" : "off",
			        mday);
		}
		end(&r, day_cases[i].got, day_cases[i].said, good);
	}
}
END_TEST

START_TEST(reads_corridors)
{
	for (size_t i = 0; i < ARRAY_LEN(corridor_cases); i++) {
		struct reading r;
		const struct corridor *c;
		size_t count = 0;
		const char *path = begin(&r, corridor_cases[i].text);
		bool good = read_corridors(&r.a, path, &r.faults, &c, &count);
		for (size_t k = 0; good && k < count; k++) {
			sprintf(r.got, "%.*s %.*s %d %.*s %.*s", STR_ARG(c[k].from),
			        STR_ARG(c[k].to), c[k].amount, STR_ARG(c[k].currency),
			        STR_ARG(c[k].name));
			for (size_t t = 0; t < c[k].train_count; t++)
				sprintf(r.got + strlen(r.got), " %.*s", STR_ARG(c[k].trains[t]));
			strcat(r.got, c[k].is_one_way ? " one-way;" : " both;");
		}
		end(&r, corridor_cases[i].got, corridor_cases[i].said, good);
	}
}
END_TEST

/* The file that we ship: as many days as the notices of the State Council say. */
START_TEST(knows_the_days_of_2025_and_2026)
{
	struct arena a = ARENA_INIT;
	struct faults faults = FAULTS_INIT;
	const struct special_day *days;
	size_t count, off[2] = {0}, worked[2] = {0};
	ck_assert(read_special_days(&a, "config/holidays.yaml", &faults, &days, &count));
	for (size_t i = 0; i < count; i++) {
		int y, m, d;
		date_of(days[i].day, &y, &m, &d);
		++*(days[i].works ? &worked[y - 2025] : &off[y - 2025]);
		if (days[i].works)
			ck_assert_uint_ge(weekday_of(days[i].day), 5); /* a Saturday or Sunday */
	}
	ck_assert_uint_eq(off[0], 1 + 8 + 3 + 5 + 3 + 8);
	ck_assert_uint_eq(off[1], 3 + 9 + 3 + 5 + 3 + 3 + 7);
	ck_assert_uint_eq(worked[0], 5);
	ck_assert_uint_eq(worked[1], 6);
	faults_release(&faults);
	arena_release(&a);
}
END_TEST

TEST_MAIN("tables", reads_holidays, reads_corridors, knows_the_days_of_2025_and_2026)
