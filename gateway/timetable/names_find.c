#include <string.h>

#include "text/fold.h"
#include "timetable/names.h"
#include "timetable/spell.h"

struct search {
	const struct names *names;
	struct arena *arena;
	struct name_hit *hits;
	size_t most, count;
	size_t batch; /* hits from here on are of one kind, the busier first */
};

static bool
is_found(const struct search *s, const struct names_place *p)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->hits[i].stops == s->names->member + p->first_member &&
		        s->hits[i].is_city == (p->is_city != 0))
			return true;
	return false;
}

/* In its place by departures; when all is full the least busy of the batch falls out. */
static void
add_hit(struct search *s, uint32_t place, enum name_tier tier)
{
	const struct names_place *p = &s->names->place[place];
	if (is_found(s, p))
		return;
	size_t at = s->count;
	while (at > s->batch && s->hits[at - 1].departures < p->departures)
		at--;
	if (at == s->most)
		return;
	if (s->count < s->most)
		s->count++;
	memmove(&s->hits[at + 1], &s->hits[at], (s->count - 1 - at) * sizeof(*s->hits));
	s->hits[at] = (struct name_hit){.name = p->name,
	        .stops = s->names->member + p->first_member,
	        .count = p->members,
	        .departures = p->departures,
	        .tier = tier,
	        .is_city = p->is_city != 0};
}

static void
begin_batch(struct search *s)
{
	s->batch = s->count;
}

/* The first n bytes of a key against text. */
static int
compare(const struct names *names, const struct names_key *k, struct str text)
{
	size_t n = k->n < text.n ? k->n : text.n;
	int order = memcmp(names->text + k->text, text.p, n);
	return order ? order : (k->n < text.n ? -1 : 0);
}

/* The first key of a level that is not before text. */
static uint32_t
lower_bound(const struct names *names, enum names_level level, struct str text)
{
	uint32_t low = names->first_key[level], high = names->first_key[level + 1];
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (compare(names, &names->key[middle], text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Keys that begin with text (`whole`: are it), at most so many of them. */
enum { LOOK_MOST = 256 };

static bool
find_keys(
        struct search *s, enum names_level level, struct str text, bool whole, enum name_tier tier)
{
	const struct names *names = s->names;
	const uint32_t end = names->first_key[level + 1];
	size_t before = s->count;
	uint32_t i = lower_bound(names, level, text);
	if (text.n == 0 || text.n > SPELL_MOST)
		return false;
	for (uint32_t looks = 0; i < end && looks < LOOK_MOST; i++, looks++) {
		const struct names_key *k = &names->key[i];
		if (compare(names, k, text) != 0 || (whole && k->n != text.n))
			break;
		add_hit(s, k->place, tier);
	}
	return s->count > before;
}

static bool
find_name(struct search *s, struct str text)
{
	return find_keys(s, LEVEL_NAME, text, true, NAME_EXACT) ||
	       find_keys(s, LEVEL_ALIAS, text, true, NAME_EXACT);
}

/* What is said of a place besides its name, at its end, and 火车 or 高铁 before 站 or 东站. */
static const struct str kinds[] = {{"火车", 6}, {"高铁", 6}};
static const struct str ends[] = {{"站", 3}, {"市", 3}, {"县", 3}};
enum { HAN_BYTES = 3 };

static struct str
without_kind(struct search *s, struct str text)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (size_t tail = 0; tail <= HAN_BYTES; tail += HAN_BYTES) {
			if (text.n <= tail)
				continue;
			struct str head = drop_end((struct str){text.p, text.n - tail}, kinds[i]);
			if (head.n == 0)
				continue;
			const char *end = text.p + text.n - tail;
			return str_from(
			        arena_printf(s->arena, "%.*s%.*s", STR_ARG(head), (int)tail, end));
		}
	return text;
}

static bool
find_exact(struct search *s, struct str folded)
{
	if (find_name(s, folded))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct str bare = drop_end(folded, ends[i]);
		if (bare.n > 0 && (find_name(s, bare) || find_name(s, without_kind(s, bare))))
			return true;
	}
	return false;
}

/* Pinyin or initials; both, for letters tell not which was meant. */
static bool
find_letters(struct search *s, struct str letters)
{
	bool found = find_keys(s, LEVEL_PINYIN, letters, true, NAME_PINYIN);
	begin_batch(s);
	found |= find_keys(s, LEVEL_INITIALS, letters, true, NAME_INITIALS);
	return found;
}

static const struct str letter_ends[] = {{"zhan", 4}, {"shi", 3}, {"xian", 4}};

static bool
find_without_end(struct search *s, struct str letters)
{
	for (size_t i = 0; i < ARRAY_LEN(letter_ends); i++) {
		struct str bare = drop_end(letters, letter_ends[i]);
		if (bare.n > 0 && find_keys(s, LEVEL_PINYIN, bare, true, NAME_PINYIN))
			return true;
	}
	return false;
}

static bool
find_latin(struct search *s, struct str folded)
{
	char letters[SPELL_MOST + 1], english[SPELL_MOST + 1];
	size_t n = spell_latin(folded, letters);
	if (n == 0)
		return false;
	if (find_letters(s, (struct str){letters, n}))
		return true;
	size_t english_n = spell_english(folded, english);
	return (english_n > 0 && find_letters(s, (struct str){english, english_n})) ||
	       find_without_end(s, (struct str){english, english_n}) ||
	       find_without_end(s, (struct str){letters, n});
}

static bool
find_sounds(struct search *s, const struct spelling *all, size_t count)
{
	size_t before = s->count;
	for (size_t i = 0; i < count; i++)
		find_keys(s, LEVEL_PINYIN, (struct str){all[i].text, all[i].n}, true, NAME_NEAR);
	begin_batch(s);
	for (size_t i = 0; i < count; i++) {
		char sound[SPELL_MOST + 1];
		size_t n = spell_near(all[i].text, all[i].n, sound);
		find_keys(s, LEVEL_SOUND, (struct str){sound, n}, true, NAME_NEAR);
	}
	return s->count > before;
}

/*
 * One character of `width` bytes is wrong, missing or too much, or two letters changed places:
 * what is left between the common ends tells.
 */
static bool
is_slip(const char *key, size_t n, struct str text, size_t width)
{
	size_t shorter = n < text.n ? n : text.n, begin = 0, end = 0;
	while (begin < shorter && key[begin] == text.p[begin])
		begin++;
	while (end < shorter - begin && key[n - 1 - end] == text.p[text.n - 1 - end])
		end++;
	size_t left = n - begin - end, typed_left = text.n - begin - end;
	if (left <= width && typed_left <= width)
		return true;
	return width == 1 && left == 2 && typed_left == 2 && key[begin] == text.p[begin + 1] &&
	       key[begin + 1] == text.p[begin];
}

static void
find_slips(struct search *s, enum names_level level, struct str text, size_t width)
{
	const struct names *names = s->names;
	for (uint32_t i = names->first_key[level]; i < names->first_key[level + 1]; i++) {
		const struct names_key *k = &names->key[i];
		const char *key = names->text + k->text;
		if (k->n + width < text.n || k->n > text.n + width)
			continue;
		if (key[0] != text.p[0] && key[k->n - 1] != text.p[text.n - 1])
			continue;
		if (is_slip(key, k->n, text, width))
			add_hit(s, k->place, NAME_NEAR);
	}
}

/* Shorter ones are near to too many. */
enum { BEGIN_HAN = 6, BEGIN_LETTERS = 3, SLIP_HAN = 6, SLIP_LETTERS = 5 };

static void
find_near(struct search *s, struct str folded)
{
	struct spelling *all = arena_array(s->arena, SPELLINGS_MOST, sizeof(*all));
	size_t count = spell_readings(folded, all, SPELLINGS_MOST);
	bool han = is_all_han(folded);
	struct str letters = {all[0].text, count ? all[0].n : 0};
	find_sounds(s, all, count);
	begin_batch(s);
	if (folded.n >= (han ? BEGIN_HAN : BEGIN_LETTERS))
		find_keys(s, LEVEL_NAME, folded, false, NAME_NEAR);
	if (!han && letters.n >= BEGIN_LETTERS)
		find_keys(s, LEVEL_PINYIN, letters, false, NAME_NEAR);
	if (s->count > 0)
		return;
	if (han && folded.n >= SLIP_HAN)
		find_slips(s, LEVEL_NAME, folded, HAN_BYTES);
	else if (!han && letters.n >= SLIP_LETTERS)
		find_slips(s, LEVEL_PINYIN, letters, 1);
}

size_t
names_find(const struct names *names, struct arena *a, struct str typed, struct name_hit *hits,
        size_t most)
{
	struct search s = {.names = names, .arena = a, .hits = hits, .most = most};
	if (typed.n > SPELL_MOST || most == 0)
		return 0;
	struct str folded = fold(a, typed);
	if (folded.n == 0 || folded.n > SPELL_MOST)
		return 0;
	if (!find_exact(&s, folded) && !find_latin(&s, folded))
		find_near(&s, folded);
	return s.count;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* May a name end before text[n]? Not in a character, in a word, or after a blank. */
static bool
is_end(struct str text, size_t n)
{
	if (text.p[n - 1] == ' ')
		return false;
	if (n == text.n)
		return true;
	bool in_character = ((unsigned char)text.p[n] & 0xC0) == 0x80;
	return !in_character && !(is_letter(text.p[n - 1]) && is_letter(text.p[n]));
}

/* Said at the end of a name: 火车, 站, 市. */
enum { ENDS_MOST = 12, WORDS_MOST = 8 };

/* How much of the text may be a name in letters: some words, without a Chinese character. */
static size_t
letters_of(struct str folded)
{
	size_t n = 0;
	for (size_t words = 0; n < folded.n && !fold_is_han(folded.p[n]); n++) {
		words += folded.p[n] == ' ';
		if (words == WORDS_MOST)
			break;
	}
	return n;
}

static size_t
lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
names_prefix(const struct names *names, struct arena *a, struct str folded, size_t below,
        struct name_hit *hits, size_t most, size_t *count)
{
	size_t letters = lesser(letters_of(folded), SPELL_MOST), exact = names->longest + ENDS_MOST;
	size_t n = lesser(folded.n, letters > exact ? letters : exact);
	struct search s = {.names = names, .arena = a, .hits = hits, .most = most};
	n = lesser(n, SPELL_MOST);
	for (n = below <= n ? below - (below > 0) : n; n > 0 && most > 0; n--) {
		struct str name = {folded.p, n};
		if (is_end(folded, n) && ((n <= exact && find_exact(&s, name)) ||
		                                 (n <= letters && find_latin(&s, name)))) {
			*count = s.count;
			return n;
		}
	}
	return 0;
}
