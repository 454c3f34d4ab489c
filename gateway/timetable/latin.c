#include "timetable/latin.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/readings.h"

enum { NAME_BYTES = 1024, TWO_HAN = 6 };

/*
 * What names of places read otherwise than by the usual reading: of names, then of characters.
 * Found by comparing the usual readings with the gazetteer, with the initials of 672 stations and
 * with the county names that have a reading of their own.
 */
static const struct {
	const char *han, *pinyin;
} uncommon[] = {
        {"东阿", "dong'e"},
        {"番禺", "panyu"},
        {"繁峙", "fanshi"},
        {"洪洞", "hongtong"},
        {"单县", "shanxian"},
        {"黄埔", "huangpu"},
        {"乐陵", "laoling"},
        {"乐清", "yueqing"},
        {"乐亭", "laoting"},
        {"六安", "lu'an"},
        {"穆棱", "muling"},
        {"泊头", "botou"},
        {"铅山", "yanshan"},
        {"什邡", "shifang"},
        {"太行", "taihang"},
        {"太姥", "taimu"},
        {"涡阳", "guoyang"},
        {"解州", "xiezhou"},
        {"荥经", "yingjing"},
        {"尉犁", "yuli"},
        {"蔚县", "yuxian"},
        {"筠连", "junlian"},
        {"长子", "zhangzi"},
        {"中牟", "zhongmu"},
        {"蚌", "beng"},
        {"堡", "pu"},
        {"藏", "zang"},
        {"都", "du"},
        {"佛", "fo"},
        {"浒", "xu"},
        {"珲", "hun"},
        {"滘", "jiao"},
        {"犍", "qian"},
        {"喀什", "kashi"},
        {"勒", "le"},
        {"图什", "tushi"},
        {"拓", "tuo"},
        {"厦", "xia"},
        {"长", "chang"},
        {"枞", "zong"},
        {"重", "chong"},
};

/* What ends a name and is a word of its own. */
static const struct {
	const char *han, *latin;
} ends[] = {{"站", " Station"}, {"东", " Dong"}, {"南", " Nan"}, {"西", " Xi"}, {"北", " Bei"}};

/* How the text begins: its letters, and how many bytes they stand for. 0: not known. */
static size_t
read_han(struct str text, struct str *letters)
{
	struct str rest = text;
	for (size_t i = 0; i < ARRAY_LEN(uncommon); i++)
		if (str_starts(text, str_from(uncommon[i].han))) {
			*letters = str_from(uncommon[i].pinyin);
			return strlen(uncommon[i].han);
		}
	const char *readings = han_readings(utf8_next(&rest, NULL));
	if (!readings)
		return 0;
	*letters = (struct str){readings, strcspn(readings, " ")};
	return text.n - rest.n;
}

/* The first letter of a word is great; before a syllable's vowel an apostrophe: Xi'an. */
static void
put_letters(struct buf *b, struct str letters, bool begins)
{
	if (!begins && strchr("aeo", letters.p[0]))
		buf_add(b, STR("'"));
	for (size_t i = 0; i < letters.n; i++) {
		const char c = letters.p[i];
		if (c == 'v')
			buf_add(b, STR("ü"));
		else
			buf_addc(b, begins && i == 0 ? (char)toupper(c) : c);
	}
}

/* Takes 站 and then a direction off the end of a name that is still one without it. */
static void
take_ends(struct str *name, const char *found[2])
{
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		const size_t n = strlen(ends[i].han);
		if (name->n < TWO_HAN + n || memcmp(name->p + name->n - n, ends[i].han, n) != 0)
			continue;
		found[i > 0] = ends[i].latin;
		name->n -= n;
		if (i > 0)
			return;
	}
}

static bool
is_ascii(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] & 0x80)
			return false;
	return true;
}

static bool
put_name(struct buf *b, struct str name)
{
	bool in_han = false;
	while (name.n) {
		struct str letters = {name.p, 1};
		const bool is_han = name.p[0] & 0x80;
		const size_t n = is_han ? read_han(name, &letters) : 1;
		if (n == 0)
			return false;
		if (is_han)
			put_letters(b, letters, !in_han);
		else
			buf_add(b, letters);
		in_han = is_han;
		name = str_skip(name, n);
	}
	return true;
}

struct str
latin_name(struct arena *a, struct str name)
{
	const char *found[2] = {"", ""};
	struct str stem = name;
	if (is_ascii(name))
		return name;
	take_ends(&stem, found);
	struct buf b = BUF_INIT(NAME_BYTES);
	const bool known = put_name(&b, stem);
	buf_addf(&b, "%s%s", found[1], found[0]);
	struct str text = known && !b.full ? arena_str(a, buf_str(&b)) : name;
	buf_release(&b);
	return text;
}
