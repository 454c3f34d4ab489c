/* Which days a service runs: by weekday, by date, or both. */
#include "timetable/feed_file.h"
#include "timetable/value.h"

enum { CALENDAR_SERVICE, CALENDAR_MONDAY, CALENDAR_START = 8, CALENDAR_END };
static const char *const calendar_columns[] = {"service_id", "monday", "tuesday", "wednesday",
        "thursday", "friday", "saturday", "sunday", "start_date", "end_date"};

static uint32_t
service_of(struct feed *feed, struct str id, bool *is_new)
{
	uint32_t service = idmap_add(&feed->service_ids, id, (uint32_t)feed->services.n, is_new);
	if (*is_new)
		LIST_ADD(&feed->services, (struct feed_service){.first_day = 1, .last_day = 0});
	return service;
}

static bool
read_date(const struct feed_row *row, size_t column, int32_t *day)
{
	if (value_date(feed_get(row, column), day))
		return true;
	feed_problem(row, PROBLEM_BAD_DATE, feed_get(row, column));
	return false;
}

static void
read_calendar(struct feed_row *row)
{
	struct str id = feed_get(row, CALENDAR_SERVICE);
	bool is_new = false;
	int32_t first, last;
	if (!read_date(row, CALENDAR_START, &first) || !read_date(row, CALENDAR_END, &last))
		return;
	uint32_t i = service_of(row->feed, id, &is_new);
	if (!is_new) {
		feed_problem(row, PROBLEM_SAME_ID, id);
		return;
	}
	struct feed_service *service = &row->feed->services.p[i];
	service->first_day = first;
	service->last_day = last;
	for (unsigned d = 0; d < 7; d++)
		if (feed_number(row, CALENDAR_MONDAY + d, 1, 0))
			service->weekdays |= 1U << d;
}

enum { DATES_SERVICE, DATES_DATE, DATES_TYPE };
static const char *const dates_columns[] = {"service_id", "date", "exception_type"};
enum { ADDED = 1, REMOVED = 2 };

static void
read_exception(struct feed_row *row)
{
	int32_t day;
	bool is_new;
	if (!read_date(row, DATES_DATE, &day))
		return;
	int64_t type;
	if (parse_int(feed_get(row, DATES_TYPE), ADDED, REMOVED, &type)) {
		feed_problem(row, PROBLEM_BAD_EXCEPTION, feed_get(row, DATES_TYPE));
		return;
	}
	uint32_t service = service_of(row->feed, feed_get(row, DATES_SERVICE), &is_new);
	LIST_ADD(&row->feed->exceptions, (struct feed_exception){service, day, type == ADDED});
}

const struct feed_file feed_calendars[] = {
        {"calendar.txt", calendar_columns, ARRAY_LEN(calendar_columns), 0x3ff, true, read_calendar},
        {"calendar_dates.txt", dates_columns, ARRAY_LEN(dates_columns), 7, true, read_exception},
};
const size_t feed_calendars_count = ARRAY_LEN(feed_calendars);
