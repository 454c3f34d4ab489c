/*
 * Inside the conversation: one message on its way through. Shared by converse.c (the
 * frame), act.c (what a text means becomes what happens), command.c, ask.c (questions, handlers)
 * and ussd.c, ussd_screen.c (what is different on USSD).
 */
#ifndef JIAXIN_WALK_H
#define JIAXIN_WALK_H

#include "talk/converse.h"
#include "talk/render.h"
#include "talk/route.h"

enum { ONE_PART = 1 };

struct walk {
	const struct conversation *c;
	struct arena *arena;
	const struct message *m;
	struct reply *reply;
	struct journal_entry entry;
	const struct session *before; /* NULL: the phone is nowhere; valid until store_add */
	const struct session *was;    /* USSD: where an earlier session was, or NULL */
	int64_t last_seq;             /* the journal row of the phone's last message, or 0 */
	struct session after;
	struct rendering rendering;
	struct buf out;   /* the answer so far, without signature */
	struct buf brief; /* USSD: its few words when it goes by SMS */
	unsigned parts;   /* SMS parts that it may take */
	bool secret; /* the text holds a number that must not be kept (secret.h); entry.in not */
	bool erased; /* nothing of the phone stays behind this answer */
	unsigned *reads; /* how often the text may be looked at yet for an answer (slot.h) */
	int failed;      /* the store's trouble: the batch fails with it */
	bool sliced;     /* entry.out and entry.rest are ready as they are */
	bool final;      /* this is an answer: when all of it was shown, a USSD session is over */
	bool open;    /* ...but more about the same case would be taken: the session waits for it */
	bool invited; /* USSD: the words ask for an answer */
	bool handed;  /* USSD: all of it goes by SMS */
	bool broken;  /* USSD: the session is over, but the phone was not through */
	struct result result;     /* of the handler that ran, for its effects... */
	const struct page *acted; /* ...and its page, when it has any */
	bool unsent;              /* not all words of those effects could be queued */
};

/* What answers of this phone are read by. */
struct slot_context walk_context(const struct walk *w);
/* The language that a phone with this session reads (NULL: none is known). */
lang_t walk_language(const struct walk *w, const struct session *s, struct str assumed);

/* The page's words for an outcome, or NULL. */
const struct outcome *walk_outcome(const struct page *page, const char *name);

/* Does what the handler wanted done, in the open batch. 0 or the store's negative errno. */
int walk_do_effects(struct walk *w) MUST_USE;

/* The phone goes back to where it was before it opened the page that has acted. */
void walk_leave(struct walk *w);

/* Appends one of the service's sentences (with the value it may use), or a page, on a line of its
 * own. */
void walk_say(struct walk *w, enum service_text which);
void walk_say_with(struct walk *w, enum service_text which, const struct value *value);
void walk_show(struct walk *w, const struct page *page);

/* The whole answer is one of the service's sentences. Returns 0. */
int walk_answer(struct walk *w, enum service_text which, const char *outcome);

/* Whether the phone has said STOP (session.h), and with that how long it is remembered. */
void walk_stop(struct walk *w, bool stopped);

/* The journal row of the phone's last message; one with empty texts when there is none. */
struct journal_entry walk_last(struct walk *w);

/* What the phone has told the page where it is so far, packed; or empty. */
struct str walk_known(struct walk *w);

/* The phone stays where it was: the open question is still open, what was answered is kept. */
void walk_stay(struct walk *w);

/*
 * Fills what `text` (folded) answers of the page's questions beyond what is `known`, asks the next
 * that is missing, or runs the handler when none is. 0, or -errno: a fault inside.
 */
int walk_fill(struct walk *w, const struct page *page, struct str known, struct str text);

/* Takes the meaning that stood at this number of the menu, and goes on; or shows the menu again. */
int walk_choose(struct walk *w, const struct page *page, size_t choice);

/* "No {choice}": what to choose from follows. */
void walk_bad_choice(struct walk *w, size_t choice);

/* The rule behind what `page` said last, with the values that it was said with; else its source. */
int walk_why(struct walk *w, const struct page *page);

/* What the folded text means where the phone is, the offer of its last answer counted. */
struct route walk_route(struct walk *w, struct str folded);

/* What is kept of the phone; the question whether all of it is to go. walk_data.c. */
int walk_my_data(struct walk *w);
int walk_erase(struct walk *w);

/*
 * Whether `folded` confirms what the last answer asked to be confirmed; then it is done, and
 * *error says how.
 */
bool walk_confirmed(struct walk *w, struct str folded, int *error);

/* Does what the route says. 0, or -errno: a fault inside. */
int walk_act(struct walk *w, const struct route *route);

/* Does what the route's command says. command.c. 0, or -errno: a fault inside. */
int walk_command(struct walk *w, const struct route *route);

/* Goes to the page and opens it with the answers that `text` holds; home; where the phone was
 * before; where it is once more, with what it has told; the last answer, byte for byte. Each 0 or
 * -errno. */
int walk_open(struct walk *w, const struct page *page, struct str text);
int walk_home(struct walk *w);
int walk_back(struct walk *w);
int walk_reopen(struct walk *w, const struct page *here);
int walk_again(struct walk *w); /* command.c */

/* --- dated.c --- */

/* A phone may answer to a screen that was made of other content: notes in `after` that it may. */
void walk_date(struct walk *w);

/* The phone now sees lines or a question to choose from, of the content in use. */
void walk_shows(struct walk *w, const struct page *page);

/* Whether the number chooses another line than the one that the phone was shown. */
bool walk_is_renumbered(struct walk *w, const struct route *route);

/* Whether the open question, with these words now, is another than the phone was asked. */
bool walk_is_reworded(struct walk *w, struct str prompt);

/* The same of the page's open question. ask.c. */
bool walk_asks_anew(struct walk *w, const struct page *page);

/* --- ussd.c --- */

/* Sets before or was from the phone's USSD record (NULL: it has none), and after's own fields. */
void ussd_begin(struct walk *w, const struct session *record);

/* One step of a session. 0, or -errno: a fault inside. */
int ussd_act(struct walk *w, struct str folded);

/* The session was dropped: the answer that it was in goes on by SMS if the page says so. *changed:
 * there is something to save. 0, or the store's -errno. */
int ussd_close(struct walk *w, bool *changed);

/* --- ussd_screen.c --- */

/*
 * Cuts the answer to a screen with what can be pressed below it, hands what is too long over to
 * the outbox if its page says so, and ends the session behind an answer. 0, or the store's -errno.
 */
int ussd_show(struct walk *w);

/* What one screen of this message holds. */
struct text_limit ussd_limit(const struct walk *w);

#endif
