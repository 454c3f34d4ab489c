#include "adapters/sending.h"

#include <errno.h>
#include <string.h>

#include "adapters/form.h"
#include "adapters/json.h"

/* --- asking --- */

static void
add_headers(const struct form *form, const struct http_header *filled, struct http_call *call)
{
	if (!call->is_get)
		http_call_header(call, "Content-Type", str_from(form->content_type));
	for (; filled->name; filled++)
		http_call_header(call, filled->name, str_from(filled->value));
}

static int
write_call(const void *ctx, struct arena *a, const struct outgoing *m, struct http_call *call)
{
	const struct sending *s = &((const struct adapter *)ctx)->sending;
	const struct str words[SEND_WORDS] = {
	        [SEND_MSISDN] = m->msisdn,
	        [SEND_DIGITS] = str_skip(m->msisdn, str_starts(m->msisdn, STR("+"))),
	        [SEND_FROM] = s->from,
	        [SEND_USER] = s->user,
	        [SEND_SECRET] = str_from(s->secret),
	        [SEND_ID] = m->ref,
	        [SEND_MINUTES] = str_from(arena_printf(a, "%lld", (long long)m->validity_min)),
	};
	struct form_words said = {.text = m->text, .why = "", .sent = words};
	struct http_header headers[FORM_HEADERS_MOST + 1];
	struct buf body = BUF_INIT(FORM_REPLY_MOST);
	form_fill(&s->request, &said, a, &body, headers);
	struct str filled = arena_str(a, buf_str(&body));
	bool full = body.full;
	buf_release(&body);
	*call = (struct http_call){.url = str_from(s->url), .is_get = s->is_get};
	if (s->is_get)
		call->url = str_from(arena_printf(
		        a, "%s%c%.*s", s->url, strchr(s->url, '?') ? '&' : '?', STR_ARG(filled)));
	else
		call->body = filled;
	if (s->basic) {
		call->user = s->user;
		call->password = str_from(s->secret);
	}
	add_headers(&s->request, headers, call);
	return full ? -EINVAL : 0;
}

/* --- what an answer means --- */

static bool
has_value(const struct json *answer, const struct answer_test *test, struct arena *a)
{
	struct str text;
	if (!json_text(json_at(answer, test->path), a, &text) || !text.p)
		return false;
	for (size_t i = 0; i < test->count; i++)
		if (str_eq(text, test->values[i]))
			return true;
	return false;
}

static size_t
passed(const struct json *answer, const struct answer_tests *tests, struct arena *a)
{
	size_t count = 0;
	for (size_t i = 0; i < tests->count; i++)
		count += has_value(answer, &tests->list[i], a);
	return count;
}

static enum carrier_result
result_of_json(const struct sending *s, const struct json *answer, bool broken, struct arena *a)
{
	if (!answer && broken && s->accepted.count)
		return CARRIER_UNSURE;
	if (!answer) /* somebody before the provider: a page about a fault */
		return s->accepted.count ? CARRIER_NOT_NOW : CARRIER_ACCEPTED;
	if (passed(answer, &s->accepted, a) == s->accepted.count)
		return CARRIER_ACCEPTED;
	return passed(answer, &s->not_now, a) ? CARRIER_NOT_NOW : CARRIER_REFUSED;
}

static enum carrier_result
result_of_status(long status)
{
	enum { TIMEOUT = 408, TOO_MANY = 429 };
	bool refused = status >= 400 && status <= 499 && status != TIMEOUT && status != TOO_MANY;
	return refused ? CARRIER_REFUSED : CARRIER_NOT_NOW;
}

static struct carrier_answer
read_answer(const void *ctx, struct arena *a, const struct http_answer *answer)
{
	const struct sending *s = &((const struct adapter *)ctx)->sending;
	struct carrier_answer result = {.status = answer->status, .name = {"", 0}};
	const char *why;
	if (answer->status > 299) {
		result.result = result_of_status(answer->status);
		return result;
	}
	struct json *json = json_read(answer->body, &why);
	result.result = result_of_json(s, json, answer->broken, a);
	if (s->name.n && json && !json_text(json_at(json, s->name), a, &result.name))
		result.name = (struct str){"", 0};
	json_free(json);
	return result;
}

struct carrier
sending_carrier(const struct adapter *adapter)
{
	return (struct carrier){.name = adapter->label,
	        .mend = adapter->mend,
	        .ctx = adapter,
	        .write = write_call,
	        .read = read_answer};
}
