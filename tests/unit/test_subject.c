/* One phone's data goes from everywhere, whenever the daemon dies, and nobody else's with it. */
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "store/family.h"
#include "store/outbox.h"
#include "store/subject.h"
#include "store_desk.h"

enum { REPEAT_S = 500, KEEP_S = 160 * 86400, ROWS = 20 };

static const struct store_options options = {
        .sessions_most = 1024, .repeat_s = REPEAT_S, .keep_s = KEEP_S};

static void
say(struct desk *d, int phone, uint16_t flags, const char *text)
{
	uint32_t now_s = (uint32_t)(d->now_ms / 1000);
	struct journal_entry e = {.at_ms = d->now_ms,
	        .who = desk_who(d, phone),
	        .in = str_from(text),
	        .out = STR("answer"),
	        .slots = STR("birth 1967-05"),
	        .session = {.at = now_s, .forget = now_s + 100000, .page = 7, .flags = flags}};
	e.marks[MARK_PROVIDER_ID] = store_mark(d->store, 'i', &e.who, str_from(text));
	ck_assert_int_eq(store_add(d->store, &d->arena, &e), 0);
}

static int64_t
put(struct desk *d, int phone, const char *text)
{
	struct outbox_message m = {
	        .kind = OUTBOX_NOTICE, .msisdn = desk_number(d, phone), .text = str_from(text)};
	enum outbox_verdict verdict;
	int64_t id = 0;
	ck_assert_int_eq(outbox_put(d->store, &d->arena, &m, d->now_ms, &verdict, &id), 0);
	return id;
}

/* A row in every table that has a who. */
static void
fill(struct desk *d, int phone, int other, bool stopped)
{
	struct who who = desk_who(d, phone);
	struct family_own own = {.card_count = 1};
	struct reminder reminder = {
	        .msisdn = desk_number(d, phone), .weekday = 7, .due_ms = d->now_ms};
	struct link link = {.from = who,
	        .to = desk_who(d, other),
	        .from_msisdn = desk_number(d, phone),
	        .to_msisdn = desk_number(d, other),
	        .state = LINK_ALIVE,
	        .asked_ms = d->now_ms};
	own.cards[0] = (struct card){STR("mother"), desk_number(d, other)};
	put(d, phone, "a notice");
	int64_t delivered = put(d, phone, "another");
	ck_assert_int_eq(outbox_dlr(d->store, &d->arena, delivered, 1, 0, d->now_ms), 0);
	for (int i = 0; i < ROWS; i++)
		say(d, phone, 0, arena_printf(&d->arena, "text %d", i));
	if (stopped)
		ck_assert_int_eq(stop_keep(d->store, &d->arena, &who, desk_number(d, phone), true,
		                         d->now_ms),
		        0);
	say(d, phone, (stopped ? SESSION_STOPPED : 0) | SESSION_USSD, "dialled");
	say(d, phone, stopped ? SESSION_STOPPED : 0, "last");
	ck_assert_int_eq(family_keep(d->store, &d->arena, &who, &own, d->now_ms), 0);
	ck_assert_int_eq(link_keep(d->store, &d->arena, &link, d->now_ms), 0);
	ck_assert_int_eq(reminder_keep(d->store, &d->arena, &who, &reminder), 0);
	desk_commit(d);
}

static void
erase(struct desk *d, int phone)
{
	struct who who = desk_who(d, phone);
	const struct session *s = store_session(d->store, &who, CHANNEL_SMS);
	uint16_t stopped = s ? s->flags & SESSION_STOPPED : 0;
	d->now_ms++;
	ck_assert_int_eq(subject_erase(d->store, &who, true, d->now_ms), 0);
	say(d, phone, stopped, "yes");
	desk_commit(d);
}

static bool
erasing(struct desk *d, int phone)
{
	struct who who = desk_who(d, phone);
	bool yes;
	ck_assert_int_eq(subject_erasing(d->store, &who, &yes), 0);
	return yes;
}

/* --- looking at the bytes --- */

static struct str
as_bytes(struct who *who)
{
	return (struct str){(const char *)who->bytes, sizeof(who->bytes)};
}

/* What was sealed of a phone: whole blobs, of all tables. */
struct blobs {
	struct arena arena;
	struct str list[256];
	size_t count;
};

static void
take_sealed(struct desk *d, struct who *who, struct blobs *out)
{
	static const char *const tables[] = {
	        "journal", "told", "session", "outbox", "family", "link", "reminder", "stop"};
	sqlite3 *raw;
	ck_assert_int_eq(sqlite3_open(d->db, &raw), SQLITE_OK);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		sqlite3_stmt *s;
		char *sql =
		        arena_printf(&out->arena, "SELECT sealed FROM %s WHERE who = ?", tables[i]);
		ck_assert_int_eq(sqlite3_prepare_v2(raw, sql, -1, &s, NULL), SQLITE_OK);
		sqlite3_bind_blob(s, 1, who->bytes, sizeof(who->bytes), SQLITE_STATIC);
		while (sqlite3_step(s) == SQLITE_ROW) {
			struct str sealed = {
			        sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0)};
			out->list[out->count++] = arena_str(&out->arena, sealed);
		}
		sqlite3_finalize(s);
	}
	sqlite3_close(raw);
}

START_TEST(erases_everywhere)
{
	for (int stopped = 0; stopped < 2; stopped++) {
		struct desk d;
		struct blobs mine = {.count = 0}, theirs = {.count = 0};
		desk_open(&d, options);
		fill(&d, 1, 2, stopped);
		fill(&d, 2, 1, false);
		struct who me = desk_who(&d, 1), you = desk_who(&d, 2), forgotten;
		struct who dialling = who_on(&me, CHANNEL_USSD);
		desk_restart(&d); /* sessions are in their table, too */
		take_sealed(&d, &me, &mine);
		take_sealed(&d, &you, &theirs);
		take_sealed(&d, &dialling, &mine);
		ck_assert_uint_ge(mine.count, 2 * ROWS + 6);

		erase(&d, 1);
		ck_assert(erasing(&d, 1));
		desk_tend(&d);
		ck_assert(!erasing(&d, 1));
		ck_assert(store_take_forgotten(d.store, &forgotten) && who_eq(&forgotten, &me));
		ck_assert(!store_take_forgotten(d.store, &forgotten));
		for (size_t i = 0; i < mine.count; i++)
			ck_assert_msg(!desk_count_bytes(&d, mine.list[i]), "blob %zu of %zu", i,
			        mine.count);
		ck_assert_int_eq(store_may_push(d.store, &me), !stopped);

		d.now_ms +=
		        (REPEAT_S + 1) * 1000LL; /* the message can't come again: its row goes */
		desk_tend(&d);
		ck_assert_uint_eq(desk_count_bytes(&d, as_bytes(&me)) > 0, stopped);
		ck_assert_uint_eq(desk_count_bytes(&d, as_bytes(&dialling)), 0);
		ck_assert_int_eq(store_figures(d.store).erased, 1);
		desk_restart(&d);
		ck_assert_int_eq(store_may_push(d.store, &me), !stopped);
		const struct session *s = store_session(d.store, &me, CHANNEL_SMS);
		ck_assert(stopped ? s->page == 0 && s->at == 0 && s->lang == 0 : s == NULL);

		/* The other phone has all of its own, but the link to who is gone. */
		size_t kept = 0;
		for (size_t i = 0; i < theirs.count; i++)
			kept += desk_count_bytes(&d, theirs.list[i]) > 0;
		ck_assert_uint_eq(kept, theirs.count - 1);
		arena_release(&mine.arena);
		arena_release(&theirs.arena);
		desk_close(&d);
	}
}
END_TEST

/* The answer may wait in the outbox; a message that comes meanwhile is a new phone's. */
START_TEST(leaves_what_comes_after)
{
	struct desk d;
	struct who me;
	int64_t waiting;
	desk_open(&d, options);
	fill(&d, 1, 2, false);
	me = desk_who(&d, 1);
	d.now_ms += 1000;
	erase(&d, 1);
	put(&d, 1, "It is gone");
	say(&d, 1, 0, "hello");
	desk_commit(&d);
	desk_tend(&d);
	ck_assert_int_eq(outbox_count_waiting(d.store, &me, d.now_ms, &waiting), 0);
	ck_assert_int_eq(waiting, 1);
	ck_assert_uint_eq(store_session(d.store, &me, CHANNEL_SMS)->page, 7);
	desk_restart(&d);
	ck_assert_uint_eq(store_session(d.store, &me, CHANNEL_SMS)->page, 7);
	desk_close(&d);
}
END_TEST

/* Whenever it ends, it goes on where it was; a batch that fails has asked for nothing. */
START_TEST(survives)
{
	struct desk d;
	struct who me;
	desk_open(&d, options);
	fill(&d, 1, 2, false);
	me = desk_who(&d, 1);
	ck_assert_int_eq(subject_erase(d.store, &me, true, d.now_ms), 0);
	store_settle(d.store, -ENOSPC, d.now_ms / 1000);
	store_tend(d.store, d.now_ms / 1000);
	ck_assert(!erasing(&d, 1));
	ck_assert_ptr_nonnull(store_session(d.store, &me, CHANNEL_SMS));
	erase(&d, 1);
	for (int steps = 0; erasing(&d, 1); steps++) {
		ck_assert_int_lt(steps, 10);
		desk_restart(&d);
		store_tend(d.store, d.now_ms / 1000);
	}
	d.now_ms += (REPEAT_S + 1) * 1000LL;
	desk_restart(&d);
	desk_tend(&d);
	ck_assert_uint_eq(desk_count_bytes(&d, as_bytes(&me)), 0);
	desk_close(&d);
}
END_TEST

/* A reader holds the log up: it is emptied when he is gone. */
START_TEST(empties_the_log_at_last)
{
	struct desk d;
	sqlite3 *reader;
	struct who me;
	desk_open(&d, options);
	fill(&d, 1, 2, false);
	me = desk_who(&d, 1);
	ck_assert_int_eq(sqlite3_open(d.db, &reader), SQLITE_OK);
	ck_assert_int_eq(
	        sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM journal", NULL, NULL, NULL),
	        SQLITE_OK);
	erase(&d, 1);
	d.now_ms += (REPEAT_S + 1) * 1000LL;
	for (int i = 0; i < 4; i++)
		store_tend(d.store, d.now_ms / 1000);
	ck_assert(!erasing(&d, 1));
	ck_assert_uint_gt(desk_count_bytes(&d, as_bytes(&me)), 0);
	ck_assert(store_wants_tending(d.store, d.now_ms / 1000));
	sqlite3_close(reader);
	desk_tend(&d);
	ck_assert_uint_eq(desk_count_bytes(&d, as_bytes(&me)), 0);
	desk_close(&d);
}
END_TEST

/* --- the operator --- */

START_TEST(an_operator_asks_beside_the_daemon)
{
	struct desk d;
	bool yes;
	desk_open(&d, options);
	fill(&d, 1, 2, true);
	struct store *aside = store_new_aside(&d.options);
	ck_assert_int_eq(store_trouble(aside), 0);
	ck_assert(store_is_in_use(&d.options));
	struct who me = desk_who(&d, 1);
	ck_assert_int_eq(subject_erase(aside, &me, false, d.now_ms), 0);
	ck_assert_int_eq(audit_add(aside, STR("erase"), 7, d.now_ms), 0);
	store_settle(aside, store_commit(aside), d.now_ms / 1000);
	ck_assert(store_wants_tending(d.store, d.now_ms / 1000));
	desk_tend(&d);
	ck_assert_int_eq(subject_erasing(aside, &me, &yes), 0);
	ck_assert(!yes);
	ck_assert(!store_may_push(d.store, &me));
	store_free(aside);
	store_free(d.store);
	ck_assert(!store_is_in_use(&d.options));
	desk_start(&d);
	desk_close(&d);
}
END_TEST

START_TEST(one_daemon_at_a_time)
{
	struct desk d;
	desk_open(&d, options);
	struct store *second = store_new(&d.options, d.now_ms / 1000);
	ck_assert_int_eq(store_trouble(second), -EBUSY);
	store_free(d.store);
	store_tend(second, d.now_ms / 1000);
	ck_assert_int_eq(store_trouble(second), 0);
	store_free(second);
	desk_start(&d);
	desk_close(&d);
}
END_TEST

static void
add_line(void *ctx, struct str line)
{
	buf_add(ctx, line);
	buf_addc(ctx, '\n');
}

START_TEST(exports)
{
	static const char *const wanted[] = {"{\"table\":\"journal\"", "\"said\":\"text 3\"",
	        "\"answered\":\"answer\"", "\"told\":\"birth 1967-05\"", "{\"table\":\"outbox\"",
	        "\"text\":\"a notice\"", "\"number\":\"+8613000000001\"", "{\"table\":\"session\"",
	        "{\"table\":\"family\"", "\"mother\"", "{\"table\":\"link\"",
	        "{\"table\":\"reminder\"", "{\"table\":\"stop\"", "\"opened\":\"+8613000000001\""};
	struct desk d;
	struct buf all = BUF_INIT(1 << 20);
	desk_open(&d, options);
	fill(&d, 1, 2, true);
	fill(&d, 3, 4, false);
	desk_restart(&d);
	struct who me = desk_who(&d, 1);
	ck_assert_int_eq(subject_export(d.store, &me, add_line, &all), 0);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		ck_assert_msg(
		        strstr(all.p, wanted[i]) != NULL, "%s is not in %s", wanted[i], all.p);
	ck_assert_ptr_null(strstr(all.p, "+8613000000003"));
	buf_release(&all);
	desk_close(&d);
}
END_TEST

static void
add_stop(void *ctx, const struct who *who, struct str msisdn, int64_t at_ms)
{
	(void)who;
	buf_addf(ctx, "%.*s %lld\n", STR_ARG(msisdn), (long long)(at_ms / 1000 - DESK_NOW));
}

static void
add_deed(void *ctx, int64_t at_ms, int64_t uid, struct str deed)
{
	buf_addf(ctx, "%lld %lld %.*s\n", (long long)(at_ms / 1000 - DESK_NOW), (long long)uid,
	        STR_ARG(deed));
}

START_TEST(lists_stops_and_deeds)
{
	struct desk d;
	struct buf list = BUF_INIT(1000);
	desk_open(&d, options);
	for (int phone = 1; phone <= 3; phone++, d.now_ms += 1000) {
		struct who who = desk_who(&d, phone);
		ck_assert_int_eq(
		        stop_keep(d.store, &d.arena, &who, desk_number(&d, phone), true, d.now_ms),
		        0);
		say(&d, phone, SESSION_STOPPED, "TD");
	}
	struct who second = desk_who(&d, 2);
	ck_assert_int_eq(
	        stop_keep(d.store, &d.arena, &second, desk_number(&d, 2), false, d.now_ms), 0);
	ck_assert_int_eq(audit_add(d.store, STR("export"), 12, d.now_ms), 0);
	desk_commit(&d);
	erase(&d, 3);
	desk_tend(&d);
	ck_assert_int_eq(stops_list(d.store, add_stop, &list), 0);
	ck_assert_text(buf_str(&list), "+8613000000001 0\n 3\n");
	buf_clear(&list);
	ck_assert_int_eq(audit_list(d.store, add_deed, &list), 0);
	ck_assert_text(buf_str(&list), "3 12 export\n");
	buf_release(&list);
	desk_close(&d);
}
END_TEST

/* --- what a new table must not forget --- */

static int
add_name(void *ctx, int columns, char **values, char **names)
{
	(void)columns, (void)names;
	buf_addf(ctx, "%s ", values[0]);
	return 0;
}

static void
ask(struct desk *d, const char *sql, struct buf *out)
{
	sqlite3 *raw;
	buf_clear(out);
	ck_assert_int_eq(sqlite3_open(d->db, &raw), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(raw, sql, add_name, out, NULL), SQLITE_OK);
	sqlite3_close(raw);
}

/*
 * Each table has rows of single phones, and a who, or it has none of either. A new one with a who
 * is erased and exported by itself: say it in `kept-...` of content/service.yaml (walk_data.c),
 * too, and fill() above. One without must hold nothing of a phone.
 */
START_TEST(knows_every_table)
{
	struct desk d;
	struct buf names = BUF_INIT(1000);
	desk_open(&d, options);
	ask(&d,
	        "SELECT t.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
	        " WHERE t.schema = 'main' AND t.type = 'table'"
	        " GROUP BY t.name HAVING max(c.name = 'who') ORDER BY 1",
	        &names);
	ck_assert_text(buf_str(&names),
	        "erasure family journal link outbox reach reminder session stop told ");
	ask(&d,
	        "SELECT t.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
	        " WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
	        " GROUP BY t.name HAVING NOT max(c.name = 'who') ORDER BY 1",
	        &names);
	ck_assert_text(buf_str(&names), "archive archive_key audit outbox_count setting ");
	buf_release(&names);
	desk_close(&d);
}
END_TEST

static const char later_table[] =
        "CREATE TABLE later (who BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;"
        "CREATE TABLE later_pair (who BLOB NOT NULL, other BLOB NOT NULL, at INTEGER NOT NULL,"
        " PRIMARY KEY (who, other)) STRICT, WITHOUT ROWID;";

/* A phone's rows there, and one in which it is the other, with bytes that can be looked for. */
static void
fill_later(struct desk *d, int phone, const char *words)
{
	static const char insert[] = "INSERT INTO later VALUES (?1, ?3), (?1, ?3);";
	static const char pair[] = "INSERT INTO later_pair VALUES (?1, ?2, 1), (?2, ?1, 2);";
	struct who who = desk_who(d, phone), other = desk_who(d, phone + 100);
	sqlite3 *raw;
	ck_assert_int_eq(sqlite3_open(d->db, &raw), SQLITE_OK);
	const char *sql[] = {insert, pair};
	for (size_t i = 0; i < ARRAY_LEN(sql); i++) {
		sqlite3_stmt *s;
		ck_assert_int_eq(sqlite3_prepare_v2(raw, sql[i], -1, &s, NULL), SQLITE_OK);
		sqlite3_bind_blob(s, 1, who.bytes, sizeof(who.bytes), SQLITE_STATIC);
		sqlite3_bind_blob(s, 2, other.bytes, sizeof(other.bytes), SQLITE_STATIC);
		sqlite3_bind_blob(s, 3, words, (int)strlen(words), SQLITE_STATIC);
		ck_assert_int_eq(sqlite3_step(s), SQLITE_DONE);
		sqlite3_finalize(s);
	}
	sqlite3_close(raw);
}

/* A table of a later version, that no line of the program knows: it is emptied with the rest. */
START_TEST(erases_what_it_never_saw)
{
	struct desk d;
	struct buf names = BUF_INIT(1000);
	desk_open(&d, options);
	fill(&d, 1, 2, false);
	ask(&d, later_table, &names);
	fill_later(&d, 1, "words of the first phone");
	fill_later(&d, 2, "words of the second phone");
	struct who other = desk_who(&d, 101);
	ck_assert_uint_ge(desk_count_bytes(&d, STR("words of the first phone")), 2);
	erase(&d, 1);
	desk_tend(&d);
	ck_assert_uint_eq(desk_count_bytes(&d, STR("words of the first phone")), 0);
	ck_assert_uint_eq(desk_count_bytes(&d, as_bytes(&other)), 0);
	ck_assert_uint_ge(desk_count_bytes(&d, STR("words of the second phone")), 2);
	ask(&d, "SELECT count(*) FROM later UNION ALL SELECT count(*) FROM later_pair", &names);
	ck_assert_text(buf_str(&names), "2 2 ");
	buf_release(&names);
	desk_close(&d);
}
END_TEST

/* Nothing but what lies in the order of messages is walked from end to end for one phone. */
START_TEST(finds_by_index)
{
	struct desk d;
	struct db_table tables[DB_TABLES_MOST];
	struct db *db;
	size_t count;
	sqlite3 *raw;
	desk_open(&d, options);
	ck_assert_int_eq(db_open(d.db, 0, &db), 0);
	ck_assert_int_eq(db_tables(db, tables, &count), 0);
	db_close(db);
	ck_assert_uint_ge(count, 8);
	ck_assert_int_eq(sqlite3_open(d.db, &raw), SQLITE_OK);
	for (size_t i = 0; i < count; i++) {
		sqlite3_stmt *s;
		char *sql =
		        arena_printf(&d.arena, "EXPLAIN QUERY PLAN DELETE FROM %s WHERE who = ?%s",
		                tables[i].name, tables[i].has_other ? " OR other = ?" : "");
		ck_assert_int_eq(sqlite3_prepare_v2(raw, sql, -1, &s, NULL), SQLITE_OK);
		while (sqlite3_step(s) == SQLITE_ROW) {
			bool scans = !strncmp((const char *)sqlite3_column_text(s, 3), "SCAN", 4);
			bool walked = !strcmp(tables[i].name, "journal") ||
			              !strcmp(tables[i].name, "told");
			ck_assert_msg(scans == walked, "%s: %s", tables[i].name,
			        sqlite3_column_text(s, 3));
		}
		sqlite3_finalize(s);
	}
	sqlite3_close(raw);
	desk_close(&d);
}
END_TEST

TEST_MAIN("subject", erases_everywhere, leaves_what_comes_after, survives, empties_the_log_at_last,
        an_operator_asks_beside_the_daemon, one_daemon_at_a_time, exports, lists_stops_and_deeds,
        knows_every_table, erases_what_it_never_saw, finds_by_index)
