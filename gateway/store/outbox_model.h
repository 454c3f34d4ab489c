/*
 * Inside the outbox: how a row is read, sealed and brought to its end. outbox.c puts, claims and
 * takes reports from who sends; outbox_row.c is the row itself; outbox_reach.c what its end says of
 * the receiver; outbox_look.c the operator's side.
 */
#ifndef JIAXIN_OUTBOX_MODEL_H
#define JIAXIN_OUTBOX_MODEL_H

#include "store/outbox.h"
#include "store/store_model.h"

/* The sealed part of row `id`, in `a`. */
struct str outbox_seal(struct crypt *crypt, struct arena *a, int64_t id, const struct who *who,
        const struct outbox_message *m);

/* A message's route, or the one of messages that name none. */
struct str outbox_route(const struct store *store, struct str route);

/* What stands in the column `kind`: the rows of a road and a kind queue by themselves. */
int64_t outbox_lane(enum outbox_kind kind, struct str route);

/*
 * Rows of a statement that gives outbox rows, gathered before any of them is changed. They are not
 * opened: that costs more than reading them, and not all are needed.
 */
struct outbox_rows {
	struct arena *arena;
	struct outbox_row *rows;
	struct str *sealed; /* of each; NULL: the statement gives none */
	size_t count, most;
};
void outbox_rows_init(struct outbox_rows *rows, struct arena *a, size_t most);
bool outbox_take_row(void *ctx, const struct db_row *row); /* a db_each; ctx: struct outbox_rows */

/* Fills in the row's message, or marks it as unreadable. */
void
outbox_open(const struct crypt *crypt, struct arena *a, struct outbox_row *row, struct str sealed);

/* Row `id`, opened, into `a`; -ENOENT: there is none. */
int outbox_read(struct store *store, struct arena *a, int64_t id, struct outbox_row *row) MUST_USE;

/* Writes what of a row changes on its way. */
int outbox_write(struct store *store, const struct outbox_row *row, int64_t now_ms) MUST_USE;

/* The same, and its expiry. */
int outbox_write_anew(struct store *store, const struct outbox_row *row, int64_t now_ms) MUST_USE;

/* A row's end, whatever it was before; tells whom it concerns. Inside the open transaction. */
int outbox_end(struct store *store, struct arena *a, struct outbox_row *row,
        enum outbox_state state, enum outbox_cause cause, int64_t code, int64_t now_ms) MUST_USE;

/* What an end of the row says of its receiver. */
int outbox_note_reach(struct store *store, const struct outbox_row *row, int64_t now_ms) MUST_USE;

/* outbox_put without its verdicts: inside the open transaction, at that turn. */
int outbox_insert(struct store *store, struct arena *a, const struct outbox_message *m,
        int64_t turn_ms, int64_t now_ms, int64_t *id) MUST_USE;

/* How long a message of that kind is worth sending. */
int64_t outbox_life_ms(const struct store *store, enum outbox_kind kind);

/* What the day of now_ms was charged with. */
int outbox_parts_today(struct store *store, int64_t now_ms, int64_t *parts) MUST_USE;

#endif
