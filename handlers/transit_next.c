/* The next trains from a place: all of them, or those that go to another. */
#include "handlers.h"
#include "timetable/departures.h"
#include "transit.h"

enum { NEXT_MOST = 10, BOARD_BYTES = 8192 };

/* The trains of the next 24 hours; on another day than today those of that day. */
static size_t
find_next(const struct transit_case *c, struct leg legs[NEXT_MOST])
{
	const struct departures q = {.from = c->from.stops,
	        .from_count = c->from.count,
	        .to = c->to.stops,
	        .to_count = c->to.count,
	        .time_s = c->time_s,
	        .days = c->days,
	        .day_count = c->day_count};
	int32_t until_s = TRANSIT_DAY_S + (c->date == c->today ? c->now_s : 0);
	size_t count = departures_next(&c->transit->tt->net, &q, legs, NEXT_MOST);
	while (count && legs[count - 1].departure_s >= until_s)
		count--;
	return count;
}

static void
tell(const struct transit_case *c, struct result *result, const struct leg *legs, size_t count)
{
	/* Of several stations the rider must know which. */
	const char *phrase = c->to.count ? "ride" : c->from.count > 1 ? "leaving-at" : "leaving";
	struct buf b = BUF_INIT(BOARD_BYTES);
	for (size_t i = 0; i < count; i++)
		buf_add(&b, transit_line(c, "row", transit_leg(c, &legs[i], phrase)));
	result_add(result, "rows", arena_str(c->turn->arena, buf_str(&b)));
	buf_release(&b);
}

static const char *
answer(const struct turn *turn, struct result *result)
{
	struct transit_case c;
	struct leg legs[NEXT_MOST];
	const char *refused = transit_begin(&c, turn, result);
	if (!refused && turn_aside(turn, "to").n)
		refused = transit_towards(&c, result);
	if (refused)
		return refused;
	size_t count = find_next(&c, legs);
	tell(&c, result, legs, count);
	return count ? "found" : "none";
}

static const struct phrase_spec phrases[] = {
        TRANSIT_PHRASES,
        {"leaving", TRANSIT_LIST("train", "leaves", "board", "arrives", "alight"),
                TRANSIT_LIST("{train}", "{later}", "{stop}", "{later}", "{stop}")},
        {"leaving-at", TRANSIT_LIST("train", "leaves", "board", "arrives", "alight"),
                TRANSIT_LIST("{train}", "{later}", "{stop}", "{later}", "{stop}")},
        {"row", TRANSIT_LIST("row"), TRANSIT_LIST("{leaving-at}")},
        {NULL, NULL, NULL},
};

static int run(const struct turn *turn, struct result *result);

const struct handler transit_next = {
        .spec =
                {
                        .name = "transit.next",
                        .slots = TRANSIT_LIST("from", "to", "date", "time"),
                        .asides = TRANSIT_LIST("to", "date", "time"),
                        .outcomes = TRANSIT_LIST("found", "none", TRANSIT_REFUSALS),
                        .values = TRANSIT_LIST(TRANSIT_VALUES, "rows"),
                        .widest = TRANSIT_LIST(TRANSIT_WIDEST, "{row}{more}"),
                        .phrases = phrases,
                        .mark = "demo",
                        .searches = true,
                },
        .run = run,
};

static int
run(const struct turn *turn, struct result *result)
{
	result->outcome = answer(turn, result);
	transit_finish(&transit_next.spec, result);
	return 0;
}
