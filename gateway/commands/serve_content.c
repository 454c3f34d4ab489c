#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "base/log.h"
#include "commands/daemon.h"

enum { FAULTS_LOGGED = 20 };

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

void
daemon_forget_fault(struct daemon *d)
{
	free(d->content_fault);
	d->content_fault = NULL;
	d->content_faults = 0;
}

/* What /health/ready says of a tree that was refused: its first error. */
static void
remember_fault(struct daemon *d, const struct faults *faults, int unreadable)
{
	daemon_forget_fault(d);
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
	reload_retire(d->content, NULL);
	d->content = content;
	d->conversation.content = content;
	d->conversation.content_since = d->content_loaded_s = clock_wall_ms() / 1000;
	daemon_forget_fault(d);
}

static void
take_content(struct daemon *d, const struct reloaded *loaded)
{
	log_faults(&loaded->faults);
	if (loaded->content) {
		use_content(d, loaded->content);
		d->metrics.counts[COUNT_RELOADS]++;
		log_info("content %s is in use", content_version(loaded->content));
	} else {
		remember_fault(d, &loaded->faults, loaded->unreadable);
		d->metrics.counts[COUNT_RELOAD_FAILED]++;
		log_error("the new content was refused; %s stays in use",
		        content_version(d->content));
	}
}

void
daemon_reload_ended(void *ctx, int fd)
{
	struct daemon *d = ctx;
	struct reloaded loaded;
	(void)fd;
	if (!reload_take(d->reload, &loaded))
		return;
	take_content(d, &loaded);
	daemon_take_transit(d, &loaded);
	faults_release(&loaded.faults);
	sd_notify(0, "READY=1");
}

void
daemon_start_reload(struct daemon *d)
{
	struct content_rules rules = content_rules_of(d->config, clock_wall_ms() / 1000);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_mono_us());
	int error = reload_start(d->reload, &rules);
	if (error) {
		log_error("the content can't be loaded now: %s", strerror(-error));
		sd_notify(0, "READY=1");
	}
}

bool
daemon_load_content(struct daemon *d)
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
