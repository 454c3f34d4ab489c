/*
 * Every text of a tree that a phone may be shown, one after the other, with a name that stays when
 * its words change: what translations are remembered by.
 */
#ifndef JIAXIN_TEXTS_H
#define JIAXIN_TEXTS_H

#include "content/content.h"

struct named_text {
	const struct page *page; /* NULL: the service's own, or a place's name */
	const char *name;        /* "title", "text", "ask.birth", "say.found", "options.bus",
	                            "choices.category.M", "places.430100"...; no blank in it */
	struct place at;
	struct str in[LANG_MAX]; /* as the author wrote it, fall-backs filled in */
};

/*
 * Calls `see` for each, in the order of the files, the service's own first and the places last.
 * What it is given lives until `see` returns. A menu's label counts when it is not the title of the
 * page that it leads to.
 */
void texts_each(const struct content *c, void (*see)(void *context, const struct named_text *t),
        void *context);

#endif
