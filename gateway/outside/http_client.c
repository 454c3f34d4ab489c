#include "outside/http_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/loop.h"

enum { EVENTS = 16 };

/* A request on its way. */
struct call {
	CURL *easy;
	struct curl_slist *headers;
	struct arena memory; /* the request's body */
	struct buf answer;
	unsigned requests;
	void *tag;
	bool busy;
};

struct http_client {
	struct http_client_options options;
	CURLM *multi;
	int epoll_fd;
	int64_t timer_us; /* when libcurl wants to be called; -1: not */
	struct call *calls;
	size_t on_the_way;
};

/* --- what libcurl calls --- */

static int
watch_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	struct http_client *c = ctx;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(c->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	struct epoll_event event = {.data.fd = fd};
	event.events |= what & CURL_POLL_IN ? EPOLLIN : 0U;
	event.events |= what & CURL_POLL_OUT ? EPOLLOUT : 0U;
	if (epoll_ctl(c->epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) < 0)
		return -1;
	curl_multi_assign(c->multi, fd, c);
	return 0;
}

static int
set_timer(CURLM *multi, long wait_ms, void *ctx)
{
	struct http_client *c = ctx;
	(void)multi;
	c->timer_us = wait_ms < 0 ? -1 : clock_mono_us() + (int64_t)wait_ms * 1000;
	return 0;
}

/* When a kept connection dies under a request libcurl would make it again: one is all there is. */
static int
before_request(void *ctx, char *ip, char *own_ip, int port, int own_port)
{
	struct call *call = ctx;
	(void)ip, (void)own_ip, (void)port, (void)own_port;
	return call->requests++ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* More than is wanted breaks it off. */
static size_t
take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
	struct call *call = ctx;
	buf_add(&call->answer, (struct str){bytes, size * count});
	return call->answer.full ? 0 : size * count;
}

/* --- making and ending --- */

static bool
prepare_call(struct http_client *c, struct call *call)
{
	CURL *e = call->easy = curl_easy_init();
	if (!e)
		return false;
	call->answer = (struct buf)BUF_INIT(c->options.answer_bytes);
	curl_easy_setopt(e, CURLOPT_PRIVATE, call);
	bool good = curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
	curl_easy_setopt(e, CURLOPT_PROXY, ""); /* nobody between, whatever the environment says */
	curl_easy_setopt(
	        e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* one request each */
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)c->options.timeout_ms);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, before_request);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, call);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, call);
	return good;
}

static bool
prepare(struct http_client *c)
{
	c->calls = xcalloc(c->options.at_a_time, sizeof(*c->calls));
	c->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	c->multi = curl_multi_init();
	if (!c->multi || c->epoll_fd < 0)
		return false;
	curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
	curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
	curl_multi_setopt(c->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, (long)c->options.at_a_time);
	for (unsigned i = 0; i < c->options.at_a_time; i++)
		if (!prepare_call(c, &c->calls[i]))
			return false;
	return true;
}

struct http_client *
http_client_new(const struct http_client_options *options)
{
	must(options->at_a_time > 0);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		errno = ENOMEM;
		return NULL;
	}
	struct http_client *c = xcalloc(1, sizeof(*c));
	*c = (struct http_client){.options = *options, .epoll_fd = -1, .timer_us = -1};
	errno = 0;
	if (prepare(c))
		return c;
	int error = errno ? errno : EINVAL;
	http_client_free(c);
	errno = error;
	return NULL;
}

static void
wipe(struct call *call)
{
	curl_slist_free_all(call->headers);
	call->headers = NULL;
	arena_reset(&call->memory);
	buf_clear(&call->answer);
	call->busy = false;
}

void
http_client_free(struct http_client *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < c->options.at_a_time; i++) {
		struct call *call = &c->calls[i];
		if (call->busy)
			curl_multi_remove_handle(c->multi, call->easy);
		curl_easy_cleanup(call->easy);
		wipe(call);
		buf_release(&call->answer);
		arena_release(&call->memory);
	}
	curl_multi_cleanup(c->multi);
	if (c->epoll_fd >= 0)
		close(c->epoll_fd);
	free(c->calls);
	free(c);
	curl_global_cleanup();
}

int
http_client_fd(const struct http_client *c)
{
	return c->epoll_fd;
}

size_t
http_client_on_the_way(const struct http_client *c)
{
	return c->on_the_way;
}

/* --- sending --- */

void
http_call_header(struct http_call *call, const char *name, struct str value)
{
	must(call->header_count < HTTP_CALL_HEADERS);
	call->headers[call->header_count].name = name;
	call->headers[call->header_count++].value = value;
}

static bool
has_control(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 127)
			return true;
	return false;
}

static bool
add_header(struct call *call, const char *name, struct str value)
{
	if (has_control(value))
		return false;
	if (!value.n)
		return true;
	const char *line = arena_printf(&call->memory, "%s: %.*s", name, STR_ARG(value));
	struct curl_slist *all = curl_slist_append(call->headers, line);
	if (!all)
		return false;
	call->headers = all;
	return true;
}

static bool
write_call(struct call *call, const struct http_call *what)
{
	CURL *e = call->easy;
	bool good = !has_control(what->url);
	for (size_t i = 0; i < what->header_count && good; i++)
		good = add_header(call, what->headers[i].name, what->headers[i].value);
	if (!good ||
	        curl_easy_setopt(e, CURLOPT_URL, arena_str(&call->memory, what->url).p) != CURLE_OK)
		return false;
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, call->headers);
	if (what->user.n) {
		curl_easy_setopt(e, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(e, CURLOPT_USERNAME, arena_str(&call->memory, what->user).p);
		curl_easy_setopt(e, CURLOPT_PASSWORD, arena_str(&call->memory, what->password).p);
	}
	if (what->is_get) {
		curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
		return true;
	}
	curl_easy_setopt(e, CURLOPT_POST, 1L);
	/* Head and text leave in one piece: two would wake Kannel twice. */
	curl_easy_setopt(e, CURLOPT_POSTFIELDS, arena_str(&call->memory, what->body).p);
	curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, (long)what->body.n);
	return true;
}

static struct call *
free_call(struct http_client *c)
{
	for (unsigned i = 0; i < c->options.at_a_time; i++)
		if (!c->calls[i].busy)
			return &c->calls[i];
	return NULL;
}

int
http_client_send(struct http_client *c, const struct http_call *what, void *tag)
{
	struct call *call = free_call(c);
	if (!call)
		return -EBUSY;
	if (!write_call(call, what)) {
		wipe(call);
		return -EINVAL;
	}
	call->requests = 0;
	call->tag = tag;
	call->busy = true;
	must(curl_multi_add_handle(c->multi, call->easy) == CURLM_OK);
	c->on_the_way++;
	return 0;
}

/* --- answers --- */

/* An answer that came counts, also when reading the rest of it failed. */
static struct http_answer
answer_of(const struct call *call, CURLcode code)
{
	struct http_answer answer = {.body = buf_str(&call->answer)};
	long sent = 0;
	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &answer.status);
	curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &sent);
	if (answer.status < 200)
		answer.status = 0;
	answer.sent = sent > 0 || code == CURLE_OK;
	answer.broken = code != CURLE_OK;
	if (code != CURLE_OK)
		answer.trouble = curl_easy_strerror(code);
	return answer;
}

static void
end_calls(struct http_client *c)
{
	int left;
	for (CURLMsg *msg; (msg = curl_multi_info_read(c->multi, &left));) {
		struct call *call;
		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &call);
		struct http_answer answer = answer_of(call, msg->data.result);
		curl_multi_remove_handle(c->multi, call->easy);
		c->options.done(c->options.ctx, call->tag, &answer);
		wipe(call);
		c->on_the_way--;
	}
}

static void
act(struct http_client *c, curl_socket_t fd, int mask)
{
	int running;
	curl_multi_socket_action(c->multi, fd, mask, &running);
}

int64_t
http_client_turn(struct http_client *c)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(c->epoll_fd, events, EVENTS, 0);
	for (int i = 0; i < n; i++) {
		int mask = events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0;
		mask |= events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0;
		mask |= events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0;
		act(c, events[i].data.fd, mask);
	}
	if (c->timer_us >= 0 && clock_mono_us() >= c->timer_us) {
		c->timer_us = -1;
		act(c, CURL_SOCKET_TIMEOUT, 0);
	}
	end_calls(c);
	if (c->timer_us < 0)
		return -1;
	int64_t left_us = c->timer_us - clock_mono_us();
	return left_us > 0 ? left_us : 0;
}
