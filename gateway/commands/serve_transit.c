/* The timetable of `jiaxin serve`: the first one, the next one, and one that is refused. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "commands/daemon.h"
#include "text/calendar.h"

static const char *
file_of(const struct daemon *d)
{
	return config_text(d->config, OPT_TRANSIT_TIMETABLE);
}

static void
forget_fault(struct daemon *d)
{
	free(d->transit_fault);
	d->transit_fault = NULL;
}

static void
remember_fault(struct daemon *d, int error, const char *why)
{
	char line[512];
	bool of_system = error != -EBADMSG && error != -ENOTSUP;
	snprintf(line, sizeof(line), "%s: %s%s%s", file_of(d), why, of_system ? ": " : "",
	        of_system ? strerror(-error) : "");
	forget_fault(d);
	d->transit_fault = xstrdup(line);
}

static void
use(struct daemon *d, struct transit *transit)
{
	reload_retire(NULL, d->transit);
	d->transit = transit;
	d->conversation.transit = transit;
	d->transit_loaded_s = clock_wall_ms() / 1000;
	forget_fault(d);
	if (!transit)
		return;
	log_info("timetable %s is in use: %u trips, until %d%s", file_of(d), transit->tt->net.trips,
	        transit_last_day(transit),
	        transit_is_demonstration(transit) ? ", a demonstration" : "");
	if (!transit_serves(transit, calendar_today(d->transit_loaded_s)))
		log_warn("timetable %s has expired: build a new one", file_of(d));
}

void
daemon_open_transit(struct daemon *d)
{
	struct transit *transit = NULL;
	const char *why = "";
	int error = *file_of(d) ? transit_open(file_of(d), &transit, &why) : 0;
	if (!error) {
		use(d, transit);
		return;
	}
	remember_fault(d, error, why);
	log_error("%s; questions about trains are sent to 12306", d->transit_fault);
}

void
daemon_take_transit(struct daemon *d, const struct reloaded *loaded)
{
	if (!loaded->transit_error) {
		use(d, loaded->transit);
		d->metrics.counts[COUNT_TIMETABLES] += loaded->transit != NULL;
		return;
	}
	remember_fault(d, loaded->transit_error, loaded->transit_why);
	d->metrics.counts[COUNT_TIMETABLE_REFUSED]++;
	log_error("the new timetable was refused: %s; the old one stays in use", d->transit_fault);
}

void
daemon_close_transit(struct daemon *d)
{
	transit_close(d->transit);
	forget_fault(d);
}
