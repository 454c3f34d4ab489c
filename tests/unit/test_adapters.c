/*
 * The adapters over a real store and batch, without a network: http_reply and http_header are ours.
 * The fixtures of tests/adapters/ are handed to them; so is what no wire text shows.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <strings.h>

#include "adapters/adapters.h"
#include "adapters/fixture.h"
#include "base/loop.h"
#include "scratch.h"
#include "stalling_disk.h"
#include "store/outbox.h"

#define FIXTURES "tests/adapters/"
#define LONG "0123456789012345678901234567890123456789012345678901234567890123"
#define LONGEST LONG LONG LONG LONG
#define SECRET "fixture-secret-0123456789"

enum { WAIT_MS = 10000, DEADLINE_US = 60000000, USSD_DEADLINE_US = 200000 };

static const char *const names[] = {"africastalking", "hubtel", "infobip", "dmark", "comviva",
        "cellulant", "nsano", "hollatags", "generic", "aliyun", "tencent"};

/* --- requests --- */

struct caller {
	struct http_request request; /* first: a request is its caller */
	struct wire_message asked, answered;
	struct sockaddr_in peer;
};

void
http_reply(struct http_request *request, unsigned status, struct str text, const char *content_type,
        const struct http_header *extra)
{
	struct caller *c = (struct caller *)request;
	struct wire_message *m = &c->answered;
	struct arena *a = &request->arena;
	must(!m->first.n);
	m->first = str_from(arena_printf(a, "%u", status));
	m->body = arena_str(a, text);
	m->headers[m->header_count++] =
	        (struct wire_header){STR("Content-Type"), arena_str(a, str_from(content_type))};
	for (; extra && extra->name; extra++)
		m->headers[m->header_count++] = (struct wire_header){
		        arena_str(a, str_from(extra->name)), arena_str(a, str_from(extra->value))};
}

struct str
http_header(struct http_request *request, const char *name)
{
	const struct wire_message *m = &((struct caller *)request)->asked;
	for (size_t i = 0; i < m->header_count; i++)
		if (m->headers[i].name.n == strlen(name) &&
		        strncasecmp(m->headers[i].name.p, name, strlen(name)) == 0)
			return m->headers[i].value;
	return (struct str){"", 0};
}

/* "POST /path?query" */
static void
caller_open(struct caller *c, const struct wire_message *asked)
{
	*c = (struct caller){.asked = *asked};
	struct str target = asked->first;
	const char *blank = memchr(target.p, ' ', target.n);
	c->request.method = str_starts(target, STR("GET "))    ? HTTP_GET
	                    : str_starts(target, STR("POST ")) ? HTTP_POST
	                                                       : HTTP_OTHER;
	target = str_skip(target, (size_t)(blank + 1 - target.p));
	const char *mark = memchr(target.p, '?', target.n);
	c->request.path = (struct str){target.p, mark ? (size_t)(mark - target.p) : target.n};
	if (mark)
		c->request.query = str_skip(target, c->request.path.n + 1);
	c->request.body = asked->body;
	c->request.content_type = http_header(&c->request, "Content-Type");
	c->peer = (struct sockaddr_in){
	        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	c->request.peer = (const struct sockaddr *)&c->peer;
}

/* --- the desk --- */

struct desk {
	struct scratch scratch;
	struct store *store;
	struct content *content;
	struct conversation conversation;
	struct metrics metrics;
	struct sender *sender;
	struct batch *batch;
	struct adapters *adapters;
	char db[128], key[128], secrets[128], dir[128];
	bool overloaded;
};

static void
open_adapters(struct desk *d, const char *use, const char *proxies)
{
	struct adapters_options o = {d->dir, d->secrets, use, proxies};
	struct faults faults = FAULTS_INIT;
	d->adapters = adapters_open(&o, &faults);
	faults_print(&faults, FAULT_EN, stdout);
	faults_release(&faults);
}

/* The shipped descriptions, each with its secret. */
static void
desk_open(struct desk *d)
{
	struct faults faults = FAULTS_INIT;
	char use[512] = "";
	*d = (struct desk){.dir = "config/adapters"};
	disk_open();
	scratch_open(&d->scratch);
	strcpy(d->db, scratch_path(&d->scratch, "db"));
	strcpy(d->key, scratch_path(&d->scratch, "key"));
	strcpy(d->secrets, scratch_path(&d->scratch, "s-"));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char file[64];
		snprintf(file, sizeof(file), "s-%s", names[i]);
		scratch_write(&d->scratch, file, SECRET "\n", 0600);
		strcat(strcat(use, i ? ", " : ""), names[i]);
	}
	struct store_options so = {.path = d->db,
	        .key_path = d->key,
	        .sessions_most = 1000,
	        .repeat_s = 3600,
	        .keep_s = 86400};
	d->store = store_new(&so, 1);
	ck_assert_int_eq(store_trouble(d->store), 0);
	struct content_rules rules = {.max_parts = 4, .part_fen = 10, .today = 1795363200};
	d->content = content_load("tests/kannel/content", &rules, &faults, NULL);
	ck_assert_ptr_nonnull(d->content);
	faults_release(&faults);
	d->conversation = (struct conversation){.store = d->store,
	        .content = d->content,
	        .session_s = 600,
	        .language_s = 600,
	        .resend_s = 60,
	        .ussd = {.code = STR("*123#"), .timeout_s = 180, .resume_s = 600}};
	struct sender_options sender = {.store = d->store,
	        .metrics = &d->metrics,
	        .url = "",
	        .route = "",
	        .dlr_url = "",
	        .dlr_secret = "",
	        .rate = 1};
	d->sender = sender_new(&sender);
	struct batch_options b = {.conversation = &d->conversation,
	        .metrics = &d->metrics,
	        .rows = 64,
	        .deadline_us = DEADLINE_US,
	        .helper = sender_helper(d->sender)};
	d->batch = batch_new(&b);
	ck_assert_ptr_nonnull(d->batch);
	open_adapters(d, use, "");
	ck_assert_ptr_nonnull(d->adapters);
}

static void
desk_close(struct desk *d)
{
	adapters_free(d->adapters);
	batch_free(d->batch);
	sender_free(d->sender);
	store_free(d->store);
	content_free(d->content);
	disk_close();
	scratch_close(&d->scratch);
}

static void
hand_over(struct desk *d, struct caller *c)
{
	struct intake intake = {.batch = d->batch,
	        .sender = d->sender,
	        .conversation = &d->conversation,
	        .ussd_deadline_us = USSD_DEADLINE_US,
	        .overloaded = d->overloaded,
	        .least_sender_digits = 10};
	if (!adapters_handle(d->adapters, &intake, &c->request))
		http_reply(&c->request, 404, STR("nobody's"), "text/plain", NULL);
}

/* Until the commit has ended, then one turn. */
static void
settle(struct desk *d)
{
	struct pollfd p = {.fd = batch_fd(d->batch), .events = POLLIN};
	batch_turn(d->batch, 1);
	if (batch_idle(d->batch))
		return;
	ck_assert_int_eq(poll(&p, 1, WAIT_MS), 1);
	batch_turn(d->batch, 1);
}

static void
hang_up(struct desk *d, struct caller *c)
{
	ck_assert_uint_gt(c->answered.first.n, 0);
	batch_done(d->batch, &c->request, true);
	arena_release(&c->request.arena);
}

/* One request to its end; what `c` was answered is valid until hang_up. */
static void
ask(struct desk *d, struct caller *c, const struct wire_message *asked)
{
	caller_open(c, asked);
	hand_over(d, c);
	if (!c->answered.first.n)
		settle(d);
}

static struct wire_message
posted(const char *target, const char *body)
{
	return (struct wire_message){.first = str_from(target), .body = str_from(body)};
}

static void
ck_answer(struct desk *d, const struct wire_message *asked, const char *status, const char *body)
{
	struct caller c;
	ask(d, &c, asked);
	ck_assert_text(c.answered.first, status);
	ck_assert_text(c.answered.body, body);
	hang_up(d, &c);
}

static bool
has_count(const struct desk *d, const char *line)
{
	struct buf b = BUF_INIT(1 << 16);
	adapters_print_metrics(d->adapters, &b);
	bool has = strstr(b.p, line) != NULL;
	buf_release(&b);
	return has;
}

/* --- tests --- */

static void
play(struct desk *d, const char *path)
{
	struct fixture *f = fixture_read(path);
	ck_assert_uint_gt(f->count, 0);
	for (size_t i = 0; i < f->count; i++) {
		struct caller c;
		ask(d, &c, &f->steps[i].request);
		if (!fixture_same(&c.answered, &f->steps[i].answer)) {
			printf("%s:%u: wanted\n", path, f->steps[i].line);
			fixture_print_answer(&f->steps[i].answer, stdout);
			printf("but got\n");
			fixture_print_answer(&c.answered, stdout);
			ck_abort_msg("%s:%u", path, f->steps[i].line);
		}
		hang_up(d, &c);
	}
	fixture_free(f);
}

START_TEST(fixtures)
{
	struct desk d;
	size_t count = 0;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char folder[128], path[512];
		struct dirent **files;
		snprintf(folder, sizeof(folder), FIXTURES "%s", names[i]);
		int n = scandir(folder, &files, NULL, alphasort);
		ck_assert_int_ge(n, 3);
		for (int j = 0; j < n; j++) {
			snprintf(path, sizeof(path), "%s/%s", folder, files[j]->d_name);
			if (strstr(path, ".fixture")) {
				play(&d, path);
				count++;
			}
			free(files[j]);
		}
		free(files);
	}
	ck_assert_uint_ge(count, 25);
	desk_close(&d);
}
END_TEST

#define SMS(id, text)                                                                \
	((struct wire_message){.first = STR("GET /sms/generic?key=" SECRET "&id=" id \
	                                    "&from=13800138001&to=10660&text=" text)})

/* Too much waits: told so at once in the provider's form; what was answered is answered again. */
START_TEST(overload)
{
	struct desk d;
	struct caller c;
	struct wire_message first = SMS("m1", "Hi"), second = SMS("m2", "Ho"),
	                    stop = SMS("m3", "TD");
	struct wire_message cloud = posted("POST /sms/aliyun/" SECRET,
	        "[{\"phone_number\":\"13900000001\",\"content\":\"Hi\",\"send_time\":"
	        "\"2017-09-01 00:00:00\",\"dest_code\":\"12345\",\"sequence_id\":\"1\"}]");
	char answer[256];
	desk_open(&d);
	ask(&d, &c, &first);
	snprintf(answer, sizeof(answer), "%.*s", STR_ARG(c.answered.body));
	hang_up(&d, &c);

	d.overloaded = true;
	caller_open(&c, &second);
	hand_over(&d, &c);
	ck_assert(batch_idle(d.batch)); /* nothing to commit */
	ck_assert_text(c.answered.first, "200");
	ck_assert_text(c.answered.body, "【家信】忙不过来，过会儿再发。");
	hang_up(&d, &c);
	ck_answer(&d, &first, "200", answer);
	caller_open(&c, &stop);
	hand_over(&d, &c);
	ck_assert_uint_eq(c.answered.first.n, 0); /* walked */
	settle(&d);
	hang_up(&d, &c);

	ask(&d, &c, &cloud);
	ck_assert_text(c.answered.first, "503"); /* comes again: its answer would wait, too */
	hang_up(&d, &c);
	ck_assert(has_count(&d, "jiaxin_adapter_requests_total{adapter=\"generic\",outcome="
	                        "\"overload\"} 1\n"));
	desk_close(&d);
}
END_TEST

#define STEP(session, text)                         \
	posted("POST /ussd/africastalking/" SECRET, \
	        "sessionId=" session                \
	        "&phoneNumber=%2B254712345678&serviceCode=*384%23&text=" text)

/* While the disk stalls a phone gets its screen before the deadline, in the provider's form. */
START_TEST(disk_stalls)
{
	struct desk d;
	struct caller first, second;
	desk_open(&d);
	struct wire_message one = STEP("A1", ""), two = STEP("A2", "");
	disk_set(GATE_HOLD);
	caller_open(&first, &one);
	hand_over(&d, &first);
	batch_turn(d.batch, 1);
	caller_open(&second, &two);
	hand_over(&d, &second);
	int64_t until = clock_mono_us() + WAIT_MS * 1000;
	while ((!first.answered.first.n || !second.answered.first.n) && clock_mono_us() < until) {
		int64_t wait = batch_turn(d.batch, 2);
		struct pollfd p = {.fd = batch_fd(d.batch), .events = POLLIN};
		poll(&p, 1, wait < 0 ? 10 : (int)(wait / 1000) + 1);
	}
	ck_assert_text(first.answered.first, "200");
	ck_assert(str_starts(first.answered.body, STR("END ")));
	ck_assert_text(second.answered.first, "200");
	ck_assert(str_starts(second.answered.body, STR("END ")));
	ck_assert(has_count(&d, "adapter=\"africastalking\",outcome=\"busy\"} 2\n"));
	disk_go_on(GATE_OPEN);
	settle(&d);
	hang_up(&d, &first);
	hang_up(&d, &second);
	desk_close(&d);
}
END_TEST

/* What the disk refuses is an error that the provider repeats; a phone that waits gets a screen. */
START_TEST(disk_fails)
{
	struct desk d;
	desk_open(&d);
	struct wire_message step = STEP("A1", ""),
	                    up = posted("POST /sms/aliyun/" SECRET,
	                            "[{\"phone_number\":\"13900000001\",\"content\":\"1\","
	                            "\"send_time\":\"t\"}]");
	struct caller c;
	disk_set(GATE_FAIL);
	ask(&d, &c, &step);
	ck_assert_text(c.answered.first, "200");
	ck_assert(str_starts(c.answered.body, STR("END ")));
	hang_up(&d, &c);
	ask(&d, &c, &up);
	ck_assert_text(c.answered.first, "503");
	ck_assert(str_starts(c.answered.body, STR("{\"code\":1,\"msg\":\"")));
	hang_up(&d, &c);
	desk_close(&d);
}
END_TEST

static void
count_row(void *ctx, const struct outbox_row *row)
{
	(void)row;
	++*(size_t *)ctx;
}

static size_t
outbox_rows(struct desk *d)
{
	struct outbox_filter all = {.state = -1, .kind = -1, .most = 100};
	size_t count = 0;
	ck_assert_int_eq(outbox_list(d->store, &all, count_row, &count), 0);
	return count;
}

/* Several in one request, some of them twice, and the whole request again: one answer each. */
START_TEST(uplinks_answer_once)
{
	struct desk d;
	desk_open(&d);
	struct wire_message up = posted("POST /sms/aliyun/" SECRET,
	        "[{\"phone_number\":\"13900000001\",\"content\":\"社保\",\"send_time\":\"t1\"},"
	        "{\"phone_number\":\"13900000002\",\"content\":\"社保\",\"send_time\":\"t1\"},"
	        "{\"phone_number\":\"13900000001\",\"content\":\"社保\",\"send_time\":\"t1\"},"
	        "{\"phone_number\":\"95588\",\"content\":\"余额\",\"send_time\":\"t1\"}]");
	for (int i = 0; i < 3; i++) {
		ck_answer(&d, &up, "200", "{\"code\":0,\"msg\":\"接收成功\"}");
		ck_assert_uint_eq(outbox_rows(&d), 2);
	}
	ck_assert_uint_eq(d.metrics.counts[COUNT_RECEIVED], 9);
	ck_assert_uint_eq(d.metrics.counts[COUNT_REPEATED], 7);
	desk_close(&d);
}
END_TEST

/* --- descriptions of our own --- */

static void
use_own(struct desk *d, const char *yaml, const char *proxies)
{
	adapters_free(d->adapters);
	strcpy(d->dir, d->scratch.dir);
	scratch_write(&d->scratch, "own.yaml", yaml, 0600);
	scratch_write(&d->scratch, "s-own", SECRET, 0600);
	scratch_write(&d->scratch, "s-own.hmac", "key-of-the-signature", 0600);
	open_adapters(d, "own", proxies);
	ck_assert_ptr_nonnull(d->adapters);
}

#define SMS_ROUTE                                \
	"routes:\n"                              \
	"  - at: /sms\n"                         \
	"    body: form\n"                       \
	"    fields: {from: from, text: text}\n" \
	"    reply: {kind: text, body: \"{text}\"}\n"

static struct wire_message
with_header(struct wire_message m, const char *name, const char *value)
{
	m.headers[m.header_count++] = (struct wire_header){str_from(name), str_from(value)};
	return m;
}

/* openssl dgst -sha256 -hmac key-of-the-signature, of the body in the test */
#define SHA256_HEX "d54694274090a9e83e260aa6259424f0c1b8a3c857574c2fa6a31e8212692562"
#define SHA256_UPPER "D54694274090A9E83E260AA6259424F0C1B8A3C857574C2FA6A31E8212692562"
#define SHA256_BASE64 "1UaUJ0CQqeg+JgqmJZQk8MG4o8hXV0wvpqMeghJpJWI="
#define SHA1_HEX "e14cc923a5b953a8b45ed9fa3ef2581f49cacb68"
#define SHA1_BASE64 "4UzJI6W5U6i0Xtn6PvJYH0nKy2g="
#define SHA512_HEX                                                         \
	"523d16e914d4f76c0a0de1161a8b183daa725436ff7ece4170a2888e4c9a84a0" \
	"79d455d951713fcbf853bcb51a0b277567425efc5fee044e0ffafb735b070417"

#define INSURANCE "【家信】社保找12333。"

START_TEST(signatures)
{
	static const char body[] = "from=13900000001&text=%E7%A4%BE%E4%BF%9D";
	static const struct {
		const char *access, *value;
		bool good;
	} cases[] = {
	        {"header: X-Signature, prefix: \"sha256=\"", "sha256=" SHA256_HEX, true},
	        {"header: x-signature, prefix: \"sha256=\"", "sha256=" SHA256_UPPER, true},
	        {"header: X-Signature, prefix: \"sha256=\"", SHA256_HEX, false},
	        {"header: X-Signature, prefix: \"sha256=\"", "sha256=", false},
	        {"header: X-Signature", "", false},
	        {"header: X-Signature, encoding: base64", SHA256_BASE64, true},
	        {"header: X-Signature, encoding: base64", SHA256_HEX, false},
	        {"header: X-Signature, algorithm: sha512", SHA512_HEX, true},
	        {"header: X-Signature, algorithm: sha512", SHA256_HEX, false},
	        {"header: X-Signature, algorithm: sha1", SHA1_HEX, true},
	        {"header: X-Signature, algorithm: sha1, encoding: base64", SHA1_BASE64, true},
	        {"header: X-Signature, algorithm: sha1", SHA256_HEX, false},
	};
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char yaml[1024];
		snprintf(yaml, sizeof(yaml), "access: {hmac: {%s}}\n" SMS_ROUTE, cases[i].access);
		use_own(&d, yaml, "");
		struct wire_message m =
		        with_header(posted("POST /sms/own", body), "X-Signature", cases[i].value);
		ck_answer(&d, &m, cases[i].good ? "200" : "403",
		        cases[i].good ? INSURANCE : "The signature is wrong.\n");
	}
	struct wire_message changed =
	        with_header(posted("POST /sms/own", "from=13900000002&text=%E7%A4%BE%E4%BF%9D"),
	                "X-Signature", SHA512_HEX);
	ck_answer(&d, &changed, "403", "The signature is wrong.\n");
	desk_close(&d);
}
END_TEST

START_TEST(secrets)
{
	static const struct {
		const char *access, *target, *header;
		bool good;
	} cases[] = {
	        {"in: path", "POST /sms/own/" SECRET, "", true},
	        {"in: path", "POST /sms/own/%66ixture-secret-0123456789", "", true},
	        {"in: path", "POST /sms/own/fixture-secret-012345678", "", false},
	        {"in: path", "POST /sms/own/" SECRET "x", "", false},
	        {"in: path", "POST /sms/own", "", false},
	        {"in: path", "POST /sms/own/", "", false},
	        {"in: query, name: key", "POST /sms/own?key=" SECRET, "", true},
	        {"in: query, name: key", "POST /sms/own?key=x&key=" SECRET, "", false},
	        {"in: query, name: key", "POST /sms/own?Key=" SECRET, "", false},
	        {"in: header, name: X-Key", "POST /sms/own", SECRET, true},
	        {"in: header, name: X-Key", "POST /sms/own", "Bearer " SECRET, false},
	        {"in: header, name: X-Key, prefix: \"Bearer \"", "POST /sms/own", "Bearer " SECRET,
	                true},
	        {"in: header, name: X-Key, prefix: \"Bearer \"", "POST /sms/own", SECRET, false},
	};
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char yaml[1024];
		snprintf(yaml, sizeof(yaml), "access: {secret: {%s}}\n" SMS_ROUTE, cases[i].access);
		use_own(&d, yaml, "");
		struct wire_message m =
		        posted(cases[i].target, "from=13900000001&text=%E7%A4%BE%E4%BF%9D");
		if (*cases[i].header)
			m = with_header(m, "X-Key", cases[i].header);
		ck_answer(&d, &m, cases[i].good ? "200" : "403",
		        cases[i].good ? INSURANCE : "The secret is wrong.\n");
	}
	desk_close(&d);
}
END_TEST

/* The peer here is 127.0.0.1; what a proxy says counts only if it is ours, and only its last. */
START_TEST(addresses)
{
	static const struct {
		const char *from, *proxies, *forwarded;
		bool good;
	} cases[] = {
	        {"127.0.0.1", "", "", true},
	        {"[10.0.0.0/8, \"::1\"]", "", "", false},
	        {"10.0.0.0/8", "", "10.1.2.3", false},
	        {"10.0.0.0/8", "127.0.0.1", "10.1.2.3", true},
	        {"10.0.0.0/8", "127.0.0.1", "10.1.2.3, 192.0.2.1", false},
	        {"10.0.0.0/8", "127.0.0.1", "192.0.2.1,10.1.2.3", true},
	        {"10.0.0.0/8", "127.0.0.1", "", false},
	        {"10.0.0.0/8", "127.0.0.1", "10.0.0.0/8", false},
	        {"10.0.0.0/8", "127.0.0.1", "nonsense", false},
	        {"2001:db8::/32", "127.0.0.1", "2001:db8::7", true},
	};
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char yaml[1024];
		snprintf(yaml, sizeof(yaml), "access: {from: %s}\n" SMS_ROUTE, cases[i].from);
		use_own(&d, yaml, cases[i].proxies);
		struct wire_message m =
		        posted("POST /sms/own", "from=13900000001&text=%E7%A4%BE%E4%BF%9D");
		if (*cases[i].forwarded)
			m = with_header(m, "x-forwarded-for", cases[i].forwarded);
		ck_answer(&d, &m, cases[i].good ? "200" : "403",
		        cases[i].good ? INSURANCE : "This address may not call.\n");
	}
	desk_close(&d);
}
END_TEST

/* What comes from outside stays in its place, whatever the form is. */
START_TEST(nothing_breaks_out)
{
	static const struct {
		const char *reply, *body;
	} cases[] = {
	        {"{kind: text, body: \"{to}\"}", "a\"b<c>&'d|e\\ f"},
	        {"{kind: pipe, body: \"1|{to}|2\"}", "1|a\"b<c>&'d/e\\ f|2"},
	        {"{kind: xml, body: \"<a b='{to}'/>\"}",
	                "<a b='a&quot;b&lt;c&gt;&amp;&apos;d|e\\ f'/>"},
	        {"{kind: json, body: {a: \"x{to}\", b: [1, \"{{}}\", null]}}",
	                "{\"a\":\"xa\\\"b<c>&'d|e\\\\ f\",\"b\":[1,\"{}\",null]}"},
	        {"{kind: text, body: \"\", headers: {X-To: \"{to}\"}}", ""},
	};
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char yaml[1024];
		struct caller c;
		snprintf(yaml, sizeof(yaml),
		        "access: {secret: {in: path}}\nroutes:\n  - at: /sms\n    body: form\n"
		        "    fields: {from: from, text: text, to: to}\n    reply: %s\n",
		        cases[i].reply);
		use_own(&d, yaml, "");
		struct wire_message m = posted("POST /sms/own/" SECRET,
		        "from=13900000001&text=x&to=a%22b%3Cc%3E%26'd%7Ce%5C%0D%0Af%00%FF");
		ask(&d, &c, &m);
		ck_assert_text(c.answered.first, "200");
		ck_assert_text(c.answered.body, cases[i].body);
		if (!*cases[i].body)
			ck_assert_text(c.answered.headers[1].value, "a\"b<c>&'d|e\\ f");
		hang_up(&d, &c);
	}
	desk_close(&d);
}
END_TEST

/* As if Kannel had taken what waits. */
static void
accept_all(struct desk *d, struct arena *a)
{
	struct outbox_wish wish = {.most = 8, .kinds = {true, true, true}};
	struct outbox_row rows[8];
	size_t count;
	int64_t now_ms = clock_wall_ms() + 3600000; /* past their turns */
	ck_assert_int_eq(outbox_claim(d->store, a, &wish, now_ms, rows, &count), 0);
	ck_assert_uint_eq(count, 2);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(outbox_accepted(d->store, rows[i].id, now_ms), 0);
	settle(d);
}

/* A report that names a message of ours ends it; all of a request are on the disk, then it is
 * answered. */
START_TEST(reports)
{
	struct desk d;
	struct arena a = ARENA_INIT;
	int64_t ids[2];
	desk_open(&d);
	use_own(&d,
	        "access: {secret: {in: path}}\nroutes:\n  - at: /sms/report\n    does: report\n"
	        "    body: json\n    each: \"\"\n    fields: {ref: out_id, status: success}\n"
	        "    outcomes: {delivered: \"true\", failed: \"false\"}\n"
	        "    reply: {kind: json, body: {code: 0}}\n",
	        "");
	for (int i = 0; i < 2; i++) {
		enum outbox_verdict verdict;
		struct outbox_message m = {.kind = OUTBOX_NOTICE,
		        .msisdn = str_from(i ? "+8613900000001" : "+8613900000002"),
		        .text = STR("一")};
		ck_assert_int_eq(
		        outbox_put(d.store, &a, &m, clock_wall_ms(), &verdict, &ids[i]), 0);
	}
	settle(&d);
	accept_all(&d, &a);
	const char *body = arena_printf(&a,
	        "[{\"out_id\":\"%.*s\",\"success\":true},{\"out_id\":\"%.*s\",\"success\":false},"
	        "{\"out_id\":\"nobody's\",\"success\":true},{\"out_id\":\"x\"},"
	        "{\"out_id\":\"x\",\"success\":\"perhaps\"}]",
	        STR_ARG(outbox_ref(d.store, &a, ids[0])), STR_ARG(outbox_ref(d.store, &a, ids[1])));
	struct wire_message m = posted("POST /sms/own/" SECRET "/report", body);
	ck_answer(&d, &m, "200", "{\"code\":0}");
	ck_assert_uint_eq(d.metrics.counts[COUNT_OUTBOX_REPORTS], 2);
	ck_assert_uint_eq(d.metrics.counts[COUNT_OUTBOX_REPORTS_UNKNOWN], 1);
	struct outbox_row row;
	ck_assert_int_eq(outbox_get(d.store, &a, ids[0], &row), 0);
	ck_assert_int_eq(row.state, OUTBOX_DELIVERED);
	ck_assert_int_eq(outbox_get(d.store, &a, ids[1], &row), 0);
	ck_assert_int_eq(row.state, OUTBOX_FAILED);
	m = posted("POST /sms/own/" SECRET "/report", "[{\"out_id\":7}]");
	ck_answer(&d, &m, "400", "the reference or the status is missing");
	arena_release(&a);
	desk_close(&d);
}
END_TEST

/* --- opening --- */

START_TEST(bad_secrets)
{
	static const struct {
		const char *text;
		mode_t mode;
		const char *says;
	} cases[] = {
	        {NULL, 0, "can't be read"},
	        {"", 0600, "is too short"},
	        {"123456789012345\n", 0600, "is too short"},
	        {SECRET, 0644, "can be read by others"},
	};
	struct desk d;
	desk_open(&d);
	adapters_free(d.adapters);
	strcpy(d.dir, "config/adapters");
	ck_assert_int_eq(unlink(scratch_path(&d.scratch, "s-hubtel")), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct adapters_options o = {d.dir, d.secrets, "hubtel", ""};
		struct faults faults = FAULTS_INIT;
		if (cases[i].text) {
			scratch_write(&d.scratch, "s-hubtel", cases[i].text, cases[i].mode);
			ck_assert_int_eq(
			        chmod(scratch_path(&d.scratch, "s-hubtel"), cases[i].mode), 0);
		}
		ck_assert_ptr_null(adapters_open(&o, &faults));
		ck_assert_uint_eq(faults.count, 1);
		ck_assert_str_eq(faults.list[0].at.file, "config/adapters/hubtel.yaml");
		ck_assert_uint_gt(faults.list[0].at.line, 0);
		ck_assert_ptr_nonnull(strstr(faults.list[0].say[FAULT_EN], cases[i].says));
		ck_assert_ptr_null(strstr(faults.list[0].say[FAULT_EN], SECRET));
		faults_release(&faults);
	}
	d.adapters = NULL;
	desk_close(&d);
}
END_TEST

/* An adapter sends when its key is there, however long; one that is no good is a fault. */
START_TEST(send_secrets)
{
	static const struct {
		const char *text; /* NULL: there is no file */
		mode_t mode;
		bool sends;
		const char *says;
	} cases[] = {
	        {NULL, 0, false, NULL},
	        {"k\n", 0600, true, NULL},
	        {"\n", 0600, false, "is empty"},
	        {"k\n", 0644, false, "can be read by others"},
	        {LONGEST "\n", 0600, true, NULL},
	        {LONGEST "k\n", 0600, false, "is too long"},
	};
	struct desk d;
	desk_open(&d);
	adapters_free(d.adapters);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct adapters_options o = {"config/adapters", d.secrets, "africastalking", ""};
		struct faults faults = FAULTS_INIT;
		if (cases[i].text) {
			scratch_write(
			        &d.scratch, "s-africastalking.send", cases[i].text, cases[i].mode);
			ck_assert_int_eq(chmod(scratch_path(&d.scratch, "s-africastalking.send"),
			                         cases[i].mode),
			        0);
		}
		struct adapters *all = adapters_open(&o, &faults);
		ck_assert_int_eq(all == NULL, cases[i].says != NULL);
		if (cases[i].says)
			ck_assert_ptr_nonnull(strstr(faults.list[0].say[FAULT_EN], cases[i].says));
		struct sender_options none = {.store = d.store, .url = "", .route = ""};
		struct sender *sender = sender_new(&none);
		if (all)
			ck_assert_int_eq(adapters_add_roads(all, sender), 0);
		ck_assert_int_eq(sender_has(sender, "@africastalking"), cases[i].sends);
		sender_free(sender);
		adapters_free(all);
		faults_release(&faults);
	}
	d.adapters = NULL;
	desk_close(&d);
}
END_TEST

START_TEST(unknown_names)
{
	struct adapters_options o = {
	        "config/adapters", "/nowhere/", "hubtle,../hubtel,,", "10.0.0"};
	struct faults faults = FAULTS_INIT;
	ck_assert_ptr_null(adapters_open(&o, &faults));
	ck_assert_uint_ge(faults.errors, 4);
	faults_release(&faults);
}
END_TEST

TEST_MAIN("adapters", fixtures, overload, disk_stalls, disk_fails, uplinks_answer_once, signatures,
        secrets, addresses, nothing_breaks_out, reports, bad_secrets, send_secrets, unknown_names)
