#include "timetable/last.h"

#include "timetable/departures.h"

enum { FOR_EVER_S = 1 << 29 };

static size_t
find_direct(
        const struct network *net, const struct question *q, int32_t until_s, struct journey *out)
{
	const struct departures from = {
	        q->from, q->to, q->from_count, q->to_count, q->time_s, q->days, q->day_count};
	struct leg leg;
	if (!departures_last(net, &from, until_s, &leg))
		return 0;
	*out = (struct journey){.departure_s = leg.departure_s,
	        .arrival_s = leg.arrival_s,
	        .trips = 1,
	        .legs = {leg}};
	return 1;
}

/* When those arrive that leave from until_s on. */
static int32_t
arrival_after(struct raptor *r, const struct question *q, int32_t until_s)
{
	struct journey later[MAX_TRIPS];
	struct question next = *q;
	next.time_s = until_s;
	size_t count = raptor_after(r, &next, later);
	return count > 0 ? later[count - 1].arrival_s : FOR_EVER_S;
}

size_t
last_journeys(const struct network *net, struct raptor *r, const struct question *q,
        int32_t until_s, struct journey out[MAX_TRIPS])
{
	struct journey found[MAX_TRIPS];
	struct question by = *q;
	size_t count = find_direct(net, q, until_s, out);
	by.time_s = arrival_after(r, q, until_s) - 1;
	size_t n = raptor_by(r, &by, found);
	for (size_t i = 0; i < n; i++) {
		if (found[i].departure_s < q->time_s ||
		        (count > 0 && found[i].departure_s <= out[count - 1].departure_s))
			continue;
		must(found[i].departure_s < until_s);
		if (count > 0 && found[i].trips == out[count - 1].trips)
			count--; /* the same with a footpath leaves later */
		out[count++] = found[i];
	}
	return count;
}
