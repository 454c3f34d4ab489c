#include "timetable/write.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t
aligned(size_t n)
{
	return (n + FORMAT_ALIGN - 1) / FORMAT_ALIGN * FORMAT_ALIGN;
}

void *
timetable_image(const struct format_part parts[SECTIONS], uint32_t day_words, size_t *size)
{
	struct format_header header = {
	        .magic = FORMAT_MAGIC,
	        .version = FORMAT_VERSION,
	        .order = FORMAT_ORDER,
	        .day_words = day_words,
	};
	size_t end = sizeof(header);
	for (size_t i = 0; i < SECTIONS; i++) {
		header.section[i] = (struct format_section){end, parts[i].count};
		end += aligned(parts[i].count * format_element(i));
	}
	header.size = end;
	char *image = xcalloc(1, end);
	memcpy(image, &header, sizeof(header));
	for (size_t i = 0; i < SECTIONS; i++)
		if (parts[i].count)
			memcpy(image + header.section[i].offset, parts[i].p,
			        parts[i].count * format_element(i));
	header.checksum = format_checksum(image, end);
	memcpy(image, &header, sizeof(header));
	*size = end;
	return image;
}

static int
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		p += put;
		n -= (size_t)put;
	}
	return fchmod(fd, 0644) || fsync(fd) ? -errno : 0;
}

/* So that the new name is on the disk too. */
static int
sync_folder(const char *path)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return -errno;
	int error = fsync(fd) ? -errno : 0;
	close(fd);
	return error;
}

int
timetable_write(const char *path, const void *image, size_t size)
{
	static const char ending[] = ".XXXXXX";
	size_t n = strlen(path);
	char *beside = xmalloc(n + sizeof(ending));
	memcpy(beside, path, n);
	memcpy(beside + n, ending, sizeof(ending));
	int fd = mkostemp(beside, O_CLOEXEC);
	int error = fd < 0 ? -errno : 0;
	if (!error) {
		error = write_all(fd, image, size);
		if (close(fd) && !error)
			error = -errno;
		if (!error && rename(beside, path))
			error = -errno;
		if (error)
			unlink(beside);
	}
	free(beside);
	return error ? error : sync_folder(path);
}
