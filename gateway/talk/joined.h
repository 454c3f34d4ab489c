/*
 * USSD providers that send all inputs of a session at once, with '*' between them: 1*2*Wang. A '*'
 * that was typed looks like one that joins, and a wrong or "back" input stays there for ever; so
 * nothing is walked again. What is new is what stands behind the text of the step before.
 */
#ifndef JIAXIN_JOINED_H
#define JIAXIN_JOINED_H

#include "talk/converse.h"

enum { JOINED_STARS_MOST = 256 }; /* that are looked at, from the end */

/*
 * Gives *step the last input of m->text alone (in it). The step before is known by its name: m->id
 * ends with m->text, and the store knows each step of the session by an id that ends with a
 * beginning of it, also after a restart; the longest of these was the last. When it knows none the
 * session begins here, and what was said is what was dialled behind the service's code; in `a`.
 */
void joined_read(
        const struct store *store, struct arena *a, const struct message *m, struct message *step);

#endif
