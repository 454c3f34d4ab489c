#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "store/outbox_model.h"

enum {
	DAY_MS = 24 * 60 * 60 * 1000,
	BACKOFF_FIRST_MS = 5000,
	BACKOFF_MOST_MS = 15 * 60 * 1000,
	LOOK_MORE = 16, /* rows that a claim may pass over: expired ones, busy phones */
};

/* Bits of a delivery report (Kannel's %d). */
enum { DLR_DELIVERED = 1, DLR_UNDELIVERED = 2, DLR_REFUSED = 16, DLR_EXPIRED = 32 };

int64_t
outbox_life_ms(const struct store *store, enum outbox_kind kind)
{
	int64_t life_ms = store->options.outbox.expiry_ms[kind];
	return life_ms ? life_ms : DAY_MS;
}

int64_t
outbox_backoff_ms(int64_t tries, uint32_t random)
{
	int64_t wait_ms = BACKOFF_FIRST_MS;
	for (; tries > 0 && wait_ms < BACKOFF_MOST_MS; tries--)
		wait_ms *= 2;
	if (wait_ms > BACKOFF_MOST_MS)
		wait_ms = BACKOFF_MOST_MS;
	return wait_ms / 4 * 3 + (int64_t)((uint64_t)(wait_ms / 2) * random >> 32);
}

/* --- putting --- */

/* What its receiver is owed and has heard, in the order of turns. */
struct weighing {
	int64_t turn_ms, gap_ms; /* the first place from turn_ms on that is a gap from the others */
	int64_t waiting, heard;
};

static bool
weigh_row(void *ctx, const struct db_row *row)
{
	struct weighing *w = ctx;
	int64_t other_ms = db_int(row, 0);
	bool waits = db_int(row, 1);
	w->waiting += waits;
	w->heard += db_int(row, 2);
	if (waits && other_ms - w->gap_ms < w->turn_ms && w->turn_ms < other_ms + w->gap_ms)
		w->turn_ms = other_ms + w->gap_ms;
	return true;
}

static int
weigh_receiver(struct store *store, const struct who *who, struct str text, int64_t now_ms,
        struct weighing *w)
{
	int64_t same = (int64_t)crypt_mark(store->crypt, 'o', who, text);
	const struct db_arg args[] = {DB_ARG_BLOB(who->bytes, sizeof(who->bytes)),
	        DB_ARG_INT(now_ms - store->options.outbox.same_ms), DB_ARG_INT(now_ms),
	        DB_ARG_INT(same)};
	return db_run(store->db, DB_OUTBOX_OF, args, ARRAY_LEN(args), weigh_row, w);
}

/* What nobody asked for: whether it may be queued, and when it has its turn. */
static int
weigh(struct store *store, const struct outbox_message *m, int64_t now_ms, int64_t *turn_ms,
        enum outbox_verdict *verdict)
{
	const struct outbox_limits *limits = &store->options.outbox;
	struct who who = store_who(store, m->msisdn);
	struct weighing w = {.turn_ms = *turn_ms, .gap_ms = limits->gap_ms};
	if (!store_may_push(store, &who)) {
		*verdict = OUTBOX_STOPPED;
		return 0;
	}
	int error = weigh_receiver(store, &who, m->text, now_ms, &w);
	if (error)
		return error;
	int64_t expires_ms =
	        m->expires_ms ? m->expires_ms : *turn_ms + outbox_life_ms(store, m->kind);
	bool same = limits->same_most && w.heard >= limits->same_most;
	bool many = limits->waiting_most && w.waiting >= limits->waiting_most;
	*turn_ms = w.turn_ms;
	*verdict = same                              ? OUTBOX_SAME
	           : many || w.turn_ms >= expires_ms ? OUTBOX_MANY
	                                             : OUTBOX_TAKEN;
	return 0;
}

/* A phone's messages of one kind leave as they were put: behind one that waits for its next try. */
static int
stand_behind(struct store *store, const struct outbox_message *m, int64_t now_ms, int64_t *turn_ms)
{
	struct who who = store_who(store, m->msisdn);
	struct db_arg args[] = {
	        DB_ARG_BLOB(who.bytes, sizeof(who.bytes)), DB_ARG_INT(now_ms), DB_ARG_INT(m->kind)};
	int64_t retried_ms = 0;
	int error = db_run(
	        store->db, DB_OUTBOX_RETRIED, args, ARRAY_LEN(args), db_take_int, &retried_ms);
	if (retried_ms > *turn_ms)
		*turn_ms = retried_ms;
	return error < 0 ? error : 0;
}

static void
check_message(const struct outbox_message *m)
{
	must(m->kind >= 0 && m->kind < OUTBOX_KINDS && m->msisdn.n && m->text.n);
	must(m->text.n <= OUTBOX_TEXT_MAX && m->tell_delivered.n <= OUTBOX_TEXT_MAX &&
	        m->tell_failed.n <= OUTBOX_TEXT_MAX);
	must(m->msisdn.n <= OUTBOX_WORD_MAX && m->tell_msisdn.n <= OUTBOX_WORD_MAX &&
	        m->page.n <= OUTBOX_WORD_MAX && m->lang.n <= OUTBOX_WORD_MAX &&
	        m->route.n <= OUTBOX_WORD_MAX);
}

int
outbox_put(struct store *store, struct arena *a, const struct outbox_message *m, int64_t now_ms,
        enum outbox_verdict *verdict, int64_t *id)
{
	int64_t turn_ms = m->due_ms > now_ms ? m->due_ms : now_ms, new_id = 0;
	enum outbox_verdict found = OUTBOX_TAKEN;
	check_message(m);
	int error = store_change(store);
	if (!error)
		error = stand_behind(store, m, now_ms, &turn_ms);
	if (!error && m->kind != OUTBOX_ANSWER)
		error = weigh(store, m, now_ms, &turn_ms, &found);
	if (!error && found == OUTBOX_TAKEN)
		error = outbox_insert(store, a, m, turn_ms, now_ms, &new_id);
	if (error)
		return error;
	*verdict = found;
	if (id && found == OUTBOX_TAKEN)
		*id = new_id;
	return 0;
}

uint64_t
outbox_puts(const struct store *store)
{
	return store->puts;
}

int
outbox_move(struct store *store, struct arena *a, int64_t id, int64_t due_ms, int64_t now_ms)
{
	struct outbox_row row;
	int error = outbox_get(store, a, id, &row);
	if (error || row.state != OUTBOX_QUEUED)
		return error == -ENOENT ? 0 : error;
	error = store_change(store);
	if (error)
		return error;
	store->puts++;
	row.turn_ms = due_ms;
	row.expires_ms = due_ms + outbox_life_ms(store, row.kind);
	return outbox_write_anew(store, &row, now_ms);
}

/* --- claiming --- */

struct claim {
	struct store *store;
	struct arena *arena;
	const struct outbox_wish *wish;
	int64_t now_ms;
	struct outbox_row *rows;
	size_t count;
};

static bool
is_taken(const struct claim *c, const struct who *who)
{
	for (size_t i = 0; i < c->count; i++)
		if (who_eq(&c->rows[i].who, who))
			return true;
	return c->wish->is_busy && c->wish->is_busy(c->wish->ctx, who);
}

static bool
is_stopped(const struct store *store, const struct outbox_row *row)
{
	return row->kind != OUTBOX_ANSWER && !store_may_push(store, &row->who);
}

static int
claim_row(struct claim *c, struct outbox_row *row, struct str sealed)
{
	int error = store_change(c->store);
	if (error)
		return error;
	outbox_open(c->store->crypt, c->arena, row, sealed);
	if (row->expires_ms <= c->now_ms)
		return outbox_end(
		        c->store, c->arena, row, OUTBOX_EXPIRED, row->cause, row->code, c->now_ms);
	if (row->unreadable)
		return outbox_end(
		        c->store, c->arena, row, OUTBOX_DEAD, OUTBOX_UNREADABLE, 0, c->now_ms);
	if (is_stopped(c->store, row))
		return outbox_end(
		        c->store, c->arena, row, OUTBOX_FAILED, OUTBOX_BY_STOP, 0, c->now_ms);
	row->state = OUTBOX_CLAIMED;
	row->tries++;
	c->rows[c->count++] = *row;
	return outbox_write(c->store, row, c->now_ms);
}

static int
claim_kind(struct claim *c, enum outbox_kind kind)
{
	size_t look = 2 * c->wish->most + LOOK_MORE;
	struct outbox_rows due;
	outbox_rows_init(&due, c->arena, look);
	struct db_arg args[] = {DB_ARG_INT(kind), DB_ARG_INT(c->now_ms), DB_ARG_INT((int64_t)look)};
	int error = db_run(c->store->db, DB_OUTBOX_DUE, args, 3, outbox_take_row, &due);
	if (error > 0) /* it had as many as were asked for */
		error = 0;
	for (size_t i = 0; !error && i < due.count && c->count < c->wish->most; i++)
		if (!is_taken(c, &due.rows[i].who))
			error = claim_row(c, &due.rows[i], due.sealed[i]);
	return error;
}

int
outbox_claim(struct store *store, struct arena *a, const struct outbox_wish *wish, int64_t now_ms,
        struct outbox_row *rows, size_t *count)
{
	struct claim c = {store, a, wish, now_ms, rows, 0};
	int error = store->db ? 0 : -EIO;
	for (enum outbox_kind kind = 0; !error && kind < OUTBOX_KINDS && c.count < wish->most;
	        kind++)
		if (wish->kinds[kind])
			error = claim_kind(&c, kind);
	if (!error)
		*count = c.count;
	return error;
}

/* --- how it went on --- */

/* The row, if it is still claimed; else -ENOENT. */
static int
read_claimed(struct store *store, struct arena *a, int64_t id, struct outbox_row *row)
{
	int error = store_change(store);
	if (!error)
		error = outbox_read(store, a, id, row);
	return error ? error : row->state == OUTBOX_CLAIMED ? 0 : -ENOENT;
}

/* A row that is gone, or further than we know, is no error. */
static int
unless_gone(int error)
{
	return error == -ENOENT ? 0 : error;
}

int
outbox_accepted(struct store *store, int64_t id, int64_t now_ms)
{
	int error = store_change(store);
	return error ? error
	             : db_do(store->db, DB_OUTBOX_ACCEPT, DB_ARG_INT(id), DB_ARG_INT(now_ms));
}

int
outbox_unclaim(struct store *store, struct arena *a, int64_t id, int64_t now_ms)
{
	struct outbox_row row;
	int error = read_claimed(store, a, id, &row);
	if (error)
		return unless_gone(error);
	store->puts++;
	row.state = OUTBOX_QUEUED;
	row.tries--;
	return outbox_write(store, &row, now_ms);
}

static int
end_claimed(struct store *store, struct arena *a, int64_t id, enum outbox_state state,
        enum outbox_cause cause, int64_t code, int64_t now_ms)
{
	struct outbox_row row;
	int error = read_claimed(store, a, id, &row);
	return error ? unless_gone(error) : outbox_end(store, a, &row, state, cause, code, now_ms);
}

int
outbox_dead(struct store *store, struct arena *a, int64_t id, enum outbox_cause cause, int64_t code,
        int64_t now_ms)
{
	return end_claimed(store, a, id, OUTBOX_DEAD, cause, code, now_ms);
}

int
outbox_stopped(struct store *store, struct arena *a, int64_t id, int64_t now_ms)
{
	return end_claimed(store, a, id, OUTBOX_FAILED, OUTBOX_BY_STOP, 0, now_ms);
}

/* What the phone was to get after it waits with it. */
static int
hold_followers(struct store *store, const struct outbox_row *row, int64_t now_ms)
{
	return db_do(store->db, DB_OUTBOX_FOLLOW,
	        DB_ARG_BLOB(row->who.bytes, sizeof(row->who.bytes)), DB_ARG_INT(now_ms),
	        DB_ARG_INT(row->kind), DB_ARG_INT(row->turn_ms), DB_ARG_INT(row->id));
}

int
outbox_retry(struct store *store, struct arena *a, int64_t id, const struct outbox_failure *failure,
        int64_t now_ms)
{
	struct outbox_row row;
	int64_t tries_most = store->options.outbox.tries_most;
	int error = read_claimed(store, a, id, &row);
	if (error)
		return unless_gone(error);
	if (!failure->counts)
		row.tries--;
	if (tries_most && row.tries >= tries_most)
		return outbox_end(
		        store, a, &row, OUTBOX_DEAD, failure->cause, failure->code, now_ms);
	if (failure->turn_ms >= row.expires_ms)
		return outbox_end(
		        store, a, &row, OUTBOX_EXPIRED, failure->cause, failure->code, now_ms);
	row.state = OUTBOX_QUEUED;
	row.turn_ms = failure->turn_ms;
	row.cause = failure->cause;
	row.code = failure->code;
	error = outbox_write(store, &row, now_ms);
	return error ? error : hold_followers(store, &row, now_ms);
}

static bool
count_one(void *ctx, const struct db_row *row)
{
	(void)row;
	++*(int64_t *)ctx;
	return true;
}

int
outbox_recover(struct store *store, int64_t now_ms, int64_t *count)
{
	struct db_arg args[] = {DB_ARG_INT(OUTBOX_UNSURE), DB_ARG_INT(now_ms)};
	int64_t found = 0;
	int error = store_change(store);
	if (!error)
		error = db_run(store->db, DB_OUTBOX_RECOVER, args, 2, count_one, &found);
	if (!error)
		*count = found;
	return error;
}

/* --- delivery reports --- */

static uint64_t
ref_mark(const struct store *store, struct str number)
{
	static const struct who nobody;
	return crypt_mark(store->crypt, 'd', &nobody, number);
}

struct str
outbox_ref(const struct store *store, struct arena *a, int64_t id)
{
	struct str number = str_from(arena_printf(a, "%lld", (long long)id));
	return str_from(arena_printf(
	        a, "%s-%016llx", number.p, (unsigned long long)ref_mark(store, number)));
}

int64_t
outbox_ref_id(const struct store *store, struct str ref)
{
	const char *dash = ref.n <= OUTBOX_REF_MAX ? memchr(ref.p, '-', ref.n) : NULL;
	struct str number = {ref.p, dash ? (size_t)(dash - ref.p) : 0};
	char mark[17];
	int64_t id;
	if (!store->crypt || parse_int(number, 1, INT64_MAX, &id) != 0)
		return 0;
	snprintf(mark, sizeof(mark), "%016llx", (unsigned long long)ref_mark(store, number));
	return secret_eq(str_from(mark), str_skip(ref, number.n + 1)) ? id : 0;
}

static enum outbox_cause
cause_of_bits(unsigned bits)
{
	return bits & DLR_EXPIRED       ? OUTBOX_TOO_LATE
	       : bits & DLR_REFUSED     ? OUTBOX_REFUSED
	       : bits & DLR_UNDELIVERED ? OUTBOX_UNDELIVERED
	                                : OUTBOX_NO_CAUSE;
}

int
outbox_dlr(struct store *store, struct arena *a, int64_t id, unsigned bits, int64_t code,
        int64_t now_ms)
{
	struct outbox_row row;
	enum outbox_cause cause = cause_of_bits(bits);
	int error = store_change(store);
	if (!error)
		error = outbox_read(store, a, id, &row);
	if (error)
		return unless_gone(error);
	if (bits & DLR_DELIVERED)
		return row.state == OUTBOX_DELIVERED ? 0
		                                     : outbox_end(store, a, &row, OUTBOX_DELIVERED,
		                                               OUTBOX_NO_CAUSE, 0, now_ms);
	/* Of a row that waits for its next try an earlier one failed: that is known. */
	if (cause && (row.state == OUTBOX_ACCEPTED || row.state == OUTBOX_CLAIMED))
		return outbox_end(store, a, &row, OUTBOX_FAILED, cause, code, now_ms);
	return 0;
}
