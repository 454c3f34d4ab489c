/*
 * A disk that waits or fails on command: this program's fdatasync is the one that SQLite calls.
 * One a program, opened and closed by each test.
 */
#ifndef JIAXIN_TESTS_STALLING_DISK_H
#define JIAXIN_TESTS_STALLING_DISK_H

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "check.h"

enum { DISK_WAIT_MS = 10000 };

enum gate { GATE_OPEN, GATE_HOLD, GATE_FAIL };

static struct {
	atomic_int gate;
	int arrived, go_on; /* eventfds */
} disk;

int
fdatasync(int fd)
{
	(void)fd;
	uint64_t count = 1;
	if (atomic_load(&disk.gate) == GATE_HOLD) {
		must(write(disk.arrived, &count, sizeof(count)) == sizeof(count));
		must(read(disk.go_on, &count, sizeof(count)) == sizeof(count));
	}
	if (atomic_load(&disk.gate) != GATE_FAIL)
		return 0;
	errno = EIO;
	return -1;
}

static inline void
disk_set(enum gate gate)
{
	atomic_store(&disk.gate, gate);
}

static inline void
disk_open(void)
{
	disk.arrived = eventfd(0, EFD_CLOEXEC);
	disk.go_on = eventfd(0, EFD_CLOEXEC);
	disk_set(GATE_OPEN);
}

static inline void
disk_close(void)
{
	close(disk.arrived);
	close(disk.go_on);
}

/* Until somebody waits for the disk. */
static inline void
disk_wait(void)
{
	uint64_t count;
	struct pollfd p = {.fd = disk.arrived, .events = POLLIN};
	ck_assert_int_eq(poll(&p, 1, DISK_WAIT_MS), 1);
	ck_assert_int_eq(read(disk.arrived, &count, sizeof(count)), sizeof(count));
}

/* Whoever waits goes on. */
static inline void
disk_go_on(enum gate gate)
{
	uint64_t count = 1;
	disk_set(gate);
	ck_assert_int_eq(write(disk.go_on, &count, sizeof(count)), sizeof(count));
}

#endif
