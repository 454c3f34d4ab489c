#include <stdio.h>
#include <string.h>

#include "commands/command.h"
#include "commands/timetable.h"
#include "timetable/fares.h"

static const char usage[] =
        "usage: jiaxin timetable query -t FILE --from A --to B (--at|--by) 2016-03-10T08:00:00\n"
        "                              [--direct] [--change-seconds N] [--days N] [--json]\n"
        "The journeys that no other beats in both time and number of trips; each leaves as late\n"
        "as it can. A and B: a stop_id, a name, a city, or several of them: A+B+C. --days: how\n"
        "many days after the date may be ridden, with --by before it (default 2). Times in JSON\n"
        "are seconds of the date asked for.\n"
        "Exit status: 0 answered, even if there is no journey, 2 could not run.\n";

enum { JSON_MOST = 1 << 20 };

/* Only where it is known. */
static void
put_fare(struct buf *b, const struct timetable *tt, const struct journey *j)
{
	struct fare fare;
	if (!fare_of_journey(tt, j, &fare))
		return;
	buf_addf(b, ",\"fare\":%d,\"fare_currency\":", fare.amount);
	buf_add_json(b, str_from(timetable_text(tt, fare.currency)));
	buf_addz(b, ",\"fare_name\":");
	buf_add_json(b, str_from(timetable_text(tt, fare.name)));
}

static void
print_json(const struct timetable *tt, const struct journey *journeys, size_t count)
{
	struct buf b = BUF_INIT(JSON_MOST);
	buf_addz(&b, "{\"options\":[");
	for (size_t i = 0; i < count; i++) {
		const struct journey *j = &journeys[i];
		buf_addf(&b, "%s{\"departure\":%d,\"arrival\":%d,\"trips\":%u,\"legs\":[",
		        i ? "," : "", j->departure_s, j->arrival_s, j->trips);
		for (unsigned l = 0; l < j->trips; l++) {
			if (l)
				buf_addc(&b, ',');
			timetable_put_leg(&b, tt, &j->legs[l]);
		}
		buf_addc(&b, ']');
		put_fare(&b, tt, j);
		buf_addc(&b, '}');
	}
	buf_addz(&b, "]}");
	must(!b.full);
	puts(b.p);
	buf_release(&b);
}

/* And the end of the line. */
static void
print_fare(const struct timetable *tt, const struct journey *j)
{
	struct fare fare;
	char amount[16];
	if (fare_of_journey(tt, j, &fare))
		printf(", %s %s", fare_amount(fare.amount, amount),
		        timetable_text(tt, fare.currency));
	putchar('\n');
}

static void
print_plain(const struct timetable *tt, const struct journey *journeys, size_t count)
{
	char from[24], to[24];
	if (count == 0)
		puts("no journey");
	for (size_t i = 0; i < count; i++) {
		const struct journey *j = &journeys[i];
		printf("%s - %s, %u trip%s", timetable_clock(j->departure_s, from),
		        timetable_clock(j->arrival_s, to), j->trips, j->trips == 1 ? "" : "s");
		print_fare(tt, j);
		for (unsigned l = 0; l < j->trips; l++) {
			const struct leg *leg = &j->legs[l];
			printf("  %s %s %s - %s %s\n", timetable_text(tt, tt->trip[leg->trip].name),
			        timetable_clock(leg->departure_s, from),
			        timetable_text(tt, tt->stop[leg->from_stop].name),
			        timetable_clock(leg->arrival_s, to),
			        timetable_text(tt, tt->stop[leg->to_stop].name));
		}
	}
}

static size_t
search(const struct timetable_question *q, struct journey out[MAX_TRIPS])
{
	const struct question question = {
	        .from = q->from_stops.stop,
	        .from_count = q->from_stops.count,
	        .to = q->to_stops.stop,
	        .to_count = q->to_stops.count,
	        .time_s = q->time_s,
	        .days = q->service_days,
	        .day_count = q->service_day_count,
	        .max_trips = q->direct ? 1 : USUAL_TRIPS,
	        .change_s = (int32_t)q->change_s,
	};
	struct raptor *r = raptor_new(&q->tt->net);
	size_t count = q->by ? raptor_by(r, &question, out) : raptor_after(r, &question, out);
	raptor_free(r);
	return count;
}

int
timetable_query_command(int argc, char **argv)
{
	struct timetable_question q = {.change_s = -1, .days = 2};
	struct journey journeys[MAX_TRIPS];
	int status;
	if (!timetable_ask(argc, argv, "tfTabdcDj", usage, &q, &status))
		return status;
	if (!q.to) {
		fputs(usage, stderr);
		timetable_close(q.tt);
		return EXIT_COULD_NOT_RUN;
	}
	size_t count = search(&q, journeys);
	(q.json ? print_json : print_plain)(q.tt, journeys, count);
	timetable_close(q.tt);
	return EXIT_GOOD;
}
