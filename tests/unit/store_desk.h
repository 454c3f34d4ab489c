/*
 * A store on a real disk, with a time that the test moves, for whoever tests what is kept.
 */
#ifndef JIAXIN_TESTS_STORE_DESK_H
#define JIAXIN_TESTS_STORE_DESK_H

#include "scratch.h"
#include "store/store.h"

enum { DESK_NOW = 1800000000 }; /* 2027-01-15 16:00 in China */

struct desk {
	struct scratch scratch;
	struct store_options options; /* of the next desk_start */
	struct store *store;
	struct arena arena;
	char db[128], key[128];
	int64_t now_ms;
};

static inline int64_t
desk_now_s(const struct desk *d)
{
	return d->now_ms / 1000;
}

/* Whatever trouble it is in then. */
static inline void
desk_try_start(struct desk *d)
{
	d->store = store_new(&d->options, desk_now_s(d));
}

static inline void
desk_start(struct desk *d)
{
	desk_try_start(d);
	ck_assert_int_eq(store_trouble(d->store), 0);
}

static inline void
desk_stop(struct desk *d)
{
	store_free(d->store);
	d->store = NULL;
}

/* The options but for the paths, which are the desk's. */
static inline void
desk_open(struct desk *d, struct store_options options)
{
	*d = (struct desk){.options = options, .now_ms = (int64_t)DESK_NOW * 1000};
	scratch_open(&d->scratch);
	strcpy(d->db, scratch_path(&d->scratch, "db"));
	strcpy(d->key, scratch_path(&d->scratch, "key"));
	d->options.path = d->db;
	d->options.key_path = d->key;
	desk_start(d);
}

static inline void
desk_close(struct desk *d)
{
	desk_stop(d);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

static inline void
desk_restart(struct desk *d)
{
	desk_stop(d);
	desk_start(d);
}

/* The process dies: what is not committed is gone. */
static inline void
desk_crash(struct desk *d)
{
	if (store_pending(d->store))
		store_settle(d->store, -ECANCELED, d->now_ms / 1000);
	desk_restart(d);
}

/* Ends the batch; error: as if the disk had failed at the commit. */
static inline void
desk_settle(struct desk *d, int error)
{
	if (!error)
		error = store_commit(d->store);
	store_settle(d->store, error, d->now_ms / 1000);
}

static inline void
desk_commit(struct desk *d)
{
	if (store_pending(d->store))
		desk_settle(d, 0);
	ck_assert_int_eq(store_trouble(d->store), 0);
}

/* Housekeeping until there is none. */
static inline void
desk_tend(struct desk *d)
{
	while (store_wants_tending(d->store, d->now_ms / 1000)) {
		store_tend(d->store, d->now_ms / 1000);
		ck_assert_int_eq(store_trouble(d->store), 0);
	}
}

static inline struct str
desk_number(struct desk *d, int phone)
{
	return str_from(arena_printf(&d->arena, "+8613%09d", phone));
}

static inline struct who
desk_who(struct desk *d, int phone)
{
	return store_who(d->store, desk_number(d, phone));
}

/* How often the bytes stand in the database and beside it. */
static inline size_t
desk_count_bytes(struct desk *d, struct str bytes)
{
	static const char *const suffix[] = {"", "-wal", "-shm"};
	static char all[1 << 22];
	size_t count = 0;
	for (size_t i = 0; i < ARRAY_LEN(suffix); i++) {
		FILE *f = fopen(arena_printf(&d->arena, "%s%s", d->db, suffix[i]), "re");
		size_t n = f ? fread(all, 1, sizeof(all), f) : 0;
		if (f)
			fclose(f);
		ck_assert_uint_lt(n, sizeof(all));
		for (const char *p = all; (p = memmem(p, n - (size_t)(p - all), bytes.p, bytes.n));
		        p++)
			count++;
	}
	return count;
}

#endif
