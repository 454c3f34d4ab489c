/*
 * Proves that every screen fits (screens.h), whatever its values come to, in each language and
 * by each channel.
 *
 * By SMS: a text in its page's `parts`, a question (said again after a bad answer, too), the
 * rule behind an answer, and what the service says itself in one part. What takes more is an
 * error that names the value that breaks it, the parts, their cost, and the character that makes it
 * UCS-2 where that is a surprise. A page with `paged: yes` goes on behind "more" instead.
 *
 * By USSD, where longer texts always go on screen by screen, and on pages with `paged`: no screen
 * is too long by itself, and the first shows the first choice.
 */
#ifndef JIAXIN_FIT_H
#define JIAXIN_FIT_H

#include "content/content.h"

/* The rules that `content` was loaded with. Each fault is an error at its text. */
void fit_check(const struct content *content, const struct content_rules *rules, struct faults *f);

#endif
