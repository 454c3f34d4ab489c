#include <string.h>

#include "commands/command.h"

int
command_options(int argc, char **argv)
{
	bool asked = argc == 2 && strcmp(argv[1], "--help") == 0;
	if (argc > 1) {
		fputs("usage: jiaxin options\nPrints config/jiaxin.yaml: every option, its default "
		      "and what it does.\n",
		        asked ? stdout : stderr);
		return asked ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
	}
	config_print_defaults(stdout);
	return EXIT_GOOD;
}
