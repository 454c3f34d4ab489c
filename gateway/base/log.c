#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048 };

static struct {
	enum log_level most;
	bool to_journal;
} state = {.most = LOG_LEVEL_INFO};

void
log_init(enum log_level most)
{
	state.most = most;
	state.to_journal = getenv("JOURNAL_STREAM") != NULL;
}

static size_t
put_prefix(char *line, size_t room, enum log_level level)
{
	static const char *const names[] = {"error", "warn", "info", "debug"};
	static const int syslog_level[] = {3, 4, 6, 7};

	if (state.to_journal)
		return (size_t)snprintf(line, room, "<%d>", syslog_level[level]);
	struct timespec now;
	struct tm utc;
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	size_t n = strftime(line, room, "%Y-%m-%dT%H:%M:%S", &utc);
	return n + (size_t)snprintf(
	                   line + n, room - n, ".%03ldZ %s: ", now.tv_nsec / 1000000, names[level]);
}

/* A line is one line, whatever is in it. */
static void
flatten(char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
			line[i] = ' ';
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	if (level > state.most)
		return;
	char line[LINE_MAX_BYTES];
	size_t n = put_prefix(line, sizeof(line), level);
	va_list args;
	va_start(args, fmt);
	int wrote = vsnprintf(line + n, sizeof(line) - n - 1, fmt, args);
	va_end(args);
	if (wrote < 0)
		return;
	n += (size_t)wrote;
	if (n > sizeof(line) - 2)
		n = sizeof(line) - 2;
	flatten(line, n);
	line[n++] = '\n';
	/* One write, so that lines of parent and child never mix; a full log pipe is not our fault
	 * to mend. */
	if (write(STDERR_FILENO, line, n) < 0)
		return;
}
