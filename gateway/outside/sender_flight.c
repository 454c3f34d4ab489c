#include <errno.h>

#include "base/log.h"
#include "base/loop.h"
#include "outside/sender_model.h"
#include "text/segment.h"

/* --- what an answer says of sendsms --- */

static void
note_taken(struct sender *s)
{
	sender_count(s, COUNT_OUTBOX_ACCEPTED);
	if (pace_taken(&s->pace))
		log_info("sendsms takes messages again");
}

static void
note_failed(struct sender *s, const char *why)
{
	sender_count(s, COUNT_OUTBOX_RETRIED);
	if (pace_failed(&s->pace, clock_mono_us(), random_32()))
		log_warn("sendsms %s: it is tried again, with pauses", why);
}

/* Not because of the message. */
static bool
is_about_us(long status)
{
	return status == 401 || status == 403 || status == 404;
}

static void
note_refused(struct sender *s, long status)
{
	bool us = is_about_us(status);
	sender_count(s, COUNT_OUTBOX_REFUSED);
	if (us)
		sender_count(s, COUNT_OUTBOX_RETRIED);
	if (pace_refused(&s->pace, us, clock_mono_us()))
		log_error(
		        "sendsms refuses (HTTP %ld): nothing is sent until that is mended; look at "
		        "outbox.url, outbox.username, outbox.password_file and the group "
		        "sendsms-user in Kannel's configuration",
		        status);
}

/* At once, not when it is on the disk: what is ready must not follow into the same trouble. */
static void
note(struct sender *s, const struct sendsms_answer *answer)
{
	switch (answer->result) {
	case SENDSMS_ACCEPTED:
		note_taken(s);
		break;
	case SENDSMS_REFUSED:
		note_refused(s, answer->status);
		break;
	case SENDSMS_NOT_NOW:
		note_failed(s, "has no time for us");
		break;
	case SENDSMS_UNREACHABLE:
		note_failed(s, "can't be reached");
		break;
	case SENDSMS_UNSURE:
		note_failed(s, "does not answer");
		sender_count(s, COUNT_OUTBOX_MAYBE_TWICE);
		break;
	}
}

/* --- sending --- */

void
sender_flight_ended(void *ctx, void *tag, const struct sendsms_answer *answer)
{
	struct flight *f = tag;
	f->stage = ENDED;
	f->answer = *answer;
	note(ctx, answer);
}

static int64_t
minutes_left(const struct outbox_row *row, int64_t now_ms)
{
	int64_t left_ms = row->expires_ms - now_ms;
	return left_ms > 60000 ? left_ms / 60000 : 1;
}

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

bool
sender_holds_back(const struct sender *s)
{
	bool alone = sender_stage_count(s, FREE) + 1 >= s->flight_count;
	return s->draining || (pace_is_careful(&s->pace) && !alone);
}

static bool
leaves_before(const struct outbox_row *a, const struct outbox_row *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind;
	return a->turn_ms != b->turn_ms ? a->turn_ms < b->turn_ms : a->id < b->id;
}

static struct flight *
next_ready(const struct sender *s)
{
	struct flight *next = NULL;
	for (size_t i = 0; i < s->flight_count; i++) {
		struct flight *f = &s->flights[i];
		if (f->stage == READY && (!next || leaves_before(&f->row, &next->row)))
			next = f;
	}
	return next;
}

bool
sender_flights_launch(struct sender *s, int64_t now_ms)
{
	bool any = false;
	if (!s->sendsms || sender_holds_back(s))
		return false;
	while (sendsms_on_the_way(s->sendsms) < s->options.at_a_time) {
		struct flight *f = next_ready(s);
		if (!f)
			break;
		launch(s, f, now_ms);
		any = true;
	}
	return any;
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
	return outbox_retry(s->options.store, &s->scratch, f->row.id, &failure, now_ms);
}

static int
write_refused(struct sender *s, const struct flight *f, int64_t now_ms)
{
	long status = f->answer.status;
	if (is_about_us(status))
		return write_retry(s, f, OUTBOX_HTTP, false, now_ms);
	return outbox_dead(s->options.store, &s->scratch, f->row.id, OUTBOX_HTTP, status, now_ms);
}

static int
write_accepted(struct sender *s, const struct flight *f, int64_t now_ms)
{
	s->parts += f->parts;
	return outbox_accepted(s->options.store, f->row.id, now_ms);
}

static int
write_ended(struct sender *s, const struct flight *f, int64_t now_ms)
{
	if (f->stopped)
		return outbox_stopped(s->options.store, &s->scratch, f->row.id, now_ms);
	switch (f->answer.result) {
	case SENDSMS_ACCEPTED:
		return write_accepted(s, f, now_ms);
	case SENDSMS_REFUSED:
		return write_refused(s, f, now_ms);
	case SENDSMS_NOT_NOW:
		return write_retry(s, f, OUTBOX_HTTP, true, now_ms);
	case SENDSMS_UNREACHABLE:
		return write_retry(s, f, OUTBOX_UNREACHABLE, false, now_ms);
	case SENDSMS_UNSURE:
		return write_retry(s, f, OUTBOX_UNSURE, true, now_ms);
	}
	return 0;
}

static int
write_all_ended(struct sender *s, int64_t now_ms)
{
	int error = 0;
	for (size_t i = 0; !error && i < s->flight_count; i++) {
		struct flight *f = &s->flights[i];
		if (f->stage != ENDED)
			continue;
		f->stage = WRITTEN;
		error = write_ended(s, f, now_ms);
	}
	return error;
}

/* The day's charge, once for all of them. */
static int
write_parts(struct sender *s, int64_t now_ms)
{
	unsigned parts = s->parts;
	s->parts = 0;
	return parts ? outbox_charge(s->options.store, parts, now_ms) : 0;
}

static int
give_back(struct sender *s, int64_t now_ms)
{
	int error = 0;
	for (size_t i = 0; !error && sender_holds_back(s) && i < s->flight_count; i++) {
		struct flight *f = &s->flights[i];
		if (f->stage != READY)
			continue;
		f->stage = GIVEN_BACK;
		error = outbox_unclaim(s->options.store, &s->scratch, f->row.id, now_ms);
	}
	return error;
}

int
sender_flights_write(struct sender *s, int64_t now_ms)
{
	int error = write_all_ended(s, now_ms);
	if (!error)
		error = write_parts(s, now_ms);
	return error ? error : give_back(s, now_ms);
}

void
sender_flight_settle(struct flight *f, bool good)
{
	static const enum stage then[][2] = {
	        /* the batch failed, or was good */
	        [CLAIMED] = {FREE, READY},
	        [WRITTEN] = {ENDED, FREE},
	        [GIVEN_BACK] = {READY, FREE},
	};
	if (f->stage == CLAIMED || f->stage == WRITTEN || f->stage == GIVEN_BACK)
		f->stage = then[f->stage][good];
}
