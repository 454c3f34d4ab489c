/* What each command does: help, more, again, a language, STOP and START, why. */
#include <errno.h>

#include "store/subject.h"
#include "talk/walk.h"

static int
do_help(struct walk *w)
{
	return walk_open(w, content_help(w->c->content), (struct str){0});
}

static int
do_more(struct walk *w)
{
	struct journal_entry last = {0};
	if (w->before && (w->before->flags & SESSION_REST))
		last = walk_last(w);
	walk_stay(w);
	const struct page *here = route_here(w->c->content, w->before);
	if (last.rest.n) {
		w->reply->outcome = "more";
		w->parts = here ? here->parts : ONE_PART;
		w->final = here && here->option_count == 0 && !(w->after.flags & SESSION_ASKING);
		w->rendering.page = here;
		buf_add(&w->out, last.rest);
		return 0;
	}
	w->reply->outcome = "no-more";
	walk_say(w, TEXT_NO_MORE);
	return 0;
}

/* The last answer again, byte for byte; what may follow it stays as it was. */
int
walk_again(struct walk *w)
{
	struct journal_entry last = walk_last(w);
	if (!last.out.n) {
		w->reply->outcome = "no-last";
		walk_say(w, TEXT_NO_LAST);
		return 0;
	}
	const struct page *here = route_here(w->c->content, w->before);
	if (here && (w->before->flags & SESSION_USSD) && w->m->channel == CHANNEL_SMS)
		return walk_reopen(w, here); /* what USSD has handed over, as an SMS */
	w->reply->outcome = "again";
	w->entry.out = last.out;
	w->entry.rest = last.rest;
	w->entry.slots = last.slots;
	w->sliced = true;
	if (w->before)
		w->after.flags |=
		        w->before->flags & (SESSION_REST | SESSION_SLOTS | SESSION_ASKING |
		                                   SESSION_OFFER | SESSION_ERASING);
	if (last.rest.n) /* also when its time was over: the words say so */
		w->after.flags |= SESSION_REST;
	w->final = last.session.flags & SESSION_ENDED;
	return 0;
}

/* The language from now on, shown by saying in it what the phone saw last. */
static int
do_language(struct walk *w, lang_t lang)
{
	w->after.lang = session_lang(page_key(content_language(w->c->content, lang)));
	w->rendering.lang = lang;
	const struct page *here = route_here(w->c->content, w->before);
	return here ? walk_reopen(w, here) : walk_home(w);
}

void
walk_stop(struct walk *w, bool stopped)
{
	uint32_t remembered_s =
	        w->c->language_s > w->c->session_s ? w->c->language_s : w->c->session_s;
	w->after.flags &= (uint16_t)~SESSION_STOPPED;
	w->after.flags |= stopped ? SESSION_STOPPED : 0;
	w->after.forget = stopped ? SESSION_NEVER : w->after.at + remembered_s;
}

/* Whether the open question is for a code. */
static bool
asks_code(const struct walk *w)
{
	const struct page *here = route_here(w->c->content, w->before);
	return here && w->before->slot < here->slot_count &&
	       here->slots[w->before->slot].type == SLOT_CODE;
}

/* In the session, where it is asked, and in the list that can be handed on. */
static int
keep_stop(struct walk *w, bool stopped, enum service_text words, const char *outcome)
{
	walk_stop(w, stopped);
	walk_stay(w);
	if (asks_code(w)) /* to which 0000 would be an answer, and no STOP */
		w->after.flags &= (uint16_t)~SESSION_ASKING;
	w->final = true;
	w->failed = stop_keep(
	        w->c->store, w->arena, &w->entry.who, w->m->msisdn, stopped, w->m->now_ms);
	return w->failed ? w->failed : walk_answer(w, words, outcome);
}

/*
 * Both leave the phone where it is, and by SMS its question open: they are about what is sent
 * unasked, and who has told half of an answer goes on with the other half. But for a code's.
 */
static int
do_stop(struct walk *w)
{
	return keep_stop(w, true, TEXT_STOPPED, "stopped");
}

static int
do_start(struct walk *w)
{
	return keep_stop(w, false, TEXT_STARTED, "started");
}

/* The phone stays where it is, and its question open. */
static int
do_why(struct walk *w)
{
	const struct page *here = route_here(w->c->content, w->before);
	walk_stay(w);
	w->final = !(w->after.flags & SESSION_ASKING);
	if (!here || !here->source.n)
		return walk_answer(w, TEXT_NO_WHY, "no-why");
	w->reply->outcome = "why";
	return walk_why(w, here);
}

int
walk_command(struct walk *w, const struct route *route)
{
	switch (route->command) {
	case CMD_BACK:
		return walk_back(w);
	case CMD_HOME:
		return walk_home(w);
	case CMD_HELP:
		return do_help(w);
	case CMD_MORE:
		return do_more(w);
	case CMD_AGAIN:
		return walk_again(w);
	case CMD_STOP:
		return do_stop(w);
	case CMD_START:
		return do_start(w);
	case CMD_WHY:
		return do_why(w);
	case CMD_MY_DATA:
		return walk_my_data(w);
	case CMD_ERASE:
		return walk_erase(w);
	case CMD_LANGUAGE:
		return do_language(w, route->lang);
	case CMD_NONE:
	case CMD_COUNT:
		break;
	}
	must(!"a command");
	return -EINVAL;
}
