/*
 * The HTTP side: libmicrohttpd, driven from our own loop. Only this module knows it.
 *
 * A request is handed over once it is whole; it may be answered at once or held and
 * answered in a later turn (http_reply then releases it). Limits on connections, header
 * and body sizes and slow clients are kept here; what goes over one is refused and counted.
 */
#ifndef JIAXIN_HTTP_SERVER_H
#define JIAXIN_HTTP_SERVER_H

#include <sys/socket.h>

#include "base/arena.h"

struct http_server;

enum http_method { HTTP_GET, HTTP_POST, HTTP_OTHER };

struct http_request {
	enum http_method method;
	struct str path;  /* as sent, without the query; not decoded */
	struct str query; /* behind '?', still encoded; or empty */
	struct str body;  /* a POST's */
	struct str content_type;
	struct str password; /* of HTTP Basic, or empty */
	const struct sockaddr *peer;
	struct arena arena; /* lives until `done`; for the handler's use, too */
	void *user;         /* the handler's own */
};

/* A whole request. Answer it with http_reply, now or later. */
typedef void http_handle(void *ctx, struct http_request *request);

/* The request is over; `sent`: the whole answer went to the kernel. Its memory goes now. */
typedef void http_done(void *ctx, struct http_request *request, bool sent);

struct http_options {
	const char *address;
	uint16_t port; /* 0: the kernel chooses; see http_port */
	unsigned connections;
	size_t connection_bytes;
	size_t body_bytes;
	unsigned idle_s;
	http_handle *handle;
	http_done *done;
	void *ctx;
};

/* Listens. NULL with *error a negative errno (-EADDRINUSE, -EADDRNOTAVAIL, -EACCES...). */
struct http_server *http_server_new(const struct http_options *options, int *error);

void http_server_free(struct http_server *server); /* ends all connections */

uint16_t http_port(const struct http_server *server);

int http_fd(const struct http_server *server); /* readable when http_turn has work */

/* Handles all that is ready, without waiting; returns microseconds until it wants to run again, -1:
 * none. */
int64_t http_turn(struct http_server *server);

/* Takes no new connections from now on. */
void http_quiesce(struct http_server *server);

/* The value of a header of the request, its name in any case; empty: there is none. Valid until the
 * request is answered. */
struct str http_header(struct http_request *request, const char *name);

struct http_header {
	const char *name, *value;
};

/* Answers a request (once). `text` is copied. `extra` may be NULL, else ends with a NULL name. */
void http_reply(struct http_request *request, unsigned status, struct str text,
        const char *content_type, const struct http_header *extra);

struct http_figures {
	unsigned connections; /* open now */
	uint64_t requests;
	uint64_t refused_connections; /* over the limit */
	uint64_t refused_bodies;      /* too long */
	uint64_t unreadable;          /* connections that ended without one readable request */
};
struct http_figures http_figures(const struct http_server *server);

#endif
