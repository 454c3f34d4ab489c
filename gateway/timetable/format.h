/*
 * The bytes of a compiled timetable, for the one that writes them and the one that checks them.
 * docs/timetable.md says the same for readers in other languages.
 *
 * A header, then sections, each an array of one kind that starts at a multiple of 8. Little-
 * endian, as every machine this runs on: a file of the other order is refused.
 */
#ifndef JIAXIN_TIMETABLE_FORMAT_H
#define JIAXIN_TIMETABLE_FORMAT_H

#include "timetable/timetable.h"

#define FORMAT_MAGIC "JXTTABLE"
enum { FORMAT_VERSION = 4, FORMAT_ORDER = 0x01020304, FORMAT_ALIGN = 8 };

enum format_section_kind {
	SEC_INFO,
	SEC_STRINGS,
	SEC_STOPS,
	SEC_CHANGES,
	SEC_PATTERNS,
	SEC_CALLS,
	SEC_TRIPS,
	SEC_TIMES,
	SEC_LONG_STAYS,
	SEC_SERVICE_DAYS,
	SEC_FIRST_VISITS,
	SEC_VISITS,
	SEC_FIRST_WALKS,
	SEC_WALKS,
	SEC_FIRST_WALKS_BACK,
	SEC_WALKS_BACK,
	SEC_TRIP_NAMES,
	SEC_TRIP_ID_STARTS,
	SEC_TRIP_IDS,
	SEC_IDS,
	SEC_DAY_STARTS,
	SEC_FARES,
	SEC_FIRST_AREAS,
	SEC_AREAS,
	SEC_LINES,
	SEC_FIRST_NETWORKS,
	SEC_NETWORKS,
	SEC_NAMES,
	SECTIONS
};

struct format_section {
	uint64_t offset; /* bytes from the start of the file */
	uint64_t count;  /* elements */
};

struct format_header {
	char magic[8];
	uint32_t version, order;
	uint64_t checksum; /* of all that follows this field */
	uint64_t size;     /* of the whole file; a multiple of FORMAT_ALIGN */
	uint32_t day_words, reserved;
	struct format_section section[SECTIONS];
};

/* Bytes of one element. */
size_t format_element(enum format_section_kind kind);

/* The checksum that a file of these bytes must have: against accidents, not against malice. */
uint64_t format_checksum(const void *file, size_t size);

/* Limits: what is beyond them is refused by both sides. */
enum {
	FORMAT_MAX_DAYS = 1100,
	FORMAT_MAX_STOPS = 1 << 22,
	FORMAT_MAX_TRIPS = 1 << 24,
	FORMAT_MAX_PATTERNS = NET_MAX_PATTERNS,
	FORMAT_MAX_CALLS = NET_MAX_CALLS, /* of a trip */
	FORMAT_MAX_TIME_S = 11 * 86400,   /* a time of a trip: 240 h and some */
	FORMAT_FIRST_DAY = 0,             /* 1970-01-01 */
	FORMAT_LAST_DAY = 65743,          /* 2149-12-31 */
	FORMAT_MAX_START_S = 2 * 86400,   /* of tt.day_start */
};

#endif
