/*
 * Secrets at rest, with the keys of key_file.h: phones and message ids are named by keyed hashes
 * (BLAKE2b, SipHash), texts are sealed (XChaCha20-Poly1305). All of it is libsodium's.
 *
 * A sealed text is the number of its key, a nonce, the ciphertext and a tag. It belongs to one
 * row of one table and to one phone: copied anywhere else it does not open.
 */
#ifndef JIAXIN_CRYPT_H
#define JIAXIN_CRYPT_H

#include "base/arena.h"
#include "store/key_file.h"

/* A phone, as tables and logs know it: a keyed hash of its MSISDN. */
struct who {
	uint8_t bytes[16];
};

enum { WHO_TEXT = 9, SEAL_OVERHEAD = 1 + 24 + 16 };

/*
 * Where a sealed text belongs. The row is the table's INTEGER PRIMARY KEY; in a table without one
 * it is 0, or who_half of the column `other` where there is one. So the schema alone says where
 * each sealed text belongs (key_rotate.h).
 */
struct seal {
	const char *table;
	int64_t row;
	const struct who *who;
};

struct crypt;

/* Reads the key file, as keys_read. NULL with *error set. */
struct crypt *crypt_open(const char *path, bool create, int *error);

/* Keys that live only as long as this process, for conversations that are not kept. */
struct crypt *crypt_open_volatile(void);

void crypt_close(struct crypt *c); /* wipes the keys */

struct who crypt_who(const struct crypt *c, struct str msisdn);
/* Half of it, as a number. */
int64_t who_half(const struct who *who);

bool who_eq(const struct who *a, const struct who *b);

/* The first 8 hex digits of a who, for a log line. */
const char *who_text(const struct who *who, char out[WHO_TEXT]);

/* A keyed 64-bit name for a message's id (or any mark that repeats it), never 0. `kind` keeps kinds
 * apart. */
uint64_t crypt_mark(const struct crypt *c, char kind, const struct who *who, struct str id);

/* Says which key a database was written with, without telling the key. */
void crypt_check_value(const struct crypt *c, uint8_t out[KEY_CHECK]);

/* The same of each key that may have sealed something, the newest last. */
struct seal_check {
	uint8_t number, check[KEY_CHECK];
};
size_t crypt_seal_checks(const struct crypt *c, struct seal_check out[SEALING_KEYS]);

/* plain sealed into `a` with the newest key: plain.n + SEAL_OVERHEAD bytes. */
struct str crypt_seal(struct crypt *c, struct arena *a, const struct seal *place, struct str plain);

/* The opposite. -EBADMSG when it belongs elsewhere, its key is gone, or it is damaged. */
int crypt_open_sealed(const struct crypt *c, struct arena *a, const struct seal *place,
        struct str sealed, struct str *plain) MUST_USE;

/* Whether it was sealed with the newest key. */
bool crypt_is_fresh(const struct crypt *c, struct str sealed);

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
