/* What is kept of families: it comes back whole, lives and dies with its batch, and who may ask. */
#include <errno.h>
#include <string.h>

#include "store/family.h"
#include "store/field.h"
#include "store/store_model.h"
#include "store_desk.h"

enum { DAY_MS = 86400000, KEEP_S = 160 * 86400 };

static const struct link_limits limits = {
        .pair_most = 2, .again_ms = 90LL * DAY_MS, .asked_most = 3, .asked_within = 7 * DAY_MS};

static const struct store_options options = {
        .sessions_most = 1024, .repeat_s = 500, .keep_s = KEEP_S};

static struct family
load(struct desk *d, int phone)
{
	struct family family;
	struct who who = store_who(d->store, desk_number(d, phone));
	ck_assert_int_eq(family_load(d->store, &d->arena, &who, &family), 0);
	return family;
}

static void
keep(struct desk *d, int phone, const struct family_own *own)
{
	struct who who = store_who(d->store, desk_number(d, phone));
	ck_assert_int_eq(family_keep(d->store, &d->arena, &who, own, d->now_ms), 0);
}

START_TEST(comes_back_whole)
{
	struct desk d;
	desk_open(&d, options);
	struct family_own own = {.code = STR("$argon2id$..."),
	        .wrong = 2,
	        .closed_ms = 5,
	        .open_ms = 6,
	        .counted_on = 20270115,
	        .counts = {1, 2, 3},
	        .last = {[FAMILY_CALL] = {7, 8}, [FAMILY_ASK] = {9, 0}}};
	for (int i = 0; i < FAMILY_CARDS; i++)
		own.cards[own.card_count++] = (struct card){STR("mother"), desk_number(&d, i)};
	keep(&d, 1, &own);
	desk_settle(&d, 0);
	desk_restart(&d);
	struct family got = load(&d, 1);
	ck_assert_uint_eq(got.own.card_count, FAMILY_CARDS);
	ck_assert_text(got.own.cards[19].relation, "mother");
	ck_assert_text(got.own.cards[19].msisdn, "+8613000000019");
	ck_assert_text(got.own.code, "$argon2id$...");
	ck_assert_int_eq(got.own.closed_ms, 5);
	ck_assert_int_eq(got.own.open_ms, 6);
	ck_assert_uint_eq(got.own.wrong, 2);
	ck_assert_int_eq(got.own.counted_on, 20270115);
	ck_assert_uint_eq(got.own.counts[FAMILY_ASK], 3);
	ck_assert_int_eq(got.own.last[FAMILY_SAFE].at_ms, 0);
	ck_assert_int_eq(got.own.last[FAMILY_CALL].at_ms, 7);
	ck_assert_uint_eq(got.own.last[FAMILY_CALL].words, 8);
	ck_assert_int_eq(got.own.last[FAMILY_ASK].at_ms, 9);
	ck_assert_uint_eq(load(&d, 2).own.card_count, 0);
	desk_close(&d);
}
END_TEST

/* A record of version 0.1: 40 bytes of numbers, without what was done last. */
START_TEST(reads_an_older_record)
{
	struct desk d;
	desk_open(&d, options);
	struct who who = desk_who(&d, 1);
	const int64_t times[] = {5, 6};
	const uint32_t counts[] = {2, 20270115, 1, 2, 3, 0};
	char numbers[40];
	memcpy(numbers, times, sizeof(times));
	memcpy(numbers + sizeof(times), counts, sizeof(counts));
	const struct str fields[] = {
	        STR("code"), {numbers, sizeof(numbers)}, STR("mother"), desk_number(&d, 7)};
	struct str sealed = fields_seal(d.store->crypt, &d.arena, &(struct seal){"family", 0, &who},
	        1, fields, ARRAY_LEN(fields));
	ck_assert_int_eq(store_change(d.store), 0);
	ck_assert_int_eq(
	        db_do(d.store->db, DB_FAMILY_PUT, DB_ARG_BLOB(who.bytes, sizeof(who.bytes)),
	                DB_ARG_INT(d.now_ms), DB_ARG_BLOB(sealed.p, sealed.n)),
	        0);
	desk_settle(&d, 0);
	struct family got = load(&d, 1);
	ck_assert_text(got.own.code, "code");
	ck_assert_uint_eq(got.own.card_count, 1);
	ck_assert_int_eq(got.own.open_ms, 6);
	ck_assert_uint_eq(got.own.counts[FAMILY_ASK], 3);
	ck_assert_int_eq(got.own.last[FAMILY_ASK].at_ms, 0);
	desk_close(&d);
}
END_TEST

START_TEST(dies_with_its_batch)
{
	struct desk d;
	desk_open(&d, options);
	struct family_own own = {.cards = {{STR("mother"), desk_number(&d, 9)}}, .card_count = 1};
	struct reminder reminder = {.msisdn = desk_number(&d, 1), .weekday = 7, .due_ms = d.now_ms};
	struct link link = {.from = store_who(d.store, desk_number(&d, 1)),
	        .to = store_who(d.store, desk_number(&d, 2)),
	        .asks = 1};
	keep(&d, 1, &own);
	ck_assert_int_eq(reminder_keep(d.store, &d.arena, &link.from, &reminder), 0);
	ck_assert_int_eq(link_keep(d.store, &d.arena, &link, d.now_ms), 0);
	ck_assert_uint_eq(load(&d, 1).own.card_count, 1); /* seen inside the batch... */
	desk_settle(&d, -EIO);
	ck_assert_int_eq(store_trouble(d.store), -EIO);
	store_tend(d.store, DESK_NOW);     /* opens it anew */
	struct family after = load(&d, 1); /* ...and never happened */
	ck_assert_uint_eq(after.own.card_count, 0);
	ck_assert_uint_eq(after.link_count, 0);
	ck_assert_uint_eq(after.reminder.weekday, 0);
	desk_close(&d);
}
END_TEST

/* --- links --- */

static bool
may_ask(struct desk *d, int from, int to)
{
	struct link before;
	bool may;
	ck_assert_int_eq(link_may_ask(d->store, &d->arena, desk_number(d, from), desk_number(d, to),
	                         &limits, d->now_ms, &before, &may),
	        0);
	return may;
}

/* As talk/effect.c does it. */
static bool
ask(struct desk *d, int from, int to)
{
	struct link link;
	bool may;
	ck_assert_int_eq(link_may_ask(d->store, &d->arena, desk_number(d, from), desk_number(d, to),
	                         &limits, d->now_ms, &link, &may),
	        0);
	link.asks++;
	link.asked_ms = d->now_ms;
	link.state = may ? LINK_ASKED : link.state == LINK_REFUSED ? LINK_REFUSED : LINK_UNASKED;
	ck_assert_int_eq(link_keep(d->store, &d->arena, &link, d->now_ms), 0);
	return may;
}

static void
turn_link(struct desk *d, int from, int to, enum link_state state)
{
	struct family family = load(d, to);
	struct who asker = store_who(d->store, desk_number(d, from));
	for (size_t i = 0; i < family.link_count; i++) {
		struct link link = family.links[i];
		if (!who_eq(&link.from, &asker))
			continue;
		link.state = state;
		ck_assert_int_eq(link_keep(d->store, &d->arena, &link, d->now_ms), 0);
		return;
	}
	ck_abort_msg("no such link");
}

START_TEST(is_seen_from_both_sides)
{
	struct desk d;
	desk_open(&d, options);
	ck_assert(ask(&d, 1, 2));
	turn_link(&d, 1, 2, LINK_ALIVE);
	desk_settle(&d, 0);
	struct family a = load(&d, 1), b = load(&d, 2), c = load(&d, 3);
	ck_assert_uint_eq(a.link_count, 1);
	ck_assert_uint_eq(b.link_count, 1);
	ck_assert_uint_eq(c.link_count, 0);
	ck_assert_int_eq(b.links[0].state, LINK_ALIVE);
	ck_assert_text(b.links[0].from_msisdn, "+8613000000001");
	ck_assert_text(a.links[0].to_msisdn, "+8613000000002");
	ck_assert(!may_ask(&d, 1, 2)); /* they are */
	ck_assert(!may_ask(&d, 2, 1));
	desk_settle(&d, 0);
	desk_close(&d);
}
END_TEST

START_TEST(a_no_is_not_worn_down)
{
	struct desk d;
	desk_open(&d, options);
	ck_assert(ask(&d, 1, 2));
	d.now_ms += 30LL * DAY_MS;
	ck_assert(!may_ask(&d, 1, 2)); /* silence is no yes */
	turn_link(&d, 1, 2, LINK_REFUSED);
	d.now_ms += 61LL * DAY_MS; /* 90 days since it was asked, 61 since its no */
	ck_assert(!may_ask(&d, 1, 2));
	d.now_ms += 30LL * DAY_MS;
	ck_assert(may_ask(&d, 1, 2));
	ck_assert(may_ask(&d, 2, 1)); /* whose own no it was may ask */
	ck_assert(ask(&d, 1, 2));
	d.now_ms += 1000LL * DAY_MS;
	ck_assert(!may_ask(&d, 1, 2)); /* twice, and never more */
	desk_settle(&d, 0);
	desk_close(&d);
}
END_TEST

/* Who had asked has ended it: the other may not turn the tables at once. */
START_TEST(an_end_is_a_no_to_the_other)
{
	struct desk d;
	desk_open(&d, options);
	ck_assert(ask(&d, 1, 2));
	turn_link(&d, 1, 2, LINK_ALIVE);
	turn_link(&d, 1, 2, LINK_ENDED);
	ck_assert(!may_ask(&d, 2, 1));
	ck_assert(may_ask(&d, 1, 2)); /* it was a slip of its own */
	d.now_ms += 91LL * DAY_MS;
	ck_assert(may_ask(&d, 2, 1));
	desk_settle(&d, 0);
	desk_close(&d);
}
END_TEST

START_TEST(is_asked_by_so_many_at_the_most)
{
	struct desk d;
	desk_open(&d, options);
	for (int i = 1; i <= 3; i++)
		ck_assert(ask(&d, i, 9));
	ck_assert(!ask(&d, 4, 9));
	ck_assert(!ask(&d, 5, 9)); /* those that were not sent count for nothing */
	d.now_ms += 7LL * DAY_MS + 1;
	ck_assert(ask(&d, 6, 9));
	desk_settle(&d, 0);
	desk_close(&d);
}
END_TEST

START_TEST(lets_what_is_no_link_go)
{
	struct desk d;
	desk_open(&d, options);
	ask(&d, 1, 2);
	ask(&d, 1, 3);
	turn_link(&d, 1, 3, LINK_ALIVE);
	desk_settle(&d, 0);
	store_tend(d.store, DESK_NOW + KEEP_S);
	ck_assert_uint_eq(load(&d, 1).link_count, 2);
	store_tend(d.store, DESK_NOW + KEEP_S + 100);
	struct family family = load(&d, 1);
	ck_assert_uint_eq(family.link_count, 1);
	ck_assert_int_eq(family.links[0].state, LINK_ALIVE);
	desk_close(&d);
}
END_TEST

/* --- reminders --- */

struct seen {
	char text[256];
};

static int
note(void *ctx, const struct who *who, const struct reminder *reminder)
{
	struct seen *seen = ctx;
	(void)who;
	snprintf(seen->text + strlen(seen->text), sizeof(seen->text) - strlen(seen->text),
	        "%.*s/%u/%u/%u ", STR_ARG(reminder->msisdn), reminder->weekday, reminder->minute,
	        reminder->festivals);
	return 0;
}

START_TEST(is_due_in_its_order)
{
	struct desk d;
	struct seen seen = {""};
	desk_open(&d, options);
	for (int i = 1; i <= 4; i++) {
		struct reminder r = {.msisdn = desk_number(&d, i),
		        .weekday = (uint8_t)i,
		        .minute = 1200,
		        .festivals = 1,
		        .due_ms = d.now_ms - i};
		struct who who = store_who(d.store, r.msisdn);
		ck_assert_int_eq(reminder_keep(d.store, &d.arena, &who, &r), 0);
		if (i == 4) { /* and is ended again */
			r.weekday = 0;
			r.festivals = 0;
			ck_assert_int_eq(reminder_keep(d.store, &d.arena, &who, &r), 0);
		}
	}
	desk_settle(&d, 0);
	ck_assert_int_eq(reminders_due(d.store, &d.arena, d.now_ms - 2, 8, note, &seen), 0);
	ck_assert_str_eq(seen.text, "+8613000000003/3/1200/1 +8613000000002/2/1200/1 ");
	seen.text[0] = '\0';
	ck_assert_int_eq(reminders_due(d.store, &d.arena, d.now_ms, 1, note, &seen), 0);
	ck_assert_str_eq(seen.text, "+8613000000003/3/1200/1 ");
	desk_close(&d);
}
END_TEST

/* --- the code --- */

START_TEST(knows_the_code_again)
{
	struct arena a = ARENA_INIT;
	struct str hash = code_hash(&a, STR("4826")), other = code_hash(&a, STR("4826"));
	ck_assert(!str_eq(hash, other)); /* its salt is its own */
	ck_assert_uint_le(hash.n, FAMILY_CODE_MAX);
	ck_assert(code_matches(hash, STR("4826")));
	ck_assert(code_matches(other, STR("4826")));
	ck_assert(!code_matches(hash, STR("4827")));
	ck_assert(!code_matches(hash, STR("")));
	ck_assert(!code_matches((struct str){"", 0}, STR("")));
	ck_assert(!code_matches(STR("no hash"), STR("4826")));
	arena_release(&a);
}
END_TEST

TEST_MAIN("family", comes_back_whole, reads_an_older_record, dies_with_its_batch,
        is_seen_from_both_sides, a_no_is_not_worn_down, an_end_is_a_no_to_the_other,
        is_asked_by_so_many_at_the_most, lets_what_is_no_link_go, is_due_in_its_order,
        knows_the_code_again)
