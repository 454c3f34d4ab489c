#include "timetable/csa.h"
#include "timetable/raptor.h"

#include <errno.h>
#include <stdio.h>

#include "timetable/build.h"
#include "timetable/latin.h"
#include "timetable/names.h"
#include "timetable/value.h"
#include "timetable/window.h"
#include "unit/scratch.h"

/*
 * Real feeds, where they are: in $JIAXIN_TRANSIT_DATA, or beside the project. RAPTOR and the
 * connection scan answer the same random questions, the same each time.
 */

#define DEFAULT_FOLDER "../shared/data/transit"

static const struct sample {
	const char *file;
	int year, month, mday;
	int32_t change_s;
	unsigned after;
	uint32_t stops, trips, stop_times;
	bool is_chinese;
} samples[] = {
        {"cn-hsr2016.zip", 2016, 2, 5, 600, 2, 672, 4458, 34647, true},
        {"mta-lirr.zip", 2026, 11, 1, -1, 1, 127, 2081, 22730, false},
        {"mta-subway.zip", 2026, 10, 10, -1, 0, 496, 20621, 565093, false},
};

enum { QUESTIONS = 300, DAY_S = 86400 };

struct answers {
	struct raptor *raptor;
	struct csa *csa;
	size_t options;
};

/* Leaving a second later than told gets nobody there as early with so few trips. */
static void
check_latest(struct answers *a, struct question q, const struct journey *j)
{
	struct journey later[MAX_TRIPS];
	q.time_s = j->departure_s + 1;
	q.max_trips = j->trips;
	size_t n = raptor_after(a->raptor, &q, later);
	ck_assert(n == 0 || later[n - 1].arrival_s > j->arrival_s);
	q.time_s = j->departure_s;
	n = raptor_after(a->raptor, &q, later);
	ck_assert_uint_gt(n, 0);
	ck_assert_int_eq(later[n - 1].arrival_s, j->arrival_s);
}

static void
check_question(struct answers *a, const struct question *q)
{
	struct journey found[MAX_TRIPS];
	int32_t earliest = -1;
	size_t n = raptor_after(a->raptor, q, found);
	int error = csa_within(a->csa, q, &earliest);
	ck_assert_int_eq(error, n ? 0 : -ENOENT);
	if (n)
		ck_assert_int_eq(found[n - 1].arrival_s, earliest);
	for (size_t i = 0; i < n; i++) {
		if (i > 0) {
			ck_assert_uint_gt(found[i].trips, found[i - 1].trips);
			ck_assert_int_lt(found[i].arrival_s, found[i - 1].arrival_s);
		}
		check_latest(a, *q, &found[i]);
	}
	a->options += n;
}

static void
ask(const struct timetable *tt, const struct sample *s)
{
	struct service_day days[MAX_SERVICE_DAYS];
	size_t n = window_days(tt, day_of(s->year, s->month, s->mday), 0, s->after, days);
	struct answers a = {raptor_new(&tt->net), csa_new(&tt->net, days, n), 0};
	uint64_t state = 2016;
	for (int i = 0; i < QUESTIONS; i++) {
		const uint32_t from = (uint32_t)chance_below(&state, tt->net.stops);
		const uint32_t to = (uint32_t)chance_below(&state, tt->net.stops);
		const struct question q = {&from, &to, 1, 1, (int32_t)chance_below(&state, DAY_S),
		        days, n, MAX_TRIPS, s->change_s};
		if (from != to)
			check_question(&a, &q);
	}
	printf("feeds: %s: %d questions, %zu options, RAPTOR and the scan agree\n", s->file,
	        QUESTIONS, a.options);
	ck_assert_uint_gt(a.options, QUESTIONS / 2);
	raptor_free(a.raptor);
	csa_free(a.csa);
}

/* Whatever an answer in letters calls a station: typed back it is in the first menu. */
static void
check_latin(const struct timetable *tt)
{
	struct names names;
	struct arena a = ARENA_INIT;
	const char *why;
	ck_assert_int_eq(names_view(tt, &names, &why), 0);
	for (uint32_t s = 0; s < tt->net.stops; s++) {
		struct name_hit hits[NAMES_MENU];
		struct str latin = latin_name(&a, str_from(timetable_text(tt, tt->stop[s].name)));
		size_t count = names_find(&names, &a, latin, hits, NAMES_MENU), found = 0;
		for (size_t i = 0; i < count; i++)
			for (uint32_t m = 0; m < hits[i].count; m++)
				found += hits[i].stops[m] == s;
		ck_assert_msg(found > 0, "%.*s", STR_ARG(latin));
	}
	arena_release(&a);
}

static void
build_and_ask(const char *path, const struct sample *s)
{
	struct problems problems = {.language = PROBLEM_EN};
	const struct build_options options = {.today = 0};
	struct built built;
	struct timetable tt;
	const char *why;
	ck_assert(timetable_build(&path, 1, &options, &problems, &built));
	ck_assert_uint_eq(problems.treated, 0);
	ck_assert_int_eq(timetable_view(built.image, built.size, &tt, &why), 0);
	ck_assert_uint_eq(tt.net.stops, s->stops);
	ck_assert_uint_eq(tt.net.trips, s->trips);
	ck_assert_uint_eq(tt.info->stop_times, s->stop_times);
	ask(&tt, s);
	if (s->is_chinese)
		check_latin(&tt);
	free(built.image);
}

START_TEST(answers_are_the_same_both_ways)
{
	const char *folder = getenv("JIAXIN_TRANSIT_DATA");
	folder = folder && *folder ? folder : DEFAULT_FOLDER;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		char path[1000];
		snprintf(path, sizeof(path), "%s/%s", folder, samples[i].file);
		if (access(path, R_OK) == 0)
			build_and_ask(path, &samples[i]);
		else
			printf("feeds: %s is not there: skipped\n", path);
	}
}
END_TEST

TEST_MAIN("feeds", answers_are_the_same_both_ways)
