#include <getopt.h>
#include <string.h>

#include "adapters/adapter.h"
#include "commands/command.h"
#include "content/content_files.h"

static const char usage[] =
        "usage: jiaxin adapters check [--lang zh|en] [DIR]\n"
        "Reads the descriptions in DIR (default: config/adapters) and says every fault with its\n"
        "place. Needs no secret: the daemon reads those of the adapters in use.\n"
        "Exit status: 0 no error, 1 errors, 2 could not run.\n";

static const struct option long_options[] = {
        {"lang", required_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

/* The file's name without its folders and its .yaml. */
static struct str
adapter_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_from(slash ? slash + 1 : path);
	name.n -= strlen(".yaml");
	return name;
}

static int
check(const char *dir, enum fault_lang lang)
{
	struct faults faults = FAULTS_INIT;
	struct arena arena = ARENA_INIT;
	struct files files = {0};
	int unreadable = files_find(&files, &arena, dir, &faults);
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", dir, strerror(-unreadable));
	for (size_t i = 0; i < files.count; i++)
		adapter_load(&arena, files.list[i], adapter_name(files.list[i]), &faults);
	int status = unreadable ? EXIT_COULD_NOT_RUN : faults.errors ? EXIT_FAULTS : EXIT_GOOD;
	faults_sort(&faults);
	faults_print(&faults, lang, stdout);
	faults_release(&faults);
	files_release(&files);
	arena_release(&arena);
	return status;
}

int
command_adapters(int argc, char **argv)
{
	enum fault_lang lang = terminal_language();
	for (int c; (c = getopt_long(argc, argv, "", long_options, NULL)) != -1;) {
		bool is_lang = c == 'l' && parse_language(optarg, &lang);
		if (c == 'h' || !is_lang) {
			fputs(usage, c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
		}
	}
	if (optind >= argc || strcmp(argv[optind], "check") != 0 || argc - optind > 2) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	return check(optind + 1 < argc ? argv[optind + 1] : "config/adapters", lang);
}
