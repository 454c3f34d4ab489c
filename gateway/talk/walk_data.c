/* The phone asks what is kept of it, and to have it erased. */
#include <stdio.h>
#include <string.h>

#include "store/family.h"
#include "store/outbox.h"
#include "store/subject.h"
#include "talk/walk.h"

enum { CODE_DIGITS = 4, CODE_FIRST = 1000, CODES = 9000, HOUR_S = 3600 };

/* One of the service's sentences, alone, with one value. */
static struct str
sentence(struct walk *w, enum service_text which, const char *name, struct str text)
{
	struct value value = {name, text};
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	w->rendering.values = &value;
	w->rendering.value_count = 1;
	render_text(&w->rendering, content_text(w->c->content, which), &b);
	w->rendering.values = NULL;
	w->rendering.value_count = 0;
	struct str made = arena_str(w->arena, buf_str(&b));
	buf_release(&b);
	return made;
}

static int64_t
count_alive(const struct family *family)
{
	int64_t alive = 0;
	for (size_t i = 0; i < family->link_count; i++)
		alive += family->links[i].state == LINK_ALIVE;
	return alive;
}

static void
list_kept(struct walk *w, const struct family *family, int64_t waiting, struct buf *list)
{
	int64_t alive = count_alive(family);
	const struct {
		enum service_text words;
		int64_t count;
	} kept[] = {
	        {TEXT_KEPT_CARDS, (int64_t)family->own.card_count},
	        {TEXT_KEPT_LINKS, alive},
	        {TEXT_KEPT_ASKED, (int64_t)family->link_count - alive},
	        {TEXT_KEPT_REMINDERS, family->reminder.due_ms != 0},
	        {TEXT_KEPT_WAITING, waiting},
	        {TEXT_KEPT_CODE, family->own.code.n != 0},
	        {TEXT_KEPT_STOP, (w->after.flags & SESSION_STOPPED) != 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		struct str count =
		        str_from(arena_printf(w->arena, "%lld", (long long)kept[i].count));
		if (kept[i].count)
			buf_add(list, sentence(w, kept[i].words, "count", count));
	}
}

int
walk_my_data(struct walk *w)
{
	struct family *family = arena_alloc(w->arena, sizeof(*family));
	struct buf list = BUF_INIT(ANSWER_MAX_BYTES);
	int64_t waiting = 0;
	w->failed = family_load(w->c->store, w->arena, &w->entry.who, family);
	if (!w->failed)
		w->failed =
		        outbox_count_waiting(w->c->store, &w->entry.who, w->m->now_ms, &waiting);
	if (w->failed)
		return w->failed;
	list_kept(w, family, waiting, &list);
	walk_stay(w);
	w->reply->outcome = "my-data";
	buf_add(&w->out, sentence(w, TEXT_MY_DATA, "list", buf_str(&list)));
	buf_release(&list);
	return 0;
}

/*
 * Four figures that stand in the question only: who forges the sender does not see them, and the
 * network that repeats a text does not send them. The same for an hour, so that the question may be
 * asked for again.
 */
static struct str
code_of(struct walk *w, uint32_t hour)
{
	struct str at = {(const char *)&hour, sizeof(hour)};
	uint64_t mark = store_mark(w->c->store, 'e', &w->entry.who, at);
	return str_from(arena_printf(w->arena, "%u", (unsigned)(mark % CODES) + CODE_FIRST));
}

static bool
is_code(struct walk *w, struct str figures)
{
	uint32_t hour = w->before->at / HOUR_S;
	return str_eq(figures, code_of(w, hour)) || str_eq(figures, code_of(w, hour - 1));
}

int
walk_erase(struct walk *w)
{
	w->reply->outcome = "erase";
	w->after.flags |= SESSION_ERASING;
	buf_add(&w->out, sentence(w, TEXT_ERASE, "code", code_of(w, w->after.at / HOUR_S)));
	return 0;
}

static struct str
figures_of(struct arena *a, struct str folded)
{
	char *p = arena_alloc(a, folded.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] >= '0' && folded.p[i] <= '9')
			p[n++] = folded.p[i];
	return (struct str){p, n};
}

bool
walk_confirmed(struct walk *w, struct str folded, int *error)
{
	if (!w->before || !(w->before->flags & SESSION_ERASING) ||
	        !is_code(w, figures_of(w->arena, folded)))
		return false;
	w->erased = w->final = true;
	w->failed = subject_erase(w->c->store, &w->entry.who, true, w->m->now_ms);
	*error = w->failed                        ? w->failed
	         : store_has_archive(w->c->store) ? walk_answer(w, TEXT_ERASED_KEPT, "erased")
	                                          : walk_answer(w, TEXT_ERASED, "erased");
	return true;
}
