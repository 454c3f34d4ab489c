#include "outside/kannel_in.h"

#include <strings.h>

#include "outside/query.h"
#include "text/decode.h"
#include "text/msisdn.h"

enum { TEXT_MOST_BYTES = 4096 };

static bool
is_form(const struct http_request *request)
{
	struct str form = STR("application/x-www-form-urlencoded");
	return request->content_type.n >= form.n &&
	       strncasecmp(request->content_type.p, form.p, form.n) == 0;
}

struct str
kannel_param(struct http_request *request, const char *name)
{
	struct str value = {"", 0};
	if (!query_get(&request->arena, request->query, name, &value) && is_form(request))
		query_get(&request->arena, request->body, name, &value);
	return value;
}

static struct str
text_param(struct http_request *request)
{
	struct str text = {"", 0};
	if (query_get(&request->arena, request->query, "text", &text))
		return text;
	if (request->method == HTTP_POST && !is_form(request))
		return request->body;
	return kannel_param(request, "text");
}

/*
 * The name that all pieces of one long message share, from the header of a piece
 * (3GPP TS 23.040, 9.2.3.24: element 00 has an 8-bit reference, 08 a 16-bit one); empty for other
 * headers.
 */
static struct str
fragment_name(struct arena *a, struct str udh)
{
	const unsigned char *p = (const unsigned char *)udh.p;
	for (size_t i = 1; i + 1 < udh.n; i += 2 + p[i + 1]) {
		size_t reference = p[i] == 0x00 ? 1 : p[i] == 0x08 ? 2 : 0;
		if (reference && p[i + 1] == reference + 2 && i + 2 + reference <= udh.n)
			return str_from(arena_printf(
			        a, "%02x%02x", p[i + 2], reference == 2 ? p[i + 3] : 0));
	}
	return (struct str){0};
}

/* At most TEXT_MOST_BYTES, no code point halved. */
static struct str
shortened(struct str text)
{
	if (text.n <= TEXT_MOST_BYTES)
		return text;
	size_t n = TEXT_MOST_BYTES;
	while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
		n--;
	return (struct str){text.p, n};
}

static enum kannel_verdict
read_text(struct http_request *request, struct message *message, const char **why)
{
	int64_t coding = MO_GSM7;
	struct str said = kannel_param(request, "coding"), text;
	if (said.n && parse_int(said, -1, 255, &coding) != 0) {
		*why = "coding must be a number (%c)\n";
		return KANNEL_BAD;
	}
	if (decode_mo(&request->arena, text_param(request), (int)coding,
	            kannel_param(request, "cs"), &text) != 0)
		return KANNEL_IGNORED_DATA;
	message->text = shortened(text);
	return KANNEL_WALK;
}

enum kannel_verdict
kannel_read(struct http_request *request, int64_t least_sender_digits, struct message *message,
        const char **why)
{
	struct str from = kannel_param(request, "from"), udh = kannel_param(request, "udh");
	if (from.n == 0) {
		*why = "from is missing (%p): see get-url in deploy/kannel.conf\n";
		return KANNEL_BAD;
	}
	*message = (struct message){.channel = CHANNEL_SMS};
	if (msisdn_parse(&request->arena, from, least_sender_digits, &message->msisdn) != 0)
		return KANNEL_IGNORED_SENDER;
	message->id = kannel_param(request, "id");
	message->smsc_id = kannel_param(request, "fid");
	if (udh.n) {
		message->fragment = fragment_name(&request->arena, udh);
		if (!message->fragment.n)
			return KANNEL_IGNORED_DATA;
	}
	return read_text(request, message, why);
}

void
kannel_reply(struct http_request *request, struct str text, enum coding coding)
{
	static const struct http_header headers[][2] = {
	        [CODING_GSM7] = {{"X-Kannel-Coding", "0"}},
	        [CODING_UCS2] = {{"X-Kannel-Coding", "2"}},
	};
	http_reply(request, 200, text, "text/plain; charset=UTF-8", headers[coding]);
}

void
kannel_reply_busy(struct http_request *request, const char *why)
{
	http_reply(request, 503, str_from(why), "text/plain; charset=UTF-8", NULL);
}

static void
answer_sms(void *ctx, struct http_request *request, const struct batch_exchange *exchanges,
        size_t count)
{
	(void)ctx;
	must(count == 1); /* smsbox asks with one message */
	const struct reply *reply = &exchanges->reply;
	struct str text = exchanges->queued ? (struct str){"", 0} : reply->text;
	kannel_reply(request, text, reply->size.coding);
}

static void
answer_sms_busy(
        void *ctx, struct http_request *request, const struct reply *fallback, const char *why)
{
	(void)ctx;
	(void)fallback; /* smsbox asks again */
	kannel_reply_busy(request, why);
}

const struct batch_writer KANNEL_SMS = {answer_sms, answer_sms_busy};
