#include <errno.h>
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

static const struct flags flags = {.usage = usage, .words = true};

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
	int status;
	struct config *config = read_command(argc, argv, &flags, &status);
	if (!config)
		return status;
	const char *verb = optind + 1 == argc ? argv[optind] : "";
	status = EXIT_COULD_NOT_RUN;
	if (strcmp(verb, "archive") == 0)
		status = make_pair();
	else if (strcmp(verb, "rotate") == 0)
		status = rotate(config);
	else
		fputs(usage, stderr);
	config_free(config);
	return status;
}
