/* Footpaths between stops that are near, where the feed says nothing of them. */
#include <math.h>
#include <stdlib.h>

#include "timetable/builder.h"

static const double METRES_A_DEGREE = 111195; /* north */

static int
compare_north(const void *a, const void *b, void *arg)
{
	const struct build_place *at = arg;
	double x = at[*(const uint32_t *)a].lat, y = at[*(const uint32_t *)b].lat;
	return (x > y) - (x < y);
}

static int
compare_walks(const void *a, const void *b)
{
	const struct build_walk *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

/* Among the first `known` walks, which are sorted. */
static bool
is_said(const struct builder *b, size_t known, uint32_t from, uint32_t to)
{
	const struct build_walk wanted = {.from = from, .to = to};
	return known > 0 &&
	       bsearch(&wanted, b->walks.p, known, sizeof(wanted), compare_walks) != NULL;
}

static void
add_pair(struct builder *b, size_t known, uint32_t x, uint32_t y)
{
	const double metres = build_distance_m(&b->places.p[x], &b->places.p[y]);
	const uint32_t ends[][2] = {{x, y}, {y, x}};
	if (metres > b->options->walk_m)
		return;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (!is_said(b, known, ends[i][0], ends[i][1]))
			LIST_ADD(&b->walks,
			        (struct build_walk){ends[i][0], ends[i][1], (int32_t)ceil(metres)});
}

void
build_near(struct builder *b)
{
	const size_t known = b->walks.n;
	uint32_t *order = xcalloc(b->stops.n + 1, sizeof(*order)), n = 0;
	for (uint32_t s = 0; s < b->stops.n; s++)
		if (b->places.p[s].is_known)
			order[n++] = s;
	if (known > 0)
		qsort(b->walks.p, known, sizeof(*b->walks.p), compare_walks);
	qsort_r(order, n, sizeof(*order), compare_north, b->places.p);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = i + 1; k < n; k++) {
			double north = b->places.p[order[k]].lat - b->places.p[order[i]].lat;
			if (north * METRES_A_DEGREE > b->options->walk_m)
				break;
			add_pair(b, known, order[i], order[k]);
		}
	free(order);
}
