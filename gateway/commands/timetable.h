/* What the commands over a compiled timetable share; one file each. */
#ifndef JIAXIN_COMMANDS_TIMETABLE_H
#define JIAXIN_COMMANDS_TIMETABLE_H

#include "base/buf.h"
#include "timetable/raptor.h"
#include "timetable/stop_set.h"
#include "timetable/window.h"

int timetable_build_command(int argc, char **argv);
int timetable_query_command(int argc, char **argv);
int timetable_departures_command(int argc, char **argv);

/* What is asked of a timetable: as it was written, then as it was understood. */
struct timetable_question {
	const char *file, *from, *to, *at, *by;
	bool json, direct;
	int64_t change_s; /* negative: each stop's own */
	int64_t days, count;
	struct timetable *tt; /* from timetable_ask on; timetable_close */
	struct stop_set from_stops, to_stops;
	int32_t date, time_s; /* since 1970; seconds of that day */
	struct service_day service_days[MAX_SERVICE_DAYS];
	size_t service_day_count;
};

/*
 * Reads the options (`options`: those that the command knows, a getopt string) and opens the
 * file. false: *status is the exit status, and all was said.
 */
bool timetable_ask(int argc, char **argv, const char *options, const char *usage,
        struct timetable_question *q, int *status);

/* "{"trip":…,…}": one ride. */
void timetable_put_leg(struct buf *b, const struct timetable *tt, const struct leg *leg);

/* A time of the date asked for as people read it: "08:05", "+1 08:05"; a buffer of 24 bytes. */
const char *timetable_clock(int32_t seconds, char out[24]);

#endif
