#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/loop.h"
#include "commands/command.h"
#include "store/archive.h"
#include "store/subject.h"
#include "text/msisdn.h"

static const char usage[] =
        "usage: jiaxin subject [-c FILE] [-o NAME=VALUE]... VERB...\n"
        "One phone's data, for who has a right to it. Works beside a running daemon and without.\n"
        "  export MSISDN   all that is kept of it, a line of JSON for each row\n"
        "  erase MSISDN    all of it goes; waits until it is gone\n"
        "  archive SECRET  messages that are only stored, opened with the archive's secret key "
        "file:\n"
        "                  of all phones, a line of JSON each; who is the phone's keyed hash\n"
        "  archive SECRET MSISDN   of one phone\n"
        "  stops           who said STOP, as it can be handed on: since when, number, keyed hash\n"
        "  log             what was done with this command: when, by which user, without numbers\n"
        "MSISDN \"-\": the number stands on standard input, and in no list of processes.\n"
        "Exit status: 0 done, 1 not as asked (no number, not erased in time), 2 could not run.\n";

enum { POLL_MS = 100, WAIT_MS = 60000, LINE_MOST = 64 };

static const struct flags flags = {.usage = usage, .words = true};

struct desk {
	const struct config *config;
	struct store_options options;
	struct store *store;
	struct arena arena;
	struct who who;
};

static void
pause_ms(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static int
say_error(int error)
{
	fprintf(stderr, "subject: %s\n", aside_trouble_text(error));
	return EXIT_COULD_NOT_RUN;
}

/* --- the phone --- */

static bool
read_phone(struct desk *d, const char *word)
{
	char line[LINE_MOST] = "";
	struct str msisdn;
	if (word && strcmp(word, "-") == 0) {
		word = fgets(line, sizeof(line), stdin);
		line[strcspn(line, "\r\n")] = '\0';
	}
	if (!word || msisdn_parse(&d->arena, str_from(word),
	                     config_int(d->config, OPT_SMS_LEAST_SENDER_DIGITS), &msisdn) != 0) {
		fputs("subject: that is no phone's number\n", stderr);
		return false;
	}
	d->who = store_who(d->store, msisdn);
	return true;
}

/* --- changes --- */

typedef int change(struct desk *d, int64_t now_ms);

static int
apply(struct desk *d, change *run)
{
	int error = -EBUSY;
	for (int tries = 0; error == -EBUSY && tries < ASIDE_TRIES; tries++) {
		error = run(d, clock_wall_ms());
		if (error)
			store_settle(d->store, error, clock_wall_ms() / 1000);
		else
			error = aside_commit(d->store);
	}
	return error;
}

static int
note_export(struct desk *d, int64_t now_ms)
{
	return audit_add(d->store, STR("export"), getuid(), now_ms);
}

static int
ask_erasure(struct desk *d, int64_t now_ms)
{
	int error = subject_erase(d->store, &d->who, false, now_ms);
	return error ? error : audit_add(d->store, STR("erase"), getuid(), now_ms);
}

/* --- verbs --- */

static void
print_line(void *ctx, struct str line)
{
	(void)ctx;
	printf("%.*s\n", STR_ARG(line));
}

/* It is noted before it is shown. */
static int
run_export(struct desk *d, char *const *words)
{
	if (!read_phone(d, words[0]))
		return EXIT_FAULTS;
	int error = apply(d, note_export);
	if (!error)
		error = subject_export(d->store, &d->who, print_line, NULL);
	return error ? say_error(error) : EXIT_GOOD;
}

/* No daemon has the database: the steps that it would take. */
static int
erase_here(struct desk *d, bool *erasing)
{
	store_free(d->store);
	d->store = store_new(&d->options, clock_wall_ms() / 1000);
	int error = store_trouble(d->store);
	while (!error && *erasing) {
		store_tend(d->store, clock_wall_ms() / 1000);
		error = store_trouble(d->store);
		if (!error)
			error = subject_erasing(d->store, &d->who, erasing);
	}
	return error;
}

static int
wait_for_daemon(struct desk *d, bool *erasing)
{
	int error = 0;
	for (long waited = 0; !error && *erasing && waited < WAIT_MS; waited += POLL_MS) {
		error = subject_erasing(d->store, &d->who, erasing);
		if (!error && *erasing)
			pause_ms(POLL_MS);
	}
	return error;
}

static int
run_erase(struct desk *d, char *const *words)
{
	bool erasing = true;
	if (!read_phone(d, words[0]))
		return EXIT_FAULTS;
	int error = apply(d, ask_erasure);
	if (!error)
		error = store_is_in_use(&d->options) ? wait_for_daemon(d, &erasing)
		                                     : erase_here(d, &erasing);
	if (error)
		return say_error(error);
	puts(erasing ? "asked; the daemon goes on with it" : "erased");
	return erasing ? EXIT_FAULTS : EXIT_GOOD;
}

static int
note_archive(struct desk *d, int64_t now_ms)
{
	return audit_add(d->store, STR("archive"), getuid(), now_ms);
}

static int
run_archive(struct desk *d, char *const *words)
{
	uint8_t secret[ARCHIVE_KEY];
	if (words[1] && !read_phone(d, words[1]))
		return EXIT_FAULTS;
	int error = archive_read_key(words[0], secret);
	if (error) {
		fprintf(stderr, "subject: %s: no secret key of an archive\n", words[0]);
		return EXIT_FAULTS;
	}
	error = apply(d, note_archive);
	if (!error)
		error = archive_unseal(
		        d->store, secret, words[1] ? &d->who : NULL, print_line, NULL);
	explicit_bzero(secret, sizeof(secret));
	if (error == -EBADMSG) {
		fputs("subject: some were sealed for another key\n", stderr);
		return EXIT_FAULTS;
	}
	return error ? say_error(error) : EXIT_GOOD;
}

static const char *
time_text(int64_t ms, char out[32])
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&s, &tm));
	return out;
}

static void
print_stop(void *ctx, const struct who *who, struct str msisdn, int64_t at_ms)
{
	char at[32];
	(void)ctx;
	printf("%s\t%.*s\t", time_text(at_ms, at), STR_ARG(msisdn.n ? msisdn : STR("erased")));
	for (size_t i = 0; i < sizeof(who->bytes); i++)
		printf("%02x", who->bytes[i]);
	putchar('\n');
}

static int
run_stops(struct desk *d, char *const *words)
{
	(void)words;
	int error = stops_list(d->store, print_stop, NULL);
	return error ? say_error(error) : EXIT_GOOD;
}

static void
print_deed(void *ctx, int64_t at_ms, int64_t uid, struct str deed)
{
	char at[32];
	(void)ctx;
	printf("%s\tuid %lld\t%.*s\n", time_text(at_ms, at), (long long)uid, STR_ARG(deed));
}

static int
run_log(struct desk *d, char *const *words)
{
	(void)words;
	int error = audit_list(d->store, print_deed, NULL);
	return error ? say_error(error) : EXIT_GOOD;
}

static const struct {
	const char *name;
	int least, most; /* words behind it */
	int (*run)(struct desk *d, char *const *words);
} verbs[] = {
        {"export", 1, 1, run_export},
        {"erase", 1, 1, run_erase},
        {"archive", 1, 2, run_archive},
        {"stops", 0, 0, run_stops},
        {"log", 0, 0, run_log},
};

static int
run_verb(const struct config *config, char **words, int count)
{
	struct desk d = {.config = config, .options = store_options_of(config)};
	size_t i = 0;
	if (!read_archive_key(config, &d.options))
		return EXIT_COULD_NOT_RUN;
	while (i < ARRAY_LEN(verbs) && strcmp(words[0], verbs[i].name) != 0)
		i++;
	if (i == ARRAY_LEN(verbs) || count - 1 < verbs[i].least || count - 1 > verbs[i].most) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	d.store = store_new_aside(&d.options);
	int trouble = store_trouble(d.store);
	int status = trouble ? say_error(trouble) : verbs[i].run(&d, words + 1);
	store_free(d.store);
	arena_release(&d.arena);
	return status;
}

int
command_subject(int argc, char **argv)
{
	int status;
	struct config *config = read_command(argc, argv, &flags, &status);
	if (!config)
		return status;
	status = run_verb(config, argv + optind, argc - optind);
	config_free(config);
	return status;
}
