#include "store/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MASTER_BYTES = crypto_kdf_KEYBYTES,
	HEX_BYTES = 2 * MASTER_BYTES,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

/* Of Argon2id: the passes of libsodium's "interactive", and a sixteenth of its memory (70 ms). */
enum { CODE_PASSES = crypto_pwhash_OPSLIMIT_INTERACTIVE, CODE_BYTES = 4 << 20 };

enum subkey { SUBKEY_WHO = 1, SUBKEY_MARK, SUBKEY_SEAL, SUBKEY_CHECK };

struct crypt {
	uint8_t who[crypto_generichash_KEYBYTES];
	uint8_t mark[crypto_shorthash_KEYBYTES];
	uint8_t seal[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	uint8_t check[KEY_CHECK];
	/* 16 random bytes a process, then a counter: unique without asking the kernel each time. */
	uint8_t nonce[NONCE];
};

_Static_assert(SEAL_OVERHEAD == NONCE + TAG, "SEAL_OVERHEAD names the algorithm's sizes");

static void
derive(uint8_t *out, size_t n, enum subkey which, const uint8_t *master)
{
	must(crypto_kdf_derive_from_key(out, n, which, "jiaxin01", master) == 0);
}

static struct crypt *
crypt_new(const uint8_t master[MASTER_BYTES])
{
	struct crypt *c = xcalloc(1, sizeof(*c));
	sodium_mlock(c, sizeof(*c)); /* best effort: a container may not allow it */
	derive(c->who, sizeof(c->who), SUBKEY_WHO, master);
	derive(c->mark, sizeof(c->mark), SUBKEY_MARK, master);
	derive(c->seal, sizeof(c->seal), SUBKEY_SEAL, master);
	derive(c->check, sizeof(c->check), SUBKEY_CHECK, master);
	randombytes_buf(c->nonce, sizeof(c->nonce));
	return c;
}

static int
sync_folder_of(const char *path)
{
	char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder ? 1 : 0] = '\0';
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return -errno;
	int failed = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return failed;
}

static int
key_write(const char *path, const char hex[HEX_BYTES + 1])
{
	unlink(path); /* what an earlier try left may be half, or for others to read */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	errno = 0;
	bool whole = write(fd, hex, HEX_BYTES + 1) == HEX_BYTES + 1 && fsync(fd) == 0;
	int error = whole ? 0 : errno ? -errno : -EIO;
	close(fd);
	return error;
}

/* Beside and renamed: a power cut leaves a whole key or none. */
static int
key_create(const char *path, char hex[HEX_BYTES + 1])
{
	struct arena memory = ARENA_INIT;
	char *beside = arena_printf(&memory, "%s.new", path);
	random_hex(hex, MASTER_BYTES);
	hex[HEX_BYTES] = '\n';
	int error = key_write(beside, hex);
	if (!error && rename(beside, path) < 0)
		error = -errno;
	if (error)
		unlink(beside);
	arena_release(&memory);
	return error ? error : sync_folder_of(path);
}

static int
key_read(const char *path, char hex[HEX_BYTES + 1])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	struct stat st;
	ssize_t n = read(fd, hex, HEX_BYTES + 1);
	int failed = n < 0 || fstat(fd, &st) < 0 ? -errno : 0;
	close(fd);
	if (failed)
		return failed;
	return n < HEX_BYTES || (S_ISREG(st.st_mode) && (st.st_mode & 077)) ? -EINVAL : 0;
}

struct crypt *
crypt_open(const char *path, bool create, int *error)
{
	must(sodium_init() >= 0);
	char hex[HEX_BYTES + 1] = {0};
	uint8_t master[MASTER_BYTES];
	int failed = key_read(path, hex);
	if (failed == -ENOENT && create)
		failed = key_create(path, hex);
	if (!failed &&
	        sodium_hex2bin(master, sizeof(master), hex, HEX_BYTES, NULL, NULL, NULL) != 0)
		failed = -EINVAL;
	struct crypt *c = failed ? NULL : crypt_new(master);
	sodium_memzero(hex, sizeof(hex));
	sodium_memzero(master, sizeof(master));
	if (failed)
		*error = failed;
	return c;
}

struct crypt *
crypt_open_volatile(void)
{
	must(sodium_init() >= 0);
	uint8_t master[MASTER_BYTES];
	crypto_kdf_keygen(master);
	struct crypt *c = crypt_new(master);
	sodium_memzero(master, sizeof(master));
	return c;
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
	        c->who, sizeof(c->who));
	return who;
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
	crypto_shorthash((uint8_t *)&mark, plain, 1 + sizeof(who->bytes) + n, c->mark);
	return mark ? mark : 1;
}

void
crypt_check_value(const struct crypt *c, uint8_t out[KEY_CHECK])
{
	memcpy(out, c->check, KEY_CHECK);
}

struct str
crypt_seal(struct crypt *c, struct arena *a, const struct who *who, struct str plain)
{
	uint8_t *out = arena_alloc(a, plain.n + SEAL_OVERHEAD);
	sodium_increment(c->nonce + NONCE - sizeof(uint64_t), sizeof(uint64_t));
	memcpy(out, c->nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, (const uint8_t *)plain.p,
	        plain.n, who->bytes, sizeof(who->bytes), NULL, c->nonce, c->seal);
	return (struct str){(char *)out, plain.n + SEAL_OVERHEAD};
}

int
crypt_open_sealed(const struct crypt *c, struct arena *a, const struct who *who, struct str sealed,
        struct str *plain)
{
	if (sealed.n < SEAL_OVERHEAD)
		return -EBADMSG;
	const uint8_t *nonce = (const uint8_t *)sealed.p;
	uint8_t *out = arena_alloc(a, sealed.n - SEAL_OVERHEAD + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, nonce + NONCE,
	            sealed.n - NONCE, who->bytes, sizeof(who->bytes), nonce, c->seal) != 0)
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
