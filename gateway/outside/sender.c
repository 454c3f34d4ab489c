#include "outside/sender.h"

#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/loop.h"
#include "outside/sender_model.h"

/* --- starting and ending --- */

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
	        options->from, options->at_a_time, options->timeout_ms, sender_flight_ended, s};
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

unsigned
sender_stage_count(const struct sender *s, enum stage stage)
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
	return !s->first && (!s->sendsms || sender_stage_count(s, FREE) == s->options.at_a_time);
}

struct sender_figures
sender_figures(const struct sender *s)
{
	return (struct sender_figures){
	        s->figures, s->sendsms ? sendsms_on_the_way(s->sendsms) : 0, s->pace.stopped};
}

void
sender_count(struct sender *s, enum counter counter)
{
	s->options.metrics->counts[counter]++;
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
	if (s->looked_us && now_us - s->looked_us < SENDER_LOOK_EVERY_US)
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
		error = sender_flights_write(s, now_ms);
	if (!error)
		error = sender_reports_write(s, now_ms);
	if (!error)
		error = look(s, now_us, now_ms);
	if (!error && s->recovered)
		error = sender_claim(s, now_us, now_ms);
	if (!error && !store_pending(s->options.store))
		sender_reports_settle(s, true); /* they named nothing of ours: there is no commit */
	return error;
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
		sender_flight_settle(s, &s->flights[i], !error, now_ms);
	sender_reports_settle(s, !error);
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
	if (s->first || sender_stage_count(s, ENDED))
		return 0;
	if (!sender_places(s))
		return -1;
	int64_t at_us = pace_next_us(&s->pace, now_us);
	if (at_us < s->look_us)
		at_us = s->look_us;
	return at_us > now_us ? at_us - now_us : 0;
}
