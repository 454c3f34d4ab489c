#include "timetable/running.h"

#include <stdlib.h>
#include <string.h>

struct day_row {
	uint32_t day;
	uint64_t asked; /* the newest question for it; 0: the row is free */
	uint64_t *bits;
};

struct running {
	const struct network *net;
	size_t words;
	uint64_t questions;
	struct day_row rows[MAX_SERVICE_DAYS];
};

struct running *
running_new(const struct network *net)
{
	struct running *r = xcalloc(1, sizeof(*r));
	r->net = net;
	r->words = net->trips / RUNNING_WORD + 1;
	return r;
}

void
running_free(struct running *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < ARRAY_LEN(r->rows); i++)
		free(r->rows[i].bits);
	free(r);
}

static void
fill(const struct running *r, struct day_row *row, uint32_t day)
{
	const struct network *net = r->net;
	if (!row->bits)
		row->bits = xcalloc(r->words, sizeof(*row->bits));
	memset(row->bits, 0, r->words * sizeof(*row->bits));
	for (uint32_t t = 0; t < net->trips; t++) {
		uint64_t runs = network_runs(net, net->trip[t].service, day);
		row->bits[t / RUNNING_WORD] |= runs << (t % RUNNING_WORD);
	}
	row->day = day;
}

/* The row of that day, or the one that was not asked for the longest. */
static struct day_row *
find_row(struct running *r, uint32_t day)
{
	struct day_row *oldest = &r->rows[0];
	for (size_t i = 0; i < ARRAY_LEN(r->rows); i++) {
		struct day_row *row = &r->rows[i];
		if (row->asked && row->day == day)
			return row;
		if (row->asked < oldest->asked)
			oldest = row;
	}
	return oldest;
}

const uint64_t *
running_on(struct running *r, uint32_t day)
{
	struct day_row *row = find_row(r, day);
	if (!row->asked || row->day != day)
		fill(r, row, day);
	row->asked = ++r->questions;
	return row->bits;
}
