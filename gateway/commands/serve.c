#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/log.h"
#include "base/loop.h"
#include "commands/command.h"
#include "outside/allow.h"
#include "outside/batch.h"
#include "outside/reload.h"
#include "outside/status.h"

static const char usage[] =
        "usage: jiaxin serve [-c FILE] [-o NAME=VALUE]...\n"
        "The daemon. Every option: jiaxin options. SIGHUP loads the content anew,\n"
        "SIGTERM answers what is under way and ends.\n";

static const struct option long_options[] = {
        {"config", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {0},
};

enum {
	EXTRA_MOST = 64,
	SECRET_MOST = 256,
	TEND_EVERY_US = 1000000,
	DRAIN_MOST_US = 10000000,
	FAULTS_LOGGED = 20,
};

struct daemon {
	const struct config *config;
	struct loop *loop;
	struct http_server *http;
	struct batch *batch;
	struct reload *reload;
	struct store *store;
	struct content *content;
	struct conversation conversation;
	struct metrics metrics;
	struct allow_list may_call, may_look;
	char secret[SECRET_MOST + 1];
	int signal_fd;

	int64_t started_s, content_loaded_s, tended_us;
	char *content_fault; /* of a tree that was refused */
	size_t content_faults;
	bool draining;
	int64_t drain_until_us;
};

/* --- requests --- */

static void
not_found(struct http_request *request)
{
	http_reply(request, 404,
	        STR("Here are /kannel/sms, /health/live, /health/ready and /metrics.\n"),
	        "text/plain; charset=UTF-8", NULL);
}

static void
refuse(struct daemon *d, struct http_request *request, enum counter counter, unsigned status,
        const char *why)
{
	static const struct http_header challenge[] = {
	        {"WWW-Authenticate", "Basic realm=\"jiaxin\""}, {NULL, NULL}};
	d->metrics.counts[counter]++;
	http_reply(request, status, str_from(why), "text/plain; charset=UTF-8",
	        status == 401 ? challenge : NULL);
}

static void
handle_status(struct daemon *d, struct http_request *request)
{
	struct status_facts facts = {
	        .draining = d->draining,
	        .version = JIAXIN_VERSION,
	        .trouble = batch_store_trouble(d->batch),
	        .store = batch_store_figures(d->batch),
	        .content = d->content,
	        .content_loaded_s = d->content_loaded_s,
	        .content_fault = d->content_fault,
	        .content_faults = d->content_faults,
	        .http = http_figures(d->http),
	        .held = batch_held(d->batch),
	        .started_s = d->started_s,
	        .now_s = clock_wall_ms() / 1000,
	};
	if (!allow_has(&d->may_look, request->peer))
		refuse(d, request, COUNT_FORBIDDEN, 403,
		        "This address may not look here: http.status_allow.\n");
	else if (!status_handle(&facts, &d->metrics, request))
		not_found(request);
}

static void
refuse_busy(struct daemon *d, struct http_request *request, const char *why)
{
	d->metrics.counts[COUNT_BUSY]++;
	kannel_reply_busy(request, why);
}

static void
take_message(struct daemon *d, struct http_request *request)
{
	struct message message;
	const char *why = "";
	int64_t least = config_int(d->config, OPT_SMS_LEAST_SENDER_DIGITS);
	switch (kannel_read(request, least, &message, &why)) {
	case KANNEL_WALK:
		batch_take(d->batch, request, &message);
		return;
	case KANNEL_IGNORED_SENDER:
		d->metrics.counts[COUNT_IGNORED_SENDER]++;
		break;
	case KANNEL_IGNORED_DATA:
		d->metrics.counts[COUNT_IGNORED_DATA]++;
		break;
	case KANNEL_BAD:
		refuse(d, request, COUNT_BAD_REQUEST, 400, why);
		return;
	}
	kannel_reply(request, (struct str){"", 0}, CODING_GSM7);
}

static void
handle_kannel(struct daemon *d, struct http_request *request)
{
	if (!allow_has(&d->may_call, request->peer)) {
		refuse(d, request, COUNT_FORBIDDEN, 403,
		        "This address may not call: http.allow.\n");
	} else if (*d->secret && !secret_eq(str_from(d->secret), request->password)) {
		refuse(d, request, COUNT_BAD_SECRET, 401,
		        "The secret is wrong: http.secret_file, and get-url in Kannel's "
		        "configuration.\n");
	} else if (request->method == HTTP_OTHER) {
		refuse(d, request, COUNT_BAD_REQUEST, 405, "GET or POST, please.\n");
	} else if (d->draining) {
		/* Taken now, it might still be held when the server ends. */
		refuse_busy(d, request, "The daemon stops; send it again.\n");
	} else if (batch_store_trouble(d->batch)) {
		/* Without the key not even who calls could be named. */
		refuse_busy(d, request, "The database can't be written; send it again.\n");
	} else {
		take_message(d, request);
	}
}

static void
on_request(void *ctx, struct http_request *request)
{
	struct daemon *d = ctx;
	if (str_eq(request->path, STR("/kannel/sms")))
		handle_kannel(d, request);
	else
		handle_status(d, request);
}

static void
on_done(void *ctx, struct http_request *request, bool sent)
{
	struct daemon *d = ctx;
	batch_done(d->batch, request, sent);
}

/* --- content --- */

static void
log_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->count && i < FAULTS_LOGGED; i++) {
		const struct fault *f = &faults->list[i];
		log_line(f->level == FAULT_ERROR ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN,
		        "content %s:%u:%u: %s", f->at.file, f->at.line, f->at.column,
		        f->say[FAULT_EN]);
	}
	if (faults->count > FAULTS_LOGGED)
		log_warn("content: %zu faults more; jiaxin check says them all",
		        faults->count - FAULTS_LOGGED);
}

static void
forget_fault(struct daemon *d)
{
	free(d->content_fault);
	d->content_fault = NULL;
	d->content_faults = 0;
}

/* What /health/ready says of a tree that was refused: its first error. */
static void
remember_fault(struct daemon *d, const struct faults *faults, int unreadable)
{
	forget_fault(d);
	char line[512];
	snprintf(line, sizeof(line), "%s: %s", config_text(d->config, OPT_CONTENT_DIR),
	        strerror(abs(unreadable)));
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *f = &faults->list[i];
		if (f->level != FAULT_ERROR)
			continue;
		snprintf(line, sizeof(line), "%s:%u:%u: %s", f->at.file, f->at.line, f->at.column,
		        f->say[FAULT_EN]);
		break;
	}
	d->content_fault = xstrdup(line);
	d->content_faults = faults->errors ? faults->errors : 1;
}

static void
use_content(struct daemon *d, struct content *content)
{
	reload_retire(d->content);
	d->content = content;
	d->conversation.content = content;
	d->content_loaded_s = clock_wall_ms() / 1000;
	forget_fault(d);
}

static void
on_reload_ended(void *ctx, int fd)
{
	struct daemon *d = ctx;
	struct content *content;
	struct faults faults;
	int unreadable;
	(void)fd;
	if (!reload_take(d->reload, &content, &faults, &unreadable))
		return;
	log_faults(&faults);
	if (content) {
		use_content(d, content);
		d->metrics.counts[COUNT_RELOADS]++;
		log_info("content %s is in use", content_version(content));
	} else {
		remember_fault(d, &faults, unreadable);
		d->metrics.counts[COUNT_RELOAD_FAILED]++;
		log_error("the new content was refused; %s stays in use",
		        content_version(d->content));
	}
	faults_release(&faults);
	sd_notify(0, "READY=1");
}

static void
start_reload(struct daemon *d)
{
	struct content_rules rules = content_rules_of(d->config, clock_wall_ms() / 1000);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_mono_us());
	int error = reload_start(d->reload, &rules);
	if (error) {
		log_error("the content can't be loaded now: %s", strerror(-error));
		sd_notify(0, "READY=1");
	}
}

/* --- the loop --- */

static void
start_drain(struct daemon *d)
{
	if (d->draining)
		return;
	log_info("stopping: answering what is under way");
	sd_notify(0, "STOPPING=1");
	d->draining = true;
	d->drain_until_us = clock_mono_us() + DRAIN_MOST_US;
	http_quiesce(d->http);
}

static void
on_signal(void *ctx, int fd)
{
	struct daemon *d = ctx;
	struct signalfd_siginfo info;
	while (read(fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			start_reload(d);
		else
			start_drain(d);
	}
}

/* Nothing to do: the turn's end looks at every descriptor. */
static void
on_ready(void *ctx, int fd)
{
	(void)ctx;
	(void)fd;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static void
tend(struct daemon *d, int64_t now_us)
{
	if (now_us - d->tended_us < TEND_EVERY_US)
		return;
	d->tended_us = now_us;
	batch_tend(d->batch);
	sd_notify(0, "WATCHDOG=1");
}

static int64_t
before_sleep(void *ctx)
{
	struct daemon *d = ctx;
	int64_t http_wait = http_turn(d->http);
	size_t held = batch_held(d->batch);
	int64_t batch_wait = batch_turn(d->batch, http_figures(d->http).connections);
	if (batch_held(d->batch) < held) /* answers were released: let them out */
		http_wait = http_turn(d->http);

	int64_t now_us = clock_mono_us();
	tend(d, now_us);
	bool drained = batch_held(d->batch) == 0 && batch_idle(d->batch);
	if (d->draining && (drained || now_us > d->drain_until_us))
		loop_stop(d->loop);
	return sooner(sooner(http_wait, batch_wait), d->draining ? 1000 : TEND_EVERY_US);
}

/* --- starting and stopping --- */

static bool
read_allow(
        const struct config *config, enum option_id id, const char *name, struct allow_list *list)
{
	struct str bad;
	if (allow_parse(str_from(config_text(config, id)), list, &bad) == 0)
		return true;
	fprintf(stderr, "%s: \"%.*s\" is no address and no network (10.0.0.0/24)\n", name,
	        STR_ARG(bad));
	return false;
}

/* The first line of the secret file. */
static bool
read_secret(const struct config *config, char secret[SECRET_MOST + 1])
{
	const char *path = config_text(config, OPT_HTTP_SECRET_FILE);
	if (!*path)
		return true;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, secret, SECRET_MOST);
	int error = errno;
	if (fd >= 0)
		close(fd);
	secret[n > 0 ? strcspn(secret, "\r\n") : 0] = '\0';
	if (*secret)
		return true;
	fprintf(stderr, "http.secret_file: %s: %s\n", path, n < 0 ? strerror(error) : "is empty");
	return false;
}

/* The database's folder is made if only it is missing. */
static void
make_folder_of(const char *path)
{
	char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	if (slash && slash != folder) {
		*slash = '\0';
		if (mkdir(folder, 0700) < 0 && errno != EEXIST)
			log_warn("%s: can't be made: %s", folder, strerror(errno));
	}
	free(folder);
}

static bool
load_first_content(struct daemon *d)
{
	struct content_rules rules = content_rules_of(d->config, d->started_s);
	const char *dir = config_text(d->config, OPT_CONTENT_DIR);
	struct faults faults = FAULTS_INIT;
	int unreadable = 0;
	struct content *content = content_load(dir, &rules, &faults, &unreadable);
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", dir, strerror(abs(unreadable)));
	if (content) {
		log_faults(&faults);
		use_content(d, content);
	} else {
		faults_sort(&faults);
		faults_print(&faults, terminal_language(), stderr);
	}
	faults_release(&faults);
	return content != NULL;
}

static void
open_store(struct daemon *d)
{
	const struct config *c = d->config;
	struct store_options options = {
	        .path = config_text(c, OPT_STORE_PATH),
	        .key_path = config_text(c, OPT_STORE_KEY_FILE),
	        .sessions_most = (size_t)config_int(c, OPT_SESSION_MOST),
	        .repeat_s = (uint32_t)config_int(c, OPT_STORE_REPEAT_HOURS) * 3600,
	        .keep_s = (uint32_t)config_int(c, OPT_STORE_KEEP_DAYS) * 86400,
	};
	make_folder_of(options.path);
	make_folder_of(options.key_path);
	d->store = store_new(&options, d->started_s);
	d->conversation.store = d->store;
}

static bool
start_http(struct daemon *d)
{
	const struct config *c = d->config;
	struct http_options options = {
	        .address = config_text(c, OPT_HTTP_LISTEN),
	        .port = (uint16_t)config_int(c, OPT_HTTP_PORT),
	        .connections = (unsigned)config_int(c, OPT_HTTP_CONNECTIONS),
	        .connection_bytes = (size_t)config_int(c, OPT_HTTP_CONNECTION_BYTES),
	        .body_bytes = (size_t)config_int(c, OPT_HTTP_BODY_BYTES),
	        .idle_s = (unsigned)config_int(c, OPT_HTTP_IDLE_S),
	        .handle = on_request,
	        .done = on_done,
	        .ctx = d,
	};
	int error = 0;
	d->http = http_server_new(&options, &error);
	if (d->http)
		return true;
	fprintf(stderr, "http: %s port %u: %s; choose others with http.listen and http.port\n",
	        options.address, options.port, strerror(-error));
	return false;
}

static bool
start_batch(struct daemon *d)
{
	struct batch_options options = {
	        .conversation = &d->conversation,
	        .metrics = &d->metrics,
	        .rows = (size_t)config_int(d->config, OPT_STORE_BATCH_ROWS),
	        .wait_us = config_int(d->config, OPT_STORE_BATCH_US),
	        .deadline_us = config_int(d->config, OPT_HTTP_DEADLINE_MS) * 1000,
	};
	d->batch = batch_new(&options);
	if (!d->batch)
		perror("the commit thread");
	return d->batch != NULL;
}

static int
open_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool
start_loop(struct daemon *d)
{
	d->loop = loop_new();
	d->reload = reload_new(config_text(d->config, OPT_CONTENT_DIR));
	bool good = d->loop && d->reload && d->signal_fd >= 0 &&
	            loop_watch(d->loop, d->signal_fd, on_signal, d) == 0 &&
	            loop_watch(d->loop, http_fd(d->http), on_ready, d) == 0 &&
	            loop_watch(d->loop, batch_fd(d->batch), on_ready, d) == 0 &&
	            loop_watch(d->loop, reload_fd(d->reload), on_reload_ended, d) == 0;
	if (!good)
		perror("the loop");
	return good;
}

static bool
start(struct daemon *d)
{
	const struct config *c = d->config;
	d->started_s = clock_wall_ms() / 1000;
	d->conversation = conversation_of(c);
	d->signal_fd = open_signals();
	if (!read_allow(c, OPT_HTTP_ALLOW, "http.allow", &d->may_call) ||
	        !read_allow(c, OPT_HTTP_STATUS_ALLOW, "http.status_allow", &d->may_look) ||
	        !read_secret(c, d->secret) || !load_first_content(d))
		return false;
	open_store(d);
	return start_batch(d) && start_http(d) && start_loop(d);
}

static void
stop(struct daemon *d)
{
	if (d->http && d->batch) {
		batch_abandon(d->batch);
		http_turn(d->http); /* libmicrohttpd does not end while a connection is suspended */
	}
	http_server_free(d->http);
	batch_free(d->batch);
	reload_free(d->reload);
	store_free(d->store);
	content_free(d->content);
	loop_free(d->loop);
	if (d->signal_fd >= 0)
		close(d->signal_fd);
	explicit_bzero(d->secret, sizeof(d->secret));
	forget_fault(d);
}

static int
serve(const struct config *config)
{
	struct daemon d = {.config = config, .signal_fd = -1};
	umask(077); /* what it writes is nobody else's to read */
	bool started = start(&d);
	if (started) {
		log_info("jiaxin " JIAXIN_VERSION
		         " answers at http://%s:%u/kannel/sms with content %s",
		        config_text(config, OPT_HTTP_LISTEN), http_port(d.http),
		        content_version(d.content));
		sd_notify(0, "READY=1");
		loop_run(d.loop, before_sleep, &d);
		log_info("stopped");
	}
	stop(&d);
	return started ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
}

int
command_serve(int argc, char **argv)
{
	const char *file = NULL;
	char *extra[EXTRA_MOST] = {0};
	size_t extras = 0;
	for (int c; (c = getopt_long(argc, argv, "c:o:", long_options, NULL)) != -1;) {
		if (c == 'c') {
			file = optarg;
		} else if (c == 'o' && extras + 1 < EXTRA_MOST) {
			extra[extras++] = optarg;
		} else {
			fputs(usage, c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return EXIT_COULD_NOT_RUN;
	}
	struct config *config = read_config(file, extra);
	if (!config)
		return EXIT_COULD_NOT_RUN;
	log_init((enum log_level)config_int(config, OPT_LOG_LEVEL));
	int status = serve(config);
	config_free(config);
	return status;
}
