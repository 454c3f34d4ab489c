#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "talk/joined.h"
#include "talk/walk.h"
#include "text/fold.h"
#include "text/secret.h"

enum { PIECES_MS = 30 * 60 * 1000 }; /* all pieces of one message have come by then */

/* What the phone chose and still remembers, else `assumed`, else the content's first. */
lang_t
walk_language(const struct walk *w, const struct session *s, struct str assumed)
{
	const struct content *c = w->c->content;
	if (s && s->forget > w->m->now_ms / 1000 && s->lang)
		for (size_t i = 0; i < content_languages(c); i++)
			if (session_lang(page_key(content_language(c, (lang_t)i))) == s->lang)
				return (lang_t)i;
	int lang = content_find_language(c, assumed);
	return lang < 0 ? 0 : (lang_t)lang;
}

/* Of the phone's two records the one with the last word: its language and its STOP hold. */
static const struct session *
latest(const struct session *one, const struct session *other)
{
	if (!one || !other)
		return one ? one : other;
	return one->seq > other->seq ? one : other;
}

/* An SMS goes on where it was, or behind an answer that USSD has handed over. */
static void
begin_sms(struct walk *w, const struct session *own, const struct session *ussd)
{
	uint32_t now_s = w->after.at;
	bool handed = ussd && (ussd->flags & SESSION_BY_SMS) && latest(own, ussd) == ussd &&
	              ussd->at + w->c->session_s > now_s;
	if (handed)
		w->before = ussd;
	else if (own && own->expires > now_s)
		w->before = own;
	if (w->before || own)
		w->last_seq = w->before ? w->before->seq : own->seq;
	w->after.expires = now_s + w->c->session_s;
}

/* Where the phone stays unless something moves it: page, trail and question. */
static void
stand(struct walk *w)
{
	if (!w->before)
		return;
	w->after.page = w->before->page;
	w->after.slot = w->before->slot;
	memcpy(w->after.trail, w->before->trail, sizeof(w->after.trail));
}

/*
 * Has the phone been silent for so long that its number may have a new owner? The record of the
 * channel that it spoke on last knows.
 */
static bool
is_strange(const struct walk *w, uint32_t now_s)
{
	int64_t silent_s = w->c->family.silent_s;
	const struct session *s = store_session(w->c->store, &w->entry.who, CHANNEL_SMS);
	const struct session *ussd = store_session(w->c->store, &w->entry.who, CHANNEL_USSD);
	if (!s || (ussd && ussd->at > s->at))
		s = ussd;
	if (!s || s->forget <= now_s || (s->flags & SESSION_STRANGE))
		return true;
	return silent_s && now_s - (int64_t)s->at > silent_s;
}

/* A session whose time is over keeps only the language, a STOP and who may be behind it. */
static void
begin(struct walk *w)
{
	uint32_t now_s = (uint32_t)(w->m->now_ms / 1000);
	bool ussd = w->m->channel == CHANNEL_USSD;
	const struct session *sms = store_session(w->c->store, &w->entry.who, CHANNEL_SMS);
	const struct session *screen = store_session(w->c->store, &w->entry.who, CHANNEL_USSD);
	const struct session *last = latest(sms, screen);
	bool known = last && last->forget > now_s;
	w->rendering = (struct rendering){
	        w->c->content, walk_language(w, last, w->m->lang), NULL, NULL, 0, 0};
	w->before = w->was = NULL;
	w->last_seq = 0;
	w->after = (struct session){.at = now_s, .lang = known ? last->lang : 0};
	w->after.flags = (ussd ? SESSION_USSD : 0) | (is_strange(w, now_s) ? SESSION_STRANGE : 0);
	if (ussd)
		ussd_begin(w, screen);
	else
		begin_sms(w, sms, screen);
	stand(w);
	walk_stop(w, store_said_stop(w->c->store, &w->entry.who)); /* wherever it was said */
	w->parts = ONE_PART;
	w->final = w->open = w->handed = w->broken = false;
}

/*
 * The answer will not be said: the phone stays where it was, so that the same text sent again
 * means the same; but STOP and START hold whether or not there are words for them.
 */
static void
stay(struct walk *w)
{
	bool stopped = w->after.flags & SESSION_STOPPED;
	buf_clear(&w->out);
	w->sliced = false;
	w->acted = NULL;
	w->result = (struct result){0};
	w->entry.out = w->entry.rest = w->entry.slots = (struct str){"", 0};
	begin(w);
	walk_date(w);
	walk_stop(w, stopped);
	walk_stay(w);
}

/* Whatever went wrong inside: the phone gets the apology, the operator one line. */
static void
apologise(struct walk *w, int error)
{
	char who[WHO_TEXT];
	log_error("phone %s: the answer failed (%s); sent the apology",
	        who_text(&w->entry.who, who), strerror(-error));
	stay(w);
	w->broken = true;
	walk_answer(w, TEXT_SORRY, "sorry");
}

static void
slice(struct walk *w)
{
	if (w->sliced)
		return;
	struct str whole = arena_str(w->arena, buf_str(&w->out));
	w->entry.out = render_piece(&w->rendering, w->arena, w->parts, whole, &w->entry.rest);
	if (w->entry.rest.n)
		w->after.flags |= SESSION_REST;
}

static int
act(struct walk *w, struct str folded)
{
	if (w->m->channel == CHANNEL_USSD)
		return ussd_act(w, folded);
	struct route route = walk_route(w, folded);
	return walk_act(w, &route);
}

/* 0, or the store's -errno: whatever else goes wrong inside is answered with the apology. */
static int
compose(struct walk *w, struct str folded)
{
	int error = 0;
	walk_date(w);
	const struct page *alarm = content_alarm(w->c->content, folded);
	if (alarm) { /* before anything else that may be said of the text */
		error = walk_act(w, &(struct route){.kind = ROUTE_PAGE, .page = alarm});
	} else if (w->m->fragment.n) {
		walk_stay(w);
		walk_answer(w, TEXT_FRAGMENT, "fragment");
	} else if (w->secret) { /* what else it says is for a text without the number */
		walk_stay(w);
		walk_answer(w, TEXT_SECRET, "secret");
	} else if (!walk_confirmed(w, folded, &error)) {
		error = act(w, folded);
	}
	if (w->failed == -EAGAIN) /* put off */
		return 0;
	if (error || w->out.full || w->rendering.incomplete)
		apologise(w, error ? error : -EOVERFLOW);
	if (w->m->channel == CHANNEL_USSD)
		return ussd_show(w);
	slice(w);
	return 0;
}

/* The answer may be one that the guard holds back: then a notice goes in its place, or nothing. */
static void
weigh(struct walk *w)
{
	static const struct {
		const char *outcome;
		enum service_text notice; /* TEXT_COUNT: none */
	} held[GUARD_VERDICTS] = {
	        [GUARD_NOTICE_MANY] = {"too-many", TEXT_TOO_MANY},
	        [GUARD_SILENT_MANY] = {"silent-many", TEXT_COUNT},
	        [GUARD_NOTICE_TODAY] = {"busy-today", TEXT_BUSY_TODAY},
	        [GUARD_SILENT_TODAY] = {"silent-today", TEXT_COUNT},
	        [GUARD_SILENT_SAME] = {"silent-same", TEXT_COUNT},
	};
	if (!w->c->guard || w->m->channel != CHANNEL_SMS || !w->entry.out.n)
		return;
	const struct page *shown = w->rendering.page;
	struct guard_answer answer = {
	        .text = store_mark(w->c->store, 'o', &w->entry.who, w->entry.out),
	        .parts = text_measure(w->entry.out).parts,
	        .urgent = shown && shown->urgent,
	        .help = shown == content_help(w->c->content),
	};
	enum guard_verdict verdict =
	        guard_weigh(w->c->guard, &w->entry.who, &answer, w->m->now_ms / 1000);
	if (verdict == GUARD_ANSWER)
		return;
	stay(w);
	w->reply->outcome = held[verdict].outcome;
	if (held[verdict].notice == TEXT_COUNT)
		return;
	walk_say(w, held[verdict].notice);
	slice(w);
}

static void
fill_reply(struct walk *w)
{
	struct reply *r = w->reply;
	const struct page *page = content_page(w->c->content, w->entry.session.page);
	r->text = w->entry.out;
	r->size = text_measure(r->text);
	r->octets = text_octets(&r->size);
	r->ends = w->m->channel == CHANNEL_USSD && w->entry.session.tag == 0;
	r->more = w->entry.rest.n > 0;
	r->page = w->acted ? w->acted->id : page ? page->id : (struct str){0};
	r->lang = content_language(w->c->content, w->rendering.lang);
	r->seq = w->entry.seq;
	r->reads = READS_MOST - *w->reads;
}

static uint64_t
mark_of(const struct walk *w, char kind, struct str id)
{
	return id.n ? store_mark(w->c->store, kind, &w->entry.who, id) : 0;
}

/* The row of the same text, if it is likely that the network sent it a second time; or 0. */
static int64_t
resent(const struct walk *w, uint32_t text_hash)
{
	const struct session *s = store_session(w->c->store, &w->entry.who, w->m->channel);
	bool again = s && !(s->flags & SESSION_ANSWERED) && s->text_hash == text_hash &&
	             w->m->now_ms / 1000 <= (int64_t)s->at + w->c->resend_s;
	return again ? s->seq : 0;
}

/* The same bytes as then, and nothing else happens. False: the row is gone, walk it anew. */
static bool
repeat(struct walk *w, int64_t seq)
{
	struct journal_entry then;
	if (store_get(w->c->store, w->arena, seq, &then) != 0 || !who_eq(&then.who, &w->entry.who))
		return false;
	w->entry.out = then.out;
	w->entry.rest = then.rest;
	w->entry.slots = then.slots;
	w->entry.tree = then.tree;
	w->entry.session = then.session;
	w->entry.seq = seq;
	w->reply->outcome = "repeat";
	w->reply->repeated = true;
	fill_reply(w);
	return true;
}

/*
 * A second piece of a message whose first piece was answered: silence. Only for a while: the
 * reference has 8 bits on most phones, so that a later message soon bears the same.
 */
static bool
piece_answered(struct walk *w)
{
	if (!w->m->fragment.n)
		return false;
	uint64_t mark = mark_of(w, 'f', w->m->fragment);
	struct journal_entry first;
	int64_t seq = store_find(w->c->store, (uint64_t[MARK_COUNT]){mark});
	if (seq && store_get(w->c->store, w->arena, seq, &first) == 0 &&
	        w->m->now_ms - first.at_ms < PIECES_MS) {
		w->reply->outcome = "silence";
		return true;
	}
	w->entry.marks[MARK_PIECE] = mark;
	return false;
}

static int
keep(struct walk *w)
{
	int error = store_add(w->c->store, w->arena, &w->entry);
	if (!error)
		w->reply->seq = w->entry.seq;
	return error;
}

/* Of an erased phone a restart must find nothing but a STOP, and what tells a repetition. */
static void
bare_session(struct walk *w)
{
	bool stopped = w->after.flags & SESSION_STOPPED;
	uint16_t kept = w->after.flags & (SESSION_STOPPED | SESSION_USSD);
	w->after = (struct session){.at = w->after.at,
	        .expires = w->after.at,
	        .text_hash = w->after.text_hash,
	        .flags = kept,
	        .forget = stopped ? SESSION_NEVER : w->after.at + w->c->resend_s + 1};
}

static int
save(struct walk *w)
{
	int error = walk_do_effects(w);
	if (w->erased)
		bare_session(w);
	w->entry.session = w->after;
	return error ? error : keep(w);
}

/* The same text of the same session: a number may come twice in two of them. */
static uint32_t
hash_text(struct walk *w, struct str folded)
{
	struct str session = w->m->ussd_session;
	uint64_t mark = store_mark(w->c->store, 't', &w->entry.who, folded);
	return (uint32_t)(session.n ? mark ^ mark_of(w, 'u', session) : mark);
}

/* The phone is gone: no answer, and mostly nothing to keep. */
static int
close_session(struct walk *w)
{
	bool changed;
	w->reply->outcome = "closed";
	int error = ussd_close(w, &changed);
	return error || !changed ? error : save(w);
}

/* Whose message it is, and what it and its repetitions are known by; returns its key (fold.h). */
static struct str
listen(struct walk *w, uint32_t *text_hash)
{
	const struct message *m = w->m;
	w->entry.at_ms = m->now_ms;
	w->entry.in = secret_mask(w->arena, m->text, &w->secret);
	w->entry.who = store_who(w->c->store, m->msisdn);
	w->entry.marks[MARK_PROVIDER_ID] = mark_of(w, 'i', m->id);
	w->entry.marks[MARK_SMSC_ID] = mark_of(w, 's', m->smsc_id);
	struct str folded = fold(w->arena, w->entry.in);
	*text_hash = hash_text(w, folded);
	return folded;
}

bool
converse_heard(const struct conversation *c, struct arena *a, const struct message *m)
{
	struct walk w = {.c = c, .arena = a, .m = m};
	uint32_t text_hash;
	listen(&w, &text_hash);
	return store_find(c->store, w.entry.marks) || resent(&w, text_hash);
}

int
converse(
        const struct conversation *c, struct arena *a, const struct message *m, struct reply *reply)
{
	struct message step;
	uint32_t text_hash;
	if (m->joined) {
		joined_read(c->store, a, m, &step);
		m = &step;
	}
	struct walk w = {
	        .c = c, .arena = a, .m = m, .reply = reply, .out = BUF_INIT(ANSWER_MAX_BYTES)};
	unsigned reads = READS_MOST;
	w.reads = &reads;
	w.brief = (struct buf)BUF_INIT(ANSWER_MAX_BYTES);
	struct str folded = listen(&w, &text_hash);
	*reply = (struct reply){.outcome = "page", .who = w.entry.who};

	begin(&w);
	int64_t seq = store_find(c->store, w.entry.marks);
	if (seq && repeat(&w, seq))
		return 0;
	if (m->op == USSD_END)
		return close_session(&w);
	seq = resent(&w, text_hash);
	if (seq && repeat(&w, seq)) /* a row of its own: its id, too, must find these bytes again */
		return keep(&w);
	if (piece_answered(&w))
		return 0;
	int error = compose(&w, folded);
	if (w.failed)
		error = w.failed;
	weigh(&w);
	w.after.text_hash = text_hash;
	buf_release(&w.out);
	buf_release(&w.brief);
	if (!error)
		error = save(&w);
	if (error)
		return error;
	fill_reply(&w);
	if (c->misunderstood && strcmp(reply->outcome, "unknown") == 0)
		misunderstood_note(c->misunderstood, &w.entry.who, folded);
	return 0;
}

void
converse_busy(const struct conversation *c, struct arena *a, const struct message *m, bool may_look,
        struct reply *reply)
{
	struct walk w = {.c = c, .arena = a, .m = m, .reply = reply};
	struct buf out = BUF_INIT(ANSWER_MAX_BYTES);
	struct text_limit limit;
	*reply = (struct reply){.outcome = "busy", .ends = true};
	w.entry.at_ms = m->now_ms;
	w.rendering.content = c->content;
	w.rendering.lang = walk_language(&w, NULL, m->lang);
	if (may_look) {
		w.entry.who = reply->who = store_who(c->store, m->msisdn);
		begin(&w);
	}
	render_text(&w.rendering, content_text(c->content, TEXT_BUSY), &out);
	limit = ussd_limit(&w);
	struct str whole = arena_str(a, buf_str(&out)), rest;
	reply->text = render_screen(a, &limit, NULL, 0, (struct str){0}, whole, &rest);
	reply->size = text_measure(reply->text);
	reply->octets = text_octets(&reply->size);
	reply->lang = content_language(c->content, w.rendering.lang);
	buf_release(&out);
}
