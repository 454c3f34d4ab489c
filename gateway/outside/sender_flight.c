#include <errno.h>

#include "base/log.h"
#include "base/loop.h"
#include "outside/sender_model.h"
#include "text/segment.h"

/* --- what an answer says of its carrier --- */

static void
note_taken(struct road *r)
{
	sender_count(r->sender, COUNT_OUTBOX_ACCEPTED);
	if (pace_taken(&r->pace))
		log_info("%s takes messages again", r->is.carrier.name);
}

static void
note_failed(struct road *r, const char *why, const char *trouble)
{
	sender_count(r->sender, COUNT_OUTBOX_RETRIED);
	if (pace_failed(&r->pace, clock_mono_us(), random_32()))
		log_warn("%s %s%s%s%s: it is tried again, with pauses", r->is.carrier.name, why,
		        trouble ? " (" : "", trouble ? trouble : "", trouble ? ")" : "");
}

/* Not because of the message. */
static bool
is_about_us(long status)
{
	return status == 401 || status == 403 || status == 404;
}

static void
note_refused(struct road *r, long status)
{
	bool us = is_about_us(status);
	sender_count(r->sender, COUNT_OUTBOX_REFUSED);
	if (us)
		sender_count(r->sender, COUNT_OUTBOX_RETRIED);
	if (pace_refused(&r->pace, us, clock_mono_us()))
		log_error("%s refuses (HTTP %ld): nothing is sent until that is mended; look at %s",
		        r->is.carrier.name, status, r->is.carrier.mend);
}

/* At once, not when it is on the disk: what is ready must not follow into the same trouble. */
static void
note(struct road *r, const struct carrier_answer *answer)
{
	switch (answer->result) {
	case CARRIER_ACCEPTED:
		note_taken(r);
		break;
	case CARRIER_REFUSED:
		note_refused(r, answer->status);
		break;
	case CARRIER_NOT_NOW:
		note_failed(r, "has no time for us", answer->trouble);
		break;
	case CARRIER_UNREACHABLE:
		note_failed(r, "can't be reached", answer->trouble);
		break;
	case CARRIER_UNSURE:
		note_failed(r, "does not answer", answer->trouble);
		sender_count(r->sender, COUNT_OUTBOX_MAYBE_TWICE);
		break;
	}
}

/* --- sending --- */

void
road_flight_ended(void *ctx, void *tag, const struct http_answer *answer)
{
	struct road *r = ctx;
	struct flight *f = tag;
	f->stage = ENDED;
	f->answer = carrier_read(&r->is.carrier, &f->memory, answer);
	note(r, &f->answer);
}

static int64_t
minutes_left(const struct outbox_row *row, int64_t now_ms)
{
	int64_t left_ms = row->expires_ms - now_ms;
	return left_ms > 60000 ? left_ms / 60000 : 1;
}

static int
send_flight(struct road *r, struct flight *f, int64_t now_ms)
{
	const struct outbox_message *from = &f->row.message;
	const struct outgoing m = {.msisdn = from->msisdn,
	        .text = from->text,
	        .route = from->route,
	        .ref = outbox_ref(r->sender->options.store, &f->memory, f->row.id),
	        .validity_min = minutes_left(&f->row, now_ms)};
	struct http_call call;
	int error = r->is.carrier.write(r->is.carrier.ctx, &f->memory, &m, &call);
	return error ? error : http_client_send(r->client, &call, f);
}

static void
launch(struct road *r, struct flight *f, int64_t now_ms)
{
	f->parts = text_measure(f->row.message.text).parts;
	f->stage = ENDED;
	f->stopped = f->row.kind != OUTBOX_ANSWER &&
	             !store_may_push(r->sender->options.store, &f->row.who);
	if (f->stopped)
		return;
	int error = send_flight(r, f, now_ms);
	must(error != -EBUSY);
	if (error)
		f->answer = (struct carrier_answer){.result = CARRIER_REFUSED};
	else
		f->stage = SENT;
}

bool
road_holds_back(const struct road *r)
{
	bool alone = road_stage_count(r, FREE) + 1 >= r->flight_count;
	return r->sender->draining || (pace_is_careful(&r->pace) && !alone);
}

static bool
leaves_before(const struct outbox_row *a, const struct outbox_row *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind;
	return a->turn_ms != b->turn_ms ? a->turn_ms < b->turn_ms : a->id < b->id;
}

static struct flight *
next_ready(const struct road *r)
{
	struct flight *next = NULL;
	for (size_t i = 0; i < r->flight_count; i++) {
		struct flight *f = &r->flights[i];
		if (f->stage == READY && (!next || leaves_before(&f->row, &next->row)))
			next = f;
	}
	return next;
}

bool
road_flights_launch(struct road *r, int64_t now_ms)
{
	bool any = false;
	if (road_holds_back(r))
		return false;
	while (http_client_on_the_way(r->client) < r->is.at_a_time) {
		struct flight *f = next_ready(r);
		if (!f)
			break;
		launch(r, f, now_ms);
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
write_accepted(struct road *r, const struct flight *f, int64_t now_ms)
{
	struct store *store = r->sender->options.store;
	r->sender->parts += f->parts;
	int error = outbox_accepted(store, f->row.id, now_ms);
	return error ? error
	             : outbox_named(store, f->row.id, str_from(r->is.route), f->answer.name);
}

static int
write_ended(struct road *r, const struct flight *f, int64_t now_ms)
{
	struct sender *s = r->sender;
	if (f->stopped)
		return outbox_stopped(s->options.store, &s->scratch, f->row.id, now_ms);
	switch (f->answer.result) {
	case CARRIER_ACCEPTED:
		return write_accepted(r, f, now_ms);
	case CARRIER_REFUSED:
		return write_refused(s, f, now_ms);
	case CARRIER_NOT_NOW:
		return write_retry(s, f, OUTBOX_HTTP, true, now_ms);
	case CARRIER_UNREACHABLE:
		return write_retry(s, f, OUTBOX_UNREACHABLE, false, now_ms);
	case CARRIER_UNSURE:
		return write_retry(s, f, OUTBOX_UNSURE, true, now_ms);
	}
	return 0;
}

static int
write_all_ended(struct road *r, int64_t now_ms)
{
	int error = 0;
	for (size_t i = 0; !error && i < r->flight_count; i++) {
		struct flight *f = &r->flights[i];
		if (f->stage != ENDED)
			continue;
		f->stage = WRITTEN;
		error = write_ended(r, f, now_ms);
	}
	return error;
}

static int
give_back(struct road *r, int64_t now_ms)
{
	struct sender *s = r->sender;
	int error = 0;
	for (size_t i = 0; !error && road_holds_back(r) && i < r->flight_count; i++) {
		struct flight *f = &r->flights[i];
		if (f->stage != READY)
			continue;
		f->stage = GIVEN_BACK;
		error = outbox_unclaim(s->options.store, &s->scratch, f->row.id, now_ms);
	}
	return error;
}

int
road_flights_write(struct road *r, int64_t now_ms)
{
	int error = write_all_ended(r, now_ms);
	return error ? error : give_back(r, now_ms);
}

void
road_flight_settle(struct flight *f, bool good)
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
