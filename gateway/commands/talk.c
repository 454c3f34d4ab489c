#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/loop.h"
#include "commands/command.h"
#include "commands/talk.h"
#include "talk/remind.h"
#include "text/decode.h"
#include "text/msisdn.h"
#include "timetable/transit.h"

static const char usage[] =
        "usage: jiaxin talk [-c FILE] [-o NAME=VALUE]... [--json] [--from MSISDN]\n"
        "                   [--channel sms|ussd] [--lang CODE] [--now ISO-8601] [-t TIMETABLE]\n"
        "A phone in the terminal: each line is one text; +10m (s, m, h, d) lets time pass,\n"
        "@13800138001 is another phone from then on, @ussd and @sms its channel; @delivered\n"
        "and @failed send what is due, and report of it. By USSD the first line dials (*123#,\n"
        "or a first input), and so does the one behind a session's last screen; @drop loses\n"
        "the session, with @end the network tells of it. Nothing is kept.\n";

static const struct option long_options[] = {
        {"json", no_argument, NULL, 'j'},
        {"from", required_argument, NULL, 'f'},
        {"channel", required_argument, NULL, 'C'},
        {"lang", required_argument, NULL, 'L'},
        {"now", required_argument, NULL, 'n'},
        {"timetable", required_argument, NULL, 't'},
        {"config", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

enum { LINE_MOST = 4096, LEAST_DIGITS = 3 };

struct phone {
	struct conversation conversation;
	struct arena arena;
	enum channel channel;
	const char *timetable;               /* NULL: the configured one */
	char number[MSISDN_MOST_DIGITS + 2]; /* whose turn it is */
	struct str lang;
	int64_t now_ms;    /* the pretended time */
	bool clock_stands; /* --now was given: only +10m moves it */
	bool json, prompt;
	int64_t shown;   /* the outbox row that was shown last */
	bool in_session; /* USSD: a screen waits for an answer */
	unsigned sessions;
};

/* --- output --- */

static void
add_field(struct buf *b, const char *name, struct str value)
{
	buf_addf(b, "%s\"%s\":", b->n > 1 ? "," : "", name);
	buf_add_json(b, value);
}

static void
add_rows(struct buf *b, const struct outbox_row *rows, size_t count)
{
	buf_addz(b, ",\"outbox\":[");
	for (size_t i = 0; i < count; i++) {
		buf_addz(b, i ? ",{\"to\":" : "{\"to\":");
		buf_add_json(b, rows[i].message.msisdn);
		buf_addz(b, ",\"text\":");
		buf_add_json(b, rows[i].message.text);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

/* What is queued, indented, with whom it is for in front. */
static void
print_rows(const struct outbox_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str rest = rows[i].message.text;
		printf("  => %.*s", STR_ARG(rows[i].message.msisdn));
		while (rest.n) {
			const char *end = memchr(rest.p, '\n', rest.n);
			struct str line = {rest.p, end ? (size_t)(end - rest.p) : rest.n};
			rest = str_skip(rest, end ? line.n + 1 : line.n);
			printf("\n     | %.*s", STR_ARG(line));
		}
		printf("\n     %u part%s\n", text_measure(rows[i].message.text).parts,
		        text_measure(rows[i].message.text).parts == 1 ? "" : "s");
	}
}

static void
print_json(struct str in, const struct reply *r, const struct outbox_row *rows, size_t count)
{
	struct buf b = BUF_INIT(1 << 20);
	buf_addc(&b, '{');
	add_field(&b, "in", in);
	add_field(&b, "page", r->page);
	add_field(&b, "outcome", str_from(r->outcome));
	add_field(&b, "text", r->text);
	add_field(&b, "coding", str_from(coding_name(r->size.coding)));
	buf_addf(&b, ",\"units\":%u,\"octets\":%u,\"parts\":%u,\"more\":%s,\"ends\":%s",
	        r->size.units, r->octets, r->size.parts, r->more ? "true" : "false",
	        r->ends ? "true" : "false");
	add_field(&b, "lang", r->lang);
	add_rows(&b, rows, count);
	buf_addz(&b, "}\n");
	fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
}

static void
print_screen(const struct phone *p, const struct reply *r)
{
	struct str rest = r->text;
	while (rest.n) {
		const char *end = memchr(rest.p, '\n', rest.n);
		struct str line = {rest.p, end ? (size_t)(end - rest.p) : rest.n};
		rest = str_skip(rest, end ? line.n + 1 : line.n);
		printf("  | %.*s\n", STR_ARG(line));
	}
	bool gsm7 = r->size.coding == CODING_GSM7;
	printf("  %s, %u %s", gsm7 ? "GSM-7" : "UCS-2", r->size.units, gsm7 ? "septets" : "units");
	if (p->channel == CHANNEL_SMS)
		printf(", %u part%s", r->size.parts, r->size.parts == 1 ? "" : "s");
	else
		printf(", %u octets", r->octets);
	printf("%s%s [%.*s: %s]\n", r->more ? ", more to come" : "", r->ends ? ", the end" : "",
	        STR_ARG(r->page), r->outcome);
}

/* --- time --- */

/* "+10m": the seconds of it, or -1. */
static int64_t
parse_pause(struct str line)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	int64_t count;
	if (line.n < 3 || line.p[0] != '+' ||
	        parse_int((struct str){line.p + 1, line.n - 2}, 0, 1000000, &count) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (line.p[line.n - 1] == units[i].unit)
			return count * units[i].seconds;
	return -1;
}

/* 2026-11-23, 2026-11-23T08:00, with seconds, with Z or +08:00; without a zone it is China's. */
static bool
parse_now(const char *text, int64_t *now_ms)
{
	static const char *const formats[] = {
	        "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d%z"};
	char zoned[64];
	size_t n = strlen(text);
	if (n >= sizeof(zoned) - 6)
		return false;
	bool has_zone = n > 0 && (text[n - 1] == 'Z' ||
	                                 (n > 6 && (text[n - 6] == '+' || text[n - 6] == '-') &&
	                                         text[n - 3] == ':'));
	snprintf(zoned, sizeof(zoned), "%s%s", text, has_zone ? "" : "+08:00");
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct tm tm = {0};
		const char *end = strptime(zoned, formats[i], &tm);
		if (!end || *end)
			continue;
		long offset = tm.tm_gmtoff; /* timegm forgets it */
		*now_ms = ((int64_t)timegm(&tm) - offset) * 1000;
		return true;
	}
	return false;
}

static int64_t
now_of(const struct phone *p, int64_t started_ms)
{
	return p->clock_stands ? p->now_ms : p->now_ms + clock_wall_ms() - started_ms;
}

/* --- the talk --- */

static int
end_batch(struct phone *p, int error, int64_t now_ms)
{
	struct store *store = p->conversation.store;
	if (!error && store_pending(store))
		error = store_commit(store);
	store_settle(store, error, now_ms / 1000);
	return error;
}

static void
as_ussd(struct phone *p, enum ussd_op op, struct str line, struct message *m)
{
	bool dialled = line.n > 1 && line.p[0] == '*' && line.p[line.n - 1] == '#';
	m->op = op != USSD_NONE ? op : dialled || !p->in_session ? USSD_BEGIN : USSD_CONTINUE;
	m->dialled = dialled ? line : (struct str){0};
	p->sessions += m->op == USSD_BEGIN;
	m->ussd_session = str_from(arena_printf(&p->arena, "%u", p->sessions));
}

/* `op`: what the line is to the phone's USSD session; USSD_NONE: a text, of either channel. */
static int
say(struct phone *p, enum ussd_op op, struct str line, int64_t now_ms)
{
	struct store *store = p->conversation.store;
	struct message m = {.channel = p->channel, .lang = p->lang, .now_ms = now_ms};
	struct reply reply;

	arena_reset(&p->arena);
	if (decode_mo(&p->arena, line, MO_GSM7, STR("UTF-8"), &m.text) != 0 ||
	        msisdn_parse(&p->arena, str_from(p->number), LEAST_DIGITS, &m.msisdn) != 0)
		return -EINVAL;
	if (p->channel == CHANNEL_USSD)
		as_ussd(p, op, line, &m);
	struct outbox_row *rows = NULL;
	size_t count = 0;
	int error = converse(&p->conversation, &p->arena, &m, &reply);
	if (!error)
		error = talk_new_rows(store, &p->arena, &p->shown, &rows, &count);
	error = end_batch(p, error, now_ms);
	if (error)
		return error;
	store_answered(store, &reply.who, reply.seq);
	if (p->channel == CHANNEL_USSD)
		p->in_session = m.op != USSD_END && !reply.ends;
	if (p->json)
		print_json(line, &reply, rows, count);
	else if (m.op != USSD_END)
		print_screen(p, &reply);
	if (!p->json)
		print_rows(rows, count);
	fflush(stdout);
	return 0;
}

/* What the passing of time, or a report, has brought about. */
static int
show_news(struct phone *p, int error, int64_t now_ms)
{
	struct outbox_row *rows = NULL;
	size_t count = 0;
	if (!error)
		error = talk_new_rows(p->conversation.store, &p->arena, &p->shown, &rows, &count);
	error = end_batch(p, error, now_ms);
	if (!error && !p->json)
		print_rows(rows, count);
	return error;
}

static int
pass(struct phone *p, int64_t now_ms)
{
	bool more;
	arena_reset(&p->arena);
	int error = remind_due(&p->conversation, &p->arena, now_ms, &more);
	return show_news(p, error, now_ms);
}

static int
report(struct phone *p, bool delivered, int64_t now_ms)
{
	size_t count = 0;
	arena_reset(&p->arena);
	int error = talk_report(p->conversation.store, &p->arena, delivered, now_ms, &count);
	if (!error && !p->json)
		printf("  (%zu %s)\n", count, delivered ? "delivered" : "failed");
	return show_news(p, error, now_ms);
}

/* "@...": what is no text of a phone. */
static int
direct(struct phone *p, struct str word, int64_t now_ms)
{
	struct arena kept = ARENA_INIT;
	struct str msisdn;
	if (str_eq(word, STR("delivered")) || str_eq(word, STR("failed")))
		return report(p, word.p[0] == 'd', now_ms);
	if (p->channel == CHANNEL_USSD && str_eq(word, STR("end")))
		return say(p, USSD_END, (struct str){"", 0}, now_ms);
	bool other = msisdn_parse(&kept, word, LEAST_DIGITS, &msisdn) == 0;
	if (other)
		snprintf(p->number, sizeof(p->number), "%.*s", STR_ARG(msisdn));
	if (other || str_eq(word, STR("drop")))
		p->in_session = false;
	else if (str_eq(word, STR("ussd")) || str_eq(word, STR("sms")))
		p->channel = word.p[0] == 'u' ? CHANNEL_USSD : CHANNEL_SMS;
	else
		fprintf(stderr,
		        "talk: @%.*s: a number, ussd, sms, delivered, failed, or in a session drop "
		        "or end\n",
		        STR_ARG(word));
	arena_release(&kept);
	return 0;
}

static int
talk(struct phone *p)
{
	int64_t started_ms = clock_wall_ms();
	char *line = NULL;
	size_t cap = 0;
	int error = 0;
	while (!error) {
		if (p->prompt) {
			fputs("> ", stdout);
			fflush(stdout);
		}
		ssize_t n = getline(&line, &cap, stdin);
		if (n < 0)
			break;
		struct str text = {line, (size_t)n};
		if (text.n && text.p[text.n - 1] == '\n')
			text.n--;
		if (text.n > LINE_MOST)
			text.n = LINE_MOST;
		if (!p->json && !p->prompt) /* a transcript shows both sides */
			printf("> %.*s\n", STR_ARG(text));
		int64_t pause_s = parse_pause(text);
		if (pause_s >= 0) {
			p->now_ms += pause_s * 1000;
			error = pass(p, now_of(p, started_ms));
		} else if (text.n > 1 && text.p[0] == '@') {
			error = direct(p, str_skip(text, 1), now_of(p, started_ms));
		} else {
			error = say(p, USSD_NONE, text, now_of(p, started_ms));
		}
	}
	free(line);
	if (error)
		fprintf(stderr, "talk: %s\n", strerror(-error));
	return error ? EXIT_COULD_NOT_RUN : EXIT_GOOD;
}

static int
run(struct phone *p, const struct config *config)
{
	struct content_rules rules = content_rules_of(config, p->now_ms / 1000);
	struct store_options memory = {
	        .sessions_most = 1024, .repeat_s = 3600, .outbox = store_options_of(config).outbox};
	struct faults faults = FAULTS_INIT;
	int unreadable = 0, status = EXIT_FAULTS;
	const char *dir = config_text(config, OPT_CONTENT_DIR);

	struct content *content = content_load(dir, &rules, &faults, &unreadable);
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", dir, strerror(abs(unreadable)));
	if (content) {
		p->conversation = conversation_of(config);
		struct transit *transit = open_transit(config, p->timetable);
		p->conversation.content = content;
		p->conversation.ussd.sends = true;
		p->conversation.transit = transit;
		p->conversation.store = store_new(&memory, p->now_ms / 1000);
		status = talk(p);
		store_free(p->conversation.store);
		transit_close(transit);
	} else {
		faults_sort(&faults);
		faults_print(&faults, terminal_language(), stderr);
	}
	faults_release(&faults);
	content_free(content);
	arena_release(&p->arena);
	return status;
}

static bool
take_flag(void *ctx, int flag, char *value)
{
	struct phone *p = ctx;
	struct arena check = ARENA_INIT;
	struct str msisdn;
	bool good = true;
	switch (flag) {
	case 'j':
		p->json = true;
		break;
	case 'f':
		good = msisdn_parse(&check, str_from(value), LEAST_DIGITS, &msisdn) == 0;
		if (good)
			snprintf(p->number, sizeof(p->number), "%.*s", STR_ARG(msisdn));
		break;
	case 'C':
		p->channel = strcmp(value, "ussd") == 0 ? CHANNEL_USSD : CHANNEL_SMS;
		good = p->channel == CHANNEL_USSD || strcmp(value, "sms") == 0;
		break;
	case 't':
		p->timetable = value;
		break;
	case 'L':
		p->lang = str_from(value);
		break;
	case 'n':
		good = p->clock_stands = parse_now(value, &p->now_ms);
		break;
	default:
		good = false;
	}
	arena_release(&check);
	return good;
}

int
command_talk(int argc, char **argv)
{
	struct phone p = {
	        .arena = ARENA_INIT, .number = "+8613800138000", .now_ms = clock_wall_ms()};
	const struct flags flags = {usage, CONFIG_LETTERS "t:", long_options, take_flag, &p, false};
	int status;
	struct config *config = read_command(argc, argv, &flags, &status);
	if (!config)
		return status;
	p.prompt = !p.json && isatty(STDIN_FILENO);
	status = run(&p, config);
	config_free(config);
	return status;
}
