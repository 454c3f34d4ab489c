/* The sealing key changes under everything that is stored, whenever it is interrupted. */
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "store/family.h"
#include "store/key_rotate.h"
#include "store/outbox.h"
#include "store/subject.h"
#include "store_desk.h"

enum { ROWS = 2500, PHONES = 50 };

static const struct store_options options = {
        .sessions_most = 1024, .repeat_s = 86400, .keep_s = 160 * 86400};

static void
say(struct desk *d, int i)
{
	struct who who = store_who(d->store, desk_number(d, i % PHONES));
	struct journal_entry e = {.at_ms = DESK_NOW * 1000LL,
	        .who = who,
	        .in = str_from(arena_printf(&d->arena, "text %d", i)),
	        .out = STR("answer"),
	        .slots = str_from(arena_printf(&d->arena, "answer %d", i)),
	        .session = {.at = DESK_NOW, .forget = DESK_NOW + 100000, .page = (uint32_t)i + 1}};
	ck_assert_int_eq(store_add(d->store, &d->arena, &e), 0);
}

static void
fill(struct desk *d)
{
	struct outbox_message m = {
	        .kind = OUTBOX_NOTICE, .msisdn = desk_number(d, 1), .text = STR("a notice")};
	struct who who = store_who(d->store, desk_number(d, 1)),
	           other = store_who(d->store, desk_number(d, 2));
	struct link link = {.from = who,
	        .to = other,
	        .from_msisdn = desk_number(d, 1),
	        .to_msisdn = desk_number(d, 2),
	        .state = LINK_ALIVE};
	struct reminder reminder = {.msisdn = desk_number(d, 1), .weekday = 7, .due_ms = 5};
	struct family_own own = {.card_count = 1};
	enum outbox_verdict verdict;
	own.cards[0] = (struct card){STR("mother"), desk_number(d, 2)};
	for (int i = 0; i < ROWS; i++)
		say(d, i);
	ck_assert_int_eq(outbox_put(d->store, &d->arena, &m, DESK_NOW * 1000LL, &verdict, NULL), 0);
	ck_assert_int_eq(family_keep(d->store, &d->arena, &who, &own, 1), 0);
	ck_assert_int_eq(link_keep(d->store, &d->arena, &link, 1), 0);
	ck_assert_int_eq(reminder_keep(d->store, &d->arena, &who, &reminder), 0);
	ck_assert_int_eq(stop_keep(d->store, &d->arena, &other, desk_number(d, 2), true, 1), 0);
	desk_commit(d);
}

/* A full database that no daemon has. */
static void
full_open(struct desk *d)
{
	desk_open(d, options);
	fill(d);
	desk_stop(d);
}

static int
take_text(void *out, int columns, char **values, char **names)
{
	(void)columns, (void)names;
	buf_addf(out, "%s ", values[0] ? values[0] : "");
	return 0;
}

/* The key numbers of all that is sealed. */
static void
check_numbers(struct desk *d, const char *want)
{
	static const char sql[] =
	        "SELECT DISTINCT hex(substr(sealed, 1, 1)) FROM (SELECT sealed FROM journal UNION "
	        "ALL"
	        " SELECT sealed FROM session UNION ALL SELECT sealed FROM outbox UNION ALL SELECT"
	        " sealed FROM family UNION ALL SELECT sealed FROM link UNION ALL SELECT sealed FROM"
	        " reminder UNION ALL SELECT sealed FROM stop UNION ALL SELECT sealed FROM told)"
	        " ORDER BY 1";
	struct buf got = BUF_INIT(1000);
	sqlite3 *raw;
	ck_assert_int_eq(sqlite3_open(d->db, &raw), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(raw, sql, take_text, &got, NULL), SQLITE_OK);
	sqlite3_close(raw);
	ck_assert_text(buf_str(&got), want);
	buf_release(&got);
}

static void
add_number(void *ctx, const struct who *who, struct str msisdn, int64_t at_ms)
{
	(void)who, (void)at_ms;
	buf_add(ctx, msisdn);
}

/* All of it is there and reads as before. */
static void
check_whole(struct desk *d)
{
	struct journal_entry e;
	struct outbox_row row;
	struct family family;
	struct buf stops = BUF_INIT(100);
	desk_try_start(d);
	ck_assert_int_eq(store_trouble(d->store), 0);
	for (int seq = 1; seq <= ROWS; seq += 7) {
		ck_assert_int_eq(store_get(d->store, &d->arena, seq, &e), 0);
		ck_assert_text(e.in, arena_printf(&d->arena, "text %d", seq - 1));
		ck_assert_text(e.slots, arena_printf(&d->arena, "answer %d", seq - 1));
	}
	ck_assert_int_eq(outbox_get(d->store, &d->arena, 1, &row), 0);
	ck_assert_text(row.message.text, "a notice");
	struct who who = store_who(d->store, desk_number(d, 1));
	ck_assert_uint_eq(store_session(d->store, &who, CHANNEL_SMS)->page, ROWS - PHONES + 2);
	ck_assert_int_eq(family_load(d->store, &d->arena, &who, &family), 0);
	ck_assert(family.own.card_count == 1 && family.link_count == 1 && family.reminder.due_ms);
	ck_assert_int_eq(stops_list(d->store, add_number, &stops), 0);
	ck_assert_text(buf_str(&stops), "+8613000000002");
	buf_release(&stops);
	desk_stop(d);
}

START_TEST(changes_the_key_of_everything)
{
	struct desk d;
	struct key_rotation done;
	full_open(&d);
	check_numbers(&d, "01 ");
	for (unsigned number = 2; number <= 4; number++) {
		ck_assert_int_eq(key_rotate(&d.options, DESK_NOW, &done), 0);
		ck_assert_uint_eq(done.number, number);
		ck_assert_int_eq(done.unreadable, 0);
		ck_assert_int_ge(done.resealed, ROWS + PHONES + 5);
		char want[8];
		snprintf(want, sizeof(want), "%02X ", number);
		check_numbers(&d, want);
		check_whole(&d);
	}
	desk_close(&d);
}
END_TEST

/* Killed behind each of its steps: a daemon works, and the next call ends it. */
START_TEST(goes_on_after_a_kill)
{
	struct keys keys;
	struct key_rotation done;
	for (int step = 0; step < 3; step++) {
		struct desk d;
		full_open(&d);
		ck_assert_int_eq(keys_read(d.key, false, &keys), 0);
		keys_add_seal(&keys);
		ck_assert_int_eq(keys_write(d.key, &keys), 0); /* 0: the new key is there */
		check_whole(&d);
		if (step >= 1) { /* 1: a daemon has written with it: rows of both */
			desk_try_start(&d);
			for (int i = 0; i < PHONES; i++)
				say(&d, ROWS - PHONES + i);
			desk_commit(&d);
			desk_stop(&d);
			check_numbers(&d, "01 02 ");
			check_whole(&d);
		}
		if (step >= 2) { /* 2: all is sealed anew, and the old key still in the file */
			ck_assert_int_eq(key_rotate(&d.options, DESK_NOW, &done), 0);
			ck_assert_int_eq(keys_write(d.key, &keys), 0);
			check_whole(&d);
		}
		ck_assert_int_eq(key_rotate(&d.options, DESK_NOW, &done), 0);
		ck_assert_uint_eq(done.number, 2);
		check_numbers(&d, "02 ");
		check_whole(&d);
		keys_wipe(&keys);
		desk_close(&d);
	}
}
END_TEST

/* Without a key that its rows need a database is refused, not read as empty. */
START_TEST(an_old_backup_needs_the_old_key)
{
	struct desk d;
	struct keys before, after;
	struct key_rotation done;
	full_open(&d);
	ck_assert_int_eq(keys_read(d.key, false, &before), 0);
	ck_assert_int_eq(key_rotate(&d.options, DESK_NOW, &done), 0);
	ck_assert_int_eq(keys_read(d.key, false, &after), 0);
	ck_assert_int_eq(keys_write(d.key, &before), 0);
	desk_try_start(&d);
	ck_assert_int_eq(store_trouble(d.store), -EKEYREJECTED);
	desk_stop(&d);
	ck_assert_int_eq(keys_write(d.key, &after), 0);
	check_whole(&d);
	keys_wipe(&before);
	keys_wipe(&after);
	desk_close(&d);
}
END_TEST

START_TEST(not_beside_a_daemon)
{
	struct desk d;
	struct key_rotation done;
	struct keys keys;
	full_open(&d);
	desk_try_start(&d);
	ck_assert_int_eq(key_rotate(&d.options, DESK_NOW, &done), -EBUSY);
	ck_assert_int_eq(keys_read(d.key, false, &keys), 0);
	ck_assert_uint_eq(keys.seals, 1);
	keys_wipe(&keys);
	desk_close(&d);
}
END_TEST

TEST_MAIN("key_rotate", changes_the_key_of_everything, goes_on_after_a_kill,
        an_old_backup_needs_the_old_key, not_beside_a_daemon)
