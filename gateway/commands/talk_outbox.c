/* What a terminal's phones are owed: shown, sent and reported on, as Kannel would. */
#include "commands/talk.h"

#include "store/outbox.h"

enum { SHOWN_MOST = 64, DLR_DELIVERED = 1, DLR_UNDELIVERED = 2 };

struct ids {
	int64_t after, id[SHOWN_MOST];
	size_t count;
};

static void
note_id(void *ctx, const struct outbox_row *row)
{
	struct ids *ids = ctx;
	if (row->id > ids->after && ids->count < SHOWN_MOST)
		ids->id[ids->count++] = row->id;
}

int
talk_new_rows(struct store *store, struct arena *a, int64_t *after, struct outbox_row **rows,
        size_t *count)
{
	const struct outbox_filter all = {.state = -1, .kind = -1, .most = SHOWN_MOST};
	struct ids ids = {.after = *after};
	int error = outbox_list(store, &all, note_id, &ids);
	*rows = arena_array(a, SHOWN_MOST, sizeof(**rows));
	*count = 0;
	for (size_t i = ids.count; !error && i > 0; i--) /* the oldest first */
		error = outbox_get(store, a, ids.id[i - 1], &(*rows)[(*count)++]);
	if (!error && ids.count)
		*after = ids.id[0];
	return error;
}

int
talk_report(struct store *store, struct arena *a, bool delivered, int64_t now_ms, size_t *count)
{
	const struct outbox_wish all = {.most = SHOWN_MOST, .kinds = {true, true, true}};
	struct outbox_row *rows = arena_array(a, SHOWN_MOST, sizeof(*rows));
	int error = outbox_claim(store, a, &all, now_ms, rows, count);
	for (size_t i = 0; !error && i < *count; i++) {
		error = outbox_accepted(store, rows[i].id, now_ms);
		if (!error)
			error = outbox_dlr(store, a, rows[i].id,
			        delivered ? DLR_DELIVERED : DLR_UNDELIVERED, 0, now_ms);
	}
	return error;
}
