#include "timetable/feed_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "text/decode.h"
#include "timetable/archive.h"
#include "timetable/feed_file.h"
#include "timetable/format.h"
#include "timetable/value.h"

enum { TRAIN, SEQUENCE, STATION, ARRIVAL, DEPARTURE, DAY, FIRST, LAST, CITY, COLUMNS };
enum { NAMES_MOST = 4 };
/* What a heading may call each column. */
static const char *const columns[COLUMNS][NAMES_MOST] = {
        {"车次"},
        {"站序", "序号"},
        {"站名", "车站"},
        {"到", "到达", "到点", "到达时间"},
        {"开", "发车", "开点", "发车时间"},
        {"天", "天数"},
        {"首日", "开始日期"},
        {"末日", "结束日期"},
        {"城市"},
};

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
			feed_problem(&t->row, PROBLEM_BAD_ENDS, scratch(t, ends[i].text));
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

/* A time as somebody typed it. */
struct clock {
	int32_t seconds;  /* FEED_NO_TIME: none */
	bool is_absolute; /* after the start of the first day: 24:10, 次日0:10 */
};

/* 次日4:20, 4:20(第2天): takes the day off, from 1; 0: none is said. */
static int32_t
take_day_word(struct str *text)
{
	static const struct {
		const char *word;
		int32_t day;
	} words[] = {{"当日", 1}, {"当天", 1}, {"次日", 2}, {"翌日", 2}, {"第二天", 2},
	        {"第2天", 2}, {"第三天", 3}, {"第3天", 3}, {"第四天", 4}, {"第4天", 4}};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const struct str word = str_from(words[i].word);
		const char *at = memmem(text->p, text->n, word.p, word.n);
		if (!at)
			continue;
		*text = at == text->p ? str_skip(*text, word.n)
		                      : (struct str){text->p, (size_t)(at - text->p)};
		while (text->n > 0 && strchr("( ", text->p[text->n - 1]))
			text->n--;
		*text = str_trim(*text);
		return words[i].day;
	}
	return 0;
}

/* Nothing is written there, or what stands for it: ----, 始发. */
static bool
is_no_time(struct str text)
{
	return text.n == 0 || text.p[0] == '-' || text.p[0] == '/' || str_starts(text, STR("—")) ||
	       str_starts(text, STR("始发")) || str_starts(text, STR("终到"));
}

static struct clock
read_clock(const struct train *t, size_t column)
{
	const struct str written = feed_get(&t->row, column);
	struct clock clock = {.seconds = FEED_NO_TIME};
	struct str text = written;
	int32_t seconds;
	if (is_no_time(text))
		return clock;
	const int32_t day = take_day_word(&text);
	if (!value_time(text, &seconds) || (day && seconds >= DAY_S)) {
		feed_problem(&t->row, PROBLEM_BAD_TIME, written);
		return clock;
	}
	clock.seconds = seconds + (day ? (day - 1) * DAY_S : 0);
	clock.is_absolute = day || seconds >= DAY_S;
	return clock;
}

/* On the day that the row says; else the first that is not before the row above. */
static int32_t
on_day(const struct train *t, struct clock clock, int64_t day)
{
	if (clock.is_absolute)
		return clock.seconds;
	if (day >= t->day_zero)
		return clock.seconds + (int32_t)(day - t->day_zero) * DAY_S;
	while (clock.seconds < t->left)
		clock.seconds += DAY_S;
	return clock.seconds;
}

/* Of the arrival and the departure one may be missing; a stay is less than a day. */
static void
read_times(struct train *t, int64_t day, int32_t *arrival, int32_t *departure)
{
	struct clock in = read_clock(t, ARRIVAL), out = read_clock(t, DEPARTURE);
	*arrival = *departure = FEED_NO_TIME;
	in = in.seconds == FEED_NO_TIME ? out : in;
	out = out.seconds == FEED_NO_TIME ? in : out;
	if (in.seconds == FEED_NO_TIME)
		return;
	*arrival = on_day(t, in, day);
	*departure = *arrival + (out.seconds % DAY_S - in.seconds % DAY_S + DAY_S) % DAY_S;
	t->left = *departure < FORMAT_MAX_TIME_S ? *departure : t->left;
}

static void
add_call(struct train *t, uint32_t stop)
{
	struct feed *feed = t->row.feed;
	const int64_t most_days = FORMAT_MAX_TIME_S / DAY_S - 1;
	int64_t day = feed_number(&t->row, DAY, most_days, -1);
	int64_t sequence = feed_number(&t->row, SEQUENCE, UINT16_MAX, t->calls + 1);
	int32_t arrival, departure;
	if (t->calls++ == 0) {
		t->day_zero = day == 0 ? 0 : 1;
		t->left = 0;
	}
	read_times(t, day, &arrival, &departure);
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
	if (is_new && t->name) /* also without a station: its other rows are not another train's */
		begin_trip(t);
	if (!t->name || station.n == 0)
		feed_problem(&t->row, PROBLEM_NO_STATION, station);
	else if (t->trip != FEED_NONE)
		add_call(t, find_station(t, station));
}

static bool
is_comment(const struct csv *csv)
{
	return csv->field[0].n > 0 && csv->field[0].p[0] == '#';
}

/* Spreadsheets leave such rows behind the last one. */
static bool
is_blank(const struct csv *csv)
{
	size_t n = 0;
	for (size_t f = 0; f < csv->fields; f++)
		n += csv->field[f].n;
	return n == 0;
}

static bool
is_named(struct str field, size_t column)
{
	for (size_t i = 0; i < NAMES_MOST && columns[column][i]; i++)
		if (str_eq(field, str_from(columns[column][i])))
			return true;
	return false;
}

/* Is the row of names there? Else the columns are in the usual order. */
static bool
read_names(struct csv *csv)
{
	csv->columns = COLUMNS;
	bool is_heading = false;
	for (size_t f = 0; f < csv->fields; f++)
		is_heading |= is_named(csv->field[f], TRAIN);
	for (size_t c = 0; c < COLUMNS; c++) {
		csv->column[c] = is_heading ? UINT8_MAX : (uint8_t)c;
		for (size_t f = 0; f < csv->fields && is_heading; f++)
			if (is_named(csv->field[f], c))
				csv->column[c] = (uint8_t)f;
	}
	return is_heading;
}

static bool
has_columns(const struct train *t)
{
	static const uint8_t needed[] = {STATION, DEPARTURE, FIRST, LAST};
	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (t->row.csv.column[needed[i]] == UINT8_MAX) {
			feed_problem(&t->row, PROBLEM_NO_COLUMN, str_from(columns[needed[i]][0]));
			return false;
		}
	return true;
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
		if (is_blank(csv))
			continue;
		if (is_comment(csv)) {
			t->row.feed->is_demonstration |= str_eq(csv->field[0], STR("#演示数据"));
			continue;
		}
		if (!has_names) {
			has_names = true;
			const bool is_heading = read_names(csv);
			if (!has_columns(t))
				return;
			if (is_heading)
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

/* What Chinese input methods write wide, to plain letters: ８：３０， is 8:30, but for ＂. */
static void
narrow(char *text, size_t *n)
{
	struct str rest = {text, *n};
	size_t to = 0;
	while (rest.n > 0) {
		const struct str before = rest;
		const uint32_t cp = utf8_next(&rest, NULL);
		const size_t bytes = before.n - rest.n;
		if (cp == 0x3000)
			text[to++] = ' ';
		else if (cp > 0xFF00 && cp <= 0xFF5E && cp != 0xFF02)
			text[to++] = (char)(cp - 0xFEE0);
		else
			for (size_t i = 0; i < bytes; i++)
				text[to++] = before.p[i];
	}
	*n = to;
}

bool
feed_is_table(const char *path)
{
	size_t n = strlen(path);
	return n > 4 && strcasecmp(path + n - 4, ".csv") == 0;
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
	narrow(text, &n);
	t.row.csv = csv_open(text, n);
	read_rows(&t);
	feed_join_cities(feed);
	free(text);
	return true;
}
