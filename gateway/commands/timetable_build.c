#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/command.h"
#include "commands/timetable.h"
#include "commands/timetable_tables.h"
#include "timetable/build.h"
#include "timetable/value.h"
#include "timetable/write.h"

static const char usage[] =
        "usage: jiaxin timetable build FEED.zip|DIR|TABLE.csv... -o FILE [--strict]\n"
        "                              [--change-seconds N] [--holidays FILE.yaml]\n"
        "                              [--fares FILE.yaml] [--walk-metres N] [--lang zh|en]\n"
        "Makes one compiled timetable from GTFS feeds and puts it in place of FILE at once. Says\n"
        "every fault of the feeds with its place and how it was treated; with --strict nothing\n"
        "is written when there is any. --change-seconds: to change trains where a feed does not\n"
        "say how long it takes (default 0). --holidays: days off and weekend days that are "
        "worked,\n"
        "for feeds that know weekdays only. --fares: what tickets cost between two places.\n"
        "--walk-metres: who changes may walk so far where no feed says anything (default 0).\n"
        "Exit status: 0 written, 1 the feeds are at fault, 2 could not run.\n";

enum { BAR_WIDTH = 40, DAY_S = 86400, CHANGE_MOST_S = 86400, QUIET_S = 1, WALK_MOST_M = 2000 };

static const struct option long_options[] = {
        {"output", required_argument, NULL, 'o'},
        {"strict", no_argument, NULL, 's'},
        {"change-seconds", required_argument, NULL, 'c'},
        {"holidays", required_argument, NULL, 'H'},
        {"fares", required_argument, NULL, 'f'},
        {"walk-metres", required_argument, NULL, 'w'},
        {"lang", required_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

struct request {
	const char *output, *holidays, *fares;
	bool strict;
	int64_t change_s, walk_m;
	enum fault_lang lang;
};

/* A bar on the terminal for who waits longer than a second. */
struct bar {
	double began;
	bool shown;
};

static double
seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
show_bar(void *arg, double done)
{
	struct bar *bar = arg;
	if (seconds_now() - bar->began < QUIET_S)
		return;
	int full = (int)(done * BAR_WIDTH);
	bar->shown = true;
	fprintf(stderr, "\r[%-*.*s] %3d%%", BAR_WIDTH, full,
	        "========================================", (int)(done * 100));
}

/* A year of the timetable that the table of holidays says nothing of; 0: none. */
static int
year_without_holidays(const struct timetable *tt, const struct build_options *options)
{
	int first, last, m, d;
	date_of(tt->info->first_day, &first, &m, &d);
	date_of(tt->info->last_day, &last, &m, &d);
	for (int year = first; options->special_day_count > 0 && year <= last; year++) {
		bool is_known = false;
		for (size_t i = 0; i < options->special_day_count && !is_known; i++) {
			int of;
			date_of(options->special_days[i].day, &of, &m, &d);
			is_known = of == year;
		}
		if (!is_known)
			return year;
	}
	return 0;
}

static void
print_size(const struct built *built, const struct timetable *tt, size_t treated, bool zh)
{
	char first[16], last[16];
	int y, m, d;
	date_of(tt->info->first_day, &y, &m, &d);
	snprintf(first, sizeof(first), "%04d-%02d-%02d", y, m, d);
	date_of(tt->info->last_day, &y, &m, &d);
	snprintf(last, sizeof(last), "%04d-%02d-%02d", y, m, d);
	printf(zh ? "%u个站，%u趟车（%u种走法），%u次停靠，%s到%s：%zu字节；处理了%zu处毛病\n"
	          : "%u stops, %u trips in %u patterns, %u stop times, %s to %s: %zu bytes, %zu "
	            "faults treated\n",
	        tt->net.stops, tt->net.trips, tt->net.patterns, built->stop_times, first, last,
	        built->size, treated);
}

static void
print_summary(const struct built *built, size_t treated, const struct request *r,
        const struct build_options *options)
{
	struct timetable tt;
	const char *why;
	const bool zh = r->lang == FAULT_ZH;
	must(timetable_view(built->image, built->size, &tt, &why) == 0);
	print_size(built, &tt, treated, zh);
	if (built->without_change)
		printf(zh ? "%u个站没写换车要多久；可以用 --change-seconds 定一个\n"
		          : "%u stops say no time to change: --change-seconds sets one\n",
		        built->without_change);
	const int year = year_without_holidays(&tt, options);
	if (year)
		printf(zh ? "%s里没有%d年：那一年的节假日都按平常的星期几算；等国务院的通知出来，加"
		            "进去再做一遍\n"
		          : "%s says nothing of %d: its days run as their weekdays do; add the "
		            "State Council's notice and build anew\n",
		        r->holidays, year);
}

static int
write_out(const struct request *r, const struct built *built, const struct problems *problems,
        const struct build_options *options)
{
	if (r->strict && problems->treated > 0) {
		fprintf(stderr,
		        r->lang == FAULT_ZH
		                ? "有%zu处毛病；用了 --strict，没有写\n"
		                : "timetable build: %zu faults; with --strict nothing is written\n",
		        problems->treated);
		return EXIT_FAULTS;
	}
	int error = timetable_write(r->output, built->image, built->size);
	if (error) {
		fprintf(stderr, "timetable build: %s: %s\n", r->output, strerror(-error));
		return EXIT_COULD_NOT_RUN;
	}
	print_summary(built, problems->treated, r, options);
	return EXIT_GOOD;
}

static int
build(const struct request *r, char *const *feeds, size_t count, struct build_options options)
{
	struct bar bar = {.began = seconds_now()};
	struct problems problems = {
	        .out = stderr, .language = r->lang == FAULT_ZH ? PROBLEM_ZH : PROBLEM_EN};
	options.today = (int32_t)(time(NULL) / DAY_S);
	options.change_s = (int32_t)r->change_s;
	options.walk_m = (int32_t)r->walk_m;
	options.progress = isatty(STDERR_FILENO) ? show_bar : NULL;
	options.progress_arg = &bar;
	struct built built;
	bool good = timetable_build((const char *const *)feeds, count, &options, &problems, &built);
	if (bar.shown)
		fputc('\n', stderr);
	problems_end(&problems);
	if (!good)
		return EXIT_FAULTS;
	int status = write_out(r, &built, &problems, &options);
	free(built.image);
	return status;
}

/* What the operator wrote beside the feeds. */
static bool
read_tables(const struct request *r, struct arena *a, struct build_options *options)
{
	struct faults faults = FAULTS_INIT;
	bool good = true;
	if (r->holidays)
		good &= read_special_days(a, r->holidays, &faults, &options->special_days,
		        &options->special_day_count);
	if (r->fares)
		good &= read_corridors(
		        a, r->fares, &faults, &options->corridors, &options->corridor_count);
	options->corridor_file = r->fares;
	faults_sort(&faults);
	faults_print(&faults, r->lang, stderr);
	faults_release(&faults);
	return good;
}

int
timetable_build_command(int argc, char **argv)
{
	struct request r = {.lang = terminal_language()};
	for (int c; (c = getopt_long(argc, argv, "o:", long_options, NULL)) != -1;) {
		bool good = true;
		if (c == 'h') {
			fputs(usage, stdout);
			return EXIT_GOOD;
		}
		if (c == 'o')
			r.output = optarg;
		else if (c == 'H')
			r.holidays = optarg;
		else if (c == 'f')
			r.fares = optarg;
		else if (c == 's')
			r.strict = true;
		else if (c == 'c')
			good = !parse_int(str_from(optarg), 0, CHANGE_MOST_S, &r.change_s);
		else if (c == 'w')
			good = !parse_int(str_from(optarg), 0, WALK_MOST_M, &r.walk_m);
		else if (c == 'l' && (!strcmp(optarg, "zh") || !strcmp(optarg, "en")))
			r.lang = optarg[0] == 'z' ? FAULT_ZH : FAULT_EN;
		else
			good = false;
		if (!good) {
			fputs(usage, stderr);
			return EXIT_COULD_NOT_RUN;
		}
	}
	if (!r.output || optind == argc) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	struct arena a = ARENA_INIT;
	struct build_options options = {0};
	int status = EXIT_FAULTS;
	if (read_tables(&r, &a, &options))
		status = build(&r, argv + optind, (size_t)(argc - optind), options);
	arena_release(&a);
	return status;
}
