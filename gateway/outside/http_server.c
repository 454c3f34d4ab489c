#include "outside/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/loop.h"

/*
 * Our own loop polls libmicrohttpd's epoll descriptor: its internal epoll thread stalls
 * when exactly 128 connections are ready at once. The old flag value 8192 is
 * MHD_ALLOW_SUSPEND_RESUME without MHD_USE_ITC: we resume on its own thread, and its
 * wake-up descriptor would cost a system call a message.
 */
enum { SUSPEND_WITHOUT_ITC = 8192, BACKLOG = 1024, POOL_MOST = 256, SPARE_CONNECTIONS = 64 };

struct held_request {
	struct http_request public; /* first: http_request and held_request are one address */
	struct http_server *server;
	struct MHD_Connection *connection;
	struct buf body;
	bool begun, suspended, replied, body_too_long;
	struct held_request *next_free;
};

/* A connection; all of them form a list, the one that moved on longest ago first. */
struct caller {
	struct MHD_Connection *connection;
	struct caller *earlier, *later;
	int64_t since_us; /* when it connected, began a request, was answered */
	bool spoken, held;
	/* libmicrohttpd does not say that a request is over which it dropped before our handler. */
	struct held_request *request;
};

struct http_server {
	struct http_options options;
	struct caller callers; /* only the list's two ends */
	struct MHD_Daemon *daemon;
	struct held_request *pool;
	size_t pool_size;
	struct http_figures figures;
};

/* --- callers --- */

static struct caller *
caller_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	        ->socket_context;
}

static void
caller_unlink(struct caller *c)
{
	c->earlier->later = c->later;
	c->later->earlier = c->earlier;
}

static void
caller_link(struct http_server *server, struct caller *c)
{
	c->later = &server->callers;
	c->earlier = server->callers.earlier;
	c->earlier->later = c->later->earlier = c;
	c->since_us = clock_mono_us();
}

static void
caller_moved_on(struct http_server *server, struct MHD_Connection *connection)
{
	struct caller *c = caller_of(connection);
	caller_unlink(c);
	caller_link(server, c);
}

/*
 * libmicrohttpd's own time-out begins anew with every byte: a client that drips them
 * would keep its connection for good. Who has not moved on for so long is cut off, unless
 * it is we who keep it waiting.
 */
static void
cut_off_slow(struct http_server *server)
{
	int64_t since_us = clock_mono_us() - (int64_t)server->options.idle_s * 1000000;
	for (struct caller *c = server->callers.later;
	        c != &server->callers && c->since_us < since_us; c = c->later) {
		if (c->held)
			continue;
		shutdown(MHD_get_connection_info(c->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
		                 ->connect_fd,
		        SHUT_RDWR);
	}
}

/* --- requests and their pool --- */

static struct held_request *
request_take(struct http_server *server)
{
	struct held_request *r = server->pool;
	if (r) {
		server->pool = r->next_free;
		server->pool_size--;
	} else {
		r = xcalloc(1, sizeof(*r));
	}
	r->server = server;
	r->body.max = server->options.body_bytes;
	return r;
}

static void
request_free(struct held_request *r)
{
	arena_release(&r->public.arena);
	buf_release(&r->body);
	free(r);
}

static void
request_give(struct http_server *server, struct held_request *r)
{
	if (server->pool_size >= POOL_MOST) {
		request_free(r);
		return;
	}
	struct arena arena = r->public.arena;
	struct buf body = r->body;
	arena_reset(&arena);
	buf_clear(&body);
	*r = (struct held_request){.public.arena = arena, .body = body, .next_free = server->pool};
	server->pool = r;
	server->pool_size++;
}

/* A request that is still there was never handed over: nobody else knows it. */
static void
caller_drop_request(struct http_server *server, struct caller *c)
{
	if (c->request)
		request_give(server, c->request);
	c->request = NULL;
}

/* The first thing libmicrohttpd says of a request: its line, before any decoding. */
static void *
on_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct http_server *server = cls;
	struct held_request *r = request_take(server);
	r->connection = connection;
	caller_moved_on(server, connection);
	caller_drop_request(server, caller_of(connection));
	caller_of(connection)->request = r;
	struct str whole = arena_str(&r->public.arena, str_from(uri));
	const char *mark = memchr(whole.p, '?', whole.n);
	r->public.path = (struct str){whole.p, mark ? (size_t)(mark - whole.p) : whole.n};
	if (mark)
		r->public.query = str_skip(whole, r->public.path.n + 1);
	return r;
}

static struct str
header(struct held_request *r, const char *name)
{
	const char *value = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
	return str_from(value);
}

static void
read_password(struct held_request *r)
{
	char *password = NULL;
	char *user = MHD_basic_auth_get_username_password(r->connection, &password);
	if (password)
		r->public.password = arena_str(&r->public.arena, str_from(password));
	MHD_free(user);
	MHD_free(password);
}

static void
complete(struct held_request *r, const char *method)
{
	struct http_request *p = &r->public;
	p->method = strcmp(method, "GET") == 0    ? HTTP_GET
	            : strcmp(method, "POST") == 0 ? HTTP_POST
	                                          : HTTP_OTHER;
	p->content_type = header(r, MHD_HTTP_HEADER_CONTENT_TYPE);
	p->body = buf_str(&r->body);
	p->peer = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
	                  ->client_addr;
	if (header(r, MHD_HTTP_HEADER_AUTHORIZATION).n)
		read_password(r);
}

static enum MHD_Result
on_access(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
        const char *version, const char *upload, size_t *upload_size, void **request)
{
	struct http_server *server = cls;
	struct held_request *r = *request;
	(void)url;
	(void)version;

	if (!r->begun) { /* an answer in the first call would cost the connection its keep-alive */
		r->begun = true;
		caller_of(connection)->spoken = true;
		return MHD_YES;
	}
	if (r->replied) /* libmicrohttpd calls once more after a resume */
		return MHD_YES;
	if (*upload_size) {
		buf_add(&r->body, (struct str){upload, *upload_size});
		*upload_size = 0;
		return MHD_YES;
	}
	server->figures.requests++;
	if (r->body.full) {
		server->figures.refused_bodies++;
		http_reply(&r->public, MHD_HTTP_CONTENT_TOO_LARGE,
		        STR("The body is too long; the limit is http.body_bytes.\n"), "text/plain",
		        NULL);
		return MHD_YES;
	}
	complete(r, method);
	server->options.handle(server->options.ctx, &r->public);
	if (!r->replied) {
		r->suspended = caller_of(connection)->held = true;
		MHD_suspend_connection(connection);
	}
	return MHD_YES;
}

static void
on_completed(void *cls, struct MHD_Connection *connection, void **request,
        enum MHD_RequestTerminationCode code)
{
	struct http_server *server = cls;
	struct held_request *r = *request;
	if (!r)
		return;
	caller_of(connection)->request = NULL;
	server->options.done(server->options.ctx, &r->public,
	        r->replied && code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
	request_give(server, r);
	*request = NULL;
}

static void
on_connection(void *cls, struct MHD_Connection *connection, void **context,
        enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = cls;
	struct caller *c = *context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		server->figures.connections++;
		*context = c = xcalloc(1, sizeof(*c));
		c->connection = connection;
		caller_link(server, c);
		return;
	}
	server->figures.connections--;
	server->figures.unreadable += !c->spoken;
	caller_drop_request(server, c);
	caller_unlink(c);
	free(c);
}

/* Over the limit a connection is refused at once instead of waiting where nobody serves it. */
static enum MHD_Result
on_accept(void *cls, const struct sockaddr *peer, socklen_t size)
{
	struct http_server *server = cls;
	(void)peer;
	(void)size;
	if (server->figures.connections < server->options.connections)
		return MHD_YES;
	server->figures.refused_connections++;
	return MHD_NO;
}

struct str
http_header(struct http_request *request, const char *name)
{
	return header((struct held_request *)request, name);
}

/* --- answers --- */

/* Kannel never closes a connection; when most are taken, each answer gives one back. */
static bool
crowded(const struct http_server *server)
{
	return server->figures.connections > server->options.connections / 4 * 3;
}

void
http_reply(struct http_request *request, unsigned status, struct str text, const char *content_type,
        const struct http_header *extra)
{
	struct held_request *r = (struct held_request *)request;
	must(!r->replied);
	struct MHD_Response *response = MHD_create_response_from_buffer(
	        text.n, (void *)(uintptr_t)text.p, MHD_RESPMEM_MUST_COPY);
	must(response);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
	for (; extra && extra->name; extra++)
		MHD_add_response_header(response, extra->name, extra->value);
	if (crowded(r->server))
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	r->replied = true;
	MHD_queue_response(r->connection, status, response);
	MHD_destroy_response(response);
	if (r->suspended)
		MHD_resume_connection(r->connection);
	r->suspended = caller_of(r->connection)->held = false;
	caller_moved_on(r->server, r->connection);
}

/* --- the server --- */

static void
on_trouble(void *cls, const char *fmt, va_list args)
{
	(void)cls;
	(void)fmt; /* its sentences may quote what a client sent */
	(void)args;
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* The size of the address in *out, or 0: `text` is none. */
static socklen_t
parse_address(const char *text, uint16_t port, union address *out)
{
	*out = (union address){0};
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		return sizeof(out->v4);
	}
	if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons(port);
		return sizeof(out->v6);
	}
	return 0;
}

static int
listen_on(const char *text, uint16_t port)
{
	union address address;
	socklen_t size = parse_address(text, port, &address);
	if (!size)
		return -EADDRNOTAVAIL;
	int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (bind(fd, &address.any, size) < 0 || listen(fd, BACKLOG) < 0) {
		int error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

static struct MHD_Daemon *
start(struct http_server *server, int fd)
{
	const struct http_options *o = &server->options;
	return MHD_start_daemon(MHD_USE_EPOLL | SUSPEND_WITHOUT_ITC | MHD_USE_ERROR_LOG, 0,
	        on_accept, server, on_access, server, MHD_OPTION_LISTEN_SOCKET, fd,
	        MHD_OPTION_EXTERNAL_LOGGER, on_trouble, NULL, MHD_OPTION_CONNECTION_LIMIT,
	        o->connections + SPARE_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	        o->connection_bytes, MHD_OPTION_CONNECTION_TIMEOUT, o->idle_s,
	        MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_NOTIFY_COMPLETED,
	        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
	        MHD_OPTION_END);
}

struct http_server *
http_server_new(const struct http_options *options, int *error)
{
	int fd = listen_on(options->address, options->port);
	if (fd < 0) {
		*error = fd;
		return NULL;
	}
	struct http_server *server = xcalloc(1, sizeof(*server));
	server->options = *options;
	server->callers.earlier = server->callers.later = &server->callers;
	server->daemon = start(server, fd);
	if (server->daemon)
		return server;
	*error = errno ? -errno : -EIO;
	close(fd);
	free(server);
	return NULL;
}

void
http_server_free(struct http_server *server)
{
	if (!server)
		return;
	MHD_stop_daemon(server->daemon);
	while (server->pool) {
		struct held_request *r = server->pool;
		server->pool = r->next_free;
		request_free(r);
	}
	free(server);
}

uint16_t
http_port(const struct http_server *server)
{
	int fd = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_LISTEN_FD)->listen_fd;
	union address address = {0};
	socklen_t size = sizeof(address);
	must(getsockname(fd, &address.any, &size) == 0);
	return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

int
http_fd(const struct http_server *server)
{
	return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int64_t
http_turn(struct http_server *server)
{
	MHD_UNSIGNED_LONG_LONG wait_ms;
	cut_off_slow(server);
	must(MHD_run(server->daemon) == MHD_YES);
	if (MHD_get_timeout(server->daemon, &wait_ms) != MHD_YES)
		return -1;
	return (int64_t)wait_ms * 1000;
}

void
http_quiesce(struct http_server *server)
{
	MHD_socket fd = MHD_quiesce_daemon(server->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
}

struct http_figures
http_figures(const struct http_server *server)
{
	return server->figures;
}
