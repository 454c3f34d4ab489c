/*
 * A disk that fails when told to: an SQLite VFS over the default one, linked into a program
 * in place of nothing else. The file that FAULT_DISK names says what is wrong now; it is
 * read at every call:
 *
 *   (empty)      all is well
 *   enospc       nothing can be written; half of what was given reaches the file
 *   eio          reads, writes and flushes fail
 *   eio-sync     only flushes fail
 *   readonly     nothing can be written or opened for writing
 *   corrupt      what is read from the database is not what was written
 *   slow MS      each flush lasts so long
 *   stall        flushes do not end until the file says otherwise
 *
 * With FAULT_CACHE set, what was not flushed is gone when the process is killed (cache.h).
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "fault/cache.h"

enum { SAID_MOST = 64, STALL_LOOK_MS = 2, SLOW_MOST_MS = 10000 };

struct trouble {
	const char *name;
	int open, read, write, sync; /* SQLite's result codes; 0: it works */
	bool half_written, garbled, slow, stall;
};

static const struct trouble troubles[] = {
        {.name = "enospc", .write = SQLITE_FULL, .half_written = true},
        {.name = "eio-sync", .sync = SQLITE_IOERR_FSYNC},
        {.name = "eio",
                .read = SQLITE_IOERR_READ,
                .write = SQLITE_IOERR_WRITE,
                .sync = SQLITE_IOERR_FSYNC},
        {.name = "readonly", .open = SQLITE_CANTOPEN, .write = SQLITE_READONLY},
        {.name = "corrupt", .garbled = true},
        {.name = "slow", .slow = true},
        {.name = "stall", .stall = true},
        {.name = ""},
};

/* Lies behind the default VFS's own file. */
struct tail {
	const sqlite3_io_methods *under;
	sqlite3_io_methods ours;
	struct cache cache;
	bool is_database;
};

static sqlite3_vfs *under_vfs;

/* What the file says, and the number behind it. */
static const struct trouble *
trouble_now(int64_t *number)
{
	char said[SAID_MOST + 1] = {0};
	const char *path = getenv("FAULT_DISK");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		if (read(fd, said, SAID_MOST) < 0)
			said[0] = '\0';
		close(fd);
	}
	struct str line = str_trim(str_from(said));
	const struct trouble *t = troubles;
	while (!str_starts(line, str_from(t->name)))
		t++;
	if (number &&
	        parse_int(str_trim(str_skip(line, strlen(t->name))), 0, SLOW_MOST_MS, number) != 0)
		*number = 0;
	return t;
}

static void
wait_ms(int64_t ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

static struct tail *
tail_of(sqlite3_file *file)
{
	return (struct tail *)((char *)file + under_vfs->szOsFile);
}

static int
fault_read(sqlite3_file *file, void *out, int n, sqlite3_int64 offset)
{
	const struct trouble *t = trouble_now(NULL);
	if (t->read)
		return t->read;
	struct tail *tail = tail_of(file);
	int code = tail->under->xRead(file, out, n, offset);
	cache_read(&tail->cache, out, n, offset);
	if (code == SQLITE_IOERR_SHORT_READ && cache_end(&tail->cache) >= offset + n)
		code = SQLITE_OK;
	if (t->garbled && tail->is_database)
		memset(out, 0xA5, (size_t)n);
	return code;
}

static int
fault_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
	const struct trouble *t = trouble_now(NULL);
	struct tail *tail = tail_of(file);
	if (t->half_written)
		(void)tail->under->xWrite(file, bytes, n / 2, offset);
	if (t->write)
		return t->write;
	if (!getenv("FAULT_CACHE"))
		return tail->under->xWrite(file, bytes, n, offset);
	cache_write(&tail->cache, bytes, n, offset);
	return SQLITE_OK;
}

static int
fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	const struct trouble *t = trouble_now(NULL);
	struct tail *tail = tail_of(file);
	bool shrinks_only = t->half_written; /* a full disk lets files become shorter */
	if (t->write && !shrinks_only)
		return t->write;
	int code = cache_flush(&tail->cache, tail->under, file);
	return code ? code : tail->under->xTruncate(file, size);
}

static int
fault_sync(sqlite3_file *file, int flags)
{
	int64_t ms;
	struct tail *tail = tail_of(file);
	const struct trouble *t = trouble_now(&ms);
	for (; t->stall; t = trouble_now(&ms))
		wait_ms(STALL_LOOK_MS);
	if (t->slow)
		wait_ms(ms);
	if (t->sync)
		return t->sync;
	int code = cache_flush(&tail->cache, tail->under, file);
	return code ? code : tail->under->xSync(file, flags);
}

static int
fault_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct tail *tail = tail_of(file);
	int code = tail->under->xFileSize(file, size);
	int64_t end = cache_end(&tail->cache);
	if (code == SQLITE_OK && end > *size)
		*size = end;
	return code;
}

static int
fault_close(sqlite3_file *file)
{
	struct tail *tail = tail_of(file);
	int code = cache_flush(&tail->cache, tail->under, file);
	int closed = tail->under->xClose(file);
	return code ? code : closed;
}

static int
fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	const struct trouble *t = trouble_now(NULL);
	(void)vfs;
	file->pMethods = NULL;
	if (t->open && (flags & SQLITE_OPEN_READWRITE))
		return t->open;
	int code = under_vfs->xOpen(under_vfs, name, file, flags, out_flags);
	if (!file->pMethods)
		return code;
	struct tail *tail = tail_of(file);
	tail->under = file->pMethods;
	tail->ours = *tail->under;
	cache_init(&tail->cache);
	tail->is_database = flags & SQLITE_OPEN_MAIN_DB;
	tail->ours.xRead = fault_read;
	tail->ours.xWrite = fault_write;
	tail->ours.xTruncate = fault_truncate;
	tail->ours.xSync = fault_sync;
	tail->ours.xFileSize = fault_size;
	tail->ours.xClose = fault_close;
	tail->ours.xFetch = NULL; /* a mapped file would be read behind our back */
	tail->ours.iVersion = 2;
	file->pMethods = &tail->ours;
	return code;
}

__attribute__((constructor)) static void
fault_install(void)
{
	static sqlite3_vfs ours;
	must(sqlite3_initialize() == SQLITE_OK);
	under_vfs = sqlite3_vfs_find(NULL);
	must(under_vfs && under_vfs->szOsFile % 8 == 0);
	ours = *under_vfs;
	ours.zName = "fault";
	ours.pNext = NULL;
	ours.szOsFile = under_vfs->szOsFile + (int)sizeof(struct tail);
	ours.xOpen = fault_open;
	must(sqlite3_vfs_register(&ours, 1) == SQLITE_OK);
}
