/*
 * Small GTFS feeds for tests: files by name, the ones left out as below; built, asked, and what
 * was said of them.
 *
 *   struct small_feed f;
 *   small_feed_build(&f, files, count);
 *   ck_assert_str_eq(small_feed_ask(&f, "A", "C", "2016-03-10", 8 * 3600), "8:00-9:00 T1;");
 *   small_feed_release(&f);
 */
#ifndef JIAXIN_TESTS_SMALL_FEED_H
#define JIAXIN_TESTS_SMALL_FEED_H

#include "timetable/build.h"
#include "timetable/stop_set.h"
#include "timetable/value.h"
#include "timetable/window.h"
#include "unit/scratch.h"

struct small_file {
	const char *name, *text;
};

struct small_feed {
	struct scratch folder;
	struct problems problems;
	struct built built;
	bool is_built;
	struct timetable tt;
	char said[4000];   /* the problems, each on a line; the folder's name cut off */
	char answer[2000]; /* what small_feed_ask gave last */
	char trip_id[TT_TRIP_ID_MOST + 1];
};

/* Four stops in a row, one trip a day in 2016-03. */
static const struct small_file small_defaults[] = {
        {"agency.txt", "agency_name,agency_timezone\nX,Asia/Shanghai\n"},
        {"stops.txt", "stop_id,stop_name\nA,Aa\nB,Bb\nC,Cc\nD,Dd\n"},
        {"routes.txt", "route_id,route_short_name\nR,R1\n"},
        {"calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
                         "start_date,end_date\nS,1,1,1,1,1,1,1,20160301,20160331\n"},
        {"trips.txt", "trip_id,route_id,service_id\nT1,R,S\n"},
        {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                           "T1,08:00:00,08:00:00,A,1\nT1,08:30:00,08:31:00,B,2\n"
                           "T1,09:00:00,09:00:00,C,3\n"},
};

static inline const char *
small_text(const struct small_file *files, size_t count, const struct small_file *def)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(files[i].name, def->name) == 0)
			return files[i].text;
	return def->text;
}

/* NULL as a file's text: it is not there. */
static inline void
small_feed_write(struct scratch *s, const struct small_file *files, size_t count)
{
	for (size_t i = 0; i < ARRAY_LEN(small_defaults); i++) {
		const char *text = small_text(files, count, &small_defaults[i]);
		if (text)
			scratch_write(s, small_defaults[i].name, text, 0600);
	}
	for (size_t i = 0; i < count; i++)
		if (files[i].text)
			scratch_write(s, files[i].name, files[i].text, 0600);
}

/* Lines without the folder before them. */
static inline void
small_feed_said(struct small_feed *f, const char *text)
{
	size_t n = strlen(f->folder.dir), at = 0;
	for (const char *p = text; *p; p++) {
		if (strncmp(p, f->folder.dir, n) == 0)
			p += n + (p[n] == '/');
		ck_assert_uint_lt(at, sizeof(f->said) - 1);
		f->said[at++] = *p;
	}
	f->said[at] = '\0';
}

static inline void
small_feed_build_paths(struct small_feed *f, const char *const *paths, size_t count,
        const struct build_options *options)
{
	char *text = NULL;
	size_t n;
	f->problems = (struct problems){.out = open_memstream(&text, &n), .language = PROBLEM_EN};
	f->is_built = timetable_build(paths, count, options, &f->problems, &f->built);
	problems_end(&f->problems);
	fclose(f->problems.out);
	small_feed_said(f, text);
	free(text);
	const char *why = NULL;
	if (f->is_built)
		ck_assert_int_eq(timetable_view(f->built.image, f->built.size, &f->tt, &why), 0);
	ck_assert_int_eq(f->is_built, f->problems.fatal == 0);
}

static inline void
small_feed_build_all(struct small_feed *f, const char *const *paths, size_t count)
{
	const struct build_options options = {.today = day_of(2016, 3, 1), .change_s = 300};
	small_feed_build_paths(f, paths, count, &options);
}

static inline void
small_feed_build_with(struct small_feed *f, const struct small_file *files, size_t count,
        const struct build_options *options)
{
	*f = (struct small_feed){.is_built = false};
	scratch_open(&f->folder);
	small_feed_write(&f->folder, files, count);
	const char *path = f->folder.dir;
	small_feed_build_paths(f, &path, 1, options);
}

static inline void
small_feed_build(struct small_feed *f, const struct small_file *files, size_t count)
{
	const struct build_options options = {.today = day_of(2016, 3, 1), .change_s = 300};
	small_feed_build_with(f, files, count, &options);
}

static inline void
small_feed_release(struct small_feed *f)
{
	free(f->built.image);
	scratch_close(&f->folder);
}

static inline size_t
small_put_time(char *out, size_t size, int32_t s)
{
	int n = snprintf(out, size, "%s%d:%02d", s < 0 ? "-" : "", abs(s) / 3600, abs(s) / 60 % 60);
	return (size_t)n +
	       (size_t)(s % 60 ? snprintf(out + n, size - (size_t)n, ":%02d", abs(s) % 60) : 0);
}

/* Its trip_id; valid until the next call. */
static inline const char *
small_feed_trip(struct small_feed *f, uint32_t trip)
{
	return timetable_trip_id(&f->tt, trip, f->trip_id).p;
}

/* By exact names. */
static inline void
small_feed_find(const struct small_feed *f, const char *text, struct stop_set *out)
{
	struct stop_doubt doubt;
	ck_assert_int_eq(stop_set_find(&f->tt, NULL, NULL, str_from(text), out, &doubt), 0);
}

/* "departure-arrival trip+trip;" for each option. */
static inline const char *
small_feed_ask_days(struct small_feed *f, const char *from, const char *to, const char *date,
        int32_t time_s, unsigned after)
{
	struct stop_set a, b;
	struct service_day days[MAX_SERVICE_DAYS];
	struct journey found[MAX_TRIPS];
	int y, m, d;
	ck_assert_int_eq(sscanf(date, "%d-%d-%d", &y, &m, &d), 3);
	small_feed_find(f, from, &a);
	small_feed_find(f, to, &b);
	size_t n = window_days(&f->tt, day_of(y, m, d), 0, after, days);
	struct question q = {a.stop, b.stop, a.count, b.count, time_s, days, n, MAX_TRIPS, -1};
	struct raptor *r = raptor_new(&f->tt.net);
	size_t count = raptor_after(r, &q, found), at = 0, size = sizeof(f->answer);
	f->answer[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		at += small_put_time(f->answer + at, size - at, found[i].departure_s);
		f->answer[at++] = '-';
		at += small_put_time(f->answer + at, size - at, found[i].arrival_s);
		for (unsigned l = 0; l < found[i].trips; l++)
			at += (size_t)snprintf(f->answer + at, size - at, "%c%s", l ? '+' : ' ',
			        small_feed_trip(f, found[i].legs[l].trip));
		at += (size_t)snprintf(f->answer + at, size - at, ";");
	}
	raptor_free(r);
	return f->answer;
}

static inline const char *
small_feed_ask(
        struct small_feed *f, const char *from, const char *to, const char *date, int32_t time_s)
{
	return small_feed_ask_days(f, from, to, date, time_s, 0);
}

#endif
