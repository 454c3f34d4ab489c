#include "request.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* splitmix64: the n-th of a sequence of numbers that look random and never repeat. */
static uint64_t
scramble(uint64_t n)
{
	uint64_t z = n * 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static int
put_id(const struct requests *r, char *out, size_t room)
{
	uint64_t a = scramble(r->run + 2 * r->made), b = scramble(r->run + 2 * r->made + 1);

	return snprintf(out, room,
	        "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64, a >> 32,
	        a >> 16 & 0xffff, a & 0xffff, b >> 48, b & 0xffffffffffff);
}

static int
put_from(const struct requests *r, char *out, size_t room)
{
	return snprintf(out, room, "%%2B86138%08" PRIu64, r->made % (uint64_t)r->phones);
}

static const struct {
	const char *mark;
	int (*put)(const struct requests *r, char *out, size_t room);
} marks[] = {{"{id}", put_id}, {"{from}", put_from}};

/* Copies one character of the path, or what a mark there stands for; moves *path behind it. */
static int
put_step(const struct requests *r, const char **path, char *out, size_t room)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		size_t n = strlen(marks[i].mark);

		if (strncmp(*path, marks[i].mark, n))
			continue;
		*path += n;
		return marks[i].put(r, out, room);
	}
	*out = *(*path)++;
	return 1;
}

ssize_t
request_next(struct requests *r, char out[REQUEST_MAX_BYTES])
{
	const char *headers =
	        r->closes ? " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
	                  : " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n";
	const char *path = r->path;
	size_t n = 4;

	memcpy(out, "GET ", n);
	while (*path && n < REQUEST_MAX_BYTES)
		n += (size_t)put_step(r, &path, out + n, REQUEST_MAX_BYTES - n);
	if (n < REQUEST_MAX_BYTES)
		n += (size_t)snprintf(out + n, REQUEST_MAX_BYTES - n,
		        "%sUser-Agent: Kannel/1.4.5\r\n\r\n", headers);
	if (n >= REQUEST_MAX_BYTES)
		return -ENAMETOOLONG;
	r->made++;
	return (ssize_t)n;
}
