/*
 * Every screen that a tree can show, each with its values at their widest: what the check of fit
 * measures and the report draws.
 *
 * A screen is a page's text with its menu, a question, a question said again after a bad answer, an
 * outcome, the rule behind an answer, or one of the service's own sentences, in one language.
 */
#ifndef JIAXIN_SCREENS_H
#define JIAXIN_SCREENS_H

#include "base/buf.h"
#include "talk/turn.h"

enum { SCREEN_VALUES = RESULT_VALUES + 16, SCREEN_PIECES = 64 };

struct screen {
	const struct page *page; /* NULL: the service's own words */
	lang_t lang;
	const char *name; /* "text", "ask.birth", "ask.birth.wrong", "say.found", "why"... */
	const struct text *words;
	const struct text *before; /* said in front of them, on a line of its own, or NULL */
	bool menu;                 /* the page's options stand below */
	bool answers;              /* an answer, which may take the parts of its page */
	bool paged;                /* ...and is meant to go on behind "more" where it is too long */
	unsigned parts;            /* SMS parts at the most */
	const struct value *values;      /* the widest of each */
	const struct slot *const *slots; /* whose answers they are; NULL among them: a handler's */
	size_t value_count;
};

/* What a tree's screens are made with. */
struct screens {
	const struct content *content;
	const struct content_rules *rules;
	void (*see)(void *context, const struct screen *s);
	void *context;
};

/* Calls `see` for each screen of a page (NULL: for the service's own), first all of one language.
 * What a screen points to lives until `see` returns. */
void screens_of(const struct screens *screens, const struct page *page);

/* The service's own, then those of all pages in the order of the files. */
void screens_each(const struct screens *screens);

/* One message, or one USSD screen. */
struct screen_piece {
	struct str text;
	struct text_size size;
};

/*
 * What the phone gets, one piece after the other: the first, and what "more" brings, in `a`, with
 * signature and marker, by USSD with the keys below. `values` stands in place of the screen's own:
 * as many, and as named. Returns how many; at most SCREEN_PIECES.
 */
size_t screen_pieces(const struct content *c, const struct screen *s, const struct value *values,
        enum channel channel, struct arena *a, struct screen_piece pieces[SCREEN_PIECES]);

/* What one piece may take. */
struct text_limit
screen_limit(const struct content *c, const struct screen *s, enum channel channel);

/* The whole in one, signature in front, however long. */
void screen_render(const struct content *c, const struct screen *s, const struct value *values,
        struct buf *out);

/* How much of the whole must be seen before the first choice is: bytes; 0 without a menu. */
size_t screen_first_choice(const struct content *c, const struct screen *s,
        const struct value *values, enum channel channel);

#endif
