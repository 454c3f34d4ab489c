/*
 * The batch over a real store, with a disk that waits or fails on command. http_reply is ours: it
 * notes the answer.
 */
#include <poll.h>
#include <string.h>

#include "base/buf.h"
#include "base/loop.h"
#include "base_tree.h"
#include "outside/batch.h"
#include "outside/kannel_in.h"
#include "scratch.h"
#include "stalling_disk.h"

enum { CROWD = 100, LONG_US = 60000000, WAIT_MS = 10000 };

/* --- requests --- */

struct phone {
	struct http_request request; /* first: a request is its phone */
	unsigned status;
	char text[256];
};

void
http_reply(struct http_request *request, unsigned status, struct str text, const char *content_type,
        const struct http_header *extra)
{
	struct phone *p = (struct phone *)request;
	(void)content_type, (void)extra;
	must(!p->status);
	p->status = status;
	snprintf(p->text, sizeof(p->text), "%.*s", STR_ARG(text));
}

/* --- the desk --- */

struct desk {
	struct scratch scratch;
	struct store *store;
	struct content *content;
	struct conversation conversation;
	struct metrics metrics;
	struct batch *batch;
	struct phone phones[8];
	char db[128], key[128];
};

static void
desk_open(struct desk *d, size_t rows, int64_t wait_us, int64_t deadline_us)
{
	struct faults faults = FAULTS_INIT;
	*d = (struct desk){0};
	disk_open();
	scratch_open(&d->scratch);
	strcpy(d->db, scratch_path(&d->scratch, "db"));
	strcpy(d->key, scratch_path(&d->scratch, "key"));
	struct store_options o = {.path = d->db,
	        .key_path = d->key,
	        .sessions_most = 1000,
	        .repeat_s = 3600,
	        .keep_s = 86400};
	d->store = store_new(&o, 1);
	ck_assert_int_eq(store_trouble(d->store), 0);
	d->content = content_load(BASE_TREE, &base_rules, &faults, NULL);
	ck_assert_ptr_nonnull(d->content);
	faults_release(&faults);
	d->conversation = (struct conversation){.store = d->store,
	        .content = d->content,
	        .session_s = 600,
	        .language_s = 600,
	        .resend_s = 3600};
	struct batch_options b = {&d->conversation, &d->metrics, rows, wait_us, deadline_us, {0}};
	d->batch = batch_new(&b);
	ck_assert_ptr_nonnull(d->batch);
}

/* The request goes, as after http_done. */
static void
hang_up(struct desk *d, size_t i, bool sent)
{
	struct phone *p = &d->phones[i];
	ck_assert_uint_ne(p->status, 0);
	batch_done(d->batch, &p->request, sent);
	arena_release(&p->request.arena);
	*p = (struct phone){0};
}

static void
desk_close(struct desk *d)
{
	for (size_t i = 0; i < ARRAY_LEN(d->phones); i++)
		if (d->phones[i].status)
			hang_up(d, i, true);
	ck_assert(!d->batch || batch_held(d->batch) == 0);
	batch_free(d->batch);
	store_free(d->store);
	content_free(d->content);
	disk_close();
	scratch_close(&d->scratch);
}

static void
send_as(struct desk *d, size_t i, const char *text, const char *id)
{
	struct phone *p = &d->phones[i];
	struct arena *a = &p->request.arena;
	struct message m = {.msisdn = str_from(arena_printf(a, "+86138001380%02zu", i)),
	        .text = arena_str(a, str_from(text)),
	        .id = arena_str(a, str_from(id))};
	struct batch_call call = {.messages = &m, .count = 1, .writer = &KANNEL_SMS};
	batch_take(d->batch, &p->request, &call);
}

static int64_t
turn(struct desk *d)
{
	return batch_turn(d->batch, CROWD);
}

/* Until the commit has ended, then one turn. */
static int64_t
finish(struct desk *d)
{
	struct pollfd p = {.fd = batch_fd(d->batch), .events = POLLIN};
	ck_assert_int_eq(poll(&p, 1, WAIT_MS), 1);
	return turn(d);
}

#define PENSION "【家信】家信：截至2026-10，够15年能领。\n1 在家上班"

/* --- tests --- */

START_TEST(shares_a_commit)
{
	struct desk d;
	desk_open(&d, 3, LONG_US, LONG_US);
	ck_assert(batch_idle(d.batch));
	ck_assert_int_eq(turn(&d), -1);
	send_as(&d, 0, "养老", "a");
	send_as(&d, 1, "pension", "b");
	int64_t left = turn(&d);
	ck_assert(left > 0 && left <= LONG_US);
	ck_assert(!batch_idle(d.batch));
	send_as(&d, 2, "什么", "c");
	ck_assert_int_ge(turn(&d), 0);
	ck_assert_uint_eq(d.phones[0].status, 0);
	ck_assert_uint_eq(batch_held(d.batch), 3);
	ck_assert_int_eq(finish(&d), -1);
	ck_assert_str_eq(d.phones[0].text, PENSION);
	ck_assert_str_eq(d.phones[1].text, PENSION);
	ck_assert_str_eq(d.phones[2].text, "【家信】没看懂。");
	ck_assert_uint_eq(d.metrics.counts[COUNT_COMMITS], 1);
	ck_assert_uint_eq(d.metrics.counts[COUNT_ANSWERED], 3);
	ck_assert_uint_eq(d.metrics.counts[COUNT_UNKNOWN], 1);
	ck_assert(batch_idle(d.batch));
	desk_close(&d);
}
END_TEST

START_TEST(commits_when_nobody_can_join)
{
	struct desk d;
	desk_open(&d, 64, LONG_US, LONG_US);
	send_as(&d, 0, "养老", "a");
	ck_assert_int_gt(batch_turn(d.batch, 2), 0);
	ck_assert(!batch_idle(d.batch));
	batch_turn(d.batch, 1);
	finish(&d);
	ck_assert_uint_eq(d.phones[0].status, 200);
	desk_close(&d);

	desk_open(&d, 64, 0, LONG_US);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	finish(&d);
	ck_assert_uint_eq(d.phones[0].status, 200);
	desk_close(&d);
}
END_TEST

START_TEST(gathers_while_the_disk_works)
{
	struct desk d;
	desk_open(&d, 1, 0, LONG_US);
	disk_set(GATE_HOLD);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	disk_wait();
	for (size_t i = 1; i < 4; i++)
		send_as(&d, i, "养老", "b");
	ck_assert_int_gt(turn(&d), 0);
	ck_assert_uint_eq(batch_held(d.batch), 4);
	disk_go_on(GATE_OPEN);
	for (size_t i = 0; i < 4; i++) { /* one row a batch, in the order they came */
		finish(&d);
		for (size_t j = 0; j < 4; j++)
			ck_assert_uint_eq(d.phones[j].status, j <= i ? 200 : 0);
	}
	ck_assert_uint_eq(d.metrics.counts[COUNT_COMMITS], 4);
	desk_close(&d);
}
END_TEST

START_TEST(disk_fails)
{
	const struct guard_limits none = {.phones_most = 8};
	struct desk d;
	desk_open(&d, 2, 0, LONG_US);
	d.conversation.guard = guard_new(&none);
	disk_set(GATE_HOLD);
	send_as(&d, 0, "养老", "a");
	send_as(&d, 1, "养老", "b");
	turn(&d);
	disk_wait();
	send_as(&d, 2, "养老", "c");
	disk_go_on(GATE_FAIL);
	ck_assert_int_eq(finish(&d), -1);
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(d.phones[i].status, 503);
	ck_assert_int_ne(store_trouble(d.store), 0);
	ck_assert_uint_eq(d.metrics.counts[COUNT_COMMIT_FAILED], 1);
	ck_assert_uint_eq(d.metrics.counts[COUNT_BUSY], 3);
	ck_assert_int_eq(guard_parts_today(d.conversation.guard, clock_wall_ms() / 1000), 0);
	send_as(&d, 3, "养老", "d"); /* while the trouble lasts: at once */
	ck_assert_uint_eq(d.phones[3].status, 503);

	disk_set(GATE_OPEN);
	store_tend(d.store, 2);
	ck_assert_int_eq(store_trouble(d.store), 0);
	hang_up(&d, 0, true);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	if (!d.phones[0].status) /* else the bytes had reached the disk before it failed */
		finish(&d);
	ck_assert_str_eq(d.phones[0].text, PENSION);
	guard_free(d.conversation.guard);
	desk_close(&d);
}
END_TEST

START_TEST(counts_what_is_held_back)
{
	const struct guard_limits once = {.same_most = 1, .same_s = 3600, .phones_most = 8};
	struct desk d;
	desk_open(&d, 1, 0, LONG_US);
	d.conversation.guard = guard_new(&once);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	finish(&d);
	ck_assert_str_eq(d.phones[0].text, PENSION);
	hang_up(&d, 0, true);
	send_as(&d, 0, "养老", "b");
	turn(&d);
	finish(&d);
	ck_assert_uint_eq(d.phones[0].status, 200);
	ck_assert_str_eq(d.phones[0].text, "");
	ck_assert_uint_eq(d.metrics.counts[COUNT_HELD_SAME], 1);
	ck_assert_uint_eq(d.metrics.counts[COUNT_SILENT], 1);
	ck_assert_uint_eq(d.metrics.counts[COUNT_PARTS], 1);
	guard_free(d.conversation.guard);
	desk_close(&d);
}
END_TEST

START_TEST(too_late)
{
	struct desk d;
	desk_open(&d, 2, 0, 0);
	disk_set(GATE_HOLD);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	disk_wait();
	send_as(&d, 1, "养老", "b");
	ck_assert_int_eq(turn(&d), -1);
	ck_assert_uint_eq(d.phones[0].status, 503);
	ck_assert_uint_eq(d.phones[1].status, 503);
	ck_assert_uint_eq(d.metrics.counts[COUNT_LATE], 2);
	hang_up(&d, 0, true); /* gone before the disk is done */
	hang_up(&d, 1, true);
	disk_go_on(GATE_OPEN);
	finish(&d);
	ck_assert(batch_idle(d.batch));
	ck_assert_uint_eq(d.metrics.counts[COUNT_ANSWERED], 0);

	send_as(&d, 0, "养老", "a"); /* it became durable after all */
	turn(&d);
	ck_assert_str_eq(d.phones[0].text, PENSION);
	ck_assert_uint_eq(d.metrics.counts[COUNT_REPEATED], 1);
	ck_assert_uint_eq(d.metrics.counts[COUNT_COMMITS], 1);
	desk_close(&d);
}
END_TEST

/* Late in a batch that the disk then refuses: answered once, undone all the same. */
START_TEST(too_late_and_lost)
{
	struct desk d;
	desk_open(&d, 2, 0, 0);
	disk_set(GATE_HOLD);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	disk_wait();
	turn(&d);
	ck_assert_uint_eq(d.phones[0].status, 503);
	hang_up(&d, 0, true);
	disk_go_on(GATE_FAIL);
	finish(&d);
	ck_assert_uint_eq(d.metrics.counts[COUNT_BUSY], 1);
	ck_assert_uint_eq(store_figures(d.store).sessions, 0);
	desk_close(&d);
}
END_TEST

START_TEST(repeats_need_no_disk)
{
	struct desk d;
	desk_open(&d, 2, 0, LONG_US);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	finish(&d);
	hang_up(&d, 0, true);
	for (int i = 0; i < 3; i++) {
		send_as(&d, 0, "养老", "a");
		ck_assert_int_eq(turn(&d), -1);
		ck_assert_str_eq(d.phones[0].text, PENSION);
		hang_up(&d, 0, true);
	}
	ck_assert_uint_eq(d.metrics.counts[COUNT_COMMITS], 1);
	ck_assert_uint_eq(d.metrics.counts[COUNT_REPEATED], 3);
	desk_close(&d);
}
END_TEST

/* The network sends a text again because its answer never left; a person because it did. */
START_TEST(knows_what_left)
{
	for (int left = 0; left < 2; left++) {
		struct desk d;
		desk_open(&d, 2, 0, LONG_US);
		send_as(&d, 0, "养老", "a");
		turn(&d);
		finish(&d);
		hang_up(&d, 0, left);
		send_as(&d, 0, "养老", "b");
		turn(&d);
		finish(&d); /* a row of its own, in any case */
		ck_assert_uint_eq(d.metrics.counts[COUNT_REPEATED], left ? 0 : 1);
		ck_assert_uint_eq(d.metrics.counts[COUNT_COMMITS], 2);
		desk_close(&d);
	}
}
END_TEST

/* The thread tries the disk again: meanwhile the figures can be read and messages gather. */
START_TEST(tends_on_the_thread)
{
	struct desk d;
	desk_open(&d, 2, 0, LONG_US);
	disk_set(GATE_FAIL);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	finish(&d);
	ck_assert_uint_eq(d.phones[0].status, 503);
	int trouble = batch_store_trouble(d.batch);
	ck_assert_int_ne(trouble, 0);

	disk_set(GATE_HOLD);
	batch_tend(d.batch);
	disk_wait();
	ck_assert(!batch_idle(d.batch));
	ck_assert_int_eq(batch_store_trouble(d.batch), trouble);
	ck_assert_uint_eq(batch_store_figures(d.batch).sessions, 0);
	hang_up(&d, 0, true);
	send_as(&d, 0, "pension", "b");
	ck_assert_int_gt(turn(&d), 0);
	ck_assert_uint_eq(d.phones[0].status, 0);
	batch_tend(d.batch); /* once is enough at a time */
	disk_go_on(GATE_OPEN);
	while (!d.phones[0].status)
		finish(&d);
	ck_assert_str_eq(d.phones[0].text, PENSION);
	ck_assert_int_eq(batch_store_trouble(d.batch), 0);
	desk_close(&d);
}
END_TEST

/* The daemon ends while the disk stalls: everybody is told, and what was durable stays so. */
START_TEST(abandons)
{
	struct desk d;
	desk_open(&d, 1, 0, LONG_US);
	disk_set(GATE_HOLD);
	send_as(&d, 0, "养老", "a");
	turn(&d);
	disk_wait();
	send_as(&d, 1, "养老", "b");
	batch_abandon(d.batch);
	ck_assert_uint_eq(batch_held(d.batch), 0);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(d.phones[i].status, 503);
		hang_up(&d, i, true);
	}
	disk_go_on(GATE_OPEN);
	batch_free(d.batch);
	d.batch = NULL;
	store_free(d.store);
	struct store_options o = {.path = d.db,
	        .key_path = d.key,
	        .sessions_most = 1000,
	        .repeat_s = 3600,
	        .keep_s = 86400};
	d.store = store_new(&o, 1);
	ck_assert_int_eq(store_figures(d.store).last_seq, 1);
	desk_close(&d);
}
END_TEST

/* Figures and answers go on beside a running commit; ThreadSanitizer watches this one. */
START_TEST(two_threads)
{
	enum { ROUNDS = 200 };
	struct desk d;
	char id[16];
	desk_open(&d, 4, 0, LONG_US);
	for (int round = 0; round < ROUNDS; round++) {
		snprintf(id, sizeof(id), "%d", round);
		for (size_t i = 0; i < ARRAY_LEN(d.phones); i++)
			if (!d.phones[i].status && !d.phones[i].request.user)
				send_as(&d, i, "养老", id);
		turn(&d);
		if (batch_held(d.batch) == ARRAY_LEN(d.phones))
			finish(&d);
		ck_assert_int_eq(store_trouble(d.store), 0);
		(void)store_figures(d.store);
		(void)batch_idle(d.batch);
		for (size_t i = 0; i < ARRAY_LEN(d.phones); i++)
			if (d.phones[i].status)
				hang_up(&d, i, round % 2);
	}
	while (batch_held(d.batch))
		finish(&d);
	ck_assert_uint_eq(d.metrics.counts[COUNT_BUSY], 0);
	ck_assert_uint_ge(d.metrics.counts[COUNT_ANSWERED], ROUNDS);
	desk_close(&d);
}
END_TEST

/* --- a request with several messages, and one with a screen for the worst --- */

static void
answer_all(void *ctx, struct http_request *request, const struct batch_exchange *exchanges,
        size_t count)
{
	struct buf all = BUF_INIT(1000);
	for (size_t i = 0; i < count; i++)
		buf_addf(&all, "%.*s|", STR_ARG(exchanges[i].reply.page));
	http_reply(request, 200, buf_str(&all), ctx, NULL);
	buf_release(&all);
}

static void
answer_anyway(
        void *ctx, struct http_request *request, const struct reply *fallback, const char *why)
{
	http_reply(request, fallback ? 200 : 503, fallback ? fallback->text : str_from(why), ctx,
	        NULL);
}

static const struct batch_writer ALL = {answer_all, answer_anyway};

static struct batch_call
call_of(struct message *messages, size_t count)
{
	static char type[] = "text/plain";
	return (struct batch_call){
	        .messages = messages, .count = count, .writer = &ALL, .ctx = type};
}

START_TEST(answers_all_of_a_request_at_once)
{
	struct desk d;
	struct message uplinks[] = {
	        {.msisdn = STR("+8613800138001"), .text = STR("养老"), .id = STR("1")},
	        {.msisdn = STR("+8613800138002"), .text = STR("什么"), .id = STR("2")},
	        {.msisdn = STR("+8613800138001"), .text = STR("1"), .id = STR("3")},
	};
	struct batch_call call = call_of(uplinks, ARRAY_LEN(uplinks));
	desk_open(&d, 2, 0, LONG_US);
	batch_take(d.batch, &d.phones[0].request, &call);
	turn(&d);
	finish(&d);
	ck_assert_str_eq(d.phones[0].text, "pension||home-work|");
	ck_assert_uint_eq(d.metrics.counts[COUNT_RECEIVED], 3);
	ck_assert_uint_eq(d.metrics.counts[COUNT_COMMITS], 1);
	ck_assert_uint_eq(store_figures(d.store).sessions, 2);
	hang_up(&d, 0, true);
	batch_take(d.batch, &d.phones[0].request, &call); /* and again: heard before, all of it */
	turn(&d);
	ck_assert_str_eq(d.phones[0].text, "pension||home-work|");
	ck_assert_uint_eq(d.metrics.counts[COUNT_REPEATED], 3);
	desk_close(&d);
}
END_TEST

/* Each request has its own patience, wherever it stands in the queues. */
START_TEST(shows_the_fallback_in_time)
{
	struct desk d;
	struct message step = {.msisdn = STR("+8613800138001"), .text = STR("养老")};
	struct batch_call call = call_of(&step, 1);
	call.deadline_us = 1;
	call.fallback.text = STR("请重拨");
	desk_open(&d, 1, 0, LONG_US);
	disk_set(GATE_HOLD);
	send_as(&d, 2, "养老", "a");
	turn(&d);
	disk_wait();
	send_as(&d, 3, "养老", "b");
	batch_take(d.batch, &d.phones[0].request, &call);
	call.fallback.text = STR("");
	batch_take(d.batch, &d.phones[1].request, &call);
	send_as(&d, 4, "养老", "c");
	usleep(10);
	ck_assert_int_gt(turn(&d), LONG_US / 2);
	ck_assert_uint_eq(d.phones[0].status, 200);
	ck_assert_str_eq(d.phones[0].text, "请重拨");
	ck_assert_uint_eq(d.phones[1].status, 503);
	ck_assert_uint_eq(d.metrics.counts[COUNT_LATE], 2);
	ck_assert_uint_eq(batch_held(d.batch), 3);
	disk_go_on(GATE_OPEN);
	for (size_t i = 2; i < 5; i++) {
		finish(&d);
		ck_assert_str_eq(d.phones[i].text, PENSION);
	}
	ck_assert_uint_eq(store_figures(d.store).sessions, 3);
	desk_close(&d);
}
END_TEST

TEST_MAIN("batch", shares_a_commit, commits_when_nobody_can_join, gathers_while_the_disk_works,
        disk_fails, counts_what_is_held_back, too_late, too_late_and_lost, repeats_need_no_disk,
        knows_what_left, tends_on_the_thread, abandons, two_threads,
        answers_all_of_a_request_at_once, shows_the_fallback_in_time)
