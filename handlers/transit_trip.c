/*
 * From one place to another: leaving on a day or after a time, arriving by a time, or with the
 * last train; the best way first, the others behind it.
 */
#include "handlers.h"
#include "timetable/last.h"
#include "timetable/nearest_day.h"
#include "transit.h"

enum {
	/*
	 * What one change of trains less is worth: a direct train goes first when the way with a
	 * change saves no more than this. A missed connection costs hours, and who carries bags
	 * and a child does not run for twenty minutes.
	 */
	CHANGE_WORTH_S = 60 * 60,
	TRIPS_TOLD = 2, /* of more trains the first part tells the ends only */
	OTHERS_MOST = 12,
	OTHERS_BYTES = 16384
};

/* What makes a way good. */
enum wish {
	SOON,  /* it arrives early */
	SHORT, /* it is short on the road: any train of the day will do */
	LATE,  /* it leaves late */
};

static int32_t
cost_of(const struct journey *way, enum wish wish)
{
	int32_t changes = (int32_t)way->trips - 1;
	int32_t cost = wish == LATE ? 0 : way->arrival_s;
	return cost - (wish == SOON ? 0 : way->departure_s) + changes * CHANGE_WORTH_S;
}

static const struct journey *
find_best(const struct transit_ways *ways, enum wish wish)
{
	const struct journey *best = &ways->of[0];
	for (size_t i = 1; i < ways->count; i++)
		if (cost_of(&ways->of[i], wish) < cost_of(best, wish))
			best = &ways->of[i];
	return best;
}

/* The ways that leave on the day itself, from c->time_s on: those with a change, then direct. */
static void
find_leaving(const struct transit_case *c, struct transit_ways *ways)
{
	struct journey journeys[MAX_TRIPS];
	const struct question q = transit_question(c);
	size_t count = raptor_after(c->transit->raptor, &q, journeys);
	for (size_t i = 0; i < count; i++)
		if (journeys[i].trips > 1 && journeys[i].departure_s < TRANSIT_DAY_S)
			transit_add(ways, &journeys[i]);
	transit_add_direct(c, TRANSIT_DAY_S, ways);
}

static void
find_last(const struct transit_case *c, struct transit_ways *ways)
{
	struct journey journeys[MAX_TRIPS];
	const struct question q = transit_question(c);
	const struct transit *t = c->transit;
	size_t count = last_journeys(&t->tt->net, t->raptor, &q, LAST_NIGHT_S, journeys);
	for (size_t i = 0; i < count; i++)
		transit_add(ways, &journeys[i]);
}

/* Arriving by c->time_s; nobody can leave before now. */
static void
find_arriving(const struct transit_case *c, struct transit_ways *ways)
{
	struct journey journeys[MAX_TRIPS];
	const struct question q = transit_question(c);
	size_t count = raptor_by(c->transit->raptor, &q, journeys);
	bool is_today = c->date == c->today;
	for (size_t i = 0; i < count; i++)
		if (!is_today || journeys[i].departure_s >= c->now_s)
			transit_add(ways, &journeys[i]);
}

/* All its trains; of more than two only the ends, and how often to change. */
static struct str
say_best(const struct transit_case *c, const struct journey *best)
{
	const struct leg *first = &best->legs[0], *last = &best->legs[best->trips - 1];
	if (best->trips <= TRIPS_TOLD)
		return transit_way(c, best);
	const struct value values[] = {
	        {"leaves", transit_clock(c->turn, first->departure_s)},
	        {"board", transit_stop(c, first->from_stop)},
	        {"arrives", transit_clock(c->turn, last->arrival_s)},
	        {"alight", transit_stop(c, last->to_stop)},
	        {"changes", str_from(arena_printf(c->turn->arena, "%u", best->trips - 1))},
	};
	return turn_phrase(c->turn, "changes", values, ARRAY_LEN(values));
}

/* What the first part may have no room for: what it costs, the last train, how to ask of another
 * day, its trains, others. */
static struct str
say_others(const struct transit_case *c, const struct transit_ways *ways,
        const struct journey *best, const struct leg *last)
{
	struct buf b = BUF_INIT(OTHERS_BYTES);
	buf_add(&b, transit_fare(c, best));
	if (last)
		buf_add(&b, transit_leg(c, last, "last"));
	if (!c->is_dated)
		buf_add(&b, turn_phrase(c->turn, "hint", NULL, 0));
	for (unsigned i = 0; best->trips > TRIPS_TOLD && i < best->trips; i++)
		buf_add(&b, transit_line(c, "other", transit_leg(c, &best->legs[i], "ride")));
	for (size_t i = 0, told = 0; i < ways->count && told < OTHERS_MOST; i++) {
		if (&ways->of[i] == best)
			continue;
		buf_add(&b, transit_line(c, "other", transit_way(c, &ways->of[i])));
		told++;
	}
	struct str text = arena_str(c->turn->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

static void
tell(const struct transit_case *c, struct result *result, const struct transit_ways *ways,
        const struct journey *best, const struct leg *last)
{
	result_add(result, "way", say_best(c, best));
	result_add(result, "others", say_others(c, ways, best, last));
}

/* Of the whole day the fastest; else the next that arrives. And the last direct train. */
static const char *
tell_leaving(const struct transit_case *c, struct result *result, const struct transit_ways *ways)
{
	const struct journey *last = &ways->of[ways->count - 1];
	bool whole_day = c->time_s == 0 && last->trips == 1;
	const struct journey *best = find_best(ways, whole_day ? SHORT : SOON);
	bool told = last->trips > 1 || last == best;
	tell(c, result, ways, best, told ? NULL : &last->legs[0]);
	return whole_day ? "day" : "found";
}

/* No train that day: the next day that has one, and its best way. */
static const char *
tell_next_day(struct transit_case *c, struct result *result)
{
	int32_t day;
	const struct question q = transit_question(c);
	const struct transit *t = c->transit;
	if (!nearest_day_after(t->tt, t->raptor, &q, transit_day(c->date), &day))
		return "no-train";
	struct transit_ways ways = {.count = 0};
	transit_on(c, transit_calendar_day(day));
	find_leaving(c, &ways);
	if (!ways.count)
		return "no-train";
	result_add(result, "next", transit_date(c, c->date));
	tell(c, result, &ways, find_best(&ways, SHORT), NULL);
	return "next-day";
}

static const char *
search_leaving(struct transit_case *c, struct result *result)
{
	struct transit_ways ways = {.count = 0};
	find_leaving(c, &ways);
	if (!ways.count) /* what arrives first leaves tomorrow: is there none tonight? */
		find_last(c, &ways);
	return ways.count ? tell_leaving(c, result, &ways) : tell_next_day(c, result);
}

static const char *
search_late(struct transit_case *c, struct result *result,
        void (*find)(const struct transit_case *, struct transit_ways *), const char *outcome)
{
	struct transit_ways ways = {.count = 0};
	find(c, &ways);
	if (!ways.count)
		return tell_next_day(c, result);
	tell(c, result, &ways, find_best(&ways, LATE), NULL);
	return outcome;
}

static const char *
search(struct transit_case *c, struct result *result, struct str which)
{
	if (str_eq(which, STR("last")))
		return search_late(c, result, find_last, "last");
	if (str_eq(which, STR("by")) && c->is_timed)
		return search_late(c, result, find_arriving, "by");
	return search_leaving(c, result);
}

static const char *
answer(const struct turn *turn, struct result *result, struct str which)
{
	struct transit_case c;
	const char *refused = transit_begin(&c, turn, result);
	if (!refused)
		refused = transit_towards(&c, result);
	return refused ? refused : search(&c, result, which);
}

/* --- the handlers --- */

#define TRIP_VALUES TRANSIT_LIST(TRANSIT_VALUES, "way", "others", "next")
#define TRIP_WIDEST TRANSIT_LIST(TRANSIT_WIDEST, "{ride}", "{more}", "{day}")

static const struct phrase_spec phrases[] = {TRANSIT_WAY_PHRASES, {NULL, NULL, NULL}};

static int run_trip(const struct turn *turn, struct result *result);
static int run_last(const struct turn *turn, struct result *result);

const struct handler transit_trip = {
        .spec =
                {
                        .name = "transit.trip",
                        .slots = TRANSIT_LIST("from", "to", "date", "time", "which"),
                        .asides = TRANSIT_LIST("date", "time", "which"),
                        .outcomes = TRANSIT_LIST("day", "found", "by", "last", "next-day",
                                "no-train", TRANSIT_REFUSALS),
                        .values = TRIP_VALUES,
                        .widest = TRIP_WIDEST,
                        .phrases = phrases,
                        .mark = "demo",
                        .searches = true,
                },
        .run = run_trip,
};

const struct handler transit_last = {
        .spec =
                {
                        .name = "transit.last",
                        .slots = TRANSIT_LIST("from", "to", "date"),
                        .asides = TRANSIT_LIST("date"),
                        .outcomes = TRANSIT_LIST("last", "next-day", "no-train", TRANSIT_REFUSALS),
                        .values = TRIP_VALUES,
                        .widest = TRIP_WIDEST,
                        .phrases = phrases,
                        .mark = "demo",
                        .searches = true,
                },
        .run = run_last,
};

static int
run_trip(const struct turn *turn, struct result *result)
{
	struct str which = turn->transit ? turn_aside(turn, "which") : STR("");
	result->outcome = answer(turn, result, which);
	transit_finish(&transit_trip.spec, result);
	return 0;
}

static int
run_last(const struct turn *turn, struct result *result)
{
	result->outcome = answer(turn, result, STR("last"));
	transit_finish(&transit_last.spec, result);
	return 0;
}
