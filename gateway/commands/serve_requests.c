#include <string.h>

#include "commands/daemon.h"
#include "outside/kannel_in.h"
#include "talk/busy.h"

static void
not_found(struct http_request *request)
{
	http_reply(request, 404,
	        STR("Here are /kannel/sms, /kannel/dlr, /health/live, /health/ready, /metrics "
	            "and, for adapters in use, /ussd/NAME and /sms/NAME.\n"),
	        "text/plain; charset=UTF-8", NULL);
}

static void
refuse(struct daemon *d, struct http_request *request, enum counter counter, unsigned status,
        const char *why)
{
	static const struct http_header challenge[] = {
	        {"WWW-Authenticate", "Basic realm=\"jiaxin\""}, {NULL, NULL}};
	d->metrics.counts[counter]++;
	http_reply(request, status, str_from(why), "text/plain; charset=UTF-8",
	        status == 401 ? challenge : NULL);
}

static void
handle_status(struct daemon *d, struct http_request *request)
{
	int64_t now_s = clock_wall_ms() / 1000;
	struct status_facts facts = {
	        .draining = d->draining,
	        .version = JIAXIN_VERSION,
	        .trouble = batch_store_trouble(d->batch),
	        .store = batch_store_figures(d->batch),
	        .content = d->content,
	        .content_loaded_s = d->content_loaded_s,
	        .content_fault = d->content_fault,
	        .content_faults = d->content_faults,
	        .transit = d->transit,
	        .transit_loaded_s = d->transit_loaded_s,
	        .transit_fault = d->transit_fault,
	        .http = http_figures(d->http),
	        .held = batch_held(d->batch),
	        .parts_today = guard_parts_today(d->conversation.guard, now_s),
	        .started_s = d->started_s,
	        .misunderstood =
	                allow_has(&d->own, request->peer) ? d->conversation.misunderstood : NULL,
	        .now_s = now_s,
	        .sender = sender_figures(d->sender),
	        .more = {adapters_print_metrics, d->adapters},
	};
	if (!allow_has(&d->may_look, request->peer))
		refuse(d, request, COUNT_FORBIDDEN, 403,
		        "This address may not look here: http.status_allow.\n");
	else if (!status_handle(&facts, &d->metrics, request))
		not_found(request);
}

static void
refuse_busy(struct daemon *d, struct http_request *request, const char *why)
{
	d->metrics.counts[COUNT_BUSY]++;
	kannel_reply_busy(request, why);
}

/* More waits already than the configuration allows. */
static bool
is_overloaded(const struct daemon *d)
{
	int64_t held_most = config_int(d->config, OPT_GUARD_BUSY_HELD);
	int64_t outbox_most = config_int(d->config, OPT_GUARD_BUSY_OUTBOX), waiting = 0;
	struct sender_figures figures = sender_figures(d->sender);
	for (size_t kind = 0; kind < OUTBOX_KINDS; kind++)
		waiting += figures.outbox.rows[kind][OUTBOX_QUEUED];
	return (held_most && (int64_t)batch_held(d->batch) >= held_most) ||
	       (outbox_most && waiting >= outbox_most);
}

static bool
answer_overload(struct daemon *d, struct http_request *request, struct message *m)
{
	struct reply reply;
	m->now_ms = clock_wall_ms();
	if (!is_overloaded(d) || !busy_answer(&d->conversation, &request->arena, m, &reply))
		return false;
	d->metrics.counts[COUNT_OVERLOAD]++;
	d->metrics.counts[COUNT_PARTS] += reply.size.parts;
	kannel_reply(request, reply.text, reply.size.coding);
	return true;
}

static void
take_message(struct daemon *d, struct http_request *request)
{
	struct message message;
	struct batch_call call = {.messages = &message,
	        .count = 1,
	        .writer = &KANNEL_SMS,
	        .by_outbox = strcmp(config_text(d->config, OPT_OUTBOX_REPLY), "sendsms") == 0};
	const char *why = "";
	int64_t least = config_int(d->config, OPT_SMS_LEAST_SENDER_DIGITS);
	switch (kannel_read(request, least, &message, &why)) {
	case KANNEL_WALK:
		if (answer_overload(d, request, &message))
			return;
		batch_take(d->batch, request, &call);
		return;
	case KANNEL_IGNORED_SENDER:
		d->metrics.counts[COUNT_IGNORED_SENDER]++;
		break;
	case KANNEL_IGNORED_DATA:
		d->metrics.counts[COUNT_IGNORED_DATA]++;
		break;
	case KANNEL_BAD:
		refuse(d, request, COUNT_BAD_REQUEST, 400, why);
		return;
	}
	kannel_reply(request, (struct str){"", 0}, CODING_GSM7);
}

static void
handle_kannel(struct daemon *d, struct http_request *request)
{
	if (!allow_has(&d->may_call, request->peer)) {
		refuse(d, request, COUNT_FORBIDDEN, 403,
		        "This address may not call: http.allow.\n");
	} else if (*d->secret && !secret_eq(str_from(d->secret), request->password)) {
		refuse(d, request, COUNT_BAD_SECRET, 401,
		        "The secret is wrong: http.secret_file, and get-url in Kannel's "
		        "configuration.\n");
	} else if (request->method == HTTP_OTHER) {
		refuse(d, request, COUNT_BAD_REQUEST, 405, "GET or POST, please.\n");
	} else if (d->draining) {
		/* Taken now, it might still be held when the server ends. */
		refuse_busy(d, request, "The daemon stops; send it again.\n");
	} else if (batch_store_trouble(d->batch)) {
		/* Without the key not even who calls could be named. */
		refuse_busy(d, request, "The database can't be written; send it again.\n");
	} else if (str_eq(request->path, STR("/kannel/dlr"))) {
		sender_take_report(d->sender, request);
	} else {
		take_message(d, request);
	}
}

static bool
handle_adapter(struct daemon *d, struct http_request *request)
{
	struct intake intake = {.batch = d->batch,
	        .sender = d->sender,
	        .conversation = &d->conversation,
	        .ussd_deadline_us = config_int(d->config, OPT_HTTP_DEADLINE_MS) * 1000,
	        .least_sender_digits = config_int(d->config, OPT_SMS_LEAST_SENDER_DIGITS),
	        .stopping = d->draining};
	return adapters_handle(d->adapters, &intake, request);
}

void
daemon_handle(void *ctx, struct http_request *request)
{
	struct daemon *d = ctx;
	if (str_eq(request->path, STR("/kannel/sms")) || str_eq(request->path, STR("/kannel/dlr")))
		handle_kannel(d, request);
	else if (!handle_adapter(d, request))
		handle_status(d, request);
}

void
daemon_done(void *ctx, struct http_request *request, bool sent)
{
	struct daemon *d = ctx;
	batch_done(d->batch, request, sent);
}
