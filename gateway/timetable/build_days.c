/* Which days each service runs, as bits; and where the times of each day count from. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "timetable/builder.h"
#include "timetable/value.h"

enum { DAY_S = 86400, HALF_DAY_S = 43200, ALL_DAYS = FORMAT_LAST_DAY + 1 };

static bool
is_set(const uint32_t *bits, int32_t day)
{
	return bits[day / 32] >> (day % 32) & 1;
}

static void
set(uint32_t *bits, int32_t day, bool on)
{
	if (on)
		bits[day / 32] |= 1U << (day % 32);
	else
		bits[day / 32] &= ~(1U << (day % 32));
}

enum { WORKDAYS = 0x1F, SUNDAY = 6, ALL_WEEK = 0x7F };

/*
 * Is it a service of working days, or of days off? One of Mondays and Wednesdays alone says
 * nothing of a Wednesday that is a holiday.
 */
static bool
tells_days_off(unsigned weekdays)
{
	unsigned worked = weekdays & WORKDAYS;
	return weekdays != ALL_WEEK && (worked == WORKDAYS || worked == 0);
}

/* On a holiday the trains of Sundays run, on a weekend's day that is worked those of workdays. */
static void
set_special_days(const struct builder *b, uint32_t *bits, const struct feed_service *s)
{
	const struct build_options *o = b->options;
	for (size_t i = 0; i < o->special_day_count; i++) {
		const struct special_day *d = &o->special_days[i];
		if (d->day < s->first_day || d->day > s->last_day)
			continue;
		set(bits, d->day,
		        d->works ? (s->weekdays & WORKDAYS) == WORKDAYS
		                 : s->weekdays >> SUNDAY & 1);
	}
}

static void
set_weekdays(const struct builder *b, uint32_t *bits, const struct feed_service *s)
{
	for (int32_t day = s->first_day; day <= s->last_day; day++)
		if (s->weekdays >> weekday_of(day) & 1)
			set(bits, day, true);
	if (tells_days_off(s->weekdays))
		set_special_days(b, bits, s);
}

/* Only the span with days in it is kept. */
static struct build_service
service_from(const uint32_t *bits, int32_t first, int32_t last)
{
	while (first <= last && !is_set(bits, first))
		first++;
	while (last >= first && !is_set(bits, last))
		last--;
	struct build_service s = {.first = first, .last = last};
	if (last < first)
		return s;
	s.bits = xcalloc((size_t)(last - first) / 32 + 1, sizeof(*s.bits));
	for (int32_t day = first; day <= last; day++)
		set(s.bits, day - first, is_set(bits, day));
	return s;
}

static bool
runs(const struct build_service *s, int32_t day)
{
	return day >= s->first && day <= s->last && is_set(s->bits, day - s->first);
}

/* The days of the one that the other has, too (with) or has not. */
static uint32_t
pick_days(struct builder *b, uint32_t service, uint32_t other, bool with)
{
	const struct build_service *s = &b->services.p[service], *o = &b->services.p[other];
	const size_t words = (size_t)(s->last - s->first) / 32 + 1;
	uint32_t *bits = xcalloc(words, sizeof(*bits));
	for (int32_t day = s->first; day <= s->last; day++)
		set(bits, day - s->first, runs(s, day) && runs(o, day) == with);
	struct build_service made = service_from(bits, 0, s->last - s->first);
	made.first += s->first;
	made.last += s->first;
	free(bits);
	if (!made.bits)
		return BUILD_NO_SERVICE;
	LIST_ADD(&b->services, made);
	return (uint32_t)b->services.n - 1;
}

uint32_t
build_common_days(struct builder *b, uint32_t service, uint32_t other)
{
	return service == other ? service : pick_days(b, service, other, true);
}

uint32_t
build_other_days(struct builder *b, uint32_t service, uint32_t other)
{
	return service == other ? BUILD_NO_SERVICE : pick_days(b, service, other, false);
}

/* Exceptions by service, in the order of the feed: where each service's begin. */
static uint32_t *
cut_exceptions(const struct feed *feed, uint32_t **order)
{
	size_t n = feed->services.n;
	uint32_t *first = xcalloc(n + 2, sizeof(*first));
	*order = xcalloc(feed->exceptions.n + 1, sizeof(**order));
	for (size_t i = 0; i < feed->exceptions.n; i++)
		first[feed->exceptions.p[i].service + 2]++;
	for (size_t i = 2; i < n + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < feed->exceptions.n; i++)
		(*order)[first[feed->exceptions.p[i].service + 1]++] = i;
	return first;
}

void
build_add_services(struct builder *b, const struct feed *feed, uint32_t *service_of)
{
	uint32_t *order, *first = cut_exceptions(feed, &order);
	uint32_t *bits = xcalloc(ALL_DAYS / 32 + 1, sizeof(*bits));
	for (size_t i = 0; i < feed->services.n; i++) {
		const struct feed_service *s = &feed->services.p[i];
		int32_t from = s->first_day, to = s->last_day;
		if (to < from)
			from = ALL_DAYS, to = -1;
		set_weekdays(b, bits, s);
		for (uint32_t e = first[i]; e < first[i + 1]; e++) {
			const struct feed_exception *x = &feed->exceptions.p[order[e]];
			set(bits, x->day, x->runs);
			from = x->day < from ? x->day : from;
			to = x->day > to ? x->day : to;
		}
		struct build_service made = service_from(bits, from, to);
		service_of[i] = made.bits ? (uint32_t)b->services.n : BUILD_NO_SERVICE;
		if (made.bits)
			LIST_ADD(&b->services, made);
		for (int32_t day = from; day <= to; day++)
			set(bits, day, false);
	}
	free(bits);
	free(order);
	free(first);
}

/* The days with trips; of too many those near today are kept. */
static void
find_window(struct builder *b)
{
	int32_t first = FORMAT_LAST_DAY, last = FORMAT_FIRST_DAY;
	for (size_t i = 0; i < b->trips.n; i++)
		b->services.p[b->trips.p[i].net.service].is_used = true;
	for (size_t i = 0; i < b->services.n; i++) {
		const struct build_service *s = &b->services.p[i];
		if (!s->is_used)
			continue;
		first = s->first < first ? s->first : first;
		last = s->last > last ? s->last : last;
	}
	const int32_t back = 60;
	if (last - first >= FORMAT_MAX_DAYS && first < b->options->today - back)
		first = last - FORMAT_MAX_DAYS + 1 < b->options->today - back
		                ? last - FORMAT_MAX_DAYS + 1
		                : b->options->today - back;
	if (last - first >= FORMAT_MAX_DAYS) {
		char text[16];
		int y, m, d;
		last = first + FORMAT_MAX_DAYS - 1;
		date_of(last + 1, &y, &m, &d);
		snprintf(text, sizeof(text), "%04d-%02d-%02d", y, m, d);
		build_problem(b, "calendar", PROBLEM_LONG_CALENDAR, str_from(text));
	}
	b->info.first_day = first;
	b->info.last_day = last;
	b->day_words = (uint32_t)(last - first) / 32 + 1;
}

/* Services of the same days share a row. */
static void
pack_services(struct builder *b)
{
	struct idmap rows = {0};
	uint32_t *row = xcalloc(b->day_words, sizeof(*row)), count = 0;
	b->service_days = xcalloc((b->services.n + 1) * b->day_words, sizeof(*row));
	for (size_t i = 0; i < b->services.n; i++) {
		struct build_service *s = &b->services.p[i];
		bool is_new;
		if (!s->is_used)
			continue;
		memset(row, 0, b->day_words * sizeof(*row));
		for (int32_t day = s->first; day <= s->last; day++)
			if (day >= b->info.first_day && day <= b->info.last_day)
				set(row, day - b->info.first_day, is_set(s->bits, day - s->first));
		size_t bytes = b->day_words * sizeof(*row);
		s->row = idmap_add(&rows, (struct str){(const char *)row, bytes}, count, &is_new);
		if (is_new)
			memcpy(b->service_days + (size_t)count++ * b->day_words, row, bytes);
	}
	b->packed_services = count;
	free(row);
	idmap_release(&rows);
}

static bool
is_zone(const char *name)
{
	static const char allowed[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
	char path[96];
	if (!*name || *name == '/' || name[strspn(name, allowed)] != '\0')
		return false;
	int n = snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	return n < (int)sizeof(path) && access(path, R_OK) == 0;
}

/* Noon minus twelve hours, after 00:00 UTC of the day before. */
static int32_t
start_of(int32_t day)
{
	int y, m, d;
	date_of(day, &y, &m, &d);
	struct tm noon = {
	        .tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d, .tm_hour = 12, .tm_isdst = -1};
	time_t at = mktime(&noon);
	return (int32_t)(at - HALF_DAY_S - (time_t)(day - 1) * DAY_S);
}

/* The C library knows one time zone at a time: ours is put back afterwards. */
static void
find_day_starts(struct builder *b)
{
	const char *name = b->strings.p + b->info.timezone;
	const char *now = getenv("TZ");
	char *kept = now ? xstrdup(now) : NULL;
	if (!is_zone(name)) {
		build_problem(b, "agency", PROBLEM_NO_TIMEZONE, str_from(name));
		name = "UTC";
	}
	setenv("TZ", name, 1);
	tzset();
	int32_t days = b->info.last_day - b->info.first_day + 1;
	b->day_starts = xcalloc((size_t)days, sizeof(*b->day_starts));
	for (int32_t i = 0; i < days; i++)
		b->day_starts[i] = start_of(b->info.first_day + i);
	if (kept)
		setenv("TZ", kept, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept);
}

void
build_days(struct builder *b)
{
	find_window(b);
	pack_services(b);
	find_day_starts(b);
}
