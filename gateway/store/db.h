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
	DB_JOURNAL_GET,  /* seq -> at, who, mark, mark2, sealed */
	DB_JOURNAL_LAST, /* -> max(seq) or 0 */
	DB_JOURNAL_FROM, /* seq -> rows after it, oldest first: seq, at, who, mark, mark2, sealed */
	DB_JOURNAL_MARKS,  /* -> seq, at, mark, mark2, newest first */
	DB_JOURNAL_PURGE,  /* at, most rows: the oldest before at go */
	DB_SESSION_PUT,    /* who, forget, sealed */
	DB_SESSION_ALL,    /* now in seconds -> who, sealed of those still needed */
	DB_SESSION_PURGE,  /* now in seconds */
	DB_SETTING_PUT,    /* name, value */
	DB_SETTING_GET,    /* name -> value */
	DB_OUTBOX_NEXT,    /* -> the id of the next row */
	DB_OUTBOX_PUT,     /* made, who, kind, turn, expires, same, sealed, id */
	DB_OUTBOX_SET,     /* id, state, tries, turn, expires, cause, code, changed */
	DB_OUTBOX_GET,     /* id -> an outbox row (outbox_model.h), as the next two */
	DB_OUTBOX_DUE,     /* kind, now, most -> queued ones by turn */
	DB_OUTBOX_LATE,    /* now, most -> queued ones past their expiry */
	DB_OUTBOX_LIST,    /* id, state, kind, most -> rows below id, without sealed; < 0: all */
	DB_OUTBOX_WAITING, /* who -> turn of each that waits for it, answers aside, in order */
	DB_OUTBOX_SAME,    /* same, made -> how many there are since */
	DB_OUTBOX_RECOVER, /* cause, changed: claimed ones are queued -> id of each */
	DB_OUTBOX_PURGE,   /* changed, most: the oldest that ended before it go */
	DB_OUTBOX_COUNTS,  /* -> kind, state, n */
	DB_OUTBOX_FIRST,   /* kind -> the first turn among the queued, or 0 */
	DB_FAMILY_GET,     /* who -> sealed */
	DB_FAMILY_PUT,     /* who, changed, sealed */
	DB_LINK_OF,        /* who, most -> who, other, state, asked, asks, changed, sealed of links
	                      from or to it, the latest asked first */
	DB_LINK_GET,       /* who, other -> the same of one */
	DB_LINK_PUT,       /* who, other, state, asked, asks, changed, sealed */
	DB_LINK_ASKED,     /* other, asked -> how often anybody has asked it since */
	DB_LINK_PURGE,     /* changed, most: the oldest that are not alive go */
	DB_REMINDER_GET,   /* who -> who, due, sealed */
	DB_REMINDER_PUT,   /* who, due, sealed */
	DB_REMINDER_DROP,  /* who */
	DB_REMINDER_DUE,   /* now, most -> who, due, sealed */
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
