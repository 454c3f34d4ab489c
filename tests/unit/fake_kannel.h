/*
 * A Kannel of the tests: its sendsms, driven by hand in this process. It gives one answer to every
 * request, and counts.
 */
#ifndef JIAXIN_TESTS_FAKE_KANNEL_H
#define JIAXIN_TESTS_FAKE_KANNEL_H

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

enum { CONNECTIONS = 16, REQUEST_BYTES = 8192 };

struct kannel {
	int listener;
	int fds[CONNECTIONS];
	size_t got[CONNECTIONS];
	char request[CONNECTIONS][REQUEST_BYTES + 1];
	char last[REQUEST_BYTES + 1]; /* the last whole request */
	size_t connections, requests;
	const char *answer; /* NULL: none; "": hangs up */
	uint16_t port;
};

static inline void
kannel_open(struct kannel *k, const char *answer)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);
	*k = (struct kannel){.answer = answer};
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	k->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(k->listener, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(k->listener, CONNECTIONS), 0);
	ck_assert_int_eq(getsockname(k->listener, (struct sockaddr *)&at, &size), 0);
	k->port = ntohs(at.sin_port);
}

static inline void
kannel_close(struct kannel *k)
{
	for (size_t i = 0; i < k->connections; i++)
		if (k->fds[i] >= 0)
			close(k->fds[i]);
	close(k->listener);
}

/* The whole request, its body counted by its Content-Length. */
static inline bool
kannel_is_whole(const char *request, size_t n)
{
	const char *end = strstr(request, "\r\n\r\n"),
	           *length = strcasestr(request, "Content-Length: ");
	return end && length && n >= (size_t)(end + 4 - request) + strtoul(length + 16, NULL, 10);
}

static inline void
kannel_serve(struct kannel *k, size_t i)
{
	ssize_t n =
	        recv(k->fds[i], k->request[i] + k->got[i], REQUEST_BYTES - k->got[i], MSG_DONTWAIT);
	if (n == 0) {
		close(k->fds[i]);
		k->fds[i] = -1;
	}
	if (n <= 0)
		return;
	k->got[i] += (size_t)n;
	k->request[i][k->got[i]] = '\0';
	if (!kannel_is_whole(k->request[i], k->got[i]))
		return;
	strcpy(k->last, k->request[i]);
	k->got[i] = 0;
	k->requests++;
	if (!k->answer)
		return;
	if (*k->answer) {
		ck_assert_int_eq(send(k->fds[i], k->answer, strlen(k->answer), MSG_NOSIGNAL),
		        (ssize_t)strlen(k->answer));
		return;
	}
	close(k->fds[i]);
	k->fds[i] = -1;
}

static inline void
kannel_turn(struct kannel *k)
{
	int fd = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0) {
		ck_assert_uint_lt(k->connections, CONNECTIONS);
		k->fds[k->connections++] = fd;
	}
	for (size_t i = 0; i < k->connections; i++)
		if (k->fds[i] >= 0)
			kannel_serve(k, i);
}

/* An answer without its body. */
#define KANNEL_ANSWER(status, body)                                                     \
	"HTTP/1.1 " status "\r\nContent-Length: " body "\r\nConnection: keep-alive\r\n" \
	"Content-Type: text/html\r\n\r\n"

#endif
