/*
 * A disk's volatile cache: what was written but not flushed, and is gone when the power goes. With
 * it, kill -9 is a power cut: without it the kernel would keep what was never flushed.
 */
#ifndef JIAXIN_TESTS_CACHE_H
#define JIAXIN_TESTS_CACHE_H

#include <sqlite3.h>

struct piece;

struct cache {
	struct piece *first, **end;
};

void cache_init(struct cache *c);
void cache_write(struct cache *c, const void *bytes, int n, int64_t offset);

/* Lays what is cached over the n bytes that were read at `offset`. */
void cache_read(const struct cache *c, char *out, int n, int64_t offset);

/* Where the last cached byte ends; 0: nothing is cached. */
int64_t cache_end(const struct cache *c);

/* Writes all of it to the file below, in order. An SQLite result; what failed stays cached. */
int cache_flush(struct cache *c, const sqlite3_io_methods *under, sqlite3_file *file);

#endif
