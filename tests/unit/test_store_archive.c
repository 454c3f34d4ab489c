/* Messages that are only stored: moved out of reach, opened by the secret half alone, gone in time.
 */
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "scratch.h"
#include "store/archive.h"
#include "store/subject.h"

enum {
	NOW = 1800000000,
	DAY_S = 86400,
	OPEN_DAYS = 31,
	KEEP_DAYS = 160,
	ROWS = 30,
	REPEAT_S = 500
};

struct desk {
	struct scratch scratch;
	struct store *store;
	struct arena arena;
	char db[128], key[128], public[128], secret[128];
	int64_t now_s;
};

static void
open_store(struct desk *d, bool archives)
{
	struct store_options o = {.path = d->db,
	        .key_path = d->key,
	        .sessions_most = 1024,
	        .repeat_s = REPEAT_S,
	        .keep_s = KEEP_DAYS * DAY_S,
	        .open_s = OPEN_DAYS * DAY_S,
	        .has_archive_key = archives};
	if (archives)
		ck_assert_int_eq(archive_read_key(d->public, o.archive_key), 0);
	d->store = store_new(&o, d->now_s);
	ck_assert_int_eq(store_trouble(d->store), 0);
}

static void
desk_open(struct desk *d, bool archives)
{
	char public[ARCHIVE_HEX], secret[ARCHIVE_HEX];
	*d = (struct desk){.now_s = NOW};
	scratch_open(&d->scratch);
	strcpy(d->db, scratch_path(&d->scratch, "db"));
	strcpy(d->key, scratch_path(&d->scratch, "key"));
	archive_make_pair(public, secret);
	scratch_write(&d->scratch, "public", public, 0600);
	strcpy(d->public, scratch_path(&d->scratch, "public"));
	scratch_write(&d->scratch, "secret", secret, 0600);
	strcpy(d->secret, scratch_path(&d->scratch, "secret"));
	open_store(d, archives);
}

static void
desk_close(struct desk *d)
{
	store_free(d->store);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

static struct who
who_of(struct desk *d, int phone)
{
	return store_who(d->store, str_from(arena_printf(&d->arena, "+8613%09d", phone)));
}

static void
say(struct desk *d, int phone, const char *text)
{
	uint32_t now_s = (uint32_t)d->now_s;
	struct journal_entry e = {.at_ms = d->now_s * 1000,
	        .who = who_of(d, phone),
	        .in = str_from(text),
	        .out = STR("answer"),
	        .session = {.at = now_s, .forget = now_s + 100, .page = 7}};
	ck_assert_int_eq(store_add(d->store, &d->arena, &e), 0);
	store_settle(d->store, store_commit(d->store), d->now_s);
}

/* As the daemon does, once a minute of moved time, for long enough. */
static void
pass(struct desk *d, int days)
{
	d->now_s += (int64_t)days * DAY_S;
	for (int i = 0; i < 5; i++, d->now_s += 61)
		store_tend(d->store, d->now_s);
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
lines(struct desk *d, const char *secret_path, const struct who *who, int want, const char *has)
{
	struct buf all = BUF_INIT(1 << 20);
	uint8_t secret[ARCHIVE_KEY];
	size_t n = 0;
	ck_assert_int_eq(archive_read_key(secret_path, secret), 0);
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
	desk_open(&d, true);
	for (int i = 0; i < ROWS; i++)
		say(&d, i % 3, arena_printf(&d.arena, "text %d", i));
	pass(&d, OPEN_DAYS - 1);
	say(&d, 1, "late");
	ck_assert_int_eq(count(&d, "archive"), 0);
	pass(&d, 1);
	ck_assert_int_eq(count(&d, "archive"), ROWS);
	ck_assert_int_eq(count(&d, "journal"), 1);
	ck_assert_int_eq(store_figures(d.store).archived, ROWS);
	struct who one = who_of(&d, 1);
	ck_assert_uint_eq(
	        lines(&d, d.secret, NULL, 0, "\"said\":\"text 29\",\"answered\":\"answer\""), ROWS);
	ck_assert_uint_eq(lines(&d, d.secret, &one, 0, "text 28"), ROWS / 3);
	ck_assert_uint_eq(lines(&d, d.public, NULL, -EBADMSG, NULL), 0); /* not the daemon */
	ck_assert_uint_eq(lines(&d, d.key, NULL, -EBADMSG, NULL), 0);

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
	desk_open(&d, false);
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
	desk_open(&d, true);
	struct who me = who_of(&d, 1);
	for (int i = 0; i < 4; i++)
		say(&d, 1, arena_printf(&d.arena, "mine %d", i));
	say(&d, 2, "theirs");
	ck_assert_int_eq(subject_erase(d.store, &me, false, d.now_s * 1000), 0);
	store_settle(d.store, store_commit(d.store), d.now_s);
	while (store_wants_tending(d.store, d.now_s))
		store_tend(d.store, d.now_s);
	ck_assert_int_eq(count(&d, "journal"), 1);
	ck_assert_int_eq(count(&d, "archive"), 4);
	ck_assert_uint_eq(lines(&d, d.secret, &me, 0, "mine 3"), 4);
	pass(&d, KEEP_DAYS);
	ck_assert_int_eq(count(&d, "archive"), 0);
	desk_close(&d);
}
END_TEST

/* What a batch of the daemon's moves is whole or not moved. */
START_TEST(many_in_steps)
{
	struct desk d;
	desk_open(&d, true);
	for (int i = 0; i < 4500; i++) {
		struct journal_entry e = {
		        .at_ms = d.now_s * 1000, .who = who_of(&d, 1), .in = STR("x")};
		ck_assert_int_eq(store_add(d.store, &d.arena, &e), 0);
	}
	store_settle(d.store, store_commit(d.store), d.now_s);
	d.now_s += OPEN_DAYS * DAY_S + 1;
	for (int i = 0; i < 3; i++) /* goes on at once while there is more */
		store_tend(d.store, d.now_s);
	ck_assert_int_eq(count(&d, "archive"), 4500);
	ck_assert_int_eq(count(&d, "archive_key"), 3);
	ck_assert_int_eq(count(&d, "journal"), 0);
	desk_close(&d);
}
END_TEST

TEST_MAIN("store_archive", is_only_stored_after_its_days, without_a_key_it_just_goes,
        an_erasure_archives, many_in_steps)
