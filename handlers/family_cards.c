/* A list of whom to call, and from it the question for a link: 家, 家 妈, 家 加 妈 13800138000. */
#include "family.h"
#include "handlers.h"

#include "base/buf.h"

static const char *const slots[] = {"who", "act", "number", "code", NULL};
static const char *const outcomes[] = {"list", "none", "card", "no-card", "added", "changed",
        "removed", "full", "self", "abroad", "asking", "ask", "linked", "links-full", "enough",
        "unclear", "locked", "wrong-code", "closed", "agreed", NULL};

/* One message about cards. */
struct talk {
	const struct turn *turn;
	struct result *result;
	struct family_own own; /* as it will be */
	bool changed;
	struct str who, number;
};

static size_t
find_card(const struct talk *t, struct str who)
{
	size_t i = 0;
	while (i < t->own.card_count && !str_eq(t->own.cards[i].relation, who))
		i++;
	return i;
}

/* "13800138000" is how it is dialled at home; abroad keeps its +. */
static struct str
dialled(struct str msisdn)
{
	return str_starts(msisdn, STR("+86")) ? str_skip(msisdn, 3) : msisdn;
}

static void
show(struct talk *t, const char *outcome)
{
	t->result->outcome = outcome;
	result_add(t->result, "number", dialled(t->number));
}

/* --- looking --- */

static void
list(struct talk *t)
{
	struct buf b = BUF_INIT(1024);
	for (size_t i = 0; i < t->own.card_count; i++) {
		struct str label = turn_label(t->turn, "who", t->own.cards[i].relation);
		buf_addf(&b, "%s%.*s", i ? "/" : "", STR_ARG(label));
	}
	t->result->outcome = t->own.card_count ? "list" : "none";
	result_add(t->result, "cards", arena_str(t->turn->arena, buf_str(&b)));
	buf_release(&b);
}

static void
look(struct talk *t)
{
	size_t i = find_card(t, t->who);
	if (i < t->own.card_count)
		t->number = t->own.cards[i].msisdn;
	show(t, i < t->own.card_count ? "card" : "no-card");
}

/* --- changing --- */

/* False: it can't be kept, and the outcome says why. */
static bool
put_card(struct talk *t)
{
	size_t i = find_card(t, t->who);
	if (str_eq(t->number, t->turn->msisdn)) {
		t->result->outcome = "self";
		return false;
	}
	if (i >= (size_t)t->turn->limits->cards_most || i == FAMILY_CARDS) {
		t->result->outcome = "full";
		return false;
	}
	show(t, i < t->own.card_count ? "changed" : "added");
	t->own.cards[i] = (struct card){t->who, t->number};
	t->own.card_count += i == t->own.card_count;
	t->changed = true;
	return true;
}

static void
drop(struct talk *t)
{
	size_t i = find_card(t, t->who);
	t->result->outcome = "no-card";
	if (i == t->own.card_count)
		return;
	for (t->own.card_count--; i < t->own.card_count; i++)
		t->own.cards[i] = t->own.cards[i + 1];
	t->own.cards[t->own.card_count] = (struct card){{0}, {0}};
	t->changed = true;
	t->result->outcome = "removed";
}

/* --- asking for a link --- */

static bool
is_to_number(const struct talk *t, const struct link *link)
{
	return str_eq(family_other(t->turn, link), t->number);
}

/* A link that there is, or that the other has asked for: then this is the yes. */
static bool
is_settled(struct talk *t)
{
	for (size_t i = 0; i < t->turn->family->link_count; i++) {
		const struct link *link = &t->turn->family->links[i];
		if (!is_to_number(t, link))
			continue;
		if (family_waits_for_us(t->turn, link)) {
			family_agree(t->turn, t->result, link);
			return true;
		}
		if (family_is_alive(t->turn, link)) {
			t->result->outcome = "linked";
			return true;
		}
	}
	return false;
}

static void
ask(struct talk *t)
{
	const struct link *links[FAMILY_LINKS];
	size_t alive = family_find(t->turn, family_is_alive, (struct str){0}, links);
	if (is_settled(t))
		return;
	t->result->outcome = alive >= (size_t)t->turn->limits->links_most ? "links-full" : "enough";
	if (alive >= (size_t)t->turn->limits->links_most ||
	        !family_count(t->turn, FAMILY_ASK, 0, &t->own))
		return;
	t->changed = true;
	t->result->outcome = "asking";
	result_do(t->result,
	        &(struct effect){.kind = EFFECT_ASK, .msisdn = t->number, .words = "ask"});
}

static void
link_card(struct talk *t)
{
	size_t i = find_card(t, t->who);
	if (t->number.n && !put_card(t))
		return;
	if (!t->number.n && i == t->own.card_count) {
		t->result->outcome = "no-card";
		return;
	}
	t->number = t->own.cards[i].msisdn;
	if (str_starts(t->number, STR("+86")))
		ask(t);
	else
		t->result->outcome = "abroad";
}

/* --- all of it --- */

enum deed { LOOK, ADD, REMOVE, LINK };

static enum deed
deed_of(const struct talk *t)
{
	struct str what = turn_aside(t->turn, "act");
	return str_eq(what, STR("remove")) ? REMOVE
	       : str_eq(what, STR("link")) ? LINK
	       : what.n || t->number.n     ? ADD
	                                   : LOOK;
}

/* What must be asked first, or NULL. */
static const char *
missing(const struct talk *t, enum deed deed)
{
	if (deed != LOOK && !t->who.n)
		return "who";
	return deed == ADD && !t->number.n ? "number" : NULL;
}

static void
act(struct talk *t, enum deed deed)
{
	if (deed == REMOVE)
		drop(t);
	else if (deed == LINK)
		link_card(t);
	else if (deed == ADD)
		put_card(t);
	else if (t->who.n)
		look(t);
	else
		list(t);
}

static bool
may_go_on(struct talk *t)
{
	static const char *const said[] = {
	        [GATE_ASKS] = "locked", [GATE_WRONG] = "wrong-code", [GATE_CLOSED] = "closed"};
	struct str code = turn_aside(t->turn, "code");
	enum family_gate gate = family_gate(t->turn, code, &t->own, t->result);
	t->changed = gate == GATE_WRONG || t->own.open_ms != t->turn->family->own.open_ms;
	if (gate == GATE_OPEN)
		return true;
	t->result->outcome = said[gate];
	t->result->ask = gate == GATE_ASKS ? "code" : NULL;
	return false;
}

static int
run(const struct turn *turn, struct result *result)
{
	struct talk t = {.turn = turn,
	        .result = result,
	        .own = turn->family->own,
	        .who = turn_aside(turn, "who"),
	        .number = turn_aside(turn, "number")};
	enum deed deed = deed_of(&t);
	result->outcome = "unclear";
	result->ask = missing(&t, deed);
	if (!result->ask && !turn->rest.n && may_go_on(&t))
		act(&t, deed);
	if (t.changed)
		family_keep_own(turn, result, &t.own, (struct str){0});
	return 0;
}

const struct handler family_cards = {
        .spec =
                {
                        .name = "family.cards",
                        .slots = slots,
                        .asides = slots,
                        .outcomes = outcomes,
                        .values = (const char *const[]){"cards", "number", "other", NULL},
                        .widest = (const char *const[]){"", FAMILY_NUMBER, FAMILY_MASKED, NULL},
                        .labels = (const char *const[]){"cards", "who", NULL},
                        .acts = true,
                        .family = true,
                },
        .run = run,
};
