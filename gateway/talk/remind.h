/*
 * Reminders to call home: when one is due, and what is due now put into the outbox.
 *
 * Times are China's, which has one time zone and no summer time. A reminder leaves in the same
 * commit as its next time is set: never twice, never lost. One that fell into a time when the
 * daemon was down is sent late as long as it is of use (family_limits.late_ms), and however many
 * were missed, one is sent. To a number that was given up (owner.h) none is, and it ends.
 */
#ifndef JIAXIN_REMIND_H
#define JIAXIN_REMIND_H

#include "talk/converse.h"

/* The festivals of the farmers' calendar that one may be reminded of: bits in this order. */
enum festival {
	FESTIVAL_SPRING,
	FESTIVAL_LANTERN,
	FESTIVAL_BOAT,
	FESTIVAL_MOON,
	FESTIVAL_NINTH,
	FESTIVALS
};

/* "spring", "lantern"...: the values of a choice in the content; FESTIVALS: none is called so. */
extern const char *const festival_names[FESTIVALS];
enum festival festival_find(struct str name);

/* The first time after after_ms, or 0: never. A festival's is at ten in the morning. */
int64_t remind_next(const struct reminder *reminder, int64_t after_ms);

/*
 * Queues what is due, a few at most, in the open batch: for the page's outcomes "due" or
 * "due-festival" ({festival}), or "due-last" when it is the last. *more: others may be due. 0 or
 * the store's negative errno.
 */
int remind_due(const struct conversation *c, struct arena *a, int64_t now_ms, bool *more) MUST_USE;

#endif
