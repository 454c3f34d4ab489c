/*
 * The load client: one thread that keeps connections to 127.0.0.1 busy with GET requests,
 * checks every answer (200 or 202, with a body) and measures how long each took.
 *
 * Closed loop (the default): a connection sends its next request when the last is
 * answered. Open loop (rate): requests fall due at a fixed rate, and what a slow server
 * makes wait is counted from when it was due.
 *
 * Prints one JSON object; exits 1 when any request was not answered as it should be.
 */
#include "base/loop.h"
#include "latency.h"
#include "request.h"
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MAX_BYTES = 8192, EVENTS = 256, SECOND_US = 1000000 };

static const char usage[] =
        "usage: load port=N requests=N|seconds=S [connections=32] [path=/] [phones=20000]\n"
        "            [rate=PER_SECOND] [new=1] [together=1] [hold=1] [wait=10]\n"
        "  path      may hold {id} and {from}, one of so many phones\n"
        "  new       a new connection for each request\n"
        "  together  all connections are open before the first request is sent\n"
        "  hold      when done, prints and keeps the connections open until it is killed\n"
        "  wait      gives up when no answer came for so many seconds\n";

struct options {
	int64_t port, connections, requests, seconds, rate, phones, wait;
	int64_t each_new, together, hold; /* 0 or 1 */
	const char *path;
};

enum state {
	IDLE,       /* in the queue of the idle; fd may be -1 */
	CONNECTING, /* its request leaves as soon as it stands */
	GATHERING,  /* stands, and waits for the others (together) */
	WAITING     /* its request has left */
};

struct conn {
	int fd;
	enum state state;
	int64_t due; /* when its request was to leave */
	size_t got;
	char answer[ANSWER_MAX_BYTES + 1];
};

struct load {
	struct options o;
	struct requests requests;
	struct conn *conns;
	struct conn **idle; /* a ring of o.connections, first in first out */
	size_t idle_first, idle_count;
	int64_t gathering; /* connections that still have to open before the first request */
	int ready;
	struct sockaddr_in to;
	int64_t begun, last_answer;
	uint64_t started, answered, errors, late, reconnects;
	struct latency times;
};

/* ---- one connection ---- */

static void
conn_close(struct conn *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

/* Leaves no TIME_WAIT behind on either side, so that the ports don't run out. */
static void
conn_reset(struct conn *c)
{
	struct linger at_once = {.l_onoff = 1};

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	conn_close(c);
}

static void
conn_rest(struct load *l, struct conn *c)
{
	c->state = IDLE;
	c->got = 0;
	l->idle[(l->idle_first + l->idle_count++) % (size_t)l->o.connections] = c;
}

static void
conn_fail(struct load *l, struct conn *c)
{
	l->errors++;
	conn_close(c);
	conn_rest(l, c);
}

/* While the connection does not stand yet nothing leaves; EPOLLOUT then brings us here again. */
static void
conn_send(struct load *l, struct conn *c)
{
	char request[REQUEST_MAX_BYTES];
	ssize_t n = request_next(&l->requests, request);

	must(n > 0);

	ssize_t sent = send(c->fd, request, (size_t)n, MSG_NOSIGNAL);

	if (sent < 0 && errno == EAGAIN && c->state == CONNECTING)
		return;
	c->state = WAITING;
	if (sent != n)
		conn_fail(l, c);
}

/*
 * On loopback the connection mostly stands when connect returns: sending at once saves a
 * turn. Edge-triggered for both directions: one epoll_ctl for a connection's whole life.
 */
static void
conn_open(struct load *l, struct conn *c)
{
	struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};

	c->state = CONNECTING;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0 ||
	        (connect(c->fd, (struct sockaddr *)&l->to, sizeof(l->to)) &&
	                errno != EINPROGRESS) ||
	        epoll_ctl(l->ready, EPOLL_CTL_ADD, c->fd, &e))
		conn_fail(l, c);
	else if (!l->gathering)
		conn_send(l, c);
}

static void
conn_start(struct load *l, struct conn *c, int64_t due)
{
	l->started++;
	c->due = due;
	if (c->fd < 0)
		conn_open(l, c);
	else
		conn_send(l, c);
}

/* The last connection to open lets all who have gathered send at once. */
static void
conn_gather(struct load *l, struct conn *c)
{
	c->state = GATHERING;
	if (--l->gathering > 0)
		return;

	l->begun = clock_mono_us();
	for (int64_t i = 0; i < l->o.connections; i++) {
		if (l->conns[i].state != GATHERING)
			continue;
		l->conns[i].due = clock_mono_us();
		conn_send(l, &l->conns[i]);
	}
}

/* The answer's length, head and body, 0 while it isn't known, -1 when it is no good answer. */
static ssize_t
answer_length(struct conn *c)
{
	c->answer[c->got] = '\0';

	const char *end = strstr(c->answer, "\r\n\r\n");
	const char *length = strcasestr(c->answer, "\r\nContent-Length:");
	int64_t body;

	if (!end)
		return c->got < ANSWER_MAX_BYTES ? 0 : -1;
	if (strncmp(c->answer, "HTTP/1.1 20", 11) || !length || length > end)
		return -1;
	length += strlen("\r\nContent-Length:");
	if (parse_int(str_trim((struct str){length, strcspn(length, "\r")}), 1, ANSWER_MAX_BYTES,
	            &body))
		return -1;
	return end + 4 - c->answer + body;
}

static void
conn_answered(struct load *l, struct conn *c)
{
	bool closes = strcasestr(c->answer, "\r\nConnection: close\r\n") != NULL;
	int64_t now = clock_mono_us();

	l->answered++;
	l->last_answer = now;
	l->late += now - c->due > SECOND_US;
	latency_add(&l->times, now - c->due);
	if (closes)
		conn_reset(c);
	conn_rest(l, c);
	l->reconnects += closes && !l->o.each_new;
}

static void
conn_ended(struct load *l, struct conn *c)
{
	if (c->state == IDLE)
		conn_close(c);
	else
		conn_fail(l, c);
}

static void
conn_read(struct load *l, struct conn *c)
{
	while (c->fd >= 0) {
		ssize_t n = recv(c->fd, c->answer + c->got, ANSWER_MAX_BYTES - c->got, 0);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0 || c->state != WAITING) {
			conn_ended(l, c);
			return;
		}
		c->got += (size_t)n;

		ssize_t whole = answer_length(c);

		if (whole < 0 || (whole && (size_t)whole < c->got))
			conn_fail(l, c);
		else if ((size_t)whole == c->got)
			conn_answered(l, c);
	}
}

static void
conn_ready(struct load *l, struct conn *c, uint32_t events)
{
	if (events & (EPOLLERR | EPOLLHUP) && c->state == CONNECTING)
		conn_fail(l, c);
	else if (events & EPOLLOUT && c->state == CONNECTING && l->gathering)
		conn_gather(l, c);
	else if (events & EPOLLOUT && c->state == CONNECTING)
		conn_send(l, c);
	if (events & EPOLLIN && c->fd >= 0)
		conn_read(l, c);
}

/* ---- the pace ---- */

/* When the next request is due; in the closed loop that is always now. INT64_MAX: never. */
static int64_t
next_due(const struct load *l, int64_t now)
{
	int64_t due = now;

	if (l->o.rate)
		due = l->begun + (int64_t)l->started * SECOND_US / l->o.rate;
	if (l->o.requests && l->started >= (uint64_t)l->o.requests)
		return INT64_MAX;
	if (l->o.seconds && due >= l->begun + l->o.seconds * SECOND_US)
		return INT64_MAX;
	return due;
}

/* Starts what is due; returns the microseconds until the next, -1 when nothing is to come. */
static int64_t
start_due(struct load *l)
{
	for (;;) {
		int64_t now = clock_mono_us();
		int64_t due = next_due(l, now);

		if (due == INT64_MAX)
			return -1;
		if (due > now)
			return due - now;
		if (!l->idle_count)
			return SECOND_US;

		struct conn *c = l->idle[l->idle_first];

		l->idle_first = (l->idle_first + 1) % (size_t)l->o.connections;
		l->idle_count--;
		conn_start(l, c, due);
	}
}

static bool
gave_up(const struct load *l)
{
	return clock_mono_us() - l->last_answer > l->o.wait * SECOND_US;
}

static void
load_run(struct load *l)
{
	struct epoll_event events[EVENTS];

	l->begun = l->last_answer = clock_mono_us();
	for (;;) {
		int64_t wait_us = start_due(l);

		if ((wait_us < 0 && l->started == l->answered + l->errors) || gave_up(l))
			return;
		if (wait_us < 0 || wait_us > SECOND_US / 10)
			wait_us = SECOND_US / 10;

		struct timespec wait = {.tv_nsec = wait_us * 1000};
		int n = epoll_pwait2(l->ready, events, EVENTS, &wait, NULL);

		for (int i = 0; i < n; i++)
			conn_ready(l, events[i].data.ptr, events[i].events);
	}
}

/* ---- in and out ---- */

static uint64_t
unanswered(const struct load *l)
{
	return l->started - l->answered - l->errors;
}

static void
load_print(const struct load *l)
{
	double seconds = (double)(l->last_answer - l->begun) / SECOND_US;

	printf("{\"rps\":%.0f,", seconds > 0 ? (double)l->answered / seconds : 0);
	latency_print(&l->times, stdout);
	printf(",\"answered\":%llu,\"errors\":%llu,\"unanswered\":%llu,\"late\":%llu,"
	       "\"reconnects\":%llu}\n",
	        (unsigned long long)l->answered, (unsigned long long)l->errors,
	        (unsigned long long)unanswered(l), (unsigned long long)l->late,
	        (unsigned long long)l->reconnects);
	fflush(stdout);
}

static void
load_init(struct load *l, const struct options *o)
{
	size_t count = (size_t)o->connections;

	*l = (struct load){.o = *o,
	        .requests = {.path = o->path,
	                .phones = o->phones,
	                .run = (uint64_t)clock_wall_ms() << 32,
	                .closes = o->each_new},
	        .conns = xcalloc(count, sizeof(struct conn)),
	        .idle = xcalloc(count, sizeof(struct conn *)),
	        .gathering = o->together ? o->connections : 0,
	        .ready = epoll_create1(EPOLL_CLOEXEC),
	        .to = {.sin_family = AF_INET,
	                .sin_port = htons((uint16_t)o->port),
	                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};
	must(l->ready >= 0);
	for (size_t i = 0; i < count; i++) {
		l->conns[i].fd = -1;
		conn_rest(l, &l->conns[i]);
	}
}

struct number {
	const char *name;
	int64_t min, max, *to;
};

static int
number_read(const struct number *numbers, size_t count, const char *arg)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(numbers[i].name);

		if (!strncmp(arg, numbers[i].name, n) && arg[n] == '=')
			return parse_int(str_from(arg + n + 1), numbers[i].min, numbers[i].max,
			        numbers[i].to);
	}
	return -EINVAL;
}

static int
options_read(int argc, char **argv, struct options *o)
{
	const struct number numbers[] = {{"port", 1, UINT16_MAX, &o->port},
	        {"connections", 1, 20000, &o->connections},
	        {"requests", 0, 100000000, &o->requests}, {"seconds", 0, 3600, &o->seconds},
	        {"rate", 0, 1000000, &o->rate}, {"phones", 1, 100000000, &o->phones},
	        {"wait", 1, 600, &o->wait}, {"new", 0, 1, &o->each_new},
	        {"together", 0, 1, &o->together}, {"hold", 0, 1, &o->hold}};

	for (int i = 1; i < argc; i++) {
		if (!strncmp(argv[i], "path=", 5))
			o->path = argv[i] + 5;
		else if (number_read(numbers, ARRAY_LEN(numbers), argv[i]))
			return -EINVAL;
	}
	return o->port && (o->requests || o->seconds) ? 0 : -EINVAL;
}

int
main(int argc, char **argv)
{
	struct options o = {.connections = 32, .phones = 20000, .wait = 10, .path = "/"};
	struct load *l = xcalloc(1, sizeof(*l));

	if (options_read(argc, argv, &o)) {
		fputs(usage, stderr);
		return 2;
	}
	load_init(l, &o);
	load_run(l);
	load_print(l);
	if (o.hold)
		pause();
	return l->errors || unanswered(l) ? 1 : 0;
}
