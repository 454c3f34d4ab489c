/* The handlers of trains, over small typed tables; without a page a phrase lists its values. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "handlers.h"
#include "timetable/build.h"
#include "timetable/transit.h"
#include "timetable/write.h"
#include "unit/scratch.h"

enum { NOW_S = 1795572000, TODAY = 20782, ANSWERS_MOST = 8 }; /* 2026-11-25, 10:00 in China */

#define HEAD "车次,站序,站名,到,开,天,首日,末日,城市\n"

/*
 * T1 is direct, T2 and T3 are there 21 minutes before it; T4 runs by night; T5 goes back on one
 * day only; T6 is direct but three and a half hours slower than T2 and T7.
 */
static const char table[] = HEAD "T1,1,Aa,,08:00,1,2026-11-20,2026-12-20,\n,2,Cc,11:37,,1,,,\n"
                                 "T2,1,Aa,,08:10,1,2026-11-20,2026-12-20,\n,2,Bb,09:00,,1,,,\n"
                                 "T3,1,Bb,,09:30,1,2026-11-20,2026-12-20,\n,2,Cc,11:16,,1,,,\n"
                                 "T4,1,Aa,,23:10,1,2026-11-20,2026-12-20,\n,2,Cc,06:20,,2,,,\n"
                                 "T5,1,Cc,,09:00,1,2026-12-01,2026-12-01,\n,2,Aa,12:00,,1,,,\n"
                                 "T6,1,Aa,,08:05,1,2026-11-20,2026-12-20,\n,2,Dd,14:30,,1,,,\n"
                                 "T7,1,Bb,,09:40,1,2026-11-20,2026-12-20,\n,2,Dd,11:00,,1,,,\n";

struct desk {
	struct scratch scratch;
	struct transit *transit;
	struct arena arena;
};

static void
desk_open(struct desk *d, const char *text)
{
	struct problems problems = {.language = PROBLEM_EN};
	struct build_options options = {.today = TODAY, .change_s = 600};
	struct built built;
	const char *why = "";
	*d = (struct desk){.arena = ARENA_INIT};
	scratch_open(&d->scratch);
	scratch_write(&d->scratch, "table.csv", text, 0600);
	const char *file = d->scratch.path;
	ck_assert(timetable_build(&file, 1, &options, &problems, &built));
	problems_end(&problems);
	ck_assert_int_eq(
	        timetable_write(scratch_path(&d->scratch, "tt"), built.image, built.size), 0);
	free(built.image);
	ck_assert_msg(transit_open(d->scratch.path, &d->transit, &why) == 0, "%s", why);
}

static void
desk_close(struct desk *d)
{
	transit_close(d->transit);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

/* "from=Aa to=Cc": the outcome, and the value `name` after a colon: "found: T1 08:00...". */
static const char *
ask(struct desk *d, const struct handler *handler, const char *args, const char *name)
{
	struct answer answers[ANSWERS_MOST];
	struct result result = {0};
	size_t count = 0;
	for (char *rest = arena_dup(&d->arena, str_from(args)); rest && *rest;) {
		char *value = strsep(&rest, " "), *key = strsep(&value, "=");
		answers[count++] = (struct answer){str_from(key), str_from(value)};
	}
	const struct turn turn = {.now_ms = NOW_S * 1000LL,
	        .answers = answers,
	        .answer_count = count,
	        .arena = &d->arena,
	        .transit = d->transit};
	ck_assert_int_eq(handler->run(&turn, &result), 0);
	for (size_t i = 0; i < result.value_count; i++)
		if (strcmp(result.values[i].name, name) == 0)
			return arena_printf(&d->arena, "%s: %.*s", result.outcome,
			        STR_ARG(result.values[i].text));
	ck_abort_msg("no value %s", name);
	return "";
}

START_TEST(journeys)
{
	static const struct {
		const struct handler *handler;
		const char *args, *value, *want;
	} cases[] = {
	        /* a whole day: the direct train loses 27 minutes on the road, less than an hour */
	        {&transit_trip, "from=Aa to=Cc date=2026-12-02", "way",
	                "day: T1 08:00 Aa 11:37 Cc"},
	        {&transit_trip, "from=Aa to=Cc date=2026-12-02", "others",
	                "day: T4 23:10 Aa 2 06:20 Cc"
	                "T2 08:10 Aa 09:00 BbT3 09:30 Bb 11:16 CcT4 23:10 Aa 2 06:20 Cc"},
	        /* three and a half hours are worth a change */
	        {&transit_trip, "from=Aa to=Dd date=2026-12-02", "way",
	                "day: T2 08:10 Aa 09:00 BbT7 09:40 Bb 11:00 Dd"},
	        /* after a time; today after now */
	        {&transit_trip, "from=Aa to=Cc date=2026-12-02 time=08:01", "way",
	                "found: T2 08:10 Aa 09:00 BbT3 09:30 Bb 11:16 Cc"},
	        {&transit_trip, "from=Aa to=Cc date=2026-11-25", "way",
	                "found: T4 23:10 Aa 2 06:20 Cc"},
	        /* by a time: the latest that makes it, unless a direct one is nearly as late */
	        {&transit_trip, "from=Aa to=Cc date=2026-12-02 time=11:20 which=by", "way",
	                "by: T2 08:10 Aa 09:00 BbT3 09:30 Bb 11:16 Cc"},
	        {&transit_trip, "from=Aa to=Cc date=2026-12-02 time=12:00 which=by", "way",
	                "by: T1 08:00 Aa 11:37 Cc"},
	        {&transit_trip, "from=Aa to=Cc date=2026-12-02 time=07:00 which=by", "way",
	                "by: T4 1 23:10 Aa 06:20 Cc"},
	        {&transit_trip, "from=Aa to=Cc date=2026-12-02 which=last", "way",
	                "last: T4 23:10 Aa 2 06:20 Cc"},
	        {&transit_last, "from=Aa to=Dd date=2026-12-02", "way",
	                "last: T6 08:05 Aa 14:30 Dd"},
	        /* none that day: the next that has one */
	        {&transit_trip, "from=Cc to=Aa date=2026-11-26", "way",
	                "next-day: T5 09:00 Cc 12:00 Aa"},
	        {&transit_trip, "from=Cc to=Aa date=2026-11-26", "next", "next-day: 12 1"},
	        {&transit_trip, "from=Cc to=Aa date=2026-12-02", "way", "no-train: "},
	        {&transit_trip, "from=Dd to=Aa date=2026-12-02", "way", "no-train: "},
	        /* the trains of a station */
	        {&transit_next, "from=Bb date=2026-12-02", "rows",
	                "found: T3 09:30 Bb 11:16 CcT7 09:40 Bb 11:00 Dd"},
	        {&transit_next, "from=Bb to=Dd date=2026-12-02", "rows",
	                "found: T7 09:40 Bb 11:00 Dd"},
	        {&transit_next, "from=Bb", "rows",
	                "found: T3 2 09:30 Bb 2 11:16 CcT7 2 09:40 Bb 2 11:00 Dd"},
	        {&transit_next, "from=Dd", "rows", "none: "},
	};
	struct desk d;
	desk_open(&d, table);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *got = ask(&d, cases[i].handler, cases[i].args, cases[i].value);
		ck_assert_msg(strcmp(got, cases[i].want) == 0, "%s %s:\n  %s, not\n  %s",
		        cases[i].handler->spec.name, cases[i].args, got, cases[i].want);
	}
	desk_close(&d);
}
END_TEST

START_TEST(refusals)
{
	static const struct {
		const char *args, *value, *want;
	} cases[] = {
	        {"from=Aa to=Aa date=2026-12-02", "way", "same: "},
	        {"from=Xx to=Aa date=2026-12-02", "unknown", "unknown: Xx"},
	        {"from=Aa to=Xx date=2026-12-02", "unknown", "unknown: Xx"},
	        {"from=Aa to=Cc date=2026-11-24", "way", "past: "},
	        {"from=Aa to=Cc date=2026-11-25 time=09:59", "way", "past: "},
	        {"from=Aa to=Cc date=2026-12-22", "last_day", "outside: 2026-12-20"},
	        {"from=Aa to=Cc date=none", "way", "unknown: "},
	        {"from=Aa to=Cc date=2026-12-02 time=8", "way", "unknown: "},
	};
	struct desk d;
	desk_open(&d, table);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *got = ask(&d, &transit_trip, cases[i].args, cases[i].value);
		ck_assert_msg(strcmp(got, cases[i].want) == 0, "%s:\n  %s, not\n  %s",
		        cases[i].args, got, cases[i].want);
	}
	desk_close(&d);
}
END_TEST

START_TEST(no_timetable_and_an_expired_one)
{
	struct desk d = {.arena = ARENA_INIT};
	ck_assert_str_eq(ask(&d, &transit_trip, "", "way"), "no-timetable: ");
	ck_assert_str_eq(ask(&d, &transit_next, "", "rows"), "no-timetable: ");
	arena_release(&d.arena);
	desk_open(&d, HEAD "T1,1,Aa,,08:00,1,2026-11-20,2026-11-24,\n,2,Cc,11:37,,1,,,\n");
	ck_assert_str_eq(ask(&d, &transit_last, "", "last_day"), "expired: 2026-11-24");
	desk_close(&d);
}
END_TEST

START_TEST(every_answer_of_a_demonstration_is_marked)
{
	struct desk d;
	desk_open(&d,
	        "#演示数据\n" HEAD "T1,1,Aa,,08:00,1,2026-11-20,2026-12-20,\n,2,Cc,11:37,,1,,,\n");
	ck_assert(transit_is_demonstration(d.transit));
	desk_close(&d);
}
END_TEST

/* A stop that is called as its city has 站 behind its name; names outlive the file. */
START_TEST(places_are_found_again_by_their_names)
{
	struct desk d;
	struct name_hit hits[NAMES_MENU], again;
	desk_open(&d,
	        HEAD "T1,1,深圳,,08:00,1,2026-11-20,2026-12-20,深圳\n,2,深圳北,08:20,,1,,,深圳\n");
	static const char *const typed[] = {"深圳", "深圳站", "深圳北", "深圳北站", "shenzhenbei"};
	static const char *const names[] = {"深圳", "深圳站", "深圳北", "深圳北", "深圳北"};
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		size_t count = names_find(
		        &d.transit->names, &d.arena, str_from(typed[i]), hits, ARRAY_LEN(hits));
		ck_assert_int_ge(count, 1);
		struct str name = transit_name(d.transit, &d.arena, &hits[0]);
		ck_assert_msg(
		        str_eq(name, str_from(names[i])), "%s: %.*s", typed[i], STR_ARG(name));
		ck_assert(transit_place(d.transit, &d.arena, name, &again));
		ck_assert_ptr_eq(again.stops, hits[0].stops);
		ck_assert_int_eq(again.is_city, hits[0].is_city);
	}
	ck_assert(!transit_place(d.transit, &d.arena, STR("shenzhenbei"), &again));
	struct str widest = transit_widest_stop(d.transit, &d.arena, false);
	ck_assert_msg(str_eq(widest, STR("深圳北站")), "%.*s", STR_ARG(widest));
	widest = transit_widest_stop(d.transit, &d.arena, true);
	ck_assert_msg(str_eq(widest, STR("Shenzhen Bei Station")), "%.*s", STR_ARG(widest));
	ck_assert(str_eq(transit_widest_train(d.transit, &d.arena, false), STR("T1")));
	desk_close(&d);
}
END_TEST

START_TEST(what_is_no_timetable_is_refused)
{
	struct scratch s;
	struct transit *t = NULL;
	const char *why = "";
	scratch_open(&s);
	ck_assert_int_eq(transit_open(scratch_path(&s, "none"), &t, &why), -ENOENT);
	scratch_write(&s, "foreign", "no timetable at all", 0600);
	ck_assert_int_eq(transit_open(s.path, &t, &why), -EBADMSG);
	ck_assert_ptr_null(t);
	ck_assert_str_ne(why, "");
	scratch_close(&s);
}
END_TEST

TEST_MAIN("transit", journeys, refusals, no_timetable_and_an_expired_one,
        every_answer_of_a_demonstration_is_marked, places_are_found_again_by_their_names,
        what_is_no_timetable_is_refused)
