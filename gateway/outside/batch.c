#include "outside/batch.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/loop.h"
#include "store/outbox.h"

/*
 * A request and its messages on their way. Its own allocation: one that is told to come again
 * while the thread commits it must outlive its request.
 */
struct held {
	struct http_request *request; /* NULL once it was answered */
	const struct batch_writer *writer;
	void *ctx;
	struct reply fallback;
	int64_t since_us, late_us;
	bool by_outbox, committed;
	struct held *next;
	size_t count;
	struct batch_exchange exchanges[];
};

struct queue {
	struct held *first, **end;
	size_t requests, messages;
};

/* What the thread does now; while it does anything, the store is its own. */
enum job { JOB_NONE, JOB_COMMIT, JOB_TEND };

struct batch {
	struct batch_options options;
	enum job job;
	struct queue gathered; /* came while the thread had the store; not walked */
	struct queue walked;   /* in the open batch, or in the one being committed */
	struct queue put_off;  /* each waits for its turn to make a handler search */
	bool searched;         /* one has, this turn */
	size_t held;           /* requests without an answer */
	int64_t late_us;       /* none of them is late before this */
	int64_t changed_us;    /* when the helper began the open batch */

	pthread_t thread;
	int go_fd, done_fd;
	int64_t tend_now_s; /* for JOB_TEND; written before go_fd */
	int commit_error;   /* written by the thread before done_fd, read after it */
	bool tend_wanted;   /* as soon as the thread is free */
	int trouble_seen;   /* the store's, and its figures, as JOB_TEND began */
	struct store_figures figures_seen;
	atomic_bool stopping;
};

/* --- the thread --- */

static void
signal_fd(int fd)
{
	must(write(fd, &(uint64_t){1}, sizeof(uint64_t)) == sizeof(uint64_t));
}

static void
wait_fd(int fd)
{
	uint64_t count;
	while (read(fd, &count, sizeof(count)) < 0)
		must(errno == EINTR || errno == EAGAIN);
}

static void *
commit_thread(void *ctx)
{
	struct batch *batch = ctx;
	for (;;) {
		wait_fd(batch->go_fd);
		if (atomic_load(&batch->stopping))
			return NULL;
		if (batch->job == JOB_COMMIT)
			batch->commit_error = store_commit(batch->options.conversation->store);
		else
			store_tend(batch->options.conversation->store, batch->tend_now_s);
		signal_fd(batch->done_fd);
	}
}

static int
start_thread(struct batch *batch)
{
	sigset_t all, old;
	sigfillset(&all); /* signals are the loop's */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int error = pthread_create(&batch->thread, NULL, commit_thread, batch);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return error;
}

/* --- queues --- */

static void
queue_init(struct queue *q)
{
	*q = (struct queue){.end = &q->first};
}

static void
queue_add(struct queue *q, struct held *h)
{
	h->next = NULL;
	*q->end = h;
	q->end = &h->next;
	q->requests++;
	q->messages += h->count;
}

static struct held *
queue_take(struct queue *q)
{
	struct held *h = q->first;
	if (!h)
		return NULL;
	q->first = h->next;
	q->requests--;
	q->messages -= h->count;
	if (!q->first)
		q->end = &q->first;
	return h;
}

struct batch *
batch_new(const struct batch_options *options)
{
	struct batch *batch = xcalloc(1, sizeof(*batch));
	batch->options = *options;
	queue_init(&batch->gathered);
	queue_init(&batch->walked);
	queue_init(&batch->put_off);
	options->conversation->searched = &batch->searched;
	batch->go_fd = eventfd(0, EFD_CLOEXEC);
	batch->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int error = batch->go_fd < 0 || batch->done_fd < 0 ? errno : start_thread(batch);
	if (!error)
		return batch;
	close(batch->go_fd);
	close(batch->done_fd);
	free(batch);
	errno = error;
	return NULL;
}

void
batch_free(struct batch *batch)
{
	if (!batch)
		return;
	atomic_store(&batch->stopping, true);
	signal_fd(batch->go_fd);
	pthread_join(batch->thread, NULL);
	for (struct held *h; (h = queue_take(&batch->walked));) /* abandoned */
		free(h);
	for (struct held *h; (h = queue_take(&batch->put_off));)
		free(h);
	close(batch->go_fd);
	close(batch->done_fd);
	free(batch);
}

int
batch_fd(const struct batch *batch)
{
	return batch->done_fd;
}

/* --- answering --- */

static void
count_outcome(struct metrics *m, const struct reply *reply)
{
	static const struct {
		const char *name;
		enum counter counter;
	} outcomes[] = {
	        {"unknown", COUNT_UNKNOWN},
	        {"sorry", COUNT_SORRY},
	        {"silent-same", COUNT_HELD_SAME},
	        {"too-many", COUNT_HELD_MANY},
	        {"silent-many", COUNT_HELD_MANY},
	        {"busy-today", COUNT_HELD_TODAY},
	        {"silent-today", COUNT_HELD_TODAY},
	};
	m->counts[COUNT_RECEIVED]++;
	m->counts[reply->text.n ? COUNT_ANSWERED : COUNT_SILENT]++;
	m->counts[COUNT_PARTS] += reply->size.parts;
	m->counts[COUNT_REPEATED] += reply->repeated;
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
		m->counts[outcomes[i].counter] += strcmp(reply->outcome, outcomes[i].name) == 0;
}

/* `h` has left the queues; batch_done frees it, or this does when the request is gone already. */
static void
answer(struct batch *batch, struct held *h, int64_t now_us)
{
	struct http_request *request = h->request;
	if (!request) { /* it was told to come again */
		free(h);
		return;
	}
	for (size_t i = 0; i < h->count; i++)
		count_outcome(batch->options.metrics, &h->exchanges[i].reply);
	metrics_latency(batch->options.metrics, now_us - h->since_us);
	h->request = NULL;
	h->committed = true;
	batch->held--;
	h->writer->answer(h->ctx, request, h->exchanges, h->count);
}

/* The message must come again; `h` may stay in a queue, its request goes its way. */
static void
answer_busy(struct batch *batch, struct held *h, const char *why)
{
	struct http_request *request = h->request;
	if (!request)
		return;
	batch->options.metrics->counts[COUNT_BUSY]++;
	h->request = NULL;
	request->user = NULL;
	batch->held--;
	h->writer->busy(h->ctx, request, h->fallback.text.n ? &h->fallback : NULL, why);
}

static void
drop_busy(struct batch *batch, struct held *h, const char *why)
{
	answer_busy(batch, h, why);
	free(h);
}

/* --- walking --- */

/* The batch is over: store and guard both keep it, or neither does. */
static void
settle(struct batch *batch, int error)
{
	const struct conversation *c = batch->options.conversation;
	store_settle(c->store, error, clock_wall_ms() / 1000);
	if (c->guard)
		guard_settle(c->guard, error);
	if (batch->options.helper.settled)
		batch->options.helper.settled(batch->options.helper.ctx, error);
}

/* Everybody in the failed batch is told to come again; memory is as it was before it. */
static void
fail_batch(struct batch *batch, int error)
{
	batch->options.metrics->counts[COUNT_COMMIT_FAILED]++;
	settle(batch, error);
	for (struct held *h; (h = queue_take(&batch->walked));)
		drop_busy(batch, h, "The disk did not take it; send it again.\n");
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
	        .lang = e->reply.lang};
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

static bool
is_full(const struct batch *batch)
{
	return batch->walked.messages >= batch->options.rows;
}

static void
walk(struct batch *batch, struct held *h)
{
	if (store_trouble(batch->options.conversation->store)) {
		drop_busy(batch, h, "The database can't be written; send it again.\n");
		return;
	}
	int error = walk_messages(batch, h);
	queue_add(error == -EAGAIN ? &batch->put_off : &batch->walked, h);
	if (error && error != -EAGAIN)
		fail_batch(batch, error);
}

/*
 * A turn walks one message that makes a handler search: a turn is never long, and all others
 * wait for one search at the most.
 */
static void
walk_put_off(struct batch *batch)
{
	if (batch->job != JOB_NONE || is_full(batch))
		return;
	batch->searched = false;
	struct held *h = queue_take(&batch->put_off);
	if (h)
		walk(batch, h);
}

/* What came during the commit, as far as the next batch has room. */
static void
walk_gathered(struct batch *batch)
{
	for (struct held *h; !is_full(batch) && (h = queue_take(&batch->gathered));)
		walk(batch, h);
}

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
	if (batch->job == JOB_NONE)
		walk_gathered(batch);
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
	for (size_t i = 0; sent && batch->job != JOB_TEND && i < h->count; i++)
		if (h->exchanges[i].reply.seq)
			store_answered(
			        store, &h->exchanges[i].reply.who, h->exchanges[i].reply.seq);
	free(h);
}

/* --- committing --- */

static void
start_commit(struct batch *batch)
{
	batch->job = JOB_COMMIT;
	batch->options.metrics->counts[COUNT_COMMITS]++;
	signal_fd(batch->go_fd);
}

static void
release(struct batch *batch)
{
	int64_t now_us = clock_mono_us();
	for (struct held *h; (h = queue_take(&batch->walked));)
		answer(batch, h, now_us);
}

static void
end_commit(struct batch *batch, int error)
{
	if (error) {
		fail_batch(batch, error);
		return;
	}
	settle(batch, 0);
	release(batch);
}

/* Under load the thread is never idle for long: it tends the store between two batches. */
static void
start_tend(struct batch *batch)
{
	struct store *store = batch->options.conversation->store;
	batch->tend_wanted = false;
	batch->tend_now_s = clock_wall_ms() / 1000;
	if (!store_wants_tending(store, batch->tend_now_s))
		return;
	batch->trouble_seen = store_trouble(store);
	batch->figures_seen = store_figures(store);
	batch->job = JOB_TEND;
	signal_fd(batch->go_fd);
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
	uint64_t count;
	enum job ended = batch->job;
	if (ended == JOB_NONE || read(batch->done_fd, &count, sizeof(count)) < 0)
		return;
	batch->job = JOB_NONE;
	if (ended == JOB_COMMIT)
		end_commit(batch, batch->commit_error);
	else
		forget_erased(batch->options.conversation);
	if (batch->tend_wanted)
		start_tend(batch);
	if (batch->job == JOB_NONE)
		walk_gathered(batch);
}

/* Microseconds until the open batch is due; 0: now; -1: there is none. */
static int64_t
due_in(const struct batch *batch, unsigned connections, int64_t now_us)
{
	bool changed = store_pending(batch->options.conversation->store);
	if (!batch->walked.first && !changed)
		return -1;
	size_t waiting = batch->walked.requests + batch->put_off.requests;
	if (is_full(batch) || (batch->walked.first && waiting >= connections))
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
	release(batch);
	walk_gathered(batch);
}

/* Those of `q` that have waited too long get their busy answer; the earliest of the others' ends.
 */
static int64_t
answer_late_in(struct batch *batch, struct queue *q, int64_t now_us, int64_t next_us)
{
	for (struct held *h = q->first; h; h = h->next) {
		if (!h->request)
			continue;
		if (now_us >= h->late_us) {
			batch->options.metrics->counts[COUNT_LATE]++;
			answer_busy(batch, h, "The disk is too slow; send it again.\n");
		} else if (h->late_us < next_us) {
			next_us = h->late_us;
		}
	}
	return next_us;
}

/* Those that only gathered leave no trace. */
static void
forget_late(struct queue *q)
{
	struct queue kept;
	queue_init(&kept);
	for (struct held *h; (h = queue_take(q));) {
		if (h->request)
			queue_add(&kept, h);
		else
			free(h);
	}
	queue_init(q);
	for (struct held *h; (h = queue_take(&kept));)
		queue_add(q, h);
}

/* Who has waited too long is told to come again. Those in the batch may still become durable:
   asking again finds their answer. */
static void
answer_late(struct batch *batch, int64_t now_us)
{
	if (batch->held == 0 || now_us < batch->late_us)
		return;
	int64_t next_us = answer_late_in(batch, &batch->walked, now_us, INT64_MAX);
	next_us = answer_late_in(batch, &batch->put_off, now_us, next_us);
	batch->late_us = answer_late_in(batch, &batch->gathered, now_us, next_us);
	forget_late(&batch->gathered);
	forget_late(&batch->put_off);
}

static int64_t
until_late(const struct batch *batch, int64_t now_us)
{
	if (batch->held == 0)
		return -1;
	return batch->late_us > now_us ? batch->late_us - now_us : 0;
}

static void
let_helper_work(struct batch *batch)
{
	const struct batch_helper *helper = &batch->options.helper;
	const struct store *store = batch->options.conversation->store;
	if (!helper->work || batch->job != JOB_NONE || store_trouble(store))
		return;
	if (!store_pending(store))
		batch->changed_us = clock_mono_us();
	int error = helper->work(helper->ctx, clock_wall_ms());
	if (error)
		fail_batch(batch, error);
}

int64_t
batch_turn(struct batch *batch, unsigned connections)
{
	end_job(batch);
	walk_put_off(batch);
	let_helper_work(batch);
	int64_t now_us = clock_mono_us();
	if (batch->job == JOB_NONE) {
		int64_t due = due_in(batch, connections, now_us);
		if (due != 0) /* the next search begins when the others have had their turn */
			return batch->put_off.first ? 0 : due;
		commit_or_release(batch);
	}
	if (batch->job == JOB_NONE)
		return due_in(batch, connections, now_us);
	answer_late(batch, now_us);
	return until_late(batch, now_us);
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
	return batch->job != JOB_TEND && !store_trouble(batch->options.conversation->store);
}

int
batch_store_trouble(const struct batch *batch)
{
	bool tended = batch->job == JOB_TEND;
	return tended ? batch->trouble_seen : store_trouble(batch->options.conversation->store);
}

struct store_figures
batch_store_figures(const struct batch *batch)
{
	bool tended = batch->job == JOB_TEND;
	return tended ? batch->figures_seen : store_figures(batch->options.conversation->store);
}

void
batch_abandon(struct batch *batch)
{
	static const char why[] = "The daemon stops; send it again.\n";
	for (struct held *h = batch->walked.first; h;
	        h = h->next) /* the thread may still have them */
		answer_busy(batch, h, why);
	for (struct held *h; (h = queue_take(&batch->gathered));)
		drop_busy(batch, h, why);
	for (struct held *h; (h = queue_take(&batch->put_off));)
		drop_busy(batch, h, why);
}

bool
batch_idle(const struct batch *batch)
{
	return batch->job == JOB_NONE && !batch->walked.first && !batch->put_off.first &&
	       !store_pending(batch->options.conversation->store);
}

size_t
batch_held(const struct batch *batch)
{
	return batch->held;
}
