/*
 * What the handlers of the family share: the gate before what is kept, counts of the day, links as
 * the phone sees them. All work on a copy of what is kept and give changes back as effects
 * (turn.h).
 */
#ifndef JIAXIN_HANDLERS_FAMILY_H
#define JIAXIN_HANDLERS_FAMILY_H

#include "talk/turn.h"

enum family_gate {
	GATE_OPEN,
	GATE_ASKS,   /* for a code, and none was said */
	GATE_WRONG,  /* it was wrong: *own has counted it and must be kept */
	GATE_CLOSED, /* after too many, for a while */
};

/*
 * Whether what is kept may be shown and used. `code` is what the phone said, or empty. A code was
 * set, or the phone was silent for so long that it may be another's: then the right one is the
 * code, or, where none was set, the four digits of any number on a card or link that its mask
 * leaves out. The right one changes *own and result->known.
 */
enum family_gate family_gate(
        const struct turn *turn, struct str code, struct family_own *own, struct result *result);

/* One more of what is counted today, with these words; false, *own untouched, when it was often
 * enough. */
bool family_count(
        const struct turn *turn, enum family_count which, uint32_t words, struct family_own *own);

/* The other end of a link, as the phone sees it. */
struct str family_other(const struct turn *turn, const struct link *link);

/* Does the other's number end in these digits (0 to 9999, as a number)? An empty text: any does. */
bool family_has_tail(struct str msisdn, struct str tail);

/* Which links a word speaks of. */
typedef bool family_is_meant(const struct turn *turn, const struct link *link);
bool family_is_alive(const struct turn *turn, const struct link *link);
bool family_waits_for_us(const struct turn *turn, const struct link *link); /* for a yes or no */

/* Those with that tail into `found`, FAMILY_LINKS at the most; how many there are. */
size_t family_find(const struct turn *turn, family_is_meant *is_meant, struct str tail,
        const struct link **found);

/* "138****8000 139****1234" of these, in the turn's arena. */
struct str family_masked(const struct turn *turn, const struct link *const *links, size_t count);

/* The wish that the link has this state; the link is copied. */
void family_link(const struct turn *turn, struct result *result, const struct link *link,
        enum link_state state);

/* The wish that this is kept; *own is copied. */
void family_keep_own(const struct turn *turn, struct result *result, const struct family_own *own,
        struct str code);

/* The yes to a link that waits for it: alive from now on, and who asked is told. */
void family_agree(const struct turn *turn, struct result *result, const struct link *link);

/* As wide as any of these is (handler_spec.widest). */
#define FAMILY_MASKED "138****8000"
#define FAMILY_NUMBER "+123456789012345"

#endif
