/*
 * What the daemon says of itself: /health/live, /health/ready, /metrics and, to its
 * own machine, /misunderstood.
 */
#ifndef JIAXIN_STATUS_H
#define JIAXIN_STATUS_H

#include "content/content.h"
#include "outside/http_server.h"
#include "outside/metrics.h"
#include "outside/sender.h"
#include "store/store.h"
#include "talk/misunderstood.h"

/* Metrics of somebody whom this layer does not know. */
struct status_more {
	void (*print)(const void *ctx, struct buf *out);
	const void *ctx;
};

struct status_facts {
	bool draining;
	const char *version; /* the program's */
	int trouble;         /* the store's, a negative errno */
	struct store_figures store;
	const struct content *content;
	int64_t content_loaded_s; /* Unix seconds */
	const char
	        *content_fault; /* the first fault of a tree that was refused since; NULL: none */
	size_t content_faults;
	const struct transit *transit; /* NULL: there is no timetable */
	int64_t transit_loaded_s;
	const char *transit_fault; /* why the newest was refused; NULL: it is in use */
	struct http_figures http;
	size_t held;
	int64_t parts_today;                       /* guard.h */
	const struct misunderstood *misunderstood; /* NULL: this caller may not see it */
	int64_t started_s, now_s;
	struct sender_figures sender;
	struct status_more more;
};

/* Answers if the path is one of these; false: it is not. */
bool status_handle(const struct status_facts *facts, const struct metrics *metrics,
        struct http_request *request);

#endif
