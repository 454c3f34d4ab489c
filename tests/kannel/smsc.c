/*
 * Plays a message centre and its phones against a real Kannel:
 *
 *   smsc -p SMSC_PORT -h HTTP_PORT [-c CONTROL] PLAY...
 *
 * Each PLAY is a file in the language of play.h. Verbs that are not of that language run
 * CONTROL VERB WORD..., which starts and stops the processes. Prints a line a play; the exit
 * status is 0 when all passed, 1 when not, 2 for a mistake in a play.
 */
#include <errno.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "expect.h"
#include "http.h"

enum {
	MT_SECONDS = 15,  /* an answer; a message that Kannel tries again may take some */
	RESP_MS = 15000,  /* bearerbox takes an MO, perhaps after it has bound again */
	SILENCE_MS = 800, /* a round trip takes some 5 ms */
	POLL_MS = 50,
	LINE_BYTES = 8 * 1024,
	PARTS_MAX = 16,
};

extern char **environ;

/* One MO as it goes over the wire: a deliver_sm for each part. */
struct outgoing {
	struct sm part[PARTS_MAX];
	struct buf text[PARTS_MAX];
	struct buf tlvs;
	size_t count;
};

/* All that a play can see and change. */
struct stage {
	struct peer *peer;
	unsigned http_port;
	const char *control;
	char from[ADDRESS_MAX], to[ADDRESS_MAX]; /* the phone, and whom it texts */
	uint8_t concat_ref;
	struct outgoing mo; /* the last one */
	struct buf last_mt; /* its text */
	unsigned last_id;   /* and its name at the centre */
	const char *play;
	unsigned line;
};

PRINTF_LIKE(2, 3)
static bool
fail(const struct stage *st, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	printf("%s:%u: ", st->play, st->line);
	vprintf(fmt, args);
	puts("");
	va_end(args);
	return false;
}

_Noreturn static void
mistake(const struct stage *st, const char *what)
{
	fprintf(stderr, "%s:%u: mistake in the play: %s\n", st->play, st->line, what);
	exit(2);
}

static int64_t
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
pause_ms(int ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
	nanosleep(&t, NULL);
}

static void
set_address(const struct stage *st, char room[ADDRESS_MAX], const char *address)
{
	if (strlen(address) >= ADDRESS_MAX)
		mistake(st, "an address is too long");
	memcpy(room, address, strlen(address) + 1);
}

static void
add_hex(const struct stage *st, const char *digits, struct buf *out)
{
	if (play_hex(digits, out) < 0)
		mistake(st, "hexadecimal digits are wanted");
}

static void
outgoing_clear(struct outgoing *o)
{
	for (size_t i = 0; i < PARTS_MAX; i++)
		buf_release(&o->text[i]);
	buf_release(&o->tlvs);
	*o = (struct outgoing){0};
}

static void
take_figures(struct str text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= '0' && text.p[i] <= '9')
			buf_addc(out, text.p[i]);
}

/* The text as the play says it, with its last character again until it has fill=N. */
static void
spoken(const struct stage *st, const struct statement *s, struct buf *out)
{
	const char *said = play_value(s, "text");
	struct buf code = BUF_INIT(LINE_BYTES);
	if (said && strcmp(said, "{code}") == 0) {
		take_figures(buf_str(&st->last_mt), &code);
		said = code.p;
	}
	struct str rest = str_from(said ? said : "");
	if (!utf8_valid(rest))
		mistake(st, "the text is no UTF-8");
	int64_t have = 0, want = play_number(s, "fill", 1, 2000, 0);
	uint32_t last = ' ';
	for (; rest.n > 0; have++) {
		last = utf8_next(&rest, NULL);
		buf_addcp(out, last);
	}
	for (; have < want; have++)
		buf_addcp(out, last);
	buf_release(&code);
}

/* The bytes of the text, and its data coding: as a phone chooses, unless the play says. */
static uint8_t
encoded(const struct stage *st, const struct statement *s, struct buf *out)
{
	const char *hex = play_value(s, "hex");
	if (hex) {
		add_hex(st, hex, out);
		return (uint8_t)play_number(s, "dcs", 0, 255, 0);
	}
	struct buf text = BUF_INIT(LINE_BYTES);
	spoken(st, s, &text);
	int64_t dcs = play_number(s, "dcs", 0, 255, -1);
	if (dcs < 0)
		dcs = sms_encode(buf_str(&text), 0, out) == 0 ? 0 : 8;
	buf_clear(out);
	if (sms_encode(buf_str(&text), (uint8_t)dcs, out) < 0)
		mistake(st, "this text does not go into that data coding");
	buf_release(&text);
	return (uint8_t)dcs;
}

static struct sm
envelope(const struct stage *st, const struct statement *s)
{
	struct sm m = {0};
	const char *from = play_value(s, "from"), *to = play_value(s, "to");
	const char *type = play_value(s, "type");
	from = from ? from : st->from;
	bool international = from[0] == '+';
	set_address(st, m.from, from + (international ? 1 : 0));
	set_address(st, m.to, to ? to : st->to);
	if (type)
		snprintf(m.service_type, sizeof(m.service_type), "%s", type);
	m.from_ton = (uint8_t)play_number(s, "ton", 0, 6, international ? 1 : 0);
	m.from_npi = (uint8_t)play_number(s, "npi", 0, 18, international ? 1 : 0);
	m.esm_class = (uint8_t)play_number(s, "esm", 0, 255, 0);
	return m;
}

static void
add_part(struct outgoing *o, struct sm m, struct str udh, struct str text)
{
	must(o->count < PARTS_MAX);
	struct buf *bytes = &o->text[o->count];
	*bytes = BUF_INIT(255); /* sm_length is one octet */
	buf_add(bytes, udh);
	buf_add(bytes, text);
	must(!bytes->full);
	if (udh.n > 0)
		m.esm_class |= ESM_UDH;
	m.text = buf_str(bytes);
	m.tlvs = buf_str(&o->tlvs);
	o->part[o->count++] = m;
}

/* Splits what is longer than one part as phones do, with an 8-bit reference. */
static void
split(struct stage *st, const struct statement *s, const struct sm *m, struct str bytes)
{
	size_t alone = m->dcs == 8 ? 140 : 160, joined = m->dcs == 8 ? 134 : 153;
	if (bytes.n <= alone) {
		add_part(&st->mo, *m, STR(""), bytes);
		return;
	}
	size_t total = (bytes.n + joined - 1) / joined;
	int64_t keep = play_number(s, "keep", 1, PARTS_MAX, 0);
	st->concat_ref++;
	for (size_t i = 0; i < total; i++) {
		const char udh[] = {5, 0, 3, (char)st->concat_ref, (char)total, (char)(i + 1)};
		struct str rest = str_skip(bytes, i * joined);
		rest.n = rest.n < joined ? rest.n : joined;
		if (keep == 0 || (size_t)keep == i + 1)
			add_part(&st->mo, *m, (struct str){udh, sizeof(udh)}, rest);
	}
}

static bool
do_again(struct stage *st, const struct statement *s)
{
	(void)s;
	for (size_t i = 0; i < st->mo.count; i++) {
		int status = peer_deliver(st->peer, &st->mo.part[i], RESP_MS);
		if (status < 0)
			return fail(st, "Kannel takes no message: %s", strerror(-status));
		if (status > 0)
			return fail(st, "Kannel refused it: command_status 0x%x", (unsigned)status);
	}
	return true;
}

static bool
do_mo(struct stage *st, const struct statement *s)
{
	struct sm m = envelope(st, s);
	struct buf bytes = BUF_INIT(LINE_BYTES), udh = BUF_INIT(SMS_OCTETS);
	const char *udh_hex = play_value(s, "udh"), *tlv = play_value(s, "tlv");
	m.dcs = encoded(st, s, &bytes);
	outgoing_clear(&st->mo);
	st->mo.tlvs = BUF_INIT(LINE_BYTES);
	if (tlv)
		add_hex(st, tlv, &st->mo.tlvs);
	if (udh_hex) {
		add_hex(st, udh_hex, &udh);
		add_part(&st->mo, m, buf_str(&udh), buf_str(&bytes));
	} else {
		split(st, s, &m, buf_str(&bytes));
	}
	buf_release(&bytes);
	buf_release(&udh);
	return do_again(st, s);
}

static bool
do_mt(struct stage *st, const struct statement *s)
{
	struct arrived a;
	const char *to = play_value(s, "to");
	int64_t seconds = play_number(s, "within", 1, 600, MT_SECONDS);
	if (peer_receive(st->peer, to ? to : st->from, (int)seconds * 1000, &a) < 0)
		return fail(st, "no message came in %d s", (int)seconds);
	const char *wrong = expect_differs(s, &a, st->to, buf_str(&st->last_mt));
	if (wrong)
		fail(st, "%s: another message came: dcs=%u parts=%u units=%u text=\"%.*s\"", wrong,
		        a.dcs, a.parts, a.units, STR_ARG(buf_str(&a.text)));
	buf_clear(&st->last_mt);
	buf_add(&st->last_mt, buf_str(&a.text));
	st->last_id = a.id;
	arrived_release(&a);
	return !wrong;
}

static bool
do_silence(struct stage *st, const struct statement *s)
{
	struct arrived a;
	const char *to = play_value(s, "to");
	int64_t ms = play_number(s, "for", 1, 600000, SILENCE_MS);
	if (peer_receive(st->peer, to ? to : st->from, (int)ms, &a) < 0)
		return true;
	fail(st, "silence is broken: dcs=%u parts=%u text=\"%.*s\"", a.dcs, a.parts,
	        STR_ARG(buf_str(&a.text)));
	arrived_release(&a);
	return false;
}

/* A delivery receipt (SMPP 3.4, appendix B) of the last mt. */
static bool
do_report(struct stage *st, const struct statement *s)
{
	const char *error_code = play_value(s, "err");
	char text[200];
	struct sm m = envelope(st, s);
	if (s->count < 2)
		mistake(st, "report STAT [err=NNN]");
	m.esm_class = ESM_RECEIPT;
	m.text.p = text;
	m.text.n = (size_t)snprintf(text, sizeof(text),
	        "id:%u sub:001 dlvrd:001 submit date:2611240800 done date:2611240801 stat:%s "
	        "err:%s "
	        "text:",
	        st->last_id, s->word[1], error_code ? error_code : "000");
	int status = peer_deliver(st->peer, &m, RESP_MS);
	return status == 0 || fail(st, "Kannel does not take the report: %d", status);
}

static bool
do_refuse(struct stage *st, const struct statement *s)
{
	int64_t status;
	if (s->count != 2 || parse_int(str_from(s->word[1]), 1, 0x7FFFFFFF, &status) < 0)
		mistake(st, "refuse COMMAND_STATUS");
	peer_refuse(st->peer, (uint32_t)status);
	return true;
}

static bool
do_centre(struct stage *st, const struct statement *s)
{
	if (s->count == 2 && strcmp(s->word[1], "leaves") == 0) {
		peer_leave(st->peer);
		return true;
	}
	if (s->count != 2 || strcmp(s->word[1], "returns") != 0)
		mistake(st, "centre leaves|returns");
	int error = peer_return(st->peer);
	if (error == 0)
		error = peer_wait_bound(st->peer, RESP_MS);
	return error == 0 || fail(st, "Kannel does not bind again: %s", strerror(-error));
}

static bool
do_http(struct stage *st, const struct statement *s)
{
	if (s->count < 3 || strcmp(s->word[1], "GET") != 0)
		mistake(st, "http GET PATH [status=N] [has=...]");
	int64_t want = play_number(s, "status", 100, 599, 200);
	int64_t end = now_ms() + play_number(s, "within", 0, 600, 0) * 1000;
	for (;;) {
		struct buf body = BUF_INIT((size_t)64 * LINE_BYTES);
		int status = http_get(st->http_port, s->word[2], &body);
		bool good = status == want && expect_holds(buf_str(&body), play_value(s, "has"));
		bool late = now_ms() >= end;
		if (!good && late)
			fail(st, "status %d: %.*s", status, STR_ARG(buf_str(&body)));
		buf_release(&body);
		if (good || late)
			return good;
		pause_ms(POLL_MS);
	}
}

static bool
do_metric(struct stage *st, const struct statement *s)
{
	int64_t want;
	if (s->count < 4 || parse_int(str_from(s->word[3]), 0, INT64_MAX, &want) < 0)
		mistake(st, "metric NAME >=|= N");
	bool at_least = strcmp(s->word[2], ">=") == 0;
	int64_t end = now_ms() + play_number(s, "within", 0, 600, 2) * 1000;
	for (;;) {
		double value = -1;
		int error = metric_read(st->http_port, s->word[1], &value);
		int64_t whole = (int64_t)value;
		if (error == 0 && (at_least ? whole >= want : whole == want))
			return true;
		if (now_ms() >= end)
			return fail(st, "%s is %g%s", s->word[1], value,
			        error < 0 ? " (not there)" : "");
		pause_ms(POLL_MS);
	}
}

static bool
do_from(struct stage *st, const struct statement *s)
{
	if (s->count != 2)
		mistake(st, "from NUMBER");
	set_address(st, st->from, s->word[1]);
	return true;
}

static bool
do_to(struct stage *st, const struct statement *s)
{
	if (s->count != 2)
		mistake(st, "to NUMBER");
	set_address(st, st->to, s->word[1]);
	return true;
}

/* Any other verb. */
static bool
do_control(struct stage *st, const struct statement *s)
{
	char *argv[WORDS_MAX + 2] = {strdup(st->control)};
	for (size_t i = 0; i < s->count; i++)
		argv[i + 1] = strdup(s->word[i]);
	pid_t pid;
	int status = -1, error = posix_spawn(&pid, st->control, NULL, NULL, argv, environ);
	if (error == 0)
		waitpid(pid, &status, 0);
	for (size_t i = 0; i <= s->count; i++)
		free(argv[i]);
	return error == 0 && status == 0 ? true : fail(st, "%s failed", s->word[0]);
}

static const struct {
	const char *verb;
	bool (*run)(struct stage *st, const struct statement *s);
} verbs[] = {
        {"mo", do_mo},
        {"again", do_again},
        {"mt", do_mt},
        {"silence", do_silence},
        {"report", do_report},
        {"refuse", do_refuse},
        {"centre", do_centre},
        {"http", do_http},
        {"metric", do_metric},
        {"from", do_from},
        {"to", do_to},
};

static bool
run_line(struct stage *st, char *line)
{
	struct statement s;
	if (play_parse(line, &s) < 0)
		mistake(st, "a quote is left open, or there are too many words");
	if (s.count == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(s.word[0], verbs[i].verb) == 0)
			return verbs[i].run(st, &s);
	if (!st->control)
		mistake(st, "no such verb, and no control script");
	return do_control(st, &s);
}

static bool
run_play(struct stage *st, const char *path)
{
	char line[LINE_BYTES];
	FILE *file = fopen(path, "re");
	st->play = path;
	st->line = 0;
	if (!file)
		mistake(st, strerror(errno));
	set_address(st, st->to, "10660");
	bool ok = true;
	while (ok && fgets(line, sizeof(line), file)) {
		st->line++;
		ok = run_line(st, line);
	}
	fclose(file);
	unsigned left = peer_left(st->peer);
	if (ok && left > 0)
		ok = fail(st, "%u messages came that the play does not expect", left);
	printf("%s %s\n", ok ? "ok  " : "FAIL", path);
	fflush(stdout);
	return ok;
}

static int
run_plays(struct stage *st, char **plays, int count)
{
	int failed = 0;
	for (int i = 0; i < count; i++) {
		failed += !run_play(st, plays[i]);
		struct arrived a; /* what a failed play has left must not reach the next */
		while (peer_take_any(st->peer, &a))
			arrived_release(&a);
	}
	printf("%d passed, %d failed\n", count - failed, failed);
	return failed > 0;
}

int
main(int argc, char **argv)
{
	struct stage st = {.last_mt = BUF_INIT(LINE_BYTES)};
	int64_t port = 0, http_port = 0;
	for (int opt; (opt = getopt(argc, argv, "p:h:c:")) != -1;) {
		if (opt == 'c')
			st.control = optarg;
		else if (opt == '?' ||
		         parse_int(str_from(optarg), 1, 65535, opt == 'p' ? &port : &http_port) < 0)
			return 2;
	}
	st.http_port = (unsigned)http_port;
	st.peer = peer_new("127.0.0.1", (unsigned)port);
	if (!st.peer) {
		fprintf(stderr, "smsc: port %d: %s\n", (int)port, strerror(errno));
		return 2;
	}
	int result = run_plays(&st, argv + optind, argc - optind);
	outgoing_clear(&st.mo);
	buf_release(&st.last_mt);
	peer_free(st.peer);
	return result;
}
