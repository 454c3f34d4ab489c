/* The words by which texts ask for an answer: 回：, send. */
#include <string.h>

#include "content/content_model.h"

enum { INVITES_MAX = 100 };

void
invites_read(struct loader *l, const struct yaml_node *list)
{
	struct content *c = l->c;
	if (!node_is(l, list, YAML_LIST, "invites"))
		return;
	if (list->count > INVITES_MAX) {
		loader_fault(l, list->at, "“invites”最多%d个；请删掉一些",
		        "\"invites\" holds %d at the most; delete some", INVITES_MAX);
		return;
	}
	struct str *invites = arena_array(&c->memory, list->count, sizeof(*invites));
	c->invites = invites;
	for (size_t i = 0; i < list->count; i++) {
		const struct yaml_node *item = list->items[i];
		if (node_is(l, item, YAML_SCALAR, "invites") && item->text.n)
			invites[c->invite_count++] = arena_str(&c->memory, item->text);
	}
}

bool
content_invites(const struct content *c, struct str words)
{
	for (size_t i = 0; i < c->invite_count; i++)
		if (memmem(words.p ? words.p : "", words.n, c->invites[i].p, c->invites[i].n))
			return true;
	return false;
}
