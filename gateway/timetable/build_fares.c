/*
 * Fares as the file has them: every rule is from an area to an area on a network. What a feed
 * leaves open is any, or, in Fares v2 without priorities, all that no other rule names.
 */
#include <stdlib.h>
#include <string.h>

#include "timetable/builder.h"

static const uint32_t NO_STOP = UINT32_MAX;

/* Numbers in a feed, from 0, become ours, from 1: those of feeds before it come first. */
struct adding {
	struct builder *b;
	const struct feed *feed;
	const uint32_t *stop_of;
	uint32_t areas_before, networks_before;
	uint32_t other_from, other_to, other_network; /* 0: not made yet */
};

static uint32_t
area_of(const struct adding *a, int64_t area)
{
	return area == FEED_NONE ? 0 : a->areas_before + (uint32_t)area + 1;
}

static uint32_t
network_of(const struct adding *a, int64_t network)
{
	return network == FEED_NONE ? 0 : a->networks_before + (uint32_t)network + 1;
}

static void
add_stop_areas(struct adding *a)
{
	for (size_t i = 0; i < a->feed->stop_areas.n; i++) {
		const struct feed_member *m = &a->feed->stop_areas.p[i];
		uint32_t stop = a->stop_of[m->of];
		if (stop != NO_STOP)
			LIST_ADD(&a->b->stop_areas, (struct build_member){stop, area_of(a, m->in)});
	}
}

static void
add_route_networks(struct adding *a)
{
	for (size_t i = 0; i < a->feed->route_networks.n; i++) {
		const struct feed_member *m = &a->feed->route_networks.p[i];
		LIST_ADD(&a->b->route_networks,
		        (struct build_member){a->b->routes + m->of, network_of(a, m->in)});
	}
}

/* Marks whatever the rules name in one column. */
static bool *
find_named(const struct feed *feed, size_t field, size_t count)
{
	bool *named = xcalloc(count + 1, sizeof(*named));
	for (size_t i = 0; i < feed->fare_rules.n; i++) {
		int64_t value;
		memcpy(&value, (const char *)&feed->fare_rules.p[i] + field, sizeof(value));
		if (value != FEED_NONE)
			named[value] = true;
	}
	return named;
}

/* The area of all stops that are in none of the named areas. */
static uint32_t
make_other_area(struct adding *a, size_t field)
{
	struct builder *b = a->b;
	bool *named = find_named(a->feed, field, a->feed->area_ids.count);
	bool *is_in = xcalloc(a->feed->stops.n + 1, sizeof(*is_in));
	uint32_t other = ++b->areas;
	for (size_t i = 0; i < a->feed->stop_areas.n; i++)
		if (named[a->feed->stop_areas.p[i].in])
			is_in[a->feed->stop_areas.p[i].of] = true;
	for (size_t i = 0; i < a->feed->stops.n; i++)
		if (!is_in[i] && a->stop_of[i] != NO_STOP)
			LIST_ADD(&b->stop_areas, (struct build_member){a->stop_of[i], other});
	free(named);
	free(is_in);
	return other;
}

static uint32_t
make_other_network(struct adding *a)
{
	struct builder *b = a->b;
	const size_t field = offsetof(struct feed_fare_rule, network);
	bool *named = find_named(a->feed, field, a->feed->network_ids.count);
	bool *is_in = xcalloc(a->feed->routes.n + 1, sizeof(*is_in));
	uint32_t other = ++b->networks;
	for (size_t i = 0; i < a->feed->route_networks.n; i++)
		if (named[a->feed->route_networks.p[i].in])
			is_in[a->feed->route_networks.p[i].of] = true;
	for (uint32_t i = 0; i < a->feed->routes.n; i++)
		if (!is_in[i])
			LIST_ADD(&b->route_networks, (struct build_member){b->routes + i, other});
	free(named);
	free(is_in);
	return other;
}

static void
leave_open(struct adding *a, struct tt_fare *rule)
{
	if (!rule->from && !a->other_from)
		a->other_from = make_other_area(a, offsetof(struct feed_fare_rule, from));
	if (!rule->to && !a->other_to)
		a->other_to = make_other_area(a, offsetof(struct feed_fare_rule, to));
	if (!rule->network && !a->other_network)
		a->other_network = make_other_network(a);
	rule->from = rule->from ? rule->from : a->other_from;
	rule->to = rule->to ? rule->to : a->other_to;
	rule->network = rule->network ? rule->network : a->other_network;
}

static struct tt_fare
fare_of(const struct adding *a, const struct feed_fare *f)
{
	bool is_alone = !f->is_v1 && a->feed->has_fare_transfers;
	return (struct tt_fare){.amount = f->amount,
	        .currency = f->currency,
	        .name = f->name,
	        .changes = is_alone ? FARE_ALONE : f->changes,
	        .within_s = f->within_s};
}

static void
add_rule(struct adding *a, const struct feed_fare_rule *r)
{
	for (size_t i = 0; i < a->feed->fares.n; i++) {
		const struct feed_fare *f = &a->feed->fares.p[i];
		if (f->product != r->product || f->is_v1 != r->is_v1)
			continue;
		struct tt_fare rule = fare_of(a, f);
		rule.from = area_of(a, r->from);
		rule.to = area_of(a, r->to);
		rule.network = network_of(a, r->network);
		rule.priority = r->priority;
		if (!r->is_v1 && !a->feed->has_fare_priority)
			leave_open(a, &rule);
		LIST_ADD(&a->b->fares, rule);
	}
}

/* Fares v2, or else what is written in the old way; there a fare without a rule is for all. */
static void
add_rules(struct adding *a)
{
	const struct feed *feed = a->feed;
	bool is_v1 = true;
	for (size_t i = 0; i < feed->fare_rules.n; i++)
		is_v1 &= feed->fare_rules.p[i].is_v1;
	for (size_t i = 0; i < feed->fare_rules.n; i++)
		if (feed->fare_rules.p[i].is_v1 == is_v1)
			add_rule(a, &feed->fare_rules.p[i]);
	for (size_t i = 0; i < feed->fares.n && is_v1; i++)
		if (feed->fares.p[i].is_v1 && !feed->products.p[feed->fares.p[i].product].has_rule)
			LIST_ADD(&a->b->fares, fare_of(a, &feed->fares.p[i]));
}

void
build_add_fares(struct builder *b, const struct feed *feed, const uint32_t *stop_of)
{
	struct adding a = {.b = b,
	        .feed = feed,
	        .stop_of = stop_of,
	        .areas_before = b->areas,
	        .networks_before = b->networks};
	if (feed->fares.n > 0) {
		b->areas += (uint32_t)feed->area_ids.count;
		b->networks += (uint32_t)feed->network_ids.count;
		add_stop_areas(&a);
		add_route_networks(&a);
		add_rules(&a);
	}
	b->routes += (uint32_t)feed->routes.n;
}

/* The letters before the number: G of G1004. */
static struct str
letters_of(struct str name)
{
	size_t n = 0;
	while (n < name.n && (name.p[n] < '0' || name.p[n] > '9'))
		n++;
	return (struct str){name.p, n};
}

/* The strings move when one is added: the letters come from a copy. */
static tt_text
kind_of(struct builder *b, tt_text name)
{
	char text[STRINGS_MOST];
	struct str letters = letters_of(str_from(b->strings.p + name));
	memcpy(text, letters.p, letters.n);
	return strings_add(&b->strings, (struct str){text, letters.n});
}

/* A line is the trips of one route, and of one kind of train where corridors tell them apart. */
uint32_t
build_line(struct builder *b, int64_t route, tt_text name)
{
	struct {
		uint32_t route, kind;
	} key = {route == FEED_NONE ? UINT32_MAX : b->routes + (uint32_t)route, 0};
	if (b->options->corridor_count > 0)
		key.kind = kind_of(b, name);
	bool is_new;
	uint32_t line = idmap_add(&b->line_of, (struct str){(const char *)&key, sizeof(key)},
	        (uint32_t)b->lines.n, &is_new);
	if (is_new)
		LIST_ADD(&b->lines, (struct build_line){key.route, key.kind});
	return line;
}

/* Every stop with this text as its id, its name, or its city: the first of these that any has. */
static uint32_t
add_place(struct builder *b, struct idmap *places, struct str place)
{
	bool is_new;
	const uint32_t *text = idmap_find(&b->strings.seen, place);
	const uint32_t *known = idmap_find(places, place);
	if (known)
		return *known;
	size_t before = b->stop_areas.n;
	for (int by = 0; text && by < 3 && b->stop_areas.n == before; by++)
		for (uint32_t i = 0; i < b->stops.n; i++) {
			const struct tt_stop *s = &b->stops.p[i];
			const tt_text texts[] = {s->id, s->name, s->city};
			if (texts[by] == *text)
				LIST_ADD(&b->stop_areas, (struct build_member){i, b->areas + 1});
		}
	uint32_t area = b->stop_areas.n > before ? ++b->areas : 0;
	idmap_add(places, place, area, &is_new);
	return area;
}

static bool
is_train_of(const struct builder *b, const struct corridor *c, const struct build_line *line)
{
	for (size_t i = 0; i < c->train_count; i++)
		if (str_eq(c->trains[i], str_from(b->strings.p + line->kind)))
			return true;
	return false;
}

static uint32_t
add_trains(struct builder *b, const struct corridor *c)
{
	if (c->train_count == 0)
		return 0;
	uint32_t network = ++b->networks;
	for (uint32_t i = 0; i < b->lines.n; i++)
		if (is_train_of(b, c, &b->lines.p[i]))
			LIST_ADD(&b->line_networks, (struct build_member){i, network});
	return network;
}

/* What the operator has written goes before what a feed says. */
static void
add_corridor(struct builder *b, const struct corridor *c, struct idmap *places)
{
	enum { BEFORE_FEEDS = UINT16_MAX + 1 };
	struct tt_fare rule = {.amount = c->amount, .priority = BEFORE_FEEDS};
	rule.from = add_place(b, places, c->from);
	rule.to = add_place(b, places, c->to);
	if (!rule.from || !rule.to) {
		struct problem_at at = {b->options->corridor_file, NULL, c->line};
		problem_add(b->problems, at, PROBLEM_NO_SUCH_PLACE, rule.from ? c->to : c->from);
		return;
	}
	rule.network = add_trains(b, c);
	rule.currency = strings_add(&b->strings, c->currency);
	rule.name = strings_add(&b->strings, c->name);
	LIST_ADD(&b->fares, rule);
	uint32_t from = rule.from;
	rule.from = rule.to;
	rule.to = from;
	if (!c->is_one_way)
		LIST_ADD(&b->fares, rule);
}

static int
compare_fares(const void *a, const void *b)
{
	const struct tt_fare *x = a, *y = b;
	const uint32_t p[] = {x->from, x->to, x->network, (uint32_t)x->amount, x->name};
	const uint32_t q[] = {y->from, y->to, y->network, (uint32_t)y->amount, y->name};
	for (size_t i = 0; i < ARRAY_LEN(p); i++)
		if (p[i] != q[i])
			return p[i] < q[i] ? -1 : 1;
	return 0;
}

static int
compare_members(const void *a, const void *b)
{
	const struct build_member *x = a, *y = b;
	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return (x->in > y->in) - (x->in < y->in);
}

/* Cuts a list by its owners; none twice. */
static struct build_cut
cut(struct build_member *members, size_t n, size_t owners)
{
	struct build_cut c = {.first = xcalloc(owners + 1, sizeof(*c.first)),
	        .list = xcalloc(n + 1, sizeof(*c.list))};
	if (n > 0)
		qsort(members, n, sizeof(*members), compare_members);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && compare_members(&members[i - 1], &members[i]) == 0)
			continue;
		c.list[c.count++] = members[i].in;
		c.first[members[i].of + 1] = (uint32_t)c.count;
	}
	for (size_t i = 1; i <= owners; i++)
		if (c.first[i] < c.first[i - 1])
			c.first[i] = c.first[i - 1];
	return c;
}

/* The networks of routes are those of their lines. */
static void
join_lines(struct builder *b)
{
	for (size_t r = 0; r < b->route_networks.n; r++)
		for (uint32_t i = 0; i < b->lines.n; i++)
			if (b->lines.p[i].route == b->route_networks.p[r].of)
				LIST_ADD(&b->line_networks,
				        (struct build_member){i, b->route_networks.p[r].in});
}

bool
build_fares(struct builder *b)
{
	struct idmap places = {0};
	for (size_t i = 0; i < b->options->corridor_count; i++)
		add_corridor(b, &b->options->corridors[i], &places);
	idmap_release(&places);
	if (b->fares.n == 0)
		return true;
	if (b->lines.n > UINT16_MAX) {
		build_problem(b, "routes", PROBLEM_TOO_MUCH, STR("routes with fares"));
		return false;
	}
	join_lines(b);
	qsort(b->fares.p, b->fares.n, sizeof(*b->fares.p), compare_fares);
	b->areas_by_stop = cut(b->stop_areas.p, b->stop_areas.n, b->stops.n);
	b->networks_by_line = cut(b->line_networks.p, b->line_networks.n, b->lines.n);
	return true;
}
