#include "outside/sender.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/loop.h"
#include "outside/kannel_dlr.h"
#include "outside/pace.h"
#include "outside/sendsms.h"
#include "text/segment.h"

enum { LOOK_EVERY_US = 1000000, HOUR_S = 3600, CHINA_S = 8 * HOUR_S };

enum stage {
	FREE,
	CLAIMED, /* in the open batch: not sent before it is on the disk */
	SENT,
	ENDED,   /* `answer` came, and is not written */
	WRITTEN, /* in the open batch */
};

/* A row on its way. */
struct flight {
	enum stage stage;
	struct arena memory;
	struct outbox_row row;
	unsigned parts;
	bool stopped; /* by its receiver, after it was claimed */
	struct sendsms_answer answer;
};

/* A request with delivery reports that are not on the disk. */
struct report {
	struct http_request *request;
	struct sender_reports what;
	bool written; /* in the open batch */
	struct report *next;
};

struct sender {
	struct sender_options options;
	struct sendsms *sendsms; /* NULL: nothing is sent */
	struct flight *flights;
	struct report *first, **end;
	struct arena scratch;
	struct outbox_figures figures;
	struct pace pace;

	bool recovered, recovering;
	bool draining;
	int64_t recovered_count;

	int64_t looked_us, look_us; /* when the figures were read; when to claim again */
	uint64_t puts_seen;
};

/* --- starting and ending --- */

static void on_answer(void *ctx, void *tag, const struct sendsms_answer *answer);

struct sender *
sender_new(const struct sender_options *options)
{
	struct sender *s = xcalloc(1, sizeof(*s));
	s->options = *options;
	s->end = &s->first;
	pace_init(&s->pace, options->rate, clock_mono_us());
	if (!*options->url)
		return s;
	struct sendsms_options o = {options->url, options->username, options->password,
	        options->from, options->at_a_time, options->timeout_ms, on_answer, s};
	s->sendsms = sendsms_new(&o);
	if (!s->sendsms) {
		free(s);
		return NULL;
	}
	s->flights = xcalloc(options->at_a_time, sizeof(*s->flights));
	return s;
}

void
sender_free(struct sender *s)
{
	if (!s)
		return;
	sendsms_free(s->sendsms);
	for (unsigned i = 0; s->flights && i < s->options.at_a_time; i++)
		arena_release(&s->flights[i].memory);
	free(s->flights);
	arena_release(&s->scratch);
	free(s);
}

int
sender_fd(const struct sender *s)
{
	return s->sendsms ? sendsms_fd(s->sendsms) : -1;
}

static unsigned
count_stage(const struct sender *s, enum stage stage)
{
	unsigned count = 0;
	for (unsigned i = 0; s->sendsms && i < s->options.at_a_time; i++)
		count += s->flights[i].stage == stage;
	return count;
}

void
sender_drain(struct sender *s)
{
	s->draining = true;
}

bool
sender_idle(const struct sender *s)
{
	return !s->first && (!s->sendsms || count_stage(s, FREE) == s->options.at_a_time);
}

struct sender_figures
sender_figures(const struct sender *s)
{
	return (struct sender_figures){
	        s->figures, s->sendsms ? sendsms_on_the_way(s->sendsms) : 0, s->pace.stopped};
}

static void
count(struct sender *s, enum counter counter)
{
	s->options.metrics->counts[counter]++;
}

static void
note_taken(struct sender *s)
{
	if (pace_taken(&s->pace))
		log_info("sendsms takes messages again");
	count(s, COUNT_OUTBOX_ACCEPTED);
}

static void
note_failed(struct sender *s, const char *why)
{
	if (pace_failed(&s->pace, clock_mono_us(), random_32()))
		log_warn("sendsms %s: it is tried again, with pauses", why);
}

static void
note_refused(struct sender *s, bool us, long status)
{
	count(s, COUNT_OUTBOX_REFUSED);
	if (pace_refused(&s->pace, us, clock_mono_us()))
		log_error(
		        "sendsms refuses (HTTP %ld): nothing is sent until that is mended; look at "
		        "outbox.url, outbox.username, outbox.password_file and the group "
		        "sendsms-user in Kannel's configuration",
		        status);
}

/* --- sending --- */

static void
on_answer(void *ctx, void *tag, const struct sendsms_answer *answer)
{
	struct flight *f = tag;
	(void)ctx;
	f->stage = ENDED;
	f->answer = *answer;
}

static int64_t
minutes_left(const struct outbox_row *row, int64_t now_ms)
{
	int64_t left_ms = row->expires_ms - now_ms;
	return left_ms > 60000 ? left_ms / 60000 : 1;
}

/* The claim is on the disk. */
static void
launch(struct sender *s, struct flight *f, int64_t now_ms)
{
	const struct outbox_message *from = &f->row.message;
	struct sendsms_message m = {.msisdn = from->msisdn,
	        .text = from->text,
	        .route = from->route.n ? from->route : str_from(s->options.route),
	        .validity_min = minutes_left(&f->row, now_ms)};
	if (*s->options.dlr_url)
		m.dlr_url = dlr_url(&f->memory, s->options.dlr_url, s->options.dlr_secret,
		        outbox_ref(s->options.store, &f->memory, f->row.id));
	f->parts = text_measure(from->text).parts;
	f->stage = ENDED;
	f->stopped = f->row.kind != OUTBOX_ANSWER && !store_may_push(s->options.store, &f->row.who);
	if (f->stopped)
		return;
	int error = sendsms_send(s->sendsms, &m, f);
	must(error != -EBUSY);
	if (error)
		f->answer = (struct sendsms_answer){SENDSMS_REFUSED, 0};
	else
		f->stage = SENT;
}

/* --- what became of them --- */

static int
write_retry(struct sender *s, const struct flight *f, enum outbox_cause cause, bool counts,
        int64_t now_ms)
{
	struct outbox_failure failure = {.cause = cause,
	        .code = f->answer.status,
	        .counts = counts,
	        .turn_ms = counts ? now_ms + outbox_backoff_ms(f->row.tries - 1, random_32())
	                          : f->row.turn_ms};
	count(s, COUNT_OUTBOX_RETRIED);
	return outbox_retry(s->options.store, &s->scratch, f->row.id, &failure, now_ms);
}

static int
write_refused(struct sender *s, const struct flight *f, int64_t now_ms)
{
	long status = f->answer.status;
	bool us = status == 401 || status == 403 || status == 404;
	if (status) /* else we would not send it at all */
		note_refused(s, us, status);
	if (us)
		return write_retry(s, f, OUTBOX_HTTP, false, now_ms);
	return outbox_dead(s->options.store, &s->scratch, f->row.id, OUTBOX_HTTP, status, now_ms);
}

static int
write_ended(struct sender *s, const struct flight *f, int64_t now_ms)
{
	if (f->stopped)
		return outbox_stopped(s->options.store, &s->scratch, f->row.id, now_ms);
	switch (f->answer.result) {
	case SENDSMS_ACCEPTED:
		note_taken(s);
		return outbox_accepted(s->options.store, &s->scratch, f->row.id, f->parts, now_ms);
	case SENDSMS_REFUSED:
		return write_refused(s, f, now_ms);
	case SENDSMS_NOT_NOW:
		note_failed(s, "has no time for us");
		return write_retry(s, f, OUTBOX_HTTP, true, now_ms);
	case SENDSMS_UNREACHABLE:
		note_failed(s, "can't be reached");
		return write_retry(s, f, OUTBOX_UNREACHABLE, false, now_ms);
	case SENDSMS_UNSURE:
		note_failed(s, "does not answer");
		count(s, COUNT_OUTBOX_MAYBE_TWICE);
		return write_retry(s, f, OUTBOX_UNSURE, true, now_ms);
	}
	return 0;
}

static int
write_all_ended(struct sender *s, int64_t now_ms)
{
	int error = 0;
	for (unsigned i = 0; s->sendsms && !error && i < s->options.at_a_time; i++) {
		struct flight *f = &s->flights[i];
		if (f->stage != ENDED)
			continue;
		f->stage = WRITTEN;
		error = write_ended(s, f, now_ms);
	}
	return error;
}

static int
write_report(struct sender *s, const struct dlr *dlr, int64_t now_ms)
{
	int64_t id = outbox_ref_id(s->options.store, dlr->ref);
	count(s, id ? COUNT_OUTBOX_REPORTS : COUNT_OUTBOX_REPORTS_UNKNOWN);
	return id ? outbox_dlr(s->options.store, &s->scratch, id, dlr->bits, dlr->code, now_ms) : 0;
}

static int
write_reports(struct sender *s, int64_t now_ms)
{
	int error = 0;
	for (struct report *r = s->first; r && !error; r = r->next) {
		if (r->written)
			continue;
		r->written = true;
		for (size_t i = 0; i < r->what.count && !error; i++)
			error = write_report(s, &r->what.dlrs[i], now_ms);
	}
	return error;
}

/* To Kannel. */
static void
answer_kannel(void *ctx, struct http_request *request, bool durable)
{
	(void)ctx;
	if (durable)
		http_reply(request, 200, STR("Noted.\n"), "text/plain", NULL);
	else
		http_reply(
		        request, 503, STR("Not on the disk; send it again.\n"), "text/plain", NULL);
}

static void
answer_report(struct report *r, bool durable)
{
	r->what.answer(r->what.ctx, r->request, durable);
}

/* Those of the batch that is over; Kannel sends again what failed. */
static void
settle_reports(struct sender *s, bool good)
{
	while (s->first && s->first->written) {
		struct report *r = s->first;
		s->first = r->next;
		answer_report(r, good);
		free(r);
	}
	if (!s->first)
		s->end = &s->first;
}

/* --- claiming --- */

static bool
is_on_the_way(void *ctx, const struct who *who)
{
	const struct sender *s = ctx;
	for (unsigned i = 0; i < s->options.at_a_time; i++)
		if (s->flights[i].stage != FREE && who_eq(&s->flights[i].row.who, who))
			return true;
	return false;
}

/* Places for rows. */
static unsigned
places(const struct sender *s)
{
	unsigned places = s->sendsms && !s->draining ? count_stage(s, FREE) : 0;
	if (pace_is_careful(&s->pace))
		return places == s->options.at_a_time;
	return places;
}

static bool
is_day(const struct sender *s, int64_t now_ms)
{
	int64_t hour = (now_ms / 1000 + CHINA_S) / HOUR_S % 24;
	return hour >= s->options.day_from && hour < s->options.day_to;
}

static struct outbox_wish
make_wish(struct sender *s, size_t most, int64_t now_ms)
{
	bool spent = s->options.day_parts && s->figures.parts_today >= s->options.day_parts;
	return (struct outbox_wish){.most = most,
	        .kinds = {[OUTBOX_ANSWER] = true,
	                [OUTBOX_NOTICE] = !spent,
	                [OUTBOX_REMINDER] = !spent && is_day(s, now_ms)},
	        .is_busy = is_on_the_way,
	        .ctx = s};
}

/* Each flight keeps its row's words in memory of its own. */
static void
board(struct sender *s, const struct outbox_row *row)
{
	struct flight *f = s->flights;
	while (f->stage != FREE)
		f++;
	arena_reset(&f->memory);
	f->stage = CLAIMED;
	f->row = *row;
	f->row.message.msisdn = arena_str(&f->memory, row->message.msisdn);
	f->row.message.text = arena_str(&f->memory, row->message.text);
	f->row.message.route = arena_str(&f->memory, row->message.route);
}

static int
claim(struct sender *s, int64_t now_us, int64_t now_ms)
{
	size_t most = pace_room(&s->pace, places(s), now_us), count;
	uint64_t puts = outbox_puts(s->options.store);
	if (!most || (now_us < s->look_us && puts == s->puts_seen))
		return 0;
	struct outbox_wish wish = make_wish(s, most, now_ms);
	struct outbox_row *rows = arena_array(&s->scratch, most, sizeof(*rows));
	int error = outbox_claim(s->options.store, &s->scratch, &wish, now_ms, rows, &count);
	if (error)
		return error;
	for (size_t i = 0; i < count; i++)
		board(s, &rows[i]);
	pace_spend(&s->pace, count);
	s->puts_seen = puts;
	s->look_us = count == most ? now_us : now_us + LOOK_EVERY_US;
	return 0;
}

/* --- its part in the batch --- */

static int
recover(struct sender *s, int64_t now_ms)
{
	if (s->recovered || s->recovering)
		return 0;
	s->recovering = true;
	return outbox_recover(s->options.store, now_ms, &s->recovered_count);
}

/* After the rest, so that it shows what this batch does. */
static int
look(struct sender *s, int64_t now_us, int64_t now_ms)
{
	if (s->looked_us && now_us - s->looked_us < LOOK_EVERY_US)
		return 0;
	s->looked_us = now_us;
	return outbox_look(s->options.store, now_ms, &s->figures);
}

static int
work(void *ctx, int64_t now_ms)
{
	struct sender *s = ctx;
	int64_t now_us = clock_mono_us();
	arena_reset(&s->scratch);
	int error = recover(s, now_ms);
	if (!error)
		error = write_all_ended(s, now_ms);
	if (!error)
		error = write_reports(s, now_ms);
	if (!error)
		error = look(s, now_us, now_ms);
	if (!error && s->recovered)
		error = claim(s, now_us, now_ms);
	if (!error && !store_pending(s->options.store))
		settle_reports(s, true); /* they named nothing of ours: there is no commit */
	return error;
}

static void
settle_flight(struct sender *s, struct flight *f, bool good, int64_t now_ms)
{
	if (f->stage == CLAIMED && good)
		launch(s, f, now_ms);
	else if (f->stage == CLAIMED || (f->stage == WRITTEN && good))
		f->stage = FREE;
	else if (f->stage == WRITTEN)
		f->stage = ENDED;
}

static void
settle_recovery(struct sender *s, bool good)
{
	if (!s->recovering)
		return;
	s->recovering = false;
	s->recovered = good;
	if (!good || !s->recovered_count)
		return;
	log_warn("outbox: %lld messages were on their way when the daemon ended; they are sent "
	         "again",
	        (long long)s->recovered_count);
	s->options.metrics->counts[COUNT_OUTBOX_MAYBE_TWICE] += (uint64_t)s->recovered_count;
}

static void
settled(void *ctx, int error)
{
	struct sender *s = ctx;
	int64_t now_ms = clock_wall_ms();
	settle_recovery(s, !error);
	for (unsigned i = 0; s->sendsms && i < s->options.at_a_time; i++)
		settle_flight(s, &s->flights[i], !error, now_ms);
	settle_reports(s, !error);
}

struct batch_helper
sender_helper(struct sender *s)
{
	return (struct batch_helper){work, settled, s};
}

/* --- the loop's side --- */

int64_t
sender_turn(struct sender *s)
{
	return s->sendsms ? sendsms_turn(s->sendsms) : -1;
}

int64_t
sender_until_work(struct sender *s)
{
	int64_t now_us = clock_mono_us();
	if (s->first || count_stage(s, ENDED))
		return 0;
	if (!places(s))
		return -1;
	int64_t at_us = pace_next_us(&s->pace, now_us);
	if (at_us < s->look_us)
		at_us = s->look_us;
	return at_us > now_us ? at_us - now_us : 0;
}

void
sender_take_report(struct sender *s, struct http_request *request)
{
	const char *why = "";
	struct dlr *dlr = arena_alloc(&request->arena, sizeof(*dlr));
	if (!dlr_read(request, dlr, &why)) {
		count(s, COUNT_BAD_REQUEST);
		http_reply(request, 400, str_from(why), "text/plain", NULL);
		return;
	}
	struct sender_reports one = {dlr, 1, answer_kannel, NULL};
	sender_take_reports(s, request, &one);
}

void
sender_take_reports(
        struct sender *s, struct http_request *request, const struct sender_reports *reports)
{
	struct report *r = xcalloc(1, sizeof(*r));
	*r = (struct report){.request = request, .what = *reports};
	*s->end = r;
	s->end = &r->next;
}

void
sender_abandon(struct sender *s)
{
	for (struct report *r = s->first; r; r = s->first) {
		s->first = r->next;
		answer_report(r, false);
		free(r);
	}
	s->end = &s->first;
}
