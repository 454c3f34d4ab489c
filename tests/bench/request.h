/*
 * The requests of the load client: a GET whose path changes from one to the next.
 *
 *   {id}     an id as Kannel makes them: 36 characters, random, never the same twice,
 *            in another run neither
 *   {from}   a phone's number, %2B86138 and 8 digits, one after the other from a pool
 */
#ifndef JIAXIN_BENCH_REQUEST_H
#define JIAXIN_BENCH_REQUEST_H

#include "base/base.h"
#include <sys/types.h>

enum { REQUEST_MAX_BYTES = 2048 };

struct requests {
	const char *path; /* with the marks above; the caller's */
	int64_t phones;   /* the size of the pool, 1 to 100,000,000 */
	uint64_t run;     /* differs from run to run */
	uint64_t made;    /* so far */
	bool closes;      /* asks the server to close the connection behind the answer */
};

/* Writes the next whole request; returns its length, or -ENAMETOOLONG. */
ssize_t request_next(struct requests *r, char out[REQUEST_MAX_BYTES]);

#endif
