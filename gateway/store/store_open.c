#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store_model.h"

struct setting {
	void *value;
	size_t size;
	bool found;
};

static bool
copy_setting(void *ctx, const struct db_row *row)
{
	struct setting *s = ctx;
	struct str got = db_bytes(row, 0);
	s->found = got.n == s->size;
	if (s->found)
		memcpy(s->value, got.p, got.n);
	return false;
}

int
setting_get(struct db *db, const char *name, void *value, size_t size, bool *found)
{
	struct setting s = {value, size, false};
	struct db_arg arg = DB_ARG_TEXT(str_from(name));
	int error = db_run(db, DB_SETTING_GET, &arg, 1, copy_setting, &s);
	*found = s.found;
	return error < 0 ? error : 0;
}

int
setting_put(struct db *db, const char *name, const void *value, size_t n)
{
	return db_do(db, DB_SETTING_PUT, DB_ARG_TEXT(str_from(name)), DB_ARG_BLOB(value, n));
}

static bool
has_check(const struct seal_check *ours, size_t count, const struct seal_check *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(&ours[i], wanted, sizeof(*wanted)) == 0)
			return true;
	return false;
}

/* Every key that rows may be sealed with must be there; a new one is noted before it is used. */
static int
check_seals(struct store *store)
{
	struct seal_check ours[SEALING_KEYS] = {0}, theirs[SEALING_KEYS] = {0};
	size_t count = crypt_seal_checks(store->crypt, ours);
	bool found;
	int error = setting_get(store->db, SETTING_SEALS, theirs, sizeof(theirs), &found);
	for (size_t i = 0; !error && i < SEALING_KEYS; i++)
		if (theirs[i].number && !has_check(ours, count, &theirs[i]))
			error = -EKEYREJECTED;
	if (!error && memcmp(ours, theirs, sizeof(ours)) != 0)
		error = setting_put(store->db, SETTING_SEALS, ours, sizeof(ours));
	return error;
}

/* A database read with the wrong key would look empty: better not to start. */
static int
check_key(struct store *store)
{
	uint8_t ours[KEY_CHECK], theirs[KEY_CHECK];
	bool found;
	crypt_check_value(store->crypt, ours);
	int error = setting_get(store->db, SETTING_KEY, theirs, sizeof(theirs), &found);
	if (error)
		return error;
	if (!found)
		error = setting_put(store->db, SETTING_KEY, ours, sizeof(ours));
	else if (memcmp(ours, theirs, sizeof(ours)) != 0)
		error = -EKEYREJECTED;
	return error ? error : check_seals(store);
}

struct loading {
	struct store *store;
	int64_t now_s, saved_seq;
	size_t unreadable;
};

static bool
load_session(void *ctx, const struct db_row *row)
{
	struct loading *l = ctx;
	struct arena memory = ARENA_INIT;
	struct session s = {0};
	struct str who = db_bytes(row, 0), plain;

	bool good = who.n == sizeof(s.who.bytes);
	if (good)
		memcpy(s.who.bytes, who.p, who.n);
	good = good && crypt_open_sealed(l->store->crypt, &memory,
	                       &(struct seal){"session", 0, &s.who}, db_bytes(row, 1), &plain) == 0;
	good = good && session_unpack(plain, &s) && s.seq > 0;
	if (good)
		sessions_put(l->store->sessions, &s, (uint32_t)l->now_s, NULL);
	else
		l->unreadable++;
	arena_release(&memory);
	return true;
}

static void
replay_row(void *ctx, const struct journal_entry *e)
{
	struct loading *l = ctx;
	struct session s = e->session;
	if (s.forget <= l->now_s)
		return;
	unsaved_note(l->store, &s);
	sessions_put(l->store->sessions, &s, (uint32_t)l->now_s, NULL);
}

static bool
load_mark(void *ctx, const struct db_row *row)
{
	struct loading *l = ctx;
	if (db_int(row, 1) / 1000 + l->store->options.repeat_s < l->now_s)
		return false;
	for (int i = 0; i < 2; i++) {
		uint64_t mark = (uint64_t)db_int(row, 2 + i);
		if (mark && !once_find(l->store->once, mark))
			once_put(l->store->once, mark, db_int(row, 0), l->now_s);
	}
	return true;
}

static int
load_memory(struct store *store, int64_t now_s)
{
	struct loading l = {.store = store, .now_s = now_s};
	struct db_arg now = DB_ARG_INT(now_s);
	size_t lost = 0;
	bool found;

	int error = setting_get(
	        store->db, SETTING_SAVED_SEQ, &l.saved_seq, sizeof(l.saved_seq), &found);
	if (error >= 0)
		error = db_run(store->db, DB_SESSION_ALL, &now, 1, load_session, &l);
	if (error >= 0)
		error = journal_replay(store->db, store->crypt, l.saved_seq, replay_row, &l, &lost);
	if (error >= 0)
		error = db_run(store->db, DB_JOURNAL_MARKS, NULL, 0, load_mark, &l);
	if (error >= 0)
		error = db_run(store->db, DB_JOURNAL_LAST, NULL, 0, db_take_int, &store->last_seq);
	if (store->last_seq <
	        l.saved_seq) /* rows were purged since; their numbers are not used again */
		store->last_seq = l.saved_seq;
	if (lost + l.unreadable)
		log_warn("database %s: %zu rows could not be read and were passed over",
		        store->options.path, lost + l.unreadable);
	return error < 0 ? error : 0;
}

void
store_forget_memory(struct store *store)
{
	sessions_free(store->sessions);
	once_free(store->once);
	store->sessions = sessions_new(store->options.sessions_most);
	store->once = once_new(store->options.repeat_s);
	store->last_seq = 0;
	store->unsaved_first = store->unsaved_end = 0;
}

static int
open_crypt(struct store *store)
{
	const struct store_options *o = &store->options;
	int error = 0;
	if (store->crypt)
		return 0;
	if (!o->path)
		store->crypt = crypt_open_volatile();
	else /* with a database but no key, a new key would hide all that is in it */
		store->crypt = crypt_open(o->key_path, access(o->path, F_OK) != 0, &error);
	return error;
}

/* That a file can be read does not say that its disk takes a write. */
static int
prove_writable(struct db *db, int64_t now_s)
{
	int error = db_begin(db);
	if (!error)
		error = setting_put(db, SETTING_OPENED, &now_s, sizeof(now_s));
	if (!error)
		return db_commit(db);
	db_rollback(db);
	return error;
}

/*
 * One store at a time has its phones in memory: two daemons would undo each other's work, and
 * what works on all rows (key_rotate.h) wants none.
 */
static int
take_lock(struct store *store)
{
	struct arena memory = ARENA_INIT;
	if (store->lock_fd >= 0 || !store->options.path)
		return 0;
	const char *path = arena_printf(&memory, "%s-lock", store->options.path);
	int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd >= 0)
		fchmod(fd, 0644); /* root may have made it, and the daemon be somebody else */
	int error = fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
	arena_release(&memory);
	if (!error)
		store->lock_fd = fd;
	else if (fd >= 0)
		close(fd);
	return error == -EWOULDBLOCK ? -EBUSY : error == -ENOSPC || !error ? error : -EROFS;
}

bool
store_is_in_use(const struct store_options *options)
{
	struct arena memory = ARENA_INIT;
	int fd = open(arena_printf(&memory, "%s-lock", options->path), O_RDONLY | O_CLOEXEC);
	bool in_use = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0;
	if (fd >= 0)
		close(fd);
	arena_release(&memory);
	return in_use;
}

static int
open_database(struct store *store, int64_t now_s)
{
	const char *path = store->options.path ? store->options.path : ":memory:";
	int error = db_open(path, store->trouble, &store->db);
	if (!error)
		error = check_key(store);
	if (!error) {
		store_forget_memory(store); /* the file may be a backup, older than memory */
		error = load_memory(store, now_s);
	}
	return error ? error : prove_writable(store->db, now_s);
}

void
store_try_open(struct store *store, int64_t now_s)
{
	int error = take_lock(store);
	if (!error)
		error = open_crypt(store);
	if (!error)
		error = open_database(store, now_s);
	if (error) {
		db_close(store->db);
		store->db = NULL;
		store_forget_memory(store);
	}
	if (error == -EKEYREJECTED) { /* read anew, in case the right one is put back */
		crypt_close(store->crypt);
		store->crypt = NULL;
	}
	if (error && error != store->trouble)
		log_error("store: %s", store_trouble_text(error));
	store_set_trouble(store, error);
}

void
store_open_aside(struct store *store)
{
	const struct store_options *o = &store->options;
	int error = access(o->path, F_OK) == 0 ? 0 : -errno;
	if (!error)
		store->crypt = crypt_open(o->key_path, false, &error);
	if (!error)
		error = db_open(o->path, 0, &store->db);
	if (!error)
		error = check_key(store);
	if (error) {
		db_close(store->db);
		store->db = NULL;
	}
	store->trouble = error;
}

const char *
store_trouble_text(int trouble)
{
	switch (-trouble) {
	case 0:
		return "well";
	case ENOSPC:
		return "the disk is full: make room, it goes on by itself";
	case EBUSY:
		return "another process holds the database's lock (a second daemon?): end it, it "
		       "goes on by "
		       "itself";
	case EUCLEAN:
		return "the database is damaged: put a backup in its place (docs/operating.md)";
	case EROFS:
		return "the database or its folder can't be opened for writing: check path, owner "
		       "and mount";
	case EPROTO:
		return "the database was written by a newer jiaxin: install that again";
	case EKEYREJECTED:
		return "the key file is not the one that the database was written with: put the "
		       "right one back";
	case ENOENT:
		return "there is a database but no key file: put the key file back";
	case EACCES:
		return "the key file can't be read: check its owner";
	case EINVAL:
		return "the key file is no key, or others may read it: it must hold what the "
		       "daemon or "
		       "jiaxin key wrote, mode 0600";
	default:
		return "the disk reports errors: see the log";
	}
}
