#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "base/loop.h"
#include "commands/command.h"
#include "store/archive.h"
#include "store/key_rotate.h"

static const char usage[] =
        "usage: jiaxin key [-c FILE] [-o NAME=VALUE]... rotate | archive\n"
        "rotate: changes the key that texts are encrypted with, while the daemon is stopped: "
        "seals\n"
        "everything anew and drops the old key from the key file. Interrupted, it goes on when it\n"
        "is called again. Phones keep their names. Backups made before need the key file of\n"
        "before: copy that first, or let them go.\n"
        "archive: makes a key pair for messages that are only stored, and prints it: the public "
        "half\n"
        "belongs into the file of store.archive_key_file, the secret half off this machine.\n"
        "Exit status: 0 done, 2 could not.\n";

enum { EXTRA_MOST = 64 };

static const struct option long_options[] = {
        {"config", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

static const char *
error_text(int error)
{
	if (error == -EBUSY)
		return "the daemon has the database: stop it first";
	if (error == -EROFS)
		return "the key file or the database can't be written; a systemd credential is "
		       "changed at its source";
	return aside_trouble_text(error);
}

static int
rotate(const struct config *config)
{
	struct store_options options = store_options_of(config);
	struct key_rotation done;
	int error = key_rotate(&options, clock_wall_ms() / 1000, &done);
	if (error) {
		fprintf(stderr, "key: %s\n", error_text(error));
		return EXIT_COULD_NOT_RUN;
	}
	printf("sealed anew: %lld texts; the key in use is number %u\n", (long long)done.resealed,
	        done.number);
	if (done.unreadable)
		printf("not readable, as before: %lld\n", (long long)done.unreadable);
	return EXIT_GOOD;
}

static int
make_pair(void)
{
	char public[ARCHIVE_HEX], secret[ARCHIVE_HEX];
	archive_make_pair(public, secret);
	printf("public %s\nsecret %s\n", public, secret);
	explicit_bzero(secret, sizeof(secret));
	return EXIT_GOOD;
}

int
command_key(int argc, char **argv)
{
	const char *file = NULL;
	char *extra[EXTRA_MOST] = {0};
	size_t extras = 0;
	for (int c; (c = getopt_long(argc, argv, "c:o:", long_options, NULL)) != -1;) {
		if (c == 'c') {
			file = optarg;
		} else if (c == 'o' && extras + 1 < EXTRA_MOST) {
			extra[extras++] = optarg;
		} else {
			fputs(usage, c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
		}
	}
	const char *verb = optind + 1 == argc ? argv[optind] : "";
	if (strcmp(verb, "archive") == 0)
		return make_pair();
	if (strcmp(verb, "rotate") != 0) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	struct config *config = read_config(file, extra);
	if (!config)
		return EXIT_COULD_NOT_RUN;
	int status = rotate(config);
	config_free(config);
	return status;
}
