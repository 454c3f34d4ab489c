#include <errno.h>
#include <string.h>

#include "store/family_model.h"

enum { FORMAT = 1, FIELDS = 4 };

/* When, as it is sealed: only add at the end. */
struct times {
	int64_t until_ms;
	uint32_t festivals;
	uint16_t minute;
	uint8_t weekday, unused;
};

static bool
open_reminder(struct store *store, struct arena *a, const struct db_row *row, struct who *who,
        struct reminder *reminder)
{
	struct str fields[FIELDS];
	struct times times;
	size_t count;
	if (!family_take_who(row, 0, who) ||
	        fields_open(store->crypt, a, &(struct seal){"reminder", 0, who}, FORMAT,
	                db_bytes(row, 2), fields, FIELDS, &count) != 0 ||
	        count != FIELDS || fields[3].n != sizeof(times))
		return false;
	memcpy(&times, fields[3].p, sizeof(times));
	*reminder = (struct reminder){.msisdn = fields[0],
	        .page = fields[1],
	        .lang = fields[2],
	        .weekday = times.weekday,
	        .minute = times.minute,
	        .festivals = times.festivals,
	        .until_ms = times.until_ms,
	        .due_ms = db_int(row, 1)};
	return true;
}

struct reading {
	struct store *store;
	struct arena *arena;
	struct reminder *reminder;
};

static bool
take_one(void *ctx, const struct db_row *row)
{
	struct reading *r = ctx;
	struct who who;
	open_reminder(r->store, r->arena, row, &who, r->reminder);
	return false;
}

int
reminder_load(
        struct store *store, struct arena *a, const struct who *who, struct reminder *reminder)
{
	struct reading r = {store, a, reminder};
	struct db_arg arg = DB_ARG_BLOB(who->bytes, sizeof(who->bytes));
	return db_run(store->db, DB_REMINDER_GET, &arg, 1, take_one, &r);
}

int
reminder_keep(struct store *store, struct arena *a, const struct who *who,
        const struct reminder *reminder)
{
	struct times times = {
	        reminder->until_ms, reminder->festivals, reminder->minute, reminder->weekday, 0};
	const struct str fields[FIELDS] = {reminder->msisdn, reminder->page, reminder->lang,
	        {(const char *)&times, sizeof(times)}};
	struct db_arg key = DB_ARG_BLOB(who->bytes, sizeof(who->bytes));
	int error = store_change(store);
	if (error)
		return error;
	if (!reminder->weekday && !reminder->festivals)
		return db_do(store->db, DB_REMINDER_DROP, key);
	struct str sealed = fields_seal(
	        store->crypt, a, &(struct seal){"reminder", 0, who}, FORMAT, fields, FIELDS);
	return db_do(store->db, DB_REMINDER_PUT, key, DB_ARG_INT(reminder->due_ms),
	        DB_ARG_BLOB(sealed.p, sealed.n));
}

/* --- those that are due --- */

/* Gathered before any of them is changed. */
struct due {
	struct store *store;
	struct arena *arena;
	struct reminder *reminders;
	struct who *whos;
	size_t count;
};

static bool
take_due(void *ctx, const struct db_row *row)
{
	struct due *d = ctx;
	struct reminder *reminder = &d->reminders[d->count];
	if (!family_take_who(row, 0, &d->whos[d->count]))
		return true;
	if (!open_reminder(d->store, d->arena, row, &d->whos[d->count], reminder))
		*reminder = (struct reminder){0}; /* to be dropped: it would be due for ever */
	d->count++;
	return true;
}

int
reminders_due(struct store *store, struct arena *a, int64_t now_ms, size_t most,
        reminder_each *each, void *ctx)
{
	struct due d = {store, a, arena_array(a, most, sizeof(struct reminder)),
	        arena_array(a, most, sizeof(struct who)), 0};
	struct db_arg args[] = {DB_ARG_INT(now_ms), DB_ARG_INT((int64_t)most)};
	int error = store->db ? 0 : -EIO;
	if (!error)
		error = db_run(store->db, DB_REMINDER_DUE, args, ARRAY_LEN(args), take_due, &d);
	for (size_t i = 0; !error && i < d.count; i++)
		error = each(ctx, &d.whos[i], &d.reminders[i]);
	return error;
}
