/* What an adapter's `send` makes of a message, and of the answers that it gets. */
#include <string.h>

#include "adapters/sending.h"
#include "base/buf.h"
#include "check.h"
#include "scratch.h"

#define ROUTES                                                               \
	"access: {secret: {in: path}}\nroutes:\n  - at: /sms\n    fields: {" \
	"from: a, text: b}\nsend:\n"

struct desk {
	struct scratch scratch;
	struct arena arena;
	struct adapter *adapter;
	struct carrier carrier;
};

static void
desk_open(struct desk *d, const char *send)
{
	struct faults f = FAULTS_INIT;
	struct buf text = BUF_INIT(8192);
	*d = (struct desk){.adapter = NULL};
	scratch_open(&d->scratch);
	buf_addf(&text, "%s%s", ROUTES, send);
	buf_addc(&text, '\0');
	scratch_write(&d->scratch, "some.yaml", text.p, 0600);
	buf_release(&text);
	d->adapter =
	        adapter_load(&d->arena, scratch_path(&d->scratch, "some.yaml"), STR("some"), &f);
	if (!d->adapter)
		faults_print(&f, FAULT_EN, stderr);
	ck_assert_ptr_nonnull(d->adapter);
	faults_release(&f);
	strcpy(d->adapter->sending.secret, "k&y \"1\"");
	d->carrier = sending_carrier(d->adapter);
}

static void
desk_close(struct desk *d)
{
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

/* Signs that would break out of each form if they could. */
static const struct outgoing message = {.msisdn = {"+8613800138000", 14},
        .text = {"平安&to=1 \"x\"\n<y>", 19},
        .ref = {"7-abc", 5},
        .validity_min = 9};

static struct http_call
ask(struct desk *d)
{
	struct http_call call;
	ck_assert_int_eq(d->carrier.write(d->carrier.ctx, &d->arena, &message, &call), 0);
	return call;
}

START_TEST(asks_in_every_form)
{
	static const struct {
		const char *send, *type, *body;
	} cases[] = {
	        {"  url: http://h/s\n  user: u\n  from: \"106\"\n"
	         "  body: {u: \"{user}\", \"k 1\": \"a b\", k: \"{secret}\", to: \"{msisdn}\", t: "
	         "\"{text}\", f: \"{from}\", id: \"{id}\", m: \"{minutes}\"}\n",
	                "application/x-www-form-urlencoded",
	                "u=u&k%201=a%20b&k=k%26y%20%221%22&to=%2B8613800138000&"
	                "t=%E5%B9%B3%E5%AE%89%26to%3D1%20%22x%22%0A%3Cy%3E&f=106&id=7-abc&m=9"},
	        {"  url: http://h/s\n  kind: json\n"
	         "  body: {messages: [{to: \"{digits}\", text: \"{text}\", flash: false}]}\n",
	                "application/json; charset=UTF-8",
	                "{\"messages\":[{\"to\":\"8613800138000\",\"text\":\"平安&to=1 "
	                "\\\"x\\\"\\n<y>\",\"flash\":false}]}"},
	        {"  url: http://h/s\n  kind: xml\n  type: text/xml\n"
	         "  body: \"<m to='{msisdn}'>{text}</m>\"\n",
	                "text/xml",
	                "<m to='+8613800138000'>平安&amp;to=1 &quot;x&quot;\n&lt;y&gt;</m>"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;
		desk_open(&d, cases[i].send);
		struct http_call call = ask(&d);
		ck_assert(!call.is_get && !call.user.n);
		ck_assert_text(call.url, "http://h/s");
		ck_assert_str_eq(call.headers[0].name, "Content-Type");
		ck_assert_text(call.headers[0].value, cases[i].type);
		ck_assert_text(call.body, cases[i].body);
		desk_close(&d);
	}
}
END_TEST

START_TEST(asks_by_get)
{
	struct desk d;
	desk_open(&d, "  url: http://h/s?a=1\n  method: GET\n  user: u\n  basic: yes\n"
	              "  headers: {X-Id: \"{id}\"}\n"
	              "  body: {to: \"{digits}\", t: \"{text}\"}\n");
	struct http_call call = ask(&d);
	ck_assert(call.is_get && !call.body.n);
	ck_assert_text(call.url, "http://h/s?a=1&to=8613800138000&t=%E5%B9%B3%E5%AE%89%26to%3D1"
	                         "%20%22x%22%0A%3Cy%3E");
	ck_assert_text(call.user, "u");
	ck_assert_text(call.password, "k&y \"1\"");
	ck_assert_uint_eq(call.header_count, 1);
	ck_assert_text(call.headers[0].value, "7-abc");
	desk_close(&d);
}
END_TEST

START_TEST(reads_answers)
{
	static const struct {
		long status;
		const char *body;
		enum carrier_result result;
		const char *name;
		bool broken;
	} cases[] = {
	        {201, "{\"R\":[{\"status\":\"Success\",\"id\":\"AT-1\"}]}", CARRIER_ACCEPTED,
	                "AT-1", false},
	        {200, "{\"R\":[{\"status\":\"Sent\",\"id\":17}]}", CARRIER_ACCEPTED, "17", false},
	        {200, "{\"R\":[{\"status\":\"Success\"}]}", CARRIER_ACCEPTED, "", false},
	        {200, "{\"R\":[{\"status\":\"Success\",\"id\":[1]}]}", CARRIER_ACCEPTED, "", false},
	        {200, "{\"R\":[{\"status\":\"Queue\"}]}", CARRIER_NOT_NOW, "", false},
	        {200, "{\"R\":[{\"status\":\"InvalidPhoneNumber\"}]}", CARRIER_REFUSED, "", false},
	        {200, "{\"R\":[]}", CARRIER_REFUSED, "", false},
	        {200, "{\"R\":{\"0\":{\"status\":{}}}}", CARRIER_REFUSED, "", false},
	        {200, "<html>Be back soon</html>", CARRIER_NOT_NOW, "", false},
	        {204, "", CARRIER_NOT_NOW, "", false},
	        {301, "", CARRIER_NOT_NOW, "", false},
	        {400, "{\"R\":[{\"status\":\"Success\"}]}", CARRIER_REFUSED, "", false},
	        {401, "", CARRIER_REFUSED, "", false},
	        {408, "", CARRIER_NOT_NOW, "", false},
	        {429, "", CARRIER_NOT_NOW, "", false},
	        {500, "", CARRIER_NOT_NOW, "", false},
	        {200, "{\"R\":[{\"status\":\"Suc", CARRIER_UNSURE, "", true},
	        {200, "{\"R\":[{\"status\":\"Success\"}]}", CARRIER_ACCEPTED, "", true},
	        {502, "", CARRIER_NOT_NOW, "", true},
	};
	struct desk d;
	desk_open(&d, "  url: https://h/s\n  body: {to: \"{msisdn}\", t: \"{text}\"}\n"
	              "  accepted: {R.0.status: [Success, Sent]}\n"
	              "  not_now: {R.0.status: Queue}\n  name: R.0.id\n");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_answer answer = {.status = cases[i].status,
		        .sent = true,
		        .body = str_from(cases[i].body),
		        .broken = cases[i].broken};
		struct carrier_answer got = carrier_read(&d.carrier, &d.arena, &answer);
		ck_assert_msg(got.result == cases[i].result && got.status == cases[i].status,
		        "%ld %s: %d", cases[i].status, cases[i].body, got.result);
		ck_assert_text(got.name, cases[i].name);
	}
	desk_close(&d);
}
END_TEST

/* Where nothing is said of its answers, any 2xx will do. */
START_TEST(believes_a_status)
{
	struct desk d;
	desk_open(&d, "  url: https://h/s\n  body: {to: \"{msisdn}\", t: \"{text}\"}\n");
	struct http_answer answer = {.status = 202, .sent = true, .body = STR("anything")};
	ck_assert_int_eq(carrier_read(&d.carrier, &d.arena, &answer).result, CARRIER_ACCEPTED);
	answer = (struct http_answer){.sent = true};
	ck_assert_int_eq(carrier_read(&d.carrier, &d.arena, &answer).result, CARRIER_UNSURE);
	answer = (struct http_answer){0};
	ck_assert_int_eq(carrier_read(&d.carrier, &d.arena, &answer).result, CARRIER_UNREACHABLE);
	desk_close(&d);
}
END_TEST

/* What is shipped says what its provider's documents say. */
START_TEST(asks_africastalking)
{
	struct desk d;
	struct faults f = FAULTS_INIT;
	desk_open(&d, "  url: https://h/s\n  body: {to: \"{msisdn}\", t: \"{text}\"}\n");
	struct adapter *at = adapter_load(
	        &d.arena, "config/adapters/africastalking.yaml", STR("africastalking"), &f);
	ck_assert_ptr_nonnull(at);
	strcpy(at->sending.secret, "the-key");
	d.carrier = sending_carrier(at);
	struct http_call call = ask(&d);
	ck_assert_text(call.url, "https://api.africastalking.com/version1/messaging");
	ck_assert_text(call.body, "username=sandbox&to=%2B8613800138000&message=%E5%B9%B3%E5%AE%89"
	                          "%26to%3D1%20%22x%22%0A%3Cy%3E");
	ck_assert_str_eq(call.headers[1].name, "apikey");
	ck_assert_text(call.headers[1].value, "the-key");
	struct http_answer answer = {.status = 201,
	        .sent = true,
	        .body = STR(
	                "{\"SMSMessageData\":{\"Message\":\"Sent to "
	                "1/1\",\"Recipients\":[{\"number\":"
	                "\"+8613800138000\",\"status\":\"Success\",\"messageId\":\"ATXid_1\"}]}}")};
	struct carrier_answer got = carrier_read(&d.carrier, &d.arena, &answer);
	ck_assert_int_eq(got.result, CARRIER_ACCEPTED);
	ck_assert_text(got.name, "ATXid_1");
	faults_release(&f);
	desk_close(&d);
}
END_TEST

TEST_MAIN("sending", asks_in_every_form, asks_by_get, reads_answers, believes_a_status,
        asks_africastalking)
