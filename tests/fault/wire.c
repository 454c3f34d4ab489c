#include "fault/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_MOST = 4096, BODY_MOST = 1 << 20 };

void
wire_close(struct wire *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

static int
gone(struct wire *w, int error)
{
	wire_close(w);
	return -error;
}

static struct sockaddr_in
address(const char *text, unsigned port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	must(inet_pton(AF_INET, text, &a.sin_addr) == 1);
	return a;
}

int
wire_open(struct wire *w)
{
	if (w->fd >= 0)
		return 0;
	struct timeval limit = {w->timeout_ms / 1000, w->timeout_ms % 1000 * 1000};
	struct sockaddr_in to = address("127.0.0.1", w->port);
	struct sockaddr_in from = address(w->from ? w->from : "127.0.0.1", 0);
	w->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (w->fd < 0)
		return -errno;
	setsockopt(w->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(w->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	if (bind(w->fd, (struct sockaddr *)&from, sizeof(from)) < 0 ||
	        connect(w->fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		return gone(w, errno);
	return 0;
}

int
wire_send(struct wire *w, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = send(w->fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n < 0)
			return gone(w, errno);
		bytes = str_skip(bytes, (size_t)n);
	}
	return 0;
}

/* Reads until the blank line behind the headers: they are few, a byte at a time would do. */
static int
receive_head(struct wire *w, struct buf *head, struct buf *body)
{
	char chunk[HEAD_MOST];
	for (;;) {
		ssize_t n = recv(w->fd, chunk, sizeof(chunk), 0);
		if (n <= 0)
			return gone(w, n < 0 ? errno : ECONNRESET);
		buf_add(head, (struct str){chunk, (size_t)n});
		const char *end = memmem(head->p, head->n, "\r\n\r\n", 4);
		if (head->full)
			return gone(w, EMSGSIZE);
		if (!end)
			continue;
		buf_add(body, str_skip(buf_str(head), (size_t)(end + 4 - head->p)));
		buf_cut(head, (size_t)(end + 2 - head->p));
		return 0;
	}
}

static int
receive_body(struct wire *w, struct buf *body, size_t wanted)
{
	char chunk[HEAD_MOST];
	while (body->n < wanted) {
		size_t left = wanted - body->n;
		ssize_t n = recv(w->fd, chunk, left < sizeof(chunk) ? left : sizeof(chunk), 0);
		if (n <= 0)
			return gone(w, n < 0 ? errno : ECONNRESET);
		buf_add(body, (struct str){chunk, (size_t)n});
	}
	return 0;
}

static const char *
header(const struct buf *head, const char *name)
{
	const char *at = strcasestr(head->p, name);
	return at ? at + strlen(name) : NULL;
}

int
wire_receive(struct wire *w, struct buf *body)
{
	struct buf head = BUF_INIT(HEAD_MOST), got = BUF_INIT(BODY_MOST);
	int status = receive_head(w, &head, &got);
	if (!status) {
		const char *length = header(&head, "\r\nContent-Length:");
		status = length ? receive_body(w, &got, strtoul(length, NULL, 10))
		                : gone(w, EBADMSG);
	}
	if (!status) {
		status = head.n > 12 ? (int)strtol(head.p + 9, NULL, 10) : -EBADMSG;
		const char *connection = header(&head, "\r\nConnection:");
		if (connection && strncasecmp(connection + 1, "close", 5) == 0)
			wire_close(w);
		buf_add(body, buf_str(&got));
	}
	buf_release(&head);
	buf_release(&got);
	return status;
}

int
wire_call(struct wire *w, struct str request, struct buf *body)
{
	int error = wire_open(w);
	if (!error)
		error = wire_send(w, request);
	return error ? error : wire_receive(w, body);
}
