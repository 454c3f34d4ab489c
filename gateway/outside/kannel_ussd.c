#include "outside/kannel_ussd.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "outside/query.h"

#define SERVICE_OP "ussd_service_op"
#define SESSION_INFO "its_session_info"

enum { META_MOST = 4096 };

/* The two TLVs of a step, and the meta-data that they stood in. */
struct step {
	const struct kannel_ussd_rules *rules;
	struct str meta; /* the pairs of the group smpp */
	struct str op, session;
};

bool
kannel_ussd_ops(struct str list, bool ops[256], struct str *bad)
{
	while (list.n) {
		const char *comma = memchr(list.p, ',', list.n);
		struct str word = {list.p, comma ? (size_t)(comma - list.p) : list.n};
		int64_t op;
		list = str_skip(list, comma ? word.n + 1 : word.n);
		*bad = str_trim(word);
		if (parse_int(*bad, 0, 255, &op) != 0)
			return false;
		ops[op] = true;
	}
	return true;
}

bool
kannel_is_ussd(struct http_request *request)
{
	struct str type = kannel_param(request, "st");
	return str_eq(request->path, STR("/kannel/ussd")) ||
	       (type.n == 4 && strncasecmp(type.p, "USSD", 4) == 0);
}

/* The pairs of "?smpp?...": groups follow each other, and no value holds a bare '?'. */
static struct str
smpp_pairs(struct str meta)
{
	struct str group = STR("?smpp?");
	const char *start = memmem(meta.p, meta.n, group.p, group.n);
	if (!start)
		return (struct str){"", 0};
	struct str pairs = str_skip(meta, (size_t)(start - meta.p) + group.n);
	const char *end = memchr(pairs.p, '?', pairs.n);
	return (struct str){pairs.p, end ? (size_t)(end - pairs.p) : pairs.n};
}

static bool
looks_dialled(struct str text)
{
	return text.n > 1 && (text.p[0] == '*' || text.p[0] == '#') && text.p[text.n - 1] == '#';
}

static bool
ends(const struct step *step)
{
	struct str s = step->session;
	return s.n && ((uint8_t)s.p[s.n - 1] & step->rules->end_bits);
}

/* its_session_info with the end bits set, or not; in `a`. */
static struct str
with_end(struct arena *a, const struct step *step, bool set)
{
	struct str s = step->session;
	char *octets = arena_dup(a, s);
	if (s.n) {
		uint8_t bits = step->rules->end_bits, last = (uint8_t)octets[s.n - 1];
		octets[s.n - 1] = (char)(set ? last | bits : last & ~bits);
	}
	return (struct str){octets, s.n};
}

/* What of its_session_info stays the same as long as the session lasts, in hexadecimal digits. */
static struct str
session_name(struct arena *a, const struct step *step)
{
	struct str octets = with_end(a, step, false);
	size_t n = step->rules->session_octets < octets.n ? step->rules->session_octets : octets.n;
	struct str name = {"", 0};
	for (size_t i = 0; i < n; i++)
		name = str_from(
		        arena_printf(a, "%.*s%02x", STR_ARG(name), (unsigned char)octets.p[i]));
	return name;
}

static enum ussd_op
op_of(const struct step *step, struct str text)
{
	uint8_t op = step->op.n ? (uint8_t)step->op.p[0] : 0;
	if (step->op.n ? step->rules->begins[op] : looks_dialled(text))
		return USSD_BEGIN;
	bool gone = step->op.n && step->rules->gone[op];
	return gone || (text.n == 0 && ends(step)) ? USSD_END : USSD_CONTINUE;
}

void *
kannel_ussd_read(struct http_request *request, const struct kannel_ussd_rules *rules,
        struct message *message)
{
	struct arena *a = &request->arena;
	struct step *step = arena_alloc(a, sizeof(*step));
	*step = (struct step){.rules = rules, .meta = smpp_pairs(kannel_param(request, "meta"))};
	query_get(a, step->meta, SERVICE_OP, &step->op);
	query_get(a, step->meta, SESSION_INFO, &step->session);
	message->channel = CHANNEL_USSD;
	message->op = op_of(step, message->text);
	message->ussd_session = session_name(a, step);
	if (message->op == USSD_BEGIN && looks_dialled(message->text))
		message->dialled = message->text;
	return step;
}

static void
add_octets(struct buf *out, struct str octets)
{
	for (size_t i = 0; i < octets.n; i++)
		buf_addf(out, "%%%02x", (unsigned char)octets.p[i]);
}

/* The meta-data of the answer: what came, with our op, and the end bit behind the last screen. */
static struct str
answer_meta(struct arena *a, const struct step *step, bool last)
{
	struct buf out = BUF_INIT(META_MOST);
	struct str rest = step->meta, name, value;
	char op = (char)(last ? step->rules->last_op : step->rules->ask_op);
	struct str session = last ? with_end(a, step, true) : step->session;
	while (query_next(&rest, &name, &value)) {
		if (!name.n)
			continue;
		buf_addz(&out, out.n ? "&" : "?smpp?");
		buf_add(&out, name);
		buf_addc(&out, '=');
		if (str_eq(name, STR(SERVICE_OP)))
			add_octets(&out, (struct str){&op, 1});
		else if (str_eq(name, STR(SESSION_INFO)))
			add_octets(&out, session);
		else
			buf_add(&out, value);
	}
	struct str meta = out.full ? (struct str){"", 0} : arena_str(a, buf_str(&out));
	buf_release(&out);
	return meta;
}

static void
show(struct http_request *request, const struct step *step, const struct reply *reply)
{
	struct str meta = answer_meta(&request->arena, step, reply->ends);
	const struct http_header headers[] = {
	        {"X-Kannel-Coding", reply->size.coding == CODING_GSM7 ? "0" : "2"},
	        {"X-Kannel-BInfo", "USSD"},
	        {meta.n ? "X-Kannel-Meta-Data" : NULL, arena_dup(&request->arena, meta)},
	        {NULL, NULL},
	};
	http_reply(request, 200, reply->text, "text/plain; charset=UTF-8",
	        reply->text.n ? headers : NULL);
}

static void
answer(void *ctx, struct http_request *request, const struct batch_exchange *exchanges,
        size_t count)
{
	must(count == 1); /* smsbox asks with one message */
	show(request, ctx, &exchanges->reply);
}

/* Kannel would ask again long after the operator has dropped the session: so never 503. */
static void
answer_busy(void *ctx, struct http_request *request, const struct reply *fallback, const char *why)
{
	const struct reply nothing = {.text = {"", 0}};
	(void)why;
	show(request, ctx, fallback ? fallback : &nothing);
}

const struct batch_writer KANNEL_USSD = {answer, answer_busy};
