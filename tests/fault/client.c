/*
 * Kannel's smsbox as the fault tests want it: sends messages over many connections at once
 * and writes down every answer that it sees.
 *
 *   client [-c CONNECTIONS] [-t TIMEOUT_MS] [-f FROM_ADDRESS] [-s SECONDS] PORT MODE ...
 *   play SCRIPT PHONES PREFIX RECORD   each phone says every line of SCRIPT in turn; a message
 *                                      that is refused or lost comes again until it is answered;
 *                                      SIGTERM: no phone begins any more
 *   again RECORD                       every message of RECORD comes again: the same bytes
 *   burst COUNT ID NUMBER TEXT FID     COUNT messages at once, each on its own connection; '#' in
 *                                      ID, NUMBER, FID is the message's count. Prints the answers.
 *   drip COUNT                         connections that send a byte now and then, until each is
 *                                      closed by the daemon
 *
 * A line of RECORD: id, number, line of the script, text (encoded), answer (hex), how many
 * times it was sent; written when the answer is whole, before the next message leaves.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fault/wire.h"

enum {
	TEXT_MOST = 4096,
	REPLY_MOST = 1 << 16,
	LINES_MOST = 256,
	STACK_BYTES = 256 << 10,
	RETRY_MS = 10,
	DRIP_MS = 100,
};

struct client {
	unsigned port, connections;
	int timeout_ms;
	const char *from_address;
	char *lines[LINES_MOST];
	size_t line_count;
	unsigned phones;
	const char *prefix;
	FILE *record;
	const char *const *burst; /* id, number, text, fid */

	pthread_barrier_t barrier;
	pthread_mutex_t lock;
	atomic_uint next, answered, refused, lost, wrong;
};

struct said {
	const char *id, *number, *text /* encoded */, *fid;
};

typedef void work(struct client *c, struct wire *w, unsigned number);

struct worker {
	struct client *client;
	work *work;
	unsigned number;
	pthread_t thread;
};

static void
wait_ms(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* --- messages --- */

static void
encode(struct buf *out, struct str text)
{
	static const char plain[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] && strchr(plain, text.p[i]))
			buf_addc(out, text.p[i]);
		else
			buf_addf(out, "%%%02X", (unsigned char)text.p[i]);
	}
}

static int
send_message(struct wire *w, const struct said *m, struct buf *reply)
{
	struct buf request = BUF_INIT(TEXT_MOST * 4);
	buf_addf(&request,
	        "GET /kannel/sms?id=%s&from=%%2B%s&to=10660&coding=0&cs=UTF-8&udh=&fid=%s&text=%s"
	        " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
	        m->id, m->number, m->fid, m->text);
	must(!request.full);
	buf_clear(reply);
	int status = wire_call(w, buf_str(&request), reply);
	buf_release(&request);
	return status;
}

static void
write_hex(FILE *out, struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++)
		fprintf(out, "%02x", (unsigned char)bytes.p[i]);
	if (!bytes.n)
		fputc('-', out);
}

static void
write_record(struct client *c, const struct said *m, size_t line, struct str reply, unsigned tries)
{
	pthread_mutex_lock(&c->lock);
	fprintf(c->record, "%s %s %zu %s ", m->id, m->number, line, m->text);
	write_hex(c->record, reply);
	fprintf(c->record, " %u\n", tries);
	fflush(c->record);
	pthread_mutex_unlock(&c->lock);
}

/* Sends it until it is answered, as Kannel does; returns how often it was sent. */
static unsigned
insist(struct client *c, struct wire *w, const struct said *m, struct buf *reply)
{
	for (unsigned tries = 1;; tries++) {
		int status = send_message(w, m, reply);
		if (status == 200) {
			atomic_fetch_add(&c->answered, 1);
			return tries;
		}
		if (status == 503)
			atomic_fetch_add(&c->refused, 1);
		else if (status < 0)
			atomic_fetch_add(&c->lost, 1);
		else
			atomic_fetch_add(&c->wrong, 1);
		wait_ms(RETRY_MS);
	}
}

/* --- play --- */

static void
play_phone(struct client *c, struct wire *w, unsigned phone)
{
	struct buf reply = BUF_INIT(REPLY_MOST), text = BUF_INIT(TEXT_MOST);
	char id[64], number[16];
	snprintf(number, sizeof(number), "8613%09u", phone);
	for (size_t line = 0; line < c->line_count; line++) {
		buf_clear(&text);
		encode(&text, str_from(c->lines[line]));
		snprintf(id, sizeof(id), "%s-%u-%zu", c->prefix, phone, line);
		struct said m = {id, number, text.n ? text.p : "", ""};
		unsigned tries = insist(c, w, &m, &reply);
		write_record(c, &m, line, buf_str(&reply), tries);
	}
	buf_release(&reply);
	buf_release(&text);
}

static volatile sig_atomic_t told_to_end;

static void
end_soon(int signal)
{
	(void)signal;
	told_to_end = 1;
}

static void
play(struct client *c, struct wire *w, unsigned number)
{
	(void)number;
	for (unsigned phone; !told_to_end && (phone = atomic_fetch_add(&c->next, 1)) < c->phones;)
		play_phone(c, w, phone);
}

static void
read_script(struct client *c, const char *path)
{
	FILE *in = fopen(path, "re");
	must(in);
	size_t cap = 0;
	for (ssize_t n; c->line_count < LINES_MOST; c->line_count++) {
		char *line = NULL;
		if ((n = getline(&line, &cap, in)) < 0) {
			free(line);
			break;
		}
		line[strcspn(line, "\n")] = '\0';
		c->lines[c->line_count] = line;
		cap = 0;
	}
	fclose(in);
}

/* --- again --- */

static char *
next_record(struct client *c)
{
	char *line = NULL;
	size_t cap = 0;
	pthread_mutex_lock(&c->lock);
	ssize_t n = getline(&line, &cap, c->record);
	pthread_mutex_unlock(&c->lock);
	if (n >= 0)
		return line;
	free(line);
	return NULL;
}

static bool
same_bytes(struct str reply, const char *hex)
{
	if (strcmp(hex, "-") == 0)
		return reply.n == 0;
	bool same = strlen(hex) == 2 * reply.n;
	for (size_t i = 0; same && i < reply.n; i++) {
		char two[3];
		snprintf(two, sizeof(two), "%02x", (unsigned char)reply.p[i]);
		same = strncmp(two, hex + 2 * i, 2) == 0;
	}
	return same;
}

static void
again(struct client *c, struct wire *w, unsigned number)
{
	struct buf reply = BUF_INIT(REPLY_MOST);
	(void)number;
	for (char *line; (line = next_record(c)); free(line)) {
		char *rest, *fields[5];
		for (size_t i = 0; i < ARRAY_LEN(fields); i++)
			must((fields[i] = strtok_r(i ? NULL : line, " \n", &rest)));
		struct said m = {fields[0], fields[1], fields[3], ""};
		insist(c, w, &m, &reply);
		if (!same_bytes(buf_str(&reply), fields[4])) {
			atomic_fetch_add(&c->wrong, 1);
			printf("other bytes: id %s\n", fields[0]);
		}
	}
	buf_release(&reply);
}

/* --- burst, drip --- */

static const char *
numbered(struct buf *out, const char *pattern, unsigned number)
{
	for (; *pattern; pattern++) {
		if (*pattern == '#')
			buf_addf(out, "%06u", number);
		else
			buf_addc(out, *pattern);
	}
	return out->p ? out->p : "";
}

static void
burst(struct client *c, struct wire *w, unsigned number)
{
	struct buf reply = BUF_INIT(REPLY_MOST), made[3], text = BUF_INIT(TEXT_MOST);
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		made[i] = BUF_INIT(TEXT_MOST);
	encode(&text, str_from(c->burst[2]));
	struct said m = {numbered(&made[0], c->burst[0], number),
	        numbered(&made[1], c->burst[1], number), text.p ? text.p : "",
	        numbered(&made[2], c->burst[3], number)};
	pthread_barrier_wait(&c->barrier);
	int status = send_message(w, &m, &reply);
	atomic_fetch_add(status == 200 ? &c->answered : status == 503 ? &c->refused : &c->lost, 1);
	pthread_mutex_lock(&c->lock);
	printf("%d ", status > 0 ? status : 0);
	write_hex(stdout, buf_str(&reply));
	putchar('\n');
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		buf_release(&made[i]);
	buf_release(&reply);
	buf_release(&text);
}

static void
drip(struct client *c, struct wire *w, unsigned number)
{
	static const char line[] = "GET /kannel/sms?text=";
	(void)number;
	int error = wire_open(w);
	for (size_t i = 0; !error; i++) {
		char byte = i < sizeof(line) - 1 ? line[i] : 'x';
		error = wire_send(w, (struct str){&byte, 1});
		wait_ms(DRIP_MS);
	}
	atomic_fetch_add(&c->lost, 1);
}

/* --- all together --- */

static void *
work_thread(void *ctx)
{
	struct worker *me = ctx;
	const struct client *c = me->client;
	struct wire w = {c->port, c->from_address, c->timeout_ms, -1};
	me->work(me->client, &w, me->number);
	wire_close(&w);
	return NULL;
}

static void
run(struct client *c, work *which)
{
	struct worker *workers = xcalloc(c->connections, sizeof(*workers));
	pthread_attr_t small;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, STACK_BYTES);
	pthread_barrier_init(&c->barrier, NULL, c->connections);
	pthread_mutex_init(&c->lock, NULL);
	for (unsigned i = 0; i < c->connections; i++) {
		workers[i] = (struct worker){.client = c, .work = which, .number = i};
		must(pthread_create(&workers[i].thread, &small, work_thread, &workers[i]) == 0);
	}
	for (unsigned i = 0; i < c->connections; i++)
		pthread_join(workers[i].thread, NULL);
	free(workers);
}

static int
usage(void)
{
	fputs("usage: client [-c N] [-t MS] [-f ADDRESS] [-s SECONDS] PORT play|again|burst|drip "
	      "...\n",
	        stderr);
	return EXIT_FAILURE;
}

static int
run_mode(struct client *c, int argc, char **argv)
{
	const char *mode = argv[0];
	if (strcmp(mode, "play") == 0 && argc == 5) {
		read_script(c, argv[1]);
		c->phones = (unsigned)atoi(argv[2]);
		c->prefix = argv[3];
		must((c->record = fopen(argv[4], "ae")));
		run(c, play);
	} else if (strcmp(mode, "again") == 0 && argc == 2) {
		must((c->record = fopen(argv[1], "re")));
		run(c, again);
	} else if (strcmp(mode, "burst") == 0 && argc == 6) {
		c->connections = (unsigned)atoi(argv[1]);
		c->burst = (const char *const *)argv + 2;
		run(c, burst);
	} else if (strcmp(mode, "drip") == 0 && argc == 2) {
		c->connections = (unsigned)atoi(argv[1]);
		run(c, drip);
	} else {
		return usage();
	}
	fprintf(stderr, "answered %u refused %u lost %u wrong %u\n", c->answered, c->refused,
	        c->lost, c->wrong);
	return c->wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	struct client c = {.connections = 32, .timeout_ms = 15000};
	unsigned seconds = 120;
	for (int opt; (opt = getopt(argc, argv, "c:t:f:s:")) != -1;) {
		switch (opt) {
		case 'c':
			c.connections = (unsigned)atoi(optarg);
			break;
		case 't':
			c.timeout_ms = atoi(optarg);
			break;
		case 'f':
			c.from_address = optarg;
			break;
		case 's':
			seconds = (unsigned)atoi(optarg);
			break;
		default:
			return usage();
		}
	}
	if (argc - optind < 2)
		return usage();
	signal(SIGTERM, end_soon);
	alarm(seconds); /* a test that hangs is a test that fails */
	c.port = (unsigned)atoi(argv[optind]);
	return run_mode(&c, argc - optind - 1, argv + optind + 1);
}
