#include <errno.h>
#include <string.h>

#include "talk/walk.h"

enum { ANSWERS_MAX = 16 };

struct journal_entry
walk_last(struct walk *w)
{
	const struct session *s = store_session(w->c->store, &w->entry.who);
	struct journal_entry last = {0};
	if (s && store_get(w->c->store, w->arena, s->seq, &last) != 0)
		last = (struct journal_entry){
		        0}; /* purged since, or damaged: as if nothing was said */
	return last;
}

struct str
walk_known(struct walk *w)
{
	bool any = w->before && (w->before->flags & SESSION_SLOTS);
	return any ? walk_last(w).slots : (struct str){0};
}

/* "name\tvalue\n" for each answer, as the journal keeps them. */
static struct str
pack_answers(struct walk *w, const struct answer *answers, size_t count)
{
	struct buf b = BUF_INIT(ANSWER_MAX_BYTES);
	for (size_t i = 0; i < count; i++)
		buf_addf(&b, "%.*s\t%.*s\n", STR_ARG(answers[i].name), STR_ARG(answers[i].value));
	struct str packed = arena_str(w->arena, buf_str(&b));
	buf_release(&b);
	return packed;
}

static struct str
take_until(struct str *s, char end)
{
	const char *p = memchr(s->p ? s->p : "", end, s->n);
	struct str head = {s->p, p ? (size_t)(p - s->p) : s->n};
	*s = str_skip(*s, p ? head.n + 1 : s->n);
	return head;
}

/* The answers given so far to the first questions of `page`; stops where page and answers part. */
static size_t
unpack_answers(struct str packed, const struct page *page, struct answer *answers)
{
	size_t count = 0;
	while (packed.n && count < page->slot_count) {
		struct str value = take_until(&packed, '\n');
		struct str name = take_until(&value, '\t');
		if (!str_eq(name, page->slots[count].name))
			break;
		answers[count] = (struct answer){page->slots[count].name, value};
		count++;
	}
	return count;
}

static const struct outcome *
find_outcome(const struct page *page, const char *name)
{
	for (size_t i = 0; i < page->say_count; i++)
		if (str_eq(page->says[i].name, str_from(name)))
			return &page->says[i];
	return NULL;
}

static int
run_handler(struct walk *w, const struct page *page, const struct answer *answers, size_t count)
{
	struct turn turn = {.now_ms = w->m->now_ms,
	        .channel = w->m->channel,
	        .answers = answers,
	        .answer_count = count,
	        .arena = w->arena,
	        .content = w->c->content};
	struct result result = {0};
	int error = w->c->handlers[page->handler]->run(&turn, &result);
	const struct outcome *outcome = error ? NULL : find_outcome(page, result.outcome);
	if (!outcome)
		return error ? error : -ENOENT;
	for (size_t i = 0; i < count && result.value_count < RESULT_VALUES; i++)
		result_add(&result, arena_dup(w->arena, answers[i].name), answers[i].value);
	w->reply->outcome = result.outcome;
	w->rendering.page = page;
	w->rendering.values = result.values;
	w->rendering.value_count = result.value_count;
	w->parts = page->parts;
	render_text(&w->rendering, &outcome->text, &w->out);
	w->rendering.values = NULL;
	w->rendering.value_count = 0;
	return 0;
}

void
walk_ask(struct walk *w, const struct page *page, size_t slot)
{
	if (w->out.n)
		buf_addc(&w->out, '\n');
	w->after.flags |= SESSION_ASKING;
	w->after.slot = (uint8_t)slot;
	w->rendering.page = page;
	render_text(&w->rendering, &page->slots[slot].prompt, &w->out);
}

/* Fills what `text` answers, asks what is missing, or runs the handler when nothing is. */
int
walk_fill(struct walk *w, const struct page *page, struct str known, struct str text)
{
	struct answer answers[ANSWERS_MAX];
	must(page->slot_count <= ANSWERS_MAX);
	size_t count = unpack_answers(known, page, answers);
	struct str value;
	while (count < page->slot_count &&
	        slot_read(&page->slots[count], w->arena, &text, &value)) {
		answers[count] = (struct answer){page->slots[count].name, value};
		count++;
	}
	if (count) { /* kept with a result, too: to say it again in another language */
		w->entry.slots = pack_answers(w, answers, count);
		w->after.flags |= SESSION_SLOTS;
	}
	if (count == page->slot_count)
		return run_handler(w, page, answers, count);

	w->reply->outcome = "asked";
	if (text.n) { /* something was said, but not what the question wants */
		w->reply->outcome = "bad-answer";
		walk_say(w, TEXT_BAD_ANSWER);
	}
	walk_ask(w, page, count);
	return 0;
}
