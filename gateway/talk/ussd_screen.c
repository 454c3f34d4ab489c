#include <errno.h>
#include <string.h>

#include "store/outbox.h"
#include "talk/walk.h"

/* An SMS that overtakes the last screen opens over it, or hides it, on a simple phone. */
enum { SCREEN_FIRST_MS = 2000 };

struct text_limit
ussd_limit(const struct walk *w)
{
	return w->m->screen ? *w->m->screen : content_screen(w->c->content);
}

/* Is there nothing that the phone might still say to this screen? */
static bool
is_last(const struct walk *w)
{
	return w->final && !w->open && !w->invited;
}

/* --- what can be pressed --- */

/* The most helpful footer that there is room for. */
static struct str
cut(struct walk *w, struct str whole, struct str *rest)
{
	const struct session *s = &w->after;
	struct text_limit limit = ussd_limit(w);
	uint32_t home_key = content_home(w->c->content)->key;
	bool moves = !(s->flags & SESSION_RESUME) && !w->broken;
	bool back = moves && s->trail[0], home = back && s->trail[0] != home_key;
	struct str footers[2];
	size_t count = 0;
	if (home && !is_last(w))
		footers[count++] = render_keys(&w->rendering, w->arena, false, true, true);
	if (back && !is_last(w))
		footers[count++] = render_keys(&w->rendering, w->arena, false, true, false);
	struct str more = render_keys(&w->rendering, w->arena, true, back, home);
	struct str screen = render_screen(w->arena, &limit, footers, count, more, whole, rest);
	*rest = render_marked(&w->rendering, w->arena, whole, *rest);
	return screen;
}

/* --- by SMS --- */

static bool
guard_lets(struct walk *w, struct str text)
{
	struct guard_answer answer = {.text = store_mark(w->c->store, 'o', &w->entry.who, text),
	        .parts = text_measure(text).parts,
	        .urgent = w->rendering.page->urgent};
	return !w->c->guard || guard_weigh(w->c->guard, &w->entry.who, &answer,
	                               w->m->now_ms / 1000) == GUARD_ANSWER;
}

/* The answer goes by SMS, at due_ms; *id: its outbox row, 0: it may not. *rest: what is left. */
static int
owe(struct walk *w, struct str whole, int64_t due_ms, int64_t *id, struct str *rest)
{
	enum outbox_verdict verdict;
	const struct page *page = w->rendering.page;
	*id = 0;
	struct outbox_message m = {.kind = OUTBOX_ANSWER,
	        .msisdn = w->m->msisdn,
	        .text = render_piece(&w->rendering, w->arena, w->parts, whole, rest),
	        .page = page->id,
	        .lang = content_language(w->c->content, w->rendering.lang),
	        .due_ms = due_ms};
	if (!w->c->ussd.sends || m.text.n > OUTBOX_TEXT_MAX || !guard_lets(w, m.text))
		return 0;
	int error = outbox_put(w->c->store, w->arena, &m, w->m->now_ms, &verdict, id);
	if (!error && *id)
		w->after.flags |= SESSION_BY_SMS;
	return error;
}

/* A few words on the screen, all of it by SMS right behind it. */
static int
hand_over(struct walk *w, struct str whole)
{
	struct text_limit limit = ussd_limit(w);
	struct str rest, screen_rest;
	struct buf told = BUF_INIT(ANSWER_MAX_BYTES);
	int64_t id;
	int error = owe(w, whole, w->m->now_ms + SCREEN_FIRST_MS, &id, &rest);
	if (error || !id)
		return error;
	struct str brief = w->brief.n ? buf_str(&w->brief) : whole;
	render_text(&w->rendering, content_text(w->c->content, TEXT_BY_SMS), &told);
	struct str by_sms = arena_str(w->arena, buf_str(&told));
	buf_release(&told);
	w->entry.out = render_screen(w->arena, &limit, &by_sms, 1, by_sms, brief, &screen_rest);
	w->entry.rest = rest;
	w->sliced = true;
	if (rest.n)
		w->after.flags |= SESSION_REST;
	return 0;
}

/* The SMS that goes unless the phone reads on: now it does, or it is at its end. */
static int
put_off(struct walk *w, int64_t owed, bool reading)
{
	int64_t now_ms = w->m->now_ms, wait_ms = w->c->ussd.timeout_s * INT64_C(1000);
	if (reading) {
		w->entry.owed = owed;
		w->after.flags |= SESSION_BY_SMS;
		return outbox_move(w->c->store, w->arena, owed, now_ms + wait_ms, now_ms);
	}
	int error = outbox_drop(w->c->store, w->arena, owed, now_ms);
	return error == -EINVAL || error == -ENOENT ? 0 : error; /* it has left, or is gone */
}

/* --- the screen --- */

static int
show_pages(struct walk *w, struct str whole)
{
	const struct page *page = w->rendering.page;
	int64_t wait_ms = w->c->ussd.timeout_s * INT64_C(1000);
	struct str rest;
	w->entry.out = cut(w, whole, &w->entry.rest);
	if (!w->entry.rest.n)
		return 0;
	w->after.flags |= SESSION_REST;
	bool owes = w->final && page && page->ussd == PAGE_SCREENS_AND_SMS && !w->entry.owed;
	return owes ? owe(w, whole, w->m->now_ms + wait_ms, &w->entry.owed, &rest) : 0;
}

/*
 * A session whose answer is told has come to its end: it waits only for what the answer itself asks
 * for, and is not taken up again when that does not come. One that broke off may be resumed.
 */
static void
end(struct walk *w)
{
	bool told = w->handed || (w->final && !w->open && !w->entry.rest.n);
	if (told)
		w->after.flags |= SESSION_ENDED;
	if ((told && !w->invited) || w->broken)
		w->after.tag = 0;
}

/* What the last step owed in case that the phone would not read on: it does, or does something
 * else. */
static int
follow_owed(struct walk *w, struct str whole)
{
	const struct session *s = w->before;
	bool owes = s && (s->flags & SESSION_BY_SMS) && !(s->flags & SESSION_ENDED);
	struct str rest = {0};
	if (!owes || (w->after.flags & SESSION_RESUME))
		return 0;
	if (!w->sliced && strcmp(w->reply->outcome, "more") == 0)
		cut(w, whole, &rest);
	return put_off(w, walk_last(w).owed, w->sliced || rest.n > 0);
}

int
ussd_show(struct walk *w)
{
	const struct page *page = w->rendering.page;
	struct text_limit limit = ussd_limit(w);
	struct str whole = arena_str(w->arena, buf_str(&w->out));
	w->invited = !w->broken && content_invites(w->c->content, whole);
	int error = follow_owed(w, whole);
	bool brief = w->final && !w->sliced && page && page->ussd == PAGE_BRIEF_AND_SMS;
	if (!error && brief && !text_fits(whole, &limit)) {
		error = hand_over(w, whole);
		w->handed = w->sliced;
		w->invited = w->invited && !w->handed; /* where it asks, by SMS */
	}
	if (!error && !w->sliced)
		error = show_pages(w, whole);
	end(w);
	return error;
}
