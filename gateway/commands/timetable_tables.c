#include "commands/timetable_tables.h"

#include <stdlib.h>

#include "content/content_keys.h"
#include "content/yaml.h"
#include "timetable/value.h"

enum { CORRIDORS_MOST = 100000, DAYS_MOST = 4000, LONGEST_HOLIDAY = 60, WORDS_MOST = 32 };

static const struct str usual_currency = {"CNY", 3};

struct table {
	struct arena *arena;
	struct faults *faults;
};

/* A word under `key`; missing is a fault unless `fallback` says what is meant then. */
static struct str
word(struct table *t, const struct yaml_node *map, const char *key, const char *fallback)
{
	const struct yaml_node *node = yaml_get(map, key);
	if (node && node->kind == YAML_SCALAR && node->text.n > 0)
		return node->text;
	if (!node && fallback)
		return str_from(fallback);
	fault_add(t->faults, FAULT_ERROR, node ? node->at : map->at, "“%s”要写一个词",
	        "\"%s\" must be one word", key);
	return STR("");
}

static bool
knows_keys(struct table *t, const struct yaml_node *map, enum key_set set)
{
	if (map->kind != YAML_MAP) {
		fault_add(t->faults, FAULT_ERROR, map->at, "这里要写“键: 值”",
		        "here \"key: value\" is wanted");
		return false;
	}
	for (size_t i = 0; i < map->count; i++) {
		if (content_key_find(set, map->keys[i]->text))
			continue;
		fault_add(t->faults, FAULT_ERROR, map->keys[i]->at, "不认识“%s”；请查拼写",
		        "\"%s\" is unknown; check the spelling",
		        fault_show(t->faults, map->keys[i]->text));
	}
	return true;
}

/* The list under `key`; an empty one where it is missing, or a fault. */
static struct yaml_node *const *
list(struct table *t, const struct yaml_node *map, const char *key, size_t most, size_t *count)
{
	const struct yaml_node *node = yaml_get(map, key);
	*count = 0;
	if (!node)
		return NULL;
	if (node->kind == YAML_LIST && node->count <= most) {
		*count = node->count;
		return node->items;
	}
	fault_add(t->faults, FAULT_ERROR, node->at, "“%s”要写成列表，最多%zu项",
	        "\"%s\" must be a list of at most %zu", key, most);
	return NULL;
}

static const struct str *
words(struct table *t, const struct yaml_node *map, const char *key, size_t *count)
{
	struct yaml_node *const *items = list(t, map, key, WORDS_MOST, count);
	struct str *out = arena_array(t->arena, *count + 1, sizeof(*out));
	for (size_t i = 0; i < *count; i++)
		out[i] = items[i]->kind == YAML_SCALAR ? items[i]->text : STR("");
	return out;
}

static bool
is_yes(struct table *t, const struct yaml_node *map, const char *key)
{
	struct str text = word(t, map, key, "no");
	if (!str_eq(text, STR("yes")) && !str_eq(text, STR("no"))) {
		fault_add(t->faults, FAULT_ERROR, map->at, "“%s”只能是 yes 或 no",
		        "\"%s\" is yes or no", key);
	}
	return str_eq(text, STR("yes"));
}

static struct corridor
read_corridor(struct table *t, const struct yaml_node *map, struct str currency)
{
	struct corridor c = {.line = map->at.line, .currency = currency};
	if (!knows_keys(t, map, KEYS_FARE))
		return c;
	c.from = word(t, map, "from", NULL);
	c.to = word(t, map, "to", NULL);
	c.name = word(t, map, "class", "");
	c.trains = words(t, map, "trains", &c.train_count);
	c.is_one_way = is_yes(t, map, "one-way");
	struct str price = word(t, map, "price", NULL);
	if (price.n > 0 && !value_price(price, &c.amount)) {
		fault_add(t->faults, FAULT_ERROR, map->at, "“%s”不是票价；请写成 388.5",
		        "\"%s\" is no price; write it like 388.5", fault_show(t->faults, price));
	}
	return c;
}

bool
read_corridors(struct arena *a, const char *path, struct faults *f,
        const struct corridor **corridors, size_t *count)
{
	struct table t = {a, f};
	const struct yaml_node *root = yaml_read(a, path, path, f);
	if (!root || !knows_keys(&t, root, KEYS_FARES))
		return false;
	struct str currency = word(&t, root, "currency", usual_currency.p);
	size_t n;
	struct yaml_node *const *items = list(&t, root, "fares", CORRIDORS_MOST, &n);
	struct corridor *all = arena_array(a, n + 1, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		all[i] = read_corridor(&t, items[i], currency);
	*corridors = all;
	*count = n;
	return f->errors == 0;
}

struct day_list {
	struct special_day *days;
	size_t count;
};

static bool
read_day(struct table *t, const struct yaml_node *node, int32_t *day)
{
	if (node->kind == YAML_SCALAR && value_written_date(node->text, day))
		return true;
	fault_add(t->faults, FAULT_ERROR, node->at, "这里要写日期，如 2026-02-15",
	        "here a date is wanted, like 2026-02-15");
	return false;
}

static void
add_day(struct table *t, struct day_list *out, const struct yaml_node *at, int32_t day, bool works)
{
	if (out->count < DAYS_MOST) {
		out->days[out->count++] = (struct special_day){day, works};
		return;
	}
	fault_add(t->faults, FAULT_ERROR, at->at, "日子超过%d天", "there are more than %d days",
	        DAYS_MOST);
}

/* {name: 春节, off: [first, last], work: [day, day]} */
static void
read_holiday(struct table *t, const struct yaml_node *map, struct day_list *out)
{
	size_t off_count, work_count;
	int32_t day, last;
	if (!knows_keys(t, map, KEYS_HOLIDAY))
		return;
	word(t, map, "name", NULL);
	struct yaml_node *const *off = list(t, map, "off", 2, &off_count);
	struct yaml_node *const *work = list(t, map, "work", WORDS_MOST, &work_count);
	if (off_count > 0 && read_day(t, off[0], &day) && read_day(t, off[off_count - 1], &last)) {
		if (last < day || last - day >= LONGEST_HOLIDAY) {
			fault_add(t->faults, FAULT_ERROR, off[0]->at,
			        "“off”要写第一天和最后一天，不超过%d天",
			        "\"off\" is the first day and the last, not over %d days",
			        LONGEST_HOLIDAY);
		} else {
			for (; day <= last; day++)
				add_day(t, out, map, day, false);
		}
	}
	for (size_t i = 0; i < work_count; i++)
		if (read_day(t, work[i], &day))
			add_day(t, out, map, day, true);
}

static int
compare_days(const void *a, const void *b)
{
	const struct special_day *x = a, *y = b;
	return (x->day > y->day) - (x->day < y->day);
}

/* A day in two holidays: 中秋 in 国庆. A day cannot be both off and worked. */
static size_t
sort_days(struct table *t, const struct yaml_node *root, struct day_list *l)
{
	size_t n = 0;
	qsort(l->days, l->count, sizeof(*l->days), compare_days);
	for (size_t i = 0; i < l->count; i++) {
		if (n == 0 || l->days[n - 1].day != l->days[i].day) {
			l->days[n++] = l->days[i];
		} else if (l->days[n - 1].works != l->days[i].works) {
			int y, m, d;
			date_of(l->days[i].day, &y, &m, &d);
			fault_add(t->faults, FAULT_ERROR, root->at, "%04d-%02d-%02d 又放假又上班",
			        "%04d-%02d-%02d is both off and worked", y, m, d);
		}
	}
	return n;
}

bool
read_special_days(struct arena *a, const char *path, struct faults *f,
        const struct special_day **days, size_t *count)
{
	struct table t = {a, f};
	const struct yaml_node *root = yaml_read(a, path, path, f);
	if (!root || !knows_keys(&t, root, KEYS_HOLIDAYS))
		return false;
	size_t n;
	struct yaml_node *const *items = list(&t, root, "holidays", DAYS_MOST, &n);
	struct day_list all = {arena_array(a, DAYS_MOST, sizeof(*all.days)), 0};
	for (size_t i = 0; i < n; i++)
		read_holiday(&t, items[i], &all);
	*count = sort_days(&t, root, &all);
	*days = all.days;
	return f->errors == 0;
}
