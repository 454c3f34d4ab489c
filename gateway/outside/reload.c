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
	const char *dir, *timetable;
	struct content_rules rules;
	struct reloaded found;
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
	struct reloaded *found = &job->found;
	found->content = content_load(job->dir, &job->rules, &found->faults, &found->unreadable);
	faults_sort(&found->faults);
	if (*job->timetable)
		found->transit_error =
		        transit_open(job->timetable, &found->transit, &found->transit_why);
	must(write(r->fd, &(uint64_t){1}, sizeof(uint64_t)) == sizeof(uint64_t));
	return NULL;
}

struct reload *
reload_new(const char *dir, const char *timetable)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return NULL;
	struct reload *r = xcalloc(1, sizeof(*r));
	r->job.dir = dir;
	r->job.timetable = timetable;
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
		content_free(r->job.found.content);
		faults_release(&r->job.found.faults);
		transit_close(r->job.found.transit);
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
	r->job = (struct job){.dir = r->job.dir, .timetable = r->job.timetable, .rules = *rules};
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
reload_take(struct reload *r, struct reloaded *out)
{
	uint64_t count;
	if (!r->running || read(r->fd, &count, sizeof(count)) < 0)
		return false;
	pthread_join(r->thread, NULL);
	r->running = false;
	*out = r->job.found;
	if (r->again) {
		r->again = false;
		(void)!run(r, &r->next_rules); /* no thread now: the next signal tries again */
	}
	return true;
}

struct retired {
	struct content *content;
	struct transit *transit;
};

static void
free_retired(struct retired *old)
{
	content_free(old->content);
	transit_close(old->transit);
	free(old);
}

static void *
retire(void *old)
{
	be_patient();
	free_retired(old);
	return NULL;
}

void
reload_retire(struct content *content, struct transit *transit)
{
	pthread_t thread;
	if (!content && !transit)
		return;
	struct retired *old = xmalloc(sizeof(*old));
	*old = (struct retired){content, transit};
	if (pthread_create(&thread, NULL, retire, old) == 0)
		pthread_detach(thread);
	else
		free_retired(old);
}
