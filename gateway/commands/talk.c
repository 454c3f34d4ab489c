#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/loop.h"
#include "commands/command.h"
#include "store/outbox.h"
#include "text/decode.h"
#include "text/msisdn.h"

static const char usage[] =
        "usage: jiaxin talk [-c FILE] [-o NAME=VALUE]... [--json] [--from MSISDN]\n"
        "                   [--channel sms|ussd] [--lang CODE] [--now ISO-8601]\n"
        "A phone in the terminal: each line is one text; +10m (s, m, h, d) lets time pass.\n"
        "With --channel ussd the first line dials (*123#, or a first input), and so does the one\n"
        "behind a session's last screen; !drop loses the session, !end has the network tell of\n"
        "it, !sms TEXT sends an SMS from the same phone. Nothing is kept.\n";

static const struct option long_options[] = {
        {"json", no_argument, NULL, 'j'},
        {"from", required_argument, NULL, 'f'},
        {"channel", required_argument, NULL, 'C'},
        {"lang", required_argument, NULL, 'L'},
        {"now", required_argument, NULL, 'n'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

enum { EXTRA_MOST = 64, LINE_MOST = 4096, LEAST_DIGITS = 3 };

struct phone {
	struct conversation conversation;
	struct arena arena;
	enum channel channel;
	const char *from;
	struct str lang;
	int64_t now_ms;    /* the pretended time */
	bool clock_stands; /* --now was given: only +10m moves it */
	bool json, prompt;
	bool in_session; /* USSD: a screen waits for an answer */
	unsigned sessions;
};

/* What a line of the terminal is. */
enum line_kind { LINE_TEXT, LINE_END };

enum { SMS_MOST = 16 }; /* of the service's own, that come with one line */

/* --- output --- */

static void
add_field(struct buf *b, const char *name, struct str value)
{
	buf_addf(b, "%s\"%s\":", b->n > 1 ? "," : "", name);
	buf_add_json(b, value);
}

static void
add_sms(struct buf *b, const struct outbox_message *m)
{
	buf_addc(b, '{');
	buf_addz(b, "\"to\":");
	buf_add_json(b, m->msisdn);
	buf_addz(b, ",\"text\":");
	buf_add_json(b, m->text);
	buf_addf(b, ",\"parts\":%u}", text_measure(m->text).parts);
}

static void
print_json(struct str in, const struct reply *r, const struct outbox_row *sms, size_t count)
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
	buf_addz(&b, ",\"outbox\":[");
	for (size_t i = 0; i < count; i++) {
		buf_addz(&b, i ? "," : "");
		add_sms(&b, &sms[i].message);
	}
	buf_addz(&b, "]}\n");
	fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
}

static void
print_lines(struct str rest)
{
	while (rest.n) {
		const char *end = memchr(rest.p, '\n', rest.n);
		struct str line = {rest.p, end ? (size_t)(end - rest.p) : rest.n};
		rest = str_skip(rest, end ? line.n + 1 : line.n);
		printf("  | %.*s\n", STR_ARG(line));
	}
}

static void
print_units(const struct text_size *size)
{
	bool gsm7 = size->coding == CODING_GSM7;
	printf("%s, %u %s", gsm7 ? "GSM-7" : "UCS-2", size->units, gsm7 ? "septets" : "units");
}

static void
print_screen(enum channel channel, const struct reply *r)
{
	print_lines(r->text);
	printf("  ");
	print_units(&r->size);
	if (channel == CHANNEL_SMS)
		printf(", %u part%s", r->size.parts, r->size.parts == 1 ? "" : "s");
	else
		printf(", %u octets", r->octets);
	printf("%s%s [%.*s: %s]\n", r->more ? ", more to come" : "", r->ends ? ", the end" : "",
	        STR_ARG(r->page), r->outcome);
}

static void
print_sms(const struct outbox_message *m)
{
	struct text_size size = text_measure(m->text);
	printf("  by SMS:\n");
	print_lines(m->text);
	printf("  ");
	print_units(&size);
	printf(", %u part%s\n", size.parts, size.parts == 1 ? "" : "s");
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
settle(struct store *store, int error, int64_t now_ms)
{
	if (!error && store_pending(store))
		error = store_commit(store);
	store_settle(store, error, now_ms / 1000);
	return error;
}

/* What the service sends by itself until now_ms. */
static int
take_sms(struct phone *p, int64_t now_ms, struct outbox_row *sms, size_t *count)
{
	struct store *store = p->conversation.store;
	struct outbox_wish all = {.most = SMS_MOST, .kinds = {true, true, true}};
	int error = outbox_claim(store, &p->arena, &all, now_ms, sms, count);
	for (size_t i = 0; i < *count && !error; i++)
		error = outbox_accepted(store, &p->arena, sms[i].id, 1, now_ms);
	return settle(store, error, now_ms);
}

static void
as_ussd(struct phone *p, enum line_kind kind, struct str line, struct message *m)
{
	bool dialled = line.n > 1 && line.p[0] == '*' && line.p[line.n - 1] == '#';
	bool begins = kind == LINE_TEXT && (dialled || !p->in_session);
	p->sessions += begins;
	m->op = kind == LINE_END ? USSD_END : begins ? USSD_BEGIN : USSD_CONTINUE;
	m->dialled = dialled ? line : (struct str){0};
	m->ussd_session = str_from(arena_printf(&p->arena, "%u", p->sessions));
}

static int
say(struct phone *p, enum channel channel, enum line_kind kind, struct str line, int64_t now_ms)
{
	struct store *store = p->conversation.store;
	struct message m = {.channel = channel, .lang = p->lang, .now_ms = now_ms};
	struct outbox_row sms[SMS_MOST];
	struct reply reply;
	size_t count = 0;

	if (decode_mo(&p->arena, line, MO_GSM7, STR("UTF-8"), &m.text) != 0 ||
	        msisdn_parse(&p->arena, str_from(p->from), LEAST_DIGITS, &m.msisdn) != 0)
		return -EINVAL;
	if (channel == CHANNEL_USSD)
		as_ussd(p, kind, line, &m);
	int error = converse(&p->conversation, &p->arena, &m, &reply);
	error = settle(store, error, now_ms);
	if (error)
		return error;
	store_answered(store, &reply.who, reply.seq);
	if (channel == CHANNEL_USSD)
		p->in_session = kind == LINE_TEXT && !reply.ends;
	error = take_sms(p, now_ms, sms, &count);
	if (p->json)
		print_json(line, &reply, sms, count);
	else if (kind == LINE_TEXT)
		print_screen(channel, &reply);
	for (size_t i = 0; i < count && !p->json; i++)
		print_sms(&sms[i].message);
	return error;
}

/* Time passes: what is due by then comes. */
static int
wait_for(struct phone *p, int64_t seconds, int64_t started_ms)
{
	struct outbox_row sms[SMS_MOST];
	size_t count = 0;
	p->now_ms += seconds * 1000;
	int error = take_sms(p, now_of(p, started_ms), sms, &count);
	for (size_t i = 0; i < count && !p->json; i++)
		print_sms(&sms[i].message);
	return error;
}

static int
do_line(struct phone *p, struct str line, int64_t started_ms)
{
	int64_t pause_s = parse_pause(line), now_ms = now_of(p, started_ms);
	bool ussd = p->channel == CHANNEL_USSD;
	arena_reset(&p->arena);
	if (pause_s >= 0)
		return wait_for(p, pause_s, started_ms);
	if (ussd && str_eq(line, STR("!drop"))) {
		p->in_session = false;
		return 0;
	}
	if (ussd && str_eq(line, STR("!end")))
		return say(p, CHANNEL_USSD, LINE_END, (struct str){"", 0}, now_ms);
	if (ussd && str_starts(line, STR("!sms ")))
		return say(p, CHANNEL_SMS, LINE_TEXT, str_skip(line, strlen("!sms ")), now_ms);
	return say(p, p->channel, LINE_TEXT, line, now_ms);
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
		error = do_line(p, text, started_ms);
		fflush(stdout);
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
	struct store_options memory = {.sessions_most = 1024, .repeat_s = 3600};
	struct faults faults = FAULTS_INIT;
	int unreadable = 0, status = EXIT_FAULTS;
	const char *dir = config_text(config, OPT_CONTENT_DIR);

	struct content *content = content_load(dir, &rules, &faults, &unreadable);
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", dir, strerror(abs(unreadable)));
	if (content) {
		p->conversation = conversation_of(config);
		p->conversation.content = content;
		p->conversation.ussd.sends = true;
		p->conversation.store = store_new(&memory, p->now_ms / 1000);
		status = talk(p);
		store_free(p->conversation.store);
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
parse_option(int c, struct phone *p, const char **file, char **extra, size_t *extras)
{
	struct arena check = ARENA_INIT;
	struct str msisdn;
	bool good = true;
	switch (c) {
	case 'c':
		*file = optarg;
		break;
	case 'o':
		good = *extras + 1 < EXTRA_MOST;
		if (good)
			extra[(*extras)++] = optarg;
		break;
	case 'j':
		p->json = true;
		break;
	case 'f':
		p->from = optarg;
		good = msisdn_parse(&check, str_from(optarg), LEAST_DIGITS, &msisdn) == 0;
		break;
	case 'C':
		p->channel = strcmp(optarg, "ussd") == 0 ? CHANNEL_USSD : CHANNEL_SMS;
		good = p->channel == CHANNEL_USSD || strcmp(optarg, "sms") == 0;
		break;
	case 'L':
		p->lang = str_from(optarg);
		break;
	case 'n':
		good = p->clock_stands = parse_now(optarg, &p->now_ms);
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
	struct phone p = {.arena = ARENA_INIT, .from = "+8613800138000", .now_ms = clock_wall_ms()};
	const char *file = NULL;
	char *extra[EXTRA_MOST] = {0};
	size_t extras = 0;
	for (int c; (c = getopt_long(argc, argv, "c:o:", long_options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(usage, stdout);
			return EXIT_GOOD;
		}
		if (!parse_option(c, &p, &file, extra, &extras)) {
			fputs(usage, stderr);
			return EXIT_COULD_NOT_RUN;
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	struct config *config = read_config(file, extra);
	if (!config)
		return EXIT_COULD_NOT_RUN;
	p.prompt = !p.json && isatty(STDIN_FILENO);
	int status = run(&p, config);
	config_free(config);
	return status;
}
