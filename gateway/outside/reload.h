/*
 * Loads the content tree on a thread of its own, so that no phone waits for a reload.
 */
#ifndef JIAXIN_RELOAD_H
#define JIAXIN_RELOAD_H

#include "content/content.h"

struct reload;

/* NULL with errno set when the kernel gives no descriptor. `dir` must outlive it. */
struct reload *reload_new(const char *dir);
void reload_free(struct reload *r); /* waits for a load that runs */

int reload_fd(const struct reload *r); /* readable when a load has ended */

/* Starts a load by these rules; while one runs, another follows it. 0 or -errno (no thread). */
int reload_start(struct reload *r, const struct content_rules *rules) MUST_USE;

/*
 * The load has ended: the new tree, the caller's from now on, or NULL when it has faults.
 * `faults` (the caller releases them) holds them, sorted. False: none has ended.
 */
bool
reload_take(struct reload *r, struct content **content, struct faults *faults, int *unreadable);

/*
 * Frees a tree that is out of use, on a thread of its own: to give 60 MB back to the kernel takes
 * milliseconds that no phone should wait for.
 */
void reload_retire(struct content *content);

#endif
