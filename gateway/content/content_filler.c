/* What people put around the words that matter: 请问, 我想问一下, please, emoji. */
#include "base/utf8.h"
#include "content/content_model.h"
#include "text/fold.h"

enum { FILLERS_MAX = 200 };

void
fillers_read(struct loader *l, const struct yaml_node *list)
{
	struct content *c = l->c;
	if (!node_is(l, list, YAML_LIST, "fillers"))
		return;
	if (list->count > FILLERS_MAX) {
		loader_fault(l, list->at, "“fillers”最多%d个；请删掉一些",
		        "\"fillers\" holds %d at the most; delete some", FILLERS_MAX);
		return;
	}
	struct filler *fillers = arena_array(&c->memory, list->count, sizeof(*fillers));
	for (size_t i = 0; i < list->count; i++) {
		if (!node_is(l, list->items[i], YAML_SCALAR, "fillers"))
			continue;
		struct str folded = fold(&c->memory, list->items[i]->text);
		if (folded.n == 0)
			continue;
		const struct filler **start = &c->fillers[word_start(folded)];
		fillers[i] = (struct filler){folded, *start};
		*start = &fillers[i];
	}
}

static bool
is_latin(char c)
{
	return c >= 'a' && c <= 'z';
}

static size_t
longest_word(const struct content *c, struct str folded)
{
	size_t longest = 0;
	if (folded.n == 0)
		return 0;
	for (const struct filler *f = c->fillers[word_start(folded)]; f; f = f->next) {
		struct str word = f->folded;
		if (word.n <= longest || !str_starts(folded, word))
			continue;
		bool cut = is_latin(word.p[word.n - 1]) && word.n < folded.n &&
		           is_latin(folded.p[word.n]);
		if (!cut)
			longest = word.n;
	}
	return longest;
}

size_t
content_filler(const struct content *c, struct str folded)
{
	size_t used = longest_word(c, folded);
	if (!used)
		used = fold_signs(folded);
	while (used && used < folded.n && folded.p[used] == ' ')
		used++;
	return used;
}
