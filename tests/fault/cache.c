#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "fault/cache.h"

struct piece {
	struct piece *next;
	int64_t offset;
	int n;
	char bytes[];
};

void
cache_init(struct cache *c)
{
	c->first = NULL;
	c->end = &c->first;
}

void
cache_write(struct cache *c, const void *bytes, int n, int64_t offset)
{
	struct piece *p = xmalloc(sizeof(*p) + (size_t)n);
	p->next = NULL;
	p->offset = offset;
	p->n = n;
	memcpy(p->bytes, bytes, (size_t)n);
	*c->end = p;
	c->end = &p->next;
}

void
cache_read(const struct cache *c, char *out, int n, int64_t offset)
{
	for (const struct piece *p = c->first; p; p = p->next) {
		int64_t from = p->offset > offset ? p->offset : offset;
		int64_t to = p->offset + p->n < offset + n ? p->offset + p->n : offset + n;
		if (from < to)
			memcpy(out + (from - offset), p->bytes + (from - p->offset),
			        (size_t)(to - from));
	}
}

int64_t
cache_end(const struct cache *c)
{
	int64_t end = 0;
	for (const struct piece *p = c->first; p; p = p->next)
		if (p->offset + p->n > end)
			end = p->offset + p->n;
	return end;
}

int
cache_flush(struct cache *c, const sqlite3_io_methods *under, sqlite3_file *file)
{
	while (c->first) {
		struct piece *p = c->first;
		int code = under->xWrite(file, p->bytes, p->n, p->offset);
		if (code != SQLITE_OK)
			return code;
		c->first = p->next;
		free(p);
	}
	c->end = &c->first;
	return SQLITE_OK;
}
