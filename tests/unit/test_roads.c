/* A second road beside Kannel's: what is wrong with the one is nothing to the other. */
#include <errno.h>
#include <poll.h>

#include "base/loop.h"
#include "fake_kannel.h"
#include "outside/sender.h"
#include "scratch.h"

enum { TIMEOUT_MS = 200, PATIENCE_US = 10000000, AT_A_TIME = 2 };

#define TAKEN KANNEL_ANSWER("202 OK", "4") "AT-1"

struct asked {
	struct http_request request; /* first: a request is its struct */
	unsigned status;
};

void
http_reply(struct http_request *request, unsigned status, struct str text, const char *content_type,
        const struct http_header *extra)
{
	(void)text, (void)content_type, (void)extra;
	((struct asked *)request)->status = status;
}

/* --- a carrier whose answer is its name for the message --- */

static int
write_plainly(const void *ctx, struct arena *a, const struct outgoing *m, struct http_call *call)
{
	(void)a;
	*call = (struct http_call){.url = str_from(ctx), .body = m->text};
	http_call_header(call, "X-To", m->msisdn);
	return 0;
}

static struct carrier_answer
read_plainly(const void *ctx, struct arena *a, const struct http_answer *answer)
{
	(void)ctx;
	return (struct carrier_answer){.result = answer->status == 202   ? CARRIER_ACCEPTED
	                                         : answer->status == 403 ? CARRIER_REFUSED
	                                                                 : CARRIER_NOT_NOW,
	        .status = answer->status,
	        .name = arena_str(a, answer->body)};
}

struct desk {
	struct scratch scratch;
	struct store *store;
	struct sender *sender;
	struct batch_helper helper;
	struct metrics metrics;
	struct kannel kannel, other;
	struct arena arena;
	char db[128], key[128], url[64], other_url[64];
	const char *route; /* of what names none */
	int64_t rate, now_ms;
};

static void
open_sender(struct desk *d)
{
	struct store_options o = {.path = d->db,
	        .key_path = d->key,
	        .sessions_most = 1000,
	        .repeat_s = 60,
	        .keep_s = 86400};
	d->store = store_new(&o, 1);
	struct sender_options s = {.store = d->store,
	        .metrics = &d->metrics,
	        .url = d->url,
	        .username = "jiaxin",
	        .password = "x",
	        .from = "10660",
	        .route = d->route,
	        .dlr_url = "",
	        .dlr_secret = "",
	        .at_a_time = AT_A_TIME,
	        .timeout_ms = TIMEOUT_MS,
	        .rate = 1000,
	        .day_to = 24};
	struct sender_road road = {.route = "@other",
	        .carrier = {"adapter other", "its file", d->other_url, write_plainly, read_plainly},
	        .at_a_time = AT_A_TIME,
	        .timeout_ms = TIMEOUT_MS,
	        .rate = d->rate,
	        .answer_bytes = 1000};
	d->sender = sender_new(&s);
	ck_assert_ptr_nonnull(d->sender);
	ck_assert_int_eq(sender_add(d->sender, &road), 0);
	d->helper = sender_helper(d->sender);
}

static void
desk_open(struct desk *d, const char *kannel, const char *other, int64_t rate)
{
	*d = (struct desk){.rate = rate, .route = ""};
	scratch_open(&d->scratch);
	strcpy(d->db, scratch_path(&d->scratch, "db"));
	strcpy(d->key, scratch_path(&d->scratch, "key"));
	kannel_open(&d->kannel, kannel);
	kannel_open(&d->other, other);
	snprintf(d->url, sizeof(d->url), "http://127.0.0.1:%u/sendsms", d->kannel.port);
	snprintf(d->other_url, sizeof(d->other_url), "http://127.0.0.1:%u/", d->other.port);
	d->now_ms = clock_wall_ms();
	open_sender(d);
}

static void
desk_close(struct desk *d)
{
	sender_abandon(d->sender);
	sender_free(d->sender);
	store_free(d->store);
	kannel_close(&d->kannel);
	kannel_close(&d->other);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

static void
batch(struct desk *d)
{
	ck_assert_int_eq(d->helper.work(d->helper.ctx, d->now_ms), 0);
	if (!store_pending(d->store))
		return;
	int error = store_commit(d->store);
	store_settle(d->store, error, 1);
	d->helper.settled(d->helper.ctx, error);
}

/* Goes on until both have as many requests, or nothing is on the way. */
static void
run(struct desk *d, size_t kannel, size_t other)
{
	int64_t since_us = clock_mono_us();
	batch(d);
	batch(d); /* the first of all recovers */
	while (!sender_idle(d->sender) || d->kannel.requests < kannel ||
	        d->other.requests < other) {
		sender_turn(d->sender, true);
		kannel_turn(&d->kannel);
		kannel_turn(&d->other);
		struct pollfd p = {.fd = sender_fd(d->sender), .events = POLLIN};
		poll(&p, 1, 1);
		batch(d);
		ck_assert_int_lt(clock_mono_us() - since_us, PATIENCE_US);
	}
}

static int64_t
put(struct desk *d, const char *route, int phone)
{
	struct outbox_message m = {.kind = OUTBOX_ANSWER,
	        .msisdn = str_from(arena_printf(&d->arena, "+8613%09d", phone)),
	        .text = STR("平安"),
	        .route = str_from(route)};
	enum outbox_verdict verdict;
	int64_t id;
	ck_assert_int_eq(outbox_put(d->store, &d->arena, &m, d->now_ms, &verdict, &id), 0);
	ck_assert_int_eq(verdict, OUTBOX_TAKEN);
	int error = store_commit(d->store);
	store_settle(d->store, error, 1);
	d->helper.settled(d->helper.ctx, error);
	return id;
}

static struct outbox_row
row_of(struct desk *d, int64_t id)
{
	struct outbox_row row;
	ck_assert_int_eq(outbox_get(d->store, &d->arena, id, &row), 0);
	return row;
}

/* --- tests --- */

START_TEST(each_goes_its_way)
{
	struct desk d;
	desk_open(&d, TAKEN, TAKEN, 1000);
	int64_t by_other = put(&d, "@other", 1), by_kannel = put(&d, "", 2),
	        by_smsc = put(&d, "smsc-2", 3), by_nobody = put(&d, "@gone", 4);
	ck_assert_int_eq(sender_waiting(d.sender, STR("")), 0); /* not looked at yet */
	run(&d, 2, 1);
	ck_assert_int_eq(sender_waiting(d.sender, STR("@gone")), 1);
	ck_assert_int_eq(sender_figures(d.sender).roadless, 1);
	ck_assert(strstr(d.other.last, "X-To: +8613000000001"));
	ck_assert_int_eq(row_of(&d, by_other).state, OUTBOX_ACCEPTED);
	ck_assert_int_eq(row_of(&d, by_kannel).state, OUTBOX_ACCEPTED);
	ck_assert_int_eq(row_of(&d, by_smsc).state, OUTBOX_ACCEPTED);
	struct outbox_row waits = row_of(&d, by_nobody); /* until that adapter is in use again */
	ck_assert(waits.state == OUTBOX_QUEUED && waits.kind == OUTBOX_ANSWER && !waits.tries);
	ck_assert_text(waits.message.route, "@gone");
	ck_assert_uint_eq(d.metrics.counts[COUNT_OUTBOX_ACCEPTED], 3);
	desk_close(&d);
}
END_TEST

/* However one of them is ill, and whatever waits for it, all that the other has leaves. */
START_TEST(ill_alone)
{
	static const struct {
		const char *answer;
		enum outbox_cause cause;
		int64_t tries;
	} ills[] = {
	        {KANNEL_ANSWER("403 Forbidden", "0"), OUTBOX_HTTP, 0},
	        {KANNEL_ANSWER("503 Later", "0"), OUTBOX_HTTP, 1},
	        {"", OUTBOX_UNSURE, 1},
	        {NULL, OUTBOX_UNSURE, 1},
	        {"closed", OUTBOX_UNREACHABLE, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(ills); i++) {
		struct desk d;
		bool closed = ills[i].answer && strcmp(ills[i].answer, "closed") == 0;
		desk_open(&d, TAKEN, ills[i].answer, 1000);
		if (closed)
			kannel_close(&d.other);
		int64_t first = 0;
		for (int j = 0; j < 40; j++) {
			int64_t id = put(&d, "@other", 100 + j);
			first = first ? first : id;
		}
		for (int j = 0; j < 20; j++)
			put(&d, "", j);
		run(&d, 20, 0);
		ck_assert_uint_eq(d.kannel.requests, 20);
		ck_assert_uint_le(d.other.requests, (size_t)2 * AT_A_TIME);
		struct outbox_row row = row_of(&d, first);
		ck_assert_msg(row.state == OUTBOX_QUEUED && row.cause == ills[i].cause &&
		                      row.tries == ills[i].tries,
		        "%zu: state %d cause %d tries %d", i, row.state, row.cause, (int)row.tries);
		struct outbox_figures f;
		ck_assert_int_eq(outbox_look(d.store, d.now_ms, &f), 0);
		ck_assert_int_eq(f.rows[OUTBOX_ANSWER][OUTBOX_QUEUED], 40);
		ck_assert_int_eq(f.rows[OUTBOX_ANSWER][OUTBOX_ACCEPTED], 20);
		ck_assert_int_gt(f.first_due_ms[OUTBOX_ANSWER], 0);
		ck_assert_uint_eq(f.waiting_count, 1);
		ck_assert_int_eq(f.waiting[0].count, 40);
		ck_assert_uint_eq(f.waiting[0].road, outbox_road(STR("@other")));
		if (closed)
			kannel_open(&d.other, TAKEN);
		desk_close(&d);
	}
}
END_TEST

/* A phone's messages keep their order on a road; what waits there for another try holds up none on
 * the other. */
START_TEST(keeps_the_order_of_a_phone)
{
	struct desk d;
	desk_open(&d, TAKEN, KANNEL_ANSWER("503 Later", "0"), 1000);
	int64_t first = put(&d, "@other", 1), second = put(&d, "@other", 1);
	run(&d, 0, 1);
	int64_t third = put(&d, "@other", 1), by_kannel = put(&d, "", 1);
	run(&d, 1, 1);
	ck_assert_int_eq(row_of(&d, by_kannel).state, OUTBOX_ACCEPTED);
	struct outbox_row rows[] = {row_of(&d, first), row_of(&d, second), row_of(&d, third)};
	ck_assert_int_gt(rows[0].turn_ms, d.now_ms);
	ck_assert_int_ge(rows[1].turn_ms, rows[0].turn_ms);
	ck_assert_int_ge(rows[2].turn_ms, rows[1].turn_ms);
	desk_close(&d);
}
END_TEST

START_TEST(keeps_its_own_rate)
{
	struct desk d;
	desk_open(&d, TAKEN, TAKEN, 3);
	for (int i = 0; i < 10; i++) {
		put(&d, "@other", 100 + i);
		put(&d, "", i);
	}
	run(&d, 10, 3);
	ck_assert_uint_eq(d.kannel.requests, 10);
	ck_assert_uint_le(d.other.requests, 4); /* one more if the machine is slow */
	desk_close(&d);
}
END_TEST

static void
on_report(void *ctx, struct http_request *request, bool durable)
{
	(void)ctx;
	http_reply(request, durable ? 200 : 503, STR(""), "", NULL);
}

/* Its reports may name a message as it does; nobody else's may. */
START_TEST(reports_by_its_name)
{
	struct desk d;
	struct asked a = {.status = 0};
	desk_open(&d, TAKEN, TAKEN, 1000);
	int64_t id = put(&d, "@other", 1);
	run(&d, 0, 1);
	struct dlr dlrs[] = {
	        {.ref = STR("AT-1"), .route = STR("@third"), .bits = 2},
	        {.ref = STR("AT-1"), .bits = 2},
	        {.ref = STR("AT-2"), .route = STR("@other"), .bits = 2},
	        {.ref = STR("AT-1"), .route = STR("@other"), .bits = 1},
	};
	struct sender_reports reports = {dlrs, ARRAY_LEN(dlrs), on_report, NULL};
	sender_take_reports(d.sender, &a.request, &reports);
	batch(&d);
	ck_assert_uint_eq(a.status, 200);
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_DELIVERED);
	ck_assert_uint_eq(d.metrics.counts[COUNT_OUTBOX_REPORTS_UNKNOWN], 3);
	desk_close(&d);
}
END_TEST

/* The process dies with messages on both: they are sent again, and counted. */
START_TEST(dies_on_the_way)
{
	struct desk d;
	desk_open(&d, NULL, NULL, 1000);
	int64_t by_other = put(&d, "@other", 1), by_kannel = put(&d, "", 2);
	batch(&d);
	batch(&d);
	sender_turn(d.sender, true);
	ck_assert_int_eq(row_of(&d, by_other).state, OUTBOX_CLAIMED);
	ck_assert_int_eq(row_of(&d, by_kannel).state, OUTBOX_CLAIMED);
	sender_free(d.sender);
	store_free(d.store);
	d.kannel.answer = d.other.answer = TAKEN;
	open_sender(&d);
	run(&d, 1, 1);
	ck_assert_int_eq(row_of(&d, by_other).state, OUTBOX_ACCEPTED);
	ck_assert_int_eq(row_of(&d, by_kannel).state, OUTBOX_ACCEPTED);
	ck_assert_uint_eq(d.metrics.counts[COUNT_OUTBOX_MAYBE_TWICE], 2);
	desk_close(&d);
}
END_TEST

/* What names no route waits where it is sent by. */
START_TEST(counts_what_names_no_route)
{
	struct desk d;
	desk_open(&d, TAKEN, KANNEL_ANSWER("403 Forbidden", "0"), 1000);
	sender_free(d.sender);
	store_free(d.store);
	d.route = "@other";
	open_sender(&d);
	put(&d, "@other", 1);
	run(&d, 0, 1);
	ck_assert_int_eq(sender_waiting(d.sender, STR("@other")), 1);
	ck_assert_int_eq(sender_waiting(d.sender, STR("")), 1);
	desk_close(&d);
}
END_TEST

/* What is sent later goes where the phone wrote from last. */
START_TEST(remembers_where_a_phone_wrote_from)
{
	static const struct {
		const char *route;
		uint16_t channel;
		const char *then; /* @gone sends no more */
	} messages[] = {{"", 0, ""}, {"@other", 0, "@other"}, {"", 0, ""},
	        {"@other", SESSION_USSD, "@other"}, {"@gone", 0, ""}};
	struct desk d;
	desk_open(&d, TAKEN, TAKEN, 1000);
	struct who who = store_who(d.store, STR("+8613800138000"));
	ck_assert_text(store_last_route(d.store, &d.arena, &who), "");
	for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
		struct journal_entry e = {.at_ms = 1, .who = who, .out = STR("x")};
		e.session.forget = SESSION_NEVER;
		e.session.flags = messages[i].channel;
		e.route = str_from(messages[i].route);
		ck_assert_int_eq(store_add(d.store, &d.arena, &e), 0);
		ck_assert_text(store_last_route(d.store, &d.arena, &who), messages[i].then);
	}
	store_settle(d.store, store_commit(d.store), 1);
	desk_close(&d);
}
END_TEST

TEST_MAIN("roads", each_goes_its_way, ill_alone, keeps_the_order_of_a_phone, keeps_its_own_rate,
        reports_by_its_name, dies_on_the_way, counts_what_names_no_route,
        remembers_where_a_phone_wrote_from)
