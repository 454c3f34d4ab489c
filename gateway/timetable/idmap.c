#include "timetable/idmap.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "timetable/grow.h"

enum { FIRST_CAP = 64 };

/* FNV-1a, eight bytes at a time. */
static uint32_t
hash_of(struct str key)
{
	uint64_t h = 0xcbf29ce484222325U ^ key.n;
	for (; key.n >= 8; key = str_skip(key, 8)) {
		uint64_t word;
		memcpy(&word, key.p, sizeof(word));
		h = (h ^ word) * 0x9e3779b97f4a7c15U;
		h ^= h >> 29;
	}
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 0x100000001b3U;
	return (uint32_t)(h ^ (h >> 32));
}

static struct idmap_entry *
entry_of(const struct idmap *m, struct str key, uint32_t hash)
{
	for (size_t i = hash;; i++) {
		struct idmap_entry *e = &m->entries[i & (m->cap - 1)];
		if (!e->key)
			return e;
		if (e->hash == hash && e->n == key.n && memcmp(e->key, key.p, key.n) == 0)
			return e;
	}
}

const uint32_t *
idmap_find(const struct idmap *m, struct str key)
{
	if (m->count == 0 || key.n > UINT32_MAX)
		return NULL;
	const struct idmap_entry *e = entry_of(m, key, hash_of(key));
	return e->key ? &e->value : NULL;
}

static void
grow_map(struct idmap *m)
{
	struct idmap old = *m;
	m->cap = old.cap ? old.cap * 2 : FIRST_CAP;
	m->entries = xcalloc(m->cap, sizeof(*m->entries));
	for (size_t i = 0; i < old.cap; i++) {
		const struct idmap_entry *e = &old.entries[i];
		if (e->key)
			*entry_of(m, (struct str){e->key, e->n}, e->hash) = *e;
	}
	free(old.entries);
}

uint32_t
idmap_add(struct idmap *m, struct str key, uint32_t value, bool *is_new)
{
	must(key.n <= UINT32_MAX);
	if (m->count * 2 >= m->cap)
		grow_map(m);
	uint32_t hash = hash_of(key);
	struct idmap_entry *e = entry_of(m, key, hash);
	*is_new = !e->key;
	if (*is_new) {
		*e = (struct idmap_entry){arena_dup(&m->memory, key), (uint32_t)key.n, hash, value};
		m->count++;
	}
	return e->value;
}

void
idmap_release(struct idmap *m)
{
	free(m->entries);
	arena_release(&m->memory);
	*m = (struct idmap){0};
}

void
strings_init(struct strings *s)
{
	*s = (struct strings){.n = 1};
	s->p = grow(NULL, &s->cap, 1, 1);
	s->p[0] = '\0';
}

static bool
is_clean(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return false;
	return utf8_valid(text) && text.n <= STRINGS_MOST;
}

static void
clean(struct str text, struct buf *out)
{
	while (text.n > 0 && !out->full) {
		uint32_t cp = utf8_next(&text, NULL);
		buf_addcp(out, cp < ' ' || cp == 0x7f ? ' ' : cp);
	}
}

static tt_text
add_clean(struct strings *s, struct str text)
{
	bool is_new;
	uint32_t at = idmap_add(&s->seen, text, (uint32_t)s->n, &is_new);
	if (!is_new)
		return at;
	s->p = grow(s->p, &s->cap, s->n + text.n + 1, 1);
	memcpy(s->p + s->n, text.p, text.n);
	s->n += text.n;
	s->p[s->n++] = '\0';
	must(s->n < UINT32_MAX);
	return at;
}

tt_text
strings_add(struct strings *s, struct str text)
{
	if (text.n == 0)
		return 0;
	if (is_clean(text))
		return add_clean(s, text);
	struct buf cleaned = BUF_INIT(STRINGS_MOST);
	clean(text, &cleaned);
	tt_text at = add_clean(s, buf_str(&cleaned));
	buf_release(&cleaned);
	return at;
}

void
strings_release(struct strings *s)
{
	free(s->p);
	idmap_release(&s->seen);
	*s = (struct strings){0};
}
