#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/loop.h"
#include "commands/command.h"
#include "store/outbox.h"
#include "talk/render.h"
#include "text/msisdn.h"

static const char usage[] =
        "usage: jiaxin outbox [-c FILE] [-o NAME=VALUE]... VERB...\n"
        "The messages that the service owes. Works beside a running daemon, which takes up what "
        "is\n"
        "changed within a second, and without one.\n"
        "  list [--state queued|claimed|accepted|delivered|failed|expired|dead]\n"
        "       [--kind answer|notice|reminder] [--most N] [--before ID]   the newest first\n"
        "  show ID [--number] [--text]   one message; number and words only when asked for\n"
        "  retry ID...                   queues failed, expired or dead ones again\n"
        "  drop ID...                    takes queued ones out\n"
        "  add --to NUMBER --page ID [--lang CODE] [--kind KIND]   queues a page's words\n"
        "Exit status: 0 done, 1 not as asked (no such message, STOP...), 2 could not run.\n";

enum { LIST_MOST = 10000 };

enum flag {
	FLAG_STATE = 256,
	FLAG_KIND,
	FLAG_MOST,
	FLAG_BEFORE,
	FLAG_NUMBER,
	FLAG_TEXT,
	FLAG_TO,
	FLAG_PAGE,
	FLAG_LANG
};

static const struct option long_options[] = {
        {"state", required_argument, NULL, FLAG_STATE},
        {"kind", required_argument, NULL, FLAG_KIND},
        {"most", required_argument, NULL, FLAG_MOST},
        {"before", required_argument, NULL, FLAG_BEFORE},
        {"number", no_argument, NULL, FLAG_NUMBER},
        {"text", no_argument, NULL, FLAG_TEXT},
        {"to", required_argument, NULL, FLAG_TO},
        {"page", required_argument, NULL, FLAG_PAGE},
        {"lang", required_argument, NULL, FLAG_LANG},
        {"config", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

/* What the command line says. */
struct wish {
	struct outbox_filter filter;
	bool number, text;
	const char *to, *page, *lang;
};

struct desk {
	const struct config *config;
	const struct wish *wish;
	struct store *store;
	struct arena arena;
};

/* --- printing --- */

static const char *
time_text(int64_t ms, char out[32])
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&s, &tm));
	return out;
}

static void
print_row(void *ctx, const struct outbox_row *row)
{
	char turn[32], changed[32];
	(void)ctx;
	printf("%lld\t%s\t%s\t%s %lld\ttries %lld\tdue %s\tsince %s\n", (long long)row->id,
	        outbox_kind_name(row->kind), outbox_state_name(row->state),
	        outbox_cause_name(row->cause), (long long)row->code, (long long)row->tries,
	        time_text(row->turn_ms, turn), time_text(row->changed_ms, changed));
}

/* "+86138****8000": enough to find a typing mistake, too little to call. */
static void
print_number(struct str msisdn, bool clear)
{
	for (size_t i = 0; i < msisdn.n; i++)
		putchar(clear || i < 6 || i + 4 >= msisdn.n ? msisdn.p[i] : '*');
}

static void
print_message(const struct outbox_row *row, const struct wish *w)
{
	const struct outbox_message *m = &row->message;
	struct text_size size = text_measure(m->text);
	char expires[32];
	print_row(NULL, row);
	printf("expires %s, page %.*s, language %.*s, route %.*s, %u part%s, to ",
	        time_text(row->expires_ms, expires), STR_ARG(m->page), STR_ARG(m->lang),
	        STR_ARG(m->route), size.parts, size.parts == 1 ? "" : "s");
	print_number(m->msisdn, w->number);
	putchar('\n');
	if (w->text)
		printf("%.*s\n", STR_ARG(m->text));
}

/* --- the database --- */

/* One change by itself, tried again for as long as the daemon has the lock. */
typedef int change(struct desk *d, int64_t id);

static int
apply(struct desk *d, change *run, int64_t id)
{
	int error = -EBUSY;
	for (int tries = 0; error == -EBUSY && tries < ASIDE_TRIES; tries++) {
		error = run(d, id);
		bool refused = error == -ENOENT || error == -EINVAL || error == -EPERM;
		if (!refused && error)
			store_settle(d->store, error, clock_wall_ms() / 1000);
		if (!error)
			error = aside_commit(d->store);
	}
	return error;
}

static int
say_error(int64_t id, int error)
{
	if (error == -ENOENT || error == -EINVAL) {
		fprintf(stderr, "outbox: %lld: %s\n", (long long)id,
		        error == -ENOENT ? "no such message" : "not in a state for that");
		return EXIT_FAULTS;
	}
	fprintf(stderr, "outbox: %s\n", aside_trouble_text(error));
	return EXIT_COULD_NOT_RUN;
}

/* --- verbs --- */

static int
run_list(struct desk *d, char **args)
{
	(void)args;
	int error = outbox_list(d->store, &d->wish->filter, print_row, NULL);
	return error ? say_error(0, error) : EXIT_GOOD;
}

static int
run_show(struct desk *d, char **args)
{
	struct outbox_row row;
	int64_t id = 0;
	if (!args[0] || args[1] || parse_int(str_from(args[0]), 1, INT64_MAX, &id) != 0) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	int error = outbox_get(d->store, &d->arena, id, &row);
	if (error)
		return say_error(id, error);
	print_message(&row, d->wish);
	return EXIT_GOOD;
}

static int
change_each(struct desk *d, char **args, change *run)
{
	int status = EXIT_GOOD;
	for (; *args; args++) {
		int64_t id;
		if (parse_int(str_from(*args), 1, INT64_MAX, &id) != 0) {
			fprintf(stderr, "outbox: \"%s\" is no message's number\n", *args);
			return EXIT_COULD_NOT_RUN;
		}
		int error = apply(d, run, id);
		if (error)
			status = say_error(id, error);
	}
	return status;
}

static int
queue_again(struct desk *d, int64_t id)
{
	return outbox_again(d->store, &d->arena, id, clock_wall_ms());
}

static int
run_retry(struct desk *d, char **args)
{
	return change_each(d, args, queue_again);
}

static int
drop(struct desk *d, int64_t id)
{
	return outbox_drop(d->store, &d->arena, id, clock_wall_ms());
}

static int
run_drop(struct desk *d, char **args)
{
	return change_each(d, args, drop);
}

/* The language's number, the content's first when none is asked for; -1: there is none such. */
static int
find_language(const struct content *content, const char *code)
{
	for (size_t i = 0; i < content_languages(content); i++)
		if (!code || str_eq(content_language(content, (lang_t)i), str_from(code)))
			return (int)i;
	return -1;
}

static bool
make_message(struct desk *d, const struct content *content, struct outbox_message *m)
{
	const struct wish *w = d->wish;
	const struct page *page = content_page(content, page_key(str_from(w->page)));
	int lang = find_language(content, w->lang);
	if (!page || page->handler >= 0 || lang < 0) {
		fprintf(stderr, "outbox: %s\n",
		        !page      ? "there is no such page"
		        : lang < 0 ? "the content has no such language"
		                   : "that page asks before it says anything; choose another");
		return false;
	}
	m->kind = w->filter.kind < 0 ? OUTBOX_NOTICE : (enum outbox_kind)w->filter.kind;
	m->page = page->id;
	m->lang = content_language(content, (lang_t)lang);
	m->text = render_message(content, &d->arena, page, (lang_t)lang);
	if (msisdn_parse(&d->arena, str_from(w->to),
	            config_int(d->config, OPT_SMS_LEAST_SENDER_DIGITS), &m->msisdn) == 0)
		return true;
	fputs("outbox: --to is no phone's number\n", stderr);
	return false;
}

static int
put(struct desk *d, const struct outbox_message *m)
{
	static const char *const refusals[] = {
	        [OUTBOX_TAKEN] = NULL,
	        [OUTBOX_STOPPED] = "the phone said STOP",
	        [OUTBOX_SAME] = "the phone has these words often enough: outbox.same_most",
	        [OUTBOX_MANY] = "too many wait for that phone: outbox.waiting_most",
	};
	enum outbox_verdict verdict = OUTBOX_TAKEN;
	int64_t id = 0;
	int error = -EBUSY;
	for (int tries = 0; error == -EBUSY && tries < ASIDE_TRIES; tries++) {
		error = outbox_put(d->store, &d->arena, m, clock_wall_ms(), &verdict, &id);
		if (error)
			store_settle(d->store, error, clock_wall_ms() / 1000);
		else
			error = aside_commit(d->store);
	}
	if (error)
		return say_error(0, error);
	if (refusals[verdict])
		fprintf(stderr, "outbox: not queued: %s\n", refusals[verdict]);
	else
		printf("%lld\n", (long long)id);
	return refusals[verdict] ? EXIT_FAULTS : EXIT_GOOD;
}

static int
run_add(struct desk *d, char **args)
{
	struct outbox_message m = {0};
	if (*args || !d->wish->to || !d->wish->page) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	struct content *content = load_content(d->config);
	if (!content)
		return EXIT_COULD_NOT_RUN;
	int status = make_message(d, content, &m) ? put(d, &m) : EXIT_FAULTS;
	content_free(content);
	return status;
}

static const struct {
	const char *name;
	int (*run)(struct desk *d, char **args);
} verbs[] = {
        {"list", run_list},
        {"show", run_show},
        {"retry", run_retry},
        {"drop", run_drop},
        {"add", run_add},
};

/* --- the command line --- */

/* The number of `word` among `count` names, or -1. */
static int
find_name(const char *word, const char *(*name)(unsigned), unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(word, name(i)) == 0)
			return (int)i;
	return -1;
}

static const char *
state_name(unsigned i)
{
	return outbox_state_name(i);
}

static const char *
kind_name(unsigned i)
{
	return outbox_kind_name(i);
}

static bool
take_number(const char *text, int64_t most, int64_t *out)
{
	return parse_int(str_from(text), 1, most, out) == 0;
}

static bool
take_flag(void *ctx, int flag, char *value)
{
	struct wish *w = ctx;
	int64_t number = 0;
	switch (flag) {
	case FLAG_STATE:
		return (w->filter.state = find_name(value, state_name, OUTBOX_STATES)) >= 0;
	case FLAG_KIND:
		return (w->filter.kind = find_name(value, kind_name, OUTBOX_KINDS)) >= 0;
	case FLAG_MOST:
		if (!take_number(value, LIST_MOST, &number))
			return false;
		w->filter.most = (size_t)number;
		return true;
	case FLAG_BEFORE:
		return take_number(value, INT64_MAX, &w->filter.before);
	case FLAG_NUMBER:
		return w->number = true;
	case FLAG_TEXT:
		return w->text = true;
	case FLAG_TO:
		w->to = value;
		return true;
	case FLAG_PAGE:
		w->page = value;
		return true;
	case FLAG_LANG:
		w->lang = value;
		return true;
	default:
		return false;
	}
}

static int
run_verb(const struct config *config, const struct wish *wish, char **args)
{
	struct store_options options = store_options_of(config);
	struct desk d = {.config = config, .wish = wish, .store = store_new_aside(&options)};
	int status = EXIT_COULD_NOT_RUN;
	size_t i = 0;
	while (i < ARRAY_LEN(verbs) && strcmp(args[0], verbs[i].name) != 0)
		i++;
	if (i == ARRAY_LEN(verbs))
		fputs(usage, stderr);
	else if (store_trouble(d.store))
		fprintf(stderr, "outbox: %s\n", aside_trouble_text(store_trouble(d.store)));
	else
		status = verbs[i].run(&d, args + 1);
	store_free(d.store);
	arena_release(&d.arena);
	return status;
}

int
command_outbox(int argc, char **argv)
{
	struct wish wish = {.filter = {.state = -1, .kind = -1, .most = 100}};
	const struct flags flags = {usage, CONFIG_LETTERS, long_options, take_flag, &wish, true};
	int status;
	struct config *config = read_command(argc, argv, &flags, &status);
	if (!config)
		return status;
	status = run_verb(config, &wish, argv + optind);
	config_free(config);
	return status;
}
