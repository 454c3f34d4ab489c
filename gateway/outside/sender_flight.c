#include <errno.h>

#include "base/log.h"
#include "base/loop.h"
#include "outside/sender_model.h"
#include "text/segment.h"

/* --- what they say of sendsms --- */

static void
note_taken(struct sender *s)
{
	if (pace_taken(&s->pace))
		log_info("sendsms takes messages again");
	sender_count(s, COUNT_OUTBOX_ACCEPTED);
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
	sender_count(s, COUNT_OUTBOX_REFUSED);
	if (pace_refused(&s->pace, us, clock_mono_us()))
		log_error(
		        "sendsms refuses (HTTP %ld): nothing is sent until that is mended; look at "
		        "outbox.url, outbox.username, outbox.password_file and the group "
		        "sendsms-user in Kannel's configuration",
		        status);
}

/* --- sending --- */

void
sender_flight_ended(void *ctx, void *tag, const struct sendsms_answer *answer)
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
	sender_count(s, COUNT_OUTBOX_RETRIED);
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
		sender_count(s, COUNT_OUTBOX_MAYBE_TWICE);
		return write_retry(s, f, OUTBOX_UNSURE, true, now_ms);
	}
	return 0;
}

int
sender_flights_write(struct sender *s, int64_t now_ms)
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

void
sender_flight_settle(struct sender *s, struct flight *f, bool good, int64_t now_ms)
{
	if (f->stage == CLAIMED && good)
		launch(s, f, now_ms);
	else if (f->stage == CLAIMED || (f->stage == WRITTEN && good))
		f->stage = FREE;
	else if (f->stage == WRITTEN)
		f->stage = ENDED;
}
