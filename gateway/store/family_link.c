#include <errno.h>

#include "store/family_model.h"

enum { FORMAT = 1, FIELDS = 2 };

struct links {
	struct store *store;
	struct arena *arena;
	struct link *links;
	size_t count;
};

static bool
take_link(void *ctx, const struct db_row *row)
{
	struct links *l = ctx;
	struct link *link = &l->links[l->count];
	struct str fields[FIELDS];
	size_t count;
	int64_t state = db_int(row, 2);
	*link = (struct link){.asked_ms = db_int(row, 3),
	        .asks = (uint32_t)db_int(row, 4),
	        .changed_ms = db_int(row, 5)};
	if (!family_take_who(row, 0, &link->from) || !family_take_who(row, 1, &link->to) ||
	        state < 0 || state >= LINK_STATES ||
	        fields_open(l->store->crypt, l->arena,
	                &(struct seal){"link", who_half(&link->to), &link->from}, FORMAT,
	                db_bytes(row, 6), fields, FIELDS, &count) != 0 ||
	        count != FIELDS)
		return true;
	link->state = (enum link_state)state;
	link->from_msisdn = fields[0];
	link->to_msisdn = fields[1];
	l->count++;
	return true;
}

int
links_load(struct store *store, struct arena *a, const struct who *who, struct link *links,
        size_t *count)
{
	struct links l = {store, a, links, 0};
	struct db_arg args[] = {
	        DB_ARG_BLOB(who->bytes, sizeof(who->bytes)), DB_ARG_INT(FAMILY_LINKS)};
	int error = db_run(store->db, DB_LINK_OF, args, ARRAY_LEN(args), take_link, &l);
	*count = l.count;
	return error;
}

int
link_keep(struct store *store, struct arena *a, const struct link *link, int64_t now_ms)
{
	const struct str fields[FIELDS] = {link->from_msisdn, link->to_msisdn};
	int error = store_change(store);
	if (error)
		return error;
	struct str sealed = fields_seal(store->crypt, a,
	        &(struct seal){"link", who_half(&link->to), &link->from}, FORMAT, fields, FIELDS);
	return db_do(store->db, DB_LINK_PUT,
	        DB_ARG_BLOB(link->from.bytes, sizeof(link->from.bytes)),
	        DB_ARG_BLOB(link->to.bytes, sizeof(link->to.bytes)), DB_ARG_INT(link->state),
	        DB_ARG_INT(link->asked_ms), DB_ARG_INT(link->asks), DB_ARG_INT(now_ms),
	        DB_ARG_BLOB(sealed.p, sealed.n));
}

/* The row of the pair; asks 0: there is none. */
static int
find_pair(struct store *store, struct arena *a, const struct who *from, const struct who *to,
        struct link *link)
{
	struct link found = {.from = *from, .to = *to};
	struct links l = {store, a, &found, 0};
	struct db_arg args[] = {DB_ARG_BLOB(from->bytes, sizeof(from->bytes)),
	        DB_ARG_BLOB(to->bytes, sizeof(to->bytes))};
	int error = db_run(store->db, DB_LINK_GET, args, ARRAY_LEN(args), take_link, &l);
	if (error < 0)
		return error;
	*link = l.count ? found : (struct link){.from = *from, .to = *to};
	return 0;
}

static bool
take_count(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = db_int(row, 0);
	return true;
}

/* Has the phone been asked by so many that it is left alone? */
static int
is_asked_enough(struct store *store, const struct who *to, const struct link_limits *limits,
        int64_t now_ms, bool *enough)
{
	int64_t count = 0;
	struct db_arg args[] = {DB_ARG_BLOB(to->bytes, sizeof(to->bytes)),
	        DB_ARG_INT(now_ms - limits->asked_within)};
	int error = db_run(store->db, DB_LINK_ASKED, args, ARRAY_LEN(args), take_count, &count);
	*enough = limits->asked_most && count >= limits->asked_most;
	return error;
}

/* Is the other's last word to the asker a no, or none, and too young to ask again? */
static bool
is_settled(const struct link *asked, const struct link *reverse, const struct link_limits *limits,
        int64_t now_ms)
{
	int64_t from_ms = now_ms - limits->again_ms;
	if (asked->state == LINK_ALIVE || reverse->state == LINK_ALIVE)
		return true;
	if (limits->pair_most && asked->asks >= limits->pair_most)
		return true;
	if (reverse->asks && reverse->state == LINK_ENDED && reverse->changed_ms > from_ms)
		return true; /* the other had asked once, and has ended it since */
	int64_t last_ms = asked->state == LINK_REFUSED ? asked->changed_ms : asked->asked_ms;
	return asked->asks && asked->state != LINK_ENDED && last_ms > from_ms;
}

int
link_may_ask(struct store *store, struct arena *a, struct str from, struct str to,
        const struct link_limits *limits, int64_t now_ms, struct link *before, bool *may)
{
	struct who asker = store_who(store, from), other = store_who(store, to);
	struct link asked, reverse;
	bool enough;
	int error = store_change(store);
	if (!error)
		error = find_pair(store, a, &asker, &other, &asked);
	if (!error)
		error = find_pair(store, a, &other, &asker, &reverse);
	if (!error)
		error = is_asked_enough(store, &other, limits, now_ms, &enough);
	if (error)
		return error;
	asked.from_msisdn = from;
	asked.to_msisdn = to;
	*before = asked;
	*may = !enough && store_may_push(store, &other) &&
	       !is_settled(&asked, &reverse, limits, now_ms);
	return 0;
}
