#include <errno.h>
#include <string.h>

#include "store/field.h"
#include "store/outbox_model.h"

enum { FORMAT = 1, FIELDS = 8 };

static const char SETTING_DAY[] = "outbox parts of the day";

/* --- what is sealed --- */

/* The fields in their sealed order. */
static void
list_fields(const struct outbox_message *m, struct str out[FIELDS])
{
	out[0] = m->msisdn;
	out[1] = m->text;
	out[2] = m->page;
	out[3] = m->lang;
	out[4] = m->route;
	out[5] = m->tell_msisdn;
	out[6] = m->tell_delivered;
	out[7] = m->tell_failed;
}

static void
take_fields(struct outbox_message *m, const struct str in[FIELDS])
{
	m->msisdn = in[0];
	m->text = in[1];
	m->page = in[2];
	m->lang = in[3];
	m->route = in[4];
	m->tell_msisdn = in[5];
	m->tell_delivered = in[6];
	m->tell_failed = in[7];
}

struct str
outbox_seal(struct crypt *crypt, struct arena *a, int64_t id, const struct who *who,
        const struct outbox_message *m)
{
	struct str fields[FIELDS];
	list_fields(m, fields);
	return fields_seal(crypt, a, &(struct seal){"outbox", id, who}, FORMAT, fields, FIELDS);
}

/* --- lanes --- */

_Static_assert(OUTBOX_KINDS == 3, "db_sql.c divides lanes by it");

/* FNV-1a: told apart, not hidden; the adapters' names are in the configuration. */
uint32_t
outbox_road(struct str route)
{
	uint32_t hash = 2166136261u;
	if (!route.n || route.p[0] != '@')
		return 0;
	for (size_t i = 0; i < route.n; i++)
		hash = (hash ^ (unsigned char)route.p[i]) * 16777619u;
	return hash ? hash : 1;
}

void
outbox_open_road(struct store *store, uint32_t road)
{
	must(store->road_count < OUTBOX_ROADS);
	store->roads[store->road_count++] = road;
}

bool
outbox_has_road(const struct store *store, uint32_t road)
{
	bool has = false;
	for (size_t i = 0; i < store->road_count; i++)
		has = has || store->roads[i] == road;
	return has;
}

int64_t
outbox_lane(enum outbox_kind kind, struct str route)
{
	return kind + (int64_t)OUTBOX_KINDS * outbox_road(route);
}

struct str
outbox_route(const struct store *store, struct str route)
{
	const char *other = store->options.outbox.route;
	return route.n || !other ? route : str_from(other);
}

/* --- rows --- */

void
outbox_rows_init(struct outbox_rows *rows, struct arena *a, size_t most)
{
	*rows = (struct outbox_rows){.arena = a,
	        .rows = arena_array(a, most, sizeof(struct outbox_row)),
	        .sealed = arena_array(a, most, sizeof(struct str)),
	        .most = most};
}

void
outbox_open(const struct crypt *crypt, struct arena *a, struct outbox_row *row, struct str sealed)
{
	struct seal place = {"outbox", row->id, &row->who};
	struct str fields[FIELDS];
	size_t count = 0;
	row->unreadable =
	        fields_open(crypt, a, &place, FORMAT, sealed, fields, FIELDS, &count) != 0 ||
	        count != FIELDS;
	if (!row->unreadable)
		take_fields(&row->message, fields);
	row->message.kind = row->kind;
	row->message.due_ms = row->turn_ms;
	row->message.expires_ms = row->expires_ms;
}

/* A number of the database that names something of an enum; what no version wrote is the first. */
static unsigned
within(int64_t number, unsigned count)
{
	return number >= 0 && number < count ? (unsigned)number : 0;
}

bool
outbox_take_row(void *ctx, const struct db_row *from)
{
	struct outbox_rows *rows = ctx;
	struct outbox_row *row = &rows->rows[rows->count];
	struct str who = db_bytes(from, 5);
	*row = (struct outbox_row){
	        .id = db_int(from, 0),
	        .kind = within(db_int(from, 1) % OUTBOX_KINDS, OUTBOX_KINDS),
	        .state = within(db_int(from, 2), OUTBOX_STATES),
	        .cause = within(db_int(from, 3), OUTBOX_CAUSES),
	        .code = db_int(from, 4),
	        .made_ms = db_int(from, 6),
	        .turn_ms = db_int(from, 7),
	        .expires_ms = db_int(from, 8),
	        .changed_ms = db_int(from, 9),
	        .tries = db_int(from, 10),
	        .unreadable = true, /* until it is opened */
	};
	if (who.n == sizeof(row->who.bytes))
		memcpy(row->who.bytes, who.p, who.n);
	if (rows->sealed)
		rows->sealed[rows->count] = arena_str(rows->arena, db_bytes(from, 11));
	return ++rows->count < rows->most;
}

int
outbox_read(struct store *store, struct arena *a, int64_t id, struct outbox_row *row)
{
	struct outbox_rows rows;
	struct db_arg arg = DB_ARG_INT(id);
	outbox_rows_init(&rows, a, 1);
	int error = db_run(store->db, DB_OUTBOX_GET, &arg, 1, outbox_take_row, &rows);
	if (error < 0 || !rows.count)
		return error < 0 ? error : -ENOENT;
	*row = rows.rows[0];
	outbox_open(store->crypt, a, row, rows.sealed[0]);
	return 0;
}

int
outbox_write(struct store *store, const struct outbox_row *row, int64_t now_ms)
{
	return db_do(store->db, DB_OUTBOX_SET, DB_ARG_INT(row->id), DB_ARG_INT(row->state),
	        DB_ARG_INT(row->tries), DB_ARG_INT(row->turn_ms), DB_ARG_INT(row->cause),
	        DB_ARG_INT(row->code), DB_ARG_INT(now_ms));
}

int
outbox_write_anew(struct store *store, const struct outbox_row *row, int64_t now_ms)
{
	int error = outbox_write(store, row, now_ms);
	return error ? error
	             : db_do(store->db, DB_OUTBOX_EXPIRY, DB_ARG_INT(row->id),
	                       DB_ARG_INT(row->expires_ms));
}

static bool
take_id(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = db_int(row, 0);
	return true;
}

int
outbox_insert(struct store *store, struct arena *a, const struct outbox_message *m, int64_t turn_ms,
        int64_t now_ms, int64_t *id)
{
	struct who who = store_who(store, m->msisdn);
	int64_t new_id = 0;
	int error = db_run(store->db, DB_OUTBOX_NEXT, NULL, 0, take_id, &new_id);
	if (error)
		return error;
	struct outbox_message routed = *m;
	routed.route = outbox_route(store, m->route);
	m = &routed;
	struct str sealed = outbox_seal(store->crypt, a, new_id, &who, m);
	int64_t due_ms = m->due_ms > now_ms ? m->due_ms : now_ms;
	int64_t expires_ms =
	        m->expires_ms ? m->expires_ms : due_ms + outbox_life_ms(store, m->kind);
	int64_t same = m->kind == OUTBOX_ANSWER
	                       ? 0
	                       : (int64_t)crypt_mark(store->crypt, 'o', &who, m->text);
	const struct db_arg args[] = {DB_ARG_INT(now_ms), DB_ARG_BLOB(who.bytes, sizeof(who.bytes)),
	        DB_ARG_INT(outbox_lane(m->kind, m->route)), DB_ARG_INT(turn_ms),
	        DB_ARG_INT(expires_ms), DB_ARG_INT(same), DB_ARG_BLOB(sealed.p, sealed.n),
	        DB_ARG_INT(new_id)};
	store->puts++;
	error = db_run(store->db, DB_OUTBOX_PUT, args, ARRAY_LEN(args), NULL, NULL);
	if (!error)
		*id = new_id;
	return error;
}

/* A notice about another message's end; it tells nobody of its own. */
static int
tell(struct store *store, struct arena *a, const struct outbox_message *about, bool delivered,
        int64_t now_ms)
{
	struct outbox_message m = {
	        .kind = OUTBOX_NOTICE,
	        .msisdn = about->tell_msisdn,
	        .text = delivered ? about->tell_delivered : about->tell_failed,
	        .lang = about->lang,
	};
	int64_t id;
	if (!m.msisdn.n || !m.text.n)
		return 0;
	struct who who = store_who(store, m.msisdn);
	m.route = store_last_route(store, a, &who);
	return outbox_insert(store, a, &m, now_ms, now_ms, &id);
}

int
outbox_end(struct store *store, struct arena *a, struct outbox_row *row, enum outbox_state state,
        enum outbox_cause cause, int64_t code, int64_t now_ms)
{
	row->state = state;
	row->cause = cause;
	row->code = code;
	int error = outbox_write(store, row, now_ms);
	if (!error)
		error = outbox_note_reach(store, row, now_ms);
	return error ? error : tell(store, a, &row->message, state == OUTBOX_DELIVERED, now_ms);
}

/* --- parts of the day --- */

struct day {
	int64_t number, parts;
};

/* Days since 1970 in China (UTC+8, no summer time since 1991). */
static int64_t
china_day(int64_t now_ms)
{
	return (now_ms / 1000 + 8 * 3600) / 86400;
}

int
outbox_parts_today(struct store *store, int64_t now_ms, int64_t *parts)
{
	struct day day = {0};
	bool found;
	int error = setting_get(store->db, SETTING_DAY, &day, sizeof(day), &found);
	if (!error)
		*parts = day.number == china_day(now_ms) ? day.parts : 0;
	return error;
}

int
outbox_charge(struct store *store, unsigned parts, int64_t now_ms)
{
	struct day day = {.number = china_day(now_ms)};
	int error = store_change(store);
	if (!error)
		error = outbox_parts_today(store, now_ms, &day.parts);
	if (error)
		return error;
	day.parts += parts;
	return setting_put(store->db, SETTING_DAY, &day, sizeof(day));
}
