/* Words of an emergency, found wherever they stand: 救命啊, 孩子丢了怎么办, 🆘; not 救命恩人. */
#include <string.h>

#include "content/content_model.h"
#include "text/fold.h"

enum {
	LEAST_BYTES = 6, /* two Chinese characters, or six letters */
	START_BYTES = 4, /* an emoji: it says enough by itself */
	LONG_LEAD = 0xF0 /* and begins so */
};

static bool
is_short(struct str word)
{
	bool is_emoji = word.n >= START_BYTES && (unsigned char)word.p[0] >= LONG_LEAD;
	return word.n < LEAST_BYTES && !is_emoji;
}

/* Knuth's multiplicative hash: 2^64 over the golden ratio. */
static const uint64_t HASH = 0x9E3779B97F4A7C15;

size_t
words_read(struct loader *l, const struct yaml_node *list, const char *what, const struct str **out)
{
	size_t count = 0;
	if (!list || !node_is(l, list, YAML_LIST, what))
		return 0;
	struct str *folded = arena_array(&l->c->memory, list->count, sizeof(*folded));
	for (size_t i = 0; i < list->count; i++)
		if (node_is(l, list->items[i], YAML_SCALAR, what))
			folded[count++] = fold(&l->c->memory, list->items[i]->text);
	*out = folded;
	return count;
}

void
alarms_read(struct loader *l, struct page *p, const struct yaml_node *page)
{
	const struct yaml_node *alarms = yaml_get(page, "alarms"), *calm = yaml_get(page, "calm");
	p->alarm_count = words_read(l, alarms, "alarms", &p->alarms);
	p->calm_count = words_read(l, calm, "calm", &p->calm);
	if (alarms && !p->urgent)
		loader_fault(l, alarms->at, "“alarms”只用在urgent的页面；请加urgent: yes，或删掉",
		        "\"alarms\" are for an urgent page; add urgent: yes or delete them");
	if (calm && !alarms)
		loader_fault(l, calm->at, "有“calm”没有“alarms”；请补上或删掉",
		        "\"calm\" stands without \"alarms\"; add them or delete it");
	if (alarms && (p->parts > 1 || p->paged))
		loader_fault(l, alarms->at, "有alarms的页面要一条说完；请删掉parts和paged",
		        "a page with alarms says it in one part; delete parts and paged");
	for (size_t i = 0; alarms && i < p->alarm_count; i++)
		if (is_short(p->alarms[i]))
			loader_fault(l, alarms->items[i]->at,
			        "“%s”太短，哪句话里都会碰上；请写长些",
			        "\"%s\" is too short and would be found in any text; make it "
			        "longer",
			        fault_show(l->faults, alarms->items[i]->text));
}

/* Where in content.alarms stands what begins with these bytes; most texts meet none. */
static size_t
start_of(const char *p)
{
	uint64_t first = 0;
	memcpy(&first, p, START_BYTES);
	return first * HASH >> (64 - START_BITS);
}

/* The last first, so that those of the first pages come to stand before them. */
void
alarms_build(struct loader *l)
{
	struct content *c = l->c;
	for (size_t i = c->page_count; i-- > 0;) {
		const struct page *page = &c->all[i];
		struct alarm *alarms = arena_array(&c->memory, page->alarm_count, sizeof(*alarms));
		for (size_t j = page->alarm_count; j-- > 0;) {
			if (is_short(page->alarms[j]))
				continue; /* a fault, and told */
			const struct alarm **start = &c->alarms[start_of(page->alarms[j].p)];
			alarms[j] = (struct alarm){page->alarms[j], page, *start};
			*start = &alarms[j];
		}
	}
}

static bool
is_latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Latin words are parted by blanks: "sos" is none in "sosie". */
static bool
is_whole(struct str text, size_t at, size_t n)
{
	bool begins = at == 0 || !is_latin(text.p[at]) || !is_latin(text.p[at - 1]);
	bool ends = at + n == text.n || !is_latin(text.p[at + n - 1]) || !is_latin(text.p[at + n]);
	return begins && ends;
}

/* Where the word stands from `from` on, or text.n. */
static size_t
find_word(struct str text, size_t from, struct str word)
{
	while (from + word.n <= text.n) {
		const char *p = memmem(text.p + from, text.n - from, word.p, word.n);
		if (!p)
			break;
		from = (size_t)(p - text.p);
		if (is_whole(text, from, word.n))
			return from;
		from++;
	}
	return text.n;
}

/* Is what stands at `at` part of a word that is calm? */
static bool
is_calm(const struct page *page, struct str text, size_t at, size_t n)
{
	for (size_t i = 0; i < page->calm_count; i++) {
		struct str word = page->calm[i];
		for (size_t o = find_word(text, 0, word); o < text.n && o < at + n;
		        o = find_word(text, o + 1, word))
			if (o + word.n > at)
				return true;
	}
	return false;
}

const struct page *
content_alarm(const struct content *c, struct str folded)
{
	for (size_t at = 0; at + START_BYTES <= folded.n; at++) {
		if ((folded.p[at] & 0xC0) == 0x80)
			continue; /* no character begins there */
		const struct alarm *alarm = c->alarms[start_of(folded.p + at)];
		for (; alarm; alarm = alarm->next) {
			struct str word = alarm->folded;
			if (str_starts(str_skip(folded, at), word) &&
			        is_whole(folded, at, word.n) &&
			        !is_calm(alarm->page, folded, at, word.n))
				return alarm->page;
		}
	}
	return NULL;
}
