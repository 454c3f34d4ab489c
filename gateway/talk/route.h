/*
 * What a text means, given where the phone is. Decides, and changes nothing.
 */
#ifndef JIAXIN_ROUTE_H
#define JIAXIN_ROUTE_H

#include "content/slot.h"
#include "store/session.h"
#include "talk/near.h"

enum route_kind {
	ROUTE_EMPTY,      /* nothing was said */
	ROUTE_COMMAND,    /* command, and lang with CMD_LANGUAGE */
	ROUTE_ANSWER,     /* text answers the open question of `page` */
	ROUTE_MEANING,    /* number `choice` of the menu of what the last answer may mean */
	ROUTE_BAD_ANSWER, /* it does not, and means nothing else */
	ROUTE_PAGE, /* a keyword or a menu's number opens `page`; text is what stood behind the
	               keyword */
	ROUTE_BAD_CHOICE, /* a number, `choice`, that the menu of `page` does not have */
	ROUTE_MOVED,      /* an answer or number for a page that is no more */
	ROUTE_GUESS, /* a slip in a keyword, near.word: page is meant, and near.word is said first
	              */
	ROUTE_OFFER, /* near.pages may be meant: they are offered */
	ROUTE_UNKNOWN,
};

struct route {
	enum route_kind kind;
	enum command command;
	lang_t lang;
	const struct page *page;
	const struct page *menu; /* the menu whose number it was, else NULL */
	struct str text;         /* folded */
	size_t choice;
	struct near near;
	bool answers; /* a page of an emergency, and the number answers the open question as well:
	                 120 months, or the ambulance? */
};

/* The pages of an offer as the journal keeps them: an id a line. */
struct str route_pack_offer(struct arena *a, const struct near *near);

/*
 * `session` is NULL for a phone that is nowhere (new, or its session expired); `offered` is what
 * its last answer offered, packed, or empty. `context` is what answers are read by.
 */
struct route
route_text(const struct content *c, struct arena *a, const struct slot_context *context,
        const struct session *session, struct str offered, struct str folded);

/* Is it about an emergency? Then nobody else need know what happened to whom. */
bool route_is_urgent(const struct route *route);

/* The page where the phone is, or NULL. */
const struct page *route_here(const struct content *c, const struct session *session);

#endif
