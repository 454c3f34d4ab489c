#include "timetable/archive.h"

#include <errno.h>
#include <zip.h>

#include "unit/scratch.h"

static void
make_zip(const char *path, const char *const *names, const char *const *texts, size_t count)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	ck_assert_ptr_nonnull(zip);
	for (size_t i = 0; i < count; i++) {
		zip_source_t *source = zip_source_buffer(zip, texts[i], strlen(texts[i]), 0);
		ck_assert_int_ge(zip_file_add(zip, names[i], source, 0), 0);
	}
	ck_assert_int_eq(zip_close(zip), 0);
}

static void
check_reading(const char *path, const char *name, int error, const char *want)
{
	struct archive *a;
	char *text = NULL;
	size_t n = 0;
	ck_assert_int_eq(archive_open(path, &a), 0);
	ck_assert_int_eq(archive_read(a, name, &text, &n), error);
	if (!error)
		ck_assert_text(((struct str){text, n}), want);
	free(text);
	archive_close(a);
}

START_TEST(reads_archives_and_folders)
{
	static const char *const names[] = {"stops.txt", "feed/trips.txt", "empty.txt"};
	static const char *const texts[] = {"stop_id\nA\n", "trip_id\n", ""};
	struct scratch s;
	scratch_open(&s);
	make_zip(scratch_path(&s, "feed.zip"), names, texts, 3);
	check_reading(s.path, "stops.txt", 0, texts[0]);
	check_reading(s.path, "trips.txt", 0, texts[1]);
	check_reading(s.path, "empty.txt", 0, "");
	check_reading(s.path, "agency.txt", -ENOENT, NULL);
	scratch_write(&s, "stops.txt", texts[0], 0600);
	check_reading(s.dir, "stops.txt", 0, texts[0]);
	check_reading(s.dir, "agency.txt", -ENOENT, NULL);
	check_reading(s.dir, ".", -ENOENT, NULL);
	scratch_close(&s);
}
END_TEST

START_TEST(refuses_what_is_no_archive)
{
	struct scratch s;
	struct archive *a;
	scratch_open(&s);
	scratch_write(&s, "text.zip", "PK\3\4 and no more", 0600);
	ck_assert_int_eq(archive_open(s.path, &a), -EBADMSG);
	scratch_write(&s, "none.zip", "", 0600);
	ck_assert_int_eq(archive_open(s.path, &a), -EBADMSG);
	ck_assert_int_eq(archive_open(scratch_path(&s, "missing.zip"), &a), -ENOENT);
	archive_close(NULL);
	scratch_close(&s);
}
END_TEST

/* Every byte of an archive changed: an error or some text, never a crash. */
START_TEST(survives_damaged_archives)
{
	static const char *const names[] = {"stops.txt"};
	static const char *const texts[] = {"stop_id\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\n"};
	struct scratch s;
	scratch_open(&s);
	make_zip(scratch_path(&s, "a.zip"), names, texts, 1);
	unsigned char bytes[1000];
	int fd = open(s.path, O_RDWR | O_CLOEXEC);
	ssize_t size = read(fd, bytes, sizeof(bytes));
	size_t read_well = 0;
	for (ssize_t i = 0; i < size; i++) {
		unsigned char wrong = bytes[i] ^ 0xff;
		struct archive *a;
		char *text = NULL;
		size_t n;
		ck_assert_int_eq(pwrite(fd, &wrong, 1, i), 1);
		if (archive_open(s.path, &a) == 0) {
			read_well += archive_read(a, "stops.txt", &text, &n) == 0;
			free(text);
			archive_close(a);
		}
		ck_assert_int_eq(pwrite(fd, &bytes[i], 1, i), 1);
	}
	close(fd);
	ck_assert_int_lt((ssize_t)read_well, size);
	check_reading(s.path, "stops.txt", 0, texts[0]);
	scratch_close(&s);
}
END_TEST

TEST_MAIN("archive", reads_archives_and_folders, refuses_what_is_no_archive,
        survives_damaged_archives)
