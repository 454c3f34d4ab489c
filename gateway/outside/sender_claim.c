#include "outside/sender_model.h"

enum { HOUR_S = 3600, CHINA_S = 8 * HOUR_S };

static bool
is_on_the_way(void *ctx, const struct who *who)
{
	const struct sender *s = ctx;
	for (unsigned i = 0; i < s->options.at_a_time; i++)
		if (s->flights[i].stage != FREE && who_eq(&s->flights[i].row.who, who))
			return true;
	return false;
}

unsigned
sender_places(const struct sender *s)
{
	unsigned places = s->sendsms && !s->draining ? sender_stage_count(s, FREE) : 0;
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

int
sender_claim(struct sender *s, int64_t now_us, int64_t now_ms)
{
	size_t most = pace_room(&s->pace, sender_places(s), now_us), count;
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
	s->look_us = count == most ? now_us : now_us + SENDER_LOOK_EVERY_US;
	return 0;
}
