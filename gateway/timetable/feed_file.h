/* How the readers of a feed's files go through rows; for feed*.c only. */
#ifndef JIAXIN_TIMETABLE_FEED_FILE_H
#define JIAXIN_TIMETABLE_FEED_FILE_H

#include "timetable/csv.h"
#include "timetable/feed.h"

/* A row that is being read. */
struct feed_row {
	struct feed *feed;
	const char *file;
	struct csv csv;
};

struct feed_file {
	const char *name;
	const char *const *columns;
	size_t column_count;
	uint32_t must_have;  /* columns: bit i for columns[i] */
	bool may_be_missing; /* the file */
	void (*row)(struct feed_row *row);
};

static inline struct str
feed_get(const struct feed_row *row, size_t column)
{
	return csv_get(&row->csv, column);
}

/* A problem of the row. */
void feed_problem(const struct feed_row *row, enum problem what, struct str value);

/* A number from 0 in the column; `none` where it is empty, or bad (which is said). */
int64_t feed_number(const struct feed_row *row, size_t column, int64_t most, int64_t none);

/* The index behind an id, or FEED_NONE (and `what` is said). */
int64_t
feed_find(const struct feed_row *row, const struct idmap *ids, size_t column, enum problem what);

/* An id for the file: with the feed's prefix. */
tt_text feed_id(const struct feed *feed, struct str id);

/* Once all places are read: who is whose parent. */
void feed_join_parents(struct feed *feed);

/* Then: which of them are one city. Those that the feed gives a city keep it. */
void feed_join_cities(struct feed *feed);

/* Fares hang on the zone_id of a stop and the network_id of a route; empty: none. */
void feed_add_zone(struct feed *feed, uint32_t stop, struct str zone);
void feed_add_network(struct feed *feed, uint32_t route, struct str network);

extern const struct feed_file feed_places[], feed_calendars[], feed_rides[], feed_fares[];
extern const size_t feed_places_count, feed_calendars_count, feed_rides_count, feed_fares_count;

#endif
