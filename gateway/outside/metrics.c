#include "outside/metrics.h"

static const struct {
	const char *name, *help;
} counters[COUNTER_COUNT] = {
        [COUNT_RECEIVED] = {"messages_received", "Messages taken from Kannel."},
        [COUNT_ANSWERED] = {"messages_answered", "Messages answered with words."},
        [COUNT_SILENT] = {"messages_silent", "Messages answered with silence (200, nothing sent)."},
        [COUNT_REPEATED] = {"messages_repeated", "Messages heard before: the same bytes again."},
        [COUNT_UNKNOWN] = {"messages_unknown", "Messages that were not understood."},
        [COUNT_SORRY] = {"messages_sorry", "Messages answered with the apology: look in the log."},
        [COUNT_HELD_SAME] = {"held_same",
                "Answers not sent: the phone had the same words often enough."},
        [COUNT_HELD_MANY] = {"held_many", "Answers not sent: the phone sends too much."},
        [COUNT_OVERLOAD] = {"overload", "Messages told to come again: too much waited already."},
        [COUNT_HELD_TODAY] = {"held_today", "Answers not sent: the day's parts are spent."},
        [COUNT_PARTS] = {"parts_sent", "SMS parts of all answers."},
        [COUNT_COMMITS] = {"commits", "Batches made durable."},
        [COUNT_COMMIT_FAILED] = {"commits_failed", "Batches the disk did not take."},
        [COUNT_BUSY] = {"busy_replies", "503 answers: Kannel sends the message again."},
        [COUNT_LATE] = {"late_replies", "503 answers because the disk missed the deadline."},
        [COUNT_FORBIDDEN] = {"callers_forbidden", "Requests from addresses that are not allowed."},
        [COUNT_BAD_SECRET] = {"callers_bad_secret", "Requests with a wrong or no secret."},
        [COUNT_BAD_REQUEST] = {"requests_bad", "Requests that are not what Kannel sends."},
        [COUNT_IGNORED_SENDER] = {"senders_ignored", "Short, alphabetic or forged senders."},
        [COUNT_IGNORED_DATA] = {"data_ignored", "Messages that are not text."},
        [COUNT_OUTBOX_ACCEPTED] = {"outbox_accepted",
                "Messages of the outbox that Kannel or a provider took."},
        [COUNT_OUTBOX_RETRIED] = {"outbox_retried", "Tries that were not taken."},
        [COUNT_OUTBOX_REFUSED] = {"outbox_refused", "Of them refused for good (HTTP 4xx)."},
        [COUNT_OUTBOX_MAYBE_TWICE] = {"outbox_maybe_twice",
                "Messages sent again that may have been sent before."},
        [COUNT_OUTBOX_REPORTS] = {"outbox_reports", "Delivery reports of our messages."},
        [COUNT_OUTBOX_REPORTS_UNKNOWN] = {"outbox_reports_unknown",
                "Delivery reports that name none of our messages."},
        [COUNT_RELOADS] = {"reloads", "Content trees loaded."},
        [COUNT_RELOAD_FAILED] = {"reloads_failed", "Content trees refused for their faults."},
        [COUNT_TIMETABLES] = {"timetables", "Timetables put into use since the start."},
        [COUNT_TIMETABLE_REFUSED] = {"timetables_refused",
                "Timetables refused: damaged, of another version, or gone."},
};

static const int64_t bounds_us[LATENCY_BUCKETS] = {
        500, 1000, 2500, 5000, 10000, 25000, 100000, 500000, 1000000, 5000000};

void
metrics_latency(struct metrics *m, int64_t us)
{
	size_t i = 0;
	while (i < LATENCY_BUCKETS && us > bounds_us[i])
		i++;
	m->latency[i]++;
	m->latency_sum_us += (uint64_t)us;
}

static void
print_latency(const struct metrics *m, struct buf *out)
{
	uint64_t total = 0;
	buf_addz(out, "# HELP jiaxin_answer_seconds From the whole request to its answer.\n"
	              "# TYPE jiaxin_answer_seconds histogram\n");
	for (size_t i = 0; i < LATENCY_BUCKETS; i++) {
		total += m->latency[i];
		buf_addf(out, "jiaxin_answer_seconds_bucket{le=\"%g\"} %llu\n",
		        (double)bounds_us[i] / 1e6, (unsigned long long)total);
	}
	total += m->latency[LATENCY_BUCKETS];
	buf_addf(out,
	        "jiaxin_answer_seconds_bucket{le=\"+Inf\"} %llu\njiaxin_answer_seconds_sum %.6f\n"
	        "jiaxin_answer_seconds_count %llu\n",
	        (unsigned long long)total, (double)m->latency_sum_us / 1e6,
	        (unsigned long long)total);
}

void
metrics_print_gauges(const struct gauge *gauges, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "# HELP jiaxin_%s %s\n# TYPE jiaxin_%s gauge\njiaxin_%s %.15g\n",
		        gauges[i].name, gauges[i].help, gauges[i].name, gauges[i].name,
		        gauges[i].value);
}

void
metrics_print(const struct metrics *m, const struct gauge *gauges, size_t count, struct buf *out)
{
	for (size_t i = 0; i < COUNTER_COUNT; i++)
		buf_addf(out,
		        "# HELP jiaxin_%s_total %s\n# TYPE jiaxin_%s_total "
		        "counter\njiaxin_%s_total %llu\n",
		        counters[i].name, counters[i].help, counters[i].name, counters[i].name,
		        (unsigned long long)m->counts[i]);
	metrics_print_gauges(gauges, count, out);
	print_latency(m, out);
}
