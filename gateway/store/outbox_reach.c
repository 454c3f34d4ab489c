#include <errno.h>

#include "store/outbox_model.h"

/* The network's word, not ours: that somebody said STOP, or that we gave up, says nothing. */
static bool
is_of_network(enum outbox_state state, enum outbox_cause cause)
{
	return state == OUTBOX_DELIVERED ||
	       (state == OUTBOX_FAILED &&
	               (cause == OUTBOX_UNDELIVERED || cause == OUTBOX_TOO_LATE ||
	                       cause == OUTBOX_REFUSED));
}

int
outbox_note_reach(struct store *store, const struct outbox_row *row, int64_t now_ms)
{
	if (row->kind == OUTBOX_ANSWER || !is_of_network(row->state, row->cause))
		return 0;
	return db_do(store->db, DB_REACH_PUT, DB_ARG_BLOB(row->who.bytes, sizeof(row->who.bytes)),
	        DB_ARG_INT(now_ms), DB_ARG_INT(row->state == OUTBOX_FAILED));
}

static bool
take_reach(void *ctx, const struct db_row *row)
{
	*(struct outbox_reach *)ctx = (struct outbox_reach){db_int(row, 0), db_int(row, 1) != 0};
	return true;
}

int
outbox_find_reach(struct store *store, const struct who *who, struct outbox_reach *reach)
{
	struct outbox_reach found = {0};
	struct db_arg arg = DB_ARG_BLOB(who->bytes, sizeof(who->bytes));
	int error = store->db ? db_run(store->db, DB_REACH_GET, &arg, 1, take_reach, &found) : -EIO;
	if (!error)
		*reach = found;
	return error;
}
