/*
 * What a timetable costs: transit YYYYMMDD CHANGE_S|-1 DAYS_AFTER WALK_M EXPORT|- FEED... Random
 * questions, the same each time: both stops at random, leaving between 05 and 22 h. Prints one
 * figure a line. EXPORT: a file for a peer, with the trips of the one day and the same questions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "measure.h"
#include "text/fold.h"
#include "timetable/build.h"
#include "timetable/csa.h"
#include "timetable/departures.h"
#include "timetable/names.h"
#include "timetable/spell.h"
#include "timetable/value.h"
#include "timetable/window.h"
#include "timetable/write.h"

enum { QUESTIONS = 2000, FIRST_S = 5 * 3600, LAST_S = 22 * 3600, BOARD = 5 };

struct bench {
	struct timetable *tt;
	struct service_day days[MAX_SERVICE_DAYS];
	size_t day_count;
	int32_t change_s;
	uint64_t chance;
	double took[QUESTIONS]; /* microseconds */
	size_t found;
	struct service_day date;
	struct raptor *raptor;
	struct csa *csa;
	struct names names;
	struct arena arena;
	struct str typed[QUESTIONS];
	size_t typed_count, next_typed;
	struct buf text;
};

/* Of the processor, not of the clock on the wall: others may share the machine. */
static double
now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static uint32_t
below(struct bench *b, uint32_t end)
{
	b->chance = b->chance * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(b->chance >> 33) % end;
}

static void
report(struct bench *b, const char *what)
{
	double sum = 0;
	for (size_t i = 0; i < QUESTIONS; i++)
		sum += b->took[i];
	double middle = measure_median(b->took, QUESTIONS);
	printf("%s_mean_us %.2f\n%s_p50_us %.2f\n%s_p99_us %.2f\n%s_found %zu\n", what,
	        sum / QUESTIONS, what, middle, what, b->took[QUESTIONS * 99 / 100], what, b->found);
	b->found = 0;
}

/* Two stops at random, and when to leave; they lie in `stops`. */
static struct question
draw(struct bench *b, uint32_t stops[2])
{
	const uint32_t n = b->tt->net.stops;
	stops[0] = below(b, n);
	stops[1] = below(b, n - 1);
	stops[1] += stops[1] >= stops[0];
	return (struct question){&stops[0], &stops[1], 1, 1,
	        FIRST_S + (int32_t)below(b, LAST_S - FIRST_S), b->days, b->day_count, USUAL_TRIPS,
	        b->change_s};
}

/* Asks all the questions of one kind, timing each. */
static void
ask(struct bench *b, const char *what, size_t (*one)(struct bench *, const struct question *))
{
	b->chance = 1;
	for (size_t i = 0; i < QUESTIONS; i++) {
		uint32_t stops[2];
		const struct question q = draw(b, stops);
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

/* The trips of the date alone, as the peer asks. */
static size_t
one_day(struct bench *b, const struct question *q)
{
	struct question one = *q;
	one.days = &b->date;
	one.day_count = 1;
	return pareto(b, &one);
}

/* A name as people type it: as it is written, in pinyin, by its initials, by turns. */
static size_t
name(struct bench *b, const struct question *q)
{
	struct name_hit hits[NAMES_MENU];
	struct str typed = b->typed[b->next_typed++ % b->typed_count];
	(void)q;
	size_t n = names_find(&b->names, &b->arena, typed, hits, NAMES_MENU);
	arena_reset(&b->arena);
	return n > 0;
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

/* Do RAPTOR and the scan find the same arrival? And where would more trips than usual help? */
static void
count_disagreements(struct bench *b)
{
	size_t wrong = 0, more_trips = 0;
	b->chance = 1;
	for (size_t i = 0; i < QUESTIONS; i++) {
		uint32_t stops[2];
		struct journey out[MAX_TRIPS];
		const struct question q = draw(b, stops);
		int32_t within = INT32_MAX, any = INT32_MAX;
		size_t n = raptor_after(b->raptor, &q, out);
		if (csa_within(b->csa, &q, &within) != 0)
			within = INT32_MAX;
		if (csa_earliest(b->csa, &q, &any) != 0)
			any = INT32_MAX;
		wrong += within != (n ? out[n - 1].arrival_s : INT32_MAX);
		more_trips += any < within;
	}
	printf("disagreements %zu\nearlier_with_more_trips %zu\n", wrong, more_trips);
}

/* The scan beside reading the very hops that it looks at, question by question. */
static void
compare_with_stream(struct bench *b)
{
	static struct csa_hops looked_at[QUESTIONS];
	size_t hops = 0;
	uint64_t sum = 0;
	double start = now_us();
	b->chance = 1;
	for (size_t i = 0; i < QUESTIONS; i++) {
		uint32_t stops[2];
		const struct question q = draw(b, stops);
		scan(b, &q);
		looked_at[i] = csa_scanned(b->csa);
		hops += looked_at[i].count;
	}
	const double scanning = (now_us() - start) * 1e3 / (double)hops;
	start = now_us();
	for (size_t i = 0; i < QUESTIONS; i++)
		sum += csa_read(b->csa, looked_at[i]);
	const double streaming = (now_us() - start) * 1e3 / (double)hops;
	must(sum != 1); /* so that it is wanted */
	printf("csa_ns_a_hop %.3f\nstream_ns_a_hop %.3f\ncsa_over_stream %.2f\n", scanning,
	        streaming, scanning / streaming);
}

static void
build(const struct build_options *options, const char *const *feeds, size_t count, const char *file)
{
	struct problems problems = {.out = NULL};
	struct built built;
	struct rusage used;
	double start = now_us();
	must(timetable_build(feeds, count, options, &problems, &built));
	double took = now_us() - start;
	getrusage(RUSAGE_SELF, &used);
	must(timetable_write(file, built.image, built.size) == 0);
	printf("build_ms %.1f\nbuild_rss_mib %.1f\nfile_bytes %zu\nbytes_a_stop_time %.2f\n",
	        took / 1e3, (double)used.ru_maxrss / 1024, built.size,
	        (double)built.size / built.stop_times);
	fflush(stdout);
	free(built.image);
}

/* In a process of its own: what it took is not what answering takes. */
static void
build_apart(const struct build_options *options, const char *const *feeds, size_t count,
        const char *file)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		build(options, feeds, count, file);
		exit(0);
	}
	must(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

/* The names of stops spread over all, each in three ways. */
static void
collect_names(struct bench *b)
{
	const struct timetable *tt = b->tt;
	struct arena work = ARENA_INIT;
	struct spelling *all = xcalloc(SPELLINGS_MOST, sizeof(*all));
	for (uint32_t i = 0; b->typed_count + 3 <= QUESTIONS && i < QUESTIONS / 3; i++) {
		uint32_t stop = (uint32_t)((uint64_t)i * tt->net.stops / (QUESTIONS / 3));
		struct str name = str_from(timetable_text(tt, tt->stop[stop].name));
		b->typed[b->typed_count++] = name;
		if (spell_readings(fold(&work, name), all, SPELLINGS_MOST) == 0)
			continue;
		b->typed[b->typed_count++] = str_from(xstrdup(all[0].text));
		if (all[0].initials_n > 1)
			b->typed[b->typed_count++] = str_from(xstrdup(all[0].initials));
	}
	free(all);
	arena_release(&work);
}

static void
export_trips(const struct bench *b, FILE *out)
{
	const struct network *net = &b->tt->net;
	for (uint32_t i = 0; i < net->patterns; i++) {
		const struct net_pattern *p = &net->pattern[i];
		for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++) {
			if (!network_runs(net, net->trip[t].service, b->date.day))
				continue;
			fprintf(out, "trip");
			for (uint32_t c = 0; c < p->calls; c++) {
				const struct net_call *call = &net->call[p->first_call + c];
				fprintf(out, " %u:%d:%d:%u", call->stop, network_arrival(net, t, c),
				        network_departure(net, t, c), call->flags);
			}
			fputc('\n', out);
		}
	}
}

/* "change STOP S", "walk FROM TO S", "trip STOP:ARRIVAL:DEPARTURE:FLAGS...", "ask FROM TO S". */
static void
export_day(struct bench *b, const char *path)
{
	const struct network *net = &b->tt->net;
	FILE *out = fopen(path, "w");
	must(out);
	for (uint32_t s = 0; s < net->stops; s++) {
		fprintf(out, "change %u %d\n", s, network_change(net, s, b->change_s));
		for (uint32_t w = net->first_walk[s]; w < net->first_walk[s + 1]; w++)
			fprintf(out, "walk %u %u %d\n", s, net->walk[w].stop, net->walk[w].seconds);
	}
	export_trips(b, out);
	b->chance = 1;
	for (size_t i = 0; i < QUESTIONS; i++) {
		uint32_t stops[2];
		const struct question q = draw(b, stops);
		fprintf(out, "ask %u %u %d\n", stops[0], stops[1], q.time_s);
	}
	must(fclose(out) == 0);
}

static void
ask_all(struct bench *b)
{
	b->raptor = raptor_new(&b->tt->net);
	ask(b, "pareto", pareto);
	ask(b, "pareto_one_day", one_day);
	ask(b, "pareto_by", pareto_by);
	ask(b, "direct", direct);
	ask(b, "departures", board);
	ask(b, "name", name);
	printf("rss_mib %.1f\n", measure_rss_mib());
	b->csa = csa_new(&b->tt->net, b->days, b->day_count);
	ask(b, "earliest", scan);
	compare_with_stream(b);
	count_disagreements(b);
	csa_free(b->csa);
	raptor_free(b->raptor);
}

int
main(int argc, char **argv)
{
	struct bench b = {.text = BUF_INIT(1 << 16), .arena = ARENA_INIT};
	int64_t change_s, after, walk_m;
	int32_t date;
	char file[64];
	const char *why;
	if (argc < 7 || !value_date(str_from(argv[1]), &date) ||
	        parse_int(str_from(argv[2]), -1, 86400, &change_s) ||
	        parse_int(str_from(argv[3]), 0, WINDOW_DAYS_MOST, &after) ||
	        parse_int(str_from(argv[4]), 0, 2000, &walk_m)) {
		fputs("usage: transit YYYYMMDD CHANGE_S|-1 DAYS_AFTER WALK_M EXPORT|- FEED...\n",
		        stderr);
		return 2;
	}
	const struct build_options options = {.today = date, .walk_m = (int32_t)walk_m};
	snprintf(file, sizeof(file), "/tmp/jiaxin-transit-%d.tt", (int)getpid());
	build_apart(&options, (const char *const *)argv + 6, (size_t)argc - 6, file);
	double start = now_us();
	must(timetable_open(file, &b.tt, &why) == 0 && names_view(b.tt, &b.names, &why) == 0);
	printf("open_ms %.2f\n", (now_us() - start) / 1e3);
	b.change_s = (int32_t)change_s;
	b.day_count = window_days(b.tt, date, 0, (unsigned)after, b.days);
	b.date = (struct service_day){timetable_day(b.tt, date), 0};
	printf("service_days %zu\n", b.day_count);
	collect_names(&b);
	if (strcmp(argv[5], "-") != 0)
		export_day(&b, argv[5]);
	ask_all(&b);
	timetable_close(b.tt);
	arena_release(&b.arena);
	buf_release(&b.text);
	unlink(file);
	return 0;
}
