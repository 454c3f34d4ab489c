/*
 * An aggregator's request, as hostile as it gets, read by a description that is hostile, too: the
 * part in front of the first NUL is the description (when it begins with '!', else one that is
 * shipped), then come path, query and body, with NUL between them. The body is also what is sent by
 * it, and what its provider answers to that.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/fields.h"
#include "adapters/form.h"
#include "adapters/incoming.h"
#include "adapters/sending.h"
#include "base/utf8.h"
#include "fuzz.h"

enum { SHIPPED = 11 };

static const char *const shipped[SHIPPED] = {"africastalking", "hubtel", "infobip", "dmark",
        "comviva", "cellulant", "nsano", "hollatags", "generic", "aliyun", "tencent"};

static struct str
next_part(struct str *rest)
{
	const char *end = rest->n ? memchr(rest->p, 0, rest->n) : NULL;
	struct str part = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
	*rest = str_skip(*rest, end ? part.n + 1 : part.n);
	return part;
}

static struct adapter *
load_text(struct arena *a, struct str text)
{
	char path[] = "/tmp/jiaxin-fuzz-XXXXXX";
	struct faults faults = FAULTS_INIT;
	int fd = mkstemp(path);
	must(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
	close(fd);
	struct adapter *adapter = adapter_load(a, path, STR("fuzz"), &faults);
	must((adapter == NULL) == (faults.errors > 0));
	unlink(path);
	faults_release(&faults);
	return adapter;
}

static struct adapter *
load_shipped(struct arena *a, unsigned which)
{
	struct faults faults = FAULTS_INIT;
	const char *name = shipped[which % SHIPPED];
	struct adapter *adapter = adapter_load(
	        a, arena_printf(a, "config/adapters/%s.yaml", name), str_from(name), &faults);
	must(adapter);
	faults_release(&faults);
	return adapter;
}

static void
answer(const struct route *route, struct http_request *request, const struct item *item,
        const struct message *m)
{
	const struct form *forms[] = {&route->reply, &route->last, &route->ended, &route->error};
	struct form_words words = {m->text, m->op == USSD_END, "why", item};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		struct http_header headers[FORM_HEADERS_MOST + 1];
		struct buf body = BUF_INIT(FORM_REPLY_MOST);
		form_fill(forms[i], &words, &request->arena, &body, headers);
		must(!body.full && utf8_valid(buf_str(&body)));
		for (const struct http_header *h = headers; h->name; h++)
			must(!strpbrk(h->value, "\r\n"));
		buf_release(&body);
	}
}

static void
try_route(const struct adapter *adapter, const struct route *route, struct http_request *request)
{
	struct item path = {.is_wrong = false};
	struct incoming_rules rules = {10, STR("*123#")};
	struct items items;
	const char *why = NULL;
	if (!fields_match(route, &request->arena, request->path, &path))
		return;
	if (!fields_read(route, request, &path, &items, &why)) {
		must(why);
		return;
	}
	must(items.count <= ITEMS_MOST);
	for (size_t i = 0; i < items.count; i++) {
		struct message m;
		struct dlr dlr;
		enum incoming_verdict verdict = incoming_message(
		        adapter, route, &items.list[i], &rules, &request->arena, &m, &why);
		must(verdict != INCOMING_WRONG || *why);
		if (verdict == INCOMING_TAKEN) {
			must(m.msisdn.n >= 4 && m.msisdn.p[0] == '+');
			must(!m.joined || m.id.n >= m.text.n);
			answer(route, request, &items.list[i], &m);
		}
		incoming_report(adapter, route, &items.list[i], &dlr, &why);
	}
}

/* A message leaves by it, and its provider's answer is hostile. */
static void
try_sending(const struct adapter *adapter, struct arena *a, struct str said)
{
	const struct carrier carrier = sending_carrier(adapter);
	const struct http_answer answer = {.status = 200, .sent = true, .body = said};
	const struct outgoing m = {
	        .msisdn = STR("+8613800138000"), .text = said, .ref = STR("7-1")};
	struct http_call call;
	if (utf8_valid(said) && carrier.write(carrier.ctx, a, &m, &call) == 0)
		for (size_t i = 0; i < call.header_count; i++)
			must(!memchr(call.headers[i].value.p, '\n', call.headers[i].value.n));
	must(carrier_read(&carrier, a, &answer).result <= CARRIER_NOT_NOW);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena memory = ARENA_INIT;
	struct str rest = {(const char *)data, size};
	struct str first = next_part(&rest);
	bool own = first.n && first.p[0] == '!';
	struct http_request request = {.path = next_part(&rest), .query = next_part(&rest)};
	request.body = rest;
	struct adapter *adapter =
	        own ? load_text(&memory, str_skip(first, 1))
	            : load_shipped(&memory, first.n ? (unsigned char)first.p[0] : 0);
	for (size_t i = 0; adapter && i < adapter->route_count; i++) {
		request.method = adapter->routes[i].takes_post ? HTTP_POST : HTTP_GET;
		try_route(adapter, &adapter->routes[i], &request);
	}
	if (adapter && adapter->sending.url)
		try_sending(adapter, &memory, request.body);
	arena_release(&request.arena);
	arena_release(&memory);
	return 0;
}
