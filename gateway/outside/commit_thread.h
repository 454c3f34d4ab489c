/*
 * The thread that waits for the disk: a commit, or the store's housekeeping, one job at a time.
 * From commit_thread_start until commit_thread_end has said that the job is over, the store is the
 * thread's own; before and after it is the caller's.
 */
#ifndef JIAXIN_COMMIT_THREAD_H
#define JIAXIN_COMMIT_THREAD_H

#include "store/store.h"

struct commit_thread;

enum job {
	JOB_NONE,
	JOB_COMMIT, /* store_commit */
	JOB_TEND,   /* store_tend */
};

/* NULL with errno set when the kernel gives no thread or descriptor. */
struct commit_thread *commit_thread_new(struct store *store);

/* Waits for the job that runs. */
void commit_thread_free(struct commit_thread *t);

int commit_thread_fd(const struct commit_thread *t); /* readable when a job has ended */

/* Begins a job; none may be under way. now_s: seconds since 1970, for JOB_TEND. */
void commit_thread_start(struct commit_thread *t, enum job job, int64_t now_s);

/* What it does now. */
enum job commit_thread_job(const struct commit_thread *t);

/*
 * The job that has just ended, once; JOB_NONE: none has. *error is the commit's: 0, or a negative
 * errno.
 */
enum job commit_thread_end(struct commit_thread *t, int *error);

#endif
