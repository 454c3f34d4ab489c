#include "timetable/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "timetable/archive.h"
#include "timetable/feed_file.h"
#include "timetable/feed_table.h"

enum { ROWS_A_STEP = 1 << 15 };

void
feed_problem(const struct feed_row *row, enum problem what, struct str value)
{
	struct problem_at at = {row->feed->path, row->file, row->csv.line};
	problem_add(row->feed->problems, at, what, value);
}

int64_t
feed_number(const struct feed_row *row, size_t column, int64_t most, int64_t none)
{
	struct str text = feed_get(row, column);
	int64_t n;
	if (text.n == 0)
		return none;
	if (parse_int(text, 0, most, &n)) {
		feed_problem(row, PROBLEM_BAD_NUMBER, text);
		return none;
	}
	return n;
}

int64_t
feed_find(const struct feed_row *row, const struct idmap *ids, size_t column, enum problem what)
{
	struct str id = feed_get(row, column);
	const uint32_t *found = idmap_find(ids, id);
	if (found)
		return *found;
	feed_problem(row, what, id);
	return FEED_NONE;
}

tt_text
feed_id(const struct feed *feed, struct str id)
{
	char text[STRINGS_MOST];
	size_t n = strlen(feed->prefix);
	if (n == 0)
		return strings_add(feed->strings, id);
	size_t more = id.n < sizeof(text) - n ? id.n : sizeof(text) - n;
	memcpy(text, feed->prefix, n);
	memcpy(text + n, id.p, more);
	return strings_add(feed->strings, (struct str){text, n + more});
}

static bool
has_columns(struct feed_row *row, const struct feed_file *file)
{
	uint32_t there = csv_columns(&row->csv, file->columns, file->column_count);
	for (size_t i = 0; i < file->column_count; i++)
		if (file->must_have >> i & ~there >> i & 1) {
			feed_problem(row, PROBLEM_NO_COLUMN, str_from(file->columns[i]));
			return false;
		}
	return true;
}

static void
read_rows(struct feed_row *row, const struct feed_file *file, const char *text, size_t n,
        const struct feed_progress *progress)
{
	for (size_t count = 1; csv_next(&row->csv); count++) {
		if (row->csv.is_unclosed) {
			feed_problem(row, PROBLEM_UNCLOSED, STR(""));
			return;
		}
		file->row(row);
		if (progress && count % ROWS_A_STEP == 0)
			progress->tell(progress->arg, (double)(row->csv.p - text) / (double)n);
	}
}

static bool
read_file(struct feed *feed, const struct archive *archive, const struct feed_file *file,
        const struct feed_progress *progress)
{
	struct feed_row row = {.feed = feed, .file = file->name};
	char *text;
	size_t n;
	int error = archive_read(archive, file->name, &text, &n);
	if (error == -ENOENT && file->may_be_missing)
		return true;
	if (error) {
		feed_problem(&row,
		        error == -ENOENT  ? PROBLEM_NO_FILE
		        : error == -EFBIG ? PROBLEM_TOO_LARGE
		                          : PROBLEM_UNREADABLE,
		        str_from(strerror(-error)));
		return false;
	}
	row.csv = csv_open(text, n);
	bool good = has_columns(&row, file);
	if (good)
		read_rows(&row, file, text, n, progress);
	free(text);
	return good;
}

static bool
read_files(struct feed *feed, const struct archive *archive, const struct feed_progress *progress)
{
	const struct {
		const struct feed_file *files;
		size_t count;
	} groups[] = {
	        {feed_places, feed_places_count},
	        {feed_calendars, feed_calendars_count},
	        {feed_rides, feed_rides_count},
	        {feed_fares, feed_fares_count},
	};
	bool good = true;
	for (size_t g = 0; g < ARRAY_LEN(groups) && good; g++)
		for (size_t i = 0; i < groups[g].count; i++)
			good &= read_file(feed, archive, &groups[g].files[i], progress);
	if (good) {
		feed_join_parents(feed);
		feed_join_cities(feed);
	}
	return good;
}

bool
feed_read(struct feed *feed, const char *path, const char *prefix, struct strings *strings,
        struct problems *problems, const struct feed_progress *progress)
{
	*feed = (struct feed){
	        .path = path, .prefix = prefix, .strings = strings, .problems = problems};
	if (feed_is_table(path)) {
		strings_init(&feed->scratch);
		return feed_read_table(feed);
	}
	struct archive *archive;
	int error = archive_open(path, &archive);
	if (error) {
		const char *why = error == -EBADMSG ? "no zip archive" : strerror(-error);
		problem_add(problems, (struct problem_at){path, NULL, 0}, PROBLEM_UNREADABLE,
		        str_from(why));
		return false;
	}
	strings_init(&feed->scratch);
	bool good = read_files(feed, archive, progress);
	archive_close(archive);
	return good;
}

void
feed_release(struct feed *feed)
{
	strings_release(&feed->scratch);
	idmap_release(&feed->stop_ids);
	idmap_release(&feed->route_ids);
	idmap_release(&feed->service_ids);
	idmap_release(&feed->trip_ids);
	idmap_release(&feed->area_ids);
	idmap_release(&feed->network_ids);
	idmap_release(&feed->product_ids);
	idmap_release(&feed->usual_riders);
	free(feed->stops.p);
	free(feed->routes.p);
	free(feed->services.p);
	free(feed->exceptions.p);
	free(feed->trips.p);
	free(feed->times.p);
	free(feed->frequencies.p);
	free(feed->transfers.p);
	free(feed->joins.p);
	free(feed->stop_areas.p);
	free(feed->route_networks.p);
	free(feed->products.p);
	free(feed->fares.p);
	free(feed->fare_rules.p);
}
