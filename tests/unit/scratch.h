/*
 * A folder of its own for a test that needs files, and chance that repeats: the same seed
 * gives the same run.
 */
#ifndef JIAXIN_TESTS_SCRATCH_H
#define JIAXIN_TESTS_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

struct scratch {
	char dir[64];
	char path[128]; /* what scratch_path gave last */
};

static inline void
scratch_open(struct scratch *s)
{
	*s = (struct scratch){.dir = "/tmp/jiaxin-unit-XXXXXX"};
	ck_assert_ptr_nonnull(mkdtemp(s->dir));
}

static inline int
scratch_remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline void
scratch_close(struct scratch *s)
{
	ck_assert_int_eq(nftw(s->dir, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Valid until the next call. */
static inline const char *
scratch_path(struct scratch *s, const char *name)
{
	snprintf(s->path, sizeof(s->path), "%s/%s", s->dir, name);
	return s->path;
}

static inline void
scratch_write(struct scratch *s, const char *name, const char *text, mode_t mode)
{
	int fd = open(scratch_path(s, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* xorshift64*; *state must not be 0. */
static inline uint64_t
chance(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (*state * 0x2545F4914F6CDD1DULL) >> 16;
}

static inline size_t
chance_below(uint64_t *state, size_t n)
{
	return (size_t)(chance(state) % n);
}

#endif
