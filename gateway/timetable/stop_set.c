#include "timetable/stop_set.h"

#include <errno.h>
#include <string.h>

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

static int
add_part(const struct timetable *tt, struct str part, struct stop_set *p)
{
	uint32_t stop;
	if (part.n == 0)
		return -ENOENT;
	if (timetable_stop_by_id(tt, part, &stop) == 0)
		return add(p, stop);
	return add_named(tt, part, p);
}

int
stop_set_find(
        const struct timetable *tt, struct str text, struct stop_set *out, struct str *unknown)
{
	struct stop_set found = {.count = 0};
	int error = add_part(tt, str_trim(text), &found);
	for (struct str rest = text; error == -ENOENT && rest.n > 0;) {
		const char *plus = memchr(rest.p, '+', rest.n);
		struct str part = {rest.p, plus ? (size_t)(plus - rest.p) : rest.n};
		rest = str_skip(rest, part.n + (plus != NULL));
		part = str_trim(part);
		error = add_part(tt, part, &found);
		if (error) {
			*unknown = part;
			return error;
		}
		error = rest.n > 0 ? -ENOENT : 0;
	}
	if (error) {
		*unknown = text;
		return error;
	}
	*out = found;
	return 0;
}

bool
stop_set_meet(const struct stop_set *a, const struct stop_set *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (has(b, a->stop[i]))
			return true;
	return false;
}
