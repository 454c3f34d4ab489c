#include "commands/timetable.h"

#include <stdio.h>
#include <string.h>

#include "commands/command.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
        {"build", timetable_build_command, "makes a compiled timetable from GTFS feeds"},
        {"query", timetable_query_command, "the best journeys from one place to another"},
        {"departures", timetable_departures_command, "the next trips from a place"},
};

int
command_timetable(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	bool asked = strcmp(name, "--help") == 0;
	FILE *out = asked ? stdout : stderr;
	fputs("usage: jiaxin timetable COMMAND [ARGUMENTS]; COMMAND --help tells more\n", out);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].help);
	return asked ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
}
