#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "commands/command.h"
#include "outside/phone.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
        {"serve", command_serve, "the daemon: answers Kannel"},
        {"check", command_check, "reads a content tree and says every fault with its place"},
        {"talk", command_talk, "a phone in the terminal, without Kannel"},
        {"phone", phone_run, "a phone at the fake SMSC of a real Kannel"},
        {"parts", command_parts, "how many SMS parts each line of standard input takes"},
        {"call", command_call, "runs one handler by itself and prints its values as JSON"},
        {"facts", command_facts, "every fact that a content tree states, with its source"},
        {"outbox", command_outbox,
                "the messages that the service owes: list, show, retry, drop, add"},
        {"subject", command_subject,
                "one phone's data: export, erase; the list of those that said STOP"},
        {"adapters", command_adapters, "checks the descriptions of aggregators"},
        {"key", command_key, "changes the key that texts are encrypted with"},
        {"timetable", command_timetable, "compiled timetables: makes one, asks one"},
        {"schema", command_schema, "prints content/schema.json, for editors of the content"},
        {"options", command_options, "prints config/jiaxin.yaml: every option with its default"},
};

static void
print_usage(FILE *out)
{
	fputs("usage: jiaxin COMMAND [ARGUMENTS]; jiaxin COMMAND --help tells more\n", out);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].help);
}

/*
 * A dump of memory would hold keys, numbers and texts. The limit alone does not hold back a
 * system that pipes dumps into a program; a process that may not be dumped can't be read by
 * another of its own user either.
 */
static void
allow_no_dump(void)
{
	const struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int
main(int argc, char **argv)
{
	allow_no_dump();
	const char *name = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (strcmp(name, "--version") == 0) {
		puts("jiaxin " JIAXIN_VERSION);
		return EXIT_GOOD;
	}
	bool asked = strcmp(name, "--help") == 0 || strcmp(name, "help") == 0;
	print_usage(asked ? stdout : stderr);
	return asked ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
}
