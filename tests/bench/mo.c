/*
 * Phones on the far side of Kannel: speaks the line protocol of bearerbox's `fake` SMSC,
 * keeps `window` messages on their way, each from another phone, and measures the time
 * from each message to the first part of its answer.
 *
 *   mo port=N messages=N window=N  ->  {"per_second":..,"p50_us":..,...,"unanswered":..}
 *
 * Out:  +8613800000000 10660 ucs2 %79%3E%4F%DD
 * Back: 10660 +8613800000000 ucs-2 ...
 */
#include "base/loop.h"
#include "latency.h"
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 65536, OUT_MAX_BYTES = 128, WAIT_MS = 10000, SECOND_US = 1000000 };

static const char phone_prefix[] = "+86138";

struct phones {
	int fd;
	int64_t messages, window;
	int64_t sent, answered;
	int64_t *sent_at; /* by message, which is the phone's number too; 0: answered */
	struct latency times;
	size_t got;
	char in[LINE_MAX_BYTES];
};

static int
phone_send(struct phones *p)
{
	char line[OUT_MAX_BYTES];
	int n = snprintf(line, sizeof(line), "%s%08" PRId64 " 10660 ucs2 %%79%%3E%%4F%%DD\n",
	        phone_prefix, p->sent);

	p->sent_at[p->sent++] = clock_mono_us();
	return send(p->fd, line, (size_t)n, MSG_NOSIGNAL) == n ? 0 : -EIO;
}

/* A line is for the phone that it names second; a phone's further parts count no more. */
static void
line_take(struct phones *p, struct str line)
{
	const char *to = memmem(line.p, line.n, phone_prefix, strlen(phone_prefix));
	int64_t phone;

	if (!to)
		return;
	to += strlen(phone_prefix);

	size_t rest = line.n - (size_t)(to - line.p);
	const char *end = memchr(to, ' ', rest);
	struct str digits = {to, end ? (size_t)(end - to) : rest};

	if (parse_int(digits, 0, p->messages - 1, &phone) || !p->sent_at[phone])
		return;
	latency_add(&p->times, clock_mono_us() - p->sent_at[phone]);
	p->sent_at[phone] = 0;
	p->answered++;
}

static int
lines_read(struct phones *p)
{
	ssize_t n = recv(p->fd, p->in + p->got, sizeof(p->in) - p->got, 0);
	int on = 1;
	char *begin = p->in, *end;

	if (n <= 0)
		return -EIO;
	/* bearerbox holds its next line back until the last is acknowledged (Nagle): be quick. */
	setsockopt(p->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
	p->got += (size_t)n;
	while ((end = memchr(begin, '\n', p->got))) {
		size_t length = (size_t)(end - begin);

		line_take(p, (struct str){begin, length});
		begin = end + 1;
		p->got -= length + 1;
	}
	memmove(p->in, begin, p->got);
	return 0;
}

static int
phones_run(struct phones *p)
{
	struct pollfd ready = {.fd = p->fd, .events = POLLIN};

	while (p->answered < p->messages) {
		while (p->sent < p->messages && p->sent - p->answered < p->window) {
			if (phone_send(p))
				return -EIO;
		}
		if (poll(&ready, 1, WAIT_MS) <= 0)
			return -ETIMEDOUT;
		if (lines_read(p))
			return -EIO;
	}
	return 0;
}

static int
connect_to(int64_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	        .sin_port = htons((uint16_t)port),
	        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	int on = 1;

	must(fd >= 0 && !setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		int failed = -errno;

		close(fd);
		return failed;
	}
	return fd;
}

static int
option(const char *arg, const char *name, int64_t max, int64_t *out)
{
	size_t n = strlen(name);

	return strncmp(arg, name, n) ? -EINVAL : parse_int(str_from(arg + n), 1, max, out);
}

int
main(int argc, char **argv)
{
	struct phones *p = xcalloc(1, sizeof(*p));
	int64_t port;

	if (argc != 4 || option(argv[1], "port=", UINT16_MAX, &port) ||
	        option(argv[2], "messages=", 10000000, &p->messages) ||
	        option(argv[3], "window=", 10000, &p->window)) {
		fprintf(stderr, "usage: mo port=N messages=N window=N\n");
		return 2;
	}
	p->sent_at = xcalloc((size_t)p->messages, sizeof(*p->sent_at));
	p->fd = connect_to(port);
	if (p->fd < 0) {
		fprintf(stderr, "mo: no SMSC on port %s\n", argv[1] + strlen("port="));
		return 1;
	}

	int64_t begun = clock_mono_us();
	int r = phones_run(p);

	printf("{\"per_second\":%.0f,",
	        (double)p->answered * SECOND_US / (double)(clock_mono_us() - begun));
	latency_print(&p->times, stdout);
	printf(",\"answered\":%" PRId64 ",\"unanswered\":%" PRId64 "}\n", p->answered,
	        p->messages - p->answered);
	return r ? 1 : 0;
}
