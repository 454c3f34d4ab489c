#include <errno.h>

#include "base/loop.h"
#include "outside/batch_model.h"
#include "store/outbox.h"

void
batch_settle(struct batch *batch, int error)
{
	const struct conversation *c = batch->options.conversation;
	store_settle(c->store, error, clock_wall_ms() / 1000);
	if (c->guard)
		guard_settle(c->guard, error);
	if (batch->options.helper.settled)
		batch->options.helper.settled(batch->options.helper.ctx, error);
}

void
batch_fail(struct batch *batch, int error)
{
	batch->options.metrics->counts[COUNT_COMMIT_FAILED]++;
	batch_settle(batch, error);
	for (struct held *h; (h = queue_take(&batch->walked));)
		batch_drop_busy(batch, h, "The disk did not take it; send it again.\n");
}

/*
 * In place of the HTTP reply, in the message's own commit. A message heard before has its answer in
 * the outbox already.
 */
static int
queue_answer(struct batch *batch, struct held *h, struct batch_exchange *e)
{
	enum outbox_verdict verdict;
	struct outbox_message m = {.kind = OUTBOX_ANSWER,
	        .msisdn = e->message.msisdn,
	        .text = e->reply.text,
	        .page = e->reply.page,
	        .lang = e->reply.lang,
	        .route = e->message.route};
	e->queued = h->by_outbox && e->message.channel == CHANNEL_SMS;
	if (!e->queued || e->reply.repeated || !m.text.n)
		return 0;
	return outbox_put(batch->options.conversation->store, &h->request->arena, &m,
	        e->message.now_ms, &verdict, NULL);
}

/* Of several messages in one request none is put off: those before it have been walked. */
static int
walk_messages(struct batch *batch, struct held *h)
{
	const struct conversation *c = batch->options.conversation;
	int error = 0;
	for (size_t i = 0; i < h->count && !error; i++) {
		struct batch_exchange *e = &h->exchanges[i];
		batch->searched = batch->searched && h->count == 1;
		error = converse(c, &h->request->arena, &e->message, &e->reply);
		if (!error)
			error = queue_answer(batch, h, e);
	}
	return error;
}

bool
batch_is_full(const struct batch *batch)
{
	return batch->walked.messages >= batch->options.rows;
}

static bool
share_a_phone(const struct held *a, const struct held *b)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (str_eq(a->exchanges[i].message.msisdn, b->exchanges[j].message.msisdn))
				return true;
	return false;
}

/* A phone's messages are walked in the order in which they came. */
static bool
is_behind_put_off(const struct batch *batch, const struct held *h)
{
	for (const struct held *before = batch->put_off.first; before; before = before->next)
		if (before->request && share_a_phone(before, h))
			return true;
	return false;
}

static void
walk(struct batch *batch, struct held *h)
{
	if (store_trouble(batch->options.conversation->store)) {
		batch_drop_busy(batch, h, "The database can't be written; send it again.\n");
		return;
	}
	int error = walk_messages(batch, h);
	queue_add(error == -EAGAIN ? &batch->put_off : &batch->walked, h);
	if (error && error != -EAGAIN)
		batch_fail(batch, error);
}

/* Up to the one that searches: a turn is never long, and all others wait for one search at most. */
void
batch_walk_put_off(struct batch *batch)
{
	struct held *h;
	if (!batch_has_store(batch))
		return;
	batch->searched = false;
	while (!batch->searched && !batch_is_full(batch) && (h = queue_take(&batch->put_off)))
		walk(batch, h);
}

void
batch_walk_gathered(struct batch *batch)
{
	for (struct held *h; !batch_is_full(batch) && (h = queue_take(&batch->gathered));)
		if (is_behind_put_off(batch, h))
			queue_add(&batch->put_off, h);
		else
			walk(batch, h);
}
