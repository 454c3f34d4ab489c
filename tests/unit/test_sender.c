/*
 * The sender over a real store and a Kannel of ours; the batch around it is this file's, so that
 * a commit can fail, and the process can die, at any point.
 */
#include <errno.h>
#include <poll.h>
#include <sqlite3.h>
#include <sys/mman.h>

#include "base/log.h"
#include "base/loop.h"
#include "fake_kannel.h"
#include "outside/sender.h"
#include "scratch.h"

enum { TIMEOUT_MS = 200, PATIENCE_US = 10000000, AT_A_TIME = 4, CLAIMED = 4 * AT_A_TIME };

#define TAKEN KANNEL_ANSWER("202 OK", "25") "0: Accepted for delivery\n"
#define QUEUED KANNEL_ANSWER("202 OK", "28") "3: Queued for later delivery"

/* --- requests, for reports --- */

struct asked {
	struct http_request request; /* first: a request is its struct */
	unsigned status;
};

void
http_reply(struct http_request *request, unsigned status, struct str text, const char *content_type,
        const struct http_header *extra)
{
	struct asked *a = (struct asked *)request;
	(void)text, (void)content_type, (void)extra;
	must(!a->status);
	a->status = status;
}

/* --- the desk --- */

struct desk {
	struct scratch scratch;
	struct store *store;
	struct sender *sender;
	struct batch_helper helper;
	struct metrics metrics;
	struct kannel kannel;
	struct arena arena;
	char db[128], key[128], url[64];
	int64_t day_from, day_to, day_parts, rate;
	int64_t now_ms;
};

static void
open_sender(struct desk *d)
{
	struct store_options o = {.path = d->db,
	        .key_path = d->key,
	        .sessions_most = 1000,
	        .repeat_s = 60,
	        .keep_s = 86400};
	o.outbox.tries_most = 3;
	d->store = store_new(&o, 1);
	ck_assert_int_eq(store_trouble(d->store), 0);
	struct sender_options s = {.store = d->store,
	        .metrics = &d->metrics,
	        .url = d->url,
	        .username = "jiaxin",
	        .password = "x",
	        .from = "10660",
	        .route = "agg",
	        .dlr_url = "http://127.0.0.1:1/kannel/dlr",
	        .dlr_secret = "sec/ret",
	        .at_a_time = AT_A_TIME,
	        .timeout_ms = TIMEOUT_MS,
	        .rate = d->rate,
	        .day_from = d->day_from,
	        .day_to = d->day_to,
	        .day_parts = d->day_parts};
	d->sender = sender_new(&s);
	ck_assert_ptr_nonnull(d->sender);
	d->helper = sender_helper(d->sender);
}

static void
desk_open(struct desk *d, const char *answer)
{
	*d = (struct desk){.day_to = 24, .rate = 1000};
	scratch_open(&d->scratch);
	strcpy(d->db, scratch_path(&d->scratch, "db"));
	strcpy(d->key, scratch_path(&d->scratch, "key"));
	kannel_open(&d->kannel, answer);
	snprintf(d->url, sizeof(d->url), "http://127.0.0.1:%u/cgi-bin/sendsms", d->kannel.port);
	d->now_ms = clock_wall_ms();
	open_sender(d);
}

static void
close_sender(struct desk *d)
{
	sender_abandon(d->sender);
	sender_free(d->sender);
	store_free(d->store);
}

static void
desk_close(struct desk *d)
{
	close_sender(d);
	kannel_close(&d->kannel);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

static void
commit(struct desk *d)
{
	int error = store_commit(d->store);
	store_settle(d->store, error, 1);
	d->helper.settled(d->helper.ctx, error);
}

/* The work of one batch, which fails with `error`. */
static void
batch(struct desk *d, int error)
{
	int failed = d->helper.work(d->helper.ctx, d->now_ms);
	ck_assert_int_eq(failed, 0);
	if (!store_pending(d->store))
		return;
	if (!error)
		error = store_commit(d->store);
	store_settle(d->store, error, 1);
	d->helper.settled(d->helper.ctx, error);
}

/* Lets network and commits go on for as long as something is on the way. */
static void
run(struct desk *d)
{
	int64_t since_us = clock_mono_us();
	batch(d, 0);
	batch(d, 0); /* the first of all recovers */
	while (!sender_idle(d->sender)) {
		sender_turn(d->sender, true);
		kannel_turn(&d->kannel);
		struct pollfd p = {.fd = sender_fd(d->sender), .events = POLLIN};
		poll(&p, 1, 1);
		batch(d, 0);
		ck_assert_int_lt(clock_mono_us() - since_us, PATIENCE_US);
	}
}

static int64_t
put(struct desk *d, enum outbox_kind kind, int phone)
{
	struct outbox_message m = {.kind = kind,
	        .msisdn = str_from(arena_printf(&d->arena, "+8613%09d", phone)),
	        .text = STR("平安")};
	enum outbox_verdict verdict;
	int64_t id;
	ck_assert_int_eq(outbox_put(d->store, &d->arena, &m, d->now_ms, &verdict, &id), 0);
	ck_assert_int_eq(verdict, OUTBOX_TAKEN);
	commit(d);
	return id;
}

static struct outbox_row
row_of(struct desk *d, int64_t id)
{
	struct outbox_row row;
	ck_assert_int_eq(outbox_get(d->store, &d->arena, id, &row), 0);
	return row;
}

static int64_t
count_rows(struct desk *d, enum outbox_state state)
{
	struct outbox_figures f;
	ck_assert_int_eq(outbox_look(d->store, d->now_ms, &f), 0);
	return f.rows[OUTBOX_NOTICE][state];
}

/* The receiver of a row says STOP, in the open batch. */
static void
say_stop(struct desk *d, int64_t id)
{
	struct journal_entry e = {.at_ms = 1, .who = row_of(d, id).who};
	e.session.at = 1;
	e.session.forget = SESSION_NEVER;
	e.session.flags = SESSION_STOPPED;
	ck_assert_int_eq(store_add(d->store, &d->arena, &e), 0);
}

static uint64_t
counted(const struct desk *d, enum counter counter)
{
	return d->metrics.counts[counter];
}

/* What each answer makes of a message, and of sending. */
static const struct {
	const char *answer;
	enum outbox_state state;
	enum outbox_cause cause;
	int64_t code, tries;
	bool stopped;
} answers[] = {
        {TAKEN, OUTBOX_ACCEPTED, OUTBOX_NO_CAUSE, 0, 1, false},
        {QUEUED, OUTBOX_ACCEPTED, OUTBOX_NO_CAUSE, 0, 1, false},
        {KANNEL_ANSWER("403 Forbidden", "0"), OUTBOX_QUEUED, OUTBOX_HTTP, 403, 0, true},
        {KANNEL_ANSWER("404 Not Found", "0"), OUTBOX_QUEUED, OUTBOX_HTTP, 404, 0, true},
        {KANNEL_ANSWER("400 Bad", "0"), OUTBOX_DEAD, OUTBOX_HTTP, 400, 1, false},
        {KANNEL_ANSWER("503 Temporal", "0"), OUTBOX_QUEUED, OUTBOX_HTTP, 503, 1, false},
        {"", OUTBOX_QUEUED, OUTBOX_UNSURE, 0, 1, false},
        {NULL, OUTBOX_QUEUED, OUTBOX_UNSURE, 0, 1, false},
};

START_TEST(takes_answers)
{
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct desk d;
		desk_open(&d, answers[i].answer);
		int64_t id = put(&d, OUTBOX_NOTICE, 1);
		run(&d);
		struct outbox_row row = row_of(&d, id);
		ck_assert_msg(row.state == answers[i].state && row.cause == answers[i].cause &&
		                      row.code == answers[i].code && row.tries == answers[i].tries,
		        "answer %zu: state %d, cause %d, code %d, tries %d", i, row.state,
		        row.cause, (int)row.code, (int)row.tries);
		ck_assert_int_eq(sender_figures(d.sender).stopped, answers[i].stopped);
		ck_assert_uint_eq(d.kannel.requests, 1);
		/* it pauses, whatever else waits */
		bool pauses = answers[i].state == OUTBOX_QUEUED;
		put(&d, OUTBOX_ANSWER, 2);
		run(&d);
		ck_assert_uint_eq(d.kannel.requests, pauses ? 1 : 2);
		desk_close(&d);
	}
}
END_TEST

START_TEST(waits_while_nobody_listens)
{
	struct desk d;
	desk_open(&d, TAKEN);
	kannel_close(&d.kannel);
	int64_t ids[3];
	for (int i = 0; i < 3; i++)
		ids[i] = put(&d, OUTBOX_NOTICE, i);
	run(&d);
	for (int i = 0; i < 3; i++) {
		struct outbox_row row = row_of(&d, ids[i]);
		ck_assert(row.state == OUTBOX_QUEUED && row.cause == OUTBOX_UNREACHABLE);
		ck_assert_int_eq(row.tries, 0);
	}
	ck_assert_uint_eq(counted(&d, COUNT_OUTBOX_MAYBE_TWICE), 0);
	ck_assert_int_gt(sender_until_work(d.sender), 0); /* it wants to be called again, later */
	kannel_open(&d.kannel, TAKEN);                    /* for desk_close */
	desk_close(&d);
}
END_TEST

/* One after another: a fault of ours, not of the messages. */
START_TEST(stops_after_refusals)
{
	struct desk d;
	desk_open(&d, KANNEL_ANSWER("400 Bad", "0"));
	for (int i = 0; i < 10; i++) {
		put(&d, OUTBOX_NOTICE, i);
		run(&d);
	}
	ck_assert(sender_figures(d.sender).stopped);
	ck_assert_uint_eq(d.kannel.requests, 3);
	ck_assert_uint_eq(counted(&d, COUNT_OUTBOX_REFUSED), 3);
	desk_close(&d);
}
END_TEST

/* The log of a run with `count` messages, in `lines`. */
static void
run_listening(struct desk *d, int count, char *lines, size_t room)
{
	int fd = memfd_create("log", MFD_CLOEXEC), kept = dup(STDERR_FILENO);
	must(dup2(fd, STDERR_FILENO) >= 0);
	unsetenv("JOURNAL_STREAM"); /* of whoever runs the tests */
	log_init(LOG_LEVEL_INFO);
	for (int i = 0; i < count; i++) {
		put(d, OUTBOX_NOTICE, i);
		run(d);
	}
	log_init(LOG_LEVEL_SILENT);
	must(dup2(kept, STDERR_FILENO) >= 0);
	ssize_t n = pread(fd, lines, room - 1, 0);
	lines[n > 0 ? n : 0] = '\0';
	close(fd);
	close(kept);
}

/* Who refuses us is told of once, with what to look at: not for each message that waits. */
START_TEST(tells_the_operator)
{
	static const struct {
		const char *answer, *line;
	} refusals[] = {
	        {KANNEL_ANSWER("403 Forbidden", "0"),
	                "error: sendsms refuses (HTTP 403): nothing is sent until that is mended; "
	                "look at outbox.url, outbox.username, outbox.password_file and the group "
	                "sendsms-user in Kannel's configuration\n"},
	        {KANNEL_ANSWER("404 Not Found", "0"), "error: sendsms refuses (HTTP 404): "},
	        {KANNEL_ANSWER("400 Bad", "0"), "error: sendsms refuses (HTTP 400): "},
	        {KANNEL_ANSWER("503 Temporal", "0"), "warn: sendsms has no time for us: "},
	};
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct desk d;
		char lines[4096];
		desk_open(&d, refusals[i].answer);
		run_listening(&d, 5, lines, sizeof(lines));
		const char *line = strstr(lines, refusals[i].line);
		ck_assert_msg(line, "\"%s\" is not in \"%s\"", refusals[i].line, lines);
		ck_assert_ptr_null(strstr(strchr(line, '\n'), "sendsms"));
		ck_assert_ptr_null(strstr(lines, "8613"));
		desk_close(&d);
	}
}
END_TEST

/* Why nobody answers is libcurl's to say: no connection, a certificate, a time-out. */
START_TEST(tells_why_nobody_answers)
{
	static const char line[] = "warn: sendsms can't be reached (Couldn't connect to server): ";
	struct desk d;
	char lines[4096];
	desk_open(&d, TAKEN);
	kannel_close(&d.kannel);
	run_listening(&d, 1, lines, sizeof(lines));
	ck_assert_msg(strstr(lines, line), "\"%s\" is not in \"%s\"", line, lines);
	kannel_open(&d.kannel, TAKEN); /* for desk_close */
	desk_close(&d);
}
END_TEST

START_TEST(says_who_and_what)
{
	static const char *const wanted[] = {"\r\nX-Kannel-To: +8613000000007\r\n",
	        "\r\nX-Kannel-SMSC: agg\r\n", "\r\nX-Kannel-Validity: 14", "\r\n\r\n平安"};
	struct desk d;
	desk_open(&d, TAKEN);
	int64_t id = put(&d, OUTBOX_NOTICE, 7);
	run(&d);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		ck_assert_msg(strstr(d.kannel.last, wanted[i]), "%s is not in %s", wanted[i],
		        d.kannel.last);
	struct str ref = outbox_ref(d.store, &d.arena, id);
	const char *url = arena_printf(&d.arena,
	        "\r\nX-Kannel-DLR-Url: "
	        "http://kannel:sec%%2Fret@127.0.0.1:1/kannel/dlr?ref=%s&d=%%d&a=%%A\r\n",
	        ref.p);
	ck_assert_msg(strstr(d.kannel.last, url), "%s is not in %s", url, d.kannel.last);
	desk_close(&d);
}
END_TEST

/* Nothing is sent before the claim is on the disk; a failed commit loses and doubles nothing. */
START_TEST(sends_after_the_commit)
{
	struct desk d;
	desk_open(&d, TAKEN);
	int64_t id = put(&d, OUTBOX_NOTICE, 1);
	batch(&d, -ENOSPC); /* not even recovered */
	store_settle(d.store, 0, 1);
	batch(&d, 0);
	batch(&d, -ENOSPC); /* the claim */
	store_settle(d.store, 0, 1);
	ck_assert(sender_idle(d.sender));
	ck_assert_uint_eq(sender_figures(d.sender).on_the_way, 0);
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_QUEUED);
	put(&d, OUTBOX_NOTICE, 2); /* it looks again */
	batch(&d, 0);
	ck_assert_uint_eq(sender_figures(d.sender).on_the_way, 2);
	while (sender_figures(d.sender).on_the_way) {
		sender_turn(d.sender, true);
		kannel_turn(&d.kannel);
	}
	ck_assert_int_eq(sender_until_work(d.sender), 0);
	batch(&d, -EIO); /* what became of it: written again */
	ck_assert_int_eq(store_trouble(d.store), -EIO);
	store_tend(d.store, 2);
	ck_assert_int_eq(store_trouble(d.store), 0);
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_CLAIMED);
	batch(&d, 0);
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_ACCEPTED);
	ck_assert_uint_eq(d.kannel.requests, 2);
	desk_close(&d);
}
END_TEST

/* It dies with messages on the way: they go again, and are counted. */
START_TEST(dies_on_the_way)
{
	struct desk d;
	desk_open(&d, TAKEN);
	int64_t id = put(&d, OUTBOX_NOTICE, 1);
	batch(&d, 0);
	batch(&d, 0);
	ck_assert_uint_eq(sender_figures(d.sender).on_the_way, 1);
	close_sender(&d);
	open_sender(&d);
	run(&d);
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_ACCEPTED);
	ck_assert_int_eq(row_of(&d, id).tries, 2);
	ck_assert_uint_eq(counted(&d, COUNT_OUTBOX_MAYBE_TWICE), 1);
	desk_close(&d);
}
END_TEST

/* As many messages, each to another phone, as one claim takes: claimed, and the first of them sent.
 */
static void
open_ahead(struct desk *d, const char *answer)
{
	desk_open(d, answer);
	for (int i = 0; i < CLAIMED; i++)
		put(d, OUTBOX_NOTICE, i);
	batch(d, 0);
	batch(d, 0);
	ck_assert_int_eq(count_rows(d, OUTBOX_CLAIMED), CLAIMED);
}

/* More are claimed than sendsms has: the next leave without a commit, in their order. */
START_TEST(claims_ahead)
{
	struct desk d;
	desk_open(&d, TAKEN);
	for (int i = 0; i < CLAIMED + AT_A_TIME; i++)
		put(&d, OUTBOX_NOTICE, i);
	batch(&d, 0);
	batch(&d, 0);
	ck_assert_uint_eq(sender_figures(d.sender).on_the_way, AT_A_TIME);
	ck_assert_int_eq(count_rows(&d, OUTBOX_CLAIMED), CLAIMED);
	while (d.kannel.requests < CLAIMED) {
		sender_turn(d.sender, true);
		kannel_turn(&d.kannel);
	}
	ck_assert_ptr_nonnull(strstr(d.kannel.last, "X-Kannel-To: +861300000001"));
	ck_assert_uint_le(d.kannel.connections, AT_A_TIME);
	run(&d);
	ck_assert_int_eq(count_rows(&d, OUTBOX_ACCEPTED), CLAIMED + AT_A_TIME);
	desk_close(&d);
}
END_TEST

/* What was claimed ahead goes back untried when sendsms fails; or at the daemon's end. */
START_TEST(gives_back)
{
	static const char *const answer[] = {KANNEL_ANSWER("503 Temporal", "0"), "", TAKEN};
	for (size_t i = 0; i < ARRAY_LEN(answer); i++) {
		struct desk d;
		bool ends = i == 2;
		open_ahead(&d, answer[i]);
		if (ends)
			sender_drain(d.sender);
		run(&d);
		ck_assert_uint_eq(d.kannel.requests, AT_A_TIME);
		ck_assert_int_eq(
		        count_rows(&d, OUTBOX_QUEUED), ends ? CLAIMED - AT_A_TIME : CLAIMED);
		struct outbox_row row = row_of(&d, CLAIMED);
		ck_assert(row.state == OUTBOX_QUEUED && row.cause == OUTBOX_NO_CAUSE);
		ck_assert_int_eq(row.tries, 0);
		desk_close(&d);
	}
}
END_TEST

/* A disk that fails keeps what is claimed ahead where it is; nobody has said STOP. */
START_TEST(waits_for_the_disk)
{
	struct desk d;
	open_ahead(&d, TAKEN);
	while (sender_figures(d.sender).on_the_way) {
		sender_turn(d.sender, false);
		kannel_turn(&d.kannel);
	}
	batch(&d, -ENOSPC);
	ck_assert_uint_eq(d.kannel.requests, AT_A_TIME);
	ck_assert_int_eq(count_rows(&d, OUTBOX_CLAIMED), CLAIMED);
	store_settle(d.store, 0, 1);
	run(&d);
	ck_assert_int_eq(count_rows(&d, OUTBOX_ACCEPTED), CLAIMED);
	ck_assert_uint_eq(counted(&d, COUNT_OUTBOX_ACCEPTED), CLAIMED); /* each once */
	desk_close(&d);
}
END_TEST

/* The receiver says STOP when its message was claimed long ago. */
START_TEST(stop_overtakes)
{
	struct desk d;
	open_ahead(&d, TAKEN);
	say_stop(&d, CLAIMED);
	commit(&d);
	run(&d);
	ck_assert_uint_eq(d.kannel.requests, CLAIMED - 1);
	ck_assert_int_eq(row_of(&d, CLAIMED).cause, OUTBOX_BY_STOP);
	desk_close(&d);
}
END_TEST

START_TEST(stop_races)
{
	struct desk d;
	desk_open(&d, TAKEN);
	int64_t id = put(&d, OUTBOX_NOTICE, 1);
	batch(&d, 0);
	ck_assert_int_eq(d.helper.work(d.helper.ctx, d.now_ms), 0); /* claims it */
	say_stop(&d, id);                                           /* in the same batch */
	commit(&d);
	run(&d);
	ck_assert_uint_eq(d.kannel.requests, 0);
	ck_assert_int_eq(row_of(&d, id).cause, OUTBOX_BY_STOP);
	desk_close(&d);
}
END_TEST

/* Kinds that wait: for the day, for tomorrow's money. */
START_TEST(holds_back)
{
	struct desk d;
	desk_open(&d, TAKEN);
	close_sender(&d);
	d.day_to = 0; /* it is always night */
	d.day_parts = 1;
	open_sender(&d);
	int64_t reminder = put(&d, OUTBOX_REMINDER, 1), notice = put(&d, OUTBOX_NOTICE, 2);
	run(&d);
	ck_assert_int_eq(row_of(&d, reminder).state, OUTBOX_QUEUED);
	ck_assert_int_eq(row_of(&d, notice).state, OUTBOX_ACCEPTED);
	close_sender(&d);
	open_sender(&d); /* reads the figures anew */
	int64_t second = put(&d, OUTBOX_NOTICE, 3), answer = put(&d, OUTBOX_ANSWER, 4);
	run(&d);
	ck_assert_int_eq(row_of(&d, second).state, OUTBOX_QUEUED);
	ck_assert_int_eq(row_of(&d, answer).state, OUTBOX_ACCEPTED);
	desk_close(&d);
}
END_TEST

/* What could not be written, as another held the database, is charged when it is: once. */
START_TEST(charges_once)
{
	struct desk d;
	struct outbox_figures f;
	sqlite3 *other;
	desk_open(&d, TAKEN);
	put(&d, OUTBOX_NOTICE, 1);
	batch(&d, 0);
	batch(&d, 0);
	sender_turn(d.sender, true);
	for (int64_t since_us = clock_mono_us(); sender_figures(d.sender).on_the_way > 0;) {
		kannel_turn(&d.kannel);
		sender_turn(d.sender, false);
		ck_assert_int_lt(clock_mono_us() - since_us, PATIENCE_US);
	}
	ck_assert_int_eq(sqlite3_open(d.db, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(d.helper.work(d.helper.ctx, d.now_ms), -EBUSY);
	store_settle(d.store, -EBUSY, 1);
	d.helper.settled(d.helper.ctx, -EBUSY);
	ck_assert_int_eq(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	store_tend(d.store, 2);
	run(&d);
	ck_assert_int_eq(outbox_look(d.store, d.now_ms, &f), 0);
	ck_assert_int_eq(f.parts_today, 1);
	ck_assert_uint_eq(d.kannel.requests, 1);
	desk_close(&d);
}
END_TEST

/* The day of what nobody asked for begins and ends on the hour, in China. */
START_TEST(knows_the_day)
{
	enum { CHINA = 8, SOME_MIDNIGHT_H = 500000 / 24 * 24 };
	static const struct {
		int hour, minute;
		bool leaves;
	} times[] = {{7, 59, false}, {8, 0, true}, {20, 59, true}, {21, 0, false}, {0, 0, false}};
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		struct desk d;
		desk_open(&d, TAKEN);
		close_sender(&d);
		d.day_from = 8;
		d.day_to = 21;
		d.now_ms = ((SOME_MIDNIGHT_H + times[i].hour - CHINA) * 60LL + times[i].minute) *
		           60000;
		open_sender(&d);
		int64_t reminder = put(&d, OUTBOX_REMINDER, 1), notice = put(&d, OUTBOX_NOTICE, 2);
		run(&d);
		ck_assert_int_eq(row_of(&d, reminder).state,
		        times[i].leaves ? OUTBOX_ACCEPTED : OUTBOX_QUEUED);
		ck_assert_int_eq(row_of(&d, notice).state, OUTBOX_ACCEPTED);
		desk_close(&d);
	}
}
END_TEST

START_TEST(keeps_the_rate)
{
	struct desk d;
	desk_open(&d, TAKEN);
	close_sender(&d);
	d.rate = 1;
	open_sender(&d);
	for (int i = 0; i < 3; i++)
		put(&d, OUTBOX_NOTICE, i);
	for (int i = 0; i < 5; i++)
		run(&d);
	ck_assert_uint_eq(d.kannel.requests, 1);
	int64_t wait_us = sender_until_work(d.sender);
	ck_assert(wait_us > 100000 && wait_us <= 1000000);
	desk_close(&d);
}
END_TEST

static void
report(struct desk *d, struct asked *a, const char *query)
{
	*a = (struct asked){.request.query = str_from(query)};
	sender_take_report(d->sender, &a->request);
}

START_TEST(takes_reports)
{
	struct desk d;
	struct asked bad, unknown, failed, again;
	desk_open(&d, TAKEN);
	int64_t id = put(&d, OUTBOX_NOTICE, 1);
	run(&d);
	const char *query = arena_printf(&d.arena,
	        "ref=%s&d=34&a=id%%3A1+stat%%3AEXPIRED+err%%3A027+text%%3Asecret",
	        outbox_ref(d.store, &d.arena, id).p);
	report(&d, &bad, "d=1");
	ck_assert_uint_eq(bad.status, 400);
	report(&d, &unknown, "ref=1-0000000000000000&d=1");
	report(&d, &failed, query);
	ck_assert_uint_eq(failed.status, 0);
	batch(&d, -ENOSPC);
	store_settle(d.store, 0, 1);
	ck_assert_uint_eq(failed.status, 503); /* Kannel sends it again */
	ck_assert_int_eq(row_of(&d, id).state, OUTBOX_ACCEPTED);
	report(&d, &again, query);
	batch(&d, 0);
	ck_assert_uint_eq(again.status, 200);
	struct outbox_row row = row_of(&d, id);
	ck_assert(row.state == OUTBOX_FAILED && row.cause == OUTBOX_TOO_LATE && row.code == 27);
	ck_assert(sender_idle(d.sender));
	struct asked *all[] = {&bad, &unknown, &failed, &again};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		arena_release(&all[i]->request.arena);
	desk_close(&d);
}
END_TEST

/* A report of nothing of ours changes nothing, and is answered all the same. */
START_TEST(answers_unknown_reports)
{
	struct desk d;
	struct asked a;
	desk_open(&d, TAKEN);
	run(&d);
	report(&d, &a, "ref=1-0000000000000000&d=1");
	for (int i = 0; i < 2 && !a.status; i++)
		batch(&d, 0);
	ck_assert_uint_eq(a.status, 200);
	ck_assert_uint_eq(counted(&d, COUNT_OUTBOX_REPORTS_UNKNOWN), 1);
	arena_release(&a.request.arena);
	desk_close(&d);
}
END_TEST

TEST_MAIN("sender", takes_answers, waits_while_nobody_listens, stops_after_refusals,
        tells_the_operator, tells_why_nobody_answers, says_who_and_what, sends_after_the_commit,
        dies_on_the_way, claims_ahead, gives_back, waits_for_the_disk, stop_overtakes, stop_races,
        holds_back, charges_once, knows_the_day, keeps_the_rate, takes_reports,
        answers_unknown_reports)
