#include "store/db.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "store/db_sql.h"

enum { BUSY_TIMEOUT_MS = 250 };

static const char schema[] =
#include "schema.inc"
        ;

/*
 * What must read back as said: a misspelt pragma is silent in SQLite. A checkpoint holds
 * everybody up: every 16 MB of log, not every 4, it falls out of the slowest 1 %.
 */
static const struct {
	const char *set, *get, *want, *want_in_memory;
} pragmas[] = {
        {"PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal", "memory"},
        {"PRAGMA synchronous = FULL", "PRAGMA synchronous", "2", "2"},
        {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1", "1"},
        {"PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1", "1"},
        {"PRAGMA wal_autocheckpoint = 4000", "PRAGMA wal_autocheckpoint", "4000", "4000"},
        {"PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2", "2"},
        {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1", "1"},
};

struct db {
	sqlite3 *handle;
	char *path;
	sqlite3_stmt *stmts[DB_STMT_COUNT];
	int last_logged; /* the trouble that was told already; 0 once things work again */
};

struct db_row {
	sqlite3_stmt *stmt;
};

static int
errno_of(int code)
{
	switch (code & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EUCLEAN;
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return -EROFS;
	default:
		return -EIO;
	}
}

/* Says it once for as long as it lasts: a full disk must not fill the log as well. */
static int
failed(struct db *db, const char *doing, int code)
{
	int error = errno_of(code);
	if (db->last_logged != error)
		log_error("database %s: %s: %s (%d)", db->path, doing, sqlite3_errstr(code), code);
	db->last_logged = error;
	return error;
}

int64_t
db_int(const struct db_row *row, int column)
{
	return sqlite3_column_int64(row->stmt, column);
}

struct str
db_bytes(const struct db_row *row, int column)
{
	const char *p = sqlite3_column_blob(row->stmt, column);
	return (struct str){p, (size_t)sqlite3_column_bytes(row->stmt, column)};
}

bool
db_count_row(void *ctx, const struct db_row *row)
{
	(void)row;
	++*(size_t *)ctx;
	return true;
}

bool
db_take_int(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = db_int(row, 0);
	return true;
}

static void
bind(sqlite3_stmt *stmt, int index, const struct db_arg *arg)
{
	int code;
	if (arg->kind == DB_INT)
		code = sqlite3_bind_int64(stmt, index, arg->number);
	else if (arg->kind == DB_TEXT)
		code = sqlite3_bind_text(
		        stmt, index, arg->bytes.p, (int)arg->bytes.n, SQLITE_STATIC);
	else
		code = sqlite3_bind_blob(
		        stmt, index, arg->bytes.p, (int)arg->bytes.n, SQLITE_STATIC);
	must(code == SQLITE_OK);
}

int
db_run(struct db *db, enum db_stmt which, const struct db_arg *args, size_t count, db_each *each,
        void *ctx)
{
	sqlite3_stmt *stmt = db->stmts[which];
	struct db_row row = {stmt};
	bool go_on = true;
	int code;

	for (size_t i = 0; i < count; i++)
		bind(stmt, (int)i + 1, &args[i]);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW && go_on)
		go_on = each && each(ctx, &row);
	int error = errno_of(code) ? failed(db, db_sql[which], code) : 0;
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return error ? error : !go_on;
}

/* --- tables with a who --- */

struct table_list {
	struct db_table *tables;
	size_t count;
};

static bool
take_table(void *ctx, const struct db_row *row)
{
	struct table_list *list = ctx;
	struct db_table *table = &list->tables[list->count++];
	struct str name = db_bytes(row, 0);
	must(list->count <= DB_TABLES_MOST && name.n < DB_NAME);
	*table = (struct db_table){.keyed_by_who = db_int(row, 1),
	        .has_other = db_int(row, 2),
	        .has_sealed = db_int(row, 3)};
	memcpy(table->name, name.p, name.n);
	return true;
}

int
db_tables(struct db *db, struct db_table tables[DB_TABLES_MOST], size_t *count)
{
	struct table_list list = {tables, 0};
	int error = db_run(db, DB_TABLES, NULL, 0, take_table, &list);
	*count = list.count;
	return error;
}

/* A statement on a table, to be freed; %w is its name, the rest is as the table is keyed. */
static char *
any_sql(const struct db_table *table, enum db_any which)
{
	const char *mine = table->has_other ? "(who = ?2 OR other = ?2)" : "who = ?2";
	const char *number = table->keyed_by_who ? "0" : "rowid";
	const char *other = table->has_other ? "other" : "x''";
	const char *key = !table->keyed_by_who ? "rowid"
	                  : table->has_other   ? "(who, other)"
	                                       : "who";
	const char *at = !table->keyed_by_who ? "?1" : table->has_other ? "(?2, ?3)" : "?2";
	switch (which) {
	case DB_ANY_ERASE:
		return sqlite3_mprintf("DELETE FROM \"%w\" WHERE %s", table->name, mine);
	case DB_ANY_COUNT:
		return sqlite3_mprintf("SELECT count(*) FROM \"%w\" WHERE %s", table->name, mine);
	case DB_ANY_EXPORT:
		return sqlite3_mprintf(
		        "SELECT %s, * FROM \"%w\" WHERE %s", number, table->name, mine);
	case DB_ANY_WALK:
		return sqlite3_mprintf("SELECT %s, who, %s, sealed FROM \"%w\" WHERE %s > %s"
		                       " ORDER BY 1, 2, 3 LIMIT 1000",
		        number, other, table->name, key, at);
	case DB_ANY_RESEAL:
		return sqlite3_mprintf(
		        "UPDATE \"%w\" SET sealed = ?4 WHERE %s = %s", table->name, key, at);
	}
	return NULL;
}

int
db_run_any(struct db *db, const struct db_table *table, enum db_any which,
        const struct db_arg *args, size_t count, db_each *each, void *ctx)
{
	struct db_row row = {NULL};
	bool go_on = true;
	char *text = any_sql(table, which);
	must(text);
	int code = sqlite3_prepare_v2(db->handle, text, -1, &row.stmt, NULL);
	for (size_t i = 0; code == SQLITE_OK && i < count; i++)
		if ((int)i < sqlite3_bind_parameter_count(row.stmt))
			bind(row.stmt, (int)i + 1, &args[i]);
	while (code == SQLITE_OK || (code == SQLITE_ROW && go_on)) {
		if (code == SQLITE_ROW)
			go_on = each && each(ctx, &row);
		code = sqlite3_step(row.stmt);
	}
	int error = errno_of(code) ? failed(db, text, code) : 0;
	sqlite3_finalize(row.stmt);
	sqlite3_free(text);
	return error;
}

int
db_columns(const struct db_row *row)
{
	return sqlite3_column_count(row->stmt);
}

const char *
db_column_name(const struct db_row *row, int column)
{
	return sqlite3_column_name(row->stmt, column);
}

enum db_type
db_column_type(const struct db_row *row, int column)
{
	int type = sqlite3_column_type(row->stmt, column);
	return type == SQLITE_INTEGER ? DB_TYPE_INT
	       : type == SQLITE_TEXT  ? DB_TYPE_TEXT
	                              : DB_TYPE_BLOB;
}

int
db_empty_log(struct db *db)
{
	int code =
	        sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return errno_of(code); /* not logged: whoever reads is gone soon, and it is tried again */
}

/* --- transactions --- */

int
db_begin(struct db *db)
{
	return db_run(db, DB_BEGIN, NULL, 0, NULL, NULL);
}

int
db_commit(struct db *db)
{
	int error = db_run(db, DB_COMMIT, NULL, 0, NULL, NULL);
	if (error)
		db_rollback(db);
	else
		db->last_logged = 0;
	return error;
}

void
db_rollback(struct db *db)
{
	/* After some errors SQLite has rolled back by itself; in an upgrade nothing is prepared
	 * yet. */
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, db_sql[DB_ROLLBACK], NULL, NULL, NULL);
}

static int
read_text(void *out, int columns, char **values, char **names)
{
	(void)names;
	if (columns > 0 && values[0])
		snprintf(out, 32, "%s", values[0]);
	return 0;
}

/* The first column of the first row of a statement of our own, as text. */
static int
ask(struct db *db, const char *statement, char out[32])
{
	out[0] = '\0';
	int code = sqlite3_exec(db->handle, statement, read_text, out, NULL);
	return errno_of(code) ? failed(db, statement, code) : 0;
}

static int
set_pragmas(struct db *db)
{
	bool in_memory = strcmp(db->path, ":memory:") == 0;
	for (size_t i = 0; i < ARRAY_LEN(pragmas); i++) {
		char got[32];
		int error = ask(db, pragmas[i].set, got);
		if (!error)
			error = ask(db, pragmas[i].get, got);
		if (error)
			return error;
		const char *want = in_memory ? pragmas[i].want_in_memory : pragmas[i].want;
		if (strcmp(got, want) != 0) {
			log_error("database %s: %s gave %s, not %s", db->path, pragmas[i].set, got,
			        want);
			return -EIO;
		}
	}
	return 0;
}

/* Where the section of `version` begins in the schema; NULL when there is none. */
static const char *
section(int version)
{
	char mark[32];
	snprintf(mark, sizeof(mark), "\n-- version %d\n", version);
	return strstr(schema, mark);
}

int
db_newest_version(void)
{
	int version = 0;
	while (section(version + 1))
		version++;
	return version;
}

static int
upgrade_one(struct db *db, int version)
{
	const char *from = section(version), *end = section(version + 1);
	int length = end ? (int)(end - from) : (int)strlen(from);
	char *script = sqlite3_mprintf(
	        "BEGIN IMMEDIATE; %.*s; PRAGMA user_version = %d; COMMIT;", length, from, version);
	must(script);
	int code = sqlite3_exec(db->handle, script, NULL, NULL, NULL);
	sqlite3_free(script);
	if (code == SQLITE_OK)
		return 0;
	db_rollback(db);
	return failed(db, "schema upgrade", code);
}

static int
upgrade(struct db *db, int newest)
{
	char text[32];
	int error = ask(db, "PRAGMA user_version", text);
	if (error)
		return error;
	int64_t version = 0;
	if (parse_int(str_from(text), 0, INT32_MAX, &version) != 0)
		return -EUCLEAN;
	if (version > db_newest_version()) {
		log_error(
		        "database %s: schema version %lld is newer than this program's %d; install "
		        "the "
		        "newer program again",
		        db->path, (long long)version, db_newest_version());
		return -EPROTO;
	}
	while (!error && version < newest)
		error = upgrade_one(db, (int)++version);
	return error;
}

static int
prepare_all(struct db *db)
{
	for (int i = 0; i < DB_STMT_COUNT; i++) {
		int code = sqlite3_prepare_v3(
		        db->handle, db_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &db->stmts[i], NULL);
		if (code != SQLITE_OK)
			return failed(db, db_sql[i], code);
	}
	return 0;
}

/* A damaged file is better found at the start than under a question. */
static int
check_health(struct db *db)
{
	char verdict[32];
	int error = ask(db, "SELECT count(*) FROM sqlite_schema", verdict);
	return error;
}

static int
open_steps(struct db *db, int version)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE;
	int code = sqlite3_open_v2(db->path, &db->handle, flags, NULL);
	if (code != SQLITE_OK)
		return failed(db, "open", code);
	sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
	int error = check_health(db);
	if (!error)
		error = set_pragmas(db);
	if (!error)
		error = upgrade(db, version);
	if (!error && version == db_newest_version())
		error = prepare_all(db);
	return error;
}

static int
open_told(const char *path, int version, int told, struct db **out)
{
	struct db *db = xcalloc(1, sizeof(*db));
	db->path = xstrdup(path);
	db->last_logged = told;
	int error = open_steps(db, version);
	if (error) {
		db_close(db);
		return error;
	}
	*out = db;
	return 0;
}

int
db_open_version(const char *path, int version, struct db **out)
{
	return open_told(path, version, 0, out);
}

int
db_open(const char *path, int told, struct db **out)
{
	return open_told(path, db_newest_version(), told, out);
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	for (int i = 0; i < DB_STMT_COUNT; i++)
		sqlite3_finalize(db->stmts[i]);
	sqlite3_close_v2(db->handle);
	free(db->path);
	free(db);
}

int64_t
db_file_bytes(const struct db *db)
{
	int64_t total = 0;
	static const char *const suffix[] = {"", "-wal"};
	for (size_t i = 0; i < ARRAY_LEN(suffix); i++) {
		char path[4096];
		struct stat st;
		snprintf(path, sizeof(path), "%s%s", db->path, suffix[i]);
		if (stat(path, &st) == 0)
			total += st.st_size;
	}
	return total;
}
