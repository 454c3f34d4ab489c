#include "store/family.h"

#include <errno.h>
#include <string.h>

#include "store/family_model.h"

enum { FORMAT = 1, HEAD = 2, FIELDS = HEAD + 2 * FAMILY_CARDS };

/* The numbers of a record, as they are sealed: only add at the end. An older one is shorter. */
struct numbers {
	int64_t closed_ms, open_ms;
	uint32_t wrong;
	int32_t counted_on;
	uint32_t counts[FAMILY_COUNTS];
	uint32_t unused;
	int64_t last_ms[FAMILY_COUNTS];
	uint32_t last_words[FAMILY_COUNTS];
	uint32_t unused_too;
};

bool
family_take_who(const struct db_row *row, int column, struct who *who)
{
	struct str bytes = db_bytes(row, column);
	if (bytes.n != sizeof(who->bytes))
		return false;
	memcpy(who->bytes, bytes.p, bytes.n);
	return true;
}

/* --- the phone's own record --- */

int
family_keep(struct store *store, struct arena *a, const struct who *who,
        const struct family_own *own, int64_t now_ms)
{
	struct numbers numbers = {.closed_ms = own->closed_ms,
	        .open_ms = own->open_ms,
	        .wrong = own->wrong,
	        .counted_on = own->counted_on};
	struct str fields[FIELDS] = {own->code, {(const char *)&numbers, sizeof(numbers)}};
	must(own->card_count <= FAMILY_CARDS && own->code.n <= FAMILY_CODE_MAX);
	memcpy(numbers.counts, own->counts, sizeof(numbers.counts));
	for (size_t i = 0; i < FAMILY_COUNTS; i++) {
		numbers.last_ms[i] = own->last[i].at_ms;
		numbers.last_words[i] = own->last[i].words;
	}
	for (size_t i = 0; i < own->card_count; i++) {
		must(own->cards[i].relation.n <= FAMILY_WORD_MAX &&
		        own->cards[i].msisdn.n <= FAMILY_WORD_MAX);
		fields[HEAD + 2 * i] = own->cards[i].relation;
		fields[HEAD + 2 * i + 1] = own->cards[i].msisdn;
	}
	int error = store_change(store);
	if (error)
		return error;
	struct str sealed = fields_seal(store->crypt, a, &(struct seal){"family", 0, who}, FORMAT,
	        fields, HEAD + 2 * own->card_count);
	return db_do(store->db, DB_FAMILY_PUT, DB_ARG_BLOB(who->bytes, sizeof(who->bytes)),
	        DB_ARG_INT(now_ms), DB_ARG_BLOB(sealed.p, sealed.n));
}

struct reading {
	struct store *store;
	struct arena *arena;
	const struct who *who;
	struct family *family;
};

static bool
take_own(void *ctx, const struct db_row *row)
{
	struct reading *r = ctx;
	struct family_own *own = &r->family->own;
	struct str fields[FIELDS];
	struct numbers numbers = {0};
	size_t count;
	if (fields_open(r->store->crypt, r->arena, &(struct seal){"family", 0, r->who}, FORMAT,
	            db_bytes(row, 0), fields, FIELDS, &count) != 0 ||
	        count < HEAD || fields[1].n > sizeof(numbers))
		return false;
	memcpy(&numbers, fields[1].p, fields[1].n);
	*own = (struct family_own){.code = fields[0],
	        .wrong = numbers.wrong,
	        .closed_ms = numbers.closed_ms,
	        .open_ms = numbers.open_ms,
	        .counted_on = numbers.counted_on};
	memcpy(own->counts, numbers.counts, sizeof(own->counts));
	for (size_t i = 0; i < FAMILY_COUNTS; i++)
		own->last[i] = (struct family_last){numbers.last_ms[i], numbers.last_words[i]};
	for (; HEAD + 2 * own->card_count + 1 < count; own->card_count++)
		own->cards[own->card_count] = (struct card){
		        fields[HEAD + 2 * own->card_count], fields[HEAD + 2 * own->card_count + 1]};
	return false;
}

int
family_load(struct store *store, struct arena *a, const struct who *who, struct family *family)
{
	struct family found = {0};
	struct reading r = {store, a, who, &found};
	struct db_arg arg = DB_ARG_BLOB(who->bytes, sizeof(who->bytes));
	must(!store->committing);
	int error = store->db ? 0 : -EIO;
	if (!error)
		error = db_run(store->db, DB_FAMILY_GET, &arg, 1, take_own, &r);
	if (error >= 0)
		error = links_load(store, a, who, found.links, &found.link_count);
	if (error >= 0)
		error = reminder_load(store, a, who, &found.reminder);
	if (error < 0)
		return error;
	*family = found;
	return 0;
}

int
family_tend(struct store *store, int64_t keep_from_ms, size_t most)
{
	return db_do(store->db, DB_LINK_PURGE, DB_ARG_INT(keep_from_ms), DB_ARG_INT((int64_t)most));
}
