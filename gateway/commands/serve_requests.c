#include <string.h>

#include "commands/daemon.h"
#include "outside/kannel_in.h"
#include "talk/busy.h"

static void
not_found(struct http_request *request)
{
	http_reply(request, 404,
	        STR("Here are /kannel/sms, /kannel/ussd, /kannel/dlr, /health/live, /health/ready, "
	            "/metrics and, for adapters in use, /ussd/NAME and /sms/NAME.\n"),
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

/* Why no message can be taken now; NULL: it can. */
static const char *
busy(const struct daemon *d)
{
	if (d->draining) /* taken now, it might still be held when the server ends */
		return "The daemon stops; send it again.\n";
	if (batch_store_trouble(d->batch)) /* without the key not even who calls could be named */
		return "The database can't be written; send it again.\n";
	return NULL;
}

/* A step of a session that was read: its screen must come in time, come what may. */
static void
prepare_ussd(struct daemon *d, struct http_request *request, struct message *message,
        struct batch_call *call)
{
	call->writer = &KANNEL_USSD;
	call->ctx = kannel_ussd_read(request, &d->ussd, message);
	call->deadline_us = config_int(d->config, OPT_USSD_DEADLINE_MS) * 1000;
	call->by_outbox = false;
	message->now_ms = clock_wall_ms();
	if (message->op != USSD_END)
		converse_busy(&d->conversation, &request->arena, message, batch_may_look(d->batch),
		        &call->fallback);
}

/* More requests wait for the disk than the configuration allows. */
static bool
holds_too_many(const struct daemon *d)
{
	int64_t most = config_int(d->config, OPT_GUARD_BUSY_HELD);
	return most && (int64_t)batch_held(d->batch) >= most;
}

/* ...or messages for Kannel. */
static bool
is_overloaded(const struct daemon *d)
{
	int64_t most = config_int(d->config, OPT_GUARD_BUSY_OUTBOX);
	return holds_too_many(d) || (most && sender_waiting(d->sender, STR("")) >= most);
}

static bool
answer_overload(struct daemon *d, struct http_request *request, struct message *m)
{
	struct reply reply;
	m->now_ms = clock_wall_ms();
	if (!is_overloaded(d) || !busy_answer(&d->conversation, &request->arena, m,
	                                 batch_may_look(d->batch), &reply))
		return false;
	d->metrics.counts[COUNT_OVERLOAD]++;
	d->metrics.counts[COUNT_PARTS] += reply.size.parts;
	kannel_reply(request, reply.text, reply.size.coding);
	return true;
}

static void
walk(struct daemon *d, struct http_request *request, struct message *message)
{
	struct batch_call call = {.messages = message,
	        .count = 1,
	        .writer = &KANNEL_SMS,
	        .by_outbox = strcmp(config_text(d->config, OPT_OUTBOX_REPLY), "sendsms") == 0};
	const char *why = busy(d);
	bool ussd = kannel_is_ussd(request);
	if (ussd)
		prepare_ussd(d, request, message, &call);
	else if (!why && answer_overload(d, request, message))
		return;
	if (!why) {
		batch_take(d->batch, request, &call);
		return;
	}
	d->metrics.counts[COUNT_BUSY]++;
	call.writer->busy(call.ctx, request, call.fallback.text.n ? &call.fallback : NULL, why);
}

static void
take_message(struct daemon *d, struct http_request *request)
{
	struct message message;
	const char *why = "";
	int64_t least = config_int(d->config, OPT_SMS_LEAST_SENDER_DIGITS);
	switch (kannel_read(request, least, &message, &why)) {
	case KANNEL_WALK:
		walk(d, request, &message);
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
take_report(struct daemon *d, struct http_request *request)
{
	const char *why = busy(d);
	if (!why) {
		sender_take_report(d->sender, request);
		return;
	}
	d->metrics.counts[COUNT_BUSY]++;
	kannel_reply_busy(request, why);
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
	} else if (str_eq(request->path, STR("/kannel/dlr"))) {
		take_report(d, request);
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
	        .ussd_deadline_us = config_int(d->config, OPT_USSD_DEADLINE_MS) * 1000,
	        .least_sender_digits = config_int(d->config, OPT_SMS_LEAST_SENDER_DIGITS),
	        .overloaded = holds_too_many(d),
	        .outbox_most = config_int(d->config, OPT_GUARD_BUSY_OUTBOX),
	        .stopping = d->draining};
	return adapters_handle(d->adapters, &intake, request);
}

void
daemon_handle(void *ctx, struct http_request *request)
{
	struct daemon *d = ctx;
	static const char *const kannel[] = {"/kannel/sms", "/kannel/ussd", "/kannel/dlr"};
	bool is_kannel = false;
	for (size_t i = 0; i < ARRAY_LEN(kannel); i++)
		is_kannel = is_kannel || str_eq(request->path, str_from(kannel[i]));
	if (is_kannel)
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
