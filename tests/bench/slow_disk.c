/*
 * A slow disk for any program: preloaded, it makes each flush last BENCH_FLUSH_MS longer.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int
flush_slowly(const char *name, int fd)
{
	const char *ms = getenv("BENCH_FLUSH_MS");
	long wait = ms ? strtol(ms, NULL, 10) : 0;
	struct timespec t = {.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000};
	int (*flush)(int) = (int (*)(int))(uintptr_t)dlsym(RTLD_NEXT, name);

	nanosleep(&t, NULL);
	return flush(fd);
}

int
fdatasync(int fd)
{
	return flush_slowly("fdatasync", fd);
}

int
fsync(int fd)
{
	return flush_slowly("fsync", fd);
}
