#include <stdlib.h>

#include "outside/batch_model.h"

void
queue_init(struct queue *q)
{
	*q = (struct queue){.end = &q->first};
}

void
queue_add(struct queue *q, struct held *h)
{
	h->next = NULL;
	*q->end = h;
	q->end = &h->next;
	q->requests++;
	q->messages += h->count;
}

struct held *
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

void
queue_free(struct queue *q)
{
	for (struct held *h; (h = queue_take(q));)
		free(h);
}
