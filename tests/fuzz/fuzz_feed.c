/*
 * A feed from a stranger: files one behind the other, each after a line "=name", built into a
 * timetable, which checks itself; and the same bytes as an archive, and as a typed table.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "timetable/build.h"

static const char *const names[] = {"agency.txt", "feed_info.txt", "stops.txt", "routes.txt",
        "calendar.txt", "calendar_dates.txt", "trips.txt", "stop_times.txt", "frequencies.txt",
        "transfers.txt", "fare_attributes.txt", "fare_rules.txt", "stop_areas.txt",
        "route_networks.txt", "fare_products.txt", "fare_leg_rules.txt"};

static void
write_file(int folder, const char *name, const void *bytes, size_t n)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
	close(fd);
}

static void
write_files(int folder, struct str rest)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlinkat(folder, names[i], 0);
	while (rest.n > 0) {
		const char *next = memmem(rest.p + 1, rest.n - 1, "\n=", 2);
		struct str file = {rest.p, next ? (size_t)(next - rest.p) + 1 : rest.n};
		rest = str_skip(rest, file.n);
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			size_t n = strlen(names[i]) + 2;
			if (file.n >= n && memcmp(file.p + 1, names[i], n - 2) == 0)
				write_file(folder, names[i], file.p + n, file.n - n);
		}
	}
}

static void
build(const char *path)
{
	struct problems problems = {.out = fopen("/dev/null", "w"), .language = PROBLEM_ZH};
	const struct build_options options = {.today = 16860};
	struct built built;
	must(problems.out);
	if (timetable_build(&path, 1, &options, &problems, &built))
		free(built.image);
	else
		must(problems.fatal > 0);
	problems_end(&problems);
	fclose(problems.out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[64];
	char zip[80];
	if (!path[0])
		snprintf(path, sizeof(path), "/tmp/jiaxin-fuzz-%d", (int)getpid());
	mkdir(path, 0700);
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(folder >= 0);
	write_files(folder, (struct str){(const char *)data, size});
	build(path);
	write_files(folder, STR(""));
	snprintf(zip, sizeof(zip), "%s/x.zip", path);
	write_file(folder, "x.zip", data, size);
	build(zip);
	unlinkat(folder, "x.zip", 0);
	snprintf(zip, sizeof(zip), "%s/x.csv", path);
	write_file(folder, "x.csv", data, size);
	build(zip);
	unlinkat(folder, "x.csv", 0);
	close(folder);
	rmdir(path);
	return 0;
}
