/*
 * One kept HTTP connection to the daemon, as Kannel's smsbox has it, over a plain socket:
 * what is sent and what comes back are seen byte for byte.
 */
#ifndef JIAXIN_TESTS_WIRE_H
#define JIAXIN_TESTS_WIRE_H

#include "base/buf.h"

struct wire {
	unsigned port;
	const char *from; /* the local address to call from; NULL: the kernel's choice */
	int timeout_ms;   /* for each wait */
	int fd;           /* -1: not connected */
};

/* Connects, if it is not connected. 0 or -errno. */
int wire_open(struct wire *w) MUST_USE;
void wire_close(struct wire *w);

/* Sends all of it. 0 or -errno; the connection is closed then. */
int wire_send(struct wire *w, struct str bytes) MUST_USE;

/* A whole answer: its status, its body appended to `body`; or -errno, and the connection is closed.
 */
int wire_receive(struct wire *w, struct buf *body) MUST_USE;

/* One request and its answer, on a new connection when the old one is gone. */
int wire_call(struct wire *w, struct str request, struct buf *body) MUST_USE;

#endif
