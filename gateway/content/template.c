#include "content/template.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_NAME_MAX = 40 };

struct compiler {
	struct template_piece *pieces;
	size_t count, cap;
	struct place at;
	struct faults *faults;
	bool failed;
};

static void
add_piece(struct compiler *c, struct str text, bool is_value)
{
	if (text.n == 0)
		return;
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 8;
		c->pieces = xrealloc(c->pieces, c->cap * sizeof(*c->pieces));
	}
	c->pieces[c->count++] = (struct template_piece){text, is_value};
}

bool
template_is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool letter = s.p[i] >= 'a' && s.p[i] <= 'z';
		bool later = (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_';
		if (!letter && (i == 0 || !later))
			return false;
	}
	return s.n > 0 && s.n <= VALUE_NAME_MAX;
}

static bool
is_brace(struct str s, size_t i)
{
	return i < s.n && (s.p[i] == '{' || s.p[i] == '}');
}

static bool
is_doubled(struct str s, size_t i)
{
	return is_brace(s, i) && i + 1 < s.n && s.p[i] == s.p[i + 1];
}

/* Up to the next brace; of a doubled one the first belongs to the words, the second is skipped. */
static struct str
take_words(struct compiler *c, struct str s)
{
	size_t n = 0;
	while (n < s.n && !is_brace(s, n))
		n++;
	bool doubled = is_doubled(s, n);
	add_piece(c, (struct str){s.p, n + doubled}, false);
	return str_skip(s, doubled ? n + 2 : n);
}

/* s begins with a single brace. */
static struct str
take_value(struct compiler *c, struct str s)
{
	const char *end = s.p[0] == '{' ? memchr(s.p, '}', s.n) : NULL;
	if (!end) {
		c->failed = true;
		fault_add(c->faults, FAULT_ERROR, c->at,
		        "花括号“%c”没有配对；文字里要花括号就连写两个“%c%c”",
		        "the brace \"%c\" has no partner; for a brace in the text write \"%c%c\"",
		        s.p[0], s.p[0], s.p[0]);
		return str_skip(s, s.n);
	}
	struct str name = {s.p + 1, (size_t)(end - s.p) - 1};
	if (!template_is_name(name)) {
		c->failed = true;
		fault_add(c->faults, FAULT_ERROR, c->at,
		        "花括号里的名字“{%s}”写法不对；只用小写字母、数字和下划线，字母开头",
		        "\"{%s}\" is no name of a value; use small letters, digits and _, "
		        "a letter first",
		        fault_show(c->faults, name));
	}
	add_piece(c, name, true);
	return str_skip(s, name.n + 2);
}

struct template *
template_compile(struct arena *a, struct str source, struct place at, struct faults *f)
{
	struct compiler c = {.at = at, .faults = f};
	for (struct str rest = source; rest.n > 0;)
		rest = is_brace(rest, 0) && !is_doubled(rest, 0) ? take_value(&c, rest)
		                                                 : take_words(&c, rest);
	struct template *t = NULL;
	if (!c.failed) {
		t = arena_alloc(a, sizeof(*t));
		t->source = source;
		t->count = c.count;
		t->pieces = arena_array(a, c.count, sizeof(*t->pieces));
		if (c.count)
			memcpy(t->pieces, c.pieces, c.count * sizeof(*t->pieces));
	}
	free(c.pieces);
	return t;
}

static const struct value *
find(const struct value *values, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(str_from(values[i].name), name))
			return &values[i];
	return NULL;
}

void
template_render(const struct template *t, const struct value *values, size_t count, struct buf *out,
        bool *missing)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct template_piece *piece = &t->pieces[i];
		if (!piece->is_value) {
			buf_add(out, piece->text);
			continue;
		}
		const struct value *v = find(values, count, piece->text);
		if (v)
			buf_add(out, v->text);
		else if (missing)
			*missing = true;
	}
}
