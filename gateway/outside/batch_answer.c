#include <stdlib.h>
#include <string.h>

#include "base/loop.h"
#include "outside/batch_model.h"

/* --- in time --- */

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

void
batch_release(struct batch *batch)
{
	int64_t now_us = clock_mono_us();
	for (struct held *h; (h = queue_take(&batch->walked));)
		answer(batch, h, now_us);
}

/* --- that it can't --- */

void
batch_answer_busy(struct batch *batch, struct held *h, const char *why)
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

void
batch_drop_busy(struct batch *batch, struct held *h, const char *why)
{
	batch_answer_busy(batch, h, why);
	free(h);
}

void
batch_abandon(struct batch *batch)
{
	static const char why[] = "The daemon stops; send it again.\n";
	for (struct held *h = batch->walked.first; h;
	        h = h->next) /* the thread may still have them */
		batch_answer_busy(batch, h, why);
	for (struct held *h; (h = queue_take(&batch->gathered));)
		batch_drop_busy(batch, h, why);
	for (struct held *h; (h = queue_take(&batch->put_off));)
		batch_drop_busy(batch, h, why);
}

/* --- too late --- */

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
			batch_answer_busy(batch, h, "The disk is too slow; send it again.\n");
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

void
batch_answer_late(struct batch *batch, int64_t now_us)
{
	if (batch->held == 0 || now_us < batch->late_us)
		return;
	int64_t next_us = answer_late_in(batch, &batch->walked, now_us, INT64_MAX);
	next_us = answer_late_in(batch, &batch->put_off, now_us, next_us);
	batch->late_us = answer_late_in(batch, &batch->gathered, now_us, next_us);
	forget_late(&batch->gathered);
	forget_late(&batch->put_off);
}

int64_t
batch_until_late(const struct batch *batch, int64_t now_us)
{
	if (batch->held == 0)
		return -1;
	return batch->late_us > now_us ? batch->late_us - now_us : 0;
}
