/*
 * What a ride costs, where the timetable says so: from the feed (GTFS fare_attributes and
 * fare_rules, or Fares v2), or from the operator's table of corridors. Nothing is estimated: a
 * fare that is not there is not known.
 */
#ifndef JIAXIN_TIMETABLE_FARES_H
#define JIAXIN_TIMETABLE_FARES_H

#include "timetable/raptor.h"
#include "timetable/timetable.h"

struct fare {
	int32_t amount;   /* hundredths of the currency's unit: fen, cents */
	tt_text currency; /* "CNY" */
	tt_text name;     /* 二等座, the name of the product; may be empty */
};

/* The fares of one ride, the cheapest first; at most `most`. How many; 0: none is known. */
size_t
fares_of_leg(const struct timetable *tt, const struct leg *leg, struct fare *out, size_t most);

/*
 * The least that the whole journey costs: its rides together, or one ticket that covers their
 * changes. false: of a ride no fare is known, or they are no sum.
 */
bool
fare_of_journey(const struct timetable *tt, const struct journey *j, struct fare *out) MUST_USE;

/* "38850" as people read it: "388.50", "388"; a buffer of 16 bytes. */
const char *fare_amount(int32_t amount, char out[16]);

#endif
