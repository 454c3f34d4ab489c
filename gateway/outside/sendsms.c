#include "outside/sendsms.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/loop.h"
#include "text/segment.h"

enum {
	ANSWER_BYTES = 256, /* what is worth reading of an answer; more breaks it off */
	EVENTS = 16,
	/* How it ended, and on the way (4): a report of a kind that was not asked for makes
	 * bearerbox write the number to its log. Not 8: that it left Kannel says nothing of the
	 * phone. */
	DLR_MASK = 1 | 2 | 4 | 16 | 32,
};

/* A message on its way. */
struct call {
	CURL *easy;
	struct curl_slist *headers;
	struct arena memory; /* the text */
	size_t answer_bytes;
	unsigned requests;
	void *tag;
	bool busy;
};

struct sendsms {
	struct sendsms_options options;
	struct arena memory; /* the options' strings */
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
	struct sendsms *s = ctx;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	struct epoll_event event = {.data.fd = fd};
	event.events |= what & CURL_POLL_IN ? EPOLLIN : 0U;
	event.events |= what & CURL_POLL_OUT ? EPOLLOUT : 0U;
	if (epoll_ctl(s->epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) < 0)
		return -1;
	curl_multi_assign(s->multi, fd, s);
	return 0;
}

static int
set_timer(CURLM *multi, long wait_ms, void *ctx)
{
	struct sendsms *s = ctx;
	(void)multi;
	s->timer_us = wait_ms < 0 ? -1 : clock_mono_us() + (int64_t)wait_ms * 1000;
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

static size_t
take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
	struct call *call = ctx;
	(void)bytes;
	call->answer_bytes += size * count;
	return call->answer_bytes <= ANSWER_BYTES ? size * count : 0;
}

/* --- making and ending --- */

static bool
prepare_call(struct sendsms *s, struct call *call)
{
	CURL *e = call->easy = curl_easy_init();
	if (!e)
		return false;
	curl_easy_setopt(e, CURLOPT_PRIVATE, call);
	bool good = curl_easy_setopt(e, CURLOPT_URL, s->options.url) == CURLE_OK;
	good &= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
	curl_easy_setopt(e, CURLOPT_PROXY, ""); /* nobody between, whatever the environment says */
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)s->options.timeout_ms);
	curl_easy_setopt(e, CURLOPT_POST, 1L);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, before_request);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, call);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, call);
	return good;
}

static const char *
keep(struct sendsms *s, const char *text)
{
	return arena_dup(&s->memory, str_from(text));
}

static bool
prepare(struct sendsms *s)
{
	s->options.url = keep(s, s->options.url);
	s->options.username = keep(s, s->options.username);
	s->options.password = keep(s, s->options.password);
	s->options.from = keep(s, s->options.from);
	s->calls = xcalloc(s->options.at_a_time, sizeof(*s->calls));
	s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	s->multi = curl_multi_init();
	if (!s->multi || s->epoll_fd < 0)
		return false;
	curl_multi_setopt(s->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(s->multi, CURLMOPT_SOCKETDATA, s);
	curl_multi_setopt(s->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(s->multi, CURLMOPT_TIMERDATA, s);
	curl_multi_setopt(s->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)s->options.at_a_time);
	for (unsigned i = 0; i < s->options.at_a_time; i++)
		if (!prepare_call(s, &s->calls[i]))
			return false;
	return true;
}

struct sendsms *
sendsms_new(const struct sendsms_options *options)
{
	must(options->at_a_time > 0);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		errno = ENOMEM;
		return NULL;
	}
	struct sendsms *s = xcalloc(1, sizeof(*s));
	*s = (struct sendsms){.options = *options, .epoll_fd = -1, .timer_us = -1};
	errno = 0;
	if (prepare(s))
		return s;
	int error = errno ? errno : EINVAL;
	sendsms_free(s);
	errno = error;
	return NULL;
}

static void
wipe(struct call *call)
{
	curl_slist_free_all(call->headers);
	call->headers = NULL;
	arena_reset(&call->memory);
	call->busy = false;
}

void
sendsms_free(struct sendsms *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->options.at_a_time; i++) {
		struct call *call = &s->calls[i];
		if (call->busy)
			curl_multi_remove_handle(s->multi, call->easy);
		curl_easy_cleanup(call->easy);
		wipe(call);
		arena_release(&call->memory);
	}
	curl_multi_cleanup(s->multi);
	if (s->epoll_fd >= 0)
		close(s->epoll_fd);
	free(s->calls);
	arena_release(&s->memory);
	free(s);
	curl_global_cleanup();
}

int
sendsms_fd(const struct sendsms *s)
{
	return s->epoll_fd;
}

size_t
sendsms_on_the_way(const struct sendsms *s)
{
	return s->on_the_way;
}

/* --- sending --- */

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
add_number(struct call *call, const char *name, int64_t number)
{
	const char *digits = arena_printf(&call->memory, "%lld", (long long)number);
	return add_header(call, name, str_from(number ? digits : ""));
}

static bool
add_headers(const struct sendsms *s, struct call *call, const struct sendsms_message *m)
{
	bool ucs2 = text_measure(m->text).coding == CODING_UCS2;
	return add_header(call, "Content-Type", STR("text/plain; charset=UTF-8")) &&
	       add_header(call, "X-Kannel-Username", str_from(s->options.username)) &&
	       add_header(call, "X-Kannel-Password", str_from(s->options.password)) &&
	       add_header(call, "X-Kannel-From", str_from(s->options.from)) &&
	       add_header(call, "X-Kannel-To", m->msisdn) &&
	       add_header(call, "X-Kannel-Coding", str_from(ucs2 ? "2" : "0")) &&
	       add_header(call, "X-Kannel-SMSC", m->route) &&
	       add_number(call, "X-Kannel-Validity", m->validity_min) &&
	       add_number(call, "X-Kannel-DLR-Mask", m->dlr_url.n ? DLR_MASK : 0) &&
	       add_header(call, "X-Kannel-DLR-Url", m->dlr_url);
}

static struct call *
free_call(struct sendsms *s)
{
	for (unsigned i = 0; i < s->options.at_a_time; i++)
		if (!s->calls[i].busy)
			return &s->calls[i];
	return NULL;
}

int
sendsms_send(struct sendsms *s, const struct sendsms_message *m, void *tag)
{
	struct call *call = free_call(s);
	if (!call)
		return -EBUSY;
	if (!add_headers(s, call, m)) {
		wipe(call);
		return -EINVAL;
	}
	call->answer_bytes = call->requests = 0;
	call->tag = tag;
	call->busy = true;
	curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
	/* Head and text leave in one piece: two would wake Kannel twice. */
	curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, arena_str(&call->memory, m->text).p);
	curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE, (long)m->text.n);
	must(curl_multi_add_handle(s->multi, call->easy) == CURLM_OK);
	s->on_the_way++;
	return 0;
}

/* --- answers --- */

static enum sendsms_result
result_of_status(long status)
{
	return status == 202                    ? SENDSMS_ACCEPTED
	       : status >= 400 && status <= 499 ? SENDSMS_REFUSED
	                                        : SENDSMS_NOT_NOW;
}

/* An answer that came counts, also when reading the rest of it failed. */
static struct sendsms_answer
answer_of(CURL *easy, CURLcode code)
{
	struct sendsms_answer answer = {SENDSMS_UNSURE, 0};
	long sent = 0;
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
	curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
	if (answer.status >= 200)
		answer.result = result_of_status(answer.status);
	else if (code != CURLE_OK && !sent)
		answer.result = SENDSMS_UNREACHABLE;
	if (code != CURLE_OK)
		log_debug("sendsms: %s", curl_easy_strerror(code));
	return answer;
}

static void
end_calls(struct sendsms *s)
{
	int left;
	for (CURLMsg *msg; (msg = curl_multi_info_read(s->multi, &left));) {
		struct call *call;
		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &call);
		struct sendsms_answer answer = answer_of(call->easy, msg->data.result);
		curl_multi_remove_handle(s->multi, call->easy);
		wipe(call);
		s->on_the_way--;
		s->options.done(s->options.ctx, call->tag, &answer);
	}
}

static void
act(struct sendsms *s, curl_socket_t fd, int mask)
{
	int running;
	curl_multi_socket_action(s->multi, fd, mask, &running);
}

int64_t
sendsms_turn(struct sendsms *s)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(s->epoll_fd, events, EVENTS, 0);
	for (int i = 0; i < n; i++) {
		int mask = events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0;
		mask |= events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0;
		mask |= events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0;
		act(s, events[i].data.fd, mask);
	}
	if (s->timer_us >= 0 && clock_mono_us() >= s->timer_us) {
		s->timer_us = -1;
		act(s, CURL_SOCKET_TIMEOUT, 0);
	}
	end_calls(s);
	if (s->timer_us < 0)
		return -1;
	int64_t left_us = s->timer_us - clock_mono_us();
	return left_us > 0 ? left_us : 0;
}
