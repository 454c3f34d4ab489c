/*
 * A compiled timetable from a stranger who can make a checksum: refused with a reason, or good
 * enough that every question is answered.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "timetable/departures.h"
#include "timetable/fares.h"
#include "timetable/format.h"
#include "timetable/stop_set.h"
#include "timetable/window.h"

/* So that the fuzzer need not find out how large a file says it is, and its sum. */
static void
mend(char *file, size_t size)
{
	struct format_header h;
	memcpy(&h, file, sizeof(h));
	h.size = size;
	memcpy(file, &h, sizeof(h));
	h.checksum = format_checksum(file, size);
	memcpy(file, &h, sizeof(h));
}

static void
ask(const struct timetable *tt)
{
	struct service_day days[MAX_SERVICE_DAYS];
	size_t n = window_days(tt, tt->info->first_day, 1, 1, days);
	const uint32_t from = 0, to = tt->net.stops - 1;
	struct question q = {&from, &to, 1, 1, 0, days, n, USUAL_TRIPS, -1};
	const struct departures d = {&from, NULL, 1, 0, 0, days, n};
	struct journey found[MAX_TRIPS];
	struct leg legs[5];
	struct raptor *r = raptor_new(&tt->net);
	if (from != to) {
		struct fare fare;
		size_t count = raptor_after(r, &q, found);
		for (size_t i = 0; i < count; i++)
			must(!fare_of_journey(tt, &found[i], &fare) || fare.amount >= 0);
		q.time_s = 86400;
		raptor_by(r, &q, found);
	}
	raptor_free(r);
	departures_next(&tt->net, &d, legs, ARRAY_LEN(legs));
	struct stop_set p;
	struct stop_doubt doubt;
	must(stop_set_find(tt, NULL, NULL, STR("A+B"), &p, &doubt) <= 0);
	struct arena a = ARENA_INIT;
	struct names names;
	const char *why;
	if (names_view(tt, &names, &why) == 0)
		must(stop_set_find(tt, &names, &a, STR("szb"), &p, &doubt) <= 0);
	arena_release(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *file = malloc(size ? size : 1);
	struct timetable tt;
	const char *why = NULL;
	if (size)
		memcpy(file, data, size);
	if (size >= sizeof(struct format_header))
		mend(file, size);
	if (timetable_view(file, size, &tt, &why) == 0)
		ask(&tt);
	else
		must(why);
	free(file);
	return 0;
}
