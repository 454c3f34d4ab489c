/* Stations and cities of the timetable, as people type them. */
#include "content/slot_read.h"
#include "timetable/transit.h"

/* Does what stands behind a name leave it whole? In 长沙南京 长沙南 does not. */
static bool
may_end(const struct transit *t, struct arena *a, struct str rest)
{
	struct name_hit hit;
	size_t count;
	bool is_han = rest.n && (rest.p[0] & 0x80);
	return !is_han || slot_take_way(&rest) ||
	       names_prefix(&t->names, a, rest, SIZE_MAX, &hit, 1, &count);
}

/*
 * The longest name that the text begins with; of several, the longest with a good end. Its
 * length, 0: none.
 */
static size_t
find_name(const struct transit *t, struct arena *a, struct str text, struct name_hit hits[2],
        size_t *count)
{
	size_t longest = names_prefix(&t->names, a, text, SIZE_MAX, hits, 2, count), n = longest;
	while (n && !may_end(t, a, str_skip(text, n)))
		n = names_prefix(&t->names, a, text, n, hits, 2, count);
	return n ? n : names_prefix(&t->names, a, text, longest + 1, hits, 2, count);
}

/* One place and no other: letters may be the pinyin of one and the initials of the next. */
static bool
is_one(const struct name_hit *hits, size_t count)
{
	return count == 1 || (count > 1 && hits[0].tier < hits[1].tier);
}

bool
slot_read_stop(const struct transit *t, struct arena *a, struct str *folded, struct str *value)
{
	struct name_hit hits[2];
	size_t count = 0;
	struct str s = *folded;
	if (!t)
		return false;
	slot_take_way(&s);
	size_t used = find_name(t, a, s, hits, &count);
	if (!used || !is_one(hits, count))
		return false;
	*value = transit_name(t, a, &hits[0]);
	*folded = str_trim(str_skip(s, used));
	return true;
}
