#include "outside/commit_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct commit_thread {
	struct store *store;
	pthread_t thread;
	int go_fd, done_fd;
	enum job job; /* these two are written before go_fd, and read behind it */
	int64_t now_s;
	int error; /* written by the thread before done_fd, read behind it */
	atomic_bool stopping;
};

static void
signal_fd(int fd)
{
	must(write(fd, &(uint64_t){1}, sizeof(uint64_t)) == sizeof(uint64_t));
}

static void
wait_fd(int fd)
{
	uint64_t count;
	while (read(fd, &count, sizeof(count)) < 0)
		must(errno == EINTR || errno == EAGAIN);
}

static void *
work(void *ctx)
{
	struct commit_thread *t = ctx;
	for (;;) {
		wait_fd(t->go_fd);
		if (atomic_load(&t->stopping))
			return NULL;
		if (t->job == JOB_COMMIT)
			t->error = store_commit(t->store);
		else
			store_tend(t->store, t->now_s);
		signal_fd(t->done_fd);
	}
}

static int
start_thread(struct commit_thread *t)
{
	sigset_t all, old;
	sigfillset(&all); /* signals are the loop's */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int error = pthread_create(&t->thread, NULL, work, t);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return error;
}

static void
release(struct commit_thread *t)
{
	if (t->go_fd >= 0)
		close(t->go_fd);
	if (t->done_fd >= 0)
		close(t->done_fd);
	free(t);
}

struct commit_thread *
commit_thread_new(struct store *store)
{
	struct commit_thread *t = xcalloc(1, sizeof(*t));
	t->store = store;
	t->go_fd = eventfd(0, EFD_CLOEXEC);
	t->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int error = t->go_fd < 0 || t->done_fd < 0 ? errno : start_thread(t);
	if (!error)
		return t;
	release(t);
	errno = error;
	return NULL;
}

void
commit_thread_free(struct commit_thread *t)
{
	if (!t)
		return;
	atomic_store(&t->stopping, true);
	signal_fd(t->go_fd);
	pthread_join(t->thread, NULL);
	release(t);
}

int
commit_thread_fd(const struct commit_thread *t)
{
	return t->done_fd;
}

void
commit_thread_start(struct commit_thread *t, enum job job, int64_t now_s)
{
	must(t->job == JOB_NONE);
	t->job = job;
	t->now_s = now_s;
	signal_fd(t->go_fd);
}

enum job
commit_thread_job(const struct commit_thread *t)
{
	return t->job;
}

enum job
commit_thread_end(struct commit_thread *t, int *error)
{
	uint64_t count;
	enum job ended = t->job;
	if (ended == JOB_NONE || read(t->done_fd, &count, sizeof(count)) < 0)
		return JOB_NONE;
	t->job = JOB_NONE;
	*error = t->error;
	return ended;
}
