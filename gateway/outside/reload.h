/*
 * Loads the content tree and opens the timetable on a thread of its own, so that no phone waits
 * for a reload.
 */
#ifndef JIAXIN_RELOAD_H
#define JIAXIN_RELOAD_H

#include "content/content.h"
#include "timetable/transit.h"

struct reload;

/* What a load has found. The content and the timetable are swapped each by itself. */
struct reloaded {
	struct content *content; /* NULL when it has faults */
	struct faults faults;    /* of the content, sorted */
	int unreadable;
	struct transit *transit; /* NULL when it was refused, or there is none */
	int transit_error;       /* why: a negative errno; 0: it is good, or none is wanted */
	const char *transit_why; /* English, static */
};

/*
 * NULL with errno set when the kernel gives no descriptor. `dir` and `timetable` (empty: none)
 * must outlive it.
 */
struct reload *reload_new(const char *dir, const char *timetable);
void reload_free(struct reload *r); /* waits for a load that runs */

int reload_fd(const struct reload *r); /* readable when a load has ended */

/* Starts a load by these rules; while one runs, another follows it. 0 or -errno (no thread). */
int reload_start(struct reload *r, const struct content_rules *rules) MUST_USE;

/* The load has ended: all of *out is the caller's from now on. False: none has ended. */
bool reload_take(struct reload *r, struct reloaded *out);

/*
 * Frees a tree or a timetable that is out of use (or NULL), on a thread of its own: to give 60 MB
 * back to the kernel takes milliseconds that no phone should wait for.
 */
void reload_retire(struct content *content, struct transit *transit);

#endif
