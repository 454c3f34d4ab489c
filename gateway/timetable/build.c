#include "timetable/build.h"

#include <stdlib.h>
#include <string.h>

#include "timetable/builder.h"
#include "timetable/names.h"
#include "timetable/trip_ids.h"
#include "timetable/write.h"

/* One feed's share of the whole. */
struct step {
	const struct build_options *options;
	size_t done, of;
};

static void
tell(void *arg, double done)
{
	const struct step *s = arg;
	if (s->options->progress)
		s->options->progress(
		        s->options->progress_arg, ((double)s->done + done) / (double)s->of);
}

static bool
add_feeds(struct builder *b, const char *const *feeds, size_t count)
{
	bool good = true;
	for (size_t i = 0; i < count; i++) {
		struct step step = {b->options, i, count};
		const struct feed_progress progress = {tell, &step};
		char prefix[24] = "";
		struct feed feed;
		if (count > 1)
			snprintf(prefix, sizeof(prefix), "%zu:", i + 1);
		bool read = feed_read(&feed, feeds[i], prefix, &b->strings, b->problems, &progress);
		good &= read && b->problems->fatal == 0 && build_add_feed(b, &feed);
		feed_release(&feed);
	}
	if (good && (b->trips.n == 0 || b->stops.n == 0)) {
		build_problem(b, feeds[0], PROBLEM_NO_TRIPS, STR(""));
		return false;
	}
	return good;
}

static uint32_t
fill_changes(struct builder *b)
{
	uint32_t unknown = 0;
	for (size_t i = 0; i < b->changes.n; i++)
		if (b->changes.p[i] == BUILD_UNKNOWN) {
			b->changes.p[i] = b->options->change_s;
			unknown++;
		}
	return unknown;
}

static int
compare_ids(const void *a, const void *b, void *strings)
{
	const struct tt_id *x = a, *y = b;
	return strcmp((const char *)strings + x->id, (const char *)strings + y->id);
}

/* Ids that became the same when they were cleaned: the first is kept. */
static void
sort_ids(struct builder *b)
{
	size_t n = 0;
	qsort_r(b->ids.p, b->ids.n, sizeof(*b->ids.p), compare_ids, b->strings.p);
	for (size_t i = 0; i < b->ids.n; i++)
		if (n == 0 || b->ids.p[n - 1].id != b->ids.p[i].id)
			b->ids.p[n++] = b->ids.p[i];
	b->ids.n = n;
}

/* How often each stop is left, in all days. */
static uint32_t *
count_departures(const struct builder *b)
{
	uint32_t *departures = xcalloc(b->stops.n, sizeof(*departures));
	for (size_t i = 0; i < b->net_patterns.n; i++) {
		const struct net_pattern *p = &b->net_patterns.p[i];
		uint64_t runs = 0;
		for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++) {
			uint32_t row = b->services.p[b->trips.p[t].net.service].row;
			const uint32_t *days = b->service_days + (size_t)row * b->day_words;
			for (uint32_t w = 0; w < b->day_words; w++)
				runs += (unsigned)__builtin_popcount(days[w]);
		}
		for (uint32_t c = p->first_call; c < p->first_call + p->calls - 1; c++) {
			uint32_t *n = &departures[b->calls.p[c].stop];
			*n = *n + runs > UINT32_MAX ? UINT32_MAX : (uint32_t)(*n + runs);
		}
	}
	return departures;
}

static void
pack(struct builder *b, struct built *out)
{
	uint32_t *departures = count_departures(b);
	size_t index_n;
	void *index =
	        names_build(b->stops.p, (uint32_t)b->stops.n, b->strings.p, departures, &index_n);
	size_t n = b->trips.n, stops = b->stops.n;
	struct trip_ids ids = {.count = 0};
	struct net_trip *trips = xcalloc(n, sizeof(*trips));
	struct tt_trip *names = xcalloc(n, sizeof(*names));
	uint16_t *lines = xcalloc(n, sizeof(*lines));
	bool has_fares = b->fares.n > 0;
	for (size_t i = 0; i < n; i++) {
		trips[i] = b->trips.p[i].net;
		trips[i].service = b->services.p[trips[i].service].row;
		names[i] = b->trips.p[i].name;
		lines[i] = (uint16_t)b->trips.p[i].line;
		trip_ids_add(&ids, str_from(b->trip_ids.p + b->trips.p[i].id));
	}
	b->info.stop_times = b->stop_times;
	const struct format_part parts[SECTIONS] = {
	        [SEC_INFO] = {&b->info, 1},
	        [SEC_STRINGS] = {b->strings.p, b->strings.n},
	        [SEC_STOPS] = {b->stops.p, stops},
	        [SEC_CHANGES] = {b->changes.p, stops},
	        [SEC_PATTERNS] = {b->net_patterns.p, b->net_patterns.n},
	        [SEC_CALLS] = {b->calls.p, b->calls.n},
	        [SEC_TRIPS] = {trips, n},
	        [SEC_TIMES] = {b->times.p, b->times.n},
	        [SEC_LONG_STAYS] = {b->long_stays.p, b->long_stays.n},
	        [SEC_SERVICE_DAYS] = {b->service_days, (size_t)b->packed_services * b->day_words},
	        [SEC_FIRST_VISITS] = {b->first_visit, stops + 1},
	        [SEC_VISITS] = {b->visits, b->visit_count},
	        [SEC_FIRST_WALKS] = {b->first_there, stops + 1},
	        [SEC_WALKS] = {b->there, b->walk_count},
	        [SEC_FIRST_WALKS_BACK] = {b->first_back, stops + 1},
	        [SEC_WALKS_BACK] = {b->back, b->walk_count},
	        [SEC_TRIP_NAMES] = {names, n},
	        [SEC_TRIP_ID_STARTS] = {ids.starts.p, ids.starts.n},
	        [SEC_TRIP_IDS] = {ids.bytes.p, ids.bytes.n},
	        [SEC_IDS] = {b->ids.p, b->ids.n},
	        [SEC_DAY_STARTS] = {b->day_starts,
	                (size_t)(b->info.last_day - b->info.first_day + 1)},
	        [SEC_FARES] = {b->fares.p, b->fares.n},
	        [SEC_FIRST_AREAS] = {b->areas_by_stop.first, has_fares ? stops + 1 : 0},
	        [SEC_AREAS] = {b->areas_by_stop.list, b->areas_by_stop.count},
	        [SEC_LINES] = {lines, has_fares ? n : 0},
	        [SEC_FIRST_NETWORKS] = {b->networks_by_line.first, has_fares ? b->lines.n + 1 : 0},
	        [SEC_NETWORKS] = {b->networks_by_line.list, b->networks_by_line.count},
	        [SEC_NAMES] = {index, index_n},
	};
	out->image = timetable_image(parts, b->day_words, &out->size);
	out->stop_times = b->stop_times;
	free(trips);
	free(names);
	free(lines);
	free(departures);
	free(index);
	trip_ids_release(&ids);
}

static void
release(struct builder *b)
{
	for (size_t i = 0; i < b->services.n; i++)
		free(b->services.p[i].bits);
	strings_release(&b->strings);
	idmap_release(&b->pattern_of);
	idmap_release(&b->times_of);
	idmap_release(&b->line_of);
	void *const all[] = {b->stops.p, b->places.p, b->changes.p, b->ids.p, b->services.p,
	        b->walks.p, b->trips.p, b->patterns.p, b->calls.p, b->times.p, b->long_stays.p,
	        b->trip_ids.p, b->net_patterns.p, b->there, b->back, b->first_there, b->first_back,
	        b->visits, b->first_visit, b->service_days, b->day_starts, b->lines.p,
	        b->stop_areas.p, b->route_networks.p, b->line_networks.p, b->fares.p,
	        b->areas_by_stop.first, b->areas_by_stop.list, b->networks_by_line.first,
	        b->networks_by_line.list};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		free(all[i]);
}

/* What is built is checked as strangers' files are: a fault would be ours. */
static void
check(const struct built *built)
{
	struct timetable tt;
	const char *why = "";
	int error = timetable_view(built->image, built->size, &tt, &why);
	if (error)
		fprintf(stderr, "the built timetable: %s\n", why);
	must(error == 0);
}

bool
timetable_build(const char *const *feeds, size_t count, const struct build_options *options,
        struct problems *problems, struct built *out)
{
	struct builder b = {.options = options, .problems = problems};
	struct built made = {0};
	strings_init(&b.strings);
	bool good = add_feeds(&b, feeds, count);
	if (good) {
		idmap_release(&b.pattern_of);
		idmap_release(&b.times_of);
		build_groups(&b);
		sort_ids(&b);
		made.without_change = fill_changes(&b);
		build_days(&b);
		if (options->walk_m > 0)
			build_near(&b);
		good = build_patterns(&b) && build_walks(&b) && build_fares(&b);
	}
	if (good) {
		build_visits(&b);
		pack(&b, &made);
		check(&made);
		*out = made;
	}
	release(&b);
	return good;
}
