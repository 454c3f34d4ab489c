#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/log.h"
#include "commands/daemon.h"

static const char usage[] =
        "usage: jiaxin serve [-c FILE] [-o NAME=VALUE]...\n"
        "The daemon. Every option: jiaxin options. SIGHUP loads content and timetable anew,\n"
        "SIGTERM answers what is under way and ends.\n";

static const struct flags flags = {.usage = usage};

enum {
	TEND_EVERY_US = 1000000,
	DRAIN_MOST_US = 10000000,
	/* Memory of so many bytes goes back to the system when a table that grew leaves it. */
	TABLES_FROM = 128 * 1024,
};

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
	sender_drain(d->sender);
}

static void
on_signal(void *ctx, int fd)
{
	struct daemon *d = ctx;
	struct signalfd_siginfo info;
	while (read(fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			daemon_start_reload(d);
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
	sender_turn(d->sender, batch_may_look(d->batch)); /* what came back goes into this batch */
	int64_t batch_wait = batch_turn(d->batch, http_figures(d->http).connections);
	if (batch_held(d->batch) < held) /* answers were released: let them out */
		http_wait = http_turn(d->http);
	int64_t sender_wait = sender_turn(d->sender, batch_may_look(d->batch));
	if (batch_idle(d->batch) && !batch_store_trouble(d->batch))
		sender_wait = sooner(sender_wait, sender_until_work(d->sender));

	int64_t now_us = clock_mono_us();
	tend(d, now_us);
	bool drained = batch_held(d->batch) == 0 && sender_idle(d->sender) && batch_idle(d->batch);
	if (d->draining && (drained || now_us > d->drain_until_us))
		loop_stop(d->loop);
	int64_t wait = sooner(sooner(http_wait, batch_wait), sender_wait);
	return sooner(wait, d->draining ? 1000 : TEND_EVERY_US);
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

static bool
read_ops(const struct config *config, enum option_id id, const char *name, bool ops[256])
{
	struct str bad;
	if (kannel_ussd_ops(str_from(config_text(config, id)), ops, &bad))
		return true;
	fprintf(stderr, "%s: \"%.*s\" is no number from 0 to 255\n", name, STR_ARG(bad));
	return false;
}

static bool
read_ussd_rules(const struct config *c, struct kannel_ussd_rules *rules)
{
	rules->ask_op = (uint8_t)config_int(c, OPT_USSD_ASK_OP);
	rules->last_op = (uint8_t)config_int(c, OPT_USSD_LAST_OP);
	rules->session_octets = (size_t)config_int(c, OPT_USSD_SESSION_OCTETS);
	rules->end_bits = (uint8_t)config_int(c, OPT_USSD_END_BITS);
	return read_ops(c, OPT_USSD_BEGIN_OPS, "ussd.begin_ops", rules->begins) &&
	       read_ops(c, OPT_USSD_GONE_OPS, "ussd.gone_ops", rules->gone);
}

/* The first line of the secret file; an option that is empty leaves the secret empty. */
static bool
read_secret(const struct config *config, enum option_id id, const char *name,
        char secret[SECRET_MOST + 1])
{
	const char *path = config_text(config, id);
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
	fprintf(stderr, "%s: %s: %s\n", name, path, n < 0 ? strerror(error) : "is empty");
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
open_store(struct daemon *d)
{
	struct store_options options = store_options_of(d->config);
	if (!read_archive_key(d->config, &options))
		return false;
	if (!options.has_archive_key)
		log_info("no archive key: messages can be read here for as long as they are kept, "
		         "and "
		         "are erased when their phone wishes so (store.archive_key_file)");
	make_folder_of(options.path);
	make_folder_of(options.key_path);
	d->store = store_new(&options, d->started_s);
	d->conversation.store = d->store;
	return true;
}

static void
make_guard(struct daemon *d)
{
	const struct config *c = d->config;
	struct guard_limits limits = {
	        .same_most = (unsigned)config_int(c, OPT_GUARD_SAME_MOST),
	        .same_s = (uint32_t)config_int(c, OPT_GUARD_SAME_MINUTES) * 60,
	        .phone_most = (unsigned)config_int(c, OPT_GUARD_PHONE_MOST),
	        .phone_s = (uint32_t)config_int(c, OPT_GUARD_PHONE_MINUTES) * 60,
	        .urgent_most = (unsigned)config_int(c, OPT_GUARD_URGENT_MOST),
	        .day_parts = config_int(c, OPT_GUARD_DAY_PARTS),
	        .phones_most = (size_t)config_int(c, OPT_GUARD_PHONES),
	};
	d->conversation.guard = guard_new(&limits);
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
	        .handle = daemon_handle,
	        .done = daemon_done,
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

/* Where Kannel finds /kannel/dlr; the port is known once it listens. */
static void
name_dlr_url(struct daemon *d)
{
	const char *url = config_text(d->config, OPT_OUTBOX_DLR_URL);
	const char *address = config_text(d->config, OPT_HTTP_LISTEN);
	bool ipv6 = strchr(address, ':') != NULL;
	if (*url)
		snprintf(d->dlr_url, sizeof(d->dlr_url), "%s", url);
	else
		snprintf(d->dlr_url, sizeof(d->dlr_url), "http://%s%s%s:%u/kannel/dlr",
		        ipv6 ? "[" : "", address, ipv6 ? "]" : "", http_port(d->http));
}

static bool
start_sender(struct daemon *d)
{
	const struct config *c = d->config;
	struct sender_options options = {
	        .store = d->store,
	        .metrics = &d->metrics,
	        .url = config_text(c, OPT_OUTBOX_URL),
	        .username = config_text(c, OPT_OUTBOX_USERNAME),
	        .password = d->sendsms_password,
	        .from = config_text(c, OPT_OUTBOX_FROM),
	        .route = config_text(c, OPT_OUTBOX_ROUTE),
	        .dlr_url = d->dlr_url,
	        .dlr_secret = d->secret,
	        .at_a_time = (unsigned)config_int(c, OPT_OUTBOX_AT_A_TIME),
	        .timeout_ms = config_int(c, OPT_OUTBOX_TIMEOUT_MS),
	        .rate = config_int(c, OPT_OUTBOX_RATE),
	        .day_from = config_int(c, OPT_OUTBOX_DAY_FROM),
	        .day_to = config_int(c, OPT_OUTBOX_DAY_TO),
	        .day_parts = config_int(c, OPT_OUTBOX_DAY_PARTS),
	};
	if (*options.url && !read_secret(c, OPT_OUTBOX_PASSWORD_FILE, "outbox.password_file",
	                            d->sendsms_password))
		return false;
	name_dlr_url(d);
	d->sender = sender_new(&options);
	if (!d->sender)
		fprintf(stderr, "outbox.url: %s: %s\n", options.url, strerror(errno));
	return d->sender != NULL;
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
	        .helper = daemon_helper(d),
	};
	d->batch = batch_new(&options);
	if (!d->batch)
		perror("the commit thread");
	return d->batch != NULL;
}

static bool
open_adapters(struct daemon *d)
{
	const struct config *c = d->config;
	struct adapters_options options = {
	        .dir = config_text(c, OPT_ADAPTERS_DIR),
	        .secrets = config_text(c, OPT_ADAPTERS_SECRETS),
	        .use = config_text(c, OPT_ADAPTERS_USE),
	        .proxies = config_text(c, OPT_ADAPTERS_PROXIES),
	};
	struct faults faults = FAULTS_INIT;
	d->adapters = adapters_open(&options, &faults);
	faults_sort(&faults);
	faults_print(&faults, terminal_language(), stderr);
	faults_release(&faults);
	return d->adapters != NULL;
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
	d->reload = reload_new(config_text(d->config, OPT_CONTENT_DIR),
	        config_text(d->config, OPT_TRANSIT_TIMETABLE));
	bool good = d->loop && d->reload && d->signal_fd >= 0 &&
	            loop_watch(d->loop, d->signal_fd, on_signal, d) == 0 &&
	            loop_watch(d->loop, http_fd(d->http), on_ready, d) == 0 &&
	            loop_watch(d->loop, batch_fd(d->batch), on_ready, d) == 0 &&
	            loop_watch(d->loop, reload_fd(d->reload), daemon_reload_ended, d) == 0 &&
	            (sender_fd(d->sender) < 0 ||
	                    loop_watch(d->loop, sender_fd(d->sender), on_ready, d) == 0);
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
	struct str bad;
	must(allow_parse(STR("127.0.0.0/8, ::1"), &d->own, &bad) == 0);
	if (!read_allow(c, OPT_HTTP_ALLOW, "http.allow", &d->may_call) ||
	        !read_allow(c, OPT_HTTP_STATUS_ALLOW, "http.status_allow", &d->may_look) ||
	        !read_ussd_rules(c, &d->ussd) ||
	        !read_secret(c, OPT_HTTP_SECRET_FILE, "http.secret_file", d->secret) ||
	        !open_adapters(d) || !daemon_load_content(d))
		return false;
	daemon_open_transit(d);
	if (!open_store(d))
		return false;
	make_guard(d);
	d->conversation.misunderstood = misunderstood_new();
	return start_http(d) && start_sender(d) && start_batch(d) && start_loop(d);
}

static void
stop(struct daemon *d)
{
	if (d->http && d->batch) {
		batch_abandon(d->batch);
		sender_abandon(d->sender);
		http_turn(d->http); /* libmicrohttpd does not end while a connection is suspended */
	}
	http_server_free(d->http);
	batch_free(d->batch);
	sender_free(d->sender);
	reload_free(d->reload);
	store_free(d->store);
	guard_free(d->conversation.guard);
	misunderstood_free(d->conversation.misunderstood);
	adapters_free(d->adapters);
	content_free(d->content);
	daemon_close_transit(d);
	loop_free(d->loop);
	arena_release(&d->scratch);
	if (d->signal_fd >= 0)
		close(d->signal_fd);
	explicit_bzero(d->secret, sizeof(d->secret));
	explicit_bzero(d->sendsms_password, sizeof(d->sendsms_password));
	daemon_forget_fault(d);
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
	int status;
	struct config *config = read_command(argc, argv, &flags, &status);
	if (!config)
		return status;
	log_init((enum log_level)config_int(config, OPT_LOG_LEVEL));
	mallopt(M_MMAP_THRESHOLD, TABLES_FROM); /* which glibc would raise by itself */
	status = serve(config);
	config_free(config);
	return status;
}
