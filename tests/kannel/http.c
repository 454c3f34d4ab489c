#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ANSWER_MAX = 1024 * 1024, TIMEOUT_SECONDS = 10 };

static int
connect_local(unsigned port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	        .sin_port = htons((uint16_t)port),
	        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = TIMEOUT_SECONDS};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0) {
		int error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

int
http_get(unsigned port, const char *path, struct buf *body)
{
	int fd = connect_local(port);
	if (fd < 0)
		return fd;
	struct buf wire = BUF_INIT(ANSWER_MAX);
	buf_addf(&wire, "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", path);
	ssize_t n = send(fd, wire.p, wire.n, MSG_NOSIGNAL);
	buf_clear(&wire);
	char bytes[4096];
	while (n > 0 && (n = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		buf_add(&wire, (struct str){bytes, (size_t)n});
	close(fd);

	/* "HTTP/1.1 200 OK" CRLF, header lines, an empty line, the body */
	const char *head_end = wire.p ? strstr(wire.p, "\r\n\r\n") : NULL;
	int status = -EPROTO;
	if (head_end && strncmp(wire.p, "HTTP/1.", 7) == 0 && wire.n > 12) {
		status = atoi(wire.p + 9);
		buf_addz(body, head_end + 4);
	}
	buf_release(&wire);
	return status;
}

int
metric_read(unsigned port, const char *name, double *out)
{
	struct buf page = BUF_INIT(ANSWER_MAX);
	int status = http_get(port, "/metrics", &page);
	int result = status == 200 ? -ENOENT : -EPROTO;
	size_t n = strlen(name);
	for (const char *line = page.p; status == 200 && line && *line;) {
		if (strncmp(line, name, n) == 0 && line[n] == ' ') {
			*out = strtod(line + n, NULL);
			result = 0;
			break;
		}
		const char *end = strchr(line, '\n');
		line = end ? end + 1 : NULL;
	}
	buf_release(&page);
	return result;
}
