/*
 * What jiaxin check --report writes: report.html, one page that shows every screen as a phone does,
 * what it costs, how old its facts are, and the map of the tree with the faults on it; and
 * report.json, the same for programs.
 */
#ifndef JIAXIN_REPORT_H
#define JIAXIN_REPORT_H

#include <stdio.h>

#include "content/content.h"

struct report {
	const struct content *content;
	const struct content_rules *rules;
	const struct faults *faults; /* sorted */
	const char *dir;             /* of the content */
	bool whole; /* false: the tree has errors, so only its pages and options are shown */
};

/* Writes both files into `folder`, which is made if need be; each is complete or as before.
 * 0, or -errno. */
int report_write(const struct report *r, const char *folder) MUST_USE;

/* ---- what the writers share: report.c, report_html.c, report_json.c, report_map.c ---- */

void report_html(const struct report *r, FILE *out);
void report_json(const struct report *r, FILE *out);

/* The map as SVG, drawn by Graphviz's dot. False, and nothing written: there is no dot, or the tree
 * is too large to be drawn. */
bool report_map(const struct report *r, FILE *out);

/* The page that a fault stands in, or NULL. */
const struct page *report_page_of(const struct report *r, const struct fault *fault);

size_t report_warnings(const struct report *r); /* how many there are */

/* The worst fault of a page: 2 an error, 1 a warning, 0 none. */
int report_worst(const struct report *r, const struct page *page);

/* A page's name in the first language, or its id. */
struct str report_title(const struct page *page, lang_t lang);

/* From the day of `date` (YYYY-MM or YYYY-MM-DD; a month counts from its first day, or to its last)
 * to today: days. False: it is no date. */
bool report_days_since(const struct report *r, struct str date, int64_t *days);
bool report_days_until(const struct report *r, struct str date, int64_t *days);

#endif
