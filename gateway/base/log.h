/*
 * One line an event on stderr, for the operator: time, level, sentence. Under systemd
 * the level is systemd's own <N> prefix and the journal adds the time.
 *
 * Never a phone number, never a text: name a phone by its `who` (crypt.h), which
 * nobody can turn back without the key.
 */
#ifndef JIAXIN_LOG_H
#define JIAXIN_LOG_H

#include "base/base.h"

enum log_level {
	LOG_LEVEL_SILENT = -1,
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* Lines above `most` are not written (LOG_LEVEL_SILENT: none is); info until it is called. */
void log_init(enum log_level most);

void log_line(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_line(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
