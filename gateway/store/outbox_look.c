#include <errno.h>

#include "store/outbox_model.h"

static const char *const kinds[OUTBOX_KINDS] = {"answer", "notice", "reminder"};

static const char *const states[OUTBOX_STATES] = {
        "queued", "claimed", "accepted", "delivered", "failed", "expired", "dead"};

static const char *const causes[OUTBOX_CAUSES] = {
        [OUTBOX_NO_CAUSE] = "-",
        [OUTBOX_BY_STOP] = "stop",
        [OUTBOX_UNDELIVERED] = "undelivered",
        [OUTBOX_TOO_LATE] = "expired-there",
        [OUTBOX_REFUSED] = "refused",
        [OUTBOX_HTTP] = "http",
        [OUTBOX_UNREACHABLE] = "unreachable",
        [OUTBOX_UNSURE] = "unsure",
        [OUTBOX_UNREADABLE] = "unreadable",
        [OUTBOX_DROPPED] = "dropped",
};

const char *
outbox_kind_name(enum outbox_kind kind)
{
	return kind < OUTBOX_KINDS ? kinds[kind] : "?";
}

const char *
outbox_state_name(enum outbox_state state)
{
	return state < OUTBOX_STATES ? states[state] : "?";
}

const char *
outbox_cause_name(enum outbox_cause cause)
{
	return cause < OUTBOX_CAUSES ? causes[cause] : "?";
}

/* --- rows --- */

struct listing {
	outbox_each *each;
	void *ctx;
};

static bool
list_one(void *ctx, const struct db_row *from)
{
	struct listing *l = ctx;
	struct outbox_row row;
	struct outbox_rows rows = {.rows = &row, .most = 1};
	outbox_take_row(&rows, from);
	l->each(l->ctx, &row);
	return true;
}

int
outbox_list(struct store *store, const struct outbox_filter *filter, outbox_each *each, void *ctx)
{
	struct listing l = {each, ctx};
	const struct db_arg args[] = {DB_ARG_INT(filter->before ? filter->before : INT64_MAX),
	        DB_ARG_INT(filter->state), DB_ARG_INT(filter->kind),
	        DB_ARG_INT((int64_t)filter->most)};
	if (!store->db)
		return -EIO;
	return db_run(store->db, DB_OUTBOX_LIST, args, ARRAY_LEN(args), list_one, &l);
}

int
outbox_get(struct store *store, struct arena *a, int64_t id, struct outbox_row *row)
{
	return store->db ? outbox_read(store, a, id, row) : -EIO;
}

int
outbox_again(struct store *store, struct arena *a, int64_t id, int64_t now_ms)
{
	struct outbox_row row;
	int error = outbox_get(store, a, id, &row);
	if (error)
		return error;
	if (row.state != OUTBOX_FAILED && row.state != OUTBOX_EXPIRED && row.state != OUTBOX_DEAD)
		return -EINVAL;
	error = store_change(store);
	if (error)
		return error;
	store->puts++;
	row.state = OUTBOX_QUEUED;
	row.tries = 0;
	row.turn_ms = now_ms;
	row.expires_ms = now_ms + outbox_life_ms(store, row.kind);
	return outbox_write_anew(store, &row, now_ms);
}

int
outbox_drop(struct store *store, struct arena *a, int64_t id, int64_t now_ms)
{
	struct outbox_row row;
	int error = outbox_get(store, a, id, &row);
	if (error)
		return error;
	if (row.state != OUTBOX_QUEUED)
		return -EINVAL;
	error = store_change(store);
	return error ? error : outbox_end(store, a, &row, OUTBOX_DEAD, OUTBOX_DROPPED, 0, now_ms);
}

/* --- looking after it --- */

int
outbox_tend(struct store *store, int64_t keep_from_ms, size_t most, int64_t now_ms, bool *more)
{
	struct arena memory = ARENA_INIT;
	struct outbox_rows late;
	outbox_rows_init(&late, &memory, most);
	struct db_arg args[] = {DB_ARG_INT(now_ms), DB_ARG_INT((int64_t)most)};
	struct db_arg old[] = {DB_ARG_INT(keep_from_ms), DB_ARG_INT((int64_t)most)};
	size_t gone = 0;
	int error = db_run(store->db, DB_OUTBOX_LATE, args, 2, outbox_take_row, &late);
	if (error > 0)
		error = 0;
	for (size_t i = 0; !error && i < late.count; i++) {
		struct outbox_row *row = &late.rows[i];
		outbox_open(store->crypt, &memory, row, late.sealed[i]);
		error = outbox_end(
		        store, &memory, row, OUTBOX_EXPIRED, row->cause, row->code, now_ms);
	}
	if (!error)
		error = db_run(store->db, DB_OUTBOX_PURGE, old, 2, db_count_row, &gone);
	if (!error)
		error = db_run(store->db, DB_REACH_PURGE, old, 2, NULL, NULL);
	store->outbox_purged += (int64_t)gone;
	*more |= late.count >= most || gone >= most;
	arena_release(&memory);
	return error;
}

static bool
count_waiting(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx += db_int(row, 1);
	return true;
}

int
outbox_count_waiting(struct store *store, const struct who *who, int64_t now_ms, int64_t *count)
{
	const struct db_arg args[] = {DB_ARG_BLOB(who->bytes, sizeof(who->bytes)),
	        DB_ARG_INT(now_ms), DB_ARG_INT(now_ms), DB_ARG_INT(0)};
	*count = 0;
	return store->db ? db_run(store->db, DB_OUTBOX_OF, args, 4, count_waiting, count) : -EIO;
}

enum { LANES_LOOKED_AT = OUTBOX_ROADS * OUTBOX_KINDS };

struct looking {
	struct outbox_figures figures;
	int64_t lanes[LANES_LOOKED_AT]; /* in which rows wait */
	size_t lane_count;
};

static void
note_waiting(struct outbox_figures *f, uint32_t road, int64_t count)
{
	size_t i = 0;
	while (i < f->waiting_count && f->waiting[i].road != road)
		i++;
	if (i == OUTBOX_ROADS)
		return;
	f->waiting[i].road = road;
	f->waiting[i].count += count;
	if (i == f->waiting_count)
		f->waiting_count++;
}

static bool
take_figure(void *ctx, const struct db_row *row)
{
	struct looking *l = ctx;
	int64_t lane = db_int(row, 0), state = db_int(row, 1), n = db_int(row, 2);
	if (lane < 0 || state < 0 || state >= OUTBOX_STATES)
		return true;
	l->figures.rows[lane % OUTBOX_KINDS][state] += n;
	if (!n || state != OUTBOX_QUEUED)
		return true;
	note_waiting(&l->figures, (uint32_t)(lane / OUTBOX_KINDS), n);
	if (l->lane_count < LANES_LOOKED_AT)
		l->lanes[l->lane_count++] = lane;
	return true;
}

static bool
take_time(void *ctx, const struct db_row *row)
{
	int64_t *first_ms = ctx, ms = db_int(row, 0);
	if (ms && (!*first_ms || ms < *first_ms))
		*first_ms = ms;
	return true;
}

int
outbox_look(struct store *store, int64_t now_ms, struct outbox_figures *figures)
{
	struct looking l = {.lane_count = 0};
	if (!store->db)
		return -EIO;
	int error = db_run(store->db, DB_OUTBOX_COUNTS, NULL, 0, take_figure, &l);
	for (size_t i = 0; !error && i < l.lane_count; i++) {
		struct db_arg arg = DB_ARG_INT(l.lanes[i]);
		error = db_run(store->db, DB_OUTBOX_FIRST, &arg, 1, take_time,
		        &l.figures.first_due_ms[l.lanes[i] % OUTBOX_KINDS]);
	}
	if (!error)
		error = outbox_parts_today(store, now_ms, &l.figures.parts_today);
	if (!error)
		*figures = l.figures;
	return error;
}
