#include "timetable/stop_set.h"

#include <errno.h>
#include <string.h>

#include "text/fold.h"
#include "timetable/spell.h"

static bool
has(const struct stop_set *p, uint32_t stop)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->stop[i] == stop)
			return true;
	return false;
}

static int
add(struct stop_set *p, uint32_t stop)
{
	if (has(p, stop))
		return 0;
	if (p->count == STOP_SET_MOST)
		return -E2BIG;
	p->stop[p->count++] = stop;
	return 0;
}

static bool
is_called(const struct timetable *tt, tt_text name, struct str text)
{
	return str_eq(str_from(timetable_text(tt, name)), text);
}

/* Stops of that name; without any, those of the city of that name. */
static int
add_named(const struct timetable *tt, struct str name, struct stop_set *p)
{
	size_t found = 0;
	for (int city = 0; city <= 1 && found == 0; city++)
		for (uint32_t s = 0; s < tt->net.stops; s++) {
			const struct tt_stop *stop = &tt->stop[s];
			if (!is_called(tt, city ? stop->city : stop->name, name))
				continue;
			int error = add(p, s);
			if (error)
				return error;
			found++;
		}
	return found ? 0 : -ENOENT;
}

struct finder {
	const struct timetable *tt;
	const struct names *names; /* NULL: exact names alone */
	struct arena *arena;
	struct stop_doubt *doubt;
};

/* Other characters for the same sounds: 长沙难. Near names that begin so or have a slip do not. */
static bool
sounds_alike(struct arena *a, struct str typed, struct str name)
{
	struct spelling *x = arena_array(a, SPELLINGS_MOST, sizeof(*x));
	struct spelling *y = arena_array(a, SPELLINGS_MOST, sizeof(*y));
	size_t n = spell_readings(fold(a, typed), x, SPELLINGS_MOST);
	size_t m = spell_readings(fold(a, name), y, SPELLINGS_MOST);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			if (x[i].n == y[k].n && memcmp(x[i].text, y[k].text, x[i].n) == 0)
				return true;
	return false;
}

/* Several stops of one name are one answer, as they are when it is written exactly. */
static bool
is_one_name(const struct stop_doubt *d)
{
	for (size_t i = 1; i < d->count; i++)
		if (d->near[i].name != d->near[0].name || d->near[i].is_city != d->near[0].is_city)
			return false;
	return d->count > 0;
}

static int
add_typed(const struct finder *f, struct str part, struct stop_set *p)
{
	struct stop_doubt *d = f->doubt;
	d->count = names_find(f->names, f->arena, part, d->near, NAMES_MENU);
	if (d->count == 0)
		return -ENOENT;
	bool is_near = d->near[0].tier == NAME_NEAR;
	if (is_near &&
	        !sounds_alike(f->arena, part, str_from(timetable_text(f->tt, d->near[0].name))))
		return -ENOENT;
	if (!is_one_name(d))
		return -ENOTUNIQ;
	for (size_t i = 0; i < d->count; i++)
		for (uint32_t s = 0; s < d->near[i].count; s++) {
			int error = add(p, d->near[i].stops[s]);
			if (error)
				return error;
		}
	return 0;
}

static int
add_exact(const struct finder *f, struct str part, struct stop_set *p)
{
	uint32_t stop;
	if (part.n == 0)
		return -ENOENT;
	if (timetable_stop_by_id(f->tt, part, &stop) == 0)
		return add(p, stop);
	return add_named(f->tt, part, p);
}

static int
add_part(const struct finder *f, struct str part, struct stop_set *p)
{
	f->doubt->part = part;
	f->doubt->count = 0;
	int error = add_exact(f, part, p);
	return error == -ENOENT && f->names && part.n > 0 ? add_typed(f, part, p) : error;
}

int
stop_set_find(const struct timetable *tt, const struct names *names, struct arena *a,
        struct str text, struct stop_set *out, struct stop_doubt *doubt)
{
	const struct finder f = {tt, names, a, doubt};
	struct stop_set found = {.count = 0};
	struct str rest = str_trim(text);
	int error = memchr(text.p, '+', text.n) ? add_exact(&f, rest, &found) : -ENOENT;
	for (bool more = error == -ENOENT; more;) {
		const char *plus = memchr(rest.p, '+', rest.n);
		struct str part = {rest.p, plus ? (size_t)(plus - rest.p) : rest.n};
		rest = str_skip(rest, part.n + (plus != NULL));
		error = add_part(&f, str_trim(part), &found);
		more = error == 0 && rest.n > 0;
	}
	if (!error)
		*out = found;
	return error;
}

bool
stop_set_meet(const struct stop_set *a, const struct stop_set *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (has(b, a->stop[i]))
			return true;
	return false;
}
