#include <stdio.h>

#include "commands/command.h"
#include "commands/timetable.h"
#include "timetable/departures.h"

static const char usage[] =
        "usage: jiaxin timetable departures -t FILE --from A [--to B] --at 2016-03-10T08:00:00\n"
        "                                   [--count N] [--days N] [--json]\n"
        "The next trips from A, or those that go to B without a change: 5, or N. A and B as for\n"
        "`query`. --days: how many days after the date may be looked at (default 2).\n"
        "Exit status: 0 answered, even if there is none, 2 could not run.\n";

enum { COUNT_MOST = 200, JSON_MOST = 1 << 20 };

static void
print_json(const struct timetable *tt, const struct leg *legs, size_t count)
{
	struct buf b = BUF_INIT(JSON_MOST);
	buf_addz(&b, "{\"departures\":[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_addc(&b, ',');
		timetable_put_leg(&b, tt, &legs[i]);
	}
	buf_addz(&b, "]}");
	must(!b.full);
	puts(b.p);
	buf_release(&b);
}

static void
print_plain(const struct timetable *tt, const struct leg *legs, size_t count)
{
	char from[24], to[24];
	if (count == 0)
		puts("no departure");
	for (size_t i = 0; i < count; i++) {
		const struct leg *leg = &legs[i];
		const struct tt_trip *trip = &tt->trip[leg->trip];
		printf("%s %s %s - %s %s\n", timetable_text(tt, trip->name),
		        timetable_clock(leg->departure_s, from),
		        timetable_text(tt, tt->stop[leg->from_stop].name),
		        timetable_clock(leg->arrival_s, to),
		        timetable_text(tt, tt->stop[leg->to_stop].name));
	}
}

int
timetable_departures_command(int argc, char **argv)
{
	struct timetable_question q = {.days = 2, .count = 5};
	struct leg legs[COUNT_MOST];
	int status;
	if (!timetable_ask(argc, argv, "tfTadnj", usage, &q, &status))
		return status;
	const struct departures question = {
	        .from = q.from_stops.stop,
	        .from_count = q.from_stops.count,
	        .to = q.to_stops.stop,
	        .to_count = q.to_stops.count,
	        .time_s = q.time_s,
	        .days = q.service_days,
	        .day_count = q.service_day_count,
	};
	size_t count = departures_next(&q.tt->net, &question, legs, (size_t)q.count);
	(q.json ? print_json : print_plain)(q.tt, legs, count);
	timetable_close(q.tt);
	return EXIT_GOOD;
}
