/*
 * One GET to the daemon, and one figure of its /metrics.
 */
#ifndef JIAXIN_TESTS_HTTP_H
#define JIAXIN_TESTS_HTTP_H

#include "base/buf.h"

/* Appends the answer's body; returns its status, or a negative errno. */
int http_get(unsigned port, const char *path, struct buf *body) MUST_USE;

/* The value of `name` (labels included, as it stands in the page); -ENOENT when it is not there. */
int metric_read(unsigned port, const char *name, double *out) MUST_USE;

#endif
