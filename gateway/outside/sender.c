#include "outside/sender.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/log.h"
#include "base/loop.h"
#include "outside/sender_model.h"

/* Rows claimed for each that the carrier may have: the next leaves without waiting for our disk. */
enum { CLAIMED_FOR_EACH = 4 };

/* --- starting and ending --- */

static int
watch(struct sender *s, struct road *r)
{
	struct epoll_event event = {.events = EPOLLIN};
	if (s->epoll_fd < 0)
		s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll_fd < 0 ||
	        epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, http_client_fd(r->client), &event) < 0)
		return -errno;
	return 0;
}

int
sender_add(struct sender *s, const struct sender_road *road)
{
	must(s->road_count < SENDER_ROADS);
	struct road *r = &s->roads[s->road_count];
	struct http_client_options o = {.at_a_time = road->at_a_time,
	        .timeout_ms = road->timeout_ms,
	        .answer_bytes = road->answer_bytes,
	        .done = road_flight_ended,
	        .ctx = r};
	*r = (struct road){.sender = s, .is = *road, .number = outbox_road(str_from(road->route))};
	r->client = http_client_new(&o);
	if (!r->client)
		return -errno;
	pace_init(&r->pace, road->rate, clock_mono_us());
	r->flight_count = (size_t)CLAIMED_FOR_EACH * road->at_a_time;
	r->flights = xcalloc(r->flight_count, sizeof(*r->flights));
	s->road_count++;
	outbox_open_road(s->options.store, r->number);
	return watch(s, r);
}

bool
sender_has(const struct sender *s, const char *route)
{
	bool has = false;
	for (size_t i = 0; i < s->road_count; i++)
		has = has || strcmp(s->roads[i].is.route, route) == 0;
	return has;
}

static int
add_kannel(struct sender *s)
{
	const struct sender_options *o = &s->options;
	const char *smsc = *o->route == '@' ? "" : o->route;
	s->kannel = (struct sendsms_options){
	        o->url, o->username, o->password, o->from, smsc, o->dlr_url, o->dlr_secret};
	struct sender_road road = {.route = "",
	        .carrier = sendsms_carrier(&s->kannel),
	        .at_a_time = o->at_a_time,
	        .timeout_ms = o->timeout_ms,
	        .rate = o->rate,
	        .answer_bytes = SENDSMS_ANSWER_BYTES};
	return sender_add(s, &road);
}

struct sender *
sender_new(const struct sender_options *options)
{
	struct sender *s = xcalloc(1, sizeof(*s));
	s->options = *options;
	s->epoll_fd = -1;
	s->end = &s->first;
	int error = *options->url ? add_kannel(s) : 0;
	if (!error)
		return s;
	sender_free(s);
	errno = -error;
	return NULL;
}

static void
free_road(struct road *r)
{
	http_client_free(r->client);
	for (size_t i = 0; i < r->flight_count; i++)
		arena_release(&r->flights[i].memory);
	free(r->flights);
}

void
sender_free(struct sender *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->road_count; i++)
		free_road(&s->roads[i]);
	if (s->epoll_fd >= 0)
		close(s->epoll_fd);
	arena_release(&s->scratch);
	free(s);
}

int
sender_fd(const struct sender *s)
{
	return s->epoll_fd;
}

size_t
road_stage_count(const struct road *r, enum stage stage)
{
	size_t count = 0;
	for (size_t i = 0; i < r->flight_count; i++)
		count += r->flights[i].stage == stage;
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
	bool idle = !s->first;
	for (size_t i = 0; idle && i < s->road_count; i++)
		idle = road_stage_count(&s->roads[i], FREE) == s->roads[i].flight_count;
	return idle;
}

static int64_t
roadless(const struct sender *s)
{
	const struct outbox_figures *f = &s->figures;
	int64_t count = 0;
	for (size_t i = 0; i < f->waiting_count; i++)
		count += outbox_has_road(s->options.store, f->waiting[i].road)
		                 ? 0
		                 : f->waiting[i].count;
	return count;
}

struct sender_figures
sender_figures(const struct sender *s)
{
	struct sender_figures f = {.outbox = s->figures};
	for (size_t i = 0; i < s->road_count; i++) {
		f.on_the_way += http_client_on_the_way(s->roads[i].client);
		f.stopped |= s->roads[i].pace.stopped;
	}
	f.roadless = roadless(s);
	return f;
}

int64_t
sender_waiting(const struct sender *s, struct str route)
{
	const struct outbox_figures *f = &s->figures;
	if (!route.n && *s->options.route == '@')
		route = str_from(s->options.route);
	for (size_t i = 0; i < f->waiting_count; i++)
		if (f->waiting[i].road == outbox_road(route))
			return f->waiting[i].count;
	return 0;
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
	int error = outbox_look(s->options.store, now_ms, &s->figures);
	int64_t waits = roadless(s);
	if (waits && !s->told_roadless)
		log_warn("outbox: %lld messages wait for an adapter that does not send, or for "
		         "outbox.url: mend that, or they expire",
		        (long long)waits);
	s->told_roadless = waits > 0;
	return error;
}

/* The day's charge, once for all of them. */
static int
charge(struct sender *s, int64_t now_ms)
{
	unsigned parts = s->parts;
	s->parts = 0;
	return parts ? outbox_charge(s->options.store, parts, now_ms) : 0;
}

static int
write_flights(struct sender *s, int64_t now_ms)
{
	int error = 0;
	s->parts = 0; /* what a batch counted that failed comes again */
	for (size_t i = 0; !error && i < s->road_count; i++)
		error = road_flights_write(&s->roads[i], now_ms);
	return error ? error : charge(s, now_ms);
}

static int
claim(struct sender *s, int64_t now_us, int64_t now_ms)
{
	int error = 0;
	for (size_t i = 0; !error && s->recovered && i < s->road_count; i++)
		error = road_claim(&s->roads[i], now_us, now_ms);
	return error;
}

static int
work(void *ctx, int64_t now_ms)
{
	struct sender *s = ctx;
	int64_t now_us = clock_mono_us();
	arena_reset(&s->scratch);
	int error = recover(s, now_ms);
	if (!error)
		error = write_flights(s, now_ms);
	if (!error)
		error = sender_reports_write(s, now_ms);
	if (!error)
		error = look(s, now_us, now_ms);
	if (!error)
		error = claim(s, now_us, now_ms);
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
	settle_recovery(s, !error);
	for (size_t i = 0; i < s->road_count; i++) {
		struct road *r = &s->roads[i];
		for (size_t j = 0; j < r->flight_count; j++)
			road_flight_settle(&r->flights[j], !error);
		if (!error)
			road_flights_launch(r, clock_wall_ms());
	}
	sender_reports_settle(s, !error);
}

struct batch_helper
sender_helper(struct sender *s)
{
	return (struct batch_helper){work, settled, s};
}

/* --- the loop's side --- */

static int64_t
sooner(int64_t a_us, int64_t b_us)
{
	if (a_us < 0 || b_us < 0)
		return a_us < 0 ? b_us : a_us;
	return a_us < b_us ? a_us : b_us;
}

int64_t
sender_turn(struct sender *s, bool may_look)
{
	int64_t wait_us = -1;
	for (size_t i = 0; i < s->road_count; i++) {
		struct road *r = &s->roads[i];
		int64_t own_us = http_client_turn(r->client);
		if (may_look && road_flights_launch(r, clock_wall_ms()))
			own_us = http_client_turn(r->client);
		wait_us = sooner(wait_us, own_us);
	}
	return wait_us;
}

static int64_t
until_work(struct road *r, int64_t now_us)
{
	if (road_stage_count(r, ENDED) || (road_holds_back(r) && road_stage_count(r, READY)))
		return 0;
	if (!road_places(r))
		return -1;
	int64_t at_us = pace_next_us(&r->pace, now_us);
	if (at_us < r->look_us)
		at_us = r->look_us;
	return at_us > now_us ? at_us - now_us : 0;
}

int64_t
sender_until_work(struct sender *s)
{
	int64_t now_us = clock_mono_us(), wait_us = s->first ? 0 : -1;
	for (size_t i = 0; i < s->road_count; i++)
		wait_us = sooner(wait_us, until_work(&s->roads[i], now_us));
	return wait_us;
}
