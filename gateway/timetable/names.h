/*
 * The names of places as people type them: 深圳北, 深圳北站, 廣州, shenzhenbei, shenzhen north,
 * szb, 长沙难. A place is a stop, or a city: all stops of one group.
 *
 *   struct names names;
 *   error = names_view(tt, &names, &why);
 *   count = names_find(&names, arena, typed, hits, NAMES_MENU);
 *
 * A city that is called as one of its stops takes the name: 深圳 is the city, 深圳站 the stop.
 * The index is part of the mapped file; any number of threads may look in it.
 */
#ifndef JIAXIN_TIMETABLE_NAMES_H
#define JIAXIN_TIMETABLE_NAMES_H

#include "base/arena.h"
#include "timetable/timetable.h"

enum name_tier {
	NAME_EXACT,    /* what is written, or that without 站, 市, 县 */
	NAME_PINYIN,   /* in full */
	NAME_INITIALS, /* of the pinyin */
	NAME_NEAR,     /* sounds alike, begins so, or one character is wrong: ask, never take it */
};

struct name_hit {
	tt_text name;
	const uint32_t *stops; /* in the file */
	uint32_t count;        /* of them; at least 1 */
	uint32_t departures;   /* in all days: the busiest come first within a tier */
	enum name_tier tier;
	bool is_city;
};

/* How each place is found: in this order, the better first. */
enum names_level {
	LEVEL_NAME,
	LEVEL_ALIAS, /* 三都 for 三都县 */
	LEVEL_PINYIN,
	LEVEL_INITIALS,
	LEVEL_SOUND, /* pinyin with what many cannot tell apart made one */
	NAMES_LEVELS
};

struct names_key {
	uint32_t text; /* in names.text */
	uint32_t place;
	uint16_t n, level;
};

struct names_place {
	tt_text name;
	uint32_t first_member, members;
	uint32_t departures;
	uint32_t is_city;
};

/* Sorted: keys by level, bytes, then the busier place first. */
struct names {
	const struct names_place *place;
	const struct names_key *key;
	const uint32_t *member;
	const char *text;
	uint32_t first_key[NAMES_LEVELS + 1];
	size_t longest; /* bytes of a name or alias */
};

/*
 * Checks all of the index, which timetable_open does not. 0; -ENOENT: the file has none;
 * -EBADMSG: it is damaged, *why says how (English, static).
 */
int names_view(const struct timetable *tt, struct names *out, const char **why) MUST_USE;

/*
 * The places that somebody who typed this may mean, best first, none twice: those of the best
 * tier that has any, but pinyin and initials together, for who types letters may mean either.
 * 0: none, or the text is too long to be a name. `a` is for work, and may be reset afterwards.
 */
size_t names_find(const struct names *names, struct arena *a, struct str typed,
        struct name_hit *hits, size_t most);
enum { NAMES_MENU = 9 }; /* more does not fit a phone */

/*
 * The longest beginning of `folded` (fold.h), shorter than `below` bytes, that is a name, and what
 * it names: 6 for "深圳长沙明天" (深圳). Chinese must be exact, letters end at a blank and may be
 * pinyin or initials, in eight words at the most. 0: none. For "长沙南京" ask again below the first
 * answer when nothing good follows it.
 */
size_t names_prefix(const struct names *names, struct arena *a, struct str folded, size_t below,
        struct name_hit *hits, size_t most, size_t *count);

/*
 * Makes the index for the file; the caller frees it, 8 bytes or more. `departures` has one
 * number for each stop; `strings` are those of the file.
 */
void *names_build(const struct tt_stop *stop, uint32_t stops, const char *strings,
        const uint32_t *departures, size_t *size);

/* The bytes of the index: this, then places, keys, members, text; each starts where 4 divides. */
struct names_header {
	uint32_t version, places, keys, members, text_n;
	uint32_t first_key[NAMES_LEVELS + 1];
};
enum { NAMES_VERSION = 1 };

#endif
