/*
 * Every schema that was ever shipped becomes today's, with all its rows; what can't be
 * upgraded stays as it was. A new version needs only its row in `filled`.
 */
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "base/buf.h"
#include "scratch.h"
#include "store/db.h"

/* Rows as each version would have them; what a version adds stands at its own number. */
static const char *const filled[] = {
        [0] = "SELECT 1",
        [1] = "INSERT INTO journal VALUES (1, 1000, x'0102', 11, 0, x'AA'),"
              " (2, 2000, x'0304', -12, 13, x'');"
              "INSERT INTO setting VALUES ('key check', x'00FF')",
        [2] = "INSERT INTO session VALUES (x'0102', 99, x'BB')",
        [3] = "INSERT INTO outbox(id, made, who, kind, turn, expires, state, tries, cause, code,"
              " changed, same, sealed) VALUES (7, 1000, x'0102', 1, 1000, 2000, 0, 0, 0, 0, 1000, "
              "5,"
              " x'CC'), (8, 1001, x'0304', 0, 1001, 2001, 2, 1, 0, 0, 1002, 0, x'DD')",
        [4] = "INSERT INTO family VALUES (x'0102', 3000, x'EE');"
              "INSERT INTO link VALUES (x'0102', x'0304', 2, 3000, 1, 3001, x'FF');"
              "INSERT INTO reminder VALUES (x'0102', 4000, x'AB')",
        [5] = "SELECT 1",
        [6] = "INSERT INTO stop VALUES (x'0102', 5000, x'02AC');"
              "INSERT INTO erasure VALUES (x'0304', 5000, 2, 1, 6000);"
              "INSERT INTO audit VALUES (1, 5000, 0, 'export')",
        [7] = "INSERT INTO archive_key VALUES (3, 6000, x'01');"
              "INSERT INTO archive VALUES (9, 5500, 3, x'02')",
        [8] = "SELECT 1",
        [9] = "INSERT INTO told VALUES (2, 2000, x'0304', x'03')",
        [10] = "INSERT INTO reach VALUES (x'0102', 7000, 1)",
        [11] = "UPDATE outbox SET name = 77 WHERE id = 7",
};

/* What was sealed, without the number that version 5 put before it. */
#define SEALED_IN(table)                                                     \
	"hex(iif((SELECT user_version FROM pragma_user_version) < 5, " table \
	".sealed, substr(" table ".sealed, 2)))"

/* The same rows, one query a version, as one text. */
static const char *const rows[] = {
        [0] = "SELECT ''",
        [1] = "SELECT group_concat(seq || '|' || at || '|' || hex(who) || '|' || mark || '|' ||"
              " mark2 || '|' || " SEALED_IN(
                      "journal") ", ' ') ||"
                                 " (SELECT name || hex(value) FROM setting) FROM journal",
        [2] = "SELECT hex(who) || forget || " SEALED_IN("session") " FROM session",
        [3] = "SELECT group_concat(id || '|' || turn || '|' || state || '|' || " SEALED_IN(
                "outbox") ", ' ') ||"
                          " (SELECT group_concat(kind || state || n) FROM outbox_count) FROM "
                          "outbox",
        [4] = "SELECT hex(f.who) || f.changed || " SEALED_IN(
                "f") " || hex(other) || state || asked ||"
                     " asks || l.changed || " SEALED_IN("l") " || due || " SEALED_IN(
                             "r") ""
                                  " FROM family f, link l, reminder r",
        [5] = "SELECT hex(substr(sealed, 1, 1)) FROM journal",
        [6] = "SELECT hex(s.who) || s.at || hex(s.sealed) || next || keep || deed"
              " FROM stop s, erasure, audit",
        [7] = "SELECT a.at || hex(a.sealed) || made || hex(k.sealed) FROM archive a, archive_key k",
        [8] = "SELECT group_concat(id) FROM (SELECT id FROM outbox INDEXED BY outbox_who"
              " WHERE who IN (x'0102', x'0304') AND expires > 0 ORDER BY id)",
        [9] = "SELECT seq || at || hex(who) || hex(sealed) FROM told",
        [10] = "SELECT hex(who) || at || failing FROM reach",
        [11] = "SELECT id FROM outbox WHERE name = 77 AND name != 0",
};

#define SCHEMA_QUERY                                                                              \
	"SELECT group_concat(type || '|' || name || '|' || tbl_name || '|' || coalesce(sql, ''))" \
	" FROM (SELECT * FROM sqlite_schema ORDER BY type, name)"

static sqlite3 *
raw_open(const char *path)
{
	sqlite3 *raw;
	ck_assert_int_eq(sqlite3_open(path, &raw), SQLITE_OK);
	return raw;
}

static void
raw_do(const char *path, const char *sql)
{
	sqlite3 *raw = raw_open(path);
	ck_assert_msg(sqlite3_exec(raw, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
	        sqlite3_errmsg(raw));
	sqlite3_close(raw);
}

static int
take_first(void *out, int columns, char **values, char **names)
{
	(void)columns, (void)names;
	buf_addz(out, values[0] ? values[0] : "NULL");
	return 0;
}

static void
raw_ask(const char *path, const char *sql, struct buf *out)
{
	sqlite3 *raw = raw_open(path);
	buf_clear(out);
	ck_assert_int_eq(sqlite3_exec(raw, sql, take_first, out, NULL), SQLITE_OK);
	sqlite3_close(raw);
}

static int
version_of(const char *path)
{
	struct buf got = BUF_INIT(32);
	int64_t version;
	raw_ask(path, "PRAGMA user_version", &got);
	ck_assert_int_eq(parse_int(buf_str(&got), 0, 1000, &version), 0);
	buf_release(&got);
	return (int)version;
}

/* A database of an old version with the rows it would have. */
static void
make_old(const char *path, int version)
{
	struct db *db;
	ck_assert_int_eq(db_open_version(path, version, &db), 0);
	db_close(db);
	ck_assert_int_eq(version_of(path), version);
	for (int v = 0; v <= version; v++)
		raw_do(path, filled[v]);
}

static void
same_answer(const char *path, const char *other, const char *sql)
{
	struct buf here = BUF_INIT(65536), there = BUF_INIT(65536);
	raw_ask(path, sql, &here);
	raw_ask(other, sql, &there);
	ck_assert_uint_gt(here.n, 0);
	ck_assert_text(buf_str(&here), there.p);
	buf_release(&here);
	buf_release(&there);
}

START_TEST(knows_every_version)
{
	ck_assert_int_eq(ARRAY_LEN(filled), db_newest_version() + 1);
	ck_assert_int_eq(ARRAY_LEN(rows), db_newest_version() + 1);
}
END_TEST

START_TEST(old_becomes_new)
{
	for (int old = 0; old <= db_newest_version(); old++) {
		struct scratch s;
		struct db *db;
		char path[128], fresh[128], before[128];
		scratch_open(&s);
		strcpy(path, scratch_path(&s, "old"));
		strcpy(fresh, scratch_path(&s, "fresh"));
		strcpy(before, scratch_path(&s, "before"));
		make_old(path, old);
		make_old(before, old);
		for (int opens = 0; opens < 2; opens++) { /* the second finds nothing to do */
			ck_assert_int_eq(db_open(path, 0, &db), 0);
			db_close(db);
		}
		ck_assert_int_eq(db_open(fresh, 0, &db), 0);
		db_close(db);
		ck_assert_int_eq(version_of(path), db_newest_version());
		same_answer(path, fresh, SCHEMA_QUERY);
		for (int v = 1; v <= old; v++)
			same_answer(path, before, rows[v]);
		scratch_close(&s);
	}
}
END_TEST

START_TEST(newer_is_refused)
{
	struct scratch s;
	struct db *db = NULL;
	char path[128], like[128], pragma[64];
	scratch_open(&s);
	strcpy(path, scratch_path(&s, "newer"));
	strcpy(like, scratch_path(&s, "like"));
	make_old(path, db_newest_version());
	make_old(like, db_newest_version());
	snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", db_newest_version() + 1);
	raw_do(path, pragma);
	ck_assert_int_eq(db_open(path, -EPROTO, &db), -EPROTO);
	ck_assert_ptr_null(db);
	ck_assert_int_eq(version_of(path), db_newest_version() + 1);
	same_answer(path, like, SCHEMA_QUERY);
	for (int v = 1; v <= db_newest_version(); v++)
		same_answer(path, like, rows[v]);
	scratch_close(&s);
}
END_TEST

/* What makes an upgrade fail, and how it goes away. */
static const struct {
	const char *spoil, *mend;
	int error;
} failures[] = {
        {"CREATE TABLE session(in_the_way)", "DROP TABLE session", -EIO},
        {"CREATE VIEW session AS SELECT 1", "DROP VIEW session", -EIO},
};

START_TEST(failed_upgrade_changes_nothing)
{
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		struct scratch s;
		struct db *db = NULL;
		char path[128], like[128];
		scratch_open(&s);
		strcpy(path, scratch_path(&s, "old"));
		strcpy(like, scratch_path(&s, "like"));
		make_old(path, 1);
		make_old(like, 1);
		raw_do(path, failures[i].spoil);
		raw_do(like, failures[i].spoil);
		ck_assert_int_eq(db_open(path, failures[i].error, &db), failures[i].error);
		ck_assert_ptr_null(db);
		ck_assert_int_eq(version_of(path), 1);
		same_answer(path, like, SCHEMA_QUERY);
		same_answer(path, like, rows[1]);
		raw_do(path, failures[i].mend);
		ck_assert_int_eq(db_open(path, 0, &db), 0);
		db_close(db);
		ck_assert_int_eq(version_of(path), db_newest_version());
		same_answer(path, like, rows[1]);
		scratch_close(&s);
	}
}
END_TEST

/* While another process writes, the upgrade waits its time, then says so. */
START_TEST(locked_upgrade_changes_nothing)
{
	struct scratch s;
	struct db *db = NULL;
	char path[128];
	scratch_open(&s);
	strcpy(path, scratch_path(&s, "old"));
	make_old(path, 1);
	sqlite3 *other = raw_open(path);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(db_open(path, -EBUSY, &db), -EBUSY);
	ck_assert_ptr_null(db);
	sqlite3_close(other);
	ck_assert_int_eq(version_of(path), 1);
	ck_assert_int_eq(db_open(path, 0, &db), 0);
	db_close(db);
	ck_assert_int_eq(version_of(path), db_newest_version());
	scratch_close(&s);
}
END_TEST

TEST_MAIN("upgrade", knows_every_version, old_becomes_new, newer_is_refused,
        failed_upgrade_changes_nothing, locked_upgrade_changes_nothing)
