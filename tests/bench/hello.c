/*
 * The measure of all others: a bare libmicrohttpd that answers every request with the
 * same Chinese words and does nothing else. By default in the shape of the daemon (its
 * own loop over MHD's epoll descriptor); with --internal in MHD's own epoll thread, which
 * hangs when 128 connections are ready at once and so proves that the stall test sees it.
 *
 *   hello PORT [--internal]
 */
#include "base/base.h"
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CONNECTIONS = 2048, CONNECTION_BYTES = 8192, IDLE_SECONDS = 60 };

static const char words[] = "社保关系可以随你转走。回复数字看下一步，0返回，00首页。";

static struct MHD_Response *
make_answer(void)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
	        sizeof(words) - 1, (void *)(uintptr_t)words, MHD_RESPMEM_PERSISTENT);

	must(r);
	must(MHD_add_response_header(r, "Content-Type", "text/plain; charset=UTF-8") == MHD_YES);
	must(MHD_add_response_header(r, "X-Kannel-Coding", "2") == MHD_YES);
	return r;
}

/* An answer queued in the first call would make MHD close the connection behind it. */
static enum MHD_Result
on_request(void *answer, struct MHD_Connection *c, const char *url, const char *method,
        const char *version, const char *body, size_t *body_size, void **seen)
{
	(void)url, (void)method, (void)version, (void)body, (void)body_size;
	if (!*seen) {
		*seen = c;
		return MHD_YES;
	}
	return MHD_queue_response(c, MHD_HTTP_OK, answer);
}

static struct MHD_Daemon *
start(uint16_t port, bool internal, struct MHD_Response *answer)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	        .sin_port = htons(port),
	        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	unsigned flags = internal ? MHD_USE_EPOLL_INTERNAL_THREAD : MHD_USE_EPOLL;

	return MHD_start_daemon(flags, port, NULL, NULL, on_request, answer, MHD_OPTION_SOCK_ADDR,
	        &at, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
	        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
	        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	        MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned)CONNECTIONS, MHD_OPTION_END);
}

static void
run(struct MHD_Daemon *d)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD);
	int ready = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event e = {.events = EPOLLIN};

	must(info && ready >= 0 && !epoll_ctl(ready, EPOLL_CTL_ADD, info->epoll_fd, &e));
	for (;;) {
		MHD_UNSIGNED_LONG_LONG wait_ms;
		bool waits = MHD_get_timeout(d, &wait_ms) == MHD_YES;

		epoll_wait(ready, &e, 1, waits ? (int)wait_ms : -1);
		MHD_run(d);
	}
}

int
main(int argc, char **argv)
{
	int64_t port = 0;
	bool internal = argc == 3 && !strcmp(argv[2], "--internal");

	if (argc < 2 || (argc > 2 && !internal) ||
	        parse_int(str_from(argv[1]), 1, UINT16_MAX, &port)) {
		fprintf(stderr, "usage: hello PORT [--internal]\n");
		return 2;
	}

	struct MHD_Daemon *d = start((uint16_t)port, internal, make_answer());

	if (!d) {
		fprintf(stderr, "hello: can't listen on port %s\n", argv[1]);
		return 1;
	}
	if (!internal)
		run(d);
	for (;;)
		pause();
}
