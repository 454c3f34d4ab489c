#include "store/journal.h"

#include <errno.h>
#include <string.h>

#include "store/field.h"

enum { FORMAT = 1 };

_Static_assert(sizeof(struct session) - sizeof(struct who) == SESSION_PACKED,
        "a packed session is all of it but the who");

void
session_pack(const struct session *s, char out[SESSION_PACKED])
{
	struct session kept = *s;
	kept.flags &= SESSION_KEPT;
	memcpy(out, (const char *)&kept + sizeof(kept.who), SESSION_PACKED);
}

bool
session_unpack(struct str packed, struct session *s)
{
	if (packed.n != SESSION_PACKED)
		return false;
	memcpy((char *)s + sizeof(s->who), packed.p, SESSION_PACKED);
	return true;
}

int
journal_add(struct db *db, struct crypt *crypt, struct arena *a, const struct journal_entry *e)
{
	size_t size = 1 + SESSION_PACKED + e->in.n + e->out.n + e->rest.n + e->slots.n +
	              4 * FIELD_OVERHEAD;
	char packed[SESSION_PACKED];
	session_pack(&e->session, packed);
	/* A fixed buffer over arena memory: its size is known, nothing can grow. */
	struct buf plain = {.p = arena_alloc(a, size + 1), .cap = size + 1, .max = size};
	buf_addc(&plain, FORMAT);
	buf_add(&plain, (struct str){packed, sizeof(packed)});
	field_put(&plain, e->in);
	field_put(&plain, e->out);
	field_put(&plain, e->rest);
	field_put(&plain, e->slots);
	must(!plain.full);
	struct str sealed =
	        crypt_seal(crypt, a, &(struct seal){"journal", e->seq, &e->who}, buf_str(&plain));
	return db_do(db, DB_JOURNAL_ADD, DB_ARG_INT(e->seq), DB_ARG_INT(e->at_ms),
	        DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes)),
	        DB_ARG_INT((int64_t)e->marks[MARK_PROVIDER_ID]),
	        DB_ARG_INT((int64_t)e->marks[MARK_SMSC_ID]), DB_ARG_BLOB(sealed.p, sealed.n));
}

static int
unpack(struct str plain, struct journal_entry *e)
{
	if (plain.n < 1 + SESSION_PACKED || plain.p[0] != FORMAT)
		return -EBADMSG;
	plain = str_skip(plain, 1);
	e->session.who = e->who;
	session_unpack((struct str){plain.p, SESSION_PACKED}, &e->session);
	plain = str_skip(plain, SESSION_PACKED);
	bool whole = field_take(&plain, &e->in) && field_take(&plain, &e->out) &&
	             field_take(&plain, &e->rest) && field_take(&plain, &e->slots);
	return whole && plain.n == 0 ? 0 : -EBADMSG;
}

struct reading {
	const struct crypt *crypt;
	struct arena *arena;
	struct journal_entry entry;
	int error;
	journal_each *each;
	void *ctx;
	size_t unreadable;
};

/* Columns from `first` on: at, who, mark, mark2, sealed. */
static int
read_row(struct reading *r, const struct db_row *row, int first, int64_t seq)
{
	struct journal_entry *e = &r->entry;
	struct str who = db_bytes(row, first + 1), plain;

	if (who.n != sizeof(e->who.bytes))
		return -EBADMSG;
	*e = (struct journal_entry){.seq = seq, .at_ms = db_int(row, first)};
	memcpy(e->who.bytes, who.p, who.n);
	e->marks[MARK_PROVIDER_ID] = (uint64_t)db_int(row, first + 2);
	e->marks[MARK_SMSC_ID] = (uint64_t)db_int(row, first + 3);
	int error = crypt_open_sealed(r->crypt, r->arena, &(struct seal){"journal", seq, &e->who},
	        db_bytes(row, first + 4), &plain);
	return error ? error : unpack(plain, e);
}

static bool
read_one(void *ctx, const struct db_row *row)
{
	struct reading *r = ctx;
	r->error = read_row(r, row, 0, r->entry.seq);
	return false;
}

int
journal_get(struct db *db, const struct crypt *crypt, struct arena *a, int64_t seq,
        struct journal_entry *e)
{
	struct reading r = {.crypt = crypt, .arena = a, .entry.seq = seq, .error = -ENOENT};
	struct db_arg arg = DB_ARG_INT(seq);
	int error = db_run(db, DB_JOURNAL_GET, &arg, 1, read_one, &r);
	if (error < 0 || r.error)
		return error < 0 ? error : r.error;
	*e = r.entry;
	return 0;
}

static bool
replay_one(void *ctx, const struct db_row *row)
{
	struct reading *r = ctx;
	arena_reset(r->arena);
	if (read_row(r, row, 1, db_int(row, 0)))
		r->unreadable++;
	else
		r->each(r->ctx, &r->entry);
	return true;
}

int
journal_replay(struct db *db, const struct crypt *crypt, int64_t after_seq, journal_each *each,
        void *ctx, size_t *unreadable)
{
	struct arena memory = ARENA_INIT;
	struct reading r = {.crypt = crypt, .arena = &memory, .each = each, .ctx = ctx};
	struct db_arg arg = DB_ARG_INT(after_seq);
	int error = db_run(db, DB_JOURNAL_FROM, &arg, 1, replay_one, &r);
	arena_release(&memory);
	*unreadable = r.unreadable;
	return error;
}
