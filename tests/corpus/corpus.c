/*
 * Holds the reading to what people mean: corpus TIMETABLE FILE.tsv... plays every text, each from a
 * phone of its own, over the shipped content and prints the score. A line is a text, a tab, and
 * what it means:
 *
 *   page                     the page that must answer, with nothing told to it
 *   page name=value name=a|b the answers it must have taken; of a and b one is still to be chosen
 *   ?page                    not sure: the page must be offered, and nothing done
 *   ~page ~page              a sentence: one of them must answer or be offered
 *   =outcome                 a command's
 *   -                        nothing that the service knows: the way-finder
 *
 * Fails when fewer than 98 in 100 are right, when any text is acted on as something that it does
 * not mean, or when one takes more than half of the reading that a text may take.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "handlers.h"
#include "talk/converse.h"
#include "timetable/transit.h"

enum { LINE_MOST = 1000, PERCENT = 98, TALK = 1000000, READS_SPARE = 2 };

static const int64_t NOW_S = 1795399200; /* 2026-11-23 10:00 in China, a Monday */

struct corpus {
	struct conversation conversation;
	struct arena arena;
	unsigned phones, right, missed, wrong;
	unsigned reads; /* of the text that took most (converse.h) */
};

struct meant {
	struct str text, want;
};

static const struct content *
load(void)
{
	static struct handler_spec specs[64];
	struct content_rules rules = {.handlers = specs, .max_parts = 3, .today = NOW_S};
	struct faults faults = FAULTS_INIT;
	const struct handler *const *all = handlers_all(&rules.handler_count);
	must(rules.handler_count <= ARRAY_LEN(specs));
	for (size_t i = 0; i < rules.handler_count; i++)
		specs[i] = all[i]->spec;
	const struct content *content = content_load("content", &rules, &faults, NULL);
	if (!content)
		faults_print(&faults, FAULT_EN, stderr);
	must(content);
	faults_release(&faults);
	return content;
}

/* "page name=value name=a|b" of what the service made of a text, or "?page ?page", "=stopped", "-".
 */
static const char *
made_of(struct corpus *c, const struct reply *r)
{
	struct journal_entry entry;
	struct buf b = BUF_INIT(4096);
	bool offer = strcmp(r->outcome, "offer") == 0;
	must(store_get(c->conversation.store, &c->arena, r->seq, &entry) == 0);
	if (offer)
		buf_addc(&b, '?');
	else if (strcmp(r->outcome, "unknown") == 0)
		buf_addc(&b, '-');
	else if (entry.session.page == 0)
		buf_addf(&b, "=%s", r->outcome);
	else
		buf_add(&b, r->page);
	bool name = true;
	for (size_t i = 0; i < entry.slots.n; i++) {
		char ch = entry.slots.p[i];
		bool last = i + 1 == entry.slots.n;
		if (ch == '\n' && !last)
			buf_addz(&b, offer ? " ?" : "");
		else if (ch == '\t')
			buf_addc(&b, name ? '=' : '|');
		else if (ch != '\n')
			buf_addf(&b, "%s%c",
			        !offer && (i == 0 || entry.slots.p[i - 1] == '\n') ? " " : "", ch);
		name = ch == '\n' || (name && ch != '\t');
	}
	const char *made = arena_dup(&c->arena, buf_str(&b));
	buf_release(&b);
	return made;
}

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* Whether the page that is named first in both is the same. */
static bool
same_page(const char *a, const char *b)
{
	a += *a == '?';
	b += *b == '?';
	size_t n = strcspn(a, " ");
	return n == strcspn(b, " ") && memcmp(a, b, n) == 0;
}

/* Whether one of the pages of "~page ~page" is `made`'s, or among what it offers. */
static bool
is_among(const char *made, const char *want)
{
	for (; *want; want += strcspn(want, " "), want += *want == ' ') {
		const char *page = want + 1;
		size_t n = strcspn(page, " ");
		for (const char *at = made; (at = strstr(at, "?")); at++)
			if (strncmp(at + 1, page, n) == 0 && (at[n + 1] == ' ' || !at[n + 1]))
				return true;
		if (strncmp(made, page, n) == 0 && (made[n] == ' ' || !made[n]))
			return true;
	}
	return false;
}

static bool
is_right(const char *made, const char *want)
{
	if (*want == '~')
		return is_among(made, want);
	if (*want != '?')
		return strcmp(made, want) == 0;
	const char *at = strstr(made, want);
	return at && (at[strlen(want)] == ' ' || at[strlen(want)] == '\0');
}

/* Something was told or done that the text did not ask for; a question back is no harm. */
static bool
is_harm(const char *made, const char *want, const char *outcome)
{
	static const char *const harmless[] = {"unknown", "offer", "empty", "no-more", "no-why",
	        NULL},
	                         *const questions[] = {
	                                 "asked", "which", "bad-answer", "page", NULL};
	if (is_one_of(outcome, harmless))
		return false;
	return !same_page(made, want) || !is_one_of(outcome, questions);
}

static void
judge(struct corpus *c, const char *file, unsigned line, struct str text, const char *want)
{
	struct reply reply;
	struct message m = {.text = text, .now_ms = NOW_S * 1000};
	m.msisdn = str_from(arena_printf(&c->arena, "+861%010u", c->phones++));
	must(converse(&c->conversation, &c->arena, &m, &reply) == 0);
	if (reply.reads > c->reads)
		c->reads = reply.reads;
	const char *made = made_of(c, &reply);
	if (want[0] == '=' && strcmp(want + 1, reply.outcome) == 0)
		made = want;
	if (is_right(made, want)) {
		c->right++;
		return;
	}
	bool harm = is_harm(made, want, reply.outcome);
	c->wrong += harm;
	c->missed += !harm;
	printf("%s:%u: %s: \"%.*s\" is %s, read as %s (%s)\n", file, line,
	        harm ? "WRONG" : "missed", STR_ARG(text), want, made, reply.outcome);
}

static void
play(struct corpus *c, const char *path)
{
	char line[LINE_MOST];
	FILE *f = fopen(path, "r");
	must(f);
	for (unsigned n = 1; fgets(line, sizeof(line), f); n++) {
		size_t used = strcspn(line, "\n");
		line[used] = '\0';
		char *tab = memchr(line, '\t', used);
		if (line[0] == '#')
			continue;
		must(tab);
		arena_reset(&c->arena);
		judge(c, path, n, (struct str){line, (size_t)(tab - line)}, tab + 1);
	}
	must(fclose(f) == 0);
}

int
main(int argc, char **argv)
{
	struct store_options memory = {.sessions_most = TALK, .repeat_s = 60};
	size_t count;
	struct transit *transit;
	const char *why;
	must(argc > 1 && transit_open(argv[1], &transit, &why) == 0);
	struct corpus c = {.conversation = {.content = load(),
	                           .handlers = handlers_all(&count),
	                           .transit = transit,
	                           .store = store_new(&memory, NOW_S),
	                           .session_s = 7200,
	                           .language_s = 36000,
	                           .resend_s = 60}};
	for (int i = 2; i < argc; i++)
		play(&c, argv[i]);
	unsigned all = c.right + c.missed + c.wrong;
	printf("corpus: %u texts, %u right (%.1f %%), %u missed, %u wrongly acted on; read %u "
	       "times "
	       "at the most\n",
	        all, c.right, all ? 100.0 * c.right / all : 0, c.missed, c.wrong, c.reads);
	transit_close(transit);
	store_free(c.conversation.store);
	arena_release(&c.arena);
	return c.wrong || c.right * 100 < all * PERCENT || c.reads * READS_SPARE > READS_MOST;
}
