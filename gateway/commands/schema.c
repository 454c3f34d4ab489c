#include "content/schema.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/command.h"

static const char usage[] =
        "usage: jiaxin schema [DIR]\n"
        "Prints the JSON Schema by which an editor helps with the files of the content tree in "
        "DIR\n"
        "(default: content), in its languages, and with the holidays and fares of a timetable.\n"
        "Exit status: 0 done, 1 errors in the tree, 2 could not run.\n";

int
command_schema(int argc, char **argv)
{
	const char *dir = argc > 1 ? argv[1] : "content";
	bool help = argc > 1 && strcmp(argv[1], "--help") == 0;
	if (help || argc > 2 || dir[0] == '-') {
		fputs(usage, help ? stdout : stderr);
		return help ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
	}
	struct config *config = config_new();
	struct content_rules rules = content_rules_of(config, time(NULL));
	struct faults faults = FAULTS_INIT;
	int unreadable = 0;
	struct content *content = content_load(dir, &rules, &faults, &unreadable);
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", dir, strerror(abs(unreadable)));
	else if (content)
		schema_print(content, &rules, stdout);
	else
		faults_print(&faults, terminal_language(), stderr);
	int status = unreadable ? EXIT_COULD_NOT_RUN : content ? EXIT_GOOD : EXIT_FAULTS;
	faults_release(&faults);
	content_free(content);
	config_free(config);
	return status;
}
