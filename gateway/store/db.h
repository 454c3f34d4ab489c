/*
 * The SQLite file: opening, upgrading, transactions, and every statement of the
 * program in one table. Only this module knows sqlite3.h; it logs a failure once, in
 * a sentence, and gives back a negative errno:
 *
 *   -ENOSPC the disk is full         -EBUSY   another process holds the lock
 *   -EUCLEAN the file is damaged     -EROFS   it can't be written
 *   -EIO    any other trouble        -EPROTO  written by a newer program
 *
 * One thread at a time: a struct db may be handed to another thread for db_commit
 * and back, never used by two.
 */
#ifndef JIAXIN_DB_H
#define JIAXIN_DB_H

#include "base/base.h"

struct db;

enum db_stmt {
	DB_BEGIN,
	DB_COMMIT,
	DB_ROLLBACK,
	DB_JOURNAL_ADD,  /* seq, at, who, mark, mark2, sealed */
	DB_JOURNAL_GET,  /* seq -> at, who, mark, mark2, sealed, what was told or NULL */
	DB_JOURNAL_LAST, /* -> max(seq) or 0 */
	DB_JOURNAL_FROM, /* seq -> rows after it, oldest first: seq, at, who, mark, mark2, sealed */
	DB_JOURNAL_MARKS,  /* -> seq, at, mark, mark2, newest first */
	DB_JOURNAL_PURGE,  /* at, most rows: the oldest before at go -> seq */
	DB_TOLD_ADD,       /* seq, at, who, sealed */
	DB_TOLD_PURGE,     /* as JOURNAL_PURGE */
	DB_TOLD_DROP,      /* as JOURNAL_DROP */
	DB_SESSION_PUT,    /* who, forget, sealed */
	DB_SESSION_ALL,    /* now in seconds -> who, sealed of those still needed */
	DB_SESSION_PURGE,  /* now in seconds */
	DB_SETTING_PUT,    /* name, value */
	DB_SETTING_GET,    /* name -> value */
	DB_OUTBOX_NEXT,    /* -> the id of the next row */
	DB_OUTBOX_PUT,     /* made, who, kind, turn, expires, same, sealed, id */
	DB_OUTBOX_SET,     /* id, state, tries, turn, cause, code, changed */
	DB_OUTBOX_ACCEPT,  /* id, changed: if it is claimed */
	DB_OUTBOX_NAME,    /* id, name: what a provider calls it */
	DB_OUTBOX_NAMED,   /* name -> id of the newest */
	DB_OUTBOX_EXPIRY,  /* id, expires */
	DB_OUTBOX_GET,     /* id -> an outbox row (outbox_model.h), as the next two */
	DB_OUTBOX_DUE,     /* kind, now, most -> queued ones by turn */
	DB_OUTBOX_LATE,    /* now, most -> queued ones past their expiry */
	DB_OUTBOX_LIST,    /* id, state, kind, most -> rows below id, without sealed; < 0: all */
	DB_OUTBOX_OF,      /* who, since, now, same -> of each that expires behind `since`, by
	                      turn: turn, does it wait (answers aside), has it those words, made since?
	                    */
	DB_OUTBOX_RETRIED, /* who, now, lane -> the last turn of those that wait for another try */
	DB_OUTBOX_FOLLOW,  /* who, now, lane, turn, id: what waits and was put after id, not before
	                      that turn */
	DB_OUTBOX_RECOVER, /* cause, changed: claimed ones are queued -> id of each */
	DB_OUTBOX_PURGE,   /* changed, most: the oldest that ended before it go -> id of each */
	DB_OUTBOX_COUNTS,  /* -> kind, state, n */
	DB_OUTBOX_FIRST,   /* kind -> the first turn among the queued, or 0 */
	DB_REACH_PUT,      /* who, at, failing: the first failure in a row stays */
	DB_REACH_GET,      /* who -> at, failing */
	DB_REACH_PURGE,    /* at, most: the oldest before it go */
	DB_FAMILY_GET,     /* who -> sealed */
	DB_FAMILY_PUT,     /* who, changed, sealed */
	DB_LINK_OF,        /* who, most -> who, other, state, asked, asks, changed, sealed of links
	                      from or to it, the latest asked first */
	DB_LINK_GET,       /* who, other -> the same of one */
	DB_LINK_PUT,       /* who, other, state, asked, asks, changed, sealed */
	DB_LINK_ASKED,     /* other, asked -> how often anybody has asked it since */
	DB_LINK_PURGE,     /* asked, most, more: asked before it, not changed behind it + more */
	DB_REMINDER_GET,   /* who -> who, due, sealed */
	DB_REMINDER_PUT,   /* who, due, sealed */
	DB_REMINDER_DROP,  /* who */
	DB_REMINDER_DUE,   /* now, most -> who, due, sealed */
	DB_STOP_PUT,       /* who, at, sealed */
	DB_STOP_DROP,      /* who */
	DB_STOP_ALL,       /* -> who, at, sealed */
	DB_OUTBOX_ERASE,   /* who, made: all made before it go */
	DB_JOURNAL_OF, /* who, seq, seq -> rows behind the first, up to the second, as JOURNAL_FROM
	                */
	DB_JOURNAL_DROP,      /* who, seq, seq: the same go */
	DB_JOURNAL_FIRST,     /* -> min(seq) or 0 */
	DB_ERASURE_PUT,       /* who, asked, upto, keep */
	DB_ERASURE_NEXT,      /* now -> who, asked, upto, next, keep of one that has work now */
	DB_ERASURE_SET,       /* who, next */
	DB_ERASURE_DROP,      /* who */
	DB_ERASURE_COUNT,     /* -> how many */
	DB_ERASURE_OF,        /* who -> is anything left to do but the row that asked? */
	DB_AUDIT_ADD,         /* at, uid, deed */
	DB_AUDIT_ALL,         /* -> at, uid, deed, oldest first */
	DB_AUDIT_PURGE,       /* at: what is older goes */
	DB_JOURNAL_OLDEST,    /* at, most -> the oldest rows, if older, as JOURNAL_FROM */
	DB_ARCHIVE_KEY_ADD,   /* made, sealed -> id */
	DB_ARCHIVE_KEY_PURGE, /* made: older ones go */
	DB_ARCHIVE_ADD,       /* at, key, sealed */
	DB_ARCHIVE_PURGE,     /* at, most -> the oldest, if older, go: id */
	DB_ARCHIVE_ALL,       /* -> at, key, sealed, the key's sealed */
	DB_TABLES, /* -> name, keyed by who, has other, has sealed; of tables with a who */
	DB_STMT_COUNT
};

/* An argument of a statement. */
struct db_arg {
	enum { DB_INT, DB_TEXT, DB_BLOB } kind;
	int64_t number;
	struct str bytes; /* must live until db_run returns */
};

#define DB_ARG_INT(i) ((struct db_arg){.kind = DB_INT, .number = (i)})
#define DB_ARG_TEXT(s) ((struct db_arg){.kind = DB_TEXT, .bytes = (s)})
#define DB_ARG_BLOB(b, size) \
	((struct db_arg){.kind = DB_BLOB, .bytes = {(const char *)(b), (size)}})

struct db_row;
int64_t db_int(const struct db_row *row, int column);
struct str db_bytes(const struct db_row *row, int column); /* valid until the callback returns */

/* Called for each row; false ends the statement. */
typedef bool db_each(void *ctx, const struct db_row *row);

/* Counts the rows in a size_t; takes the first column of one into an int64_t. */
db_each db_count_row, db_take_int;

/*
 * Opens or creates path (":memory:" too), upgrades its schema, prepares all statements
 * and reads every pragma back. 0, or a negative errno after one log line; `told` is the
 * trouble that the log has already from an earlier try (0: none).
 */
int db_open(const char *path, int told, struct db **out) MUST_USE;

/* The same, upgraded only to `version`: for the tests of upgrades. */
int db_open_version(const char *path, int version, struct db **out) MUST_USE;

void db_close(struct db *db); /* an open transaction is rolled back */

/* Runs one statement with its arguments; `each` may be NULL. 0, 1 if `each` ended it, or -errno. */
int db_run(struct db *db, enum db_stmt which, const struct db_arg *args, size_t count,
        db_each *each, void *ctx) MUST_USE;

/* db_run with the arguments listed and no rows wanted. */
#define db_do(db, which, ...)                                   \
	db_run(db, which, (const struct db_arg[]){__VA_ARGS__}, \
	        ARRAY_LEN(((const struct db_arg[]){__VA_ARGS__})), NULL, NULL)

/*
 * Tables that hold something of single phones, as the schema has them: with a column `who`. What
 * must reach all of them (erasing, exporting, changing keys) walks this list, so that none that is
 * added later is forgotten.
 */
enum { DB_NAME = 32, DB_TABLES_MOST = 32 };
struct db_table {
	char name[DB_NAME];
	bool keyed_by_who; /* its primary key is who, or who and other; else it has a row number */
	bool has_other, has_sealed;
};
int db_tables(struct db *db, struct db_table tables[DB_TABLES_MOST], size_t *count) MUST_USE;

/* Statements on any of them. The arguments: row number (0 in a table without), who, other (empty).
 */
enum db_any {
	DB_ANY_ERASE,  /* who (or other) */
	DB_ANY_COUNT,  /* who (or other) -> how many */
	DB_ANY_EXPORT, /* who (or other) -> row number, every column */
	DB_ANY_WALK,   /* the 1,000 rows behind: row number, who, other, sealed */
	DB_ANY_RESEAL, /* of the row named; fourth argument: sealed */
};
int db_run_any(struct db *db, const struct db_table *table, enum db_any which,
        const struct db_arg *args, size_t count, db_each *each, void *ctx) MUST_USE;

/* The columns of a row by name. */
int db_columns(const struct db_row *row);
const char *db_column_name(const struct db_row *row, int column);
enum db_type {
	DB_TYPE_INT,
	DB_TYPE_TEXT,
	DB_TYPE_BLOB
} db_column_type(const struct db_row *row, int column);

/*
 * Brings the write-ahead log into the file and empties it: what was overwritten is nowhere then.
 * -EBUSY while somebody else reads.
 */
int db_empty_log(struct db *db) MUST_USE;

/*
 * A transaction. db_commit returns only when the bytes are on the disk; when it fails the
 * transaction is gone and nothing of it remains. db_rollback never fails.
 */
int db_begin(struct db *db) MUST_USE;
int db_commit(struct db *db) MUST_USE;
void db_rollback(struct db *db);

/* Bytes of the database file and of its write-ahead log, for metrics. */
int64_t db_file_bytes(const struct db *db);

/* The newest schema version this program knows. */
int db_newest_version(void);

#endif
