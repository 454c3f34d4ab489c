#include "timetable/spell.h"

#include <string.h>

#include "base/utf8.h"
#include "text/readings.h"

/* Letters with tone marks as they look in folded text (NFC, lower case): mark off. */
static const struct {
	const char *marked;
	char plain;
} tones[] = {
        {"āáǎàăâ", 'a'},
        {"ēéěèêĕ", 'e'},
        {"īíǐìĭ", 'i'},
        {"ōóǒòŏ", 'o'},
        {"ūúǔùŭ", 'u'},
        {"ǖǘǚǜü", 'v'},
        {"ńňǹ", 'n'},
};

static char
without_tone(uint32_t cp)
{
	if ((cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9'))
		return (char)cp;
	if (cp < 0x80)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(tones); i++)
		for (struct str s = str_from(tones[i].marked); s.n > 0;)
			if (utf8_next(&s, NULL) == cp)
				return tones[i].plain;
	return 0;
}

static bool
is_passed_over(uint32_t cp)
{
	return cp < 0x80 && !(cp >= 'a' && cp <= 'z') && !(cp >= '0' && cp <= '9');
}

size_t
spell_latin(struct str folded, char *out)
{
	size_t n = 0;
	while (folded.n > 0) {
		uint32_t cp = utf8_next(&folded, NULL);
		char c = without_tone(cp);
		if (!c && is_passed_over(cp))
			continue;
		if (!c || n == SPELL_MOST)
			return 0;
		out[n++] = c;
	}
	out[n] = '\0';
	return n;
}

struct english {
	const char *word, *pinyin;
	bool goes_last; /* wherever it is said */
};

static const struct english words[] = {
        {"north", "bei", true},
        {"south", "nan", true},
        {"east", "dong", true},
        {"west", "xi", true},
        {"station", "zhan", true},
        {"railway", "", false},
        {"train", "", false},
        {"city", "shi", true},
};

static const struct english *
find_word(struct str word)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(word, str_from(words[i].word)))
			return &words[i];
	return NULL;
}

/* The next word off *rest; empty: there is none. */
static struct str
next_word(struct str *rest)
{
	size_t from = 0, to;
	while (from < rest->n && (rest->p[from] == ' ' || rest->p[from] == '-'))
		from++;
	for (to = from; to < rest->n && rest->p[to] != ' ' && rest->p[to] != '-';)
		to++;
	struct str word = {rest->p + from, to - from};
	*rest = str_skip(*rest, to);
	return word;
}

/* "shenzhennorth": a word of ours at the end of another. */
static const struct english *
find_end(const char *text, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i].goes_last &&
		        drop_end((struct str){text, n}, str_from(words[i].word)).n)
			return &words[i];
	return NULL;
}

static bool
append(char *out, size_t *n, const char *text, size_t more)
{
	if (*n + more > SPELL_MOST)
		return false;
	memcpy(out + *n, text, more);
	*n += more;
	out[*n] = '\0';
	return true;
}

size_t
spell_english(struct str folded, char *out)
{
	char ends[SPELL_MOST + 1], plain[SPELL_MOST + 1];
	size_t n = 0, ends_n = 0;
	bool fits = true;
	out[0] = ends[0] = '\0';
	for (struct str word; (word = next_word(&folded)).n > 0;) {
		const struct english *e = find_word(word);
		if (e) {
			fits &= append(ends, &ends_n, e->pinyin, strlen(e->pinyin));
			continue;
		}
		size_t plain_n = spell_latin(word, plain);
		if (plain_n == 0)
			return 0;
		e = find_end(plain, plain_n);
		fits &= append(out, &n, plain, plain_n - (e ? strlen(e->word) : 0));
		if (e)
			fits &= append(ends, &ends_n, e->pinyin, strlen(e->pinyin));
	}
	return fits && append(out, &n, ends, ends_n) ? n : 0;
}

size_t
spell_near(const char *text, size_t n, char *out)
{
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		char c = text[i], next = i + 1 < n ? text[i + 1] : '\0',
		     before = i ? text[i - 1] : '\0';
		if (c == 'h' && (before == 'z' || before == 'c' || before == 's'))
			continue;
		if (c == 'g' && before == 'n')
			continue;
		if (c == 'h' && next == 'u')
			c = 'f';
		out[to++] = c == 'l' ? 'n' : c;
	}
	out[to] = '\0';
	return to;
}

bool
is_all_han(struct str text)
{
	while (text.n > 0) {
		uint32_t cp = utf8_next(&text, NULL);
		if (cp < 0x3400 || cp > 0x9FFF)
			return false;
	}
	return true;
}

struct str
drop_end(struct str text, struct str end)
{
	if (text.n <= end.n || memcmp(text.p + text.n - end.n, end.p, end.n) != 0)
		return (struct str){text.p, 0};
	return (struct str){text.p, text.n - end.n};
}

static bool
add_syllable(struct spelling *s, struct str syllable)
{
	if (s->n + syllable.n > SPELL_MOST || s->initials_n == SPELL_MOST)
		return false;
	memcpy(s->text + s->n, syllable.p, syllable.n);
	s->n += (uint8_t)syllable.n;
	s->initials[s->initials_n++] = syllable.p[0];
	return true;
}

static struct str
next_syllable(const char **readings)
{
	const char *p = *readings;
	size_t n = strcspn(p, " ");
	*readings = p + n + (p[n] == ' ');
	return (struct str){p, n};
}

/* All the syllables of a character, and "lu" for "lv". */
static size_t
syllables_of(const char *readings, struct str out[2 * READINGS_MOST], char with_u[][SYLLABLE_MOST])
{
	size_t n = 0;
	while (*readings && n < READINGS_MOST)
		out[n++] = next_syllable(&readings);
	for (size_t i = 0, first = n; i < first; i++) {
		const char *v = memchr(out[i].p, 'v', out[i].n);
		if (!v)
			continue;
		memcpy(with_u[i], out[i].p, out[i].n);
		with_u[i][v - out[i].p] = 'u';
		out[n++] = (struct str){with_u[i], out[i].n};
	}
	return n;
}

/* Each of the spellings goes on with each of the syllables. What does not fit in `most` is lost. */
static size_t
multiply(struct spelling *all, size_t count, const struct str *syllable, size_t n, size_t most)
{
	size_t made = count;
	if (n == 0)
		return 0;
	for (size_t s = 1; s < n; s++)
		for (size_t i = 0; i < count && made < most; i++) {
			all[made] = all[i];
			if (!add_syllable(&all[made++], syllable[s]))
				return 0;
		}
	for (size_t i = 0; i < count; i++)
		if (!add_syllable(&all[i], syllable[0]))
			return 0;
	return made;
}

static bool
add_letter(struct spelling *all, size_t count, char c, bool begins_word)
{
	for (size_t i = 0; i < count; i++) {
		struct spelling *s = &all[i];
		if (s->n == SPELL_MOST)
			return false;
		s->text[s->n++] = c;
		if (begins_word && s->initials_n < SPELL_MOST)
			s->initials[s->initials_n++] = c;
	}
	return true;
}

size_t
spell_readings(struct str folded, struct spelling *out, size_t most)
{
	size_t count = 1;
	bool in_word = false;
	out[0].n = out[0].initials_n = 0;
	while (folded.n > 0 && count > 0) {
		uint32_t cp = utf8_next(&folded, NULL);
		const char *readings = han_readings(cp);
		char letter = readings ? 0 : without_tone(cp);
		if (letter) {
			count = add_letter(out, count, letter, !in_word) ? count : 0;
		} else if (readings) {
			struct str syllable[2 * READINGS_MOST];
			char with_u[READINGS_MOST][SYLLABLE_MOST];
			size_t n = syllables_of(readings, syllable, with_u);
			count = multiply(out, count, syllable, n, most);
		} else if (!is_passed_over(cp)) {
			return 0;
		}
		in_word = letter != 0;
	}
	for (size_t i = 0; i < count; i++)
		out[i].text[out[i].n] = out[i].initials[out[i].initials_n] = '\0';
	return count > 0 && out[0].n > 0 ? count : 0;
}
