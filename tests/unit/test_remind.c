/* When to be reminded of calling home, and that a reminder leaves once, in time or not at all. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "load_content.h"
#include "scratch.h"
#include "store/outbox.h"
#include "talk/remind.h"

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS, CHINA_S = 8 * 3600 };

/* "2026-11-23 08:00" in China. */
static int64_t
at(const char *when)
{
	struct tm tm = {0};
	const char *end = strptime(when, "%Y-%m-%d %H:%M", &tm);
	ck_assert_msg(end && !*end, "%s", when);
	return ((int64_t)timegm(&tm) - CHINA_S) * 1000;
}

static const char *
text_of(int64_t ms)
{
	static char text[32];
	time_t s = (time_t)(ms / 1000 + CHINA_S);
	struct tm tm;
	if (!ms)
		return "never";
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M", gmtime_r(&s, &tm));
	return text;
}

START_TEST(knows_the_next_time)
{
	enum { SPRING = 1, LANTERN = 2, BOAT = 4, MOON = 8, NINTH = 16 };
	static const struct {
		uint8_t weekday;
		uint16_t minute;
		uint32_t festivals;
		const char *after, *next;
	} cases[] = {
	        {7, 1200, 0, "2026-11-23 10:00", "2026-11-29 20:00"}, /* a Monday */
	        {1, 1200, 0, "2026-11-23 10:00", "2026-11-23 20:00"},
	        {1, 1200, 0, "2026-11-23 20:00", "2026-11-30 20:00"}, /* not the same again */
	        {1, 1200, 0, "2026-11-23 20:01", "2026-11-30 20:00"},
	        {1, 480, 0, "2026-11-23 00:30", "2026-11-23 08:00"}, /* still Sunday in UTC */
	        {4, 600, 0, "2026-12-31 10:00", "2027-01-07 10:00"},
	        {7, 600, 0, "2028-02-27 10:00", "2028-03-05 10:00"}, /* over a 29 February */
	        {0, 0, SPRING, "2026-11-23 10:00", "2027-02-06 10:00"},
	        {0, 0, SPRING, "2027-02-06 09:59", "2027-02-06 10:00"},
	        {0, 0, SPRING, "2027-02-06 10:00", "2028-01-26 10:00"},
	        {0, 0, LANTERN, "2027-01-01 00:00", "2027-02-20 10:00"},
	        {0, 0, BOAT, "2027-01-01 00:00", "2027-06-09 10:00"},
	        {0, 0, MOON, "2027-01-01 00:00", "2027-09-15 10:00"},
	        {0, 0, NINTH, "2027-01-01 00:00", "2027-10-08 10:00"},
	        {0, 0, MOON | NINTH, "2027-09-15 10:00", "2027-10-08 10:00"},
	        {6, 540, SPRING, "2027-02-05 12:00", "2027-02-06 09:00"}, /* both on one day */
	        {6, 540, SPRING, "2027-02-06 09:00", "2027-02-06 10:00"},
	        {0, 0, SPRING, "2050-12-01 00:00", "never"}, /* beyond the table */
	        {0, 0, 0, "2026-11-23 10:00", "never"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reminder r = {.weekday = cases[i].weekday,
		        .minute = cases[i].minute,
		        .festivals = cases[i].festivals};
		const char *next = text_of(remind_next(&r, at(cases[i].after)));
		ck_assert_msg(strcmp(next, cases[i].next) == 0, "%zu: %s, not %s", i, next,
		        cases[i].next);
	}
}
END_TEST

/* --- what is due --- */

struct desk {
	struct scratch scratch;
	struct conversation c;
	struct arena arena;
	struct content *content;
	char db[128], key[128];
	int64_t now_ms;
};

static void
open_store(struct desk *d)
{
	struct store_options o = {.path = d->db,
	        .key_path = d->key,
	        .sessions_most = 64,
	        .repeat_s = 100,
	        .keep_s = 160 * 86400};
	d->c.store = store_new(&o, d->now_ms / 1000);
	ck_assert_int_eq(store_trouble(d->c.store), 0);
}

static void
desk_open(struct desk *d)
{
	size_t count;
	*d = (struct desk){.now_ms = at("2026-11-23 10:00"), .content = load_content("content")};
	scratch_open(&d->scratch);
	strcpy(d->db, scratch_path(&d->scratch, "db"));
	strcpy(d->key, scratch_path(&d->scratch, "key"));
	d->c = (struct conversation){
	        .content = d->content, .handlers = handlers_all(&count), .family.late_ms = DAY_MS};
	open_store(d);
}

static void
desk_close(struct desk *d)
{
	store_free(d->c.store);
	content_free(d->content);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

static void
settle(struct desk *d, int error)
{
	if (!error && store_pending(d->c.store))
		error = store_commit(d->c.store);
	store_settle(d->c.store, error, d->now_ms / 1000);
}

/* The phone wishes to be reminded on Sundays at 20:00. */
static void
wish(struct desk *d, int phone, int64_t until_ms)
{
	struct reminder r = {.msisdn = str_from(arena_printf(&d->arena, "+861380013%04d", phone)),
	        .page = STR("family-remind"),
	        .lang = STR("zh"),
	        .weekday = 7,
	        .minute = 1200,
	        .until_ms = until_ms};
	struct who who = store_who(d->c.store, r.msisdn);
	r.due_ms = remind_next(&r, d->now_ms);
	ck_assert_int_eq(reminder_keep(d->c.store, &d->arena, &who, &r), 0);
}

static bool
remind(struct desk *d, const char *when)
{
	bool more;
	d->now_ms = at(when);
	ck_assert_int_eq(remind_due(&d->c, &d->arena, d->now_ms, &more), 0);
	return more;
}

struct rows {
	size_t count;
	int64_t newest;
};

static void
count_row(void *ctx, const struct outbox_row *row)
{
	struct rows *rows = ctx;
	rows->newest = rows->count++ ? rows->newest : row->id;
}

static size_t
queued(struct desk *d, struct outbox_row *newest)
{
	struct rows rows = {0};
	const struct outbox_filter all = {.state = -1, .kind = -1, .most = 1000};
	ck_assert_int_eq(outbox_list(d->c.store, &all, count_row, &rows), 0);
	if (newest)
		ck_assert_int_eq(outbox_get(d->c.store, &d->arena, rows.newest, newest), 0);
	return rows.count;
}

START_TEST(leaves_once)
{
	struct desk d;
	struct outbox_row row;
	desk_open(&d);
	wish(&d, 1, INT64_MAX);
	settle(&d, 0);
	remind(&d, "2026-11-29 19:59");
	ck_assert_uint_eq(store_pending(d.c.store), 0);
	remind(&d, "2026-11-29 20:00");
	remind(&d, "2026-11-29 20:00"); /* in the same batch */
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, &row), 1);
	ck_assert_int_eq(row.kind, OUTBOX_REMINDER);
	ck_assert_str_eq(text_of(row.expires_ms), "2026-11-30 20:00");
	ck_assert(
	        memmem(row.message.text.p, row.message.text.n, "该给家里打", strlen("该给家里打")));
	remind(&d, "2026-11-29 20:01");
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 1);
	remind(&d, "2026-12-06 20:00");
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 2);
	desk_close(&d);
}
END_TEST

/* Killed before the commit: neither the message nor the next time is there, and it comes again. */
START_TEST(survives_a_kill)
{
	struct desk d;
	desk_open(&d);
	wish(&d, 1, INT64_MAX);
	settle(&d, 0);
	remind(&d, "2026-11-29 20:00");
	settle(&d, -ECANCELED);
	store_free(d.c.store);
	open_store(&d);
	ck_assert_uint_eq(queued(&d, NULL), 0);
	remind(&d, "2026-11-29 20:00");
	settle(&d, 0);
	store_free(d.c.store);
	open_store(&d);
	remind(&d, "2026-11-29 20:00");
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 1);
	desk_close(&d);
}
END_TEST

START_TEST(is_late_or_left_out)
{
	struct desk d;
	struct outbox_row row;
	desk_open(&d);
	wish(&d, 1, INT64_MAX);
	settle(&d, 0);
	remind(&d, "2026-11-30 19:59"); /* down for a day: still of use, for a minute */
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, &row), 1);
	ck_assert_str_eq(text_of(row.expires_ms), "2026-11-30 20:00");
	remind(&d, "2027-01-04 20:30"); /* down for weeks: all were missed, none is sent */
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 1);
	remind(&d, "2027-01-10 20:00"); /* and it goes on */
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 2);
	desk_close(&d);
}
END_TEST

START_TEST(says_that_it_is_the_last)
{
	struct desk d;
	struct outbox_row row;
	desk_open(&d);
	wish(&d, 1, at("2026-12-08 10:00"));
	settle(&d, 0);
	remind(&d, "2026-11-29 20:00");
	remind(&d, "2026-12-06 20:00");
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, &row), 2);
	ck_assert(memmem(row.message.text.p, row.message.text.n, "最后一次", strlen("最后一次")));
	remind(&d, "2026-12-13 20:00");
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 2);
	desk_close(&d);
}
END_TEST

/* The network says of a message to that phone that it arrived, or not. */
static void
report(struct desk *d, int phone, const char *when, unsigned bits)
{
	const struct outbox_wish all = {.most = 1, .kinds = {true, true, true}};
	struct outbox_message m = {.kind = OUTBOX_NOTICE,
	        .msisdn = str_from(arena_printf(&d->arena, "+861380013%04d", phone)),
	        .text = STR("平安")};
	enum outbox_verdict verdict;
	struct outbox_row row;
	size_t count;
	d->now_ms = at(when);
	ck_assert_int_eq(outbox_put(d->c.store, &d->arena, &m, d->now_ms, &verdict, NULL), 0);
	ck_assert_int_eq(outbox_claim(d->c.store, &d->arena, &all, d->now_ms, &row, &count), 0);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(outbox_dlr(d->c.store, &d->arena, row.id, bits, 0, d->now_ms), 0);
	settle(d, 0);
}

/* The number was given up: it fails for long, and the reminder ends before somebody else has it. */
START_TEST(ends_when_nothing_arrives)
{
	struct desk d;
	desk_open(&d);
	d.c.family.silent_s = 60 * 86400;
	wish(&d, 1, INT64_MAX);
	wish(&d, 2, INT64_MAX);
	settle(&d, 0);
	report(&d, 1, "2026-11-24 10:00", 1);
	report(&d, 1, "2026-11-25 10:00", 2); /* this one fails from then on */
	remind(&d, "2027-01-23 10:00");       /* down meanwhile: nothing is sent */
	settle(&d, 0);
	size_t before = queued(&d, NULL);
	remind(&d, "2027-01-24 20:00"); /* 60 days and some hours later */
	settle(&d, 0);
	struct outbox_row row;
	ck_assert_uint_eq(queued(&d, &row), before + 1); /* nothing is known of the other */
	ck_assert_text(row.message.msisdn, "+8613800130002");
	remind(&d, "2027-01-31 20:00");
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, &row), before + 2);
	ck_assert_text(row.message.msisdn, "+8613800130002");
	report(&d, 1, "2027-02-01 10:00", 1); /* it has ended for good */
	before = queued(&d, NULL);
	remind(&d, "2027-02-07 20:00");
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), before + 1);
	desk_close(&d);
}
END_TEST

/* Hundreds at eight on Sunday: a few at a time, so that phones do not wait for them. */
START_TEST(takes_a_few_at_a_time)
{
	struct desk d;
	desk_open(&d);
	for (int i = 0; i < 100; i++)
		wish(&d, i, INT64_MAX);
	settle(&d, 0);
	ck_assert(remind(&d, "2026-11-29 20:00"));
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 64);
	ck_assert(!remind(&d, "2026-11-29 20:00"));
	settle(&d, 0);
	ck_assert_uint_eq(queued(&d, NULL), 100);
	desk_close(&d);
}
END_TEST

TEST_MAIN("remind", knows_the_next_time, leaves_once, survives_a_kill, is_late_or_left_out,
        says_that_it_is_the_last, ends_when_nothing_arrives, takes_a_few_at_a_time)
