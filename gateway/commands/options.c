#include "commands/command.h"

int
command_options(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	config_print_defaults(stdout);
	return EXIT_GOOD;
}
