/*
 * The key file: what names phones, and what seals texts. It lies outside the database, so that
 * who steals the database or a backup of it reads no number and no text.
 *
 * At first it is one line of 64 hex digits, a master key that the others are derived from
 * (BLAKE2b). After the first change of keys (key_rotate.h) it has a line for each, since from the
 * master the old sealing key could be made again:
 *
 *   who 64HEX  mark 32HEX  check 32HEX      for good: they name phones, ids and the database
 *   seal NUMBER 64HEX                       what texts are sealed with; two while keys change
 *
 * A systemd credential (LoadCredential=) with the file's own name is read in its place.
 */
#ifndef JIAXIN_KEY_FILE_H
#define JIAXIN_KEY_FILE_H

#include "base/base.h"

enum {
	KEY_WHO = 32,
	KEY_MARK = 16,
	KEY_CHECK = 16,
	KEY_SEAL = 32,
	SEALING_KEYS = 2,
	KEY_NUMBERS = 255, /* a sealing key's number is 1 to that, then 1 again */
};

struct keys {
	uint8_t who[KEY_WHO], mark[KEY_MARK], check[KEY_CHECK];
	struct sealing_key {
		uint8_t number;
		uint8_t key[KEY_SEAL];
	} seal[SEALING_KEYS]; /* the newest last */
	size_t seals;
};

/*
 * Reads the key file. With `create`, a missing one is made, mode 0600, synced to disk. 0, or
 * -ENOENT, -EACCES, -EINVAL (no key file, or others may read it)... The caller wipes the keys.
 */
int keys_read(const char *path, bool create, struct keys *keys) MUST_USE;

/*
 * Writes them in place of what is there, with its owner: whole or not at all, whenever the power
 * goes. -EROFS when the key is a credential: its source must be changed.
 */
int keys_write(const char *path, const struct keys *keys) MUST_USE;

/* Keys that live only as long as this process. */
void keys_make(struct keys *keys);

/* Adds a sealing key behind the newest; there must be one place free. */
void keys_add_seal(struct keys *keys);

/* Drops every sealing key but the newest. */
void keys_drop_old(struct keys *keys);

void keys_wipe(struct keys *keys);

#endif
