#include "transit.h"

#include <string.h>

#include "content/rule.h"
#include "handlers.h"
#include "text/calendar.h"
#include "timetable/departures.h"
#include "timetable/window.h"

/* How many days a journey may go on changing trains: slow trains run three. */
enum { DAYS_AFTER = 2, MINUTE_S = 60, HOUR_S = 3600, CHINA_S = 8 * HOUR_S };

static int32_t
now_s(const struct turn *turn)
{
	return (int32_t)((turn->now_ms / 1000 + CHINA_S) % TRANSIT_DAY_S);
}

static const char *
find_place(const struct transit_case *c, struct result *result, const char *name,
        struct name_hit *place)
{
	struct str text = turn_answer(c->turn, name);
	if (transit_place(c->transit, c->turn->arena, text, place))
		return NULL;
	result_add(result, "unknown", text);
	return "unknown";
}

struct str
transit_date(const struct turn *turn, int32_t day)
{
	const struct value values[] = {
	        {"month", str_from(arena_printf(turn->arena, "%d", day / 100 % 100))},
	        {"day", str_from(arena_printf(turn->arena, "%d", day % 100))}};
	return turn_phrase(turn, "day", values, ARRAY_LEN(values));
}

static const char *
check_date(struct transit_case *c)
{
	if (c->date < c->today)
		return "past";
	if (c->date < transit_first_day(c->transit) || c->date > transit_last_day(c->transit))
		return "outside";
	return NULL;
}

/* With its year. */
static void
add_day(struct result *result, const struct turn *turn, const char *name, int32_t day)
{
	result_add(result, name,
	        str_from(arena_printf(
	                turn->arena, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100)));
}

static void
tell_timetable(const struct transit_case *c, struct result *result)
{
	const struct turn *turn = c->turn;
	bool demo = transit_is_demonstration(c->transit);
	result_add(result, "mark", demo ? turn_phrase(turn, "demo", NULL, 0) : STR(""));
	add_day(result, turn, "first_day", transit_first_day(c->transit));
	add_day(result, turn, "last_day", transit_last_day(c->transit));
}

const char *
transit_begin(struct transit_case *c, const struct turn *turn, struct result *result,
        const char *from, const char *date)
{
	*c = (struct transit_case){.turn = turn,
	        .transit = turn->transit,
	        .today = turn->on ? turn->on : turn_today(turn)};
	if (!c->transit)
		return "no-timetable";
	tell_timetable(c, result);
	if (!transit_serves(c->transit, c->today))
		return "expired";
	const char *refused = find_place(c, result, from, &c->from);
	if (refused)
		return refused;
	c->date = rule_day(turn_answer(turn, date));
	refused = check_date(c);
	result_add(result, "day", c->date ? transit_date(turn, c->date) : STR(""));
	if (refused)
		return refused;
	c->time_s = c->date == c->today && !turn->on ? now_s(turn) : 0;
	c->day_count = window_days(c->transit->tt, transit_day(c->date), 0, DAYS_AFTER, c->days);
	return NULL;
}

static bool
meet(const struct name_hit *a, const struct name_hit *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		for (uint32_t j = 0; j < b->count; j++)
			if (a->stops[i] == b->stops[j])
				return true;
	return false;
}

const char *
transit_towards(struct transit_case *c, struct result *result, const char *to)
{
	const char *refused = find_place(c, result, to, &c->to);
	if (refused)
		return refused;
	return meet(&c->from, &c->to) ? "same" : NULL;
}

size_t
transit_journeys(const struct transit_case *c, struct journey out[MAX_TRIPS])
{
	const struct question q = {.from = c->from.stops,
	        .from_count = c->from.count,
	        .to = c->to.stops,
	        .to_count = c->to.count,
	        .time_s = c->time_s,
	        .days = c->days,
	        .day_count = c->day_count,
	        .max_trips = USUAL_TRIPS,
	        .change_s = -1};
	return raptor_after(c->transit->raptor, &q, out);
}

size_t
transit_departures(const struct transit_case *c, bool towards, struct leg *out, size_t most)
{
	const struct departures q = {.from = c->from.stops,
	        .from_count = c->from.count,
	        .to = c->to.stops,
	        .to_count = towards ? c->to.count : 0,
	        .time_s = c->time_s,
	        .days = c->days,
	        .day_count = c->day_count};
	size_t count = departures_next(&c->transit->tt->net, &q, out, most);
	while (count && out[count - 1].departure_s >= TRANSIT_DAY_S)
		count--;
	return count;
}

struct str
transit_clock(const struct turn *turn, int32_t time_s)
{
	int32_t day = time_s / TRANSIT_DAY_S - (time_s % TRANSIT_DAY_S < 0);
	int32_t left = time_s - day * TRANSIT_DAY_S;
	const char *clock =
	        arena_printf(turn->arena, "%02d:%02d", left / HOUR_S, left % HOUR_S / MINUTE_S);
	if (day == 0)
		return str_from(clock);
	/* The day asked for is the first, the next the second; before it they count back. */
	const char *n = arena_printf(turn->arena, "%d", day > 0 ? day + 1 : -day);
	const struct value values[] = {{"n", str_from(n)}, {"time", str_from(clock)}};
	return turn_phrase(turn, day > 0 ? "later" : "earlier", values, ARRAY_LEN(values));
}

static struct str
say_leg(const struct transit_case *c, const struct leg *leg, const char *phrase)
{
	const struct timetable *tt = c->transit->tt;
	const struct value values[] = {
	        {"train", str_from(timetable_text(tt, tt->trip[leg->trip].name))},
	        {"leaves", transit_clock(c->turn, leg->departure_s)},
	        {"board", str_from(timetable_text(tt, tt->stop[leg->from_stop].name))},
	        {"arrives", transit_clock(c->turn, leg->arrival_s)},
	        {"alight", str_from(timetable_text(tt, tt->stop[leg->to_stop].name))},
	};
	return turn_phrase(c->turn, phrase, values, ARRAY_LEN(values));
}

struct str
transit_way(const struct transit_case *c, const struct leg *legs, unsigned count)
{
	struct buf b = BUF_INIT(4096);
	for (unsigned i = 0; i < count; i++) {
		bool is_same_stop = i > 0 && legs[i].from_stop == legs[i - 1].to_stop;
		buf_add(&b, say_leg(c, &legs[i],
		                    i == 0         ? "ride"
		                    : is_same_stop ? "change"
		                                   : "change-at"));
	}
	struct str way = arena_str(c->turn->arena, buf_str(&b));
	buf_release(&b);
	return way;
}

static bool
is_given(const struct result *result, const char *name)
{
	for (size_t i = 0; i < result->value_count; i++)
		if (strcmp(result->values[i].name, name) == 0)
			return true;
	return false;
}

void
transit_finish(const struct handler_spec *spec, struct result *result)
{
	for (size_t i = 0; spec->values[i]; i++)
		if (!is_given(result, spec->values[i]))
			result_add(result, spec->values[i], STR(""));
}
