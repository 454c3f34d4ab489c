/*
 * Who may call: a list of addresses and networks.
 */
#ifndef JIAXIN_ALLOW_H
#define JIAXIN_ALLOW_H

#include <netinet/in.h>

#include "base/base.h"

enum { ALLOW_MOST = 64 };

struct subnet {
	uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
	unsigned bits;
};

struct allow_list {
	struct subnet networks[ALLOW_MOST];
	size_t count;
};

/* Reads "127.0.0.1, 10.0.0.0/24, ::1". 0, or -EINVAL and *bad is the first entry that is none. */
int allow_parse(struct str text, struct allow_list *list, struct str *bad) MUST_USE;

bool allow_has(const struct allow_list *list, const struct sockaddr *peer);

/* The same for an address in writing; false when it is none. */
bool allow_has_text(const struct allow_list *list, struct str address);

#endif
