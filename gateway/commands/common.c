#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/loop.h"
#include "commands/command.h"
#include "handlers.h"
#include "store/archive.h"
#include "timetable/transit.h"

enum { MINUTE = 60, DAY = 24 * 60 * 60, HANDLERS_MOST = 64 };

enum fault_lang
terminal_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? FAULT_ZH : FAULT_EN;
	}
	return FAULT_EN;
}

bool
parse_language(const char *text, enum fault_lang *lang)
{
	if (strcmp(text, "zh") != 0 && strcmp(text, "en") != 0)
		return false;
	*lang = strcmp(text, "zh") == 0 ? FAULT_ZH : FAULT_EN;
	return true;
}

static bool
take_config_flag(struct config_flags *config, int flag, char *value)
{
	if (flag == 'c')
		config->file = value;
	else if (flag == 'o' && config->count < CONFIG_SETTINGS)
		config->settings[config->count++] = value;
	else
		return false;
	return true;
}

/* False: the command is over with *status. */
static bool
read_flags(
        int argc, char **argv, const struct flags *flags, struct config_flags *config, int *status)
{
	static const struct option config_names[] = {
	        {"config", required_argument, NULL, 'c'},
	        {"help", no_argument, NULL, 'h'},
	        {0},
	};
	const struct option *names = flags->names ? flags->names : config_names;
	const char *letters = flags->letters ? flags->letters : CONFIG_LETTERS;
	for (int c; (c = getopt_long(argc, argv, letters, names, NULL)) != -1;) {
		*status = c == 'h' ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
		if (!take_config_flag(config, c, optarg) &&
		        !(flags->take && flags->take(flags->ctx, c, optarg))) {
			fputs(flags->usage, c == 'h' ? stdout : stderr);
			return false;
		}
	}
	if ((optind < argc) == flags->words)
		return true;
	*status = EXIT_COULD_NOT_RUN;
	fputs(flags->usage, stderr);
	return false;
}

struct config *
read_config(const struct config_flags *flags)
{
	struct config *c = config_new();
	struct faults faults = FAULTS_INIT;
	int unreadable = flags->file ? config_read_file(c, flags->file, &faults) : 0;
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", flags->file, strerror(-unreadable));
	config_read_environment(c, environ, &faults);
	for (size_t i = 0; i < flags->count; i++)
		config_set(c, flags->settings[i], &faults);
	config_check(c, &faults);
	faults_sort(&faults);
	faults_print(&faults, terminal_language(), stderr);
	bool good = !unreadable && faults.errors == 0;
	faults_release(&faults);
	if (good)
		return c;
	config_free(c);
	return NULL;
}

struct config *
read_command(int argc, char **argv, const struct flags *flags, int *status)
{
	struct config_flags from = {0};
	if (!read_flags(argc, argv, flags, &from, status))
		return NULL;
	*status = EXIT_COULD_NOT_RUN;
	return read_config(&from);
}

const struct handler_spec *
handler_specs(size_t *count)
{
	static struct handler_spec specs[HANDLERS_MOST];
	static size_t filled; /* once: later a reload's thread may be reading them */
	const struct handler *const *all = handlers_all(count);
	must(*count <= HANDLERS_MOST);
	for (; filled < *count; filled++)
		specs[filled] = all[filled]->spec;
	return specs;
}

struct content_rules
content_rules_of(const struct config *config, int64_t now_s)
{
	struct content_rules rules = {.max_parts = (unsigned)config_int(config, OPT_SMS_MAX_PARTS),
	        .part_fen = (unsigned)config_int(config, OPT_SMS_PART_FEN),
	        .refuse_words = config_text(config, OPT_CONTENT_REFUSE_WORDS),
	        .today = now_s};
	struct text_limit screen = text_screen((unsigned)config_int(config, OPT_USSD_OCTETS));
	rules.screen = text_narrower(&screen, &SMS_ONE_PART); /* Kannel cuts there */
	rules.handlers = handler_specs(&rules.handler_count);
	return rules;
}

struct content *
load_content(const struct config *config)
{
	struct content_rules rules = content_rules_of(config, (int64_t)time(NULL));
	struct faults faults = FAULTS_INIT;
	int unreadable = 0;
	const char *dir = config_text(config, OPT_CONTENT_DIR);
	struct content *content = content_load(dir, &rules, &faults, &unreadable);
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", dir, strerror(abs(unreadable)));
	else if (!content)
		faults_print(&faults, terminal_language(), stderr);
	faults_release(&faults);
	return content;
}

struct transit *
open_transit(const struct config *config, const char *file)
{
	const char *path = file ? file : config_text(config, OPT_TRANSIT_TIMETABLE), *why = "";
	struct transit *transit = NULL;
	int error = *path ? transit_open(path, &transit, &why) : 0;
	bool of_system = error != -EBADMSG && error != -ENOTSUP;
	if (error)
		fprintf(stderr, "%s: %s%s%s\n", path, why, of_system ? ": " : "",
		        of_system ? strerror(-error) : "");
	return transit;
}

/* The longest that a session of either channel, or one that may be taken up again, lasts. */
static uint32_t
told_s(const struct config *c)
{
	int64_t longest = config_int(c, OPT_SESSION_MINUTES) * MINUTE;
	const int64_t others[] = {
	        config_int(c, OPT_USSD_RESUME_MINUTES) * MINUTE, config_int(c, OPT_USSD_TIMEOUT_S)};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		longest = others[i] > longest ? others[i] : longest;
	return (uint32_t)longest;
}

struct store_options
store_options_of(const struct config *c)
{
	enum { MINUTE_MS = MINUTE * 1000 };
	return (struct store_options){
	        .path = config_text(c, OPT_STORE_PATH),
	        .key_path = config_text(c, OPT_STORE_KEY_FILE),
	        .sessions_most = (size_t)config_int(c, OPT_SESSION_MOST),
	        .repeat_s = (uint32_t)config_int(c, OPT_STORE_REPEAT_HOURS) * 3600,
	        .keep_s = (uint32_t)config_int(c, OPT_STORE_KEEP_DAYS) * DAY,
	        .outbox_keep_s = (uint32_t)config_int(c, OPT_OUTBOX_KEEP_DAYS) * DAY,
	        .told_s = told_s(c),
	        .open_s = (uint32_t)config_int(c, OPT_STORE_OPEN_DAYS) * DAY,
	        .outbox =
	                {
	                        .gap_ms = config_int(c, OPT_OUTBOX_GAP_S) * 1000,
	                        .waiting_most = config_int(c, OPT_OUTBOX_WAITING_MOST),
	                        .same_most = config_int(c, OPT_OUTBOX_SAME_MOST),
	                        .same_ms = config_int(c, OPT_OUTBOX_SAME_HOURS) * 60 * MINUTE_MS,
	                        .tries_most = config_int(c, OPT_OUTBOX_TRIES),
	                        .expiry_ms = {config_int(c, OPT_OUTBOX_ANSWER_MINUTES) * MINUTE_MS,
	                                config_int(c, OPT_OUTBOX_NOTICE_MINUTES) * MINUTE_MS,
	                                config_int(c, OPT_OUTBOX_REMINDER_MINUTES) * MINUTE_MS},
	                },
	};
}

static struct ussd_rules
ussd_rules_of(const struct config *c)
{
	return (struct ussd_rules){
	        .code = str_from(config_text(c, OPT_USSD_CODE)),
	        .timeout_s = (uint32_t)config_int(c, OPT_USSD_TIMEOUT_S),
	        .resume_s = (uint32_t)config_int(c, OPT_USSD_RESUME_MINUTES) * MINUTE,
	        .wrong_most = (unsigned)config_int(c, OPT_USSD_WRONG_MOST),
	        .sends = *config_text(c, OPT_OUTBOX_URL) != '\0',
	};
}

bool
read_archive_key(const struct config *config, struct store_options *options)
{
	const char *path = config_text(config, OPT_STORE_ARCHIVE_KEY_FILE);
	int error = *path ? archive_read_key(path, options->archive_key) : 0;
	options->has_archive_key = *path && !error;
	if (error)
		fprintf(stderr, "store.archive_key_file: %s: %s\n", path,
		        error == -EINVAL ? "must be 64 hex digits (jiaxin key archive)"
		                         : strerror(-error));
	return !error;
}

static struct family_limits
family_limits_of(const struct config *c)
{
	const int64_t day_ms = DAY * 1000LL, minute_ms = MINUTE * 1000LL;
	return (struct family_limits){
	        .cards_most = config_int(c, OPT_FAMILY_CARDS),
	        .links_most = config_int(c, OPT_FAMILY_LINKS),
	        .link = {.pair_most = config_int(c, OPT_FAMILY_ASK_MOST),
	                .again_ms = config_int(c, OPT_FAMILY_ASK_AGAIN_DAYS) * day_ms,
	                .asked_most = config_int(c, OPT_FAMILY_ASKED_MOST),
	                .asked_within = config_int(c, OPT_FAMILY_ASKED_DAYS) * day_ms},
	        .a_day = {[FAMILY_SAFE] = config_int(c, OPT_FAMILY_SAFE_A_DAY),
	                [FAMILY_CALL] = config_int(c, OPT_FAMILY_CALLS_A_DAY),
	                [FAMILY_ASK] = config_int(c, OPT_FAMILY_ASKS_A_DAY)},
	        .asked_ms = config_int(c, OPT_FAMILY_YES_DAYS) * day_ms,
	        .remind_ms = config_int(c, OPT_FAMILY_REMIND_DAYS) * day_ms,
	        .late_ms = config_int(c, OPT_OUTBOX_REMINDER_MINUTES) * minute_ms,
	        .silent_s = config_int(c, OPT_FAMILY_SILENT_DAYS) * DAY,
	        .wrong_most = config_int(c, OPT_FAMILY_CODE_TRIES),
	        .closed_ms = config_int(c, OPT_FAMILY_CODE_MINUTES) * minute_ms,
	        .open_ms = config_int(c, OPT_FAMILY_OPEN_MINUTES) * minute_ms,
	        .day_from = config_int(c, OPT_OUTBOX_DAY_FROM),
	        .day_to = config_int(c, OPT_OUTBOX_DAY_TO),
	};
}

const char *
aside_trouble_text(int error)
{
	return error == -ENOENT ? "there is no database, or no key file: start the daemon once, or "
	                          "say which with -c"
	                        : store_trouble_text(error);
}

int
aside_commit(struct store *store)
{
	int error = store_pending(store) ? store_commit(store) : 0;
	store_settle(store, error, clock_wall_ms() / 1000);
	return error;
}

struct conversation
conversation_of(const struct config *config)
{
	size_t count;
	return (struct conversation){
	        .handlers = handlers_all(&count),
	        .session_s = (uint32_t)config_int(config, OPT_SESSION_MINUTES) * MINUTE,
	        .language_s = (uint32_t)config_int(config, OPT_SESSION_LANGUAGE_DAYS) * DAY,
	        .resend_s = (uint32_t)config_int(config, OPT_SMS_RESEND_S),
	        .ussd = ussd_rules_of(config),
	        .family = family_limits_of(config),
	};
}
