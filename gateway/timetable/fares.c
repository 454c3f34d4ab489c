#include "timetable/fares.h"

#include <stdio.h>
#include <string.h>

/* Rules with the same two areas stand together. */
static size_t
first_rule(const struct tt_fares *f, uint32_t from, uint32_t to)
{
	size_t low = 0, high = f->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tt_fare *rule = &f->rule[middle];
		if (rule->from < from || (rule->from == from && rule->to < to))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_in_network(const struct tt_fares *f, uint32_t trip, uint32_t network)
{
	const uint32_t line = f->line[trip];
	if (network == 0)
		return true;
	for (uint32_t i = f->first_network[line]; i < f->first_network[line + 1]; i++)
		if (f->network[i] == network)
			return true;
	return false;
}

/* The rules that cover some rides, and the fares that they make. */
struct rules {
	const struct tt_fares *f;
	const struct leg *legs;
	unsigned count;
	uint32_t priority; /* the highest so far: lower ones do not count */
	struct fare *out;  /* the cheapest first */
	size_t found, most;
	bool adds_up; /* the cheapest may be added to those of other rides */
};

static bool
covers(const struct rules *r, const struct tt_fare *rule)
{
	for (unsigned i = 0; i < r->count; i++)
		if (!is_in_network(r->f, r->legs[i].trip, rule->network))
			return false;
	if (r->count == 1)
		return true;
	int32_t spent = r->legs[r->count - 1].departure_s - r->legs[0].departure_s;
	return rule->changes != FARE_ALONE && rule->changes >= r->count - 1 &&
	       (rule->within_s == 0 || spent <= rule->within_s);
}

static void
take_rule(struct rules *r, const struct tt_fare *rule)
{
	if (!covers(r, rule) || rule->priority < r->priority)
		return;
	if (rule->priority > r->priority)
		r->found = 0;
	r->priority = rule->priority;
	const struct fare fare = {rule->amount, rule->currency, rule->name};
	size_t at = r->found;
	while (at > 0 && r->out[at - 1].amount > fare.amount)
		at--;
	if (at == 0)
		r->adds_up = rule->changes != FARE_ALONE;
	if (at == r->most)
		return;
	r->found += r->found < r->most;
	memmove(&r->out[at + 1], &r->out[at], (r->found - 1 - at) * sizeof(*r->out));
	r->out[at] = fare;
}

static void
take_between(struct rules *r, uint32_t from, uint32_t to)
{
	const struct tt_fares *f = r->f;
	for (size_t i = first_rule(f, from, to);
	        i < f->count && f->rule[i].from == from && f->rule[i].to == to; i++)
		take_rule(r, &f->rule[i]);
}

/* Each area of the one stop with each of the other, and with any. */
static void
take_all(struct rules *r)
{
	const struct tt_fares *f = r->f;
	const uint32_t a = r->legs[0].from_stop, b = r->legs[r->count - 1].to_stop;
	for (uint32_t i = f->first_area[a]; i <= f->first_area[a + 1]; i++) {
		const uint32_t from = i < f->first_area[a + 1] ? f->area[i] : 0;
		for (uint32_t k = f->first_area[b]; k < f->first_area[b + 1]; k++)
			take_between(r, from, f->area[k]);
		take_between(r, from, 0);
	}
}

static struct rules
rules_of(const struct timetable *tt, const struct leg *legs, unsigned count, struct fare *out,
        size_t most)
{
	struct rules r = {.f = &tt->fares, .legs = legs, .count = count, .out = out, .most = most};
	if (tt->fares.count > 0 && most > 0)
		take_all(&r);
	return r;
}

size_t
fares_of_leg(const struct timetable *tt, const struct leg *leg, struct fare *out, size_t most)
{
	return rules_of(tt, leg, 1, out, most).found;
}

static bool
add_up(const struct timetable *tt, const struct journey *j, struct fare *sum)
{
	int64_t amount = 0;
	for (unsigned i = 0; i < j->trips; i++) {
		struct fare one;
		const struct rules r = rules_of(tt, &j->legs[i], 1, &one, 1);
		if (r.found == 0 || !r.adds_up || (i > 0 && one.currency != sum->currency))
			return false;
		amount += one.amount;
		const tt_text name = i == 0 || one.name == sum->name ? one.name : 0;
		*sum = (struct fare){0, one.currency, name};
	}
	sum->amount = (int32_t)amount;
	return amount <= INT32_MAX;
}

bool
fare_of_journey(const struct timetable *tt, const struct journey *j, struct fare *out)
{
	struct fare whole, sum;
	bool is_whole = rules_of(tt, j->legs, j->trips, &whole, 1).found > 0;
	if (j->trips > 1 && add_up(tt, j, &sum) && (!is_whole || sum.amount < whole.amount)) {
		whole = sum;
		is_whole = true;
	}
	if (is_whole)
		*out = whole;
	return is_whole;
}

const char *
fare_amount(int32_t amount, char out[16])
{
	const int unit = 100;
	if (amount % unit)
		snprintf(out, 16, "%d.%02d", amount / unit, amount % unit);
	else
		snprintf(out, 16, "%d", amount / unit);
	return out;
}
