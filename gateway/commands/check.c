#include <getopt.h>
#include <string.h>
#include <time.h>

#include "commands/command.h"
#include "talk/fit.h"
#include "talk/rehearse.h"
#include "timetable/transit.h"

static const char usage[] =
        "usage: jiaxin check [-c FILE] [-t TIMETABLE] [--lang zh|en] [DIR]\n"
        "Reads the content tree in DIR (default: content) and says every fault with its place.\n"
        "-c FILE: the options, as serve reads them; sms.max_parts and sms.part_fen count here.\n"
        "-t TIMETABLE: whose names must fit, too; left out, the configured one.\n"
        "Exit status: 0 no error, 1 errors, 2 could not run.\n";

static const struct option long_options[] = {
        {"config", required_argument, NULL, 'c'},
        {"lang", required_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

static bool
parse_language(const char *text, enum fault_lang *lang)
{
	if (strcmp(text, "zh") != 0 && strcmp(text, "en") != 0)
		return false;
	*lang = strcmp(text, "zh") == 0 ? FAULT_ZH : FAULT_EN;
	return true;
}

static int
check(struct config *config, const char *dir, const char *timetable, enum fault_lang lang)
{
	struct content_rules rules = content_rules_of(config, time(NULL));
	struct faults faults = FAULTS_INIT;
	int unreadable = 0;
	struct content *content = content_load(dir, &rules, &faults, &unreadable);
	int status = EXIT_FAULTS;
	if (unreadable) {
		fprintf(stderr, "%s: can't be read: %s\n", dir,
		        strerror(unreadable < 0 ? -unreadable : unreadable));
		status = EXIT_COULD_NOT_RUN;
	} else if (content) {
		struct conversation conversation = conversation_of(config);
		struct transit *transit = open_transit(config, timetable);
		conversation.transit = transit;
		rehearse(content, &conversation, (int64_t)time(NULL) * 1000, &faults);
		fit_check(content, &rules, transit, &faults);
		transit_close(transit);
		status = faults.errors ? EXIT_FAULTS : EXIT_GOOD;
	}
	faults_sort(&faults);
	faults_print(&faults, lang, stdout);
	faults_release(&faults);
	content_free(content);
	return status;
}

int
command_check(int argc, char **argv)
{
	enum fault_lang lang = terminal_language();
	const char *file = NULL, *timetable = NULL;
	for (int c; (c = getopt_long(argc, argv, "c:t:", long_options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(usage, stdout);
			return EXIT_GOOD;
		}
		if (c == 'c' || c == 't') {
			*(c == 'c' ? &file : &timetable) = optarg;
			continue;
		}
		if (c != 'l' || !parse_language(optarg, &lang)) {
			fputs(usage, stderr);
			return EXIT_COULD_NOT_RUN;
		}
	}
	if (argc - optind > 1) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	static char *const no_more[] = {NULL};
	struct config *config = file ? read_config(file, no_more) : config_new();
	if (!config)
		return EXIT_COULD_NOT_RUN;
	int status = check(config, optind < argc ? argv[optind] : "content", timetable, lang);
	config_free(config);
	return status;
}
