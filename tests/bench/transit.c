/*
 * What a timetable costs: transit FEED.zip YYYYMMDD CHANGE_S DAYS_AFTER. Random questions, the
 * same each time: both stops at random, leaving between 05 and 22 h. One line a figure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "timetable/build.h"
#include "timetable/csa.h"
#include "timetable/departures.h"
#include "timetable/value.h"
#include "timetable/window.h"
#include "timetable/write.h"

enum { QUESTIONS = 2000, FIRST_S = 5 * 3600, LAST_S = 22 * 3600, BOARD = 5, STREAMS = 20 };

struct bench {
	struct timetable *tt;
	struct service_day days[MAX_SERVICE_DAYS];
	size_t day_count;
	int32_t change_s;
	uint64_t chance;
	double took[QUESTIONS]; /* microseconds */
	size_t found;
	struct raptor *raptor;
	struct csa *csa;
	struct buf text;
};

static double
now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static uint32_t
below(struct bench *b, uint32_t end)
{
	b->chance = b->chance * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(b->chance >> 33) % end;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void
report(struct bench *b, const char *what)
{
	double sum = 0;
	for (size_t i = 0; i < QUESTIONS; i++)
		sum += b->took[i];
	qsort(b->took, QUESTIONS, sizeof(*b->took), compare);
	printf("%-22s mean %8.1f us  p50 %8.1f us  p99 %8.1f us  max %8.1f us  (%zu found)\n", what,
	        sum / QUESTIONS, b->took[QUESTIONS / 2], b->took[QUESTIONS * 99 / 100],
	        b->took[QUESTIONS - 1], b->found);
	b->found = 0;
}

/* Asks all the questions of one kind, timing each. */
static void
ask(struct bench *b, const char *what, size_t (*one)(struct bench *, const struct question *))
{
	b->chance = 1;
	for (size_t i = 0; i < QUESTIONS; i++) {
		uint32_t stops = b->tt->net.stops, from = below(b, stops), to = below(b, stops - 1);
		to += to >= from;
		const struct question q = {&from, &to, 1, 1,
		        FIRST_S + (int32_t)below(b, LAST_S - FIRST_S), b->days, b->day_count,
		        USUAL_TRIPS, b->change_s};
		double start = now_us();
		b->found += one(b, &q);
		b->took[i] = now_us() - start;
	}
	report(b, what);
}

static void
put_leg(struct bench *b, const struct leg *l)
{
	const struct timetable *tt = b->tt;
	buf_addf(&b->text, "%s %02d:%02d %s-%02d:%02d %s ",
	        timetable_text(tt, tt->trip[l->trip].name), l->departure_s / 3600 % 24,
	        l->departure_s / 60 % 60, timetable_text(tt, tt->stop[l->from_stop].name),
	        l->arrival_s / 3600 % 24, l->arrival_s / 60 % 60,
	        timetable_text(tt, tt->stop[l->to_stop].name));
}

static size_t
pareto(struct bench *b, const struct question *q)
{
	struct journey out[MAX_TRIPS];
	size_t n = raptor_after(b->raptor, q, out);
	buf_clear(&b->text);
	for (size_t i = 0; i < n; i++)
		for (unsigned l = 0; l < out[i].trips; l++)
			put_leg(b, &out[i].legs[l]);
	return n;
}

static size_t
pareto_by(struct bench *b, const struct question *q)
{
	struct journey out[MAX_TRIPS];
	return raptor_by(b->raptor, q, out);
}

static size_t
direct(struct bench *b, const struct question *q)
{
	struct journey out[MAX_TRIPS];
	struct question one = *q;
	one.max_trips = 1;
	return raptor_after(b->raptor, &one, out);
}

static size_t
scan(struct bench *b, const struct question *q)
{
	int32_t arrival;
	return csa_earliest(b->csa, q, &arrival) == 0;
}

static size_t
board(struct bench *b, const struct question *q)
{
	struct leg legs[BOARD];
	const struct departures d = {q->from, NULL, 1, 0, q->time_s, q->days, q->day_count};
	size_t n = departures_next(&b->tt->net, &d, legs, BOARD);
	buf_clear(&b->text);
	for (size_t i = 0; i < n; i++)
		put_leg(b, &legs[i]);
	return n;
}

static long
resident_kb(void)
{
	long pages = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (!f || fscanf(f, "%ld %ld", &pages, &resident) != 2)
		resident = -1;
	if (f)
		fclose(f);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/* The scan beside the least that it could do: read as many hops of that size. */
static void
compare_with_stream(struct bench *b)
{
	size_t hops = 0;
	double start = now_us(), scanning, streaming;
	b->chance = 1;
	for (size_t i = 0; i < QUESTIONS; i++) {
		uint32_t from = below(b, b->tt->net.stops), to = below(b, b->tt->net.stops);
		const struct question q = {
		        &from, &to, 1, 1, FIRST_S, b->days, b->day_count, USUAL_TRIPS, b->change_s};
		scan(b, &q);
		hops += csa_scanned(b->csa);
	}
	scanning = (now_us() - start) * 1e3 / (double)hops;
	size_t size = hops / QUESTIONS * csa_hop_size() / sizeof(uint64_t);
	uint64_t *bytes = xcalloc(size, sizeof(*bytes)), sum = 0;
	for (size_t i = 0; i < size; i++)
		bytes[i] = i;
	start = now_us();
	for (int n = 0; n < STREAMS; n++)
		for (size_t i = 0; i < size; i++)
			sum += bytes[i] ^ (uint64_t)n;
	streaming = (now_us() - start) * 1e3 * (double)csa_hop_size() / sizeof(uint64_t) /
	            (double)size / STREAMS;
	printf("%-22s %.2f ns a hop, streaming %.2f ns, %zu bytes a hop (%d)\n",
	        "csa beside stream", scanning, streaming, csa_hop_size(), (int)(sum & 1));
	free(bytes);
}

static void
build(const char *feed, const char *file)
{
	struct problems problems = {.out = NULL};
	const struct build_options options = {.today = 0};
	struct built built;
	double start = now_us();
	must(timetable_build(&feed, 1, &options, &problems, &built));
	double took = now_us() - start;
	must(timetable_write(file, built.image, built.size) == 0);
	printf("%-22s %.1f ms, %zu bytes, %.1f bytes a stop time\n", "build", took / 1e3,
	        built.size, (double)built.size / built.stop_times);
	free(built.image);
}

/* In a process of its own: what it took is not what answering takes. */
static void
build_apart(const char *feed, const char *file)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		build(feed, file);
		exit(0);
	}
	must(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

static void
ask_all(struct bench *b)
{
	b->raptor = raptor_new(&b->tt->net);
	ask(b, "pareto", pareto);
	ask(b, "pareto, arriving by", pareto_by);
	ask(b, "direct", direct);
	ask(b, "departures", board);
	printf("%-22s %ld kB\n", "resident", resident_kb());
	b->csa = csa_new(&b->tt->net, b->days, b->day_count);
	ask(b, "earliest, csa", scan);
	compare_with_stream(b);
	csa_free(b->csa);
	raptor_free(b->raptor);
}

int
main(int argc, char **argv)
{
	struct bench b = {.text = BUF_INIT(1 << 16)};
	int64_t change_s, after;
	int32_t date;
	char file[64];
	const char *why;
	if (argc != 5 || !value_date(str_from(argv[2]), &date) ||
	        parse_int(str_from(argv[3]), -1, 86400, &change_s) ||
	        parse_int(str_from(argv[4]), 0, WINDOW_DAYS_MOST, &after)) {
		fputs("usage: transit FEED.zip YYYYMMDD CHANGE_S|-1 DAYS_AFTER\n", stderr);
		return 2;
	}
	snprintf(file, sizeof(file), "/tmp/jiaxin-transit-%d.tt", (int)getpid());
	build_apart(argv[1], file);
	double start = now_us();
	must(timetable_open(file, &b.tt, &why) == 0);
	printf("%-22s %.2f ms\n", "open and check", (now_us() - start) / 1e3);
	b.change_s = (int32_t)change_s;
	b.day_count = window_days(b.tt, date, 0, (unsigned)after, b.days);
	printf("%-22s %zu\n", "service days", b.day_count);
	ask_all(&b);
	timetable_close(b.tt);
	buf_release(&b.text);
	unlink(file);
	return 0;
}
