#include "outside/phone.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "outside/fake_smsc.h"

enum {
	QUIET_MS = 60,        /* no more bytes for this long: a text is whole */
	TIMEOUT_SECONDS = 20, /* for one answer; Kannel itself waits 10 s for the daemon */
	TYPED_MAX = 8 * 1024, /* bytes of one line */
	HOST_MAX = 256,
};

struct phone {
	int sock;
	struct str from, to;
	int64_t timeout_ms;
	bool terminal;     /* somebody types: prompt, and do not wait for answers */
	bool end_of_input; /* nothing more will be typed */
	bool waiting;      /* a script's line has no answer yet */
	int64_t deadline;  /* of that answer */
	unsigned unanswered;
	struct buf typed; /* not yet sent */
	struct fake_inbox *inbox;
};

static int64_t
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
connect_to(const char *host_port)
{
	char host[HOST_MAX];
	const char *colon = strrchr(host_port, ':');
	if (!colon || colon == host_port || (size_t)(colon - host_port) >= sizeof(host))
		return -EINVAL;
	memcpy(host, host_port, (size_t)(colon - host_port));
	host[colon - host_port] = '\0';

	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
	if (getaddrinfo(host, colon + 1, &hints, &list) != 0)
		return -EINVAL;
	int result = -ECONNREFUSED;
	for (struct addrinfo *a = list; a && result < 0; a = a->ai_next) {
		int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		if (fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen) < 0) {
			result = -errno;
			if (fd >= 0)
				close(fd);
		} else {
			result = fd;
		}
	}
	freeaddrinfo(list);
	return result;
}

static int
send_all(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		s = str_skip(s, (size_t)n);
	}
	return 0;
}

static void
prompt(const struct phone *p)
{
	if (p->terminal && !p->end_of_input) {
		fputs("> ", stdout);
		fflush(stdout);
	}
}

static unsigned
units_of(struct str text, enum coding coding)
{
	if (coding == CODING_GSM7)
		return text_measure(text).units;
	unsigned units = 0;
	while (text.n > 0)
		units += utf16_units(utf8_next(&text, NULL));
	return units;
}

static const char *
plural(unsigned n)
{
	return n == 1 ? "" : "s";
}

static void
show(const struct phone *p, const struct fake_message *m)
{
	unsigned units = units_of(m->text, m->coding);
	if (p->terminal)
		fputs("\r\n", stdout);
	if (m->binary) {
		printf("  %.*s  8-bit data\n", STR_ARG(m->from));
		return;
	}
	printf("  %.*s  %s, %u unit%s, %u part%s\n", STR_ARG(m->from),
	        m->coding == CODING_UCS2 ? "UCS-2" : "GSM-7", units, plural(units), m->parts,
	        plural(m->parts));
	for (struct str rest = m->text; rest.n > 0;) {
		const char *end = memchr(rest.p, '\n', rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n;
		printf("  | %.*s\n", (int)n, rest.p);
		rest = str_skip(rest, n + (end ? 1 : 0));
	}
}

static void
show_arrived(struct phone *p, bool quiet)
{
	struct fake_message m;
	while (fake_inbox_next(p->inbox, quiet, &m)) {
		if (!str_eq(m.to, p->from))
			continue; /* another phone's */
		show(p, &m);
		p->waiting = false;
		prompt(p);
	}
	fflush(stdout);
}

static int
send_line(struct phone *p, struct str line)
{
	if (!p->terminal)
		printf("> %.*s\n", STR_ARG(line));
	struct buf mo = BUF_INIT(FAKE_LINE_MAX);
	int error = utf8_valid(line) ? fake_mo_line(p->from, p->to, line, &mo) : -EILSEQ;
	if (error < 0) {
		puts(error == -EILSEQ ? "  (not sent: this is no UTF-8)"
		                      : "  (not sent: too long)");
		prompt(p);
		buf_release(&mo);
		return 0;
	}
	error = send_all(p->sock, buf_str(&mo));
	buf_release(&mo);
	p->waiting = !p->terminal;
	p->deadline = now_ms() + p->timeout_ms;
	return error;
}

/* Sends what stands ready: every line when somebody types, else one, and then its answer. */
static int
send_typed(struct phone *p)
{
	int error = 0;
	while (error == 0 && !p->waiting && p->typed.n > 0) {
		char *end = memchr(p->typed.p, '\n', p->typed.n);
		if (!end && !p->end_of_input)
			break;
		size_t n = end ? (size_t)(end - p->typed.p) : p->typed.n;
		size_t used = n + (end ? 1 : 0);
		error = send_line(p, (struct str){p->typed.p, n});
		memmove(p->typed.p, p->typed.p + used, p->typed.n - used);
		buf_cut(&p->typed, p->typed.n - used);
	}
	return error;
}

static void
read_typed(struct phone *p)
{
	char bytes[1024];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		p->end_of_input = true;
		return;
	}
	buf_add(&p->typed, (struct str){bytes, (size_t)n});
	if (p->typed.full) {
		puts("  (not sent: too long)");
		buf_clear(&p->typed);
	}
}

/* 0, or -ECONNRESET when the network has hung up. */
static int
read_network(struct phone *p)
{
	char bytes[4096];
	ssize_t n = recv(p->sock, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n <= 0)
		return -ECONNRESET;
	fake_inbox_feed(p->inbox, (struct str){bytes, (size_t)n});
	show_arrived(p, false);
	return 0;
}

static void
give_up_if_late(struct phone *p)
{
	if (!p->waiting || now_ms() < p->deadline)
		return;
	puts("  (no answer)");
	fflush(stdout);
	p->waiting = false;
	p->unanswered++;
}

/* Until nothing more is typed and nothing is waited for. Returns 0 or a negative errno. */
static int
converse_on(struct phone *p)
{
	int error = 0;
	prompt(p);
	while (error == 0) {
		error = send_typed(p);
		if (error < 0 || (p->end_of_input && !p->waiting && p->typed.n == 0))
			break;
		/* a script is read no faster than it is answered */
		bool listen_to_input = !p->end_of_input && !p->waiting;
		struct pollfd fds[] = {
		        {.fd = p->sock, .events = POLLIN},
		        {.fd = listen_to_input ? STDIN_FILENO : -1, .events = POLLIN},
		};
		int ready = poll(fds, ARRAY_LEN(fds), QUIET_MS);
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready > 0 && fds[0].revents)
			error = read_network(p);
		else
			show_arrived(p, true);
		if (ready > 0 && fds[1].revents)
			read_typed(p);
		give_up_if_late(p);
	}
	return error;
}

static int
usage(FILE *out, int status)
{
	fputs("usage: jiaxin phone HOST:PORT [--from MSISDN] [--to SHORTCODE] "
	      "[--timeout SECONDS]\n",
	        out);
	return status;
}

static int
read_options(int argc, char **argv, struct phone *p)
{
	for (int i = 2; i < argc; i += 2) {
		struct str value = str_from(i + 1 < argc ? argv[i + 1] : NULL);
		int64_t seconds;
		if (value.n == 0)
			return -EINVAL;
		if (strcmp(argv[i], "--from") == 0)
			p->from = value;
		else if (strcmp(argv[i], "--to") == 0)
			p->to = value;
		else if (strcmp(argv[i], "--timeout") == 0 &&
		         parse_int(value, 1, 3600, &seconds) == 0)
			p->timeout_ms = seconds * 1000;
		else
			return -EINVAL;
	}
	struct buf trial = BUF_INIT(FAKE_LINE_MAX);
	int error = fake_mo_line(p->from, p->to, STR(""), &trial);
	buf_release(&trial);
	return error;
}

int
phone_run(int argc, char **argv)
{
	struct phone p = {
	        .from = STR("+8613800138000"),
	        .to = STR("10660"),
	        .timeout_ms = TIMEOUT_SECONDS * 1000,
	        .terminal = isatty(STDIN_FILENO),
	        .typed = BUF_INIT(TYPED_MAX),
	};
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return usage(stdout, 0);
	if (argc < 2 || read_options(argc, argv, &p) < 0)
		return usage(stderr, 2);
	p.sock = connect_to(argv[1]);
	if (p.sock == -EINVAL)
		return usage(stderr, 2);
	if (p.sock < 0) {
		fprintf(stderr, "jiaxin phone: %s: %s; is Kannel running?\n", argv[1],
		        strerror(-p.sock));
		return 1;
	}
	p.inbox = fake_inbox_new();
	if (p.terminal)
		printf("Phone %.*s, texting %.*s through Kannel. Type a message and Enter; Ctrl-D "
		       "ends.\nTry: 你好  养老  帮助  EN\n",
		        STR_ARG(p.from), STR_ARG(p.to));
	int error = converse_on(&p);
	if (error < 0)
		fprintf(stderr, "jiaxin phone: the network has hung up: %s\n", strerror(-error));
	else if (p.terminal)
		puts("");
	fake_inbox_free(p.inbox);
	buf_release(&p.typed);
	close(p.sock);
	return error < 0 || p.unanswered > 0 ? 1 : 0;
}
