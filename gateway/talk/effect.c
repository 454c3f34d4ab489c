#include "talk/effect.h"

#include <errno.h>
#include <string.h>

#include "store/outbox.h"
#include "talk/owner.h"
#include "talk/walk.h"

enum { HEAD_DIGITS = 3, TAIL_DIGITS = 4 };

struct str
phone_masked(struct arena *a, struct str msisdn)
{
	struct str digits = msisdn;
	if (str_starts(digits, STR("+86")))
		digits = str_skip(digits, 3);
	if (digits.n <= HEAD_DIGITS + TAIL_DIGITS)
		return STR("****");
	return str_from(arena_printf(a, "%.*s****%.*s", HEAD_DIGITS, digits.p, TAIL_DIGITS,
	        digits.p + digits.n - TAIL_DIGITS));
}

/* An outcome of the page as a message by itself, in the language of who will read it. */
static struct str
words_for(struct walk *w, const char *name, struct str other, lang_t lang)
{
	const struct outcome *outcome = name ? walk_outcome(w->acted, name) : NULL;
	if (!outcome)
		return (struct str){0};
	struct value *values = arena_array(w->arena, w->result.value_count + 1, sizeof(*values));
	values[0] = (struct value){"other", phone_masked(w->arena, other)};
	memcpy(values + 1, w->result.values, w->result.value_count * sizeof(*values));
	return render_outcome(w->c->content, w->arena, w->acted, &outcome->text, lang, values,
	        w->result.value_count + 1);
}

/* A message to another phone in its own language, as far as that is known. */
static struct outbox_message
message_to(struct walk *w, const struct effect *effect, enum outbox_kind kind)
{
	struct who who = store_who(w->c->store, effect->msisdn);
	const struct session *s = store_session(w->c->store, &who, CHANNEL_SMS);
	lang_t lang = walk_language(w, s, (struct str){0});
	return (struct outbox_message){.kind = kind,
	        .msisdn = effect->msisdn,
	        .text = words_for(w, effect->words, w->m->msisdn, lang),
	        .page = w->acted->id,
	        .lang = content_language(w->c->content, lang)};
}

/* By day: the other did not ask for it. Whatever becomes of it, the phone was told the same. */
static int
do_ask(struct walk *w, const struct effect *effect)
{
	struct link link;
	bool may;
	enum outbox_verdict verdict = OUTBOX_STOPPED;
	int64_t now_ms = w->m->now_ms;
	int error = link_may_ask(w->c->store, w->arena, w->m->msisdn, effect->msisdn,
	        &w->c->family.link, now_ms, &link, &may);
	if (error || (!may && link.asks))
		return error;
	struct outbox_message m = message_to(w, effect, OUTBOX_REMINDER);
	if (may)
		error = outbox_put(w->c->store, w->arena, &m, now_ms, &verdict, NULL);
	if (error)
		return error;
	link.state = verdict == OUTBOX_TAKEN ? LINK_ASKED : LINK_UNASKED;
	link.asked_ms = now_ms;
	link.asks++;
	return link_keep(w->c->store, w->arena, &link, now_ms);
}

/* To the phone itself, about what went to another. */
static int
tell_phone(struct walk *w, struct str text)
{
	enum outbox_verdict verdict;
	struct outbox_message told = {.kind = OUTBOX_NOTICE,
	        .msisdn = w->m->msisdn,
	        .text = text,
	        .page = w->acted->id,
	        .lang = content_language(w->c->content, w->rendering.lang)};
	if (!text.n)
		return 0;
	return outbox_put(w->c->store, w->arena, &told, w->m->now_ms, &verdict, NULL);
}

/* What can't even be queued has failed, and the phone is told so like of any other. */
static int
do_send(struct walk *w, const struct effect *effect)
{
	enum outbox_verdict verdict;
	lang_t own = w->rendering.lang;
	struct who other = store_who(w->c->store, effect->msisdn);
	if (phone_owner(w->c, &other, w->m->now_ms) != OWNER_SAME) {
		w->unsent = true;
		return tell_phone(w, words_for(w, effect->unheard, effect->msisdn, own));
	}
	struct outbox_message m = message_to(w, effect, OUTBOX_NOTICE);
	m.tell_msisdn = w->m->msisdn;
	m.tell_delivered = words_for(w, effect->delivered, effect->msisdn, own);
	m.tell_failed = words_for(w, effect->failed, effect->msisdn, own);
	int error = outbox_put(w->c->store, w->arena, &m, w->m->now_ms, &verdict, NULL);
	if (error || verdict == OUTBOX_TAKEN)
		return error;
	w->unsent = true;
	return tell_phone(w, m.tell_failed);
}

/* Words that could not even be queued may be tried again at once. */
static void
unsay(const struct walk *w, struct family_own *own)
{
	for (size_t i = 0; i < FAMILY_COUNTS; i++)
		if (w->unsent && own->last[i].at_ms == w->m->now_ms)
			own->last[i] = (struct family_last){0};
}

static int
do_keep(struct walk *w, const struct effect *effect)
{
	struct family_own own = *effect->own;
	unsay(w, &own);
	if (effect->code.n)
		own.code = code_hash(w->arena, effect->code);
	return family_keep(w->c->store, w->arena, &w->entry.who, &own, w->m->now_ms);
}

static int
do_effect(struct walk *w, const struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_KEEP:
		return do_keep(w, effect);
	case EFFECT_REMIND:
		return reminder_keep(w->c->store, w->arena, &w->entry.who, effect->reminder);
	case EFFECT_LINK:
		return link_keep(w->c->store, w->arena, effect->link, w->m->now_ms);
	case EFFECT_ASK:
		return do_ask(w, effect);
	case EFFECT_SEND:
		return do_send(w, effect);
	}
	must(!"an effect");
	return -EINVAL;
}

int
walk_do_effects(struct walk *w)
{
	int error = 0;
	if (w->result.known)
		w->after.flags &= (uint16_t)~SESSION_STRANGE;
	for (size_t i = 0; !error && i < w->result.effect_count; i++)
		error = do_effect(w, &w->result.effects[i]);
	return error;
}
