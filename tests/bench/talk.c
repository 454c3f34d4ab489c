/*
 * What it costs to understand a text and to write the answer: talk CONTENT_DIR ROUNDS. The texts
 * are the examples of the content, each from a phone that is nowhere. Prints one JSON object, in
 * nanoseconds a message, each the median of the rounds:
 *
 *   fold_ns    the text to its key
 *   route_ns   what it means: emergencies, commands, keywords, near misses
 *   slots_ns   the answers to the page's questions out of what stands behind the keyword
 *   render_ns  the page's words, or the question or outcome that it comes to, signed, cut, measured
 *   talk_ns    all of it; not the handler, and not the row in the store
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "commands/command.h"
#include "measure.h"
#include "talk/answers.h"
#include "talk/render.h"
#include "talk/route.h"
#include "text/calendar.h"
#include "text/fold.h"

enum { TEXTS_MOST = 4096, ROUNDS_MOST = 1000 };

struct bench {
	const struct content *content;
	struct arena arena;
	struct buf out;
	struct slot_context context;
	struct str texts[TEXTS_MOST];
	lang_t langs[TEXTS_MOST];
	size_t count;
};

static void
collect(struct bench *b)
{
	const struct page *const *pages;
	size_t count = content_pages(b->content, &pages);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < pages[i]->example_count && b->count < TEXTS_MOST; j++) {
			int lang = content_find_language(b->content, pages[i]->examples[j].lang);
			b->texts[b->count] = pages[i]->examples[j].in;
			b->langs[b->count++] = (lang_t)(lang < 0 ? 0 : lang);
		}
}

/* Each step does what the ones before it do, too: the differences are their costs. */

static struct str
fold_one(struct bench *b, size_t i)
{
	arena_reset(&b->arena);
	return fold(&b->arena, b->texts[i]);
}

static void
only_fold(struct bench *b, size_t i)
{
	fold_one(b, i);
}

static struct route
route_one(struct bench *b, size_t i)
{
	struct str folded = fold_one(b, i);
	const struct page *alarm = content_alarm(b->content, folded);
	if (alarm) /* before anything else, as converse does */
		return (struct route){.kind = ROUTE_PAGE, .page = alarm};
	return route_text(b->content, &b->arena, &b->context, NULL, (struct str){0}, folded);
}

static void
fold_and_route(struct bench *b, size_t i)
{
	must(route_one(b, i).kind != ROUTE_EMPTY);
}

/* The question that is still open, or how many there are. */
static size_t
read_slots(struct bench *b, const struct page *page, struct str text)
{
	struct answers answers = {.content = b->content, .page = page, .context = b->context};
	answers_unpack(&answers, (struct str){0});
	answers_take(&answers, &b->arena, &text);
	return answers_open(&answers);
}

static void
fold_to_slots(struct bench *b, size_t i)
{
	struct route route = route_one(b, i);
	if (route.page)
		read_slots(b, route.page, route.text);
}

static void
fold_to_render(struct bench *b, size_t i)
{
	struct route route = route_one(b, i);
	const struct page *page = route.page ? route.page : content_home(b->content);
	size_t open = read_slots(b, page, route.text);
	struct rendering r = {.content = b->content, .lang = b->langs[i], .page = page};
	struct str rest;
	buf_clear(&b->out);
	if (page->handler < 0)
		render_page(&r, page, &b->out);
	else if (open < page->slot_count)
		render_text(&r, &page->slots[open].prompt, &b->out);
	else
		render_text(&r, &page->says[0].text, &b->out);
	struct str piece = render_piece(&r, &b->arena, page->parts, buf_str(&b->out), &rest);
	must(text_measure(piece).units > 0);
}

static double
measure(struct bench *b, void (*one)(struct bench *b, size_t i), int rounds)
{
	static double took[ROUNDS_MOST];
	for (int r = 0; r < rounds; r++) {
		double start = measure_now_ns();
		for (size_t i = 0; i < b->count; i++)
			one(b, i);
		took[r] = (measure_now_ns() - start) / (double)b->count;
	}
	return measure_median(took, (size_t)rounds);
}

int
main(int argc, char **argv)
{
	static struct bench b = {.arena = ARENA_INIT, .out = BUF_INIT(ANSWER_MAX_BYTES)};
	int64_t rounds;
	if (argc != 3 || parse_int(str_from(argv[2]), 1, ROUNDS_MOST, &rounds) != 0) {
		fputs("usage: talk CONTENT_DIR ROUNDS\n", stderr);
		return 2;
	}
	struct config *config = config_new();
	struct content_rules rules = content_rules_of(config, time(NULL));
	struct faults faults = FAULTS_INIT;
	struct content *content = content_load(argv[1], &rules, &faults, NULL);
	faults_print(&faults, FAULT_EN, stderr);
	faults_release(&faults);
	if (!content)
		return 1;
	b.content = content;
	b.context.today = calendar_today(time(NULL));
	collect(&b);
	double folded = measure(&b, only_fold, (int)rounds);
	double routed = measure(&b, fold_and_route, (int)rounds);
	double read = measure(&b, fold_to_slots, (int)rounds);
	double talked = measure(&b, fold_to_render, (int)rounds);
	printf("{\"texts\":%zu,\"fold_ns\":%.0f,\"route_ns\":%.0f,\"slots_ns\":%.0f,"
	       "\"render_ns\":%.0f,\"talk_ns\":%.0f}\n",
	        b.count, folded, routed - folded, read - routed, talked - read, talked);
	content_free(content);
	config_free(config);
	buf_release(&b.out);
	arena_release(&b.arena);
	return 0;
}
