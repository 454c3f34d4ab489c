#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "store/field.h"
#include "store/store_model.h"
#include "store/subject.h"

enum { LINE_MOST = 1 << 20, FORMAT_BYTE = 1, NOT_FIELDS = -1, NAMES = 8 };

/*
 * How what was sealed reads: behind `skip` bytes are fields (field.h), with these names; where
 * there are names, what comes behind the last of them is none. A table that is not listed has a
 * format byte, then fields.
 */
static const struct shape {
	const char *table;
	int skip;
	const char *const names[NAMES];
} shapes[] = {
        {"journal", SESSION_PACKED, {"said", "answered", "rest"}},
        {"told", FORMAT_BYTE, {"told"}},
        {"outbox", FORMAT_BYTE,
                {"number", "text", "page", "language", "route", "tell", "delivered", "failed"}},
        {"session", NOT_FIELDS, {NULL}},
        {"stop", NOT_FIELDS, {NULL}},
};

static const struct shape *
shape_of(const char *table)
{
	static const struct shape usual = {"", FORMAT_BYTE, {NULL}};
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
		if (strcmp(shapes[i].table, table) == 0)
			return &shapes[i];
	return &usual;
}

static bool
is_text(struct str s)
{
	return utf8_valid(s) && !(s.n && memchr(s.p, 0, s.n));
}

static void
add_value(struct buf *b, struct str value)
{
	if (is_text(value)) {
		buf_add_json(b, value);
		return;
	}
	buf_addz(b, "{\"hex\":\"");
	for (size_t i = 0; i < value.n; i++)
		buf_addf(b, "%02x", (unsigned char)value.p[i]);
	buf_addz(b, "\"}");
}

/* False: it does not read like fields. */
static bool
add_fields(struct buf *b, const struct shape *shape, struct str plain)
{
	size_t before = b->n;
	if (shape->skip == NOT_FIELDS || plain.n < (size_t)shape->skip)
		return false;
	struct str rest = str_skip(plain, (size_t)shape->skip), field;
	for (size_t i = 0; rest.n; i++) {
		if (!field_take(&rest, &field)) {
			b->n = before;
			return false;
		}
		const char *name = i < NAMES ? shape->names[i] : NULL;
		if (!name && shape->names[0])
			break;
		buf_addf(b, "%s\"", i ? "," : "");
		if (name)
			buf_addz(b, name);
		else
			buf_addf(b, "%zu", i + 1);
		buf_addz(b, "\":");
		add_value(b, field);
	}
	return true;
}

struct exporting {
	struct store *store;
	const struct db_table *table;
	struct arena memory;
	struct buf line;
	subject_each *each;
	void *ctx;
};

static struct str
column_named(const struct db_row *row, const char *name)
{
	for (int i = 1; i < db_columns(row); i++)
		if (strcmp(db_column_name(row, i), name) == 0)
			return db_bytes(row, i);
	return (struct str){"", 0};
}

/* What is sealed, opened: it belongs to the row's own who, which may be the other of a link. */
static void
add_opened(struct exporting *x, const struct db_row *row, struct str sealed)
{
	struct who who = {{0}}, other = {{0}};
	struct str mine = column_named(row, "who"), theirs = column_named(row, "other"), plain;
	struct seal place = {x->table->name, db_int(row, 0), &who};
	if (mine.n == sizeof(who.bytes))
		memcpy(who.bytes, mine.p, mine.n);
	if (theirs.n == sizeof(other.bytes)) {
		memcpy(other.bytes, theirs.p, theirs.n);
		place.row = who_half(&other);
	}
	buf_addz(&x->line, "{");
	if (crypt_open_sealed(x->store->crypt, &x->memory, &place, sealed, &plain) == 0 &&
	        !add_fields(&x->line, shape_of(x->table->name), plain)) {
		buf_addz(&x->line, "\"opened\":");
		add_value(&x->line, plain);
	}
	buf_addz(&x->line, "}");
}

static void
add_column(struct exporting *x, const struct db_row *row, int column)
{
	const char *name = db_column_name(row, column);
	buf_addf(&x->line, ",\"%s\":", name);
	if (strcmp(name, "sealed") == 0)
		add_opened(x, row, db_bytes(row, column));
	else if (db_column_type(row, column) == DB_TYPE_INT)
		buf_addf(&x->line, "%lld", (long long)db_int(row, column));
	else
		add_value(&x->line, db_bytes(row, column));
}

static bool
export_row(void *ctx, const struct db_row *row)
{
	struct exporting *x = ctx;
	arena_reset(&x->memory);
	buf_clear(&x->line);
	buf_addf(&x->line, "{\"table\":\"%s\"", x->table->name);
	for (int i = 1; i < db_columns(row); i++)
		add_column(x, row, i);
	buf_addz(&x->line, "}");
	x->each(x->ctx, buf_str(&x->line));
	return true;
}

int
subject_export(struct store *store, const struct who *who, subject_each *each, void *ctx)
{
	struct db_table tables[DB_TABLES_MOST];
	struct exporting x = {
	        .store = store, .line = BUF_INIT(LINE_MOST), .each = each, .ctx = ctx};
	const struct db_arg args[] = {DB_ARG_INT(0), DB_ARG_BLOB(who->bytes, sizeof(who->bytes))};
	size_t count = 0;
	struct who by_ussd = who_on(who, CHANNEL_USSD); /* of its session */
	const struct db_arg ussd_args[] = {
	        DB_ARG_INT(0), DB_ARG_BLOB(by_ussd.bytes, sizeof(by_ussd.bytes))};
	int error = store->db ? db_tables(store->db, tables, &count) : -EIO;
	for (size_t i = 0; !error && i < count; i++) {
		x.table = &tables[i];
		error = db_run_any(store->db, x.table, DB_ANY_EXPORT, args, 2, export_row, &x);
		if (!error)
			error = db_run_any(
			        store->db, x.table, DB_ANY_EXPORT, ussd_args, 2, export_row, &x);
	}
	arena_release(&x.memory);
	buf_release(&x.line);
	return error;
}
