#include "talk/misunderstood.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
	TEXTS = 512,
	TEXT_BYTES = MISUNDERSTOOD_LETTERS * UTF8_MAX_BYTES,
	SPELT_LEAST = 3, /* Chinese figures in a row that are a number, not words such as 一个人 */
};

struct entry {
	uint32_t times;
	uint8_t n, phones;
	uint64_t who[MISUNDERSTOOD_PHONES];
	uint64_t noted; /* when, counted in notes */
	char text[TEXT_BYTES];
};

struct misunderstood {
	struct entry entries[TEXTS];
	size_t count;
	uint64_t notes;
};

struct misunderstood *
misunderstood_new(void)
{
	return xcalloc(1, sizeof(struct misunderstood));
}

void
misunderstood_free(struct misunderstood *m)
{
	free(m);
}

/* --- masking --- */

static bool
in_range(uint32_t cp, uint32_t first, uint32_t last)
{
	return cp >= first && cp <= last;
}

/* The figures that people here write with: ASCII (fold makes it of wide ones), Uyghur, Indic. */
static bool
is_figure(uint32_t cp)
{
	return in_range(cp, '0', '9') || in_range(cp, 0x660, 0x669) || in_range(cp, 0x6F0, 0x6F9) ||
	       in_range(cp, 0x966, 0x96F) || in_range(cp, 0xF20, 0xF29);
}

static bool
is_spelt_figure(uint32_t cp)
{
	static const uint32_t figures[] = {0x3007, 0x96F6, 0x4E00, 0x5E7A, 0x4E8C, 0x4E09, 0x56DB,
	        0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
	for (size_t i = 0; i < ARRAY_LEN(figures); i++)
		if (cp == figures[i])
			return true;
	return false;
}

/* The text with each figure as '#', in out[TEXT_BYTES]; 0 when it is empty or too long. */
static size_t
mask(struct str text, char *out)
{
	uint32_t cps[MISUNDERSTOOD_LETTERS];
	size_t count = 0, run = 0, n = 0;
	while (text.n) {
		if (count == MISUNDERSTOOD_LETTERS)
			return 0;
		uint32_t cp = utf8_next(&text, NULL);
		cps[count++] = is_figure(cp) ? '#' : cp;
		run = is_spelt_figure(cp) ? run + 1 : 0;
		for (size_t i = 0; run == SPELT_LEAST && i < SPELT_LEAST; i++)
			cps[count - 1 - i] = '#';
		if (run > SPELT_LEAST)
			cps[count - 1] = '#';
	}
	for (size_t i = 0; i < count; i++)
		n += utf8_put(cps[i], out + n);
	return n;
}

/* --- the table --- */

/* Which of two tells the authors less: of fewer phones, then rarer, then longer ago. */
static bool
tells_less(const struct entry *a, const struct entry *b)
{
	if (a->phones != b->phones)
		return a->phones < b->phones;
	return a->times != b->times ? a->times < b->times : a->noted < b->noted;
}

static struct entry *
entry_of(struct misunderstood *m, const char *text, size_t n)
{
	struct entry *least = m->entries;
	for (size_t i = 0; i < m->count; i++) {
		struct entry *e = &m->entries[i];
		if (e->n == n && memcmp(e->text, text, n) == 0)
			return e;
		if (tells_less(e, least))
			least = e;
	}
	struct entry *e = m->count < TEXTS ? &m->entries[m->count++] : least;
	*e = (struct entry){.n = (uint8_t)n};
	memcpy(e->text, text, n);
	return e;
}

static void
note_phone(struct entry *e, const struct who *who)
{
	uint64_t half;
	memcpy(&half, who->bytes, sizeof(half));
	for (size_t i = 0; i < e->phones; i++)
		if (e->who[i] == half)
			return;
	if (e->phones < MISUNDERSTOOD_PHONES)
		e->who[e->phones++] = half;
}

void
misunderstood_note(struct misunderstood *m, const struct who *who, struct str folded)
{
	char text[TEXT_BYTES];
	size_t n = mask(folded, text);
	if (!n)
		return;
	struct entry *e = entry_of(m, text, n);
	e->times += e->times < UINT32_MAX;
	e->noted = ++m->notes;
	note_phone(e, who);
}

void
misunderstood_forget(struct misunderstood *m, const struct who *who)
{
	uint64_t half;
	memcpy(&half, who->bytes, sizeof(half));
	for (size_t i = 0; i < m->count; i++)
		for (size_t n = 0; n < m->entries[i].phones; n++)
			if (m->entries[i].who[n] == half)
				m->entries[i].who[n] = 0;
}

static int
by_times(const void *a, const void *b)
{
	const struct entry *x = *(const struct entry *const *)a;
	const struct entry *y = *(const struct entry *const *)b;
	if (x->times != y->times)
		return x->times < y->times ? 1 : -1;
	return x->noted < y->noted ? 1 : -1; /* the latest first; never the same */
}

void
misunderstood_print(const struct misunderstood *m, struct buf *out)
{
	const struct entry *shown[TEXTS];
	size_t count = 0;
	for (size_t i = 0; i < m->count; i++)
		if (m->entries[i].phones == MISUNDERSTOOD_PHONES)
			shown[count++] = &m->entries[i];
	if (count)
		qsort(shown, count, sizeof(struct entry *), by_times);
	buf_addc(out, '[');
	for (size_t i = 0; i < count && i < MISUNDERSTOOD_SHOWN; i++) {
		buf_addz(out, i ? ",\n{\"text\":" : "\n{\"text\":");
		buf_add_json(out, (struct str){shown[i]->text, shown[i]->n});
		buf_addf(out, ",\"times\":%u}", (unsigned)shown[i]->times);
	}
	buf_addz(out, "]\n");
}
