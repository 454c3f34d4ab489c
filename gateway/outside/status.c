#include "outside/status.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text/calendar.h"
#include "timetable/transit.h"

enum { REPLY_MOST = 65536 };

/* Resident memory in bytes, as the kernel counts it. */
static double
resident_bytes(void)
{
	char text[128];
	FILE *f = fopen("/proc/self/statm", "re");
	if (!f)
		return 0;
	size_t n = fread(text, 1, sizeof(text), f);
	fclose(f);
	struct str rest = {text, n}, pages;
	int64_t count = 0;
	for (int field = 0; field < 2 && rest.n; field++) { /* "size resident shared..." in pages */
		const char *blank = memchr(rest.p, ' ', rest.n);
		pages = (struct str){rest.p, blank ? (size_t)(blank - rest.p) : rest.n};
		rest = str_skip(rest, blank ? pages.n + 1 : pages.n);
		if (parse_int(pages, 0, INT64_MAX, &count) != 0)
			return 0;
	}
	return (double)count * (double)sysconf(_SC_PAGESIZE);
}

static void
reply(struct http_request *request, unsigned status, const char *type, struct buf *text)
{
	http_reply(request, status, buf_str(text), type, NULL);
	buf_release(text);
}

static void
live(struct http_request *request)
{
	http_reply(request, 200, STR("{\"live\":true}\n"), "application/json", NULL);
}

static void
add_fault(struct buf *b, const char *fault)
{
	if (fault)
		buf_add_json(b, str_from(fault));
	else
		buf_addz(b, "null");
}

static void
add_date(struct buf *b, const char *name, int32_t day)
{
	buf_addf(b, "\"%s\":\"%04d-%02d-%02d\",", name, day / 10000, day / 100 % 100, day % 100);
}

static void
add_timetable(struct buf *b, const struct status_facts *f)
{
	const struct transit *t = f->transit;
	buf_addf(b, "\"loaded\":%lld,\"trips\":%u,", (long long)f->transit_loaded_s,
	        t ? t->tt->net.trips : 0);
	if (!t)
		return;
	add_date(b, "first_day", transit_first_day(t));
	add_date(b, "last_day", transit_last_day(t));
	buf_addf(b, "\"expired\":%s,\"demonstration\":%s,",
	        transit_serves(t, calendar_today(f->now_s)) ? "false" : "true",
	        transit_is_demonstration(t) ? "true" : "false");
}

/* Negative: it has expired so many days ago. */
static double
days_left(const struct status_facts *f)
{
	int32_t today = transit_day(calendar_today(f->now_s));
	return f->transit ? timetable_days_left(f->transit->tt, today) : 0;
}

static void
ready(const struct status_facts *f, struct http_request *request)
{
	struct buf b = BUF_INIT(REPLY_MOST);
	const struct page *const *pages;
	bool is_ready = !f->trouble && !f->draining;

	buf_addf(&b, "{\"ready\":%s,\"draining\":%s,\"version\":\"%s\",\"store\":",
	        is_ready ? "true" : "false", f->draining ? "true" : "false", f->version);
	buf_add_json(&b, str_from(store_trouble_text(f->trouble)));
	buf_addf(&b,
	        ",\"content\":{\"version\":\"%s\",\"pages\":%zu,\"loaded\":%lld,\"faults\":%zu,"
	        "\"fault\":",
	        content_version(f->content), content_pages(f->content, &pages),
	        (long long)f->content_loaded_s, f->content_faults);
	add_fault(&b, f->content_fault);
	buf_addz(&b, "},\"timetable\":{");
	add_timetable(&b, f);
	buf_addz(&b, "\"fault\":");
	add_fault(&b, f->transit_fault);
	buf_addz(&b, "}}\n");
	reply(request, is_ready ? 200 : 503, "application/json", &b);
}

/* Seconds that the first message which is due has waited. */
static double
outbox_late_s(const struct status_facts *f)
{
	int64_t first_ms = f->now_s * 1000;
	for (int kind = 0; kind < OUTBOX_KINDS; kind++) {
		int64_t due_ms = f->sender.outbox.first_due_ms[kind];
		if (due_ms && due_ms < first_ms)
			first_ms = due_ms;
	}
	return (double)(f->now_s * 1000 - first_ms) / 1000;
}

static void
print_outbox(const struct status_facts *f, struct buf *b)
{
	const struct sender_figures *s = &f->sender;
	buf_addz(b, "# HELP jiaxin_outbox_messages Messages of the outbox, by kind and state.\n"
	            "# TYPE jiaxin_outbox_messages gauge\n");
	for (int kind = 0; kind < OUTBOX_KINDS; kind++)
		for (int state = 0; state < OUTBOX_STATES; state++)
			buf_addf(b, "jiaxin_outbox_messages{kind=\"%s\",state=\"%s\"} %lld\n",
			        outbox_kind_name(kind), outbox_state_name(state),
			        (long long)s->outbox.rows[kind][state]);
	const struct gauge gauges[] = {
	        {"outbox_late_seconds", "How long the first message that is due has waited.",
	                outbox_late_s(f)},
	        {"outbox_on_the_way", "Messages that Kannel has not answered yet.",
	                (double)s->on_the_way},
	        {"outbox_stopped", "1 when sendsms or a provider refuses us: look in the log.",
	                s->stopped},
	        {"outbox_roadless",
	                "Messages queued for an adapter that does not send, or without "
	                "outbox.url.",
	                (double)s->roadless},
	        {"outbox_parts_today",
	                "SMS parts that Kannel took from the outbox since midnight in "
	                "China.",
	                (double)s->outbox.parts_today},
	};
	metrics_print_gauges(gauges, ARRAY_LEN(gauges), b);
}

static void
print_metrics(
        const struct status_facts *f, const struct metrics *metrics, struct http_request *request)
{
	const struct store_figures store = f->store;
	const struct page *const *pages;
	const struct gauge gauges[] = {
	        {"ready", "1 when messages are answered.", !f->trouble && !f->draining},
	        {"uptime_seconds", "Since the start.", (double)(f->now_s - f->started_s)},
	        {"resident_bytes", "Resident memory.", resident_bytes()},
	        {"connections", "Open HTTP connections.", f->http.connections},
	        {"requests", "HTTP requests since the start.", (double)f->http.requests},
	        {"connections_refused", "Connections over the limit, since the start.",
	                (double)f->http.refused_connections},
	        {"bodies_refused", "Bodies over the limit, since the start.",
	                (double)f->http.refused_bodies},
	        {"connections_unreadable", "Connections that ended without one readable request.",
	                (double)f->http.unreadable},
	        {"held", "Messages that wait for the disk.", (double)f->held},
	        {"parts_today", "SMS parts since midnight in China, or since the start.",
	                (double)f->parts_today},
	        {"sessions", "Phones that are remembered.", (double)store.sessions},
	        {"sessions_bytes", "Memory of their table.", (double)store.sessions_bytes},
	        {"sessions_unsaved", "Of them newer than the last checkpoint.",
	                (double)store.unsaved_sessions},
	        {"repeat_marks", "Message ids that are remembered.", (double)store.repeats},
	        {"journal_rows", "Number of the newest journal row.", (double)store.last_seq},
	        {"subjects_erased", "Phones whose data was erased, since the start.",
	                (double)store.erased},
	        {"messages_purged",
	                "Messages that went because their time was over, since the start.",
	                (double)store.purged},
	        {"outbox_purged",
	                "Messages of the outbox that went because their time was over, since the "
	                "start.",
	                (double)store.outbox_purged},
	        {"answers_forgotten", "Messages whose answers to questions went with the session.",
	                (double)store.told_forgotten},
	        {"messages_archived",
	                "Messages that are only stored from then on, since the start.",
	                (double)store.archived},
	        {"store_bytes", "Size of the database and its log.", (double)store.file_bytes},
	        {"content_pages", "Pages of the content in use.",
	                (double)content_pages(f->content, &pages)},
	        {"content_loaded_seconds", "When it was loaded, Unix time.",
	                (double)f->content_loaded_s},
	        {"content_faults",
	                "Faults of the tree that was refused last; 0 when the newest is in use.",
	                (double)f->content_faults},
	        {"timetable_trips", "Trips of the timetable in use; 0: there is none.",
	                f->transit ? f->transit->tt->net.trips : 0},
	        {"timetable_days_left",
	                "Days after today that the timetable still holds; negative: it has "
	                "expired.",
	                days_left(f)},
	        {"timetable_refused", "1 when the newest timetable was refused.",
	                f->transit_fault != NULL},
	        {"timetable_loaded_seconds", "When it was loaded, Unix time.",
	                (double)f->transit_loaded_s},
	};
	struct buf b = BUF_INIT(REPLY_MOST);
	metrics_print(metrics, gauges, ARRAY_LEN(gauges), &b);
	print_outbox(f, &b);
	if (f->more.print)
		f->more.print(f->more.ctx, &b);
	reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", &b);
}

static void
print_misunderstood(const struct status_facts *f, struct http_request *request)
{
	struct buf b = BUF_INIT(REPLY_MOST);
	misunderstood_print(f->misunderstood, &b);
	reply(request, 200, "application/json", &b);
}

bool
status_handle(const struct status_facts *facts, const struct metrics *metrics,
        struct http_request *request)
{
	if (str_eq(request->path, STR("/health/live")))
		live(request);
	else if (str_eq(request->path, STR("/health/ready")))
		ready(facts, request);
	else if (str_eq(request->path, STR("/metrics")))
		print_metrics(facts, metrics, request);
	else if (facts->misunderstood && str_eq(request->path, STR("/misunderstood")))
		print_misunderstood(facts, request);
	else
		return false;
	return true;
}
