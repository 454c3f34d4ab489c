#include "timetable/timetable.h"

#include <errno.h>
#include <string.h>

#include "timetable/fares.h"
#include "timetable/raptor.h"
#include "timetable/write.h"
#include "unit/scratch.h"

/*
 * A file by hand: three stops in a row and a footpath, two patterns, three trips. Then the
 * same with each thing wrong in turn, with every byte changed, and cut off everywhere.
 */

enum { STOPS = 3, PATTERNS = 2, CALLS = 5, TRIPS = 3, TIMES = 5, DAYS = 40, WORDS = 2 };
enum { TRIP_IDS = 14 };

static const char strings[] = "\0Asia/Shanghai\0北京\0BJP\0天津\0TJP\0Z1\0京津";

struct parts {
	struct tt_info info;
	struct tt_stop stop[STOPS];
	int32_t change[STOPS], day_start[DAYS];
	struct net_pattern pattern[PATTERNS];
	struct net_call call[CALLS];
	struct net_trip trip[TRIPS];
	struct net_time time[TIMES];
	struct net_stay long_stay[1];
	uint32_t trip_id_start[1];
	uint8_t trip_ids[TRIP_IDS];
	uint32_t service_days[2 * WORDS];
	uint32_t first_visit[STOPS + 1], first_walk[STOPS + 1], first_walk_back[STOPS + 1];
	struct net_visit visit[CALLS];
	struct net_walk walk[1], walk_back[1];
	struct tt_trip trip_name[TRIPS];
	struct tt_id id[STOPS];
	char strings[sizeof(strings)];
	struct tt_fare fare[2];
	uint32_t first_area[STOPS + 1], area[1], first_network[2], network[1];
	uint16_t line[TRIPS + 1];
	uint32_t day_words;
	uint64_t count[SECTIONS];
};

static tt_text
text(const char *z)
{
	for (size_t at = 0; at < sizeof(strings); at += strlen(strings + at) + 1)
		if (strcmp(strings + at, z) == 0)
			return (tt_text)at;
	ck_abort_msg("no such text: %s", z);
	return 0;
}

static void
fill_names(struct parts *p)
{
	p->info = (struct tt_info){.first_day = 16800,
	        .last_day = 16800 + DAYS - 1,
	        .timezone = text("Asia/Shanghai"),
	        .stop_times = 8};
	for (uint32_t i = 0; i < STOPS; i++)
		p->stop[i] = (struct tt_stop){.name = text(i ? "天津" : "北京"), .group = i};
	p->stop[1].city = p->stop[2].city = text("京津");
	p->stop[2].group = 1;
	for (uint32_t i = 0; i < TRIPS; i++)
		p->trip_name[i] = (struct tt_trip){.name = text("Z1")};
	p->id[0] = (struct tt_id){text("BJP"), 0};
	p->id[1] = (struct tt_id){text("TJP"), 2};
	p->id[2] = (struct tt_id){text("Z1"), 1};
	memcpy(p->strings, strings, sizeof(strings));
}

static void
fill(struct parts *p)
{
	memset(p, 0, sizeof(*p));
	fill_names(p);
	for (uint32_t i = 0; i < DAYS; i++)
		p->day_start[i] = 16 * 3600;
	p->change[1] = 300;
	p->pattern[0] = (struct net_pattern){0, 3, 0, 2};
	p->pattern[1] = (struct net_pattern){3, 2, 2, 1};
	for (uint32_t i = 0; i < CALLS; i++)
		p->call[i] = (struct net_call){i % 3, 0};
	p->call[0].flags = NO_ALIGHTING;
	p->trip[0] = (struct net_trip){28800, 0, 0};
	p->trip[1] = (struct net_trip){32400, 0, 1};
	p->trip[2] = (struct net_trip){36000, 3, 0};
	static const struct net_time time[TIMES] = {
	        {0, 0}, {1800, NET_LONG_STAY_S}, {7200, 0}, {0, 60}, {600, 0}};
	memcpy(p->time, time, sizeof(time));
	p->long_stay[0] = (struct net_stay){1, 5000};
	/* "Z1-1", "Z1-2", "Q" */
	memcpy(p->trip_ids, "\0\0\4Z1-1\3\0\0012\0\0\1Q", TRIP_IDS + 1);
	p->service_days[0] = 0xffffffff;
	p->service_days[1] = 0xff;
	p->service_days[2] = 1;
	static const uint32_t first_visit[] = {0, 2, 4, 5}, first_walk[] = {0, 0, 1, 1};
	static const uint32_t first_walk_back[] = {0, 0, 0, 1};
	memcpy(p->first_visit, first_visit, sizeof(first_visit));
	memcpy(p->first_walk, first_walk, sizeof(first_walk));
	memcpy(p->first_walk_back, first_walk_back, sizeof(first_walk_back));
	static const struct net_visit visit[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0, 2}};
	memcpy(p->visit, visit, sizeof(visit));
	p->walk[0] = (struct net_walk){2, 240};
	p->walk_back[0] = (struct net_walk){1, 240};
	p->day_words = WORDS;
	p->fare[0] = (struct tt_fare){.amount = 300, .name = text("Z1")};
	p->fare[1] = (struct tt_fare){.from = 1, .network = 1, .amount = 200, .name = text("Z1")};
	p->first_area[1] = p->first_area[2] = p->first_area[3] = p->area[0] = 1;
	p->first_network[1] = p->network[0] = 1;
}

static void *
image_of(const struct parts *p, size_t *size)
{
	const struct format_part parts[SECTIONS] = {
	        [SEC_INFO] = {&p->info, 1 + p->count[SEC_INFO]},
	        [SEC_STRINGS] = {p->strings, sizeof(strings) + p->count[SEC_STRINGS]},
	        [SEC_STOPS] = {p->stop, STOPS + p->count[SEC_STOPS]},
	        [SEC_CHANGES] = {p->change, STOPS + p->count[SEC_CHANGES]},
	        [SEC_PATTERNS] = {p->pattern, PATTERNS + p->count[SEC_PATTERNS]},
	        [SEC_CALLS] = {p->call, CALLS},
	        [SEC_TRIPS] = {p->trip, TRIPS},
	        [SEC_TIMES] = {p->time, TIMES},
	        [SEC_LONG_STAYS] = {p->long_stay, 1 + p->count[SEC_LONG_STAYS]},
	        [SEC_SERVICE_DAYS] = {p->service_days, 2 * WORDS + p->count[SEC_SERVICE_DAYS]},
	        [SEC_FIRST_VISITS] = {p->first_visit, STOPS + 1 + p->count[SEC_FIRST_VISITS]},
	        [SEC_VISITS] = {p->visit, CALLS + p->count[SEC_VISITS]},
	        [SEC_FIRST_WALKS] = {p->first_walk, STOPS + 1},
	        [SEC_WALKS] = {p->walk, 1 + p->count[SEC_WALKS]},
	        [SEC_FIRST_WALKS_BACK] = {p->first_walk_back, STOPS + 1},
	        [SEC_WALKS_BACK] = {p->walk_back, 1 + p->count[SEC_WALKS_BACK]},
	        [SEC_TRIP_NAMES] = {p->trip_name, TRIPS + p->count[SEC_TRIP_NAMES]},
	        [SEC_FARES] = {p->fare, 2 + p->count[SEC_FARES]},
	        [SEC_FIRST_AREAS] = {p->first_area, STOPS + 1 + p->count[SEC_FIRST_AREAS]},
	        [SEC_AREAS] = {p->area, 1 + p->count[SEC_AREAS]},
	        [SEC_LINES] = {p->line, TRIPS + p->count[SEC_LINES]},
	        [SEC_FIRST_NETWORKS] = {p->first_network, 2 + p->count[SEC_FIRST_NETWORKS]},
	        [SEC_NETWORKS] = {p->network, 1 + p->count[SEC_NETWORKS]},
	        [SEC_TRIP_ID_STARTS] = {p->trip_id_start, 1 + p->count[SEC_TRIP_ID_STARTS]},
	        [SEC_TRIP_IDS] = {p->trip_ids, TRIP_IDS + 1 + p->count[SEC_TRIP_IDS]},
	        [SEC_IDS] = {p->id, STOPS},
	        [SEC_DAY_STARTS] = {p->day_start, DAYS + p->count[SEC_DAY_STARTS]},
	};
	return timetable_image(parts, p->day_words, size);
}

/* Asks for everything that a reader may touch: ASan sees what is outside. */
static size_t
use(const struct timetable *tt)
{
	size_t seen = 0;
	for (uint32_t i = 0; i < tt->net.stops; i++)
		seen += strlen(timetable_text(tt, tt->stop[i].name)) + tt->stop[i].group;
	for (uint32_t i = 0; i < tt->net.trips; i++)
		seen += strlen(timetable_text(tt, tt->trip[i].name));
	struct raptor *r = raptor_new(&tt->net);
	for (int day = -1; day <= 1; day++) {
		int32_t first = tt->info->first_day;
		const struct service_day days[] = {
		        {timetable_day(tt, first + day), timetable_shift(tt, first, first + day)},
		        {timetable_day(tt, first + day + 1), 86400}};
		const uint32_t from = 0, to = tt->net.stops - 1;
		struct question q = {&from, &to, 1, 1, 0, days, 2, MAX_TRIPS, -1};
		struct journey out[MAX_TRIPS];
		seen += tt->net.stops > 1 ? raptor_after(r, &q, out) : 0;
		q.time_s = 200000;
		seen += tt->net.stops > 1 ? raptor_by(r, &q, out) : 0;
		for (uint32_t trip = 0; trip < tt->net.trips; trip++) {
			const struct leg leg = {.trip = trip, .from_stop = from, .to_stop = to};
			struct fare fares[2];
			seen += fares_of_leg(tt, &leg, fares, 2);
		}
	}
	raptor_free(r);
	return seen;
}

START_TEST(reads_what_was_written)
{
	struct parts p;
	fill(&p);
	size_t size;
	void *image = image_of(&p, &size);
	struct timetable tt;
	const char *why = NULL;
	ck_assert_msg(timetable_view(image, size, &tt, &why) == 0, "%s", why);
	ck_assert_uint_eq(tt.net.stops, STOPS);
	ck_assert_uint_eq(tt.net.services, 2);
	ck_assert_str_eq(timetable_text(&tt, tt.stop[0].name), "北京");
	ck_assert_str_eq(timetable_text(&tt, tt.info->timezone), "Asia/Shanghai");
	ck_assert_str_eq(timetable_text(&tt, 0), "");
	ck_assert_uint_eq(tt.names_size, 0);
	ck_assert_int_eq(network_departure(&tt.net, 1, 1), 32400 + 1800 + 5000);
	ck_assert_int_eq(network_departure(&tt.net, 2, 0), 36000 + 60);
	static const char *const ids[TRIPS] = {"Z1-1", "Z1-2", "Q"};
	for (uint32_t i = 0; i < TRIPS; i++) {
		char id[TT_TRIP_ID_MOST + 1];
		ck_assert_text(timetable_trip_id(&tt, i, id), ids[i]);
	}
	ck_assert(network_runs(&tt.net, 0, timetable_day(&tt, 16839)));
	ck_assert(!network_runs(&tt.net, 0, timetable_day(&tt, 16799)));
	ck_assert_uint_gt(use(&tt), 0);
	free(image);
}
END_TEST

START_TEST(finds_stops_by_id)
{
	static const struct {
		const char *id;
		int error;
		uint32_t stop;
	} cases[] = {{"BJP", 0, 0}, {"TJP", 0, 2}, {"Z1", 0, 1}, {"BJ", -ENOENT, 9},
	        {"BJPX", -ENOENT, 9}, {"", -ENOENT, 9}, {"ZZ", -ENOENT, 9}};
	struct parts p;
	fill(&p);
	size_t size;
	void *image = image_of(&p, &size);
	struct timetable tt;
	const char *why;
	ck_assert_int_eq(timetable_view(image, size, &tt, &why), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint32_t stop = 9;
		ck_assert_int_eq(
		        timetable_stop_by_id(&tt, str_from(cases[i].id), &stop), cases[i].error);
		ck_assert_uint_eq(stop, cases[i].stop);
	}
	free(image);
}
END_TEST

/* New York, the night of 1 November: the service day of the 31st is an hour longer. */
START_TEST(counts_days_by_their_noons)
{
	struct parts p;
	fill(&p);
	for (int i = 0; i < DAYS; i++)
		p.day_start[i] = (i < 10 ? 28 : 29) * 3600;
	size_t size;
	void *image = image_of(&p, &size);
	struct timetable tt;
	const char *why;
	ck_assert_int_eq(timetable_view(image, size, &tt, &why), 0);
	static const struct {
		int32_t from, to, seconds;
	} cases[] = {{5, 6, 86400}, {9, 10, 90000}, {10, 9, -90000}, {10, 11, 86400},
	        {-3, 0, 3 * 86400}, {DAYS - 1, DAYS + 2, 3 * 86400}, {8, 12, 4 * 86400 + 3600}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_int_eq(timetable_shift(&tt, 16800 + cases[i].from, 16800 + cases[i].to),
		        cases[i].seconds);
	free(image);
}
END_TEST

static const struct {
	size_t field; /* offset of a uint32_t in struct parts */
	uint32_t wrong;
	const char *why;
} wrong_fields[] = {
#define WRONG(member, value, reason)                                      \
	{                                                                 \
		offsetof(struct parts, member), (uint32_t)(value), reason \
	}
        WRONG(strings, 0x41414141, "its strings do not end"),
        WRONG(strings[sizeof(strings) - 4], 0x41414141, "its strings do not end"),
        WRONG(strings[16], 0xffffffff, "its strings are not UTF-8"),
        WRONG(info.timezone, 2, "what it says of itself is no text"),
        WRONG(info.source, 1 << 20, "what it says of itself is no text"),
        WRONG(info.flags, 2, "what it says of itself is no text"),
        WRONG(info.last_day, 16799, "its days are impossible"),
        WRONG(info.last_day, 16841, "its days are impossible"),
        WRONG(info.first_day, -5, "its days are impossible"),
        WRONG(info.first_day, INT32_MIN, "its days are impossible"),
        WRONG(day_words, 1, "its days are impossible"),
        WRONG(day_words, 3, "its sections do not fit together"),
        WRONG(day_words, 0, "its sections do not fit together"),
        WRONG(day_start[3], -1, "a day starts at an impossible time"),
        WRONG(day_start[3], 200000, "a day starts at an impossible time"),
        WRONG(stop[1].name, 2, "a stop has no text"),
        WRONG(stop[1].id, 1 << 20, "a stop has no text"),
        WRONG(stop[1].city, 2, "a stop has no text"),
        WRONG(stop[1].group, 2, "a stop has no group"),
        WRONG(stop[2].group, 0, "a stop has no group"),
        WRONG(change[1], -1, "a stop has an impossible change time"),
        WRONG(change[1], NET_NO_CHANGE_S + 1, "a stop has an impossible change time"),
        WRONG(id[1].id, 2, "a stop_id leads nowhere"),
        WRONG(id[1].stop, STOPS, "a stop_id leads nowhere"),
        WRONG(id[1].id, 0, "its stop_ids are not sorted"),
        WRONG(trip_name[1].name, 2, "a trip has no text"),
        WRONG(trip_name[1].headsign, 2, "a trip has no text"),
        WRONG(trip_id_start[0], 1, "a trip_id can't be read"),
        WRONG(trip_ids[0], 0x5a040100, "a trip_id can't be read"),
        WRONG(trip_ids[0], 0x5aff0000, "a trip_id can't be read"),
        WRONG(trip_ids[4], 0xff2d31ff, "a trip_id can't be read"),
        WRONG(trip_ids[7], 0x32010005, "a trip_id can't be read"),
        WRONG(count[SEC_TRIP_IDS], -1, "a trip_id can't be read"),
        WRONG(count[SEC_TRIP_ID_STARTS], -1, "a trip_id can't be read"),
        WRONG(trip_name[1].flags, TT_FLAGS + 1, "a trip has no text"),
        WRONG(call[1], STOPS, "a trip calls at no stop"),
        WRONG(pattern[0].calls, 1, "a pattern has no stops"),
        WRONG(pattern[1].first_call, 4, "a pattern has no stops"),
        WRONG(pattern[1].first_call, UINT32_MAX, "a pattern has no stops"),
        WRONG(pattern[0].trips, 0, "a pattern has no trips"),
        WRONG(pattern[1].first_trip, 1, "a pattern has no trips"),
        WRONG(pattern[1].trips, 2, "a trip has no pattern"),
        WRONG(time[0], FORMAT_MAX_TIME_S + 1, "a time is impossible"),
        WRONG(time[2], 6799, "a trip is impossible"),
        WRONG(time[2], NET_LONG_STAY_S << 20 | 7200, "a long stay is impossible"),
        WRONG(long_stay[0].time, 2, "a long stay is impossible"),
        WRONG(long_stay[0].seconds, NET_LONG_STAY_S - 1, "a long stay is impossible"),
        WRONG(long_stay[0].seconds, FORMAT_MAX_TIME_S + 1, "a long stay is impossible"),
        WRONG(long_stay[0].seconds, FORMAT_MAX_TIME_S - 1799, "a time is impossible"),
        WRONG(count[SEC_LONG_STAYS], -1, "a long stay is impossible"),
        WRONG(trip[1].service, 2, "a trip is impossible"),
        WRONG(trip[1].start, -1, "a trip is impossible"),
        WRONG(trip[1].start, FORMAT_MAX_TIME_S + 1, "a trip is impossible"),
        WRONG(trip[2].times, 4, "a trip is impossible"),
        WRONG(trip[2].times, UINT32_MAX, "a trip is impossible"),
        WRONG(trip[1].start, 28799, "a trip overtakes another of its pattern"),
        WRONG(service_days[1], 0x1ff, "a trip runs after the last day"),
        WRONG(first_visit[0], 1, "its visits are not cut by stop"),
        WRONG(first_visit[1], 5, "its visits are not cut by stop"),
        WRONG(first_visit[3], 4, "its visits are not cut by stop"),
        WRONG(visit[1], PATTERNS, "a visit leads nowhere"),
        WRONG(visit[1], 1 | 2 << 22, "a visit leads nowhere"),
        WRONG(visit[1], 1 | 1 << 22, "a visit is at another stop"),
        WRONG(visit[1], 0, "its visits are not sorted"),
        WRONG(first_walk[0], 1, "a footpath is impossible"),
        WRONG(first_walk_back[3], 2, "a footpath is impossible"),
        WRONG(walk[0].stop, 1, "a footpath is impossible"),
        WRONG(walk[0].stop, STOPS, "a footpath is impossible"),
        WRONG(walk[0].seconds, -1, "a footpath is impossible"),
        WRONG(walk[0].seconds, 241, "its footpaths are not the same from both ends"),
        WRONG(walk[0].stop, 0, "its footpaths are not the same from both ends"),
        WRONG(fare[1].name, 2, "a fare is impossible"),
        WRONG(fare[1].currency, 1 << 20, "a fare is impossible"),
        WRONG(fare[1].amount, -1, "a fare is impossible"),
        WRONG(fare[1].within_s, -1, "a fare is impossible"),
        WRONG(fare[1].changes, FARE_ALONE + 1, "a fare is impossible"),
        WRONG(fare[0].from, 2, "its fares are not sorted"),
        WRONG(first_area[1], 2, "its areas of fares are not cut by stop"),
        WRONG(first_network[0], 1, "its areas of fares are not cut by stop"),
        WRONG(line[0], 1, "a trip has no line"),
        WRONG(count[SEC_AREAS], -1, "its areas of fares are not cut by stop"),
        WRONG(count[SEC_NETWORKS], -1, "its areas of fares are not cut by stop"),
        WRONG(count[SEC_FIRST_AREAS], -1, "its fares do not fit together"),
        WRONG(count[SEC_LINES], -1, "its fares do not fit together"),
        WRONG(count[SEC_FIRST_NETWORKS], -1, "its fares do not fit together"),
        WRONG(count[SEC_FARES], -2, "its fares do not fit together"),
        WRONG(count[SEC_INFO], -1, "its sections do not fit together"),
        WRONG(count[SEC_CHANGES], -1, "its sections do not fit together"),
        WRONG(count[SEC_TRIP_NAMES], -1, "its sections do not fit together"),
        WRONG(count[SEC_FIRST_VISITS], -1, "its sections do not fit together"),
        WRONG(count[SEC_WALKS_BACK], -1, "its sections do not fit together"),
        WRONG(count[SEC_SERVICE_DAYS], -1, "its sections do not fit together"),
        WRONG(count[SEC_VISITS], -1, "its visits are not cut by stop"),
        WRONG(count[SEC_DAY_STARTS], -1, "its days are impossible"),
        WRONG(count[SEC_PATTERNS], -1, "a trip has no pattern"),
        WRONG(count[SEC_STOPS], -3, "it has no trips, or too many"),
#undef WRONG
};

/* Fields of 64 bits take the sign of a wrong value that is negative. */
static void
spoil(struct parts *p, size_t i)
{
	char *field = (char *)p + wrong_fields[i].field;
	int32_t wrong = (int32_t)wrong_fields[i].wrong;
	memcpy(field, &wrong, sizeof(wrong));
	if (wrong_fields[i].field >= offsetof(struct parts, count)) {
		int64_t wide = wrong;
		memcpy(field, &wide, sizeof(wide));
	}
}

START_TEST(refuses_what_does_not_fit)
{
	for (size_t i = 0; i < ARRAY_LEN(wrong_fields); i++) {
		struct parts p;
		fill(&p);
		spoil(&p, i);
		size_t size;
		void *image = image_of(&p, &size);
		struct timetable tt;
		const char *why = "nothing";
		int error = timetable_view(image, size, &tt, &why);
		ck_assert_msg(error == -EBADMSG, "case %zu was let in", i);
		ck_assert_msg(strcmp(why, wrong_fields[i].why) == 0, "case %zu: %s, not %s", i, why,
		        wrong_fields[i].why);
		free(image);
	}
}
END_TEST

static void
mend_checksum(void *image, size_t size)
{
	uint64_t sum = format_checksum(image, size);
	memcpy((char *)image + offsetof(struct format_header, checksum), &sum, sizeof(sum));
}

START_TEST(refuses_any_changed_byte)
{
	struct parts p;
	fill(&p);
	size_t size;
	unsigned char *image = image_of(&p, &size);
	struct timetable tt;
	const char *why;
	for (size_t at = 0; at < size; at++)
		for (unsigned bit = 0; bit < 8; bit++) {
			image[at] ^= (unsigned char)(1u << bit);
			ck_assert_int_ne(timetable_view(image, size, &tt, &why), 0);
			image[at] ^= (unsigned char)(1u << bit);
		}
	free(image);
}
END_TEST

/* Whoever makes a right checksum over wrong bytes is refused, or gets answers: no crash. */
START_TEST(survives_any_changed_byte)
{
	static const unsigned char changes[] = {0x01, 0x02, 0x10, 0x80, 0xff};
	struct parts p;
	fill(&p);
	size_t size, let_in = 0;
	unsigned char *image = image_of(&p, &size);
	for (size_t at = 0; at < size * ARRAY_LEN(changes); at++) {
		unsigned char change = changes[at % ARRAY_LEN(changes)];
		unsigned char *copy = malloc(size);
		memcpy(copy, image, size);
		copy[at / ARRAY_LEN(changes)] ^= change;
		mend_checksum(copy, size);
		struct timetable tt;
		const char *why = NULL;
		if (timetable_view(copy, size, &tt, &why) == 0)
			let_in += use(&tt) > 0;
		else
			ck_assert_ptr_nonnull(why);
		free(copy);
	}
	ck_assert_uint_gt(let_in, 100);
	free(image);
}
END_TEST

START_TEST(refuses_what_is_cut_off)
{
	struct parts p;
	fill(&p);
	size_t size;
	char *image = image_of(&p, &size);
	for (size_t n = 0; n < size; n++) {
		char *copy = malloc(n ? n : 1);
		memcpy(copy, image, n);
		struct timetable tt;
		const char *why;
		ck_assert_int_eq(timetable_view(copy, n, &tt, &why), -EBADMSG);
		/* A file that knows that it is shorter lacks a section. */
		if (n >= sizeof(struct format_header)) {
			uint64_t shorter = n;
			memcpy(copy + offsetof(struct format_header, size), &shorter, 8);
			mend_checksum(copy, n);
			ck_assert_int_eq(timetable_view(copy, n, &tt, &why), -EBADMSG);
		}
		free(copy);
	}
	free(image);
}
END_TEST

START_TEST(refuses_other_files)
{
	static const struct {
		size_t at;
		unsigned char byte;
		int error;
		const char *why;
	} cases[] = {
	        {0, 'X', -EBADMSG, "it is no compiled timetable"},
	        {8, FORMAT_VERSION + 1, -ENOTSUP,
	                "it was built for another version or another kind of machine: build it "
	                "again"},
	        {12, 1, -ENOTSUP,
	                "it was built for another version or another kind of machine: build it "
	                "again"},
	        {40, 0xff, -EBADMSG, "its checksum is wrong"},
	};
	struct parts p;
	fill(&p);
	size_t size;
	unsigned char *image = image_of(&p, &size);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unsigned char kept = image[cases[i].at];
		struct timetable tt;
		const char *why = NULL;
		image[cases[i].at] = cases[i].byte;
		ck_assert_int_eq(timetable_view(image, size, &tt, &why), cases[i].error);
		ck_assert_str_eq(why, cases[i].why);
		image[cases[i].at] = kept;
	}
	free(image);
}
END_TEST

START_TEST(opens_files_and_says_why_not)
{
	struct scratch s;
	scratch_open(&s);
	scratch_write(&s, "empty", "", 0600);
	scratch_write(&s, "text", "this is no timetable at all, whatever its name may say", 0600);
	static const struct {
		const char *name, *why;
		int error;
	} cases[] = {
	        {"missing", "it can't be opened", -ENOENT},
	        {"empty", "it is no file, or an empty one", -EBADMSG},
	        {".", "it is no file, or an empty one", -EBADMSG},
	        {"text", "it is no compiled timetable", -EBADMSG},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct timetable *tt = NULL;
		const char *why = NULL;
		ck_assert_int_eq(
		        timetable_open(scratch_path(&s, cases[i].name), &tt, &why), cases[i].error);
		ck_assert_str_eq(why, cases[i].why);
		ck_assert_ptr_null(tt);
	}
	timetable_close(NULL);
	scratch_close(&s);
}
END_TEST

/* The old one stays readable for whoever has it open. */
START_TEST(replaces_a_file_that_is_in_use)
{
	struct scratch s;
	scratch_open(&s);
	struct parts p;
	fill(&p);
	size_t size;
	void *image = image_of(&p, &size);
	struct timetable *old = NULL, *new = NULL;
	const char *why = NULL;
	ck_assert_int_eq(timetable_write(scratch_path(&s, "tt"), image, size), 0);
	ck_assert_int_eq(timetable_open(scratch_path(&s, "tt"), &old, &why), 0);
	free(image);
	p.info.stop_times = 77;
	image = image_of(&p, &size);
	ck_assert_int_eq(timetable_write(scratch_path(&s, "tt"), image, size), 0);
	ck_assert_int_eq(timetable_open(scratch_path(&s, "tt"), &new, &why), 0);
	ck_assert_uint_eq(old->info->stop_times, 8);
	ck_assert_uint_eq(new->info->stop_times, 77);
	ck_assert_uint_gt(use(old), 0);
	timetable_close(old);
	timetable_close(new);
	free(image);
	scratch_close(&s);
}
END_TEST

START_TEST(leaves_nothing_behind_when_it_fails)
{
	struct scratch s;
	scratch_open(&s);
	ck_assert_int_eq(timetable_write(scratch_path(&s, "no/tt"), "x", 1), -ENOENT);
	ck_assert_int_eq(mkdir(scratch_path(&s, "folder"), 0700), 0);
	ck_assert_int_eq(timetable_write(s.path, "x", 1), -EISDIR);
	ck_assert_int_eq(rmdir(scratch_path(&s, "folder")), 0);
	ck_assert_int_eq(rmdir(s.dir), 0); /* nothing else is in it */
}
END_TEST

TEST_MAIN("timetable", reads_what_was_written, finds_stops_by_id, counts_days_by_their_noons,
        refuses_what_does_not_fit, refuses_any_changed_byte, survives_any_changed_byte,
        refuses_what_is_cut_off, refuses_other_files, opens_files_and_says_why_not,
        replaces_a_file_that_is_in_use, leaves_nothing_behind_when_it_fails)
