#include <string.h>

#include "store/store_model.h"

void
unsaved_note(struct store *store, struct session *s)
{
	const struct session *old = sessions_find(store->sessions, &s->who);
	s->flags |= SESSION_UNSAVED;
	if (old && (old->flags & SESSION_UNSAVED))
		return;
	if (store->unsaved_end == store->unsaved_cap) {
		store->unsaved_cap = store->unsaved_cap ? store->unsaved_cap * 2 : 1024;
		store->unsaved =
		        xrealloc(store->unsaved, store->unsaved_cap * sizeof(*store->unsaved));
	}
	store->unsaved[store->unsaved_end++] = (struct unsaved){s->who, s->seq};
}

size_t
unsaved_count(const struct store *store)
{
	return store->unsaved_end - store->unsaved_first;
}

/* The journal row up to which every session is saved. */
static int64_t
saved_seq(const struct store *store)
{
	return unsaved_count(store) ? store->unsaved[store->unsaved_first].seq - 1
	                            : store->last_seq;
}

int
session_save(struct store *store, struct arena *a, const struct session *s)
{
	char packed[SESSION_PACKED];
	session_pack(s, packed);
	struct str sealed = crypt_seal(store->crypt, a, &(struct seal){"session", 0, &s->who},
	        (struct str){packed, sizeof(packed)});
	return db_do(store->db, DB_SESSION_PUT, DB_ARG_BLOB(s->who.bytes, sizeof(s->who.bytes)),
	        DB_ARG_INT(s->forget), DB_ARG_BLOB(sealed.p, sealed.n));
}

static int
save_session(struct store *store, struct arena *a, const struct who *who)
{
	struct session *s = sessions_find(store->sessions, who);
	if (!s) /* evicted, or past its time */
		return 0;
	s->flags &= (uint16_t)~SESSION_UNSAVED;
	return session_save(store, a, s);
}

int
unsaved_save(struct store *store, size_t most)
{
	struct arena memory = ARENA_INIT;
	int error = 0;
	while (!error && most-- && unsaved_count(store)) {
		arena_reset(&memory);
		error = save_session(store, &memory, &store->unsaved[store->unsaved_first++].who);
	}
	arena_release(&memory);
	int64_t seq = saved_seq(store);
	return error ? error : setting_put(store->db, SETTING_SAVED_SEQ, &seq, sizeof(seq));
}

void
unsaved_begin(struct store *store)
{
	store->first_before = store->unsaved_first;
	store->end_before = store->unsaved_end;
}

/* The transaction failed: what it saved is unsaved again, what it listed never was. */
void
unsaved_restore(struct store *store)
{
	store->unsaved_end = store->end_before;
	while (store->unsaved_first > store->first_before) {
		struct session *s =
		        sessions_find(store->sessions, &store->unsaved[--store->unsaved_first].who);
		if (s)
			s->flags |= SESSION_UNSAVED;
	}
}

/* The transaction is on the disk: the saved ones' places are free. */
void
unsaved_compact(struct store *store)
{
	if (!store->unsaved_first || store->unsaved_first < store->unsaved_end / 2)
		return;
	memmove(store->unsaved, store->unsaved + store->unsaved_first,
	        unsaved_count(store) * sizeof(*store->unsaved));
	store->unsaved_end -= store->unsaved_first;
	store->unsaved_first = 0;
}
