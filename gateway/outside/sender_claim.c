#include "outside/sender_model.h"

enum { HOUR_S = 3600, CHINA_S = 8 * HOUR_S };

static bool
is_on_the_way(void *ctx, const struct who *who)
{
	const struct road *r = ctx;
	for (size_t i = 0; i < r->flight_count; i++)
		if (r->flights[i].stage != FREE && who_eq(&r->flights[i].row.who, who))
			return true;
	return false;
}

size_t
road_places(const struct road *r)
{
	size_t places = r->sender->draining ? 0 : road_stage_count(r, FREE);
	if (pace_is_careful(&r->pace))
		return places && places == r->flight_count;
	return places;
}

static bool
is_day(const struct sender *s, int64_t now_ms)
{
	int64_t hour = (now_ms / 1000 + CHINA_S) / HOUR_S % 24;
	return hour >= s->options.day_from && hour < s->options.day_to;
}

static struct outbox_wish
make_wish(struct road *r, size_t most, int64_t now_ms)
{
	const struct sender *s = r->sender;
	bool spent = s->options.day_parts && s->figures.parts_today >= s->options.day_parts;
	return (struct outbox_wish){.road = r->number,
	        .most = most,
	        .kinds = {[OUTBOX_ANSWER] = true,
	                [OUTBOX_NOTICE] = !spent,
	                [OUTBOX_REMINDER] = !spent && is_day(s, now_ms)},
	        .is_busy = is_on_the_way,
	        .ctx = r};
}

/* Each flight keeps its row's words in memory of its own. */
static void
board(struct road *r, const struct outbox_row *row)
{
	struct flight *f = r->flights;
	while (f->stage != FREE)
		f++;
	arena_reset(&f->memory);
	f->stage = CLAIMED;
	f->row = *row;
	f->row.message.msisdn = arena_str(&f->memory, row->message.msisdn);
	f->row.message.text = arena_str(&f->memory, row->message.text);
	f->row.message.route = arena_str(&f->memory, row->message.route);
}

int
road_claim(struct road *r, int64_t now_us, int64_t now_ms)
{
	struct sender *s = r->sender;
	size_t most = pace_room(&r->pace, road_places(r), now_us), count;
	uint64_t puts = outbox_puts(s->options.store);
	if (!most || (now_us < r->look_us && puts == r->puts_seen))
		return 0;
	struct outbox_wish wish = make_wish(r, most, now_ms);
	struct outbox_row *rows = arena_array(&s->scratch, most, sizeof(*rows));
	int error = outbox_claim(s->options.store, &s->scratch, &wish, now_ms, rows, &count);
	if (error)
		return error;
	for (size_t i = 0; i < count; i++)
		board(r, &rows[i]);
	pace_spend(&r->pace, count);
	r->puts_seen = puts;
	r->look_us = count == most ? now_us : now_us + SENDER_LOOK_EVERY_US;
	return 0;
}
