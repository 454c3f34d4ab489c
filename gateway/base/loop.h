/*
 * The loop: sleeps until a descriptor is ready or a time has come, calls who watches
 * it, and before each sleep runs the turn's end, where the batch is saved.
 *
 *   struct loop *loop = loop_new();
 *   loop_watch(loop, fd, on_ready, ctx);
 *   loop_run(loop, before_sleep, ctx);   // until loop_stop
 */
#ifndef JIAXIN_LOOP_H
#define JIAXIN_LOOP_H

#include "base/base.h"

struct loop;

/* fd can be read without waiting. */
typedef void loop_ready(void *ctx, int fd);

/* Runs before each sleep; returns the microseconds to sleep at the most, -1: until an event. */
typedef int64_t loop_before_sleep(void *ctx);

enum { LOOP_WATCHES = 16 };

struct loop *loop_new(void); /* NULL with errno set when the kernel gives no epoll descriptor */
void loop_free(struct loop *loop);

/* Watches fd (at most LOOP_WATCHES of them) for reading until the loop is freed. 0 or -errno. */
int loop_watch(struct loop *loop, int fd, loop_ready *ready, void *ctx) MUST_USE;

void loop_run(struct loop *loop, loop_before_sleep *before_sleep, void *ctx);
void loop_stop(struct loop *loop); /* loop_run returns before its next sleep */

int64_t clock_mono_us(void); /* never goes back; for waiting */
int64_t clock_wall_ms(void); /* since 1970, UTC; for what is stored and said */

#endif
