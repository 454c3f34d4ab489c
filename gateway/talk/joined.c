#include "talk/joined.h"

/* A step whose text was the first n bytes was heard. */
static bool
heard(const struct store *store, const struct who *who, const struct message *m, size_t n)
{
	struct str id = {m->id.p, m->id.n - m->text.n + n};
	uint64_t marks[MARK_COUNT] = {[MARK_PROVIDER_ID] = store_mark(store, 'i', who, id)};
	return store_find(store, marks) != 0;
}

/* Where the last input begins; false: no step of the session was heard. */
static bool
find_last(const struct store *store, const struct who *who, const struct message *m, size_t *at)
{
	int stars = 0;
	for (size_t i = m->text.n; i-- > 0 && stars < JOINED_STARS_MOST;) {
		if (m->text.p[i] != '*')
			continue;
		stars++;
		*at = i + 1;
		if (heard(store, who, m, i))
			return true;
	}
	*at = 0;
	return heard(store, who, m, 0);
}

void
joined_read(
        const struct store *store, struct arena *a, const struct message *m, struct message *step)
{
	struct who who = store_who(store, m->msisdn);
	size_t at;
	*step = *m;
	step->joined = false;
	if (!m->text.n || m->op != USSD_CONTINUE)
		return;
	must(m->id.n >= m->text.n);
	if (find_last(store, &who, m, &at)) {
		step->text = str_skip(m->text, at);
		return;
	}
	step->op = USSD_BEGIN;
	step->dialled = str_from(arena_printf(a, "*0*%.*s#", STR_ARG(m->text)));
	step->text = (struct str){"", 0};
}
