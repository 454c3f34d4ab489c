#include "content/did_you_mean.h"

#include "base/buf.h"

enum { NAME_MAX_BYTES = 40, SHORT_BYTES = 4, FAR = 3 };

bool
names_have(const struct names *n, struct str name)
{
	for (size_t i = 0; i < n->count; i++)
		if (str_eq(n->list[i], name))
			return true;
	return false;
}

void
names_add(struct names *n, struct str name)
{
	if (n->count < ARRAY_LEN(n->list) && !names_have(n, name))
		n->list[n->count++] = name;
}

void
names_addz(struct names *n, const char *const *names)
{
	for (; names && *names; names++)
		names_add(n, str_from(*names));
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Slips of the finger between a and b (Damerau and Levenshtein, one row at a time), or FAR. */
static unsigned
distance(struct str a, struct str b)
{
	size_t longer = a.n > b.n ? a.n - b.n : b.n - a.n;
	if (longer >= FAR || a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES)
		return FAR;
	unsigned rows[3][NAME_MAX_BYTES + 1];
	for (size_t j = 0; j <= b.n; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = a.p[i - 1] == b.p[j - 1];
			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				row[j] = least(row[j], two_above[j - 2] + 1);
		}
	}
	return least(rows[a.n % 3][b.n], FAR);
}

struct str
name_nearer(struct str word, struct str best, struct str other)
{
	/* To a short word everything is near. */
	unsigned limit = word.n <= SHORT_BYTES ? FAR - 1 : FAR;
	if (best.n > 0)
		limit = distance(word, best);
	unsigned d = distance(word, other);
	return d < limit && d < other.n ? other : best;
}

struct both
did_you_mean(struct arena *a, const struct faults *f, const struct names *n, struct str word)
{
	struct str best = {0};
	if (faults_full(f))
		return (struct both){"", ""};
	for (size_t i = 0; i < n->count; i++)
		best = name_nearer(word, best, n->list[i]);
	if (best.n > 0)
		return (struct both){
		        arena_printf(a, "是不是“%.*s”？", STR_ARG(best)),
		        arena_printf(a, "did you mean \"%.*s\"?", STR_ARG(best)),
		};
	if (n->count == 0)
		return (struct both){"请删掉", "delete it"};
	struct buf zh = BUF_INIT(4096), en = BUF_INIT(4096);
	for (size_t i = 0; i < n->count; i++) {
		buf_addf(&zh, "%s%.*s", i ? "、" : "", STR_ARG(n->list[i]));
		buf_addf(&en, "%s%.*s", i ? ", " : "", STR_ARG(n->list[i]));
	}
	struct both hint = {
	        arena_printf(a, "能用的有：%.*s", STR_ARG(buf_str(&zh))),
	        arena_printf(a, "use one of: %.*s", STR_ARG(buf_str(&en))),
	};
	buf_release(&zh);
	buf_release(&en);
	return hint;
}
