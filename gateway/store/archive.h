/*
 * What the law wants kept and nobody here needs: after some days (and at once when a phone is
 * erased) a message leaves the journal for the archive, sealed for a public key whose secret half
 * is elsewhere. The daemon only stores it, and lets it go when its time is over.
 * MIIT order 31 of 2015: texts of port numbers, 5 months; PIPL article 47: only store it.
 *
 * Each step of the daemon's makes a key of its own, seals the messages with it (XChaCha20-Poly1305)
 * and it for the public key (libsodium's sealed box), and forgets it. A row says when, and whose
 * key; whose message stands inside.
 *
 * The secret half is 64 hex digits, and so is the public one, each a file's one line.
 */
#ifndef JIAXIN_ARCHIVE_H
#define JIAXIN_ARCHIVE_H

#include "base/buf.h"
#include "store/store.h"

enum { ARCHIVE_KEY = 32, ARCHIVE_HEX = 2 * ARCHIVE_KEY + 1 };

/* A new pair, as it is written to files. */
void archive_make_pair(char public_hex[ARCHIVE_HEX], char secret_hex[ARCHIVE_HEX]);

/* Reads a key file of one line; -EINVAL: it holds none. */
int archive_read_key(const char *path, uint8_t key[ARCHIVE_KEY]) MUST_USE;

/* A step's key. Zeroed: not begun. */
struct archive_step {
	bool begun;
	int64_t id;
	uint8_t key[ARCHIVE_KEY];
};

/* Puts a message into the archive, inside the open transaction; begins the step if need be. */
int archive_add(struct store *store, struct archive_step *step, const struct journal_entry *e,
        int64_t now_ms) MUST_USE;
void archive_end(struct archive_step *step); /* wipes it */

/*
 * Moves up to `most` messages that are older than `before_ms` out of the journal, and lets archived
 * ones older than keep_from_ms go. *count: how many were moved or went. Part of store_tend.
 */
int archive_tend(struct store *store, int64_t before_ms, int64_t keep_from_ms, size_t most,
        int64_t now_ms, size_t *count) MUST_USE;

/*
 * Opens all of it with the secret half: each as a line of JSON, of one phone or (NULL) of all.
 * -EBADMSG: it is not the secret half that belongs to it.
 */
typedef void archive_each(void *ctx, struct str line);
int archive_unseal(struct store *store, const uint8_t secret[ARCHIVE_KEY], const struct who *who,
        archive_each *each, void *ctx) MUST_USE;

#endif
