/*
 * Changes the key that texts are sealed with, of a database that no daemon has: a new key is put
 * beside the old one in the key file, every sealed text of every table is sealed anew, the old
 * key is dropped. Whoever kills it when he likes calls it again: it goes on where it was, and a
 * daemon that is started in between works with both keys.
 *
 * Names (the keyed hashes) stay: of most phones the number is not known, so that nobody could
 * rename them. Backups made before need the key file of before.
 */
#ifndef JIAXIN_KEY_ROTATE_H
#define JIAXIN_KEY_ROTATE_H

#include "store/store.h"

struct key_rotation {
	int64_t resealed;   /* texts, by this call */
	int64_t unreadable; /* with neither key, as they were before */
	unsigned number;    /* of the key that is in use now */
};

/* 0, or a negative errno: -EBUSY while a daemon has the database; else as store_trouble. */
int
key_rotate(const struct store_options *options, int64_t now_s, struct key_rotation *done) MUST_USE;

#endif
