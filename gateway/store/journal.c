#include "store/journal.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "store/field.h"

/*
 * The first byte of what is sealed. In the first format a session by itself had none; up to the
 * second a row held the answers as well; up to the third it did not name the content.
 */
enum { FORMAT_1 = 1, FORMAT_2, FORMAT_3, FORMAT, RECORD = 48, TAIL = 8, TOLD_FORMAT = 1 };

_Static_assert(sizeof(struct session) - sizeof(struct who) == RECORD,
        "a packed session is all of it but the who");
_Static_assert(offsetof(struct session, lang) == sizeof(struct session) - TAIL,
        "what has changed since 0.1.0 is its end");

/* How a session ended in 0.1.0. */
struct tail_1 {
	uint32_t lang;
	uint8_t flags, slot, unused[2];
};

_Static_assert(sizeof(struct tail_1) == TAIL, "the same size as now");

static void
unpack_record(const char *record, int format, struct session *s)
{
	struct tail_1 old;
	memcpy((char *)s + sizeof(s->who), record, RECORD);
	if (format != FORMAT_1)
		return;
	memcpy(&old, record + RECORD - TAIL, TAIL);
	s->lang = old.lang ? session_lang(old.lang) : 0;
	s->tag = 0;
	s->flags = old.flags;
	s->slot = old.slot;
	s->wrong = 0;
}

void
session_pack(const struct session *s, char out[SESSION_PACKED])
{
	struct session kept = *s;
	kept.flags &= SESSION_KEPT;
	out[0] = FORMAT;
	memcpy(out + 1, (const char *)&kept + sizeof(kept.who), RECORD);
}

bool
session_unpack(struct str packed, struct session *s)
{
	bool old = packed.n == RECORD;
	bool new = packed.n == SESSION_PACKED &&packed.p[0] >= FORMAT_2 &&packed.p[0] <= FORMAT;
	if (old || new)
		unpack_record(packed.p + new, old ? FORMAT_1 : FORMAT, s);
	return old || new;
}

static int
add_told(struct db *db, struct crypt *crypt, struct arena *a, const struct journal_entry *e)
{
	struct seal place = {"told", e->seq, &e->who};
	struct str sealed = fields_seal(crypt, a, &place, TOLD_FORMAT, &e->slots, 1);
	return db_do(db, DB_TOLD_ADD, DB_ARG_INT(e->seq), DB_ARG_INT(e->at_ms),
	        DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes)), DB_ARG_BLOB(sealed.p, sealed.n));
}

int
journal_add(struct db *db, struct crypt *crypt, struct arena *a, const struct journal_entry *e)
{
	size_t size = SESSION_PACKED + e->in.n + e->out.n + e->rest.n + 3 * FIELD_OVERHEAD +
	              sizeof(e->owed) + sizeof(e->tree);
	char packed[SESSION_PACKED];
	session_pack(&e->session, packed);
	/* A fixed buffer over arena memory: its size is known, nothing can grow. */
	struct buf plain = {.p = arena_alloc(a, size + 1), .cap = size + 1, .max = size};
	buf_add(&plain, (struct str){packed, sizeof(packed)});
	field_put(&plain, e->in);
	field_put(&plain, e->out);
	field_put(&plain, e->rest);
	buf_add(&plain, (struct str){(const char *)&e->owed, sizeof(e->owed)});
	buf_add(&plain, (struct str){(const char *)&e->tree, sizeof(e->tree)});
	must(!plain.full);
	struct str sealed =
	        crypt_seal(crypt, a, &(struct seal){"journal", e->seq, &e->who}, buf_str(&plain));
	int error = db_do(db, DB_JOURNAL_ADD, DB_ARG_INT(e->seq), DB_ARG_INT(e->at_ms),
	        DB_ARG_BLOB(e->who.bytes, sizeof(e->who.bytes)),
	        DB_ARG_INT((int64_t)e->marks[MARK_PROVIDER_ID]),
	        DB_ARG_INT((int64_t)e->marks[MARK_SMSC_ID]), DB_ARG_BLOB(sealed.p, sealed.n));
	return error || !e->slots.n ? error : add_told(db, crypt, a, e);
}

static bool
take_bytes(struct str *from, void *to, size_t size)
{
	if (from->n < size)
		return false;
	memcpy(to, from->p, size);
	*from = str_skip(*from, size);
	return true;
}

static int
unpack(struct str plain, struct journal_entry *e)
{
	if (plain.n < SESSION_PACKED || plain.p[0] < FORMAT_1 || plain.p[0] > FORMAT)
		return -EBADMSG;
	int format = (unsigned char)plain.p[0];
	unpack_record(plain.p + 1, format, &e->session);
	e->session.who =
	        who_on(&e->who, e->session.flags & SESSION_USSD ? CHANNEL_USSD : CHANNEL_SMS);
	plain = str_skip(plain, SESSION_PACKED);
	bool whole = field_take(&plain, &e->in) && field_take(&plain, &e->out) &&
	             field_take(&plain, &e->rest) &&
	             (format >= FORMAT_3 || field_take(&plain, &e->slots));
	if (whole && format >= FORMAT_2)
		whole = take_bytes(&plain, &e->owed, sizeof(e->owed));
	if (whole && format >= FORMAT)
		whole = take_bytes(&plain, &e->tree, sizeof(e->tree));
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

static int
read_told(struct reading *r, struct str sealed)
{
	struct journal_entry *e = &r->entry;
	size_t count;
	if (!sealed.n)
		return 0;
	return fields_open(r->crypt, r->arena, &(struct seal){"told", e->seq, &e->who}, TOLD_FORMAT,
	        sealed, &e->slots, 1, &count);
}

static bool
read_one(void *ctx, const struct db_row *row)
{
	struct reading *r = ctx;
	r->error = read_row(r, row, 0, r->entry.seq);
	if (!r->error)
		r->error = read_told(r, db_bytes(row, 5));
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

static int
replay(struct db *db, enum db_stmt which, const struct db_arg *args, size_t count,
        struct reading *r, size_t *unreadable)
{
	int error = db_run(db, which, args, count, replay_one, r);
	arena_release(r->arena);
	*unreadable = r->unreadable;
	return error;
}

int
journal_replay(struct db *db, const struct crypt *crypt, int64_t after_seq, journal_each *each,
        void *ctx, size_t *unreadable)
{
	struct arena memory = ARENA_INIT;
	struct reading r = {.crypt = crypt, .arena = &memory, .each = each, .ctx = ctx};
	struct db_arg arg = DB_ARG_INT(after_seq);
	return replay(db, DB_JOURNAL_FROM, &arg, 1, &r, unreadable);
}

int
journal_walk(struct db *db, const struct crypt *crypt, const struct who *who, int64_t from,
        int64_t to, journal_each *each, void *ctx, size_t *unreadable)
{
	struct arena memory = ARENA_INIT;
	struct reading r = {.crypt = crypt, .arena = &memory, .each = each, .ctx = ctx};
	const struct db_arg args[] = {
	        DB_ARG_BLOB(who->bytes, sizeof(who->bytes)), DB_ARG_INT(from), DB_ARG_INT(to)};
	return replay(db, DB_JOURNAL_OF, args, ARRAY_LEN(args), &r, unreadable);
}

int
journal_oldest(struct db *db, const struct crypt *crypt, int64_t before_ms, size_t most,
        journal_each *each, void *ctx, size_t *unreadable)
{
	struct arena memory = ARENA_INIT;
	struct reading r = {.crypt = crypt, .arena = &memory, .each = each, .ctx = ctx};
	const struct db_arg args[] = {DB_ARG_INT(before_ms), DB_ARG_INT((int64_t)most)};
	return replay(db, DB_JOURNAL_OLDEST, args, ARRAY_LEN(args), &r, unreadable);
}

int
journal_forget_told(struct db *db, int64_t before_ms, size_t most, size_t *count)
{
	const struct db_arg args[] = {DB_ARG_INT(before_ms), DB_ARG_INT((int64_t)most)};
	*count = 0;
	return db_run(db, DB_TOLD_PURGE, args, ARRAY_LEN(args), db_count_row, count);
}
