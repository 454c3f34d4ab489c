#include "timetable/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

struct archive {
	zip_t *zip; /* NULL: a folder */
	int folder;
};

/* libzip takes a descriptor over, so that what was looked at is what is read. */
static int
open_zip(int fd, zip_t **out)
{
	int problem;
	zip_t *zip = zip_fdopen(fd, 0, &problem);
	if (!zip) {
		close(fd);
		return -EBADMSG;
	}
	*out = zip;
	return 0;
}

int
archive_open(const char *path, struct archive **out)
{
	struct archive a = {.folder = -1};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	struct stat st;
	if (fstat(fd, &st)) {
		int error = -errno;
		close(fd);
		return error;
	}
	if (S_ISDIR(st.st_mode)) {
		a.folder = fd;
	} else {
		int error = open_zip(fd, &a.zip);
		if (error)
			return error;
	}
	*out = xmalloc(sizeof(a));
	**out = a;
	return 0;
}

void
archive_close(struct archive *a)
{
	if (!a)
		return;
	if (a->zip)
		zip_discard(a->zip);
	if (a->folder >= 0)
		close(a->folder);
	free(a);
}

static int
read_all(int fd, char *text, size_t n)
{
	while (n > 0) {
		ssize_t got = read(fd, text, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EBADMSG; /* it was cut while we read */
		text += got;
		n -= (size_t)got;
	}
	return 0;
}

static int
read_from_folder(int folder, const char *name, char **text, size_t *n)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	struct stat st;
	int error = fstat(fd, &st) ? -errno : 0;
	if (!error && !S_ISREG(st.st_mode))
		error = -ENOENT;
	if (!error && st.st_size > ARCHIVE_FILE_MOST)
		error = -EFBIG;
	char *all = error ? NULL : xmalloc((size_t)st.st_size + 1);
	if (!error)
		error = read_all(fd, all, (size_t)st.st_size);
	close(fd);
	if (error) {
		free(all);
		return error;
	}
	*text = all;
	*n = (size_t)st.st_size;
	return 0;
}

/* The size that an archive tells is not believed: reading stops there. */
static int
read_entry(zip_file_t *file, char *text, size_t n)
{
	while (n > 0) {
		zip_int64_t got = zip_fread(file, text, n);
		if (got <= 0)
			return -EBADMSG;
		text += got;
		n -= (size_t)got;
	}
	char beyond;
	return zip_fread(file, &beyond, 1) == 0 ? 0 : -EBADMSG;
}

static int
read_from_zip(zip_t *zip, const char *name, char **text, size_t *n)
{
	zip_int64_t at = zip_name_locate(zip, name, ZIP_FL_ENC_RAW);
	if (at < 0)
		at = zip_name_locate(zip, name, ZIP_FL_ENC_RAW | ZIP_FL_NODIR);
	if (at < 0)
		return -ENOENT;
	zip_stat_t st;
	if (zip_stat_index(zip, (zip_uint64_t)at, 0, &st) || !(st.valid & ZIP_STAT_SIZE))
		return -EBADMSG;
	if (st.size > ARCHIVE_FILE_MOST)
		return -EFBIG;
	zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)at, 0);
	if (!file)
		return -EBADMSG;
	char *all = xmalloc(st.size + 1);
	int error = read_entry(file, all, st.size);
	zip_fclose(file);
	if (error) {
		free(all);
		return error;
	}
	*text = all;
	*n = st.size;
	return 0;
}

int
archive_read(const struct archive *a, const char *name, char **text, size_t *n)
{
	return a->zip ? read_from_zip(a->zip, name, text, n)
	              : read_from_folder(a->folder, name, text, n);
}
