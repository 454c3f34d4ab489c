#include "store/db_sql.h"

#define OUTBOX_COLUMNS "id, kind, state, cause, code, who, made, turn, expires, changed, tries"
#define LINK_COLUMNS "who, other, state, asked, asks, changed, sealed"

const char *const db_sql[DB_STMT_COUNT] = {
        [DB_BEGIN] = "BEGIN IMMEDIATE",
        [DB_COMMIT] = "COMMIT",
        [DB_ROLLBACK] = "ROLLBACK",
        [DB_JOURNAL_ADD] = "INSERT INTO journal(seq, at, who, mark, mark2, sealed)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        [DB_JOURNAL_GET] = "SELECT j.at, j.who, mark, mark2, j.sealed, t.sealed FROM journal j"
                           " LEFT JOIN told t USING (seq) WHERE seq = ?1",
        [DB_JOURNAL_LAST] = "SELECT coalesce(max(seq), 0) FROM journal",
        [DB_JOURNAL_FROM] = "SELECT seq, at, who, mark, mark2, sealed FROM journal"
                            " WHERE seq > ?1 ORDER BY seq",
        [DB_JOURNAL_MARKS] = "SELECT seq, at, mark, mark2 FROM journal ORDER BY seq DESC",
        [DB_JOURNAL_PURGE] = "DELETE FROM journal WHERE at < ?1 AND seq IN"
                             " (SELECT seq FROM journal ORDER BY seq LIMIT ?2) RETURNING seq",
        [DB_TOLD_ADD] = "INSERT INTO told(seq, at, who, sealed) VALUES (?1, ?2, ?3, ?4)",
        [DB_TOLD_PURGE] = "DELETE FROM told WHERE at < ?1 AND seq IN"
                          " (SELECT seq FROM told ORDER BY seq LIMIT ?2) RETURNING seq",
        [DB_TOLD_DROP] = "DELETE FROM told WHERE seq > ?2 AND seq <= ?3 AND who = ?1",
        [DB_SESSION_PUT] = "INSERT INTO session(who, forget, sealed) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT(who) DO UPDATE SET forget = ?2, sealed = ?3",
        [DB_SESSION_ALL] = "SELECT who, sealed FROM session WHERE forget > ?1",
        [DB_SESSION_PURGE] = "DELETE FROM session WHERE forget <= ?1",
        [DB_SETTING_PUT] = "INSERT INTO setting(name, value) VALUES (?1, ?2)"
                           " ON CONFLICT(name) DO UPDATE SET value = ?2",
        [DB_SETTING_GET] = "SELECT value FROM setting WHERE name = ?1",
        [DB_OUTBOX_NEXT] = "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence"
                           " WHERE name = 'outbox'",
        [DB_OUTBOX_PUT] = "INSERT INTO outbox(made, who, kind, turn, expires, state, tries, cause,"
                          " code, changed, same, sealed, id)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, 0, ?1, ?6, ?7, ?8)",
        /* It names no column of outbox_who: that page may be a cold one. */
        [DB_OUTBOX_SET] = "UPDATE outbox SET state = ?2, tries = ?3, turn = ?4, cause = ?5,"
                          " code = ?6, changed = ?7 WHERE id = ?1",
        [DB_OUTBOX_ACCEPT] = "UPDATE outbox SET state = 2, cause = 0, code = 0, changed = ?2"
                             " WHERE id = ?1 AND state = 1",
        [DB_OUTBOX_NAME] = "UPDATE outbox SET name = ?2 WHERE id = ?1",
        [DB_OUTBOX_NAMED] = "SELECT id FROM outbox WHERE name = ?1 AND name != 0"
                            " ORDER BY id DESC LIMIT 1",
        [DB_OUTBOX_EXPIRY] = "UPDATE outbox SET expires = ?2 WHERE id = ?1",
        [DB_OUTBOX_GET] = "SELECT " OUTBOX_COLUMNS ", sealed FROM outbox WHERE id = ?1",
        [DB_OUTBOX_DUE] =
                "SELECT " OUTBOX_COLUMNS ", sealed FROM outbox"
                " WHERE state = 0 AND kind = ?1 AND turn <= ?2 ORDER BY turn, id LIMIT ?3",
        [DB_OUTBOX_LATE] = "SELECT " OUTBOX_COLUMNS ", sealed FROM outbox"
                           " WHERE state = 0 AND expires <= ?1 ORDER BY expires LIMIT ?2",
        [DB_OUTBOX_LIST] = "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id < ?1"
                           " AND (?2 < 0 OR state = ?2) AND (?3 < 0 OR kind % 3 = ?3)"
                           " ORDER BY id DESC LIMIT ?4",
        [DB_OUTBOX_OF] = "SELECT turn, state = 0 AND kind % 3 > 0 AND expires > ?3,"
                         " same = ?4 AND made >= ?2 FROM outbox INDEXED BY outbox_who"
                         " WHERE who = ?1 AND expires > ?2 ORDER BY turn",
        [DB_OUTBOX_RETRIED] = "SELECT coalesce(max(turn), 0) FROM outbox INDEXED BY outbox_who"
                              " WHERE who = ?1 AND expires > ?2 AND kind = ?3 AND state = 0"
                              " AND tries > 0",
        [DB_OUTBOX_FOLLOW] = "UPDATE outbox INDEXED BY outbox_who SET turn = ?4 WHERE who = ?1"
                             " AND expires > ?2 AND kind = ?3 AND state = 0 AND id > ?5"
                             " AND turn < ?4",
        [DB_OUTBOX_RECOVER] = "UPDATE outbox SET state = 0, cause = ?1, changed = ?2"
                              " WHERE state = 1 RETURNING id",
        [DB_OUTBOX_PURGE] = "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox"
                            " WHERE state > 1 AND changed < ?1 ORDER BY changed LIMIT ?2)"
                            " RETURNING id",
        [DB_OUTBOX_COUNTS] = "SELECT kind, state, n FROM outbox_count",
        [DB_OUTBOX_FIRST] = "SELECT coalesce(min(turn), 0) FROM outbox"
                            " WHERE state = 0 AND kind = ?1",
        [DB_REACH_PUT] = "INSERT INTO reach(who, at, failing) VALUES (?1, ?2, ?3)"
                         " ON CONFLICT(who) DO UPDATE SET at = ?2, failing = ?3"
                         " WHERE failing = 0 OR ?3 = 0",
        [DB_REACH_GET] = "SELECT at, failing FROM reach WHERE who = ?1",
        [DB_REACH_PURGE] = "DELETE FROM reach WHERE who IN"
                           " (SELECT who FROM reach WHERE at < ?1 ORDER BY at LIMIT ?2)",
        [DB_FAMILY_GET] = "SELECT sealed FROM family WHERE who = ?1",
        [DB_FAMILY_PUT] = "INSERT INTO family(who, changed, sealed) VALUES (?1, ?2, ?3)"
                          " ON CONFLICT(who) DO UPDATE SET changed = ?2, sealed = ?3",
        [DB_LINK_OF] = "SELECT " LINK_COLUMNS " FROM link WHERE who = ?1 OR other = ?1"
                       " ORDER BY asked DESC LIMIT ?2",
        [DB_LINK_GET] = "SELECT " LINK_COLUMNS " FROM link WHERE who = ?1 AND other = ?2",
        [DB_LINK_PUT] = "INSERT INTO link(" LINK_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                        " ON CONFLICT(who, other) DO UPDATE SET state = ?3, asked = ?4,"
                        " asks = ?5, changed = ?6, sealed = ?7",
        [DB_LINK_ASKED] = "SELECT count(*) FROM link WHERE other = ?1 AND asked >= ?2"
                          " AND state != 1",
        [DB_LINK_PURGE] = "DELETE FROM link WHERE (who, other) IN (SELECT who, other FROM link"
                          " WHERE state != 2 AND changed < ?1 + ?3 AND asked < ?1"
                          " ORDER BY changed LIMIT ?2)",
        [DB_REMINDER_GET] = "SELECT who, due, sealed FROM reminder WHERE who = ?1",
        [DB_REMINDER_PUT] = "INSERT INTO reminder(who, due, sealed) VALUES (?1, ?2, ?3)"
                            " ON CONFLICT(who) DO UPDATE SET due = ?2, sealed = ?3",
        [DB_REMINDER_DROP] = "DELETE FROM reminder WHERE who = ?1",
        [DB_REMINDER_DUE] =
                "SELECT who, due, sealed FROM reminder WHERE due <= ?1 ORDER BY due LIMIT ?2",
        [DB_STOP_PUT] = "INSERT INTO stop(who, at, sealed) VALUES (?1, ?2, ?3)"
                        " ON CONFLICT(who) DO UPDATE SET sealed = ?3",
        [DB_STOP_DROP] = "DELETE FROM stop WHERE who = ?1",
        [DB_STOP_ALL] = "SELECT who, at, sealed FROM stop ORDER BY at",
        [DB_OUTBOX_ERASE] = "DELETE FROM outbox WHERE who = ?1 AND made < ?2",
        [DB_JOURNAL_OF] = "SELECT seq, at, who, mark, mark2, sealed FROM journal"
                          " WHERE seq > ?2 AND seq <= ?3 AND who = ?1 ORDER BY seq",
        [DB_JOURNAL_DROP] = "DELETE FROM journal WHERE seq > ?2 AND seq <= ?3 AND who = ?1",
        [DB_JOURNAL_FIRST] = "SELECT coalesce(min(seq), 0) FROM journal",
        [DB_ERASURE_PUT] = "INSERT INTO erasure(who, asked, upto, next, keep)"
                           " VALUES (?1, ?2, ?3, -1, ?4) ON CONFLICT(who)"
                           " DO UPDATE SET asked = ?2, upto = ?3, next = -1, keep = ?4",
        [DB_ERASURE_NEXT] = "SELECT who, asked, upto, next, keep FROM erasure"
                            " WHERE next < upto - (keep > ?1) OR next < 0 OR"
                            " (next >= upto AND keep <= ?1) ORDER BY asked LIMIT 1",
        [DB_ERASURE_SET] = "UPDATE erasure SET next = ?2 WHERE who = ?1",
        [DB_ERASURE_DROP] = "DELETE FROM erasure WHERE who = ?1",
        [DB_ERASURE_COUNT] = "SELECT count(*) FROM erasure",
        [DB_ERASURE_OF] = "SELECT next < 0 OR next < upto - (keep > 0) FROM erasure"
                          " WHERE who = ?1",
        [DB_AUDIT_ADD] = "INSERT INTO audit(at, uid, deed) VALUES (?1, ?2, ?3)",
        [DB_AUDIT_ALL] = "SELECT at, uid, deed FROM audit ORDER BY id",
        [DB_AUDIT_PURGE] = "DELETE FROM audit WHERE at < ?1",
        [DB_JOURNAL_OLDEST] = "SELECT seq, at, who, mark, mark2, sealed FROM journal"
                              " WHERE at < ?1 AND seq IN"
                              " (SELECT seq FROM journal ORDER BY seq LIMIT ?2) ORDER BY seq",
        [DB_ARCHIVE_KEY_ADD] = "INSERT INTO archive_key(made, sealed) VALUES (?1, ?2)"
                               " RETURNING id",
        [DB_ARCHIVE_KEY_PURGE] = "DELETE FROM archive_key WHERE made < ?1",
        [DB_ARCHIVE_ADD] = "INSERT INTO archive(at, key, sealed) VALUES (?1, ?2, ?3)",
        [DB_ARCHIVE_PURGE] = "DELETE FROM archive WHERE id IN (SELECT id FROM archive"
                             " WHERE at < ?1 ORDER BY at LIMIT ?2) RETURNING id",
        [DB_ARCHIVE_ALL] = "SELECT a.at, a.key, a.sealed, k.sealed FROM archive a"
                           " JOIN archive_key k ON k.id = a.key ORDER BY a.at, a.id",
        [DB_TABLES] = "SELECT t.name, t.wr, max(c.name = 'other'), max(c.name = 'sealed')"
                      " FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
                      " WHERE t.schema = 'main' AND t.type = 'table'"
                      " GROUP BY t.name HAVING max(c.name = 'who')",
};
