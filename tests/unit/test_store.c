#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "store_desk.h"

enum { KEEP_S = 1000, REPEAT_S = 500, FORGET_S = 100000 };

static const struct store_options options = {
        .sessions_most = 1 << 20, .repeat_s = REPEAT_S, .keep_s = KEEP_S};

static struct who
phone(const struct desk *d, size_t i)
{
	char msisdn[24];
	snprintf(msisdn, sizeof(msisdn), "+8613%09zu", i);
	return store_who(d->store, str_from(msisdn));
}

static uint64_t
mark_of(const struct desk *d, size_t i, int64_t id)
{
	char text[24];
	struct who who = phone(d, i);
	snprintf(text, sizeof(text), "%lld", (long long)id);
	return store_mark(d->store, 'i', &who, str_from(text));
}

/* A message of phone i that takes it to `page`; id 0: without a mark. */
static int
add(struct desk *d, size_t i, uint32_t page, int64_t id)
{
	struct journal_entry e = {.at_ms = d->now_ms, .who = phone(d, i), .in = STR("in")};
	e.session.at = (uint32_t)desk_now_s(d);
	e.session.forget = (uint32_t)desk_now_s(d) + FORGET_S;
	e.session.expires = e.session.forget;
	e.session.page = page;
	e.out = STR("out");
	e.marks[1] = id ? mark_of(d, i, id) : 0;
	arena_reset(&d->arena);
	return store_add(d->store, &d->arena, &e);
}

static uint32_t
page_of(const struct desk *d, size_t i)
{
	struct who who = phone(d, i);
	const struct session *s = store_session(d->store, &who, CHANNEL_SMS);
	return s ? s->page : 0;
}

static int64_t
row_of(const struct desk *d, size_t i, int64_t id)
{
	return store_find(d->store, (uint64_t[MARK_COUNT]){0, mark_of(d, i, id)});
}

static void
same_figures(const struct store_figures *a, const struct store_figures *b)
{
	ck_assert_uint_eq(a->sessions, b->sessions);
	ck_assert_uint_eq(a->unsaved_sessions, b->unsaved_sessions);
	ck_assert_int_eq(a->last_seq, b->last_seq);
}

START_TEST(adds)
{
	struct desk d;
	struct journal_entry e;
	desk_open(&d, options);
	ck_assert_int_eq(add(&d, 1, 11, 5), 0);
	ck_assert_uint_eq(store_pending(d.store), 1);
	ck_assert_uint_eq(page_of(&d, 1), 11); /* the open batch counts */
	ck_assert_int_eq(row_of(&d, 1, 5), 1);
	ck_assert_int_eq(store_get(d.store, &d.arena, 1, &e), 0);
	ck_assert_text(e.out, "out");
	desk_commit(&d);
	ck_assert_uint_eq(store_pending(d.store), 0);
	ck_assert_int_eq(store_get(d.store, &d.arena, 2, &e), -ENOENT);
	struct store_figures f = store_figures(d.store);
	ck_assert(f.sessions == 1 && f.repeats == 1 && f.last_seq == 1 && f.file_bytes > 0);
	desk_close(&d);
}
END_TEST

/* Trouble that passes by itself, and trouble that closes the file. */
static const int troubles[] = {-ENOSPC, -EBUSY, -EIO, -EUCLEAN, -EROFS};

START_TEST(failed_batch_never_happened)
{
	for (size_t t = 0; t < ARRAY_LEN(troubles); t++) {
		struct desk d;
		desk_open(&d, options);
		ck_assert_int_eq(add(&d, 1, 11, 1), 0);
		desk_commit(&d);
		struct store_figures before = store_figures(d.store), after;

		ck_assert_int_eq(add(&d, 1, 12, 2), 0);
		ck_assert_int_eq(add(&d, 2, 22, 3), 0);
		ck_assert_int_eq(add(&d, 1, 13, 4), 0);
		store_settle(d.store, troubles[t], desk_now_s(&d));
		ck_assert_int_eq(store_trouble(d.store), troubles[t]);
		after = store_figures(d.store); /* /metrics is read in trouble above all */
		same_figures(&before, &after);
		ck_assert_uint_eq(page_of(&d, 1), 11);
		ck_assert_uint_eq(page_of(&d, 2), 0);
		ck_assert_int_eq(row_of(&d, 1, 1), 1);
		for (int64_t id = 2; id <= 4; id++)
			ck_assert_int_eq(row_of(&d, id == 3 ? 2 : 1, id), 0);

		store_tend(d.store, desk_now_s(&d) + 1);
		ck_assert_int_eq(store_trouble(d.store), 0);
		ck_assert_int_eq(add(&d, 2, 23, 3), 0);
		desk_commit(&d);
		desk_restart(&d);
		ck_assert_uint_eq(page_of(&d, 1), 11);
		ck_assert_uint_eq(page_of(&d, 2), 23);
		ck_assert_int_eq(row_of(&d, 2, 3), 2);
		desk_close(&d);
	}
}
END_TEST

/* Who had to make room in a batch that then fails is back. */
START_TEST(failed_batch_evicts_nobody)
{
	enum { MOST = 16 };
	struct desk d;
	struct store_options few = options;
	few.sessions_most = MOST;
	desk_open(&d, few);
	for (size_t i = 0; i < MOST; i++)
		ck_assert_int_eq(add(&d, i, 100 + (uint32_t)i, 0), 0);
	desk_commit(&d);
	struct store_figures before = store_figures(d.store), after;
	for (size_t i = 0; i < 3 * MOST; i++)
		ck_assert_int_eq(add(&d, 5 + i % (2 * MOST), 7, 0), 0);
	store_settle(d.store, -ENOSPC, desk_now_s(&d));
	after = store_figures(d.store);
	same_figures(&before, &after);
	for (size_t i = 0; i < 3 * MOST; i++)
		ck_assert_uint_eq(page_of(&d, i), i < MOST ? 100 + i : 0);
	store_tend(d.store, desk_now_s(&d) + 1);
	desk_close(&d);
}
END_TEST

/* The batch fails before its transaction began: another process holds the lock. */
START_TEST(locked_out)
{
	struct desk d;
	sqlite3 *other;
	desk_open(&d, options);
	for (size_t i = 1; i <= 3; i++) {
		ck_assert_int_eq(add(&d, i, (uint32_t)i, (int64_t)i), 0);
		desk_commit(&d);
	}
	struct store_figures before = store_figures(d.store), after;
	ck_assert_int_eq(sqlite3_open(d.db, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(add(&d, 4, 4, 4), -EBUSY);
	store_settle(d.store, -EBUSY, desk_now_s(&d));
	after = store_figures(d.store);
	same_figures(&before, &after);
	store_tend(d.store, desk_now_s(&d) + 1);
	ck_assert_int_eq(store_trouble(d.store), -EBUSY);
	sqlite3_close(other);
	store_tend(d.store, desk_now_s(&d) + 2);
	ck_assert_int_eq(store_trouble(d.store), 0);
	ck_assert_int_eq(add(&d, 4, 4, 4), 0);
	desk_commit(&d);
	desk_restart(&d);
	for (size_t i = 1; i <= 4; i++) {
		ck_assert_uint_eq(page_of(&d, i), i);
		ck_assert_int_eq(row_of(&d, i, (int64_t)i), (int64_t)i);
	}
	desk_close(&d);
}
END_TEST

START_TEST(fresh_store_is_tended)
{
	struct desk d;
	desk_open(&d, options);
	store_settle(d.store, 0, desk_now_s(&d));
	store_tend(d.store, desk_now_s(&d) + 3600);
	ck_assert_int_eq(store_trouble(d.store), 0);
	desk_close(&d);
}
END_TEST

static void
copy(struct desk *d, const char *from, const char *to)
{
	char buffer[65536];
	FILE *in = fopen(scratch_path(&d->scratch, from), "rb");
	FILE *out = fopen(scratch_path(&d->scratch, to), "wb");
	ck_assert(in && out);
	for (size_t n; (n = fread(buffer, 1, sizeof(buffer), in)) > 0;)
		ck_assert_uint_eq(fwrite(buffer, 1, n, out), n);
	fclose(in);
	fclose(out);
}

/* The files as a power cut leaves them: the running store is never asked to close. */
static void
crash(struct desk *d, unsigned *generation)
{
	char name[16], wal[32];
	const char *old = strrchr(d->db, '/') + 1;
	char old_wal[32];
	snprintf(old_wal, sizeof(old_wal), "%s-wal", old);
	snprintf(name, sizeof(name), "db%u", ++*generation);
	snprintf(wal, sizeof(wal), "%s-wal", name);
	copy(d, old, name);
	copy(d, old_wal, wal);
	desk_stop(d);
	strcpy(d->db, scratch_path(&d->scratch, name));
	desk_start(d);
}

START_TEST(survives_a_crash)
{
	struct desk d;
	unsigned generation = 0;
	desk_open(&d, options);
	for (size_t i = 0; i < 50; i++)
		ck_assert_int_eq(add(&d, i % 20, 100 + (uint32_t)i, (int64_t)i + 1), 0);
	desk_commit(&d);
	ck_assert_int_eq(add(&d, 3, 999, 99), 0); /* never committed */
	crash(&d, &generation);
	ck_assert_int_eq(store_figures(d.store).last_seq, 50);
	for (size_t i = 30; i < 50; i++) {
		ck_assert_uint_eq(page_of(&d, i % 20), 100 + i);
		ck_assert_int_eq(row_of(&d, i % 20, (int64_t)i + 1), (int64_t)i + 1);
	}
	ck_assert_int_eq(row_of(&d, 3, 99), 0);
	desk_close(&d);
}
END_TEST

/* A damaged file is replaced by a backup under the running daemon: memory follows it. */
START_TEST(takes_a_backup)
{
	struct desk d;
	desk_open(&d, options);
	ck_assert_int_eq(add(&d, 1, 11, 1), 0);
	desk_commit(&d);
	copy(&d, "db", "old");
	copy(&d, "db-wal", "old-wal");
	ck_assert_int_eq(add(&d, 1, 12, 2), 0);
	ck_assert_int_eq(add(&d, 2, 22, 3), 0);
	desk_commit(&d);
	store_settle(d.store, -EUCLEAN, desk_now_s(&d));
	copy(&d, "old", "db");
	copy(&d, "old-wal", "db-wal");
	store_tend(d.store, desk_now_s(&d));
	ck_assert_int_eq(store_trouble(d.store), 0);
	ck_assert_uint_eq(page_of(&d, 1), 11);
	ck_assert_uint_eq(page_of(&d, 2), 0);
	ck_assert_int_eq(row_of(&d, 1, 2), 0);
	ck_assert_int_eq(store_figures(d.store).last_seq, 1);
	desk_close(&d);
}
END_TEST

START_TEST(forgets_in_time)
{
	struct desk d;
	struct journal_entry e;
	desk_open(&d, options);
	ck_assert_int_eq(add(&d, 1, 11, 1), 0);
	desk_commit(&d);
	d.now_ms += (KEEP_S - 10) * 1000LL;
	store_tend(d.store, desk_now_s(&d));
	ck_assert_int_eq(store_get(d.store, &d.arena, 1, &e), 0);
	ck_assert_int_eq(add(&d, 2, 22, 2), 0);
	desk_commit(&d);
	d.now_ms += 100 * 1000LL;
	store_tend(d.store, desk_now_s(&d));
	ck_assert_int_eq(store_get(d.store, &d.arena, 1, &e), -ENOENT);
	ck_assert_int_eq(store_get(d.store, &d.arena, 2, &e), 0);
	ck_assert_uint_eq(page_of(&d, 1), 11); /* its session lives longer than its row */

	desk_restart(&d);
	ck_assert_uint_eq(page_of(&d, 1), 11);
	ck_assert_int_eq(row_of(&d, 1, 1), 0); /* out of the window */
	ck_assert_int_eq(row_of(&d, 2, 2), 2);

	d.now_ms += FORGET_S * 1000LL;
	store_tend(d.store, desk_now_s(&d));
	desk_restart(&d);
	ck_assert_uint_eq(store_figures(d.store).sessions, 0);
	ck_assert_int_eq(add(&d, 3, 33, 3), 0);
	ck_assert_int_eq(store_figures(d.store).last_seq, 3); /* no number twice */
	desk_commit(&d);
	desk_close(&d);
}
END_TEST

/* A wrong or missing key beside a database: no answers, and nothing is lost by it. */
START_TEST(keeps_to_its_key)
{
	struct desk d;
	char away[128];
	desk_open(&d, options);
	ck_assert_int_eq(add(&d, 1, 11, 1), 0);
	desk_commit(&d);
	desk_stop(&d);
	strcpy(away, scratch_path(&d.scratch, "away"));
	ck_assert_int_eq(rename(d.key, away), 0);
	desk_try_start(&d);
	ck_assert_int_eq(store_trouble(d.store), -ENOENT);
	ck_assert_uint_eq(store_figures(d.store).sessions, 0);
	ck_assert_int_eq(access(d.key, F_OK), -1); /* no new one was made */

	scratch_write(&d.scratch, "key",
	        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n", 0600);
	store_tend(d.store, desk_now_s(&d) + 1);
	ck_assert_int_eq(store_trouble(d.store), -EKEYREJECTED);
	desk_stop(&d);

	ck_assert_int_eq(rename(away, d.key), 0);
	desk_try_start(&d);
	ck_assert_int_eq(store_trouble(d.store), 0);
	ck_assert_uint_eq(page_of(&d, 1), 11);
	desk_close(&d);
}
END_TEST

/* The right key is put back while the daemon runs: it goes on by itself. */
START_TEST(takes_the_right_key_later)
{
	struct desk d;
	char away[128];
	desk_open(&d, options);
	ck_assert_int_eq(add(&d, 1, 11, 1), 0);
	desk_commit(&d);
	desk_stop(&d);
	strcpy(away, scratch_path(&d.scratch, "away"));
	ck_assert_int_eq(rename(d.key, away), 0);
	scratch_write(&d.scratch, "key",
	        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n", 0600);
	desk_try_start(&d);
	ck_assert_int_eq(store_trouble(d.store), -EKEYREJECTED);
	ck_assert_int_eq(rename(away, d.key), 0);
	store_tend(d.store, desk_now_s(&d) + 1);
	ck_assert_int_eq(store_trouble(d.store), 0);
	ck_assert_uint_eq(page_of(&d, 1), 11);
	desk_close(&d);
}
END_TEST

START_TEST(says_its_trouble)
{
	static const int known[] = {-ENOSPC, -EBUSY, -EUCLEAN, -EROFS, -EPROTO, -EKEYREJECTED,
	        -ENOENT, -EACCES, -EINVAL, -EIO, -EXDEV};
	ck_assert_str_eq(store_trouble_text(0), "well");
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		ck_assert_uint_gt(strlen(store_trouble_text(known[i])), 20);
}
END_TEST

START_TEST(answered_is_of_one_message)
{
	struct desk d;
	desk_open(&d, options);
	ck_assert_int_eq(add(&d, 1, 11, 1), 0);
	ck_assert_int_eq(add(&d, 1, 12, 2), 0);
	desk_commit(&d);
	struct who who = phone(&d, 1), nobody = phone(&d, 2);
	store_answered(d.store, &nobody, 1);
	store_answered(d.store, &who, 1); /* not the last one */
	ck_assert_uint_eq(store_session(d.store, &who, CHANNEL_SMS)->flags & SESSION_ANSWERED, 0);
	store_answered(d.store, &who, 2);
	ck_assert_uint_ne(store_session(d.store, &who, CHANNEL_SMS)->flags & SESSION_ANSWERED, 0);
	desk_close(&d);
}
END_TEST

/* More phones than the list of the unsaved holds: it stops growing, and nobody is lost. */
START_TEST(bounds_the_unsaved)
{
	enum { PHONES = 66500, A_BATCH = 500, UNSAVED_MOST = 65536 };
	struct desk d;
	unsigned generation = 0;
	desk_open(&d, options);
	for (size_t i = 0; i < PHONES; i++) {
		ck_assert_int_eq(add(&d, i, (uint32_t)i + 1, 0), 0);
		if ((i + 1) % A_BATCH)
			continue;
		size_t unsaved = store_figures(d.store).unsaved_sessions;
		ck_assert_uint_le(unsaved, UNSAVED_MOST);
		if ((i + 1) / A_BATCH == 132) { /* the list is full: fail it once, all over again */
			store_settle(d.store, -ENOSPC, desk_now_s(&d));
			store_tend(d.store, desk_now_s(&d));
			ck_assert_uint_eq(store_figures(d.store).sessions, i + 1 - A_BATCH);
			/* Phone 400 was saved by the batch that failed: it is still on the list,
			 * once. */
			unsaved = store_figures(d.store).unsaved_sessions;
			ck_assert_int_eq(add(&d, 400, 401, 0), 0);
			ck_assert_uint_eq(store_figures(d.store).unsaved_sessions, unsaved);
			for (size_t j = i + 1 - A_BATCH; j <= i; j++)
				ck_assert_int_eq(add(&d, j, (uint32_t)j + 1, 0), 0);
		}
		desk_commit(&d);
	}
	crash(&d, &generation);
	ck_assert_uint_eq(store_figures(d.store).sessions, PHONES);
	for (size_t i = 0; i < PHONES; i += 97)
		ck_assert_uint_eq(page_of(&d, i), i + 1);
	desk_close(&d);
}
END_TEST

enum { PHONES = 12, IDS = 1000 };

struct model {
	uint32_t pages[PHONES];
	int64_t rows[IDS];
	uint8_t owner[IDS];
	int64_t last_seq;
};

static void
compare(const struct desk *d, const struct model *m)
{
	ck_assert_int_eq(store_figures(d->store).last_seq, m->last_seq);
	for (size_t i = 0; i < PHONES; i++)
		ck_assert_uint_eq(page_of(d, i), m->pages[i]);
	for (int64_t id = 1; id < IDS; id++)
		ck_assert_int_eq(row_of(d, m->owner[id], id), m->rows[id]);
}

/* Whatever comes in whatever order: what was committed is there, what was not never was. */
START_TEST(equals_model)
{
	enum { STEPS = 800 };
	for (uint64_t run = 1; run <= 3; run++) {
		static struct model kept, open;
		struct desk d;
		uint64_t seed = run;
		unsigned generation = 0;
		int64_t id = 0;
		desk_open(&d, options);
		memset(&kept, 0, sizeof(kept));
		open = kept;
		for (int step = 0; step < STEPS; step++) {
			size_t dice = chance_below(&seed, 20);
			if (dice < 14) {
				size_t i = chance_below(&seed, PHONES);
				ck_assert_int_eq(add(&d, i, (uint32_t)step + 1, ++id), 0);
				open.pages[i] = (uint32_t)step + 1;
				open.rows[id] = ++open.last_seq;
				open.owner[id] = (uint8_t)i;
				continue;
			}
			if (dice < 17 && store_pending(d.store)) {
				desk_commit(&d);
				kept = open;
			} else if (dice == 17 && store_pending(d.store)) {
				store_settle(d.store,
				        troubles[chance_below(&seed, ARRAY_LEN(troubles))],
				        desk_now_s(&d));
				store_tend(d.store, desk_now_s(&d));
			} else if (dice == 18 && !store_pending(d.store)) {
				d.now_ms += (chance_below(&seed, 2) ? 61 : 0) * 1000LL;
				if (desk_now_s(&d) > DESK_NOW + REPEAT_S / 2)
					d.now_ms = (int64_t)DESK_NOW * 1000;
				store_tend(d.store, desk_now_s(&d));
			} else if (dice == 19 && chance_below(&seed, 2)) {
				desk_restart(&d);
			} else {
				crash(&d, &generation);
			}
			if (store_pending(d.store) == 0) {
				open = kept;
				compare(&d, &kept);
			}
		}
		desk_close(&d);
	}
}
END_TEST

TEST_MAIN("store", failed_batch_evicts_nobody, adds, failed_batch_never_happened, locked_out,
        fresh_store_is_tended, survives_a_crash, takes_a_backup, forgets_in_time, keeps_to_its_key,
        takes_the_right_key_later, says_its_trouble, answered_is_of_one_message, bounds_the_unsaved,
        equals_model)
