#include "timetable/feed_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/decode.h"
#include "timetable/archive.h"
#include "timetable/feed_file.h"
#include "timetable/format.h"
#include "timetable/value.h"

enum { TRAIN, SEQUENCE, STATION, ARRIVAL, DEPARTURE, DAY, FIRST, LAST, CITY, COLUMNS };
static const char *const columns[COLUMNS] = {
        "车次", "站序", "站名", "到", "开", "天", "首日", "末日", "城市"};

enum { DAY_S = 86400, PATH_MOST = 4096, TABLE_MOST = 64 << 20, EVERY_DAY = 0x7F };

/* The train that is being read. */
struct train {
	struct feed_row row;
	tt_text name, first, last; /* as they are written, in feed.scratch */
	int64_t trip;              /* FEED_NONE: its rows are left out */
	uint32_t calls;
	int64_t day_zero; /* how its first day is numbered */
	int32_t left;     /* seconds, of the row before */
};

static struct str
scratch(const struct train *t, tt_text text)
{
	return str_from(t->row.feed->scratch.p + text);
}

static bool
read_dates(struct train *t, struct feed_service *service)
{
	const struct {
		tt_text text;
		int32_t *day;
	} ends[] = {{t->first, &service->first_day}, {t->last, &service->last_day}};
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (!value_written_date(scratch(t, ends[i].text), ends[i].day)) {
			feed_problem(&t->row, PROBLEM_BAD_DATE, scratch(t, ends[i].text));
			return false;
		}
	return true;
}

/* A train number may come again with other dates: its id has the first of them. */
static void
begin_trip(struct train *t)
{
	struct feed *feed = t->row.feed;
	struct feed_service service = {.weekdays = EVERY_DAY};
	char id[STRINGS_MOST];
	struct str name = scratch(t, t->name), first = scratch(t, t->first);
	t->trip = FEED_NONE;
	t->calls = 0;
	if (!read_dates(t, &service))
		return;
	int n = snprintf(id, sizeof(id), "%.*s/%.*s", STR_ARG(name), STR_ARG(first));
	struct str key = {id, (size_t)n < sizeof(id) ? (size_t)n : sizeof(id) - 1};
	bool is_new;
	idmap_add(&feed->trip_ids, key, (uint32_t)feed->trips.n, &is_new);
	if (!is_new) {
		feed_problem(&t->row, PROBLEM_SAME_ID, name);
		return;
	}
	t->trip = (int64_t)feed->trips.n;
	tt_text kept = strings_add(feed->strings, name); /* before scratch moves */
	LIST_ADD(&feed->trips, (struct feed_trip){.id = strings_add(&feed->scratch, key),
	                               .name = kept,
	                               .service = (uint32_t)feed->services.n,
	                               .route = FEED_NONE,
	                               .line = t->row.csv.line});
	LIST_ADD(&feed->services, service);
}

static uint32_t
find_station(struct train *t, struct str name)
{
	struct feed *feed = t->row.feed;
	bool is_new;
	uint32_t stop = idmap_add(&feed->stop_ids, name, (uint32_t)feed->stops.n, &is_new);
	if (is_new)
		LIST_ADD(&feed->stops,
		        (struct feed_stop){.id = feed_id(feed, name),
		                .name = strings_add(feed->strings, name),
		                .city = strings_add(feed->strings, feed_get(&t->row, CITY)),
		                .parent = FEED_NONE,
		                .line = t->row.csv.line});
	return stop;
}

static int32_t
read_clock(const struct train *t, size_t column)
{
	struct str text = feed_get(&t->row, column);
	int32_t seconds = FEED_NO_TIME;
	if (text.n == 0 || text.p[0] == '-')
		return FEED_NO_TIME;
	if (!value_time(text, &seconds) || seconds >= DAY_S) {
		feed_problem(&t->row, PROBLEM_BAD_TIME, text);
		return FEED_NO_TIME;
	}
	return seconds;
}

/* The first day that is not before `least`; or the one that the row says. */
static int32_t
on_day(const struct train *t, int32_t clock, int64_t day)
{
	if (day >= t->day_zero)
		return clock + (int32_t)(day - t->day_zero) * DAY_S;
	while (clock < t->left)
		clock += DAY_S;
	return clock;
}

static void
add_call(struct train *t, uint32_t stop)
{
	struct feed *feed = t->row.feed;
	const int64_t most_days = FORMAT_MAX_TIME_S / DAY_S - 1;
	int32_t arrival = read_clock(t, ARRIVAL), departure = read_clock(t, DEPARTURE);
	int64_t day = feed_number(&t->row, DAY, most_days, -1);
	int64_t sequence = feed_number(&t->row, SEQUENCE, UINT16_MAX, t->calls + 1);
	if (t->calls++ == 0) {
		t->day_zero = day == 0 ? 0 : 1;
		t->left = 0;
	}
	if (arrival == FEED_NO_TIME)
		arrival = departure;
	if (departure == FEED_NO_TIME)
		departure = arrival;
	if (arrival != FEED_NO_TIME) {
		int32_t stay = departure - arrival + (departure < arrival ? DAY_S : 0);
		arrival = on_day(t, arrival, day);
		departure = arrival + stay;
		t->left = departure < FORMAT_MAX_TIME_S ? departure : t->left;
	}
	LIST_ADD(&feed->times, (struct feed_time){.trip = (uint32_t)t->trip,
	                               .sequence = (uint32_t)sequence,
	                               .stop = stop,
	                               .line = t->row.csv.line,
	                               .arrival = arrival,
	                               .departure = departure});
}

/* What is empty stays as it was; whether anything is new. */
static bool
take(struct train *t, size_t column, tt_text *text)
{
	struct str value = feed_get(&t->row, column);
	tt_text now = value.n ? strings_add(&t->row.feed->scratch, value) : *text;
	bool is_new = now != *text;
	*text = now;
	return is_new;
}

static void
read_call(struct train *t)
{
	struct str station = feed_get(&t->row, STATION);
	bool is_new = take(t, TRAIN, &t->name);
	is_new |= take(t, FIRST, &t->first);
	is_new |= take(t, LAST, &t->last);
	if (!t->name || station.n == 0) {
		feed_problem(&t->row, PROBLEM_NO_ID, station);
		return;
	}
	if (is_new)
		begin_trip(t);
	if (t->trip != FEED_NONE)
		add_call(t, find_station(t, station));
}

static bool
is_comment(const struct csv *csv)
{
	return csv->field[0].n > 0 && csv->field[0].p[0] == '#';
}

/* The row of names, or the usual order if the first row is none; false: nothing to read. */
static bool
read_names(struct csv *csv)
{
	csv->columns = COLUMNS;
	bool is_heading = false;
	for (size_t f = 0; f < csv->fields; f++)
		is_heading |= str_eq(csv->field[f], str_from(columns[TRAIN]));
	for (size_t c = 0; c < COLUMNS; c++) {
		csv->column[c] = is_heading ? UINT8_MAX : (uint8_t)c;
		for (size_t f = 0; f < csv->fields && is_heading; f++)
			if (str_eq(csv->field[f], str_from(columns[c])))
				csv->column[c] = (uint8_t)f;
	}
	return is_heading;
}

static void
read_rows(struct train *t)
{
	struct csv *csv = &t->row.csv;
	bool has_names = false;
	while (csv_next(csv)) {
		if (csv->is_unclosed) {
			feed_problem(&t->row, PROBLEM_UNCLOSED, STR(""));
			return;
		}
		if (is_comment(csv)) {
			t->row.feed->is_demonstration |= str_eq(csv->field[0], STR("#演示数据"));
			continue;
		}
		if (!has_names) {
			has_names = true;
			if (read_names(csv))
				continue;
		}
		read_call(t);
	}
}

static int
read_whole(const char *path, char **text, size_t *n)
{
	char folder[PATH_MOST];
	const char *slash = strrchr(path, '/');
	int length = slash ? (int)(slash - path) + 1 : 1;
	if (snprintf(folder, sizeof(folder), "%.*s", length, slash ? path : ".") >= PATH_MOST)
		return -ENAMETOOLONG;
	struct archive *archive;
	int error = archive_open(folder, &archive);
	if (error)
		return error;
	error = archive_read(archive, slash ? slash + 1 : path, text, n);
	archive_close(archive);
	return error;
}

/* Spreadsheets in China save GB18030. */
static int
to_utf8(char **text, size_t *n)
{
	enum { GB18030_IN_MO = MO_UNKNOWN };
	struct arena a = ARENA_INIT;
	struct str decoded;
	if (utf8_valid((struct str){*text, *n}))
		return 0;
	int error = decode_mo(&a, (struct str){*text, *n}, GB18030_IN_MO, STR("GB18030"), &decoded);
	if (!error) {
		*text = xrealloc(*text, decoded.n + 1);
		memcpy(*text, decoded.p, decoded.n);
		*n = decoded.n;
	}
	arena_release(&a);
	return error;
}

bool
feed_is_table(const char *path)
{
	size_t n = strlen(path);
	return n > 4 && strcmp(path + n - 4, ".csv") == 0;
}

bool
feed_read_table(struct feed *feed)
{
	struct train t = {.row = {.feed = feed}, .trip = FEED_NONE};
	char *text = NULL;
	size_t n;
	int error = read_whole(feed->path, &text, &n);
	if (!error && n > TABLE_MOST)
		error = -EFBIG;
	if (!error)
		error = to_utf8(&text, &n);
	if (error) {
		feed_problem(&t.row, PROBLEM_UNREADABLE, str_from(strerror(-error)));
		free(text);
		return false;
	}
	feed->timezone = strings_add(feed->strings, STR("Asia/Shanghai"));
	t.row.csv = csv_open(text, n);
	read_rows(&t);
	feed_join_cities(feed);
	free(text);
	return true;
}
