/*
 * Which translations are older than what they translate: a file beside the pages,
 * translations.lock, remembers of each translated text the fingerprints of both sides as they were
 * when somebody last said that they agree. When the first language's words have changed since and
 * the translation has not, it is stale.
 *
 *   # a remark
 *   pension text en 1a2b3c4d 5e6f7081        page, text, language, the first language's, its own
 *   * texts.unknown en 92b3e1f0 01d4c2aa     the service's own
 *   * places.430100 en 07c41a55 4be2d6f3     a place's name
 *
 * One line a text, sorted, so that a change shows as one line in a diff. A tree without the file
 * has no stale translations; texts that it does not know are not.
 */
#ifndef JIAXIN_TRANSLATIONS_H
#define JIAXIN_TRANSLATIONS_H

#include "content/content.h"

#define TRANSLATIONS_FILE "translations.lock"

/*
 * Each stale translation is an error at its text, and so is a line of the file that nobody wrote
 * so. *unnoted (may be NULL): texts that are new, or changed in both languages, since the file was
 * written; 0 without a file.
 */
void
translations_check(const struct content *c, const char *dir, struct faults *f, size_t *unnoted);

/* Remembers all translations as they are; *count: how many. 0, or -errno and the old file stays. */
int translations_accept(const struct content *c, const char *dir, size_t *count) MUST_USE;

#endif
