#include "family.h"

#include <string.h>

#include "base/buf.h"

enum { TAIL = 4, TAILS = 10000, DOUBLINGS = 8, DAY_MS = 86400000 };

/* --- the gate --- */

static bool
is_anything_kept(const struct turn *turn)
{
	const struct family *f = turn->family;
	const struct link *links[FAMILY_LINKS];
	return f->own.card_count || f->own.code.n ||
	       family_find(turn, family_is_alive, (struct str){0}, links);
}

static bool
needs_code(const struct turn *turn)
{
	const struct family_own *own = &turn->family->own;
	return turn->strange || (own->code.n && own->open_ms <= turn->now_ms);
}

/* Of 138 0013 8000 the 0013: what a mask (phone_masked) leaves out. */
static bool
has_middle(struct str msisdn, struct str code)
{
	return msisdn.n > 2 * TAIL && code.n == TAIL &&
	       str_eq((struct str){msisdn.p + msisdn.n - 2 * TAIL, TAIL}, code);
}

/* Nobody has set a code: an old hand knows a number of the family. */
static bool
knows_a_number(const struct turn *turn, struct str code)
{
	const struct family *f = turn->family;
	const struct link *links[FAMILY_LINKS];
	size_t alive = family_find(turn, family_is_alive, (struct str){0}, links);
	for (size_t i = 0; i < f->own.card_count; i++)
		if (has_middle(f->own.cards[i].msisdn, code))
			return true;
	for (size_t i = 0; i < alive; i++)
		if (has_middle(family_other(turn, links[i]), code))
			return true;
	return false;
}

static bool
is_right(const struct turn *turn, struct str code)
{
	struct str hash = turn->family->own.code;
	return hash.n ? code_matches(hash, code) : knows_a_number(turn, code);
}

/* Each time too many were wrong, twice as long as the time before, up to a day. */
static void
count_wrong(const struct turn *turn, struct family_own *own)
{
	const struct family_limits *limits = turn->limits;
	own->wrong++;
	if (own->wrong % limits->wrong_most)
		return;
	int64_t rounds = own->wrong / limits->wrong_most - 1;
	int64_t closed_ms = limits->closed_ms << (rounds < DOUBLINGS ? rounds : DOUBLINGS);
	own->closed_ms = turn->now_ms + (closed_ms < DAY_MS ? closed_ms : DAY_MS);
}

enum family_gate
family_gate(const struct turn *turn, struct str code, struct family_own *own, struct result *result)
{
	if (!is_anything_kept(turn)) {
		result->known = true;
		return GATE_OPEN;
	}
	if (!needs_code(turn))
		return GATE_OPEN;
	if (own->closed_ms > turn->now_ms)
		return GATE_CLOSED;
	if (!code.n)
		return GATE_ASKS;
	if (!is_right(turn, code)) {
		count_wrong(turn, own);
		return GATE_WRONG;
	}
	own->wrong = 0;
	own->open_ms = turn->now_ms + turn->limits->open_ms;
	result->known = true;
	return GATE_OPEN;
}

/* --- counts --- */

bool
family_count(
        const struct turn *turn, enum family_count which, uint32_t words, struct family_own *own)
{
	int32_t today = turn_today(turn);
	int64_t most = turn->limits->a_day[which];
	uint32_t so_far = own->counted_on == today ? own->counts[which] : 0;
	if (most && so_far >= most)
		return false;
	if (own->counted_on != today)
		memset(own->counts, 0, sizeof(own->counts));
	own->counted_on = today;
	own->counts[which]++;
	own->last[which] = (struct family_last){turn->now_ms, words};
	return true;
}

/* --- links --- */

static bool
is_from_us(const struct turn *turn, const struct link *link)
{
	return str_eq(link->from_msisdn, turn->msisdn);
}

struct str
family_other(const struct turn *turn, const struct link *link)
{
	return is_from_us(turn, link) ? link->to_msisdn : link->from_msisdn;
}

bool
family_has_tail(struct str msisdn, struct str tail)
{
	int64_t wanted, got;
	if (!tail.n)
		return true;
	return msisdn.n > TAIL && parse_int(tail, 0, TAILS - 1, &wanted) == 0 &&
	       parse_int(str_skip(msisdn, msisdn.n - TAIL), 0, TAILS - 1, &got) == 0 &&
	       wanted == got;
}

bool
family_is_alive(const struct turn *turn, const struct link *link)
{
	(void)turn;
	return link->state == LINK_ALIVE;
}

bool
family_waits_for_us(const struct turn *turn, const struct link *link)
{
	return link->state == LINK_ASKED && !is_from_us(turn, link) &&
	       turn->now_ms - link->asked_ms <= turn->limits->asked_ms;
}

size_t
family_find(const struct turn *turn, family_is_meant *is_meant, struct str tail,
        const struct link **found)
{
	size_t count = 0;
	for (size_t i = 0; i < turn->family->link_count; i++) {
		const struct link *link = &turn->family->links[i];
		if (is_meant(turn, link) && family_has_tail(family_other(turn, link), tail))
			found[count++] = link;
	}
	return count;
}

struct str
family_masked(const struct turn *turn, const struct link *const *links, size_t count)
{
	struct buf b = BUF_INIT(1024);
	for (size_t i = 0; i < count; i++) {
		struct str other = phone_masked(turn->arena, family_other(turn, links[i]));
		buf_addf(&b, "%s%.*s", i ? " " : "", STR_ARG(other));
	}
	struct str masked = arena_str(turn->arena, buf_str(&b));
	buf_release(&b);
	return masked;
}

/* --- wishes --- */

void
family_link(const struct turn *turn, struct result *result, const struct link *link,
        enum link_state state)
{
	struct link *changed = arena_alloc(turn->arena, sizeof(*changed));
	*changed = *link;
	changed->state = state;
	result_do(result, &(struct effect){.kind = EFFECT_LINK, .link = changed});
}

void
family_keep_own(const struct turn *turn, struct result *result, const struct family_own *own,
        struct str code)
{
	struct family_own *kept = arena_alloc(turn->arena, sizeof(*kept));
	*kept = *own;
	result_do(result, &(struct effect){.kind = EFFECT_KEEP, .own = kept, .code = code});
}
