/*
 * From one place to another on a day: the best way, the last train, and on the next parts the
 * others.
 */
#include "handlers.h"
#include "transit.h"

enum {
	/*
	 * What one change of trains less is worth: a direct train goes first when the way with a
	 * change saves no more than this. A missed connection costs hours, and who carries bags
	 * and a child does not run for twenty minutes.
	 */
	CHANGE_WORTH_S = 60 * 60,
	DIRECT_MOST = 64, /* direct trains of one day that are looked at */
	OTHERS_MOST = 12  /* told after the best */
};

/* A way: trains and nothing else, for direct trains and journeys alike. */
struct way {
	const struct leg *legs;
	unsigned count;
};

struct ways {
	struct way of[DIRECT_MOST + MAX_TRIPS];
	size_t count;
};

static int32_t
leaves_of(const struct way *w)
{
	return w->legs[0].departure_s;
}

static int32_t
arrives_of(const struct way *w)
{
	return w->legs[w->count - 1].arrival_s;
}

static bool
is_same(const struct way *a, const struct way *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (a->legs[i].trip != b->legs[i].trip || a->legs[i].day != b->legs[i].day)
			return false;
	return true;
}

static void
add(struct ways *ways, struct way way)
{
	for (size_t i = 0; i < ways->count; i++)
		if (is_same(&ways->of[i], &way))
			return;
	ways->of[ways->count++] = way;
}

/*
 * What a way costs: its time on the road for a whole day, else when it arrives; and its changes.
 * Of the same cost the later one.
 */
static int32_t
cost_of(const struct way *w, bool whole_day)
{
	int32_t changes = (int32_t)w->count - 1;
	return arrives_of(w) - (whole_day ? leaves_of(w) : 0) + changes * CHANGE_WORTH_S;
}

static const struct way *
find_best(const struct ways *ways, bool whole_day)
{
	const struct way *best = &ways->of[0];
	for (size_t i = 1; i < ways->count; i++)
		if (cost_of(&ways->of[i], whole_day) < cost_of(best, whole_day))
			best = &ways->of[i];
	return best;
}

static void
tell_others(const struct transit_case *c, struct result *result, const struct ways *ways,
        const struct way *best)
{
	struct buf b = BUF_INIT(16384);
	for (size_t i = 0, told = 0; i < ways->count && told < OTHERS_MOST; i++) {
		if (&ways->of[i] == best)
			continue;
		const struct value way = {
		        "way", transit_way(c, ways->of[i].legs, ways->of[i].count)};
		buf_add(&b, turn_phrase(c->turn, "other", &way, 1));
		told++;
	}
	result_add(result, "others", arena_str(c->turn->arena, buf_str(&b)));
	buf_release(&b);
}

/* The last direct train, unless it was told already. */
static void
tell_last(const struct transit_case *c, struct result *result, const struct leg *direct,
        size_t count, const struct way *best)
{
	const struct leg *last = &direct[count - 1];
	const struct timetable *tt = c->transit->tt;
	if (count < 2 || best->legs[0].trip == last->trip)
		return;
	const struct value values[] = {{"leaves", transit_clock(c->turn, last->departure_s)},
	        {"train", str_from(timetable_text(tt, tt->trip[last->trip].name))}};
	result_add(result, "last", turn_phrase(c->turn, "last", values, ARRAY_LEN(values)));
}

static const char *
search(const struct transit_case *c, struct result *result)
{
	struct leg direct[DIRECT_MOST];
	struct journey journeys[MAX_TRIPS];
	struct ways ways = {.count = 0};
	size_t direct_count = transit_departures(c, true, direct, DIRECT_MOST);
	size_t count = transit_journeys(c, journeys);
	for (size_t i = 0; i < count; i++)
		if (journeys[i].trips > 1 && journeys[i].departure_s < TRANSIT_DAY_S)
			add(&ways, (struct way){journeys[i].legs, journeys[i].trips});
	for (size_t i = 0; i < direct_count; i++)
		add(&ways, (struct way){&direct[i], 1});
	if (!ways.count)
		return "no-train";
	bool whole_day = c->time_s == 0 && direct_count > 0;
	const struct way *best = find_best(&ways, whole_day);
	result_add(result, "way", transit_way(c, best->legs, best->count));
	tell_last(c, result, direct, direct_count, best);
	tell_others(c, result, &ways, best);
	return whole_day ? "day" : "found";
}

static int run(const struct turn *turn, struct result *result);

const struct handler transit_trip =
        {
                .spec =
                        {
                                .name = "transit.trip",
                                .slots = (const char *const[]){"from", "to", "date", NULL},
                                .outcomes = (const char *const[]){"day", "found", "no-train",
                                        "same", TRANSIT_REFUSALS, NULL},
                                .values = (const char *const[]){"mark", "day", "way", "last",
                                        "others", "unknown", "first_day", "last_day", NULL},
                                .widest = (const char *const[]){"{demo}", "{day}", "{ride}",
                                        "{last}", "{more}", "{stop}", "2026-12-31", "2026-12-31",
                                        NULL},
                                .phrases =
                                        (const struct phrase_spec[]){TRANSIT_PHRASES,
                                                {"last",
                                                        (const char *const[]){
                                                                "leaves", "train", NULL},
                                                        (const char *const[]){
                                                                "08:00", "{train}", NULL}},
                                                {"other", (const char *const[]){"way", NULL},
                                                        (const char *const[]){"{ride}", NULL}},
                                                {NULL, NULL, NULL}},
                        },
                .run = run,
};

static int
run(const struct turn *turn, struct result *result)
{
	struct transit_case c;
	result->outcome = transit_begin(&c, turn, result, "from", "date");
	if (!result->outcome)
		result->outcome = transit_towards(&c, result, "to");
	if (!result->outcome)
		result->outcome = search(&c, result);
	transit_finish(&transit_trip.spec, result);
	return 0;
}
