#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/command.h"
#include "commands/report.h"
#include "content/translations.h"
#include "talk/fit.h"
#include "talk/rehearse.h"
#include "timetable/transit.h"

#define REPORT_FOLDER "report"

static const char usage[] =
        "usage: jiaxin check [-c FILE] [-t TIMETABLE] [--lang zh|en] [--accept] "
        "[--report[=FOLDER]] [DIR]\n"
        "Reads the content tree in DIR (default: content) and says every fault with its place.\n"
        "--accept: the translations are right as they are now: if nothing else is wrong, notes so "
        "in\n"
        "  DIR/" TRANSLATIONS_FILE
        ". One whose original changes later without it is then a fault.\n"
        "--report: also writes FOLDER/report.html (every screen as a phone shows it, its parts "
        "and\n"
        "  cost, the age of its facts, the map of the tree) and FOLDER/report.json, the same for\n"
        "  programs; default: " REPORT_FOLDER
        ". The map is drawn by Graphviz, if it is installed.\n"
        "-c FILE: the options, as serve reads them; sms.max_parts and sms.part_fen count here.\n"
        "-t TIMETABLE: whose names must fit, too; left out, the configured one.\n"
        "Exit status: 0 no error, 1 errors, 2 could not run.\n";

static const struct option long_options[] = {
        {"config", required_argument, NULL, 'c'},
        {"lang", required_argument, NULL, 'l'},
        {"accept", no_argument, NULL, 'a'},
        {"report", optional_argument, NULL, 'r'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

/* What the command line asks for. */
struct request {
	const char *config, *dir;
	const char *timetable; /* NULL: the configured one */
	const char *report;    /* the folder for it; NULL: none is wanted */
	enum fault_lang lang;
	bool accept;
};

static void
say_unnoted(const struct request *r, size_t unnoted)
{
	if (unnoted == 0)
		return;
	if (r->lang == FAULT_ZH)
		fprintf(stderr,
		        "%s/" TRANSLATIONS_FILE
		        "：有%zu句译文是新的或改过的，还没记下；核对好就运行 jiaxin "
		        "check --accept %s\n",
		        r->dir, unnoted, r->dir);
	else
		fprintf(stderr,
		        "%s/" TRANSLATIONS_FILE
		        ": %zu translations are new or changed and not noted "
		        "yet; when they are right: jiaxin check --accept %s\n",
		        r->dir, unnoted, r->dir);
}

static int
accept_translations(const struct request *r, const struct content *content)
{
	size_t count;
	int error = translations_accept(content, r->dir, &count);
	if (error) {
		fprintf(stderr, "%s/" TRANSLATIONS_FILE ": can't be written: %s\n", r->dir,
		        strerror(-error));
		return EXIT_COULD_NOT_RUN;
	}
	fprintf(stderr,
	        r->lang == FAULT_ZH ? "%s/" TRANSLATIONS_FILE "：记下了%zu句译文\n"
	                            : "%s/" TRANSLATIONS_FILE ": %zu translations noted\n",
	        r->dir, count);
	return EXIT_GOOD;
}

/* What only a whole tree without a fault of its own can show. */
static int
check_whole(const struct request *r, const struct config *config, const struct content *content,
        const struct content_rules *rules, struct faults *faults)
{
	struct conversation conversation = conversation_of(config);
	size_t unnoted = 0;
	conversation.transit = rules->transit;
	rehearse(content, &conversation, rules->today * 1000, faults);
	fit_check(content, rules, faults);
	if (!r->accept)
		translations_check(content, r->dir, faults, &unnoted);
	if (faults->errors)
		return EXIT_FAULTS;
	say_unnoted(r, unnoted);
	return r->accept ? accept_translations(r, content) : EXIT_GOOD;
}

static int
write_report(const struct request *r, const struct content *content,
        const struct content_rules *rules, const struct faults *faults, bool whole)
{
	struct report report = {content, rules, faults, r->dir, whole};
	int error = report_write(&report, r->report);
	if (error)
		fprintf(stderr, "%s: the report can't be written: %s\n", r->report,
		        strerror(-error));
	else
		fprintf(stderr, "%s/report.html\n%s/report.json\n", r->report, r->report);
	return error ? EXIT_COULD_NOT_RUN : EXIT_GOOD;
}

static int
check(const struct request *r, const struct config *config)
{
	struct content_rules rules = content_rules_of(config, time(NULL));
	struct transit *transit = open_transit(config, r->timetable);
	struct faults faults = FAULTS_INIT;
	rules.transit = transit;
	int unreadable = 0, status = EXIT_FAULTS;
	struct content *content = content_read(r->dir, &rules, &faults, &unreadable);
	bool whole = content && faults.errors == 0;
	if (unreadable) {
		fprintf(stderr, "%s: can't be read: %s\n", r->dir, strerror(abs(unreadable)));
		status = EXIT_COULD_NOT_RUN;
	} else if (whole) {
		status = check_whole(r, config, content, &rules, &faults);
	}
	faults_sort(&faults);
	faults_print(&faults, r->lang, stdout);
	if (content && r->report && write_report(r, content, &rules, &faults, whole) != EXIT_GOOD)
		status = EXIT_COULD_NOT_RUN;
	faults_release(&faults);
	content_free(content);
	transit_close(transit);
	return status;
}

/* True: *status is the command's, and that was all. */
static bool
parse_arguments(int argc, char **argv, struct request *r, int *status)
{
	for (int c; (c = getopt_long(argc, argv, "c:t:", long_options, NULL)) != -1;) {
		*status = c == 'h' ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
		if (c == 'r')
			r->report = optarg ? optarg : REPORT_FOLDER;
		else if (c == 'a')
			r->accept = true;
		else if (c == 'c')
			r->config = optarg;
		else if (c == 't')
			r->timetable = optarg;
		else if (c != 'l' || !parse_language(optarg, &r->lang)) {
			fputs(usage, c == 'h' ? stdout : stderr);
			return true;
		}
	}
	*status = EXIT_COULD_NOT_RUN;
	if (argc - optind > 1) {
		fputs(usage, stderr);
		return true;
	}
	if (optind < argc)
		r->dir = argv[optind];
	return false;
}

int
command_check(int argc, char **argv)
{
	struct request r = {.dir = "content", .lang = terminal_language()};
	int status;
	if (parse_arguments(argc, argv, &r, &status))
		return status;
	struct config *config =
	        r.config ? read_config(&(struct config_flags){.file = r.config}) : config_new();
	if (!config)
		return EXIT_COULD_NOT_RUN;
	status = check(&r, config);
	config_free(config);
	return status;
}
