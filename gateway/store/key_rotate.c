#include "store/key_rotate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_model.h"

enum { CHUNK = 1000 }; /* rows of DB_ANY_WALK, and of a transaction */

struct sealed_row {
	int64_t number;
	struct str who, other, sealed;
};

/* One chunk of one table. */
struct walk {
	struct store *store;
	const struct db_table *table;
	struct arena memory;
	struct sealed_row rows[CHUNK];
	size_t count;
	struct key_rotation *done;
};

static bool
take_row(void *ctx, const struct db_row *row)
{
	struct walk *w = ctx;
	w->rows[w->count++] = (struct sealed_row){db_int(row, 0),
	        arena_str(&w->memory, db_bytes(row, 1)), arena_str(&w->memory, db_bytes(row, 2)),
	        arena_str(&w->memory, db_bytes(row, 3))};
	return w->count < CHUNK;
}

static int
reseal(struct walk *w, const struct sealed_row *row)
{
	struct who who, other;
	struct seal place = {w->table->name, row->number, &who};
	struct str plain;
	if (!row->sealed.n || crypt_is_fresh(w->store->crypt, row->sealed))
		return 0;
	bool good = row->who.n == sizeof(who.bytes);
	if (good)
		memcpy(who.bytes, row->who.p, row->who.n);
	if (good && row->other.n == sizeof(other.bytes)) {
		memcpy(other.bytes, row->other.p, row->other.n);
		place.row = who_half(&other);
	}
	if (!good ||
	        crypt_open_sealed(w->store->crypt, &w->memory, &place, row->sealed, &plain) != 0) {
		w->done->unreadable++;
		return 0;
	}
	struct str sealed = crypt_seal(w->store->crypt, &w->memory, &place, plain);
	const struct db_arg args[] = {DB_ARG_INT(row->number), DB_ARG_BLOB(row->who.p, row->who.n),
	        DB_ARG_BLOB(row->other.p, row->other.n), DB_ARG_BLOB(sealed.p, sealed.n)};
	w->done->resealed++;
	return db_run_any(w->store->db, w->table, DB_ANY_RESEAL, args, 4, NULL, NULL);
}

/* The chunk behind `last`, in a transaction of its own. */
static int
reseal_chunk(struct walk *w, const struct sealed_row *last)
{
	const struct db_arg args[] = {DB_ARG_INT(last->number),
	        DB_ARG_BLOB(last->who.p, last->who.n), DB_ARG_BLOB(last->other.p, last->other.n)};
	int error = db_begin(w->store->db);
	if (error)
		return error;
	error = db_run_any(w->store->db, w->table, DB_ANY_WALK, args, 3, take_row, w);
	for (size_t i = 0; !error && i < w->count; i++)
		error = reseal(w, &w->rows[i]);
	if (!error)
		return db_commit(w->store->db);
	db_rollback(w->store->db);
	return error;
}

static int
reseal_table(struct store *store, const struct db_table *table, struct key_rotation *done)
{
	struct walk *w = xcalloc(1, sizeof(*w));
	struct arena kept = ARENA_INIT;
	struct sealed_row last = {INT64_MIN, {"", 0}, {"", 0}, {"", 0}};
	int error = 0;
	*w = (struct walk){.store = store, .table = table, .done = done};
	do {
		w->count = 0;
		arena_reset(&w->memory);
		error = reseal_chunk(w, &last);
		arena_reset(&kept);
		if (w->count)
			last = w->rows[w->count - 1];
		last.who = arena_str(&kept, last.who);
		last.other = arena_str(&kept, last.other);
	} while (!error && w->count == CHUNK);
	arena_release(&w->memory);
	arena_release(&kept);
	free(w);
	return error;
}

static int
reseal_all(struct store *store, struct key_rotation *done)
{
	struct db_table tables[DB_TABLES_MOST];
	size_t count;
	int error = db_tables(store->db, tables, &count);
	for (size_t i = 0; !error && i < count; i++)
		if (tables[i].has_sealed)
			error = reseal_table(store, &tables[i], done);
	return error;
}

/* From now on the database needs the newest key alone; nothing of before is in its log. */
static int
need_newest(struct store *store)
{
	struct seal_check checks[SEALING_KEYS] = {0}, newest[SEALING_KEYS] = {0};
	newest[0] = checks[crypt_seal_checks(store->crypt, checks) - 1];
	int error = db_begin(store->db);
	if (!error)
		error = setting_put(store->db, SETTING_SEALS, newest, sizeof(newest));
	if (!error)
		error = db_commit(store->db);
	return error ? error : db_empty_log(store->db);
}

static int
with_both_keys(const struct store_options *options, int64_t now_s, struct key_rotation *done)
{
	struct store *store = store_new(options, now_s);
	int error = store_trouble(store);
	if (!error)
		error = reseal_all(store, done);
	if (!error)
		error = need_newest(store);
	store_free(store);
	return error;
}

int
key_rotate(const struct store_options *options, int64_t now_s, struct key_rotation *done)
{
	struct keys keys;
	*done = (struct key_rotation){0};
	if (store_is_in_use(options))
		return -EBUSY;
	int error = keys_read(options->key_path, false, &keys);
	if (error)
		return error;
	if (keys.seals == 1) { /* else an earlier call has come so far */
		keys_add_seal(&keys);
		error = keys_write(options->key_path, &keys);
	}
	done->number = keys.seal[keys.seals - 1].number;
	if (!error)
		error = with_both_keys(options, now_s, done);
	keys_drop_old(&keys);
	if (!error)
		error = keys_write(options->key_path, &keys);
	keys_wipe(&keys);
	return error;
}
