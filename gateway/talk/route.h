/*
 * What a text means, given where the phone is. Decides, and changes nothing.
 */
#ifndef JIAXIN_ROUTE_H
#define JIAXIN_ROUTE_H

#include "content/slot.h"
#include "store/session.h"

enum route_kind {
	ROUTE_EMPTY,      /* nothing was said */
	ROUTE_COMMAND,    /* command, and lang with CMD_LANGUAGE */
	ROUTE_ANSWER,     /* text answers the open question of `page` */
	ROUTE_BAD_ANSWER, /* it does not, and means nothing else */
	ROUTE_PAGE, /* a keyword or a menu's number opens `page`; text is what stood behind the
	               keyword */
	ROUTE_BAD_CHOICE, /* a number that the menu of `page` does not have; text is the number */
	ROUTE_MOVED,      /* an answer or number for a page that is no more */
	ROUTE_UNKNOWN,
};

struct route {
	enum route_kind kind;
	enum command command;
	lang_t lang;
	const struct page *page;
	const struct page *menu; /* the menu whose number it was, else NULL */
	struct str text;         /* folded */
};

/* `session` is NULL for a phone that is nowhere (new, or its session expired). */
struct route route_text(
        const struct content *c, struct arena *a, const struct session *session, struct str folded);

/* The page where the phone is, or NULL. */
const struct page *route_here(const struct content *c, const struct session *session);

#endif
