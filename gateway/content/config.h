/*
 * The daemon's options: one table says each one's name, type, bounds, default and help;
 * the file config/jiaxin.yaml is printed from it.
 *
 * Later sources win: default, file, environment (JIAXIN_HTTP_PORT for http.port),
 * command line (-o http.port=8080).
 */
#ifndef JIAXIN_CONFIG_H
#define JIAXIN_CONFIG_H

#include <stdio.h>

#include "content/yaml.h"

enum option_id {
	OPT_HTTP_LISTEN,
	OPT_HTTP_PORT,
	OPT_HTTP_ALLOW,
	OPT_HTTP_STATUS_ALLOW,
	OPT_HTTP_SECRET_FILE,
	OPT_HTTP_CONNECTIONS,
	OPT_HTTP_CONNECTION_BYTES,
	OPT_HTTP_BODY_BYTES,
	OPT_HTTP_IDLE_S,
	OPT_HTTP_DEADLINE_MS,
	OPT_CONTENT_DIR,
	OPT_CONTENT_REFUSE_WORDS,
	OPT_TRANSIT_TIMETABLE,
	OPT_STORE_PATH,
	OPT_STORE_KEY_FILE,
	OPT_STORE_BATCH_ROWS,
	OPT_STORE_BATCH_US,
	OPT_STORE_KEEP_DAYS,
	OPT_STORE_OPEN_DAYS,
	OPT_STORE_ARCHIVE_KEY_FILE,
	OPT_STORE_REPEAT_HOURS,
	OPT_SESSION_MINUTES,
	OPT_SESSION_LANGUAGE_DAYS,
	OPT_SESSION_MOST,
	OPT_SMS_MAX_PARTS,
	OPT_SMS_PART_FEN,
	OPT_SMS_LEAST_SENDER_DIGITS,
	OPT_SMS_RESEND_S,
	OPT_USSD_CODE,
	OPT_USSD_OCTETS,
	OPT_USSD_TIMEOUT_S,
	OPT_USSD_RESUME_MINUTES,
	OPT_USSD_WRONG_MOST,
	OPT_USSD_DEADLINE_MS,
	OPT_USSD_BEGIN_OPS,
	OPT_USSD_GONE_OPS,
	OPT_USSD_ASK_OP,
	OPT_USSD_LAST_OP,
	OPT_USSD_SESSION_OCTETS,
	OPT_USSD_END_BITS,
	OPT_GUARD_SAME_MOST,
	OPT_GUARD_SAME_MINUTES,
	OPT_GUARD_PHONE_MOST,
	OPT_GUARD_PHONE_MINUTES,
	OPT_GUARD_URGENT_MOST,
	OPT_GUARD_DAY_PARTS,
	OPT_GUARD_PHONES,
	OPT_GUARD_BUSY_HELD,
	OPT_GUARD_BUSY_OUTBOX,
	OPT_OUTBOX_REPLY,
	OPT_OUTBOX_URL,
	OPT_OUTBOX_USERNAME,
	OPT_OUTBOX_PASSWORD_FILE,
	OPT_OUTBOX_FROM,
	OPT_OUTBOX_ROUTE,
	OPT_OUTBOX_DLR_URL,
	OPT_OUTBOX_RATE,
	OPT_OUTBOX_AT_A_TIME,
	OPT_OUTBOX_TIMEOUT_MS,
	OPT_OUTBOX_TRIES,
	OPT_OUTBOX_DAY_FROM,
	OPT_OUTBOX_DAY_TO,
	OPT_OUTBOX_DAY_PARTS,
	OPT_OUTBOX_ANSWER_MINUTES,
	OPT_OUTBOX_NOTICE_MINUTES,
	OPT_OUTBOX_REMINDER_MINUTES,
	OPT_OUTBOX_GAP_S,
	OPT_OUTBOX_WAITING_MOST,
	OPT_OUTBOX_SAME_MOST,
	OPT_OUTBOX_SAME_HOURS,
	OPT_OUTBOX_KEEP_DAYS,
	OPT_FAMILY_CARDS,
	OPT_FAMILY_LINKS,
	OPT_FAMILY_ASKS_A_DAY,
	OPT_FAMILY_ASK_MOST,
	OPT_FAMILY_ASK_AGAIN_DAYS,
	OPT_FAMILY_ASKED_MOST,
	OPT_FAMILY_ASKED_DAYS,
	OPT_FAMILY_YES_DAYS,
	OPT_FAMILY_SAFE_A_DAY,
	OPT_FAMILY_CALLS_A_DAY,
	OPT_FAMILY_REMIND_DAYS,
	OPT_FAMILY_SILENT_DAYS,
	OPT_FAMILY_CODE_TRIES,
	OPT_FAMILY_CODE_MINUTES,
	OPT_FAMILY_OPEN_MINUTES,
	OPT_ADAPTERS_DIR,
	OPT_ADAPTERS_USE,
	OPT_ADAPTERS_SECRETS,
	OPT_ADAPTERS_PROXIES,
	OPT_LOG_LEVEL,
	OPT_COUNT
};

struct config;

struct config *config_new(void); /* every option at its default */
void config_free(struct config *c);

/* Reads a file; every mistake in it is a fault. -errno when it can't be read at all, else 0. */
int config_read_file(struct config *c, const char *path, struct faults *f);

/* Reads JIAXIN_* variables of the environment; a name that is no option is a fault. */
void config_read_environment(struct config *c, char *const *environment, struct faults *f);

/* One "name=value" of the command line. */
void config_set(struct config *c, const char *assignment, struct faults *f);

/* What spans several options (a secret where the world may call...); run it last. */
void config_check(const struct config *c, struct faults *f);

int64_t config_int(const struct config *c, enum option_id id);
const char *config_text(const struct config *c, enum option_id id); /* lists: joined with ',' */

/* The commented file with every option at its default: config/jiaxin.yaml is exactly this. */
void config_print_defaults(FILE *out);

#endif
