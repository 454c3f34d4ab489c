#include "adapters/adapters.h"

#include <stdlib.h>
#include <string.h>

#include "adapters/access.h"
#include "adapters/fields.h"
#include "adapters/form.h"
#include "adapters/incoming.h"
#include "adapters/secrets.h"
#include "adapters/sending.h"
#include "base/log.h"
#include "base/loop.h"
#include "talk/busy.h"
#include "talk/render.h"

enum { PATH_MOST = 1200 };

/* What became of a request. */
enum request_outcome {
	OUTCOME_ANSWERED,
	OUTCOME_ACKNOWLEDGED, /* the answer, if there is one, leaves by the outbox */
	OUTCOME_IGNORED,      /* no phone of a person */
	OUTCOME_BUSY,         /* not on the disk in time */
	OUTCOME_OVERLOAD,     /* too much waits: told to come again later */
	OUTCOME_UNREADABLE,
	OUTCOME_NOT_FOUND, /* no such path or method of this adapter */
	OUTCOME_BAD_ADDRESS,
	OUTCOME_BAD_SECRET,
	OUTCOME_BAD_SIGNATURE,
	OUTCOME_COUNT
};

static const char *const outcome_names[OUTCOME_COUNT] = {
        [OUTCOME_ANSWERED] = "answered",
        [OUTCOME_ACKNOWLEDGED] = "acknowledged",
        [OUTCOME_IGNORED] = "ignored",
        [OUTCOME_BUSY] = "busy",
        [OUTCOME_OVERLOAD] = "overload",
        [OUTCOME_UNREADABLE] = "unreadable",
        [OUTCOME_NOT_FOUND] = "not-found",
        [OUTCOME_BAD_ADDRESS] = "bad-address",
        [OUTCOME_BAD_SECRET] = "bad-secret",
        [OUTCOME_BAD_SIGNATURE] = "bad-signature",
};

struct used {
	struct adapter *adapter;
	uint64_t counts[OUTCOME_COUNT];
};

struct adapters {
	struct arena memory;
	struct allow_list proxies;
	struct used list[ADAPTERS_MOST];
	size_t count;
};

/* --- opening --- */

static void
open_one(struct adapters *all, const struct adapters_options *o, struct str name, struct faults *f)
{
	char path[PATH_MOST];
	snprintf(path, sizeof(path), "%s/%.*s.yaml", o->dir, STR_ARG(name));
	if (all->count == ADAPTERS_MOST) {
		fault_add(f, FAULT_ERROR, (struct place){path, 0, 0}, "adapters.use最多%d个",
		        "adapters.use names more than %d", ADAPTERS_MOST);
		return;
	}
	struct adapter *adapter = adapter_load(&all->memory, path, name, f);
	if (!adapter)
		return;
	secrets_read(o->secrets, adapter, f);
	all->list[all->count++].adapter = adapter;
}

struct adapters *
adapters_open(const struct adapters_options *options, struct faults *faults)
{
	struct adapters *all = xcalloc(1, sizeof(*all));
	struct str names = str_from(options->use), bad;
	size_t before = faults->errors;
	if (allow_parse(str_from(options->proxies), &all->proxies, &bad) != 0)
		fault_add(faults, FAULT_ERROR, (struct place){"adapters.proxies", 0, 0},
		        "“%s”不是地址；请改", "\"%s\" is no address; mend it",
		        fault_show(faults, bad));
	while (names.n) {
		const char *comma = memchr(names.p, ',', names.n);
		struct str name = {names.p, comma ? (size_t)(comma - names.p) : names.n};
		names = str_skip(names, comma ? name.n + 1 : name.n);
		open_one(all, options, str_trim(name), faults);
	}
	if (faults->errors == before)
		return all;
	adapters_free(all);
	return NULL;
}

int
adapters_add_roads(const struct adapters *all, struct sender *sender)
{
	int error = 0;
	for (size_t i = 0; !error && i < all->count; i++) {
		const struct adapter *adapter = all->list[i].adapter;
		const struct sending *s = &adapter->sending;
		struct sender_road road = {.route = adapter->road,
		        .carrier = sending_carrier(adapter),
		        .at_a_time = s->at_a_time,
		        .timeout_ms = s->timeout_ms,
		        .rate = s->rate,
		        .answer_bytes = SENDING_ANSWER_BYTES};
		if (!s->is_used)
			continue;
		error = sender_add(sender, &road);
		log_info("%s sends messages itself", adapter->label);
	}
	return error;
}

void
adapters_free(struct adapters *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < all->count; i++)
		explicit_bzero(all->list[i].adapter, sizeof(struct adapter));
	arena_release(&all->memory);
	free(all);
}

/* --- answering --- */

/* A request that was taken; in its arena until it is answered. */
struct call {
	struct used *used;
	const struct route *route;
	struct item first;  /* whose fields are echoed */
	struct str apology; /* where the words stand in the reply; else empty */
	bool gone;          /* the session is over: nothing is said */
};

/* The service's sentence for "something went wrong", as a screen. */
static struct str
apology_of(const struct content *c, const struct route *route, struct arena *a)
{
	int lang = content_find_language(c, route->lang);
	struct rendering r = {.content = c, .lang = (lang_t)(lang < 0 ? 0 : lang)};
	struct buf words = BUF_INIT(ANSWER_MAX_BYTES);
	struct str rest;
	render_text(&r, content_text(c, TEXT_SORRY), &words);
	struct str whole = arena_str(a, buf_str(&words));
	buf_release(&words);
	return render_screen(a, &route->screen, NULL, 0, (struct str){"", 0}, whole, &rest);
}

/* What can't be read or kept: the provider's error, and where a phone waits an apology for it. */
static void
answer_error(struct call *call, struct http_request *request, enum request_outcome outcome,
        const char *why)
{
	const struct form *form = &call->route->error;
	struct form_words words = {call->apology, true, why, &call->first, NULL};
	call->used->counts[outcome]++;
	bool comes_again = outcome == OUTCOME_BUSY || outcome == OUTCOME_OVERLOAD;
	form_reply(form, comes_again ? call->route->busy_status : form->status, &words, request);
}

static void
answer_taken(struct call *call, struct http_request *request, struct str text, bool ends)
{
	const struct route *route = call->route;
	bool ended = call->gone && route->task == TASK_TALK;
	bool says = !ended && route->reply.says_text;
	if (says && !text.n && route->ussd) { /* a phone that waits gets a screen */
		text = call->apology;
		ends = true;
	}
	const struct form *form = ended          ? &route->ended
	                          : says && ends ? &route->last
	                                         : &route->reply;
	struct form_words words = {text, ends, "", &call->first, NULL};
	call->used->counts[says ? OUTCOME_ANSWERED : OUTCOME_ACKNOWLEDGED]++;
	form_reply(form, form->status, &words, request);
}

static void
on_durable(void *ctx, struct http_request *request, const struct batch_exchange *exchanges,
        size_t count)
{
	(void)count; /* of several none is answered here */
	answer_taken(ctx, request, exchanges[0].reply.text, exchanges[0].reply.ends);
}

static void
on_busy(void *ctx, struct http_request *request, const struct reply *fallback, const char *why)
{
	struct call *call = ctx;
	if (fallback)
		call->apology = fallback->text;
	answer_error(call, request, OUTCOME_BUSY, why);
}

static const struct batch_writer writer = {on_durable, on_busy};

static void
on_reports(void *ctx, struct http_request *request, bool durable)
{
	if (durable)
		answer_taken(ctx, request, (struct str){"", 0}, false);
	else
		answer_error(ctx, request, OUTCOME_BUSY, "not on the disk; send it again");
}

/* --- taking --- */

/* Why nothing can be taken now; NULL: it can. */
static const char *
busy(const struct intake *in)
{
	return in->stopping                     ? "the daemon stops; send it again"
	       : batch_store_trouble(in->batch) ? "the database can't be written; send it again"
	                                        : NULL;
}

static bool
is_overloaded(const struct intake *in, const struct adapter *adapter)
{
	struct str road = adapter->sending.is_used ? str_from(adapter->road) : STR("");
	return in->overloaded ||
	       (in->outbox_most && sender_waiting(in->sender, road) >= in->outbox_most);
}

/*
 * SMS while too much waits already: the phone is told so, or where answers leave by the outbox,
 * which is what is full, the provider sends it again. False: one of them can't wait.
 */
static bool
answer_overload(const struct intake *in, struct http_request *request, struct call *call,
        struct message *messages, size_t count)
{
	struct reply reply;
	if (call->route->ussd || !is_overloaded(in, call->used->adapter))
		return false;
	for (size_t i = 0; i < count; i++) {
		messages[i].now_ms = clock_wall_ms();
		if (!busy_answer(in->conversation, &request->arena, &messages[i],
		            batch_may_look(in->batch), &reply))
			return false;
	}
	const struct form *form = &call->route->reply;
	if (!form->says_text) {
		answer_error(call, request, OUTCOME_OVERLOAD, "too much waits; send it again");
		return true;
	}
	struct form_words words = {reply.text, true, "", &call->first, NULL};
	call->used->counts[OUTCOME_OVERLOAD]++;
	form_reply(form, form->status, &words, request);
	return true;
}

/* To the batch; or, now or later, the busy answer. A phone that waits gets a screen in time. */
static void
walk(const struct intake *in, struct http_request *request, struct call *call,
        struct message *messages, size_t count)
{
	struct batch_call batch = {.messages = messages,
	        .count = count,
	        .writer = &writer,
	        .ctx = call,
	        .deadline_us = call->route->ussd ? in->ussd_deadline_us : 0,
	        .by_outbox = !call->route->reply.says_text};
	const char *why = busy(in);
	messages[0].now_ms = clock_wall_ms();
	if (call->route->ussd && messages[0].op != USSD_END)
		converse_busy(in->conversation, &request->arena, &messages[0],
		        batch_may_look(in->batch), &batch.fallback);
	if (why)
		on_busy(call, request, batch.fallback.text.n ? &batch.fallback : NULL, why);
	else if (!answer_overload(in, request, call, messages, count))
		batch_take(in->batch, request, &batch);
}

static void
take_messages(const struct intake *in, struct http_request *request, struct call *call,
        const struct items *items)
{
	struct arena *a = &request->arena;
	struct incoming_rules rules = {in->least_sender_digits, in->conversation->ussd.code};
	struct message *messages = arena_array(a, items->count + 1, sizeof(*messages));
	const char *why = "";
	size_t taken = 0, wrong = 0;
	for (size_t i = 0; i < items->count; i++) {
		enum incoming_verdict verdict = incoming_message(call->used->adapter, call->route,
		        &items->list[i], &rules, a, &messages[taken], &why);
		taken += verdict == INCOMING_TAKEN;
		wrong += verdict == INCOMING_WRONG;
	}
	call->gone = taken && messages[0].op == USSD_END;
	if (taken) { /* what is wrong beside them would be so again */
		call->used->counts[OUTCOME_UNREADABLE] += wrong > 0;
		walk(in, request, call, messages, taken);
	} else if (wrong) {
		answer_error(call, request, OUTCOME_UNREADABLE, why);
	} else {
		call->used->counts[OUTCOME_IGNORED]++;
		struct form_words words = {{"", 0}, true, "", &call->first, NULL};
		form_reply(&call->route->reply, call->route->reply.status, &words, request);
	}
}

static void
take_reports(const struct intake *in, struct http_request *request, struct call *call,
        const struct items *items)
{
	struct dlr *dlrs = arena_array(&request->arena, items->count + 1, sizeof(*dlrs));
	const char *why = "";
	size_t taken = 0, wrong = 0;
	for (size_t i = 0; i < items->count; i++) {
		bool good = incoming_report(
		        call->used->adapter, call->route, &items->list[i], &dlrs[taken], &why);
		wrong += !good;
		taken += good && dlrs[taken].bits;
	}
	struct sender_reports reports = {dlrs, taken, on_reports, call};
	if (busy(in))
		answer_error(call, request, OUTCOME_BUSY, busy(in));
	else if (taken)
		sender_take_reports(in->sender, request, &reports);
	else if (wrong)
		answer_error(call, request, OUTCOME_UNREADABLE, why);
	else /* on its way, or a word that the description does not know: no end */
		on_reports(call, request, true);
}

static void
take(const struct intake *in, struct http_request *request, struct call *call)
{
	struct items items;
	const char *why = "";
	bool read = fields_read(call->route, request, &call->first, &items, &why);
	if (read && items.count)
		call->first = items.list[0];
	if (!read)
		answer_error(call, request, OUTCOME_UNREADABLE, why);
	else if (call->route->task == TASK_REPORT)
		take_reports(in, request, call, &items);
	else
		take_messages(in, request, call, &items);
}

/* --- finding --- */

/* Whom one of our proxies says it calls for: the last address, which it added itself. */
static struct str
forwarded_for(const struct adapters *all, struct http_request *request)
{
	struct str chain = {"", 0};
	if (allow_has(&all->proxies, request->peer))
		chain = http_header(request, "X-Forwarded-For");
	for (const char *comma; (comma = memchr(chain.p, ',', chain.n));)
		chain = str_skip(chain, (size_t)(comma - chain.p) + 1);
	return str_trim(chain);
}

static struct used *
find_adapter(struct adapters *all, struct str name)
{
	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->list[i].adapter->name, name))
			return &all->list[i];
	return NULL;
}

static void
refuse(struct used *used, struct http_request *request, enum request_outcome outcome,
        unsigned status, const char *why)
{
	used->counts[outcome]++;
	http_reply(request, status, str_from(why), "text/plain; charset=UTF-8", NULL);
}

/* True when the caller may call; else the request was answered. */
static bool
admit(const struct adapters *all, struct used *used, struct http_request *request,
        struct str path_secret)
{
	static const struct {
		enum request_outcome outcome;
		const char *why;
	} refusals[] = {
	        [ACCESS_BAD_ADDRESS] = {OUTCOME_BAD_ADDRESS, "This address may not call.\n"},
	        [ACCESS_BAD_SECRET] = {OUTCOME_BAD_SECRET, "The secret is wrong.\n"},
	        [ACCESS_BAD_SIGNATURE] = {OUTCOME_BAD_SIGNATURE, "The signature is wrong.\n"},
	};
	enum access_verdict verdict =
	        access_check(used->adapter, request, forwarded_for(all, request), path_secret);
	if (verdict == ACCESS_GRANTED)
		return true;
	refuse(used, request, refusals[verdict].outcome, 403, refusals[verdict].why);
	return false;
}

static bool
takes_method(const struct route *route, enum http_method method)
{
	return method == HTTP_GET ? route->takes_get : method == HTTP_POST && route->takes_post;
}

static const struct route *
find_route(const struct adapter *adapter, bool ussd, struct str path, struct arena *a,
        struct item *item)
{
	for (size_t i = 0; i < adapter->route_count; i++) {
		const struct route *route = &adapter->routes[i];
		*item = (struct item){.is_wrong = false};
		if (route->ussd == ussd && fields_match(route, a, path, item))
			return route;
	}
	return NULL;
}

bool
adapters_handle(struct adapters *all, const struct intake *intake, struct http_request *request)
{
	struct str path = request->path;
	struct str root = path_next(&path), channel = path_next(&path);
	bool ussd = str_eq(channel, STR("ussd"));
	if (root.n || (!ussd && !str_eq(channel, STR("sms"))))
		return false;
	struct used *used = find_adapter(all, path_next(&path));
	if (!used)
		return false;
	struct str secret = {"", 0};
	if (used->adapter->access.secret_in == SECRET_IN_PATH)
		secret = path_next(&path);
	if (!admit(all, used, request, secret))
		return true;
	struct call *call = arena_alloc(&request->arena, sizeof(*call));
	call->used = used;
	call->route = find_route(used->adapter, ussd, path, &request->arena, &call->first);
	if (!call->route) {
		refuse(used, request, OUTCOME_NOT_FOUND, 404, "This adapter has no such path.\n");
	} else if (!takes_method(call->route, request->method)) {
		refuse(used, request, OUTCOME_NOT_FOUND, 405, "This path wants another method.\n");
	} else {
		if (call->route->reply.says_text)
			call->apology = apology_of(
			        intake->conversation->content, call->route, &request->arena);
		take(intake, request, call);
	}
	return true;
}

void
adapters_print_metrics(const void *ctx, struct buf *out)
{
	const struct adapters *all = ctx;
	buf_addz(out,
	        "# HELP jiaxin_adapter_requests_total Requests of each adapter, by what became "
	        "of them.\n# TYPE jiaxin_adapter_requests_total counter\n");
	for (size_t i = 0; i < all->count; i++)
		for (int j = 0; j < OUTCOME_COUNT; j++)
			buf_addf(out,
			        "jiaxin_adapter_requests_total{adapter=\"%.*s\",outcome=\"%s\"} "
			        "%llu\n",
			        STR_ARG(all->list[i].adapter->name), outcome_names[j],
			        (unsigned long long)all->list[i].counts[j]);
}
