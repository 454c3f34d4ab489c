/*
 * A message centre: listens, lets Kannel bind, sends it what phones say and keeps, joined,
 * what it sends to phones. One thread; everything happens inside the calls.
 */
#ifndef JIAXIN_TESTS_PEER_H
#define JIAXIN_TESTS_PEER_H

#include "pdu.h"

/* A whole message that a phone has. */
struct arrived {
	char from[ADDRESS_MAX], to[ADDRESS_MAX]; /* `to` without a '+' */
	char service_type[6];
	unsigned id; /* what the centre named it, of its first part */
	uint8_t dcs;
	unsigned parts;
	unsigned units;   /* septets or UTF-16 units that travelled */
	struct buf bytes; /* without UDH */
	struct buf text;  /* UTF-8 */
	struct buf tlvs;  /* of the last part */
};

struct peer;

struct peer *peer_new(const char *host, unsigned port); /* NULL: errno says why */
void peer_free(struct peer *p);

/* Serves Kannel until it is bound, -ETIMEDOUT when it is not after `ms`. */
int peer_wait_bound(struct peer *p, int ms) MUST_USE;

/*
 * Sends one deliver_sm and waits for its answer. Returns its command_status (0 is accepted),
 * or -ETIMEDOUT, -ENOTCONN.
 */
int peer_deliver(struct peer *p, const struct sm *m, int ms) MUST_USE;

/* The centre is away: no link, and nobody listens. */
void peer_leave(struct peer *p);

/* It listens again, on the same port: 0 or a negative errno. */
int peer_return(struct peer *p) MUST_USE;

/* Waits for the next message to `to`; the caller clears it with arrived_release. */
int peer_receive(struct peer *p, const char *to, int ms, struct arrived *out) MUST_USE;
void arrived_release(struct arrived *a);

/* The next submit_sm is refused with this command_status, and kept by nobody. */
void peer_refuse(struct peer *p, uint32_t status);

/* Takes whatever message is there, the lone parts are dropped; false: none. */
bool peer_take_any(struct peer *p, struct arrived *out);

/* How many whole messages, and how many lone parts, nobody has taken. */
unsigned peer_left(const struct peer *p);

#endif
