/*
 * How long a text is while it grows: inside segment.h. segment.c measures whole texts, cut.c looks
 * for where one ends that is too long.
 */
#ifndef JIAXIN_GAUGE_H
#define JIAXIN_GAUGE_H

#include "text/segment.h"

/* A text as it fills joined parts in one coding. */
struct load {
	unsigned units, parts;
	unsigned last; /* units in the last part */
};

/* A text as it grows, in both codings for as long as both can hold it. */
struct gauge {
	const struct text_limit *limit;
	struct load gsm7, ucs2;
	bool wide;          /* GSM-7 can't hold it */
	uint32_t forced_by; /* since this character */
};

/* One code point more; all of a text, which is valid UTF-8. */
void gauge_add(struct gauge *g, uint32_t cp);
void gauge_text(struct gauge *g, struct str text);

/* Of what it holds by now. */
struct text_size gauge_size(const struct gauge *g);

#endif
