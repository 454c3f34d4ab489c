#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "commands/command.h"
#include "content/rule.h"
#include "timetable/transit.h"

static const char usage[] =
        "usage: jiaxin call [-c FILE] [-o NAME=VALUE]... [-t TIMETABLE] HANDLER NAME=VALUE...\n"
        "                   [--on YYYY-MM-DD]\n"
        "One handler by itself: its outcome and its values as one JSON object. With --on the\n"
        "case is judged by the rules of that day.\n"
        "  jiaxin call ssi.retirement category=M birth=1967-05\n"
        "  jiaxin call transit.trip from=深圳 to=长沙 date=2027-02-04\n"
        "Exit status: 0 done, 2 could not run.\n";

static const struct option long_options[] = {
        {"on", required_argument, NULL, 'n'},
        {"config", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

enum { ANSWERS_MOST = 16 };

static int
find_handler(const char *name)
{
	size_t count;
	const struct handler_spec *specs = handler_specs(&count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(specs[i].name, name) == 0)
			return (int)i;
	fprintf(stderr, "call: no handler \"%s\"; there are:", name);
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " %s", specs[i].name);
	fputc('\n', stderr);
	return -1;
}

/* The position of `name` among the handler's slots, or -1. */
static int
find_slot(const struct handler_spec *spec, struct str name)
{
	for (int i = 0; spec->slots && spec->slots[i]; i++)
		if (str_eq(str_from(spec->slots[i]), name))
			return i;
	return -1;
}

static bool
is_aside(const struct handler_spec *spec, const char *name)
{
	for (size_t i = 0; spec->asides && spec->asides[i]; i++)
		if (strcmp(spec->asides[i], name) == 0)
			return true;
	return false;
}

static bool
read_answer(const struct handler_spec *spec, const char *arg, struct answer *answers)
{
	const char *sign = strchr(arg, '=');
	struct str name = {arg, sign ? (size_t)(sign - arg) : 0};
	int i = sign ? find_slot(spec, name) : -1;
	if (i < 0 || i >= ANSWERS_MOST || answers[i].name.n) {
		fprintf(stderr, "call: %s: \"%s\" is %s\n", spec->name, arg,
		        !sign   ? "no NAME=VALUE"
		        : i < 0 ? "nothing that it reads"
		                : "given twice");
		return false;
	}
	answers[i] = (struct answer){name, str_from(sign + 1)};
	return true;
}

static bool
read_answers(const struct handler_spec *spec, char **args, struct answer *answers, size_t *count)
{
	for (; *args; args++)
		if (!read_answer(spec, *args, answers))
			return false;
	for (*count = 0; spec->slots && spec->slots[*count]; ++*count)
		if (!answers[*count].name.n && !is_aside(spec, spec->slots[*count])) {
			fprintf(stderr, "call: %s: %s=... is missing\n", spec->name,
			        spec->slots[*count]);
			return false;
		}
	return true;
}

static void
print(const struct result *r)
{
	struct buf b = BUF_INIT(1 << 16);
	buf_addz(&b, "{\"outcome\":");
	buf_add_json(&b, str_from(r->outcome));
	buf_addz(&b, ",\"values\":{");
	for (size_t i = 0; i < r->value_count; i++) {
		buf_addz(&b, i ? "," : "");
		buf_add_json(&b, str_from(r->values[i].name));
		buf_addc(&b, ':');
		if (r->numbers >> i & 1)
			buf_add(&b, r->values[i].text);
		else
			buf_add_json(&b, r->values[i].text);
	}
	buf_addz(&b, "}}\n");
	fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
}

static int
run(const struct handler *handler, const struct turn *turn)
{
	struct result result = {0};
	int error = handler->run(turn, &result);
	if (!error) {
		print(&result);
		return EXIT_GOOD;
	}
	fprintf(stderr, "call: %s: %s\n", handler->spec.name,
	        error == -EINVAL   ? "a value is not of its form"
	        : error == -ERANGE ? "a value is out of bounds"
	        : error == -ENOENT ? "no rule holds on that day"
	                           : strerror(-error));
	return EXIT_COULD_NOT_RUN;
}

/* A page with that handler, for its phrases; NULL: the content has none. */
static const struct page *
find_page(const struct content *content, int handler)
{
	const struct page *const *pages;
	size_t count = content_pages(content, &pages);
	for (size_t i = 0; i < count; i++)
		if (pages[i]->handler == handler)
			return pages[i];
	return NULL;
}

static int
call(const struct config *config, const char *timetable, char **args, int32_t on)
{
	struct conversation conversation = conversation_of(config);
	struct answer answers[ANSWERS_MOST] = {{{0}, {0}}};
	size_t count = 0;
	int i = find_handler(args[0]);
	if (i < 0 || !read_answers(&conversation.handlers[i]->spec, args + 1, answers, &count))
		return EXIT_COULD_NOT_RUN;
	struct content *content = load_content(config);
	if (!content)
		return EXIT_COULD_NOT_RUN;
	struct transit *transit = open_transit(config, timetable);
	struct arena arena = ARENA_INIT;
	const struct family none = {0};
	struct turn turn = {.now_ms = (int64_t)time(NULL) * 1000,
	        .channel = CHANNEL_SMS,
	        .answers = answers,
	        .answer_count = count,
	        .arena = &arena,
	        .content = content,
	        .on = on,
	        .transit = transit,
	        .page = find_page(content, i),
	        .msisdn = STR("+8613800138000"),
	        .family = &none,
	        .limits = &conversation.family};
	int status = run(conversation.handlers[i], &turn);
	arena_release(&arena);
	transit_close(transit);
	content_free(content);
	return status;
}

/* Beside the config's. */
struct wish {
	const char *timetable; /* NULL: the configured one */
	int32_t on;            /* the day whose rules judge; 0: the case's own */
};

static bool
take_flag(void *ctx, int flag, char *value)
{
	struct wish *wish = ctx;
	if (flag == 't')
		wish->timetable = value;
	else if (flag != 'n' || (wish->on = rule_day(str_from(value))) == 0)
		return false;
	return true;
}

int
command_call(int argc, char **argv)
{
	struct wish wish = {0};
	const struct flags flags = {
	        usage, CONFIG_LETTERS "t:", long_options, take_flag, &wish, true};
	int status;
	struct config *config = read_command(argc, argv, &flags, &status);
	if (!config)
		return status;
	status = call(config, wish.timetable, argv + optind, wish.on);
	config_free(config);
	return status;
}
