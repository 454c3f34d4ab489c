#include "store/crypt.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
	NUMBER = 1,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	HEAD = NUMBER + NONCE,
	TABLE_MOST = 32,
	BEFORE_NUMBERS =
	        0, /* sealed before keys had numbers: with key 1, bound to the phone alone */
};

/* Of Argon2id: the passes of libsodium's "interactive", and a sixteenth of its memory (70 ms). */
enum { CODE_PASSES = crypto_pwhash_OPSLIMIT_INTERACTIVE, CODE_BYTES = 4 << 20 };

struct crypt {
	struct keys keys;
	/* 16 random bytes a process, then a counter: unique without asking the kernel each time. */
	uint8_t nonce[NONCE];
};

_Static_assert(SEAL_OVERHEAD == HEAD + TAG, "SEAL_OVERHEAD names the algorithm's sizes");
_Static_assert(KEY_WHO == crypto_generichash_KEYBYTES && KEY_MARK == crypto_shorthash_KEYBYTES &&
                       KEY_SEAL == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
        "key_file.h names the algorithms' sizes");

/* Takes the keys over: they are wiped where they were. */
static struct crypt *
crypt_new(struct keys *keys)
{
	struct crypt *c = xcalloc(1, sizeof(*c));
	sodium_mlock(c, sizeof(*c)); /* best effort: a container may not allow it */
	c->keys = *keys;
	keys_wipe(keys);
	randombytes_buf(c->nonce, sizeof(c->nonce));
	return c;
}

struct crypt *
crypt_open(const char *path, bool create, int *error)
{
	struct keys keys;
	int failed = keys_read(path, create, &keys);
	if (!failed)
		return crypt_new(&keys);
	*error = failed;
	return NULL;
}

struct crypt *
crypt_open_volatile(void)
{
	struct keys keys;
	keys_make(&keys);
	return crypt_new(&keys);
}

void
crypt_close(struct crypt *c)
{
	if (!c)
		return;
	sodium_munlock(c, sizeof(*c)); /* zeroes it, too */
	free(c);
}

struct who
crypt_who(const struct crypt *c, struct str msisdn)
{
	struct who who;
	crypto_generichash(who.bytes, sizeof(who.bytes), (const uint8_t *)msisdn.p, msisdn.n,
	        c->keys.who, sizeof(c->keys.who));
	return who;
}

int64_t
who_half(const struct who *who)
{
	int64_t half;
	memcpy(&half, who->bytes, sizeof(half));
	return half;
}

bool
who_eq(const struct who *a, const struct who *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

const char *
who_text(const struct who *who, char out[WHO_TEXT])
{
	sodium_bin2hex(out, WHO_TEXT, who->bytes, (WHO_TEXT - 1) / 2);
	return out;
}

uint64_t
crypt_mark(const struct crypt *c, char kind, const struct who *who, struct str id)
{
	enum { WHOLE_ID = 512 };
	uint8_t plain[1 + sizeof(who->bytes) + WHOLE_ID];
	uint64_t mark;

	plain[0] = (uint8_t)kind;
	memcpy(plain + 1, who->bytes, sizeof(who->bytes));
	size_t n = id.n < WHOLE_ID ? id.n : WHOLE_ID;
	if (n)
		memcpy(plain + 1 + sizeof(who->bytes), id.p, n);
	crypto_shorthash((uint8_t *)&mark, plain, 1 + sizeof(who->bytes) + n, c->keys.mark);
	return mark ? mark : 1;
}

void
crypt_check_value(const struct crypt *c, uint8_t out[KEY_CHECK])
{
	memcpy(out, c->keys.check, KEY_CHECK);
}

size_t
crypt_seal_checks(const struct crypt *c, struct seal_check out[SEALING_KEYS])
{
	for (size_t i = 0; i < c->keys.seals; i++) {
		const struct sealing_key *seal = &c->keys.seal[i];
		out[i].number = seal->number;
		crypto_generichash(out[i].check, KEY_CHECK, (const uint8_t *)"check", 5, seal->key,
		        sizeof(seal->key));
	}
	return c->keys.seals;
}

/* --- sealing --- */

static const struct sealing_key *
newest(const struct crypt *c)
{
	return &c->keys.seal[c->keys.seals - 1];
}

/* What a seal is bound to besides its bytes. */
struct bond {
	uint8_t bytes[NUMBER + TABLE_MOST + sizeof(int64_t) + sizeof(struct who)];
	size_t n;
};

static void
bind_to(struct bond *bond, const void *bytes, size_t n)
{
	must(bond->n + n <= sizeof(bond->bytes));
	memcpy(bond->bytes + bond->n, bytes, n);
	bond->n += n;
}

static struct bond
bond_of(uint8_t number, const struct seal *place)
{
	struct bond bond = {.n = 0};
	size_t name = strlen(place->table) + 1;
	must(name <= TABLE_MOST);
	if (number != BEFORE_NUMBERS) {
		bind_to(&bond, &number, sizeof(number));
		bind_to(&bond, place->table, name);
		bind_to(&bond, &place->row, sizeof(place->row));
	}
	bind_to(&bond, place->who->bytes, sizeof(place->who->bytes));
	return bond;
}

struct str
crypt_seal(struct crypt *c, struct arena *a, const struct seal *place, struct str plain)
{
	const struct sealing_key *with = newest(c);
	struct bond bond = bond_of(with->number, place);
	uint8_t *out = arena_alloc(a, plain.n + SEAL_OVERHEAD);
	sodium_increment(c->nonce + NONCE - sizeof(uint64_t), sizeof(uint64_t));
	out[0] = with->number;
	memcpy(out + NUMBER, c->nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD, NULL, (const uint8_t *)plain.p,
	        plain.n, bond.bytes, bond.n, NULL, c->nonce, with->key);
	return (struct str){(char *)out, plain.n + SEAL_OVERHEAD};
}

static const struct sealing_key *
key_of_number(const struct crypt *c, uint8_t number)
{
	for (size_t i = 0; i < c->keys.seals; i++)
		if (c->keys.seal[i].number == (number == BEFORE_NUMBERS ? 1 : number))
			return &c->keys.seal[i];
	return NULL;
}

int
crypt_open_sealed(const struct crypt *c, struct arena *a, const struct seal *place,
        struct str sealed, struct str *plain)
{
	if (sealed.n < SEAL_OVERHEAD)
		return -EBADMSG;
	const uint8_t *in = (const uint8_t *)sealed.p;
	const struct sealing_key *with = key_of_number(c, in[0]);
	struct bond bond = bond_of(in[0], place);
	uint8_t *out = arena_alloc(a, sealed.n - SEAL_OVERHEAD + 1);
	if (!with || crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + HEAD,
	                     sealed.n - HEAD, bond.bytes, bond.n, in + NUMBER, with->key) != 0)
		return -EBADMSG;
	*plain = (struct str){(char *)out, sealed.n - SEAL_OVERHEAD};
	return 0;
}

struct str
code_hash(struct arena *a, struct str code)
{
	char *text = arena_alloc(a, crypto_pwhash_STRBYTES);
	must(crypto_pwhash_str_alg(text, code.p, code.n, CODE_PASSES, CODE_BYTES,
	             crypto_pwhash_ALG_ARGON2ID13) == 0); /* else memory is out */
	return str_from(text);
}

bool
code_matches(struct str hash, struct str code)
{
	char text[crypto_pwhash_STRBYTES] = {0};
	if (hash.n == 0 || hash.n >= sizeof(text))
		return false;
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_verify(text, code.p, code.n) == 0;
}

bool
crypt_is_fresh(const struct crypt *c, struct str sealed)
{
	return sealed.n && (uint8_t)sealed.p[0] == newest(c)->number;
}

bool
secret_eq(struct str a, struct str b)
{
	uint8_t hash[2][crypto_generichash_BYTES];
	must(sodium_init() >= 0);
	crypto_generichash(hash[0], sizeof(hash[0]), (const uint8_t *)a.p, a.n, NULL, 0);
	crypto_generichash(hash[1], sizeof(hash[1]), (const uint8_t *)b.p, b.n, NULL, 0);
	return sodium_memcmp(hash[0], hash[1], sizeof(hash[0])) == 0;
}

void
random_hex(char *out, size_t bytes)
{
	must(sodium_init() >= 0);
	uint8_t raw[64];
	must(bytes <= sizeof(raw));
	randombytes_buf(raw, bytes);
	sodium_bin2hex(out, 2 * bytes + 1, raw, bytes);
	sodium_memzero(raw, sizeof(raw));
}

uint32_t
random_32(void)
{
	must(sodium_init() >= 0);
	return randombytes_random();
}
