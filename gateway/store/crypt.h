/*
 * Secrets at rest. The key lies in a file of its own, outside the database: who steals
 * the database or a backup of it reads no number and no text.
 *
 * From the 32-byte master key come three (BLAKE2b key derivation): one names phones, one
 * names messages, one seals texts (XChaCha20-Poly1305). All of it is libsodium's.
 */
#ifndef JIAXIN_CRYPT_H
#define JIAXIN_CRYPT_H

#include "base/arena.h"

/* A phone, as tables and logs know it: a keyed hash of its MSISDN. */
struct who {
	uint8_t bytes[16];
};

enum { WHO_TEXT = 9, SEAL_OVERHEAD = 24 + 16, KEY_CHECK = 16 };

struct crypt;

/*
 * Reads the key file (64 hex digits). With `create`, a missing file is made, mode 0600,
 * synced to disk. Returns NULL with *error set: -ENOENT, -EACCES, -EINVAL (not a key
 * file, or others may read it)...
 */
struct crypt *crypt_open(const char *path, bool create, int *error);

/* A key that lives only as long as this process, for conversations that are not kept. */
struct crypt *crypt_open_volatile(void);

void crypt_close(struct crypt *c); /* wipes the keys */

struct who crypt_who(const struct crypt *c, struct str msisdn);
bool who_eq(const struct who *a, const struct who *b);

/* The first 8 hex digits of a who, for a log line. */
const char *who_text(const struct who *who, char out[WHO_TEXT]);

/* A keyed 64-bit name for a message's id (or any mark that repeats it), never 0. `kind` keeps kinds
 * apart. */
uint64_t crypt_mark(const struct crypt *c, char kind, const struct who *who, struct str id);

/* Says which key a database was written with, without telling the key. */
void crypt_check_value(const struct crypt *c, uint8_t out[KEY_CHECK]);

/* plain sealed into `a`: nonce, ciphertext, tag (plain.n + SEAL_OVERHEAD bytes); bound to `who`. */
struct str crypt_seal(struct crypt *c, struct arena *a, const struct who *who, struct str plain);

/* The opposite. -EBADMSG when it was sealed with another key, for another phone, or is damaged. */
int crypt_open_sealed(const struct crypt *c, struct arena *a, const struct who *who,
        struct str sealed, struct str *plain) MUST_USE;

/*
 * A short code that a person chose, as it may be kept: Argon2id with its salt (libsodium's text
 * form), in `a`. Takes about 3 ms and 4 MB: the loop waits for it, so it is not more, and what is
 * kept is sealed besides. code_matches: whether `code` is the one that was hashed.
 */
struct str code_hash(struct arena *a, struct str code);
bool code_matches(struct str hash, struct str code);

/* Whether two secrets are equal, in a time that depends on neither (not even on their lengths). */
bool secret_eq(struct str a, struct str b);

/* Fills `out` with 2 * bytes random hex digits and a NUL. */
void random_hex(char *out, size_t bytes);

/* 32 random bits, for what must not keep step (jitter). */
uint32_t random_32(void);

#endif
