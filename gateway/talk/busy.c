#include "talk/busy.h"

#include "talk/render.h"
#include "text/fold.h"

/* Nobody is kept waiting who wants to be left alone, or is in danger. */
static bool
cannot_wait(const struct content *c, struct str folded)
{
	lang_t lang;
	size_t used;
	enum command command = content_command(c, folded, &lang);
	const struct page *page = content_keyword(c, folded, &used);
	return command == CMD_STOP || command == CMD_START || (page && page->urgent) ||
	       content_alarm(c, folded);
}

static enum guard_verdict
weigh(const struct conversation *c, const struct message *m, struct reply *reply)
{
	struct guard_answer answer = {.text = store_mark(c->store, 'o', &reply->who, reply->text),
	        .parts = reply->size.parts};
	return c->guard ? guard_weigh(c->guard, &reply->who, &answer, m->now_ms / 1000)
	                : GUARD_ANSWER;
}

bool
busy_answer(const struct conversation *c, struct arena *a, const struct message *m, bool may_look,
        struct reply *reply)
{
	int lang = content_find_language(c->content, m->lang);
	struct rendering r = {.content = c->content, .lang = lang < 0 ? 0 : (lang_t)lang};
	if (m->channel != CHANNEL_SMS || cannot_wait(c->content, fold(a, m->text)))
		return false;
	if (may_look && converse_heard(c, a, m))
		return false;
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	render_text(&r, content_text(c->content, TEXT_OVERLOAD), &b);
	struct str rest, whole = arena_str(a, buf_str(&b));
	buf_release(&b);
	*reply = (struct reply){.outcome = "overload",
	        .text = render_piece(&r, a, 1, whole, &rest),
	        .lang = content_language(c->content, r.lang),
	        .who = store_who(c->store, m->msisdn)};
	reply->size = text_measure(reply->text);
	if (weigh(c, m, reply) != GUARD_ANSWER)
		reply->text = (struct str){"", 0};
	return true;
}
