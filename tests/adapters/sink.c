/*
 * A provider that is sent to: sink DIR. It listens on a port that the kernel chooses and writes it
 * into DIR/port, each request that it gets behind DIR/requests, and answers with what DIR/answer
 * holds at that moment, byte for byte; when that is empty, never.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"

enum { CONNECTIONS = 64, REQUEST_MAX = 65536 };

struct connection {
	int fd; /* -1: free */
	size_t n;
	char request[REQUEST_MAX + 1];
};

static struct connection connections[CONNECTIONS];

static int
listen_somewhere(uint16_t *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	        listen(fd, CONNECTIONS) < 0 || getsockname(fd, (struct sockaddr *)&at, &size) < 0) {
		perror("listen");
		exit(2);
	}
	*port = ntohs(at.sin_port);
	return fd;
}

static FILE *
open_in(const char *dir, const char *name, const char *mode)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return fopen(path, mode);
}

static bool
is_whole(const struct connection *c)
{
	const char *end = strstr(c->request, "\r\n\r\n");
	const char *length = strcasestr(c->request, "\r\nContent-Length: ");
	size_t body = length && end && length < end ? strtoul(length + 18, NULL, 10) : 0;
	return end && c->n >= (size_t)(end + 4 - c->request) + body;
}

/* True when it was answered: the connection ends then. */
static bool
answer(const char *dir, const struct connection *c)
{
	char text[REQUEST_MAX];
	FILE *to = open_in(dir, "requests", "a"), *from = open_in(dir, "answer", "r");
	size_t n = from ? fread(text, 1, sizeof(text), from) : 0;
	must(to);
	fprintf(to, "%s\n---\n", c->request);
	fclose(to);
	if (from)
		fclose(from);
	return n && send(c->fd, text, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static void
serve(const char *dir, struct connection *c)
{
	ssize_t n = recv(c->fd, c->request + c->n, REQUEST_MAX - c->n, 0);
	bool over = n <= 0;
	c->n += over ? 0 : (size_t)n;
	c->request[c->n] = '\0';
	if (!over && is_whole(c)) {
		over = answer(dir, c);
		c->n = 0;
	}
	if (!over)
		return;
	close(c->fd);
	c->fd = -1;
}

static void
take(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	for (size_t i = 0; i < CONNECTIONS && fd >= 0; i++) {
		if (connections[i].fd >= 0)
			continue;
		connections[i].fd = fd;
		connections[i].n = 0;
		return;
	}
	must(!"too many connections");
}

int
main(int argc, char **argv)
{
	uint16_t port;
	must(argc == 2);
	int listener = listen_somewhere(&port);
	for (size_t i = 0; i < CONNECTIONS; i++)
		connections[i].fd = -1;
	FILE *f = open_in(argv[1], "port", "w");
	must(f);
	fprintf(f, "%u\n", port);
	fclose(f);
	for (;;) {
		struct pollfd fds[CONNECTIONS + 1] = {{listener, POLLIN, 0}};
		for (size_t i = 0; i < CONNECTIONS; i++)
			fds[i + 1] = (struct pollfd){connections[i].fd, POLLIN, 0};
		if (poll(fds, CONNECTIONS + 1, -1) < 0)
			return 1;
		for (size_t i = 0; i < CONNECTIONS; i++)
			if (fds[i + 1].fd >= 0 && fds[i + 1].revents)
				serve(argv[1], &connections[i]);
		if (fds[0].revents)
			take(listener);
	}
}
