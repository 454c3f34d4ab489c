#include <stdlib.h>

#include "outside/sender_model.h"

/* --- taking and answering --- */

/* To Kannel. */
static void
answer_kannel(void *ctx, struct http_request *request, bool durable)
{
	(void)ctx;
	if (durable)
		http_reply(request, 200, STR("Noted.\n"), "text/plain", NULL);
	else
		http_reply(
		        request, 503, STR("Not on the disk; send it again.\n"), "text/plain", NULL);
}

static void
answer_report(struct report *r, bool durable)
{
	r->what.answer(r->what.ctx, r->request, durable);
}

void
sender_take_report(struct sender *s, struct http_request *request)
{
	const char *why = "";
	struct dlr *dlr = arena_alloc(&request->arena, sizeof(*dlr));
	if (!dlr_read(request, dlr, &why)) {
		sender_count(s, COUNT_BAD_REQUEST);
		http_reply(request, 400, str_from(why), "text/plain", NULL);
		return;
	}
	struct sender_reports one = {dlr, 1, answer_kannel, NULL};
	sender_take_reports(s, request, &one);
}

void
sender_take_reports(
        struct sender *s, struct http_request *request, const struct sender_reports *reports)
{
	struct report *r = xcalloc(1, sizeof(*r));
	*r = (struct report){.request = request, .what = *reports};
	*s->end = r;
	s->end = &r->next;
}

void
sender_abandon(struct sender *s)
{
	for (struct report *r = s->first; r; r = s->first) {
		s->first = r->next;
		answer_report(r, false);
		free(r);
	}
	s->end = &s->first;
}

/* --- in the batch --- */

static int
write_report(struct sender *s, const struct dlr *dlr, int64_t now_ms)
{
	int64_t id = outbox_ref_id(s->options.store, dlr->ref);
	int error = id || !dlr->route.n
	                    ? 0
	                    : outbox_find_named(s->options.store, dlr->route, dlr->ref, &id);
	if (error)
		return error;
	sender_count(s, id ? COUNT_OUTBOX_REPORTS : COUNT_OUTBOX_REPORTS_UNKNOWN);
	return id ? outbox_dlr(s->options.store, &s->scratch, id, dlr->bits, dlr->code, now_ms) : 0;
}

int
sender_reports_write(struct sender *s, int64_t now_ms)
{
	int error = 0;
	for (struct report *r = s->first; r && !error; r = r->next) {
		if (r->written)
			continue;
		r->written = true;
		for (size_t i = 0; i < r->what.count && !error; i++)
			error = write_report(s, &r->what.dlrs[i], now_ms);
	}
	return error;
}

void
sender_reports_settle(struct sender *s, bool good)
{
	while (s->first && s->first->written) {
		struct report *r = s->first;
		s->first = r->next;
		answer_report(r, good);
		free(r);
	}
	if (!s->first)
		s->end = &s->first;
}
