/*
 * The program's commands: one file each. argv[0] is the command's own name; the result
 * is the exit status.
 */
#ifndef JIAXIN_COMMAND_H
#define JIAXIN_COMMAND_H

#include <getopt.h>

#include "content/config.h"
#include "talk/converse.h"

enum { EXIT_GOOD = 0, EXIT_FAULTS = 1, EXIT_COULD_NOT_RUN = 2 };

int command_serve(int argc, char **argv);
int command_check(int argc, char **argv);
int command_talk(int argc, char **argv);
int command_parts(int argc, char **argv);
int command_call(int argc, char **argv);
int command_facts(int argc, char **argv);
int command_options(int argc, char **argv);
int command_schema(int argc, char **argv);
int command_adapters(int argc, char **argv);
int command_outbox(int argc, char **argv);
int command_key(int argc, char **argv);
int command_subject(int argc, char **argv);
int command_timetable(int argc, char **argv);

/* What they share. */

/* What -c FILE and each -o NAME=VALUE said. Zeroed: nothing. */
enum { CONFIG_SETTINGS = 64 };
struct config_flags {
	const char *file; /* NULL: none */
	char *settings[CONFIG_SETTINGS];
	size_t count;
};

/*
 * The options from the file, the environment and the settings. Prints every mistake to stderr;
 * NULL: at least one.
 */
struct config *read_config(const struct config_flags *flags);

/* The getopt letters of every command: help, the configuration's file, one of its options. */
#define CONFIG_LETTERS "hc:o:"

/* The flags of a command. NULL for all but the usage: it has none of its own. */
struct flags {
	const char *usage;
	const char *letters;
	const struct option *names;
	bool (*take)(void *ctx, int flag, char *value); /* one of its own; false: a mistake */
	void *ctx;
	bool words; /* it is told what to do by words behind them; false: none may follow */
};

/*
 * Reads the flags, and the options that they name; words begin at optind. NULL: the command is over
 * with *status, since it was asked for help, or after its usage or the mistakes on stderr.
 */
struct config *read_command(int argc, char **argv, const struct flags *flags, int *status);

/* The rules that the content is checked by. */
struct content_rules content_rules_of(const struct config *config, int64_t now_s);

/* The configured tree, checked as of now; NULL after its faults were printed to stderr. */
struct content *load_content(const struct config *config);

/*
 * The timetable in `file`, or (NULL) the configured one. NULL: none is configured, or it can't be
 * used, which was said on stderr; all but questions about trains works without it.
 */
struct transit *open_transit(const struct config *config, const char *file);

/* The database that serve works with; the strings are the config's. */
struct store_options store_options_of(const struct config *config);

/*
 * For commands that work on the database beside a running daemon (store_new_aside): what is wrong
 * with it, and the end of a change. A change that met the daemon's lock (-EBUSY) is tried again.
 */
enum { ASIDE_TRIES = 40 };
const char *aside_trouble_text(int error);
int aside_commit(struct store *store) MUST_USE;

/* Reads the archive's public key, if one is configured, into `options`; false after a complaint. */
bool read_archive_key(const struct config *config, struct store_options *options);

/* Everything but store and content. */
struct conversation conversation_of(const struct config *config);

/* The handlers' specs, as content_rules wants them. */
const struct handler_spec *handler_specs(size_t *count);

/* The language of the terminal: LC_ALL, LC_MESSAGES or LANG begins with "zh". */
enum fault_lang terminal_language(void);

/* "zh" or "en"; false: neither. */
bool parse_language(const char *text, enum fault_lang *lang);

#endif
