#include "base/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

struct watch {
	int fd;
	loop_ready *ready;
	void *ctx;
};

struct loop {
	int epoll_fd;
	bool stopping;
	size_t watch_count;
	struct watch watches[LOOP_WATCHES];
};

struct loop *
loop_new(void)
{
	int fd = epoll_create1(EPOLL_CLOEXEC);
	if (fd < 0)
		return NULL;
	struct loop *loop = xcalloc(1, sizeof(*loop));
	loop->epoll_fd = fd;
	return loop;
}

void
loop_free(struct loop *loop)
{
	if (!loop)
		return;
	close(loop->epoll_fd);
	free(loop);
}

int
loop_watch(struct loop *loop, int fd, loop_ready *ready, void *ctx)
{
	must(loop->watch_count < LOOP_WATCHES);
	struct watch *w = &loop->watches[loop->watch_count];
	*w = (struct watch){fd, ready, ctx};
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = w};
	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		return -errno;
	loop->watch_count++;
	return 0;
}

static void
sleep_and_dispatch(struct loop *loop, int64_t most_us)
{
	struct epoll_event events[LOOP_WATCHES];
	struct timespec most = {.tv_sec = most_us / 1000000, .tv_nsec = most_us % 1000000 * 1000};
	int n = epoll_pwait2(
	        loop->epoll_fd, events, LOOP_WATCHES, most_us < 0 ? NULL : &most, NULL);
	for (int i = 0; i < n; i++) {
		struct watch *w = events[i].data.ptr;
		w->ready(w->ctx, w->fd);
	}
}

void
loop_run(struct loop *loop, loop_before_sleep *before_sleep, void *ctx)
{
	for (;;) {
		int64_t most_us = before_sleep(ctx);
		if (loop->stopping)
			return;
		sleep_and_dispatch(loop, most_us);
	}
}

void
loop_stop(struct loop *loop)
{
	loop->stopping = true;
}

static struct timespec
now_of(clockid_t clock)
{
	struct timespec now;
	must(clock_gettime(clock, &now) == 0);
	return now;
}

int64_t
clock_mono_us(void)
{
	struct timespec now = now_of(CLOCK_MONOTONIC);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_wall_ms(void)
{
	struct timespec now = now_of(CLOCK_REALTIME);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
