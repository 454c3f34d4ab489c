#include <errno.h>
#include <poll.h>

#include "base/loop.h"
#include "fake_kannel.h"
#include "outside/sendsms.h"

enum { TIMEOUT_MS = 300, PATIENCE_US = 10000000 };

struct result {
	size_t count;
	void *tag;
	struct sendsms_answer answer;
};

static void
on_done(void *ctx, void *tag, const struct sendsms_answer *answer)
{
	struct result *r = ctx;
	r->count++;
	r->tag = tag;
	r->answer = *answer;
}

static struct sendsms *
open_sendsms(uint16_t port, struct result *r)
{
	char url[64];
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/cgi-bin/sendsms", port);
	struct sendsms_options o = {url, "jiaxin", "pass word", "10660", 4, TIMEOUT_MS, on_done, r};
	struct sendsms *s = sendsms_new(&o);
	ck_assert_ptr_nonnull(s);
	return s;
}

/* Turns both until `count` messages have ended. */
static void
run(struct sendsms *s, struct kannel *k, const struct result *r, size_t count)
{
	int64_t since_us = clock_mono_us();
	while (r->count < count) {
		int64_t wait_us = sendsms_turn(s);
		if (k)
			kannel_turn(k);
		struct pollfd p = {.fd = sendsms_fd(s), .events = POLLIN};
		poll(&p, 1, wait_us < 0 || wait_us > 1000 ? 1 : 0);
		ck_assert_int_lt(clock_mono_us() - since_us, PATIENCE_US);
	}
	ck_assert_uint_eq(r->count, count);
}

static const struct sendsms_message hello = {
        .msisdn = {"+8613800138000", 14}, .text = {"hello", 5}};

static const struct {
	const char *answer;
	enum sendsms_result result;
	long status;
} answers[] = {
        {KANNEL_ANSWER("202 OK", "25") "0: Accepted for delivery\n", SENDSMS_ACCEPTED, 202},
        {KANNEL_ANSWER("202 OK", "28") "3: Queued for later delivery", SENDSMS_ACCEPTED, 202},
        {KANNEL_ANSWER("403 Forbidden", "0"), SENDSMS_REFUSED, 403},
        {KANNEL_ANSWER("400 Bad", "0"), SENDSMS_REFUSED, 400},
        {KANNEL_ANSWER("404 Not", "0"), SENDSMS_REFUSED, 404},
        {KANNEL_ANSWER("503 Temporal", "0"), SENDSMS_NOT_NOW, 503},
        {KANNEL_ANSWER("500 Error", "0"), SENDSMS_NOT_NOW, 500},
        {KANNEL_ANSWER("200 OK", "0"), SENDSMS_NOT_NOW, 200},
        {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                SENDSMS_NOT_NOW, 302},
        {KANNEL_ANSWER("202 OK", "1000000") "0: Accepted", SENDSMS_ACCEPTED,
                202}, /* the rest hangs */
        {"no HTTP at all\r\n\r\n", SENDSMS_UNSURE, 0},
        {"", SENDSMS_UNSURE, 0},
        {NULL, SENDSMS_UNSURE, 0},
};

START_TEST(reads_answers)
{
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct kannel k;
		struct result r = {0};
		kannel_open(&k, answers[i].answer);
		struct sendsms *s = open_sendsms(k.port, &r);
		ck_assert_int_eq(sendsms_send(s, &hello, &k), 0);
		run(s, &k, &r, 1);
		ck_assert_msg(r.answer.result == answers[i].result &&
		                      r.answer.status == answers[i].status,
		        "answer %zu: result %d, status %ld", i, r.answer.result, r.answer.status);
		ck_assert_ptr_eq(r.tag, &k);
		ck_assert_uint_eq(k.requests, 1);
		ck_assert_uint_eq(sendsms_on_the_way(s), 0);
		sendsms_free(s);
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
	struct sendsms *s = open_sendsms(k.port, &r);
	ck_assert_int_eq(sendsms_send(s, &hello, NULL), 0);
	run(s, NULL, &r, 1);
	ck_assert_int_eq(r.answer.result, SENDSMS_UNREACHABLE);
	sendsms_free(s);
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
	        "\r\nX-Kannel-DLR-Url: http://127.0.0.1/dlr?ref=1-a&d=%d&a=%A\r\n", "\r\n\r\n平安"};
	struct kannel k;
	struct result r = {0};
	struct sendsms_message m = {.msisdn = STR("+8613800138000"),
	        .text = STR("平安"),
	        .route = STR("agg"),
	        .dlr_url = STR("http://127.0.0.1/dlr?ref=1-a&d=%d&a=%A"),
	        .validity_min = 90};
	kannel_open(&k, answers[0].answer);
	struct sendsms *s = open_sendsms(k.port, &r);
	ck_assert_int_eq(sendsms_send(s, &m, NULL), 0);
	run(s, &k, &r, 1);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		ck_assert_msg(strstr(k.last, lines[i]), "%s is not in %s", lines[i], k.last);
	ck_assert_ptr_null(strstr(k.last, "Expect"));
	ck_assert_int_eq(sendsms_send(s, &hello, NULL), 0);
	run(s, &k, &r, 2);
	ck_assert_ptr_nonnull(strstr(k.last, "\r\nX-Kannel-Coding: 0\r\n"));
	ck_assert_ptr_null(strstr(k.last, "DLR"));
	ck_assert_ptr_null(strstr(k.last, "Validity"));
	ck_assert_uint_eq(k.connections, 1); /* it stays open */
	sendsms_free(s);
	kannel_close(&k);
}
END_TEST

START_TEST(bounds_what_is_on_the_way)
{
	struct kannel k;
	struct result r = {0};
	kannel_open(&k, answers[0].answer);
	struct sendsms *s = open_sendsms(k.port, &r);
	for (int round = 1; round <= 5; round++) {
		for (int i = 0; i < 4; i++)
			ck_assert_int_eq(sendsms_send(s, &hello, NULL), 0);
		ck_assert_int_eq(sendsms_send(s, &hello, NULL), -EBUSY);
		ck_assert_uint_eq(sendsms_on_the_way(s), 4);
		run(s, &k, &r, (size_t)round * 4);
	}
	ck_assert_uint_le(k.connections, 4);
	ck_assert_int_eq(sendsms_send(s, &hello, NULL), 0);
	sendsms_turn(s);
	sendsms_free(s); /* with one under way */
	kannel_close(&k);
}
END_TEST

/* A connection that died after the request went out must not lead to a second request. */
START_TEST(never_sends_twice_by_itself)
{
	struct kannel k;
	struct result r = {0};
	kannel_open(&k, answers[0].answer);
	struct sendsms *s = open_sendsms(k.port, &r);
	ck_assert_int_eq(sendsms_send(s, &hello, NULL), 0);
	run(s, &k, &r, 1);
	k.answer = "";
	ck_assert_int_eq(sendsms_send(s, &hello, NULL), 0);
	run(s, &k, &r, 2);
	ck_assert_int_eq(r.answer.result, SENDSMS_UNSURE);
	ck_assert_uint_eq(k.requests, 2);
	sendsms_free(s);
	kannel_close(&k);
}
END_TEST

START_TEST(refuses_header_injection)
{
	static const struct sendsms_message bad[] = {
	        {.msisdn = {"+86\r\nX-Kannel-To: +1", 21}, .text = {"x", 1}},
	        {.msisdn = {"+861", 4}, .text = {"x", 1}, .route = {"a\nb", 3}},
	        {.msisdn = {"+861", 4}, .text = {"x", 1}, .dlr_url = {"a\rb", 3}},
	};
	struct result r = {0};
	struct sendsms *s = open_sendsms(9, &r);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_int_eq(sendsms_send(s, &bad[i], NULL), -EINVAL);
	ck_assert_uint_eq(sendsms_on_the_way(s), 0);
	sendsms_free(s);
}
END_TEST

TEST_MAIN("sendsms", reads_answers, knows_that_nobody_listens, says_all_of_it,
        bounds_what_is_on_the_way, never_sends_twice_by_itself, refuses_header_injection)
