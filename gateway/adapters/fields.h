/*
 * From a request to what it says, as its route's description names it. Knows the wire, not the
 * conversation: the texts are as they were sent.
 */
#ifndef JIAXIN_ADAPTERS_FIELDS_H
#define JIAXIN_ADAPTERS_FIELDS_H

#include "adapters/adapter.h"
#include "outside/http_server.h"

enum {
	ITEMS_MOST = 1000,    /* in one request */
	FIELD_LONGEST = 512,  /* bytes, of all but the text */
	TEXT_LONGEST = 16384, /* bytes, of the text */
};

/* One message, step or report. A field that is not there has no p. */
struct item {
	struct str fields[FIELD_COUNT];
	bool is_wrong; /* a field is a list or an object, or longer than it may be */
};

struct items {
	struct item *list;
	size_t count;
};

/* Takes the first segment, and the '/' behind it, off *path. */
struct str path_next(struct str *path);

/*
 * Whether the path (as sent) behind /ussd/NAME or /sms/NAME, without the secret, is the route's.
 * The fields that stand in it go to *item, in `a`.
 */
bool fields_match(const struct route *route, struct arena *a, struct str path, struct item *item);

/*
 * Reads the request; `path` is what fields_match found, and each item begins with it. The items
 * live in the request's arena. False with *why, a line without anything of the request.
 */
bool fields_read(const struct route *route, struct http_request *request, const struct item *path,
        struct items *items, const char **why);

/* True when one of the tests is. */
bool fields_pass(const struct tests *tests, const struct item *item);

#endif
