#include <errno.h>
#include <string.h>

#include "scratch.h"
#include "store/field.h"
#include "store/journal.h"

struct desk {
	struct db *db;
	struct crypt *crypt;
	struct arena arena;
};

static void
desk_open(struct desk *d)
{
	*d = (struct desk){.crypt = crypt_open_volatile()};
	ck_assert_int_eq(db_open(":memory:", 0, &d->db), 0);
}

static void
desk_close(struct desk *d)
{
	db_close(d->db);
	crypt_close(d->crypt);
	arena_release(&d->arena);
}

static struct journal_entry
entry(int64_t seq)
{
	struct journal_entry e = {.seq = seq, .at_ms = 1000 * seq};
	memcpy(e.who.bytes, &seq, sizeof(seq));
	e.marks[0] = UINT64_MAX - (uint64_t)seq;
	e.session = (struct session){
	        .who = e.who, .seq = seq, .page = 77, .flags = 0xFFFF & ~SESSION_USSD};
	e.owed = -seq;
	e.tree = 0x01020304;
	e.route = STR("@agg");
	e.in = STR("养老");
	e.out = STR("a\0b");
	return e;
}

START_TEST(keeps_all)
{
	static char big[JOURNAL_TEXT_MAX];
	static const struct str texts[] = {{NULL, 0}, {"", 0}, {"x", 1}, {big, sizeof(big)}};
	struct desk d;
	struct journal_entry got;
	desk_open(&d);
	memset(big, 'y', sizeof(big));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct journal_entry e = entry((int64_t)i + 1);
		e.rest = e.slots = texts[i];
		ck_assert_int_eq(journal_add(d.db, d.crypt, &d.arena, &e), 0);
		ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, e.seq, &got), 0);
		ck_assert(got.seq == e.seq && got.at_ms == e.at_ms && who_eq(&got.who, &e.who));
		ck_assert(got.marks[0] == e.marks[0] && got.marks[1] == 0);
		ck_assert(str_eq(got.in, e.in) && str_eq(got.out, e.out));
		ck_assert(str_eq(got.rest, texts[i]) && str_eq(got.slots, texts[i]));
		ck_assert_int_eq(got.owed, e.owed);
		ck_assert_uint_eq(got.tree, e.tree);
		ck_assert_text(got.route, "@agg");
		e.session.flags = SESSION_KEPT & ~SESSION_USSD;
		ck_assert_mem_eq(&got.session, &e.session, sizeof(e.session));
	}
	ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, 99, &got), -ENOENT);
	desk_close(&d);
}
END_TEST

/* A row as a hostile or broken disk may hold it. */
static void
add_raw(struct desk *d, int64_t seq, size_t who_size, struct str plain)
{
	struct who who = {{1}};
	struct str sealed =
	        crypt_seal(d->crypt, &d->arena, &(struct seal){"journal", seq, &who}, plain);
	ck_assert_int_eq(db_do(d->db, DB_JOURNAL_ADD, DB_ARG_INT(seq), DB_ARG_INT(1),
	                         DB_ARG_BLOB(who.bytes, who_size), DB_ARG_INT(0), DB_ARG_INT(0),
	                         DB_ARG_BLOB(sealed.p, sealed.n)),
	        0);
}

START_TEST(refuses_damage)
{
	enum {
		FIELDS = 8,
		OLD = SESSION_PACKED + FIELDS,
		WITH_TOLD = OLD + 8,
		NEW = WITH_TOLD - FIELD_OVERHEAD
	};
	char plain[WITH_TOLD + 1] = {1};
	static const struct {
		size_t who_size, plain_size;
		char format, field;
		int want;
	} cases[] = {
	        {16, OLD, 1, 0, 0}, {16, WITH_TOLD, 2, 0, 0}, {16, NEW, 3, 0, 0},
	        {15, NEW, 3, 0, -EBADMSG}, {16, NEW, 1, 0, -EBADMSG}, {16, NEW, 2, 0, -EBADMSG},
	        {16, NEW, 4, 0, -EBADMSG}, {16, NEW, 0, 0, -EBADMSG}, {16, 0, 3, 0, -EBADMSG},
	        {16, SESSION_PACKED - 1, 3, 0, -EBADMSG}, {16, SESSION_PACKED, 3, 0, -EBADMSG},
	        {16, OLD, 2, 0, -EBADMSG}, {16, OLD - 1, 1, 0, -EBADMSG},
	        {16, OLD + 1, 1, 0, -EBADMSG}, {16, NEW - 1, 3, 0, -EBADMSG},
	        {16, NEW + 1, 3, 0, -EBADMSG}, {16, WITH_TOLD + 1, 2, 0, -EBADMSG},
	        {16, NEW, 3, 9, -EBADMSG}, /* a field longer than the row */
	};
	struct desk d;
	struct journal_entry got;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t seq = (int64_t)i + 1;
		plain[0] = cases[i].format;
		plain[SESSION_PACKED] = cases[i].field;
		add_raw(&d, seq, cases[i].who_size, (struct str){plain, cases[i].plain_size});
		ck_assert_msg(journal_get(d.db, d.crypt, &d.arena, seq, &got) == cases[i].want,
		        "case %zu", i);
	}
	struct crypt *other = crypt_open_volatile();
	ck_assert_int_eq(journal_get(d.db, other, &d.arena, 1, &got), -EBADMSG);
	crypt_close(other);
	desk_close(&d);
}
END_TEST

/* What was told is a row of its own, sealed for its place; one that is gone is empty. */
START_TEST(tells_what_was_told_until_it_goes)
{
	struct desk d;
	struct journal_entry e = entry(7), got;
	struct who other = {{9}};
	size_t gone;
	desk_open(&d);
	e.slots = STR("birth\t1967-05\n");
	ck_assert_int_eq(journal_add(d.db, d.crypt, &d.arena, &e), 0);
	ck_assert_int_eq(journal_forget_told(d.db, e.at_ms, 10, &gone), 0);
	ck_assert_uint_eq(gone, 0);
	ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, 7, &got), 0);
	ck_assert(str_eq(got.slots, e.slots));
	ck_assert_int_eq(journal_forget_told(d.db, e.at_ms + 1, 10, &gone), 0);
	ck_assert_uint_eq(gone, 1);
	ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, 7, &got), 0);
	ck_assert(got.slots.n == 0 && str_eq(got.in, e.in));
	struct str sealed =
	        crypt_seal(d.crypt, &d.arena, &(struct seal){"told", 7, &other}, STR("\1\1\0x"));
	ck_assert_int_eq(db_do(d.db, DB_TOLD_ADD, DB_ARG_INT(7), DB_ARG_INT(1),
	                         DB_ARG_BLOB(e.who.bytes, sizeof(e.who.bytes)),
	                         DB_ARG_BLOB(sealed.p, sealed.n)),
	        0);
	ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, 7, &got), -EBADMSG);
	desk_close(&d);
}
END_TEST

static void
note_seq(void *ctx, const struct journal_entry *e)
{
	int64_t *seqs = ctx;
	seqs[++seqs[0]] = e->seq;
}

START_TEST(replays_in_order)
{
	static const int64_t added[] = {5, 2, 9, 3};
	struct desk d;
	int64_t seqs[8] = {0};
	size_t unreadable;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(added); i++) {
		struct journal_entry e = entry(added[i]);
		ck_assert_int_eq(journal_add(d.db, d.crypt, &d.arena, &e), 0);
	}
	add_raw(&d, 4, 16, STR("nonsense"));
	ck_assert_int_eq(journal_replay(d.db, d.crypt, 2, note_seq, seqs, &unreadable), 0);
	ck_assert_uint_eq(unreadable, 1);
	ck_assert_mem_eq(seqs, ((int64_t[]){3, 3, 5, 9}), 4 * sizeof(int64_t));
	desk_close(&d);
}
END_TEST

START_TEST(packs_sessions)
{
	char packed[SESSION_PACKED + 1] = {0};
	struct session s = {.who = {{1}}, .seq = 1LL << 40, .at = 3, .page = 4, .slot = 5};
	struct session got = {.who = {{2}}};
	s.lang = 6;
	s.flags = SESSION_REST | SESSION_ANSWERED | SESSION_UNSAVED;
	session_pack(&s, packed);
	ck_assert(session_unpack((struct str){packed, SESSION_PACKED}, &got));
	ck_assert_uint_eq(got.who.bytes[0], 2); /* the who is not in it */
	ck_assert_uint_eq(got.flags, SESSION_REST);
	got.who = s.who, got.flags = s.flags;
	ck_assert_mem_eq(&got, &s, sizeof(s));
	ck_assert(!session_unpack((struct str){packed, SESSION_PACKED - 2}, &got));
	ck_assert(!session_unpack((struct str){packed, SESSION_PACKED + 1}, &got));
}
END_TEST

/* A session as 0.1.0 wrote it, alone and in a row. */
START_TEST(reads_the_first_format)
{
	enum { page_hash = 0x12345678 };
	struct old {
		int64_t seq;
		uint32_t at, expires, forget, page, trail[3], text_hash, lang;
		uint8_t flags, slot, unused[2];
	} old = {9, 1, 2, 3, 4, {5, 6, 7}, 8, page_hash, SESSION_ASKING, 2, {0}};
	char row[1 + sizeof(old) + 8] = {1};
	struct session got = {.tag = 1};
	struct journal_entry e;
	struct desk d;
	desk_open(&d);
	memcpy(row + 1, &old, sizeof(old));
	add_raw(&d, 9, 16, (struct str){row, sizeof(row)});
	ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, 9, &e), 0);
	ck_assert(session_unpack((struct str){row + 1, sizeof(old)}, &got));
	ck_assert_mem_eq(&got.seq, &e.session.seq, sizeof(old));
	ck_assert_int_eq(e.owed, 0);
	ck_assert(got.seq == 9 && got.page == 4 && got.trail[2] == 7 && got.text_hash == 8);
	ck_assert(got.lang == session_lang(page_hash) && got.tag == 0 && got.wrong == 0);
	ck_assert(got.flags == SESSION_ASKING && got.slot == 2);
	desk_close(&d);
}
END_TEST

/* A row that does not say of which content it is. */
START_TEST(reads_the_third_format)
{
	char row[SESSION_PACKED + 3 * 2 + 8] = {3};
	struct journal_entry e;
	struct desk d;
	desk_open(&d);
	row[sizeof(row) - 8] = 5;
	add_raw(&d, 9, 16, (struct str){row, sizeof(row)});
	ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, 9, &e), 0);
	ck_assert_int_eq(e.owed, 5);
	ck_assert_uint_eq(e.tree, 0);
	desk_close(&d);
}
END_TEST

/* A USSD session has its own record, beside the phone's. */
START_TEST(keeps_channels_apart)
{
	struct desk d;
	struct journal_entry e = entry(1), got;
	desk_open(&d);
	e.session.flags = SESSION_USSD;
	ck_assert_int_eq(journal_add(d.db, d.crypt, &d.arena, &e), 0);
	ck_assert_int_eq(journal_get(d.db, d.crypt, &d.arena, 1, &got), 0);
	struct who ussd = who_on(&e.who, CHANNEL_USSD), sms = who_on(&e.who, CHANNEL_SMS);
	ck_assert(who_eq(&got.session.who, &ussd) && !who_eq(&ussd, &e.who));
	ck_assert(who_eq(&got.who, &sms));
	desk_close(&d);
}
END_TEST

TEST_MAIN("journal", reads_the_first_format, reads_the_third_format, keeps_channels_apart,
        keeps_all, refuses_damage, tells_what_was_told_until_it_goes, replays_in_order,
        packs_sessions)
