#include "timetable/transit.h"

#include <errno.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/calendar.h"
#include "timetable/latin.h"

enum { EPOCH = 19700101, SEPTET_BITS = 7, UNIT_BITS = 16 };

#define STATION "站"

int
transit_open(const char *path, struct transit **out, const char **why)
{
	struct transit t = {0};
	int error = timetable_open(path, &t.tt, why);
	if (error)
		return error;
	error = names_view(t.tt, &t.names, why);
	if (error) {
		if (error == -ENOENT)
			*why = "it has no index of names";
		timetable_close(t.tt);
		return -EBADMSG;
	}
	t.raptor = raptor_new(&t.tt->net);
	*out = xmalloc(sizeof(t));
	**out = t;
	return 0;
}

void
transit_close(struct transit *t)
{
	if (!t)
		return;
	raptor_free(t->raptor);
	timetable_close(t->tt);
	free(t);
}

int32_t
transit_day(int32_t calendar_day)
{
	return (int32_t)calendar_between(EPOCH, calendar_day);
}

int32_t
transit_calendar_day(int32_t day)
{
	return calendar_add(EPOCH, day);
}

int32_t
transit_first_day(const struct transit *t)
{
	return transit_calendar_day(t->tt->info->first_day);
}

int32_t
transit_last_day(const struct transit *t)
{
	return transit_calendar_day(t->tt->info->last_day);
}

bool
transit_serves(const struct transit *t, int32_t today)
{
	return t && transit_last_day(t) >= today;
}

bool
transit_is_demonstration(const struct transit *t)
{
	return t->tt->info->flags & TT_DEMONSTRATION;
}

bool
transit_place(const struct transit *t, struct arena *a, struct str name, struct name_hit *place)
{
	struct name_hit hit;
	if (names_find(&t->names, a, name, &hit, 1) == 0 || hit.tier != NAME_EXACT)
		return false;
	*place = hit;
	return true;
}

struct str
transit_name(const struct transit *t, struct arena *a, const struct name_hit *place)
{
	const char *name = timetable_text(t->tt, place->name);
	struct name_hit found;
	bool is_same =
	        transit_place(t, a, str_from(name), &found) && found.is_city == place->is_city;
	return str_from(is_same ? name : arena_printf(a, "%s" STATION, name));
}

/* What it takes of a text message: a text that is no longer all letters costs 16 bits a unit. */
static unsigned
width_of(struct str text)
{
	unsigned units = 0;
	bool is_ascii = true;
	while (text.n) {
		const uint32_t cp = utf8_next(&text, NULL);
		units += utf16_units(cp);
		is_ascii &= cp < 0x80;
	}
	return units * (is_ascii ? SEPTET_BITS : UNIT_BITS);
}

static void
widen(struct str *widest, struct arena *a, struct str text, bool is_latin)
{
	if (is_latin)
		text = latin_name(a, text);
	if (width_of(text) > width_of(*widest))
		*widest = text;
}

struct str
transit_widest_stop(const struct transit *t, struct arena *a, bool is_latin)
{
	struct str widest = {0};
	for (uint32_t i = 0; i < t->tt->net.stops; i++) {
		const char *name = timetable_text(t->tt, t->tt->stop[i].name);
		widen(&widest, a, str_from(arena_printf(a, "%s" STATION, name)), is_latin);
	}
	return widest;
}

struct str
transit_widest_train(const struct transit *t, struct arena *a, bool is_latin)
{
	struct str widest = {0};
	for (uint32_t i = 0; i < t->tt->net.trips; i++)
		widen(&widest, a, str_from(timetable_text(t->tt, t->tt->trip[i].name)), is_latin);
	return widest;
}
