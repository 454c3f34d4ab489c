#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "store/outbox.h"
#include "store_desk.h"

enum {
	KEEP_S = 1000,
	GAP_MS = 10000,
	WAITING_MOST = 5,
	SAME_MOST = 2,
	SAME_MS = 3600000,
	TRIES_MOST = 3,
	LIFE_MS = 600000,
	ROWS = 64,
};

static const struct store_options options = {
        .sessions_most = 1 << 20,
        .repeat_s = 500,
        .keep_s = KEEP_S,
        .outbox = {GAP_MS, WAITING_MOST, SAME_MOST, SAME_MS, TRIES_MOST,
                {LIFE_MS, LIFE_MS, LIFE_MS}},
};

/* What was claimed last. */
static struct {
	struct outbox_row rows[ROWS];
	size_t count;
} got;

static enum outbox_verdict
put_message(struct desk *d, const struct outbox_message *m, int64_t *id)
{
	enum outbox_verdict verdict = OUTBOX_TAKEN;
	ck_assert_int_eq(outbox_put(d->store, &d->arena, m, d->now_ms, &verdict, id), 0);
	return verdict;
}

static enum outbox_verdict
try_put(struct desk *d, enum outbox_kind kind, int phone, const char *text, int64_t *id)
{
	struct outbox_message m = {
	        .kind = kind, .msisdn = desk_number(d, phone), .text = str_from(text)};
	return put_message(d, &m, id);
}

/* A row with words of its own. */
static int64_t
put(struct desk *d, enum outbox_kind kind, int phone)
{
	static int serial;
	char text[32];
	int64_t id = 0;
	snprintf(text, sizeof(text), "words %d", ++serial);
	ck_assert_int_eq(try_put(d, kind, phone, text, &id), OUTBOX_TAKEN);
	ck_assert_int_gt(id, 0);
	return id;
}

static size_t
claim_kinds(struct desk *d, size_t most, const bool kinds[OUTBOX_KINDS])
{
	struct outbox_wish wish = {.most = most};
	memcpy(wish.kinds, kinds, sizeof(wish.kinds));
	ck_assert_int_eq(
	        outbox_claim(d->store, &d->arena, &wish, d->now_ms, got.rows, &got.count), 0);
	return got.count;
}

static size_t
claim(struct desk *d, size_t most)
{
	return claim_kinds(d, most, (const bool[OUTBOX_KINDS]){true, true, true});
}

static struct outbox_row
row_of(struct desk *d, int64_t id)
{
	struct outbox_row row;
	ck_assert_int_eq(outbox_get(d->store, &d->arena, id, &row), 0);
	return row;
}

static int
accepted(struct desk *d, int64_t id)
{
	return outbox_accepted(d->store, id, d->now_ms);
}

static int
retry(struct desk *d, int64_t id, bool counts, int64_t wait_ms)
{
	struct outbox_failure f = {OUTBOX_HTTP, 503, counts, d->now_ms + wait_ms};
	return outbox_retry(d->store, &d->arena, id, &f, d->now_ms);
}

static int64_t
rows_in(struct desk *d, enum outbox_kind kind, enum outbox_state state)
{
	struct outbox_figures f;
	ck_assert_int_eq(outbox_look(d->store, d->now_ms, &f), 0);
	return f.rows[kind][state];
}

/* The phone says STOP, or takes it back. */
static void
set_stopped(struct desk *d, int phone, bool stopped)
{
	struct journal_entry e = {.at_ms = d->now_ms, .who = desk_who(d, phone), .in = STR("T")};
	e.session.at = (uint32_t)(d->now_ms / 1000);
	e.session.forget = SESSION_NEVER;
	e.session.flags = stopped ? SESSION_STOPPED : 0;
	ck_assert_int_eq(store_add(d->store, &d->arena, &e), 0);
}

START_TEST(round_trip)
{
	struct desk d;
	int64_t id;
	desk_open(&d, options);
	struct outbox_message m = {.kind = OUTBOX_NOTICE,
	        .msisdn = desk_number(&d, 1),
	        .text = STR("平安"),
	        .page = STR("family-safe"),
	        .lang = STR("zh"),
	        .route = STR("agg")};
	ck_assert_int_eq(put_message(&d, &m, &id), OUTBOX_TAKEN);
	desk_commit(&d);
	ck_assert_uint_eq(claim(&d, 8), 1);
	desk_commit(&d);
	const struct outbox_row *row = &got.rows[0];
	ck_assert(row->id == id && row->state == OUTBOX_CLAIMED && row->tries == 1);
	ck_assert_text(row->message.msisdn, "+8613000000001");
	ck_assert_text(row->message.text, "平安");
	ck_assert_text(row->message.page, "family-safe");
	ck_assert_text(row->message.lang, "zh");
	ck_assert_text(row->message.route, "agg");
	ck_assert_uint_eq(claim(&d, 8), 0); /* once */
	ck_assert_int_eq(accepted(&d, id), 0);
	desk_commit(&d);
	ck_assert_int_eq(outbox_dlr(d.store, &d.arena, id, 1, 0, d.now_ms), 0);
	desk_commit(&d);
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_DELIVERED);
	ck_assert_int_eq(rows_in(&d, OUTBOX_NOTICE, OUTBOX_DELIVERED), 1);
	ck_assert_int_eq(rows_in(&d, OUTBOX_NOTICE, OUTBOX_QUEUED), 0);
	desk_close(&d);
}
END_TEST

/* Answers, notices, reminders; within a kind who was first; not before it is due. */
START_TEST(order)
{
	struct desk d;
	desk_open(&d, options);
	int64_t ids[5] = {put(&d, OUTBOX_REMINDER, 1), put(&d, OUTBOX_NOTICE, 2),
	        put(&d, OUTBOX_ANSWER, 3), put(&d, OUTBOX_NOTICE, 4), put(&d, OUTBOX_ANSWER, 5)};
	static const size_t want[] = {2, 4, 1, 3, 0};
	struct outbox_message later = {.kind = OUTBOX_ANSWER,
	        .msisdn = desk_number(&d, 6),
	        .text = STR("later"),
	        .due_ms = d.now_ms + 1};
	ck_assert_int_eq(put_message(&d, &later, NULL), OUTBOX_TAKEN);
	ck_assert_uint_eq(claim(&d, 2), 2);
	ck_assert(got.rows[0].id == ids[want[0]] && got.rows[1].id == ids[want[1]]);
	/* by night, or with the budget spent */
	ck_assert_uint_eq(claim_kinds(&d, 8, (const bool[]){true, false, true}), 1);
	ck_assert_int_eq(got.rows[0].id, ids[want[4]]);
	ck_assert_uint_eq(claim(&d, 8), 2);
	ck_assert(got.rows[0].id == ids[want[2]] && got.rows[1].id == ids[want[3]]);
	d.now_ms++;
	ck_assert_uint_eq(claim(&d, 8), 1);
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

/* Who is owed much does not hold up who is owed one; and gets one at a time. */
START_TEST(fair)
{
	struct desk d;
	desk_open(&d, options);
	for (int i = 0; i < WAITING_MOST; i++)
		put(&d, OUTBOX_NOTICE, 1);
	put(&d, OUTBOX_NOTICE, 2);
	desk_commit(&d);
	d.now_ms += WAITING_MOST * GAP_MS;
	ck_assert_uint_eq(claim(&d, 8), 2);
	struct who first = desk_who(&d, 1), second = desk_who(&d, 2);
	ck_assert(who_eq(&got.rows[0].who, &first) && who_eq(&got.rows[1].who, &second));
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

static bool
is_first_phone(void *ctx, const struct who *who)
{
	return who_eq(ctx, who);
}

START_TEST(one_at_a_time)
{
	struct desk d;
	desk_open(&d, options);
	struct who busy = desk_who(&d, 1);
	struct outbox_wish wish = {
	        .most = 8, .kinds = {true, true, true}, .is_busy = is_first_phone, .ctx = &busy};
	put(&d, OUTBOX_ANSWER, 1);
	put(&d, OUTBOX_ANSWER, 1);
	put(&d, OUTBOX_ANSWER, 2);
	ck_assert_int_eq(outbox_claim(d.store, &d.arena, &wish, d.now_ms, got.rows, &got.count), 0);
	ck_assert_uint_eq(got.count, 1);
	ck_assert_uint_eq(claim(&d, 8), 1); /* not both of the first phone's */
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

/* Nobody is flooded: a turn of its own, in the first gap that is wide enough. */
START_TEST(gap)
{
	struct desk d;
	desk_open(&d, options);
	static const int64_t due_s[] = {0, 0, 1000, 0, 1005};
	static const int64_t want_s[] = {0, 10, 1000, 20, 1010};
	static const char *const words[] = {"a", "b", "c", "d", "e"};
	for (size_t i = 0; i < ARRAY_LEN(due_s); i++) {
		struct outbox_message m = {.kind = OUTBOX_REMINDER,
		        .msisdn = desk_number(&d, 1),
		        .text = str_from(words[i]),
		        .due_ms = d.now_ms + due_s[i] * 1000};
		int64_t id;
		ck_assert_int_eq(put_message(&d, &m, &id), OUTBOX_TAKEN);
		ck_assert_int_eq(row_of(&d, id).turn_ms, d.now_ms + want_s[i] * 1000);
	}
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 1, "f", NULL), OUTBOX_MANY);
	ck_assert_int_eq(try_put(&d, OUTBOX_ANSWER, 1, "g", NULL), OUTBOX_TAKEN);
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 2, "h", NULL), OUTBOX_TAKEN);
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

START_TEST(same_words)
{
	struct desk d;
	desk_open(&d, options);
	for (int i = 0; i < SAME_MOST; i++)
		ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 1, "same", NULL), OUTBOX_TAKEN);
	ck_assert_int_eq(try_put(&d, OUTBOX_REMINDER, 1, "same", NULL), OUTBOX_SAME);
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 1, "other", NULL), OUTBOX_TAKEN);
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 2, "same", NULL), OUTBOX_TAKEN);
	for (int i = 0; i < SAME_MOST + 1; i++)
		ck_assert_int_eq(try_put(&d, OUTBOX_ANSWER, 1, "same", NULL), OUTBOX_TAKEN);
	d.now_ms += LIFE_MS + 1; /* what has expired was heard all the same */
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 1, "same", NULL), OUTBOX_SAME);
	d.now_ms += SAME_MS - LIFE_MS;
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 1, "same", NULL), OUTBOX_TAKEN);
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

/* STOP counts at every step: putting, claiming, and between claim and sending. */
START_TEST(stop)
{
	struct desk d;
	desk_open(&d, options);
	int64_t queued = put(&d, OUTBOX_NOTICE, 1), answer = put(&d, OUTBOX_ANSWER, 1);
	set_stopped(&d, 1, true);
	desk_commit(&d);
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 1, "x", NULL), OUTBOX_STOPPED);
	ck_assert_uint_eq(claim(&d, 8), 1);
	ck_assert_int_eq(got.rows[0].id, answer);
	ck_assert_int_eq(row_of(&d, queued).state, OUTBOX_QUEUED); /* one at a time to a phone */
	ck_assert_int_eq(accepted(&d, answer), 0);
	desk_commit(&d);
	ck_assert_uint_eq(claim(&d, 8), 0);
	desk_commit(&d);
	ck_assert_int_eq(row_of(&d, queued).state, OUTBOX_FAILED);
	ck_assert_int_eq(row_of(&d, queued).cause, OUTBOX_BY_STOP);

	int64_t racing = put(&d, OUTBOX_NOTICE, 2);
	ck_assert_uint_eq(claim(&d, 8), 1);
	set_stopped(&d, 2, true);
	desk_commit(&d);
	struct who who = desk_who(&d, 2);
	ck_assert(!store_may_push(d.store, &who));
	ck_assert_int_eq(outbox_stopped(d.store, &d.arena, racing, d.now_ms), 0);
	desk_commit(&d);
	ck_assert_int_eq(row_of(&d, racing).cause, OUTBOX_BY_STOP);
	desk_crash(&d); /* STOP outlives it */
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 2, "y", NULL), OUTBOX_STOPPED);
	set_stopped(&d, 2, false);
	ck_assert_int_eq(try_put(&d, OUTBOX_NOTICE, 2, "y", NULL), OUTBOX_TAKEN);
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

START_TEST(expires)
{
	struct desk d;
	desk_open(&d, options);
	int64_t claimed = put(&d, OUTBOX_ANSWER, 1), tended = put(&d, OUTBOX_REMINDER, 2);
	desk_commit(&d);
	d.now_ms += LIFE_MS;
	ck_assert_uint_eq(claim_kinds(&d, 8, (const bool[]){true, false, false}), 0);
	desk_commit(&d);
	ck_assert_int_eq(row_of(&d, claimed).state, OUTBOX_EXPIRED);
	ck_assert_int_eq(row_of(&d, tended).state, OUTBOX_QUEUED);
	store_tend(d.store, d.now_ms / 1000);
	ck_assert_int_eq(row_of(&d, tended).state, OUTBOX_EXPIRED);
	ck_assert_int_eq(rows_in(&d, OUTBOX_REMINDER, OUTBOX_EXPIRED), 1);

	int64_t retried = put(&d, OUTBOX_ANSWER, 3);
	ck_assert_uint_eq(claim(&d, 8), 1);
	ck_assert_int_eq(retry(&d, retried, true, LIFE_MS), 0);
	desk_commit(&d);
	ck_assert_int_eq(row_of(&d, retried).state, OUTBOX_EXPIRED);
	desk_close(&d);
}
END_TEST

START_TEST(retries)
{
	struct desk d;
	desk_open(&d, options);
	int64_t id = put(&d, OUTBOX_ANSWER, 1);
	for (int i = 0; i < 10; i++) { /* what was certainly not sent is tried for ever */
		ck_assert_uint_eq(claim(&d, 8), 1);
		ck_assert_int_eq(retry(&d, id, false, 1), 0);
		desk_commit(&d);
		ck_assert_uint_eq(claim(&d, 8), 0);
		d.now_ms++;
	}
	for (int i = 1; i <= TRIES_MOST; i++) {
		ck_assert_uint_eq(claim(&d, 8), 1);
		ck_assert_int_eq(got.rows[0].tries, i);
		ck_assert_int_eq(retry(&d, id, true, 0), 0);
		desk_commit(&d);
	}
	struct outbox_row row = row_of(&d, id);
	ck_assert(row.state == OUTBOX_DEAD && row.cause == OUTBOX_HTTP && row.code == 503);

	ck_assert_int_eq(outbox_again(d.store, &d.arena, id, d.now_ms), 0);
	ck_assert_int_eq(outbox_again(d.store, &d.arena, id, d.now_ms), -EINVAL);
	ck_assert_int_eq(outbox_again(d.store, &d.arena, 99, d.now_ms), -ENOENT);
	desk_commit(&d);
	ck_assert_uint_eq(claim(&d, 8), 1);
	ck_assert_int_eq(got.rows[0].tries, 1);
	ck_assert_int_eq(outbox_drop(d.store, &d.arena, id, d.now_ms), -EINVAL);
	ck_assert_int_eq(outbox_dead(d.store, &d.arena, id, OUTBOX_HTTP, 400, d.now_ms), 0);
	ck_assert_int_eq(outbox_again(d.store, &d.arena, id, d.now_ms), 0);
	ck_assert_int_eq(outbox_drop(d.store, &d.arena, id, d.now_ms), 0);
	desk_commit(&d);
	ck_assert_int_eq(row_of(&d, id).cause, OUTBOX_DROPPED);
	desk_close(&d);
}
END_TEST

static void
claims_just(struct desk *d, int64_t id)
{
	ck_assert_uint_eq(claim(d, 10), 1);
	ck_assert_int_eq(got.rows[0].id, id);
}

/* What a phone is to get leaves as it was put, also when one of them must be tried again. */
START_TEST(keeps_the_order)
{
	for (enum outbox_kind kind = OUTBOX_ANSWER; kind < OUTBOX_KINDS; kind++) {
		struct desk d;
		struct store_options o = options;
		o.outbox.gap_ms = 0;
		desk_open(&d, o);
		int64_t ids[] = {put(&d, kind, 1), put(&d, kind, 1), 0};
		claims_just(&d, ids[0]);
		for (int try = 0; try < 2; try++) {
			ck_assert_int_eq(retry(&d, ids[0], true, 5000), 0);
			if (!ids[2])
				ids[2] = put(&d, kind, 1);
			claims_just(&d, put(&d, kind, 2)); /* another phone need not wait */
			desk_settle(&d, 0);
			desk_restart(&d);
			d.now_ms += 4999;
			ck_assert_uint_eq(claim(&d, 10), 0);
			d.now_ms++;
			claims_just(&d, ids[0]);
		}
		enum outbox_kind other = kind == OUTBOX_ANSWER ? OUTBOX_NOTICE : OUTBOX_ANSWER;
		ck_assert_int_eq(
		        retry(&d, ids[0], false, 0), 0); /* never tried: back to its place */
		claims_just(&d, ids[0]);
		ck_assert_int_eq(accepted(&d, ids[0]), 0);
		claims_just(&d, ids[1]);
		ck_assert_int_eq(accepted(&d, ids[1]), 0);
		claims_just(&d, ids[2]);
		ck_assert_int_eq(retry(&d, ids[2], true, 5000), 0);
		claims_just(&d, put(&d, other, 1)); /* each kind has an order of its own */
		desk_close(&d);
	}
}
END_TEST

START_TEST(backoff)
{
	static const struct {
		int64_t tries, from_ms, to_ms;
	} cases[] = {{0, 3750, 6250}, {1, 7500, 12500}, {3, 30000, 50000}, {8, 675000, 1125000},
	        {1000000000, 675000, 1125000}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ck_assert_int_eq(outbox_backoff_ms(cases[i].tries, 0), cases[i].from_ms);
		int64_t most_ms = outbox_backoff_ms(cases[i].tries, UINT32_MAX);
		ck_assert(most_ms < cases[i].to_ms && most_ms > cases[i].to_ms - 2);
	}
}
END_TEST

/* The process dies with a row in each state: none is lost, one may go twice and is counted. */
START_TEST(dies)
{
	struct desk d;
	int64_t recovered = -1;
	desk_open(&d, options);
	int64_t sent = put(&d, OUTBOX_ANSWER, 1);
	ck_assert_uint_eq(claim(&d, 1), 1);
	ck_assert_int_eq(accepted(&d, sent), 0);
	int64_t claimed = put(&d, OUTBOX_ANSWER, 2);
	ck_assert_uint_eq(claim(&d, 1), 1);
	int64_t queued = put(&d, OUTBOX_ANSWER, 3);
	desk_commit(&d);
	ck_assert_uint_eq(claim(&d, 1), 1); /* never committed: not sent either */
	int64_t unsaved = put(&d, OUTBOX_ANSWER, 4);
	desk_crash(&d);
	struct outbox_row row;
	ck_assert_int_eq(outbox_get(d.store, &d.arena, unsaved, &row), -ENOENT);
	ck_assert_int_eq(row_of(&d, sent).state, OUTBOX_ACCEPTED);
	ck_assert_int_eq(row_of(&d, claimed).state, OUTBOX_CLAIMED);
	ck_assert_int_eq(row_of(&d, queued).tries, 0);
	ck_assert_int_eq(rows_in(&d, OUTBOX_ANSWER, OUTBOX_QUEUED), 1);
	ck_assert_int_eq(outbox_recover(d.store, d.now_ms, &recovered), 0);
	desk_commit(&d);
	ck_assert_int_eq(recovered, 1);
	ck_assert_int_eq(row_of(&d, claimed).cause, OUTBOX_UNSURE);
	ck_assert_uint_eq(claim(&d, 8), 2);
	ck_assert(got.rows[0].id == claimed && got.rows[0].tries == 2 && got.rows[1].id == queued);
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

/* A failed batch leaves the outbox as it was. */
START_TEST(failed_batch)
{
	struct desk d;
	desk_open(&d, options);
	int64_t id = put(&d, OUTBOX_NOTICE, 1);
	desk_commit(&d);
	ck_assert_uint_eq(claim(&d, 8), 1);
	put(&d, OUTBOX_NOTICE, 2);
	ck_assert_uint_eq(store_pending(d.store), 2);
	desk_settle(&d, -ENOSPC);
	ck_assert_uint_eq(store_pending(d.store), 0);
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_QUEUED);
	ck_assert_int_eq(rows_in(&d, OUTBOX_NOTICE, OUTBOX_QUEUED), 1);
	store_settle(d.store, 0, d.now_ms / 1000); /* the trouble is over */
	ck_assert_uint_eq(claim(&d, 8), 1);
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

/* What a report makes of a row in each state. */
static const struct {
	unsigned bits;
	enum outbox_state from, to;
	enum outbox_cause cause;
} reports[] = {
        {1, OUTBOX_ACCEPTED, OUTBOX_DELIVERED, OUTBOX_NO_CAUSE},
        {2, OUTBOX_ACCEPTED, OUTBOX_FAILED, OUTBOX_UNDELIVERED},
        {4, OUTBOX_ACCEPTED, OUTBOX_ACCEPTED, OUTBOX_NO_CAUSE},
        {8, OUTBOX_ACCEPTED, OUTBOX_ACCEPTED, OUTBOX_NO_CAUSE},
        {16, OUTBOX_ACCEPTED, OUTBOX_FAILED, OUTBOX_REFUSED},
        {32, OUTBOX_ACCEPTED, OUTBOX_FAILED, OUTBOX_TOO_LATE},
        {34, OUTBOX_ACCEPTED, OUTBOX_FAILED, OUTBOX_TOO_LATE}, /* 2|32, Kannel's EXPIRED */
        {0, OUTBOX_ACCEPTED, OUTBOX_ACCEPTED, OUTBOX_NO_CAUSE},
        {64, OUTBOX_ACCEPTED, OUTBOX_ACCEPTED, OUTBOX_NO_CAUSE},
        {9, OUTBOX_ACCEPTED, OUTBOX_DELIVERED, OUTBOX_NO_CAUSE},
        {1, OUTBOX_CLAIMED, OUTBOX_DELIVERED, OUTBOX_NO_CAUSE}, /* before we wrote "accepted" */
        {16, OUTBOX_CLAIMED, OUTBOX_FAILED, OUTBOX_REFUSED},
        {1, OUTBOX_QUEUED, OUTBOX_DELIVERED, OUTBOX_NO_CAUSE}, /* the try we were unsure of */
        {2, OUTBOX_QUEUED, OUTBOX_QUEUED, OUTBOX_NO_CAUSE},
        {1, OUTBOX_DEAD, OUTBOX_DELIVERED, OUTBOX_NO_CAUSE},
        {2, OUTBOX_DEAD, OUTBOX_DEAD, OUTBOX_HTTP},
        {2, OUTBOX_DELIVERED, OUTBOX_DELIVERED, OUTBOX_NO_CAUSE},
        {1, OUTBOX_FAILED, OUTBOX_DELIVERED, OUTBOX_NO_CAUSE},
        {34, OUTBOX_FAILED, OUTBOX_FAILED, OUTBOX_REFUSED},
};

static int64_t
row_in(struct desk *d, enum outbox_state state)
{
	int64_t id = put(d, OUTBOX_ANSWER, 1);
	if (state == OUTBOX_QUEUED)
		return id;
	ck_assert_uint_eq(claim(d, 1), 1);
	int error = 0;
	if (state == OUTBOX_DEAD)
		error = outbox_dead(d->store, &d->arena, id, OUTBOX_HTTP, 400, d->now_ms);
	else if (state != OUTBOX_CLAIMED)
		error = accepted(d, id);
	ck_assert_int_eq(error, 0);
	if (state == OUTBOX_DELIVERED || state == OUTBOX_FAILED)
		error = outbox_dlr(
		        d->store, &d->arena, id, state == OUTBOX_FAILED ? 16 : 1, 0, d->now_ms);
	ck_assert_int_eq(error, 0);
	return id;
}

START_TEST(delivery_reports)
{
	for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
		struct desk d;
		desk_open(&d, options);
		int64_t id = row_in(&d, reports[i].from);
		for (int repeated = 0; repeated < 3; repeated++) {
			ck_assert_int_eq(
			        outbox_dlr(d.store, &d.arena, id, reports[i].bits, 27, d.now_ms),
			        0);
			struct outbox_row row = row_of(&d, id);
			ck_assert_msg(row.state == reports[i].to && row.cause == reports[i].cause,
			        "report %zu: state %d, cause %d", i, row.state, row.cause);
		}
		if (reports[i].from == OUTBOX_CLAIMED) { /* "accepted" comes too late to matter */
			ck_assert_int_eq(accepted(&d, id), 0);
			ck_assert_int_eq(row_of(&d, id).state, reports[i].to);
		}
		ck_assert_int_eq(outbox_dlr(d.store, &d.arena, id + 1, 1, 0, d.now_ms), 0);
		desk_commit(&d);
		desk_close(&d);
	}
}
END_TEST

static void
has_reach(struct desk *d, int64_t at_ms, bool failing)
{
	struct outbox_reach reach;
	struct who who = desk_who(d, 1);
	ck_assert_int_eq(outbox_find_reach(d->store, &who, &reach), 0);
	ck_assert_int_eq(reach.at_ms, at_ms);
	ck_assert_int_eq(reach.failing, failing);
}

static void
reported(struct desk *d, enum outbox_kind kind, unsigned bits)
{
	int64_t id = put(d, kind, 1);
	d->now_ms += GAP_MS;
	ck_assert_uint_eq(claim(d, 1), 1);
	ck_assert_int_eq(outbox_dlr(d->store, &d->arena, id, bits, 0, d->now_ms), 0);
	desk_commit(d);
}

/* The last delivery, or the first of the failures since; of what the phone did not ask for. */
START_TEST(reach)
{
	struct desk d;
	desk_open(&d, options);
	has_reach(&d, 0, false);
	reported(&d, OUTBOX_ANSWER, 1);
	has_reach(&d, 0, false);
	reported(&d, OUTBOX_NOTICE, 1);
	has_reach(&d, d.now_ms, false);
	reported(&d, OUTBOX_REMINDER, 2);
	int64_t since_ms = d.now_ms;
	has_reach(&d, since_ms, true);
	reported(&d, OUTBOX_NOTICE, 34);
	reported(&d, OUTBOX_NOTICE, 16);
	has_reach(&d, since_ms, true);
	desk_crash(&d);
	has_reach(&d, since_ms, true);
	reported(&d, OUTBOX_NOTICE, 1);
	has_reach(&d, d.now_ms, false);
	int64_t delivered_ms = d.now_ms;
	put(&d, OUTBOX_NOTICE, 1); /* what STOP ends is none of the network's failures */
	set_stopped(&d, 1, true);
	d.now_ms += GAP_MS;
	ck_assert_uint_eq(claim(&d, 1), 0);
	desk_commit(&d);
	has_reach(&d, delivered_ms, false);
	d.now_ms += (KEEP_S + 100) * 1000;
	store_tend(d.store, d.now_ms / 1000);
	has_reach(&d, 0, false);
	desk_close(&d);
}
END_TEST

START_TEST(references)
{
	struct desk d;
	desk_open(&d, options);
	struct str ref = outbox_ref(d.store, &d.arena, 42);
	ck_assert_uint_le(ref.n, OUTBOX_REF_MAX);
	ck_assert_int_eq(outbox_ref_id(d.store, ref), 42);
	static const char *const bad[] = {"", "42", "42-", "42-0000000000000000", "-",
	        "43-0000000000000000000000000000000000000000000", "x-1"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_int_eq(outbox_ref_id(d.store, str_from(bad[i])), 0);
	char *forged = arena_dup(&d.arena, ref);
	forged[1] = '3'; /* another row with the mark of this one */
	ck_assert_int_eq(outbox_ref_id(d.store, str_from(forged)), 0);
	ck_assert_int_eq(outbox_ref_id(d.store, str_from(arena_printf(&d.arena, "%s0", ref.p))), 0);
	desk_close(&d);
}
END_TEST

/* Who asked to be told is told once, in the commit in which it is known. */
START_TEST(tells)
{
	static const struct {
		unsigned bits;
		const char *want;
	} cases[] = {{1, "arrived"}, {2, "did not"}, {8, NULL}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;
		int64_t id;
		desk_open(&d, options);
		struct outbox_message m = {.kind = OUTBOX_NOTICE,
		        .msisdn = desk_number(&d, 1),
		        .text = STR("I am safe"),
		        .lang = STR("en"),
		        .tell_msisdn = desk_number(&d, 2),
		        .tell_delivered = STR("arrived"),
		        .tell_failed = STR("did not")};
		ck_assert_int_eq(put_message(&d, &m, &id), OUTBOX_TAKEN);
		ck_assert_uint_eq(claim(&d, 8), 1);
		ck_assert_int_eq(accepted(&d, id), 0);
		desk_commit(&d);
		for (int repeated = 0; repeated < 2; repeated++)
			ck_assert_int_eq(
			        outbox_dlr(d.store, &d.arena, id, cases[i].bits, 0, d.now_ms), 0);
		desk_commit(&d);
		ck_assert_uint_eq(claim(&d, 8), cases[i].want ? 1 : 0);
		if (cases[i].want) {
			ck_assert_text(got.rows[0].message.msisdn, "+8613000000002");
			ck_assert_text(got.rows[0].message.text, cases[i].want);
			ck_assert_text(got.rows[0].message.lang, "en");
			ck_assert_uint_eq(got.rows[0].message.tell_msisdn.n, 0);
		}
		desk_commit(&d);
		desk_close(&d);
	}
}
END_TEST

START_TEST(purges)
{
	struct desk d;
	struct outbox_row row;
	desk_open(&d, options);
	int64_t ended = row_in(&d, OUTBOX_DELIVERED);
	desk_commit(&d);
	d.now_ms += (KEEP_S - 100) * 1000;
	int64_t queued = put(&d, OUTBOX_ANSWER, 1);
	desk_commit(&d);
	store_tend(d.store, d.now_ms / 1000);
	ck_assert_int_eq(row_of(&d, ended).state, OUTBOX_DELIVERED);
	d.now_ms += 101 * 1000;
	store_tend(d.store, d.now_ms / 1000);
	ck_assert_int_eq(outbox_get(d.store, &d.arena, ended, &row), -ENOENT);
	ck_assert_int_eq(store_figures(d.store).outbox_purged, 1);
	ck_assert_int_eq(row_of(&d, queued).state, OUTBOX_QUEUED);
	ck_assert_int_eq(rows_in(&d, OUTBOX_ANSWER, OUTBOX_DELIVERED), 0);
	ck_assert_int_gt(put(&d, OUTBOX_ANSWER, 1), queued);
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

START_TEST(figures)
{
	struct desk d;
	struct outbox_figures f;
	desk_open(&d, options);
	int64_t began_ms = d.now_ms;
	int64_t id = put(&d, OUTBOX_NOTICE, 1);
	d.now_ms += 5;
	put(&d, OUTBOX_NOTICE, 2);
	ck_assert_int_eq(outbox_look(d.store, d.now_ms, &f), 0);
	ck_assert_int_eq(f.rows[OUTBOX_NOTICE][OUTBOX_QUEUED], 2);
	ck_assert_int_eq(f.first_due_ms[OUTBOX_NOTICE], began_ms);
	ck_assert_int_eq(f.first_due_ms[OUTBOX_ANSWER], 0);
	ck_assert_uint_eq(claim(&d, 1), 1);
	ck_assert_int_eq(accepted(&d, id), 0);
	ck_assert_int_eq(outbox_charge(d.store, 2, d.now_ms), 0);
	ck_assert_int_eq(outbox_charge(d.store, 1, d.now_ms), 0);
	desk_commit(&d);
	desk_crash(&d);
	ck_assert_int_eq(outbox_look(d.store, d.now_ms, &f), 0);
	ck_assert_int_eq(f.parts_today, 3);
	d.now_ms += 8 * 3600 * 1000; /* midnight in China */
	ck_assert_int_eq(outbox_look(d.store, d.now_ms, &f), 0);
	ck_assert_int_eq(f.parts_today, 0);
	desk_close(&d);
}
END_TEST

static void
count_listed(void *ctx, const struct outbox_row *row)
{
	ck_assert(row->unreadable && row->message.msisdn.n == 0);
	++*(int *)ctx;
}

/* The operator's side works beside the daemon that has the same database open. */
START_TEST(aside)
{
	struct desk d;
	desk_open(&d, options);
	int64_t id = put(&d, OUTBOX_NOTICE, 1), added;
	desk_commit(&d);
	struct desk other = {.store = store_new_aside(&d.options), .now_ms = d.now_ms};
	ck_assert_int_eq(store_trouble(other.store), 0);
	ck_assert_text(row_of(&other, id).message.msisdn, "+8613000000001");
	ck_assert_int_eq(try_put(&other, OUTBOX_NOTICE, 2, "aside", &added), OUTBOX_TAKEN);
	ck_assert_int_eq(outbox_drop(other.store, &other.arena, id, d.now_ms), 0);
	desk_commit(&other);
	int listed = 0;
	struct outbox_filter filter = {.state = OUTBOX_QUEUED, .kind = -1, .most = 10};
	ck_assert_int_eq(outbox_list(other.store, &filter, count_listed, &listed), 0);
	ck_assert_int_eq(listed, 1);
	filter.state = -1;
	ck_assert_int_eq(outbox_list(other.store, &filter, count_listed, &listed), 0);
	ck_assert_int_eq(listed, 3);
	filter.before = added;
	ck_assert_int_eq(outbox_list(other.store, &filter, count_listed, &listed), 0);
	ck_assert_int_eq(listed, 4);
	store_free(other.store);
	arena_release(&other.arena);
	ck_assert_uint_eq(claim(&d, 8), 1);
	ck_assert_int_eq(got.rows[0].id, added);
	desk_commit(&d);
	desk_close(&d);

	d.options.path = "/nonexistent/db";
	struct store *none = store_new_aside(&d.options);
	ck_assert_int_eq(store_trouble(none), -ENOENT);
	store_free(none);
}
END_TEST

START_TEST(says_nothing_without_the_key)
{
	struct desk d;
	int64_t id;
	desk_open(&d, options);
	struct outbox_message m = {.kind = OUTBOX_NOTICE,
	        .msisdn = desk_number(&d, 138001380),
	        .text = STR("very secret words"),
	        .page = STR("seeded-page"),
	        .route = STR("seeded-route"),
	        .tell_msisdn = desk_number(&d, 139001390),
	        .tell_failed = STR("secret failure")};
	ck_assert_int_eq(put_message(&d, &m, &id), OUTBOX_TAKEN);
	desk_commit(&d);
	static const char *const secrets[] = {"13138001380", "138001380", "very secret",
	        "seeded-page", "seeded-route", "139001390", "secret failure"};
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		ck_assert_msg(!desk_count_bytes(&d, str_from(secrets[i])), "%s", secrets[i]);
	}
	ck_assert(desk_count_bytes(&d, STR("outbox_due"))); /* it looks in the right place */
	desk_close(&d);
}
END_TEST

/* A damaged row, or one sealed with another key, holds nobody up. */
START_TEST(unreadable_rows_end)
{
	struct desk d;
	desk_open(&d, options);
	int64_t id = put(&d, OUTBOX_ANSWER, 1);
	desk_commit(&d);
	sqlite3 *raw;
	ck_assert_int_eq(sqlite3_open(d.db, &raw), SQLITE_OK);
	ck_assert_int_eq(
	        sqlite3_exec(raw, "UPDATE outbox SET sealed = x'00'", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(raw);
	ck_assert_uint_eq(claim(&d, 8), 0);
	desk_commit(&d);
	ck_assert_int_eq(row_of(&d, id).cause, OUTBOX_UNREADABLE);
	desk_close(&d);
}
END_TEST

TEST_MAIN("outbox", round_trip, order, fair, one_at_a_time, gap, same_words, stop, expires, retries,
        keeps_the_order, backoff, dies, failed_batch, delivery_reports, reach, references, tells,
        purges, figures, aside, says_nothing_without_the_key, unreadable_rows_end)
