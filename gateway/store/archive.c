#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/field.h"
#include "store/store_model.h"

enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	KEY_BOX = crypto_box_SEALBYTES + ARCHIVE_KEY,
	DAY_MS = 86400000,
	LINE_MOST = 1 << 20,
};

_Static_assert(ARCHIVE_KEY == crypto_box_PUBLICKEYBYTES &&
                       ARCHIVE_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
        "archive.h names the algorithms' sizes");

/* --- keys --- */

void
archive_make_pair(char public_hex[ARCHIVE_HEX], char secret_hex[ARCHIVE_HEX])
{
	uint8_t public[ARCHIVE_KEY], secret[ARCHIVE_KEY];
	must(sodium_init() >= 0);
	crypto_box_keypair(public, secret);
	sodium_bin2hex(public_hex, ARCHIVE_HEX, public, sizeof(public));
	sodium_bin2hex(secret_hex, ARCHIVE_HEX, secret, sizeof(secret));
	sodium_memzero(secret, sizeof(secret));
}

int
archive_read_key(const char *path, uint8_t key[ARCHIVE_KEY])
{
	char hex[ARCHIVE_HEX] = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ssize_t n = read(fd, hex, ARCHIVE_HEX - 1);
	int error = n < 0 ? -errno : n == ARCHIVE_HEX - 1 ? 0 : -EINVAL;
	close(fd);
	if (!error && sodium_hex2bin(key, ARCHIVE_KEY, hex, ARCHIVE_HEX - 1, NULL, NULL, NULL) != 0)
		error = -EINVAL;
	sodium_memzero(hex, sizeof(hex));
	return error;
}

/* --- into it --- */

static bool
take_id(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = db_int(row, 0);
	return true;
}

static int
begin_step(struct store *store, struct archive_step *step, int64_t now_ms)
{
	uint8_t box[KEY_BOX];
	crypto_aead_xchacha20poly1305_ietf_keygen(step->key);
	must(crypto_box_seal(box, step->key, sizeof(step->key), store->options.archive_key) == 0);
	const struct db_arg args[] = {DB_ARG_INT(now_ms), DB_ARG_BLOB(box, sizeof(box))};
	step->begun = true;
	return db_run(store->db, DB_ARCHIVE_KEY_ADD, args, 2, take_id, &step->id);
}

/* What is sealed: who, row and time, what was said and answered. */
static struct str
pack(struct arena *a, const struct journal_entry *e)
{
	size_t size =
	        sizeof(e->who.bytes) + sizeof(e->seq) + e->in.n + e->out.n + 4 * FIELD_OVERHEAD;
	struct buf plain = {.p = arena_alloc(a, size + 1), .cap = size + 1, .max = size};
	field_put(&plain, (struct str){(const char *)e->who.bytes, sizeof(e->who.bytes)});
	field_put(&plain, (struct str){(const char *)&e->seq, sizeof(e->seq)});
	field_put(&plain, e->in);
	field_put(&plain, e->out);
	must(!plain.full);
	return buf_str(&plain);
}

int
archive_add(struct store *store, struct archive_step *step, const struct journal_entry *e,
        int64_t now_ms)
{
	struct arena memory = ARENA_INIT;
	int error = step->begun ? 0 : begin_step(store, step, now_ms);
	struct str plain = pack(&memory, e);
	uint8_t *sealed = arena_alloc(&memory, NONCE + plain.n + TAG);
	randombytes_buf(sealed, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL, (const uint8_t *)plain.p,
	        plain.n, (const uint8_t *)&e->at_ms, sizeof(e->at_ms), NULL, sealed, step->key);
	if (!error)
		error = db_do(store->db, DB_ARCHIVE_ADD, DB_ARG_INT(e->at_ms), DB_ARG_INT(step->id),
		        DB_ARG_BLOB(sealed, NONCE + plain.n + TAG));
	arena_release(&memory);
	store->archived += !error;
	return error;
}

void
archive_end(struct archive_step *step)
{
	sodium_memzero(step, sizeof(*step));
}

/* --- its keeping --- */

struct moving {
	struct store *store;
	struct archive_step step;
	int64_t now_ms;
	int error;
};

static void
move_row(void *ctx, const struct journal_entry *e)
{
	struct moving *m = ctx;
	if (!m->error)
		m->error = archive_add(m->store, &m->step, e, m->now_ms);
}

/* Those that can't be read any more go, too: there is nothing to keep of them. */
static int
move_old(struct store *store, int64_t before_ms, size_t most, int64_t now_ms, size_t *count)
{
	struct moving m = {.store = store, .now_ms = now_ms};
	const struct db_arg args[] = {DB_ARG_INT(before_ms), DB_ARG_INT((int64_t)most)};
	size_t unreadable;
	int error =
	        journal_oldest(store->db, store->crypt, before_ms, most, move_row, &m, &unreadable);
	archive_end(&m.step);
	if (!error)
		error = m.error;
	return error ? error : db_run(store->db, DB_JOURNAL_PURGE, args, 2, db_count_row, count);
}

int
archive_tend(struct store *store, int64_t before_ms, int64_t keep_from_ms, size_t most,
        int64_t now_ms, size_t *count)
{
	const struct db_arg args[] = {DB_ARG_INT(keep_from_ms), DB_ARG_INT((int64_t)most)};
	size_t gone = 0;
	*count = 0;
	int error = store->options.has_archive_key ? move_old(store, before_ms, most, now_ms, count)
	                                           : 0;
	if (!error)
		error = db_run(store->db, DB_ARCHIVE_PURGE, args, 2, db_count_row, &gone);
	if (!error) /* a day later than the last message that it may have sealed */
		error = db_do(store->db, DB_ARCHIVE_KEY_PURGE, DB_ARG_INT(keep_from_ms - DAY_MS));
	store->purged += (int64_t)gone;
	*count += gone;
	return error;
}

/* --- out of it --- */

struct opening {
	const uint8_t *secret;
	uint8_t public[ARCHIVE_KEY];
	int64_t key_id;
	uint8_t key[ARCHIVE_KEY];
	const struct who *who;
	struct arena memory;
	struct buf line;
	archive_each *each;
	void *ctx;
	int error;
};

static bool
open_key(struct opening *o, const struct db_row *row)
{
	struct str box = db_bytes(row, 3);
	if (db_int(row, 1) == o->key_id)
		return true;
	o->key_id = db_int(row, 1);
	return box.n == KEY_BOX && crypto_box_seal_open(o->key, (const uint8_t *)box.p, KEY_BOX,
	                                   o->public, o->secret) == 0;
}

static bool
open_row(struct opening *o, const struct db_row *row, struct str fields[4])
{
	int64_t at_ms = db_int(row, 0);
	struct str sealed = db_bytes(row, 2), plain;
	if (sealed.n < NONCE + TAG)
		return false;
	uint8_t *out = arena_alloc(&o->memory, sealed.n);
	const uint8_t *in = (const uint8_t *)sealed.p;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + NONCE,
	            sealed.n - NONCE, (const uint8_t *)&at_ms, sizeof(at_ms), in, o->key) != 0)
		return false;
	plain = (struct str){(char *)out, sealed.n - NONCE - TAG};
	for (int i = 0; i < 4; i++)
		if (!field_take(&plain, &fields[i]))
			return false;
	return true;
}

static void
print(struct opening *o, int64_t at_ms, const struct str fields[4])
{
	buf_clear(&o->line);
	buf_addf(&o->line, "{\"at\":%lld,\"who\":\"", (long long)at_ms);
	for (size_t i = 0; i < fields[0].n; i++)
		buf_addf(&o->line, "%02x", (unsigned char)fields[0].p[i]);
	buf_addz(&o->line, "\",\"said\":");
	buf_add_json(&o->line, fields[2]);
	buf_addz(&o->line, ",\"answered\":");
	buf_add_json(&o->line, fields[3]);
	buf_addz(&o->line, "}");
	o->each(o->ctx, buf_str(&o->line));
}

static bool
open_one(void *ctx, const struct db_row *row)
{
	struct opening *o = ctx;
	struct str fields[4];
	arena_reset(&o->memory);
	if (!open_key(o, row) || !open_row(o, row, fields)) {
		o->error = -EBADMSG;
		return true;
	}
	bool wanted = !o->who || (fields[0].n == sizeof(o->who->bytes) &&
	                                 memcmp(fields[0].p, o->who->bytes, fields[0].n) == 0);
	if (wanted)
		print(o, db_int(row, 0), fields);
	return true;
}

int
archive_unseal(struct store *store, const uint8_t secret[ARCHIVE_KEY], const struct who *who,
        archive_each *each, void *ctx)
{
	struct opening o = {.secret = secret,
	        .who = who,
	        .line = BUF_INIT(LINE_MOST),
	        .each = each,
	        .ctx = ctx};
	must(sodium_init() >= 0);
	crypto_scalarmult_base(o.public, secret);
	int error = store->db ? db_run(store->db, DB_ARCHIVE_ALL, NULL, 0, open_one, &o) : -EIO;
	sodium_memzero(o.key, sizeof(o.key));
	arena_release(&o.memory);
	buf_release(&o.line);
	return error ? error : o.error;
}
