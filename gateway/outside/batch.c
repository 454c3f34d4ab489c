#include "outside/batch.h"

#include <stdlib.h>

#include "base/loop.h"
#include "outside/batch_model.h"

/* --- making and ending --- */

struct batch *
batch_new(const struct batch_options *options)
{
	struct commit_thread *thread = commit_thread_new(options->conversation->store);
	if (!thread)
		return NULL;
	struct batch *batch = xcalloc(1, sizeof(*batch));
	batch->options = *options;
	batch->thread = thread;
	queue_init(&batch->gathered);
	queue_init(&batch->walked);
	queue_init(&batch->put_off);
	options->conversation->searched = &batch->searched;
	return batch;
}

void
batch_free(struct batch *batch)
{
	if (!batch)
		return;
	commit_thread_free(batch->thread);
	queue_free(&batch->walked); /* abandoned */
	queue_free(&batch->put_off);
	free(batch);
}

int
batch_fd(const struct batch *batch)
{
	return commit_thread_fd(batch->thread);
}

bool
batch_has_store(const struct batch *batch)
{
	return commit_thread_job(batch->thread) == JOB_NONE;
}

static bool
is_tended(const struct batch *batch)
{
	return commit_thread_job(batch->thread) == JOB_TEND;
}

/* --- taking --- */

void
batch_take(struct batch *batch, struct http_request *request, const struct batch_call *call)
{
	int64_t now_us = clock_mono_us(), now_ms = clock_wall_ms();
	int64_t wait_us = call->deadline_us ? call->deadline_us : batch->options.deadline_us;
	struct held *h = xcalloc(1, sizeof(*h) + call->count * sizeof(h->exchanges[0]));
	must(call->count > 0);
	*h = (struct held){.request = request,
	        .writer = call->writer,
	        .ctx = call->ctx,
	        .fallback = call->fallback,
	        .since_us = now_us,
	        .late_us = now_us + wait_us,
	        .by_outbox = call->by_outbox,
	        .count = call->count};
	for (size_t i = 0; i < h->count; i++) {
		h->exchanges[i].message = call->messages[i];
		h->exchanges[i].message.now_ms = now_ms;
	}
	request->user = h;
	if (batch->held++ == 0 || h->late_us < batch->late_us)
		batch->late_us = h->late_us;
	queue_add(&batch->gathered, h); /* behind those that came before */
	if (batch_has_store(batch))
		batch_walk_gathered(batch);
}

void
batch_done(struct batch *batch, struct http_request *request, bool sent)
{
	struct held *h = request->user;
	struct store *store = batch->options.conversation->store;
	if (!h)
		return;
	must(h->committed); /* else its node is still in a queue */
	/* While the store is tended nobody else may write to it: the phone is then taken for
	 * unanswered. */
	for (size_t i = 0; sent && !is_tended(batch) && i < h->count; i++)
		if (h->exchanges[i].reply.seq)
			store_answered(
			        store, &h->exchanges[i].reply.who, h->exchanges[i].reply.seq);
	free(h);
}

/* --- committing --- */

static void
start_commit(struct batch *batch)
{
	batch->options.metrics->counts[COUNT_COMMITS]++;
	commit_thread_start(batch->thread, JOB_COMMIT, 0);
}

static void
end_commit(struct batch *batch, int error)
{
	if (error) {
		batch_fail(batch, error);
		return;
	}
	batch_settle(batch, 0);
	batch_release(batch);
}

/* Under load the thread is never idle for long: it tends the store between two batches. */
static void
start_tend(struct batch *batch)
{
	struct store *store = batch->options.conversation->store;
	int64_t now_s = clock_wall_ms() / 1000;
	batch->tend_wanted = false;
	if (!store_wants_tending(store, now_s))
		return;
	batch->trouble_seen = store_trouble(store);
	batch->figures_seen = store_figures(store);
	commit_thread_start(batch->thread, JOB_TEND, now_s);
}

/* What else remembers phones. */
static void
forget_erased(const struct conversation *c)
{
	struct who who;
	while (store_take_forgotten(c->store, &who)) {
		if (c->guard)
			guard_forget(c->guard, &who);
		if (c->misunderstood)
			misunderstood_forget(c->misunderstood, &who);
	}
}

static void
end_job(struct batch *batch)
{
	int error;
	enum job ended = commit_thread_end(batch->thread, &error);
	if (ended == JOB_NONE)
		return;
	if (ended == JOB_COMMIT)
		end_commit(batch, error);
	else
		forget_erased(batch->options.conversation);
	if (batch->tend_wanted)
		start_tend(batch);
	if (batch_has_store(batch))
		batch_walk_gathered(batch);
}

/* Microseconds until the open batch is due; 0: now; -1: there is none. */
static int64_t
due_in(const struct batch *batch, unsigned connections, int64_t now_us)
{
	bool changed = store_pending(batch->options.conversation->store);
	if (!batch->walked.first && !changed)
		return -1;
	size_t waiting = batch->walked.requests + batch->put_off.requests;
	if (batch_is_full(batch) || (batch->walked.first && waiting >= connections))
		return 0;
	int64_t since_us = batch->walked.first ? batch->walked.first->since_us : batch->changed_us;
	int64_t left = since_us + batch->options.wait_us - now_us;
	return left > 0 ? left : 0;
}

/* Repeats and silences need no commit when nothing else is in the batch. */
static void
commit_or_release(struct batch *batch)
{
	if (store_pending(batch->options.conversation->store)) {
		start_commit(batch);
		return;
	}
	batch_release(batch);
	batch_walk_gathered(batch);
}

static void
let_helper_work(struct batch *batch)
{
	const struct batch_helper *helper = &batch->options.helper;
	const struct store *store = batch->options.conversation->store;
	if (!helper->work || !batch_has_store(batch) || store_trouble(store))
		return;
	if (!store_pending(store))
		batch->changed_us = clock_mono_us();
	int error = helper->work(helper->ctx, clock_wall_ms());
	if (error)
		batch_fail(batch, error);
}

int64_t
batch_turn(struct batch *batch, unsigned connections)
{
	end_job(batch);
	batch_walk_put_off(batch);
	let_helper_work(batch);
	int64_t now_us = clock_mono_us();
	if (batch_has_store(batch)) {
		int64_t due = due_in(batch, connections, now_us);
		if (due != 0) /* the next search begins when the others have had their turn */
			return batch->put_off.first ? 0 : due;
		commit_or_release(batch);
	}
	if (batch_has_store(batch))
		return due_in(batch, connections, now_us);
	batch_answer_late(batch, now_us);
	return batch_until_late(batch, now_us);
}

void
batch_tend(struct batch *batch)
{
	batch->tend_wanted = true;
	if (batch_idle(batch))
		start_tend(batch);
}

bool
batch_may_look(const struct batch *batch)
{
	return !is_tended(batch) && !store_trouble(batch->options.conversation->store);
}

int
batch_store_trouble(const struct batch *batch)
{
	return is_tended(batch) ? batch->trouble_seen
	                        : store_trouble(batch->options.conversation->store);
}

struct store_figures
batch_store_figures(const struct batch *batch)
{
	return is_tended(batch) ? batch->figures_seen
	                        : store_figures(batch->options.conversation->store);
}

bool
batch_idle(const struct batch *batch)
{
	return batch_has_store(batch) && !batch->walked.first && !batch->put_off.first &&
	       !store_pending(batch->options.conversation->store);
}

size_t
batch_held(const struct batch *batch)
{
	return batch->held;
}
