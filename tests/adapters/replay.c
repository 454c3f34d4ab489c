/*
 * Sends the requests of fixtures to a daemon, byte for byte, and compares its answers:
 * replay PORT [-r] FILE...; -r writes the answers into the files instead.
 */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "adapters/fixture.h"

enum { TIMEOUT_SECONDS = 20 };

static int
connect_local(uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	        .sin_port = htons(port),
	        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = TIMEOUT_SECONDS};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0) {
		perror("connect");
		exit(2);
	}
	return fd;
}

static void
send_request(int fd, const struct wire_message *m)
{
	struct buf wire = BUF_INIT(FIXTURE_MAX);
	buf_addf(&wire, "%.*s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n",
	        STR_ARG(m->first));
	for (size_t i = 0; i < m->header_count; i++)
		buf_addf(&wire, "%.*s: %.*s\r\n", STR_ARG(m->headers[i].name),
		        STR_ARG(m->headers[i].value));
	if (m->body.n || str_starts(m->first, STR("POST")))
		buf_addf(&wire, "Content-Length: %zu\r\n", m->body.n);
	buf_addz(&wire, "\r\n");
	buf_add(&wire, m->body);
	for (size_t sent = 0; sent < wire.n;) {
		ssize_t n = send(fd, wire.p + sent, wire.n - sent, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		sent += (size_t)n;
	}
	buf_release(&wire);
}

/* What any HTTP server says of itself. */
static bool
is_of_the_server(struct str name)
{
	return str_eq(name, STR("Date")) || str_eq(name, STR("Content-Length")) ||
	       str_eq(name, STR("Connection"));
}

static struct str
wire_line(struct str *text)
{
	struct str line = fixture_line(text);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static void
read_answer(int fd, struct arena *a, struct wire_message *m)
{
	struct buf wire = BUF_INIT(FIXTURE_MAX);
	char bytes[4096];
	for (ssize_t n; (n = recv(fd, bytes, sizeof(bytes), 0)) > 0;)
		buf_add(&wire, (struct str){bytes, (size_t)n});
	struct str text = arena_str(a, buf_str(&wire));
	buf_release(&wire);
	struct str status = wire_line(&text); /* HTTP/1.1 200 OK */
	m->first = status.n > 12 ? (struct str){status.p + 9, 3} : STR("none");
	for (struct str line; (line = wire_line(&text)).n;) {
		const char *colon = memchr(line.p, ':', line.n);
		struct str name = {line.p, colon ? (size_t)(colon - line.p) : line.n};
		if (colon && !is_of_the_server(name) && m->header_count < FIXTURE_HEADERS)
			m->headers[m->header_count++] =
			        (struct wire_header){name, str_trim(str_skip(line, name.n + 1))};
	}
	m->body = text;
}

static bool
replay(uint16_t port, const char *path, bool record)
{
	struct fixture *f = fixture_read(path);
	static struct wire_message answers[FIXTURE_STEPS];
	memset(answers, 0, sizeof(answers));
	bool good = f->count > 0;
	for (size_t i = 0; i < f->count; i++) {
		int fd = connect_local(port);
		send_request(fd, &f->steps[i].request);
		read_answer(fd, &f->memory, &answers[i]);
		close(fd);
		if (record || fixture_same(&answers[i], &f->steps[i].answer))
			continue;
		good = false;
		printf("FAIL %s:%u: wanted\n", path, f->steps[i].line);
		fixture_print_answer(&f->steps[i].answer, stdout);
		printf("but got\n");
		fixture_print_answer(&answers[i], stdout);
	}
	if (record)
		fixture_record(f, path, answers);
	fixture_free(f);
	return good;
}

int
main(int argc, char **argv)
{
	int64_t port = 0;
	int first = argc > 2 && strcmp(argv[2], "-r") == 0 ? 3 : 2, bad = 0;
	if (argc <= first || parse_int(str_from(argv[1]), 1, 65535, &port) != 0) {
		fprintf(stderr, "usage: replay PORT [-r] FILE...\n");
		return 2;
	}
	for (int i = first; i < argc; i++)
		bad += !replay((uint16_t)port, argv[i], first == 3);
	printf("%d fixtures passed, %d failed\n", argc - first - bad, bad);
	return bad ? 1 : 0;
}
