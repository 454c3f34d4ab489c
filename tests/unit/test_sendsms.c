#include <errno.h>
#include <poll.h>

#include "base/loop.h"
#include "fake_kannel.h"
#include "outside/sendsms.h"

enum { TIMEOUT_MS = 300, PATIENCE_US = 10000000 };

struct result {
	size_t count;
	void *tag;
	struct carrier_answer answer;
};

/* Kannel's carrier on a client. */
struct line {
	struct http_client *client;
	struct sendsms_options options;
	struct carrier carrier;
	struct arena arena;
	struct result *result;
	char url[64];
};

static void
on_done(void *ctx, void *tag, const struct http_answer *answer)
{
	struct line *l = ctx;
	l->result->count++;
	l->result->tag = tag;
	l->result->answer = carrier_read(&l->carrier, &l->arena, answer);
}

static void
open_line(struct line *l, uint16_t port, struct result *r, const char *dlr_url)
{
	struct http_client_options o = {4, TIMEOUT_MS, SENDSMS_ANSWER_BYTES, on_done, l};
	*l = (struct line){.result = r};
	snprintf(l->url, sizeof(l->url), "http://127.0.0.1:%u/cgi-bin/sendsms", port);
	l->options = (struct sendsms_options){
	        l->url, "jiaxin", "pass word", "10660", "", dlr_url, "sec"};
	l->carrier = sendsms_carrier(&l->options);
	l->client = http_client_new(&o);
	ck_assert_ptr_nonnull(l->client);
}

static void
close_line(struct line *l)
{
	http_client_free(l->client);
	arena_release(&l->arena);
}

static int
send_message(struct line *l, const struct outgoing *m, void *tag)
{
	struct http_call call;
	arena_reset(&l->arena);
	ck_assert_int_eq(l->carrier.write(l->carrier.ctx, &l->arena, m, &call), 0);
	return http_client_send(l->client, &call, tag);
}

/* Turns both until `count` messages have ended. */
static void
run(struct line *s, struct kannel *k, const struct result *r, size_t count)
{
	int64_t since_us = clock_mono_us();
	while (r->count < count) {
		int64_t wait_us = http_client_turn(s->client);
		if (k)
			kannel_turn(k);
		struct pollfd p = {.fd = http_client_fd(s->client), .events = POLLIN};
		poll(&p, 1, wait_us < 0 || wait_us > 1000 ? 1 : 0);
		ck_assert_int_lt(clock_mono_us() - since_us, PATIENCE_US);
	}
	ck_assert_uint_eq(r->count, count);
}

static const struct outgoing hello = {.msisdn = {"+8613800138000", 14}, .text = {"hello", 5}};

static const struct {
	const char *answer;
	enum carrier_result result;
	long status;
} answers[] = {
        {KANNEL_ANSWER("202 OK", "25") "0: Accepted for delivery\n", CARRIER_ACCEPTED, 202},
        {KANNEL_ANSWER("202 OK", "28") "3: Queued for later delivery", CARRIER_ACCEPTED, 202},
        {KANNEL_ANSWER("403 Forbidden", "0"), CARRIER_REFUSED, 403},
        {KANNEL_ANSWER("400 Bad", "0"), CARRIER_REFUSED, 400},
        {KANNEL_ANSWER("404 Not", "0"), CARRIER_REFUSED, 404},
        {KANNEL_ANSWER("503 Temporal", "0"), CARRIER_NOT_NOW, 503},
        {KANNEL_ANSWER("500 Error", "0"), CARRIER_NOT_NOW, 500},
        {KANNEL_ANSWER("200 OK", "0"), CARRIER_NOT_NOW, 200},
        {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                CARRIER_NOT_NOW, 302},
        {KANNEL_ANSWER("202 OK", "1000000") "0: Accepted", CARRIER_ACCEPTED,
                202}, /* the rest hangs */
        {"no HTTP at all\r\n\r\n", CARRIER_UNSURE, 0},
        {"", CARRIER_UNSURE, 0},
        {NULL, CARRIER_UNSURE, 0},
};

START_TEST(reads_answers)
{
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct kannel k;
		struct result r = {0};
		kannel_open(&k, answers[i].answer);
		struct line s;
		open_line(&s, k.port, &r, "");
		ck_assert_int_eq(send_message(&s, &hello, &k), 0);
		run(&s, &k, &r, 1);
		ck_assert_msg(r.answer.result == answers[i].result &&
		                      r.answer.status == answers[i].status,
		        "answer %zu: result %d, status %ld", i, r.answer.result, r.answer.status);
		ck_assert_ptr_eq(r.tag, &k);
		ck_assert_uint_eq(k.requests, 1);
		ck_assert_uint_eq(http_client_on_the_way(s.client), 0);
		close_line(&s);
		kannel_close(&k);
	}
}
END_TEST

START_TEST(knows_that_nobody_listens)
{
	struct kannel k;
	struct result r = {0};
	kannel_open(&k, "");
	kannel_close(&k);
	struct line s;
	open_line(&s, k.port, &r, "");
	ck_assert_int_eq(send_message(&s, &hello, NULL), 0);
	run(&s, NULL, &r, 1);
	ck_assert_int_eq(r.answer.result, CARRIER_UNREACHABLE);
	close_line(&s);
}
END_TEST

START_TEST(says_all_of_it)
{
	static const char *const lines[] = {"POST /cgi-bin/sendsms HTTP/1.1\r\n",
	        "\r\nContent-Type: text/plain; charset=UTF-8\r\n",
	        "\r\nX-Kannel-Username: jiaxin\r\n", "\r\nX-Kannel-Password: pass word\r\n",
	        "\r\nX-Kannel-From: 10660\r\n", "\r\nX-Kannel-To: +8613800138000\r\n",
	        "\r\nX-Kannel-Coding: 2\r\n", "\r\nX-Kannel-SMSC: agg\r\n",
	        "\r\nX-Kannel-Validity: 90\r\n", "\r\nX-Kannel-DLR-Mask: 55\r\n",
	        "\r\nX-Kannel-DLR-Url: http://kannel:sec@127.0.0.1/dlr?ref=1-a&d=%d&a=%A\r\n",
	        "\r\n\r\n平安"};
	struct kannel k;
	struct result r = {0};
	struct outgoing m = {.msisdn = STR("+8613800138000"),
	        .text = STR("平安"),
	        .route = STR("agg"),
	        .ref = STR("1-a"),
	        .validity_min = 90};
	kannel_open(&k, answers[0].answer);
	struct line s;
	open_line(&s, k.port, &r, "http://127.0.0.1/dlr");
	ck_assert_int_eq(send_message(&s, &m, NULL), 0);
	run(&s, &k, &r, 1);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		ck_assert_msg(strstr(k.last, lines[i]), "%s is not in %s", lines[i], k.last);
	ck_assert_ptr_null(strstr(k.last, "Expect"));
	s.options.dlr_url = "";
	ck_assert_int_eq(send_message(&s, &hello, NULL), 0);
	run(&s, &k, &r, 2);
	ck_assert_ptr_nonnull(strstr(k.last, "\r\nX-Kannel-Coding: 0\r\n"));
	ck_assert_ptr_null(strstr(k.last, "DLR"));
	ck_assert_ptr_null(strstr(k.last, "Validity"));
	ck_assert_uint_eq(k.connections, 1); /* it stays open */
	close_line(&s);
	kannel_close(&k);
}
END_TEST

START_TEST(bounds_what_is_on_the_way)
{
	struct kannel k;
	struct result r = {0};
	kannel_open(&k, answers[0].answer);
	struct line s;
	open_line(&s, k.port, &r, "");
	for (int round = 1; round <= 5; round++) {
		for (int i = 0; i < 4; i++)
			ck_assert_int_eq(send_message(&s, &hello, NULL), 0);
		ck_assert_int_eq(send_message(&s, &hello, NULL), -EBUSY);
		ck_assert_uint_eq(http_client_on_the_way(s.client), 4);
		run(&s, &k, &r, (size_t)round * 4);
	}
	ck_assert_uint_le(k.connections, 4);
	ck_assert_int_eq(send_message(&s, &hello, NULL), 0);
	http_client_turn(s.client);
	close_line(&s); /* with one under way */
	kannel_close(&k);
}
END_TEST

/* A connection that died after the request went out must not lead to a second request. */
START_TEST(never_sends_twice_by_itself)
{
	struct kannel k;
	struct result r = {0};
	kannel_open(&k, answers[0].answer);
	struct line s;
	open_line(&s, k.port, &r, "");
	ck_assert_int_eq(send_message(&s, &hello, NULL), 0);
	run(&s, &k, &r, 1);
	k.answer = "";
	ck_assert_int_eq(send_message(&s, &hello, NULL), 0);
	run(&s, &k, &r, 2);
	ck_assert_int_eq(r.answer.result, CARRIER_UNSURE);
	ck_assert_uint_eq(k.requests, 2);
	close_line(&s);
	kannel_close(&k);
}
END_TEST

START_TEST(refuses_header_injection)
{
	static const struct outgoing bad[] = {
	        {.msisdn = {"+86\r\nX-Kannel-To: +1", 21}, .text = {"x", 1}},
	        {.msisdn = {"+861", 4}, .text = {"x", 1}, .route = {"a\nb", 3}},
	};
	struct result r = {0};
	struct line s;
	open_line(&s, 9, &r, "");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_int_eq(send_message(&s, &bad[i], NULL), -EINVAL);
	ck_assert_uint_eq(http_client_on_the_way(s.client), 0);
	close_line(&s);
}
END_TEST

TEST_MAIN("sendsms", reads_answers, knows_that_nobody_listens, says_all_of_it,
        bounds_what_is_on_the_way, never_sends_twice_by_itself, refuses_header_injection)
