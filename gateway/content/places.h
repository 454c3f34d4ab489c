/*
 * The gazetteer (content/places.yaml): provinces, cities and the counties that are cities
 * themselves, and every word that means one of them: names, short names, one-character names,
 * pinyin, initials, area codes, codes. A word may mean several (fuzhou: 福州 and 抚州; 0731: 长沙,
 * 株洲, 湘潭); who reads it asks which, in the order of the file, and never picks one.
 * Codes are GB/T 2260: two digits for a province, six for a city or county, whose first two are its
 * province's and whose first four are its city's. A word is found in two binary searches or a few
 * more, whatever the length of the gazetteer.
 */
#ifndef JIAXIN_PLACES_H
#define JIAXIN_PLACES_H

#include "content/content.h"

enum { REGION_CODE_PROVINCE = 2, REGION_CODE_CITY = 6, REGIONS_ALIKE = 9 };

struct region {
	struct str code;
	struct str area; /* the area code; a province's is its capital's, a county's its city's */
	struct str name[LANG_MAX];
	struct place at;
};

/* What a word means: `count` regions of one kind, in the order of the file; more fit no menu. */
struct region_set {
	const struct region *of[REGIONS_ALIKE];
	size_t count;
};

/* What of the gazetteer a question asks for. */
enum region_kind { REGION_PROVINCE, REGION_CITY, REGION_KINDS };

/*
 * The regions of the longest word that `folded` begins with; returns its length in bytes, 0
 * when there is none. With REGION_PROVINCE a city, too, means its province, and *what holds no
 * two of one province; with REGION_CITY an area code means every city that it is dialled for. Of
 * words as long a province's goes before a city's with REGION_PROVINCE. No word is cut short:
 * behind it may stand no letter or digit of its own kind, behind a Chinese name nothing that makes
 * another name of it (北京路), and behind one of a single character (湘) only another place, a
 * number, or a word that joins two answers.
 */
size_t places_find(
        const struct content *c, enum region_kind kind, struct str folded, struct region_set *what);

/*
 * The regions of words that the Chinese word, all of it, sounds like (胡南 for 湖南; sound.h), with
 * 省 or 市 behind it or not. False: none, or more than fit a menu. Only to be asked for.
 */
bool places_sound(
        const struct content *c, enum region_kind kind, struct str word, struct region_set *what);

/* The region of a code, or NULL. */
const struct region *places_get(const struct content *c, struct str code);

/* Whether all of it is a word for a place. */
bool places_word(const struct content *c, struct str folded);

/* The longest name of its kind in a language, in UTF-16 units; empty without a gazetteer. */
struct str places_widest(const struct content *c, enum region_kind kind, lang_t lang);

/* True when the tree has a gazetteer. */
bool places_any(const struct content *c);

#endif
