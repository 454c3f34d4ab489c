/*
 * The same text in plain words, where people write otherwise: dialect (咋个 for 怎么), and pinyin
 * without blanks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "content/content_model.h"
#include "content/places.h"
#include "text/fold.h"

enum {
	HAN_BYTES = 3,
	DIALECT_MAX = 200,
	RUN_MOST = 64,     /* letters without a blank that are cut apart */
	KEYWORD_LEAST = 3, /* letters of a keyword in such a run */
	PLACE_LEAST = 4,   /* and of a place */
	PLAIN_MOST = 4096
};

/* ---- service.yaml, `dialect` ---- */

static int
compare_sayings(const void *one, const void *other)
{
	const struct saying *a = one, *b = other;
	size_t n = a->said.n < b->said.n ? a->said.n : b->said.n;
	int order = memcmp(a->said.p, b->said.p, n);
	return order ? order : (a->said.n > b->said.n) - (a->said.n < b->said.n);
}

void
dialect_read(struct loader *l, const struct yaml_node *map)
{
	struct content *c = l->c;
	if (!node_is(l, map, YAML_MAP, "dialect"))
		return;
	if (map->count > DIALECT_MAX) {
		loader_fault(l, map->at, "“dialect”最多%d个；请删掉一些",
		        "\"dialect\" holds %d at the most; delete some", DIALECT_MAX);
		return;
	}
	c->dialect = arena_array(&c->memory, map->count, sizeof(*c->dialect));
	for (size_t i = 0; i < map->count; i++) {
		if (!node_is(l, map->items[i], YAML_SCALAR, "dialect"))
			continue;
		struct saying saying = {fold(&c->memory, map->keys[i]->text),
		        fold(&c->memory, map->items[i]->text)};
		if (!saying.said.n)
			continue;
		c->dialect[c->dialect_count++] = saying;
		c->dialect_starts[word_start(saying.said)] = true;
	}
	if (c->dialect_count)
		qsort(c->dialect, c->dialect_count, sizeof(*c->dialect), compare_sayings);
}

/* How the first characters of a saying and of a text stand to each other. */
static int
compare_starts(struct str said, struct str s)
{
	size_t n = fold_is_han(s.p[0]) ? HAN_BYTES : 1;
	if (said.n < n || s.n < n)
		n = 1;
	return memcmp(said.p, s.p, n);
}

/* The longest saying that `s` begins with, or NULL. */
static const struct saying *
saying_of(const struct content *c, struct str s)
{
	const struct saying *longest = NULL;
	size_t low = 0, high = c->dialect_count;
	if (!c->dialect_starts[word_start(s)]) /* most */
		return NULL;
	while (low < high) { /* the first that begins with this character */
		size_t middle = low + (high - low) / 2;
		if (compare_starts(c->dialect[middle].said, s) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = low; i < c->dialect_count; i++) {
		if (compare_starts(c->dialect[i].said, s) != 0)
			break;
		if (str_starts(s, c->dialect[i].said))
			longest = &c->dialect[i]; /* longer ones stand behind */
	}
	return longest;
}

/* ---- pinyin without blanks ---- */

static bool
is_letter(char ch)
{
	return ch >= 'a' && ch <= 'z';
}

/* What a piece of a run is in plain words; empty: it is no word. */
static struct str
plain_piece(const struct content *c, struct str piece)
{
	const struct saying *saying = saying_of(c, piece);
	if (saying && saying->said.n == piece.n)
		return saying->plain;
	const struct word *word = piece.n >= KEYWORD_LEAST ? word_find(c, piece) : NULL;
	if (word && word->page)
		return piece;
	return piece.n >= PLACE_LEAST && places_word(c, piece) ? piece : (struct str){0};
}

/* A syllable of pinyin ends in one of these; most English words do not. */
static bool
ends_syllable(char letter)
{
	return strchr("aeiouvngr", letter) != NULL;
}

/*
 * Cuts a run of letters into words, as few as there can be: next[i] is the length of the word at i.
 * False: it is one word that is plain already, or no words cover it.
 */
static bool
cut(const struct content *c, struct str run, size_t next[RUN_MOST])
{
	size_t words[RUN_MOST + 1];
	if (run.n > RUN_MOST || !ends_syllable(run.p[run.n - 1]) ||
	        str_eq(plain_piece(c, run), run))
		return false;
	words[run.n] = 0;
	for (size_t i = run.n; i-- > 0;) {
		words[i] = next[i] = 0;
		if (i > 0 && !ends_syllable(run.p[i - 1]))
			continue;
		for (size_t n = 1; i + n <= run.n; n++) {
			bool leads_on = i + n == run.n || words[i + n];
			bool is_fewer = !words[i] || words[i + n] + 1 < words[i];
			if (!leads_on || !is_fewer || !plain_piece(c, (struct str){run.p + i, n}).n)
				continue;
			words[i] = words[i + n] + 1;
			next[i] = n;
		}
	}
	const struct saying *saying = saying_of(c, run);
	return words[0] > 1 || (words[0] && saying && saying->said.n == run.n);
}

/* The plain words so far: `out`, and behind them what stands in the text from `kept` on. */
struct plain {
	struct buf out;
	const char *kept;
};

/* Up to `end` the text stands as it is. */
static void
keep_until(struct plain *p, const char *end)
{
	buf_add(&p->out, (struct str){p->kept, (size_t)(end - p->kept)});
	p->kept = end;
}

/* Latin words are parted by blanks, Chinese ones are not. */
static void
add_piece(struct buf *out, struct str plain)
{
	bool latin = out->n && is_letter(out->p[out->n - 1]);
	if (latin || (out->n && fold_is_han(out->p[out->n - 1]) && is_letter(plain.p[0])))
		buf_addc(out, ' ');
	buf_add(out, plain);
}

/* Takes a run of letters off *text. */
static void
add_run(const struct content *c, struct str *text, struct plain *p)
{
	size_t n = 0, next[RUN_MOST];
	while (n < text->n && is_letter(text->p[n]))
		n++;
	struct str run = {text->p, n};
	*text = str_skip(*text, n);
	if (!cut(c, run, next))
		return;
	keep_until(p, run.p);
	for (size_t i = 0; i < run.n; i += next[i])
		add_piece(&p->out, plain_piece(c, (struct str){run.p + i, next[i]}));
	p->kept = text->p;
}

/* ---- all together ---- */

/* Takes a saying, or one character as it stands, off *text. */
static void
add_character(const struct content *c, struct str *text, struct plain *p)
{
	const struct saying *saying = fold_is_han(text->p[0]) ? saying_of(c, *text) : NULL;
	if (!saying) {
		utf8_next(text, NULL);
		return;
	}
	keep_until(p, text->p);
	buf_add(&p->out, saying->plain);
	*text = str_skip(*text, saying->said.n);
	p->kept = text->p;
}

struct str
content_plain(const struct content *c, struct arena *a, struct str folded)
{
	struct plain p = {BUF_INIT(PLAIN_MOST), folded.p};
	for (struct str rest = folded; rest.n;) {
		if (is_letter(rest.p[0]))
			add_run(c, &rest, &p);
		else
			add_character(c, &rest, &p);
	}
	if (p.kept == folded.p) /* nothing was said otherwise */
		return folded;
	keep_until(&p, folded.p + folded.n);
	struct str plain = p.out.full ? folded : arena_str(a, buf_str(&p.out));
	buf_release(&p.out);
	return plain;
}
