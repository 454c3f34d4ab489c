#include "commands/timetable.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "commands/command.h"
#include "timetable/value.h"

enum { CHANGE_MOST_S = 86400, COUNT_MOST = 200, DAY_S = 86400 };

static const struct option long_options[] = {
        {"timetable", required_argument, NULL, 't'},
        {"from", required_argument, NULL, 'f'},
        {"to", required_argument, NULL, 'T'},
        {"at", required_argument, NULL, 'a'},
        {"by", required_argument, NULL, 'b'},
        {"days", required_argument, NULL, 'd'},
        {"change-seconds", required_argument, NULL, 'c'},
        {"count", required_argument, NULL, 'n'},
        {"direct", no_argument, NULL, 'D'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

static bool
read_number(const char *name, const char *text, int64_t most, int64_t *out)
{
	if (parse_int(str_from(text), 0, most, out) == 0)
		return true;
	fprintf(stderr, "timetable: --%s: \"%s\" is no number from 0 to %lld\n", name, text,
	        (long long)most);
	return false;
}

static bool
read_option(int c, struct timetable_question *q)
{
	switch (c) {
	case 't':
		q->file = optarg;
		return true;
	case 'f':
		q->from = optarg;
		return true;
	case 'T':
		q->to = optarg;
		return true;
	case 'a':
		q->at = optarg;
		return true;
	case 'b':
		q->by = optarg;
		return true;
	case 'd':
		return read_number("days", optarg, WINDOW_DAYS_MOST, &q->days);
	case 'c':
		return read_number("change-seconds", optarg, CHANGE_MOST_S, &q->change_s);
	case 'n':
		return read_number("count", optarg, COUNT_MOST, &q->count) && q->count > 0;
	case 'D':
		return q->direct = true;
	default:
		return q->json = true;
	}
}

/* "2016-03-10": its digits are a date of GTFS. */
static bool
read_date(const char *text, int32_t *day)
{
	char digits[9] = "";
	if (strlen(text) < 10 || text[4] != '-' || text[7] != '-')
		return false;
	memcpy(digits, text, 4);
	memcpy(digits + 4, text + 5, 2);
	memcpy(digits + 6, text + 8, 2);
	return value_date(str_from(digits), day);
}

/* "2016-03-10T08:00:00", the seconds optional, a blank for the T. */
static bool
read_when(const char *text, struct timetable_question *q)
{
	int32_t seconds;
	if (!read_date(text, &q->date) || (text[10] != 'T' && text[10] != ' ') ||
	        !value_time(str_from(text + 11), &seconds) || seconds > DAY_S) {
		fprintf(stderr, "timetable: \"%s\" is no time such as 2016-03-10T08:00:00\n", text);
		return false;
	}
	q->time_s = seconds;
	return true;
}

/* A city and its stop of the same name are shown once. */
static bool
was_shown(const struct stop_doubt *d, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (d->near[k].name == d->near[i].name)
			return true;
	return false;
}

/* "; near: 长沙南, 长沙" and the end of the line. */
static void
print_near(const struct timetable_question *q, const struct stop_doubt *d, const char *before)
{
	for (size_t i = 0; i < d->count; i++)
		if (!was_shown(d, i))
			fprintf(stderr, "%s%s", i ? ", " : before,
			        timetable_text(q->tt, d->near[i].name));
	fputc('\n', stderr);
}

static bool
find_places(const struct timetable_question *q, const struct names *names, const char *text,
        struct stop_set *out)
{
	struct arena a = ARENA_INIT;
	struct stop_doubt doubt = {.count = 0};
	int error = stop_set_find(q->tt, names, &a, str_from(text), out, &doubt);
	arena_release(&a);
	if (error == -E2BIG) {
		fprintf(stderr, "timetable: \"%s\" are more than %d stops\n", text, STOP_SET_MOST);
	} else if (error == -ENOTUNIQ) {
		fprintf(stderr, "timetable: \"%.*s\" may be", STR_ARG(doubt.part));
		print_near(q, &doubt, ": ");
	} else if (error) {
		fprintf(stderr, "timetable: there is no stop \"%.*s\"", STR_ARG(doubt.part));
		print_near(q, &doubt, "; near: ");
	}
	return error == 0;
}

static void
warn_of_date(const struct timetable_question *q)
{
	const struct tt_info *info = q->tt->info;
	int y, m, d, to_y, to_m, to_d;
	if (q->date >= info->first_day && q->date <= info->last_day)
		return;
	date_of(info->first_day, &y, &m, &d);
	date_of(info->last_day, &to_y, &to_m, &to_d);
	fprintf(stderr,
	        "timetable: the date is outside the timetable: %04d-%02d-%02d to %04d-%02d-%02d\n",
	        y, m, d, to_y, to_m, to_d);
}

static bool
understand(struct timetable_question *q)
{
	struct names names;
	const char *why;
	if (names_view(q->tt, &names, &why)) {
		fprintf(stderr, "timetable: %s: %s\n", q->file, why);
		return false;
	}
	if (!find_places(q, &names, q->from, &q->from_stops) ||
	        (q->to && !find_places(q, &names, q->to, &q->to_stops)))
		return false;
	if (stop_set_meet(&q->from_stops, &q->to_stops)) {
		fputs("timetable: from and to are the same place\n", stderr);
		return false;
	}
	warn_of_date(q);
	unsigned days = (unsigned)q->days;
	q->service_day_count =
	        window_days(q->tt, q->date, q->by ? days : 0, q->by ? 0 : days, q->service_days);
	return true;
}

static bool
open_file(struct timetable_question *q)
{
	const char *why;
	int error = timetable_open(q->file, &q->tt, &why);
	if (!error)
		return true;
	bool of_system = error != -EBADMSG && error != -ENOTSUP;
	fprintf(stderr, "timetable: %s: %s%s%s\n", q->file, why, of_system ? ": " : "",
	        of_system ? strerror(-error) : "");
	return false;
}

static bool
is_known(const char *options, int c)
{
	return c != '?' && strchr(options, c) != NULL;
}

bool
timetable_ask(int argc, char **argv, const char *options, const char *usage,
        struct timetable_question *q, int *status)
{
	*status = EXIT_COULD_NOT_RUN;
	for (int c; (c = getopt_long(argc, argv, "t:", long_options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(usage, stdout);
			*status = EXIT_GOOD;
			return false;
		}
		if (!is_known(options, c)) {
			fputs(usage, stderr);
			return false;
		}
		if (!read_option(c, q))
			return false;
	}
	const char *when = q->at ? q->at : q->by;
	if (optind < argc || !q->file || !q->from || !when || (q->at && q->by)) {
		fputs(usage, stderr);
		return false;
	}
	if (!read_when(when, q) || !open_file(q))
		return false;
	if (understand(q))
		return true;
	timetable_close(q->tt);
	return false;
}

static void
put_text(struct buf *b, const struct timetable *tt, const char *name, tt_text text)
{
	buf_addf(b, "\"%s\":", name);
	buf_add_json(b, str_from(timetable_text(tt, text)));
	buf_addc(b, ',');
}

void
timetable_put_leg(struct buf *b, const struct timetable *tt, const struct leg *leg)
{
	const struct tt_trip *trip = &tt->trip[leg->trip];
	char id[TT_TRIP_ID_MOST + 1];
	buf_addc(b, '{');
	buf_addz(b, "\"trip\":");
	buf_add_json(b, timetable_trip_id(tt, leg->trip, id));
	buf_addc(b, ',');
	put_text(b, tt, "name", trip->name);
	put_text(b, tt, "headsign", trip->headsign);
	put_text(b, tt, "from", tt->stop[leg->from_stop].id);
	put_text(b, tt, "from_name", tt->stop[leg->from_stop].name);
	put_text(b, tt, "to", tt->stop[leg->to_stop].id);
	put_text(b, tt, "to_name", tt->stop[leg->to_stop].name);
	if (trip->flags & TT_IN_SEAT)
		buf_addz(b, "\"in_seat\":true,");
	if (trip->flags & TT_ABOUT)
		buf_addz(b, "\"about\":true,");
	buf_addf(b, "\"departure\":%d,\"arrival\":%d}", leg->departure_s, leg->arrival_s);
}

const char *
timetable_clock(int32_t seconds, char out[24])
{
	int32_t day = seconds / DAY_S - (seconds % DAY_S < 0);
	int32_t minutes = (seconds - day * DAY_S) / 60;
	if (day)
		snprintf(out, 24, "%+d %02d:%02d", day, minutes / 60, minutes % 60);
	else
		snprintf(out, 24, "%02d:%02d", minutes / 60, minutes % 60);
	return out;
}
