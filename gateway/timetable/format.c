#include "timetable/format.h"

#include <string.h>

size_t
format_element(enum format_section_kind kind)
{
	static const size_t bytes[SECTIONS] = {
	        [SEC_INFO] = sizeof(struct tt_info),
	        [SEC_STRINGS] = 1,
	        [SEC_STOPS] = sizeof(struct tt_stop),
	        [SEC_CHANGES] = sizeof(int32_t),
	        [SEC_PATTERNS] = sizeof(struct net_pattern),
	        [SEC_CALLS] = sizeof(struct net_call),
	        [SEC_TRIPS] = sizeof(struct net_trip),
	        [SEC_TIMES] = sizeof(struct net_time),
	        [SEC_LONG_STAYS] = sizeof(struct net_stay),
	        [SEC_SERVICE_DAYS] = sizeof(uint32_t),
	        [SEC_FIRST_VISITS] = sizeof(uint32_t),
	        [SEC_VISITS] = sizeof(struct net_visit),
	        [SEC_FIRST_WALKS] = sizeof(uint32_t),
	        [SEC_WALKS] = sizeof(struct net_walk),
	        [SEC_FIRST_WALKS_BACK] = sizeof(uint32_t),
	        [SEC_WALKS_BACK] = sizeof(struct net_walk),
	        [SEC_TRIP_NAMES] = sizeof(struct tt_trip),
	        [SEC_TRIP_ID_STARTS] = sizeof(uint32_t),
	        [SEC_TRIP_IDS] = 1,
	        [SEC_IDS] = sizeof(struct tt_id),
	        [SEC_DAY_STARTS] = sizeof(int32_t),
	        [SEC_FARES] = sizeof(struct tt_fare),
	        [SEC_FIRST_AREAS] = sizeof(uint32_t),
	        [SEC_AREAS] = sizeof(uint32_t),
	        [SEC_LINES] = sizeof(uint16_t),
	        [SEC_FIRST_NETWORKS] = sizeof(uint32_t),
	        [SEC_NETWORKS] = sizeof(uint32_t),
	        [SEC_NAMES] = 1,
	};
	return bytes[kind];
}

/* Every step can be undone, so that one changed word always changes the sum. */
uint64_t
format_checksum(const void *file, size_t size)
{
	const size_t first = offsetof(struct format_header, checksum) + sizeof(uint64_t);
	uint64_t sum = size;
	for (size_t at = first; at + sizeof(uint64_t) <= size; at += sizeof(uint64_t)) {
		uint64_t word;
		memcpy(&word, (const char *)file + at, sizeof(word));
		sum = (sum ^ word) * 0x9e3779b97f4a7c15U;
		sum ^= sum >> 32;
	}
	return sum;
}
