#include "transit.h"

#include <string.h>

#include "content/rule.h"
#include "handlers.h"
#include "text/calendar.h"
#include "timetable/departures.h"
#include "timetable/fares.h"
#include "timetable/latin.h"
#include "timetable/window.h"

enum {
	DAYS_AFTER = 2, /* how long a journey may go on changing trains: slow ones run three days */
	DAYS_BEFORE = 2,
	WAY_BYTES = 4096,
	MINUTE_S = 60,
	HOUR_S = 3600,
	CHINA_S = 8 * HOUR_S,
	HOUR_MOST = 47, /* 24:30 is after the midnight that ends the day */
	CLOCK_LENGTH = 5
};

/* --- names --- */

/* In letters in all languages but the first, which is Chinese. */
static struct str
readable(const struct transit_case *c, struct str name)
{
	return c->turn->lang == 0 ? name : latin_name(c->turn->arena, name);
}

static struct str
readable_text(const struct transit_case *c, tt_text name)
{
	return readable(c, str_from(timetable_text(c->transit->tt, name)));
}

struct str
transit_stop(const struct transit_case *c, uint32_t stop)
{
	return readable_text(c, c->transit->tt->stop[stop].name);
}

struct str
transit_train(const struct transit_case *c, uint32_t trip)
{
	return readable_text(c, c->transit->tt->trip[trip].name);
}

/* --- what was asked --- */

static const char *
find_place(const struct transit_case *c, struct result *result, const char *name,
        struct name_hit *place)
{
	struct str text = turn_answer(c->turn, name);
	if (transit_place(c->transit, c->turn->arena, text, place))
		return NULL;
	result_add(result, "unknown", readable(c, text));
	return "unknown";
}

/* "08:05"; false: it is none. */
static bool
read_clock(struct str text, int32_t *time_s)
{
	int64_t hour, minute;
	if (text.n != CLOCK_LENGTH ||
	        parse_int((struct str){text.p, 2}, 0, HOUR_MOST, &hour) != 0 ||
	        parse_int(str_skip(text, 3), 0, MINUTE_S - 1, &minute) != 0)
		return false;
	*time_s = (int32_t)(hour * HOUR_S + minute * MINUTE_S);
	return true;
}

static const char *
check_time(const struct transit_case *c)
{
	if (c->date < c->today || (c->is_timed && c->time_s < c->now_s))
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

/* Which days may be ridden: from both ends, for it may be asked from either. */
static void
open_days(struct transit_case *c)
{
	c->day_count =
	        window_days(c->transit->tt, transit_day(c->date), DAYS_BEFORE, DAYS_AFTER, c->days);
}

/* The day and the time; false: they are none. */
static bool
read_when(struct transit_case *c)
{
	const struct turn *turn = c->turn;
	struct str date = turn_aside(turn, "date"), time = turn_aside(turn, "time");
	c->date = date.n ? rule_day(date) : c->today;
	if (c->date == c->today && !turn->on)
		c->now_s = (int32_t)((turn->now_ms / 1000 + CHINA_S) % TRANSIT_DAY_S);
	c->is_dated = date.n > 0;
	c->is_timed = time.n > 0;
	c->time_s = c->now_s;
	return c->date && (!time.n || read_clock(time, &c->time_s));
}

const char *
transit_begin(struct transit_case *c, const struct turn *turn, struct result *result)
{
	*c = (struct transit_case){.turn = turn,
	        .transit = turn->transit,
	        .today = turn->on ? turn->on : turn_today(turn)};
	if (!c->transit)
		return "no-timetable";
	tell_timetable(c, result);
	if (!transit_serves(c->transit, c->today))
		return "expired";
	const char *refused = find_place(c, result, "from", &c->from);
	if (refused)
		return refused;
	if (!read_when(c))
		return "unknown";
	result_add(result, "day", transit_date(c, c->date));
	refused = check_time(c);
	if (!refused)
		open_days(c);
	return refused;
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
transit_towards(struct transit_case *c, struct result *result)
{
	const char *refused = find_place(c, result, "to", &c->to);
	if (refused)
		return refused;
	return meet(&c->from, &c->to) ? "same" : NULL;
}

void
transit_on(struct transit_case *c, int32_t date)
{
	c->date = date;
	c->is_timed = false;
	c->time_s = c->now_s = 0;
	open_days(c);
}

/* --- the search --- */

struct question
transit_question(const struct transit_case *c)
{
	return (struct question){.from = c->from.stops,
	        .from_count = c->from.count,
	        .to = c->to.stops,
	        .to_count = c->to.count,
	        .time_s = c->time_s,
	        .days = c->days,
	        .day_count = c->day_count,
	        .max_trips = USUAL_TRIPS,
	        .change_s = -1};
}

static bool
is_same(const struct journey *a, const struct journey *b)
{
	if (a->trips != b->trips)
		return false;
	for (unsigned i = 0; i < a->trips; i++)
		if (a->legs[i].trip != b->legs[i].trip || a->legs[i].day != b->legs[i].day)
			return false;
	return true;
}

void
transit_add(struct transit_ways *ways, const struct journey *way)
{
	for (size_t i = 0; i < ways->count; i++)
		if (is_same(&ways->of[i], way))
			return;
	if (ways->count < TRANSIT_WAYS_MOST)
		ways->of[ways->count++] = *way;
}

void
transit_add_direct(const struct transit_case *c, int32_t until_s, struct transit_ways *ways)
{
	struct leg legs[TRANSIT_DIRECT_MOST];
	const struct departures q = {.from = c->from.stops,
	        .from_count = c->from.count,
	        .to = c->to.stops,
	        .to_count = c->to.count,
	        .time_s = c->time_s,
	        .days = c->days,
	        .day_count = c->day_count};
	size_t count = departures_next(&c->transit->tt->net, &q, legs, ARRAY_LEN(legs));
	for (size_t i = 0; i < count && legs[i].departure_s < until_s; i++)
		transit_add(ways,
		        &(struct journey){legs[i].departure_s, legs[i].arrival_s, 1, {legs[i]}});
}

/* --- words --- */

struct str
transit_date(const struct transit_case *c, int32_t day)
{
	const struct turn *turn = c->turn;
	if (day == c->today)
		return turn_phrase(turn, "today", NULL, 0);
	const struct value values[] = {
	        {"month", str_from(arena_printf(turn->arena, "%d", day / 100 % 100))},
	        {"day", str_from(arena_printf(turn->arena, "%d", day % 100))}};
	return turn_phrase(turn, "day", values, ARRAY_LEN(values));
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

struct str
transit_leg(const struct transit_case *c, const struct leg *leg, const char *phrase)
{
	const struct value values[] = {
	        {"train", transit_train(c, leg->trip)},
	        {"leaves", transit_clock(c->turn, leg->departure_s)},
	        {"board", transit_stop(c, leg->from_stop)},
	        {"arrives", transit_clock(c->turn, leg->arrival_s)},
	        {"alight", transit_stop(c, leg->to_stop)},
	};
	return turn_phrase(c->turn, phrase, values, ARRAY_LEN(values));
}

struct str
transit_way(const struct transit_case *c, const struct journey *way)
{
	struct buf b = BUF_INIT(WAY_BYTES);
	for (unsigned i = 0; i < way->trips; i++) {
		const struct leg *leg = &way->legs[i];
		bool same_stop = i > 0 && leg->from_stop == way->legs[i - 1].to_stop;
		const char *phrase = i == 0 ? "ride" : same_stop ? "change" : "change-at";
		buf_add(&b, transit_leg(c, leg, phrase));
	}
	struct str text = arena_str(c->turn->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

struct str
transit_fare(const struct transit_case *c, const struct journey *way)
{
	struct fare fare;
	char amount[16];
	if (!fare_of_journey(c->transit->tt, way, &fare))
		return STR("");
	const struct value values[] = {
	        {"name", readable_text(c, fare.name)},
	        {"amount", arena_str(c->turn->arena, str_from(fare_amount(fare.amount, amount)))},
	};
	return turn_phrase(c->turn, "fare", values, ARRAY_LEN(values));
}

struct str
transit_line(const struct transit_case *c, const char *name, struct str text)
{
	const struct value value = {name, text};
	return turn_phrase(c->turn, name, &value, 1);
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
