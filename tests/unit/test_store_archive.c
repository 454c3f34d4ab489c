/* Messages that are only stored: moved out of reach, opened by the secret half alone, gone in time.
 */
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "store/archive.h"
#include "store/subject.h"
#include "store_desk.h"

enum { DAY_S = 86400, OPEN_DAYS = 31, KEEP_DAYS = 160, ROWS = 30, REPEAT_S = 500 };

static const struct store_options options = {.sessions_most = 1024,
        .repeat_s = REPEAT_S,
        .keep_s = KEEP_DAYS * DAY_S,
        .open_s = OPEN_DAYS * DAY_S};

/* A desk that archives: with the files "public" and "secret" in its folder. */
static void
archive_open(struct desk *d)
{
	char public[ARCHIVE_HEX], secret[ARCHIVE_HEX];
	desk_open(d, options);
	archive_make_pair(public, secret);
	scratch_write(&d->scratch, "secret", secret, 0600);
	scratch_write(&d->scratch, "public", public, 0600);
	ck_assert_int_eq(
	        archive_read_key(scratch_path(&d->scratch, "public"), d->options.archive_key), 0);
	d->options.has_archive_key = true;
	desk_restart(d);
}

static void
say(struct desk *d, int phone, const char *text)
{
	uint32_t now_s = (uint32_t)desk_now_s(d);
	struct journal_entry e = {.at_ms = d->now_ms,
	        .who = desk_who(d, phone),
	        .in = str_from(text),
	        .out = STR("answer"),
	        .session = {.at = now_s, .forget = now_s + 100, .page = 7}};
	ck_assert_int_eq(store_add(d->store, &d->arena, &e), 0);
	desk_commit(d);
}

/* As the daemon does, once a minute of moved time, for long enough. */
static void
pass(struct desk *d, int days)
{
	d->now_ms += (int64_t)days * DAY_S * 1000;
	for (int i = 0; i < 5; i++, d->now_ms += 61000)
		store_tend(d->store, desk_now_s(d));
	ck_assert_int_eq(store_trouble(d->store), 0);
}

static int
add_value(void *ctx, int columns, char **values, char **names)
{
	(void)columns, (void)names;
	*(int64_t *)ctx = strtoll(values[0], NULL, 10);
	return 0;
}

static int64_t
count(struct desk *d, const char *table)
{
	int64_t n = -1;
	sqlite3 *raw;
	ck_assert_int_eq(sqlite3_open(d->db, &raw), SQLITE_OK);
	char *sql = arena_printf(&d->arena, "SELECT count(*) FROM %s", table);
	ck_assert_int_eq(sqlite3_exec(raw, sql, add_value, &n, NULL), SQLITE_OK);
	sqlite3_close(raw);
	return n;
}

static void
add_line(void *ctx, struct str line)
{
	buf_add(ctx, line);
	buf_addc(ctx, '\n');
}

static size_t
lines(struct desk *d, const char *secret_file, const struct who *who, int want, const char *has)
{
	struct buf all = BUF_INIT(1 << 20);
	uint8_t secret[ARCHIVE_KEY];
	size_t n = 0;
	ck_assert_int_eq(archive_read_key(scratch_path(&d->scratch, secret_file), secret), 0);
	ck_assert_int_eq(archive_unseal(d->store, secret, who, add_line, &all), want);
	for (size_t i = 0; i < all.n; i++)
		n += all.p[i] == '\n';
	if (has)
		ck_assert_ptr_nonnull(strstr(all.p, has));
	buf_release(&all);
	return n;
}

START_TEST(is_only_stored_after_its_days)
{
	struct desk d;
	archive_open(&d);
	for (int i = 0; i < ROWS; i++)
		say(&d, i % 3, arena_printf(&d.arena, "text %d", i));
	pass(&d, OPEN_DAYS - 1);
	say(&d, 1, "late");
	ck_assert_int_eq(count(&d, "archive"), 0);
	pass(&d, 1);
	ck_assert_int_eq(count(&d, "archive"), ROWS);
	ck_assert_int_eq(count(&d, "journal"), 1);
	ck_assert_int_eq(store_figures(d.store).archived, ROWS);
	struct who one = desk_who(&d, 1);
	ck_assert_uint_eq(
	        lines(&d, "secret", NULL, 0, "\"said\":\"text 29\",\"answered\":\"answer\""), ROWS);
	ck_assert_uint_eq(lines(&d, "secret", &one, 0, "text 28"), ROWS / 3);
	ck_assert_uint_eq(lines(&d, "public", NULL, -EBADMSG, NULL), 0); /* not the daemon */
	ck_assert_uint_eq(lines(&d, "key", NULL, -EBADMSG, NULL), 0);

	pass(&d, KEEP_DAYS - OPEN_DAYS - 1);
	ck_assert_int_eq(count(&d, "archive"), ROWS + 1);
	pass(&d, 2);
	ck_assert_int_eq(count(&d, "archive"), 1); /* the late one has thirty days more */
	ck_assert_int_eq(store_figures(d.store).purged, ROWS);
	pass(&d, OPEN_DAYS);
	ck_assert_int_eq(count(&d, "archive"), 0);
	pass(&d, KEEP_DAYS); /* its step's key is younger than the message */
	ck_assert_int_eq(count(&d, "archive_key"), 0);
	desk_close(&d);
}
END_TEST

START_TEST(without_a_key_it_just_goes)
{
	struct desk d;
	desk_open(&d, options);
	for (int i = 0; i < ROWS; i++)
		say(&d, i % 3, "text");
	pass(&d, KEEP_DAYS - 1);
	ck_assert_int_eq(count(&d, "journal"), ROWS);
	pass(&d, 1);
	ck_assert_int_eq(count(&d, "journal"), 0);
	ck_assert_int_eq(count(&d, "archive"), 0);
	ck_assert_int_eq(store_figures(d.store).purged, ROWS);
	desk_close(&d);
}
END_TEST

/* An erased phone's messages go to the archive at once, without its name outside the seal. */
START_TEST(an_erasure_archives)
{
	struct desk d;
	archive_open(&d);
	struct who me = desk_who(&d, 1);
	for (int i = 0; i < 4; i++)
		say(&d, 1, arena_printf(&d.arena, "mine %d", i));
	say(&d, 2, "theirs");
	ck_assert_int_eq(subject_erase(d.store, &me, false, d.now_ms), 0);
	desk_commit(&d);
	desk_tend(&d);
	ck_assert_int_eq(count(&d, "journal"), 1);
	ck_assert_int_eq(count(&d, "archive"), 4);
	ck_assert_uint_eq(lines(&d, "secret", &me, 0, "mine 3"), 4);
	pass(&d, KEEP_DAYS);
	ck_assert_int_eq(count(&d, "archive"), 0);
	desk_close(&d);
}
END_TEST

/* What a batch of the daemon's moves is whole or not moved. */
START_TEST(many_in_steps)
{
	struct desk d;
	archive_open(&d);
	for (int i = 0; i < 4500; i++) {
		struct journal_entry e = {
		        .at_ms = d.now_ms, .who = desk_who(&d, 1), .in = STR("x")};
		ck_assert_int_eq(store_add(d.store, &d.arena, &e), 0);
	}
	desk_commit(&d);
	d.now_ms += (OPEN_DAYS * DAY_S + 1) * 1000LL;
	for (int i = 0; i < 3; i++) /* goes on at once while there is more */
		store_tend(d.store, desk_now_s(&d));
	ck_assert_int_eq(count(&d, "archive"), 4500);
	ck_assert_int_eq(count(&d, "archive_key"), 3);
	ck_assert_int_eq(count(&d, "journal"), 0);
	desk_close(&d);
}
END_TEST

TEST_MAIN("store_archive", is_only_stored_after_its_days, without_a_key_it_just_goes,
        an_erasure_archives, many_in_steps)
