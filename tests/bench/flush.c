/*
 * What the disk asks for one flush: appends 512 bytes and waits for fdatasync, `count`
 * times. Every durable figure stands beside this one.
 *
 *   flush FILE COUNT   ->   {"p50_us":..,"p99_us":..,"max_us":..}
 */
#include "base/loop.h"
#include "latency.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { APPENDED_BYTES = 512 };

static int
measure(int fd, int64_t count, struct latency *l)
{
	char block[APPENDED_BYTES];

	memset(block, 'j', sizeof(block));
	for (int64_t i = 0; i < count; i++) {
		int64_t begun = clock_mono_us();

		if (write(fd, block, sizeof(block)) != (ssize_t)sizeof(block) || fdatasync(fd))
			return -1;
		latency_add(l, clock_mono_us() - begun);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct latency l = {0};
	int64_t count = 0;

	if (argc != 3 || parse_int(str_from(argv[2]), 1, 1000000, &count)) {
		fprintf(stderr, "usage: flush FILE COUNT\n");
		return 2;
	}

	int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || measure(fd, count, &l)) {
		perror(argv[1]);
		return 1;
	}
	close(fd);
	unlink(argv[1]);
	printf("{");
	latency_print(&l, stdout);
	printf("}\n");
	return 0;
}
