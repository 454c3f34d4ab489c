/*
 * The law as dated numbers (content/rules.yaml): a rule has a set of numbers for each day from
 * which other ones hold; old and announced sets stand side by side. A handler names the rules
 * that it reads in its spec, with all their numbers; the load holds the tree to that.
 *
 *   enum { BASE, MOST };
 *   static const struct rule_number numbers[] = {{"base", 1, 600, false}, {"most", 1, 600, false}};
 *   static const struct rule_spec rule = {"minimum-months", numbers, ARRAY_LEN(numbers)};
 *
 *   const struct rule_set *set = rule_on(content_rule(c, &rule), day);
 *   int64_t most = set->numbers[MOST];
 */
#ifndef JIAXIN_RULE_H
#define JIAXIN_RULE_H

#include "content/content.h"

struct rule_number {
	const char *name;
	int64_t min, max;
	bool is_month; /* written YYYY-MM and kept as year * 12 + month - 1; no bounds */
};

struct rule_spec {
	const char *name; /* the key in rules.yaml */
	const struct rule_number *numbers;
	size_t count;
};

struct rule_set {
	int32_t from;           /* the first day that it holds for, YYYYMMDD */
	const int64_t *numbers; /* in the order of the spec's */
	struct str source, as_of, review_by;
};

struct rule {
	const struct rule_spec *spec;
	const struct rule_set *sets; /* the oldest first; at least one */
	size_t count;
};

/* The tree's sets for the rule of that name, or NULL when it has none. */
const struct rule *content_rule(const struct content *c, const struct rule_spec *spec);

/* The set that holds on the day (YYYYMMDD), or NULL when the first one is later. */
const struct rule_set *rule_on(const struct rule *rule, int32_t day);

/* "2027-01-05" or "2027-01" (its first day) as YYYYMMDD, or 0 when it is no day. */
int32_t rule_day(struct str date);

#endif
