#include "outside/reload.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LOAD_NICENESS = 15 };

/* What the thread reads and writes; the loop touches it only while no thread runs. */
struct job {
	const char *dir;
	struct content_rules rules;
	struct content *content;
	struct faults faults;
	int unreadable;
};

struct reload {
	struct job job;
	bool running, again;
	struct content_rules next_rules;
	pthread_t thread;
	int fd;
};

/* On Linux a thread has a niceness of its own: phones go first. */
static void
be_patient(void)
{
	setpriority(PRIO_PROCESS, (id_t)gettid(), LOAD_NICENESS);
}

static void *
load(void *ctx)
{
	struct reload *r = ctx;
	struct job *job = &r->job;
	be_patient();
	job->content = content_load(job->dir, &job->rules, &job->faults, &job->unreadable);
	faults_sort(&job->faults);
	must(write(r->fd, &(uint64_t){1}, sizeof(uint64_t)) == sizeof(uint64_t));
	return NULL;
}

struct reload *
reload_new(const char *dir)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return NULL;
	struct reload *r = xcalloc(1, sizeof(*r));
	r->job.dir = dir;
	r->fd = fd;
	return r;
}

void
reload_free(struct reload *r)
{
	if (!r)
		return;
	if (r->running) {
		pthread_join(r->thread, NULL);
		content_free(r->job.content);
		faults_release(&r->job.faults);
	}
	close(r->fd);
	free(r);
}

int
reload_fd(const struct reload *r)
{
	return r->fd;
}

static int
run(struct reload *r, const struct content_rules *rules)
{
	sigset_t all, old;
	r->job = (struct job){.dir = r->job.dir, .rules = *rules};
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int error = pthread_create(&r->thread, NULL, load, r);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	r->running = error == 0;
	return -error;
}

int
reload_start(struct reload *r, const struct content_rules *rules)
{
	if (!r->running)
		return run(r, rules);
	r->again = true;
	r->next_rules = *rules;
	return 0;
}

bool
reload_take(struct reload *r, struct content **content, struct faults *faults, int *unreadable)
{
	uint64_t count;
	if (!r->running || read(r->fd, &count, sizeof(count)) < 0)
		return false;
	pthread_join(r->thread, NULL);
	r->running = false;
	*content = r->job.content;
	*faults = r->job.faults;
	*unreadable = r->job.unreadable;
	if (r->again) {
		r->again = false;
		(void)!run(r, &r->next_rules); /* no thread now: the next signal tries again */
	}
	return true;
}

static void *
retire(void *content)
{
	be_patient();
	content_free(content);
	return NULL;
}

void
reload_retire(struct content *content)
{
	pthread_t thread;
	if (!content)
		return;
	if (pthread_create(&thread, NULL, retire, content) == 0)
		pthread_detach(thread);
	else
		content_free(content);
}
