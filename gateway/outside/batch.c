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

/*
 * A message on its way. Its own allocation: one that is told to come again while the thread
 * commits it must outlive its request.
 */
struct held {
	struct http_request *request; /* NULL once it was answered */
	struct message message;
	struct reply reply;
	int64_t since_us;
	bool committed;
	struct held *next;
};

struct queue {
	struct held *first, **end;
	size_t count;
};

/* What the thread does now; while it does anything, the store is its own. */
enum job { JOB_NONE, JOB_COMMIT, JOB_TEND };

struct batch {
	struct batch_options options;
	enum job job;
	struct queue gathered; /* came while the thread had the store; not walked */
	struct queue walked;   /* in the open batch, or in the one being committed */
	size_t held;           /* requests without an answer */

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
	q->count++;
}

static struct held *
queue_take(struct queue *q)
{
	struct held *h = q->first;
	if (!h)
		return NULL;
	q->first = h->next;
	q->count--;
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
	count_outcome(batch->options.metrics, &h->reply);
	metrics_latency(batch->options.metrics, now_us - h->since_us);
	h->request = NULL;
	h->committed = true;
	batch->held--;
	kannel_reply(request, h->reply.text, h->reply.size.coding);
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
	kannel_reply_busy(request, why);
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

static void
walk(struct batch *batch, struct held *h)
{
	const struct conversation *c = batch->options.conversation;
	if (store_trouble(c->store)) {
		drop_busy(batch, h, "The database can't be written; send it again.\n");
		return;
	}
	queue_add(&batch->walked, h);
	int error = converse(c, &h->request->arena, &h->message, &h->reply);
	if (error)
		fail_batch(batch, error);
}

static bool
is_full(const struct batch *batch)
{
	return batch->walked.count >= batch->options.rows;
}

/* What came during the commit, as far as the next batch has room. */
static void
walk_gathered(struct batch *batch)
{
	for (struct held *h; !is_full(batch) && (h = queue_take(&batch->gathered));)
		walk(batch, h);
}

void
batch_take(struct batch *batch, struct http_request *request, const struct message *message)
{
	struct held *h = xmalloc(sizeof(*h));
	*h = (struct held){.request = request, .message = *message, .since_us = clock_mono_us()};
	h->message.now_ms = clock_wall_ms();
	request->user = h;
	batch->held++;
	queue_add(&batch->gathered, h); /* behind those that came before */
	if (batch->job == JOB_NONE)
		walk_gathered(batch);
}

void
batch_done(struct batch *batch, struct http_request *request, bool sent)
{
	struct held *h = request->user;
	if (!h)
		return;
	must(h->committed); /* else its node is still in a queue */
	/* While the store is tended nobody else may write to it: the phone is then taken for
	 * unanswered. */
	if (sent && h->reply.seq && batch->job != JOB_TEND)
		store_answered(batch->options.conversation->store, &h->reply.who, h->reply.seq);
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
	const struct store *store = batch->options.conversation->store;
	batch->tend_wanted = false;
	batch->tend_now_s = clock_wall_ms() / 1000;
	if (!store_wants_tending(store, batch->tend_now_s))
		return;
	batch->trouble_seen = store_trouble(store);
	batch->figures_seen = store_figures(store);
	batch->job = JOB_TEND;
	signal_fd(batch->go_fd);
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
	if (batch->tend_wanted)
		start_tend(batch);
	if (batch->job == JOB_NONE)
		walk_gathered(batch);
}

/* Microseconds until the open batch is due; 0: now; -1: there is none. */
static int64_t
due_in(const struct batch *batch, unsigned connections, int64_t now_us)
{
	if (!batch->walked.first)
		return -1;
	if (is_full(batch) || batch->walked.count >= connections)
		return 0;
	int64_t left = batch->walked.first->since_us + batch->options.wait_us - now_us;
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

static bool
is_late(const struct batch *batch, const struct held *h, int64_t now_us)
{
	return now_us - h->since_us >= batch->options.deadline_us;
}

/* Who has waited too long is told to come again. Those in the batch may still become durable:
   asking again finds their answer. Those that only gathered leave no trace. */
static void
answer_late(struct batch *batch, int64_t now_us)
{
	struct metrics *m = batch->options.metrics;
	for (struct held *h = batch->walked.first; h && is_late(batch, h, now_us); h = h->next) {
		m->counts[COUNT_LATE] += h->request != NULL;
		answer_busy(batch, h, "The disk is too slow; send it again.\n");
	}
	while (batch->gathered.first && is_late(batch, batch->gathered.first, now_us)) {
		m->counts[COUNT_LATE]++;
		drop_busy(batch, queue_take(&batch->gathered),
		        "The disk is too slow; send it again.\n");
	}
}

static int64_t
until_late(const struct batch *batch, int64_t now_us)
{
	const struct held *h = batch->walked.first;
	while (h && !h->request)
		h = h->next;
	if (!h)
		h = batch->gathered.first;
	if (!h)
		return -1;
	int64_t left = h->since_us + batch->options.deadline_us - now_us;
	return left > 0 ? left : 0;
}

int64_t
batch_turn(struct batch *batch, unsigned connections)
{
	end_job(batch);
	int64_t now_us = clock_mono_us();
	if (batch->job == JOB_NONE) {
		int64_t due = due_in(batch, connections, now_us);
		if (due != 0)
			return due;
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
}

bool
batch_idle(const struct batch *batch)
{
	return batch->job == JOB_NONE && !batch->walked.first;
}

size_t
batch_held(const struct batch *batch)
{
	return batch->held;
}
