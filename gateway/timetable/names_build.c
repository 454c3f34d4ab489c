#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "timetable/grow.h"
#include "timetable/names.h"
#include "timetable/spell.h"

struct builder {
	const struct tt_stop *stop;
	uint32_t stops;
	const char *strings;
	const uint32_t *departures;
	struct arena arena;
	LIST(struct names_place) places;
	LIST(struct names_key) keys;
	LIST(uint32_t) members;
	LIST(char) text;
};

static const char *
text_of(const struct builder *b, tt_text text)
{
	return b->strings + text;
}

static void
add_key(struct builder *b, enum names_level level, struct str text)
{
	if (text.n == 0 || text.n > SPELL_MOST)
		return;
	const struct names_key key = {.text = (uint32_t)b->text.n,
	        .place = (uint32_t)b->places.n - 1,
	        .n = (uint16_t)text.n,
	        .level = (uint16_t)level};
	LIST_ADD(&b->keys, key);
	for (size_t i = 0; i < text.n; i++)
		LIST_ADD(&b->text, text.p[i]);
}

/* Pinyin, initials and the sound of one way to write the name of the last place. */
static void
add_spellings(struct builder *b, struct str folded, bool with_initials)
{
	struct spelling *all = arena_array(&b->arena, SPELLINGS_MOST, sizeof(*all));
	size_t count = spell_readings(folded, all, SPELLINGS_MOST);
	for (size_t i = 0; i < count; i++) {
		const struct spelling *s = &all[i];
		char sound[SPELL_MOST + 1];
		add_key(b, LEVEL_PINYIN, (struct str){s->text, s->n});
		if (with_initials && s->initials_n > 1)
			add_key(b, LEVEL_INITIALS, (struct str){s->initials, s->initials_n});
		size_t n = spell_near(s->text, s->n, sound);
		add_key(b, LEVEL_SOUND, (struct str){sound, n});
	}
}

/* Names of one character and such an end are whole names: 津市, 赵县. */
static const struct str ends[] = {
        {"站", sizeof("站") - 1}, {"市", sizeof("市") - 1}, {"县", sizeof("县") - 1}};
enum { TWO_HAN = 6 };

static void
add_keys(struct builder *b, struct str folded)
{
	add_key(b, LEVEL_NAME, folded);
	add_spellings(b, folded, true);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct str bare = drop_end(folded, ends[i]);
		if (bare.n >= TWO_HAN) {
			add_key(b, LEVEL_ALIAS, bare);
			add_spellings(b, bare, false);
		}
	}
}

/* The folded name, with 站 behind it where a city has the name. */
static void
add_place(struct builder *b, const struct names_place *place, bool as_station)
{
	struct str folded = fold(&b->arena, str_from(text_of(b, place->name)));
	LIST_ADD(&b->places, *place);
	if (as_station) {
		char *named = arena_printf(&b->arena, "%.*s站", STR_ARG(folded));
		folded = str_from(named);
		add_key(b, LEVEL_NAME, folded);
		add_spellings(b, folded, false);
	} else {
		add_keys(b, folded);
	}
	arena_reset(&b->arena);
}

struct member {
	uint32_t group, stop;
};

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->stop < y->stop ? -1 : x->stop > y->stop;
}

static bool
is_worth_a_city(const struct builder *b, const struct member *m, size_t count)
{
	const struct tt_stop *stop = &b->stop[m[0].stop];
	return stop->city && (count > 1 || stop->city != stop->name);
}

static uint32_t
sum(uint64_t a, uint64_t b)
{
	return a + b > UINT32_MAX ? UINT32_MAX : (uint32_t)(a + b);
}

/* One city, if it is one, and then its stops. */
static void
add_group(struct builder *b, const struct member *m, size_t count)
{
	bool has_city = is_worth_a_city(b, m, count);
	const tt_text city = b->stop[m[0].stop].city;
	struct names_place place = {.name = city, .members = (uint32_t)count, .is_city = 1};
	place.first_member = (uint32_t)b->members.n;
	for (size_t i = 0; i < count; i++) {
		LIST_ADD(&b->members, m[i].stop);
		place.departures = sum(place.departures, b->departures[m[i].stop]);
	}
	if (has_city)
		add_place(b, &place, false);
	for (size_t i = 0; i < count; i++) {
		const struct tt_stop *stop = &b->stop[m[i].stop];
		const struct names_place own = {.name = stop->name,
		        .first_member = place.first_member + (uint32_t)i,
		        .members = 1,
		        .departures = b->departures[m[i].stop]};
		add_place(b, &own, has_city && stop->name == city);
	}
}

static void
add_groups(struct builder *b)
{
	struct member *all = xcalloc(b->stops + 1, sizeof(*all));
	for (uint32_t i = 0; i < b->stops; i++)
		all[i] = (struct member){b->stop[i].group, i};
	qsort(all, b->stops, sizeof(*all), compare_members);
	for (size_t i = 0, next; i < b->stops; i = next) {
		for (next = i + 1; next < b->stops && all[next].group == all[i].group;)
			next++;
		add_group(b, &all[i], next - i);
	}
	free(all);
}

static int
compare_keys(const void *x, const void *y, void *arg)
{
	const struct builder *b = arg;
	const struct names_key *k = x, *l = y;
	if (k->level != l->level)
		return k->level < l->level ? -1 : 1;
	int order = memcmp(b->text.p + k->text, b->text.p + l->text, k->n < l->n ? k->n : l->n);
	if (order || k->n != l->n)
		return order ? order : (int)k->n - (int)l->n;
	uint32_t busy = b->places.p[k->place].departures, other = b->places.p[l->place].departures;
	if (busy != other)
		return busy > other ? -1 : 1;
	return k->place < l->place ? -1 : k->place > l->place;
}

/* A name may be spelt alike by two ways: one key is enough. */
static void
sort_keys(struct builder *b)
{
	size_t n = 0;
	if (b->keys.n == 0)
		return;
	qsort_r(b->keys.p, b->keys.n, sizeof(*b->keys.p), compare_keys, b);
	for (size_t i = 0; i < b->keys.n; i++)
		if (n == 0 || compare_keys(&b->keys.p[n - 1], &b->keys.p[i], b) != 0)
			b->keys.p[n++] = b->keys.p[i];
	b->keys.n = n;
}

static char *
put(char *to, const void *from, size_t n)
{
	if (n > 0)
		memcpy(to, from, n);
	return to + n;
}

static void *
pack(const struct builder *b, size_t *size)
{
	struct names_header h = {.version = NAMES_VERSION,
	        .places = (uint32_t)b->places.n,
	        .keys = (uint32_t)b->keys.n,
	        .members = (uint32_t)b->members.n,
	        .text_n = (uint32_t)b->text.n};
	for (size_t level = 0, i = 0; level <= NAMES_LEVELS; level++) {
		while (i < b->keys.n && b->keys.p[i].level < level)
			i++;
		h.first_key[level] = (uint32_t)i;
	}
	const size_t places_n = b->places.n * sizeof(*b->places.p),
	             keys_n = b->keys.n * sizeof(*b->keys.p),
	             members_n = b->members.n * sizeof(*b->members.p);
	*size = sizeof(h) + places_n + keys_n + members_n + b->text.n;
	char *image = xmalloc(*size), *p = put(image, &h, sizeof(h));
	p = put(p, b->places.p, places_n);
	p = put(p, b->keys.p, keys_n);
	p = put(p, b->members.p, members_n);
	put(p, b->text.p, b->text.n);
	return image;
}

void *
names_build(const struct tt_stop *stop, uint32_t stops, const char *strings,
        const uint32_t *departures, size_t *size)
{
	struct builder b = {
	        .stop = stop, .stops = stops, .strings = strings, .departures = departures};
	add_groups(&b);
	sort_keys(&b);
	void *image = pack(&b, size);
	arena_release(&b.arena);
	free(b.places.p);
	free(b.keys.p);
	free(b.members.p);
	free(b.text.p);
	return image;
}
