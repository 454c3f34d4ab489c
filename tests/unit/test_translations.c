/* translations.lock: written, read, and what it says when one side of a text has changed. */
#include "content/translations.h"

#include <errno.h>

#include "base_tree.h"
#include "check.h"
#include "scratch.h"

static struct content *
base(void)
{
	struct faults faults = FAULTS_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &faults, NULL);
	ck_assert_ptr_nonnull(c);
	faults_release(&faults);
	return c;
}

static size_t
errors(const struct content *c, const char *dir, size_t *unnoted)
{
	struct faults faults = FAULTS_INIT;
	translations_check(c, dir, &faults, unnoted);
	size_t count = faults.errors;
	faults_release(&faults);
	return count;
}

/* Puts another digit in place of the one behind the n-th blank of the line that begins so. */
static void
spoil(const char *path, const char *line, int blank)
{
	static char text[1 << 16];
	FILE *f = fopen(path, "r+");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	char *at = strstr(text, line);
	ck_assert_msg(at, "%s", line);
	while (blank-- > 0)
		at = strchr(at, ' ') + 1;
	*at = *at == '0' ? '1' : '0';
	rewind(f);
	ck_assert_uint_eq(fwrite(text, 1, n, f), n);
	fclose(f);
}

START_TEST(notes_and_finds_what_changed)
{
	struct scratch s;
	size_t noted, unnoted = 9;
	scratch_open(&s);
	struct content *c = base();
	ck_assert_uint_eq(errors(c, s.dir, &unnoted), 0); /* nothing was ever noted */
	ck_assert_uint_eq(unnoted, 0);
	ck_assert_int_eq(translations_accept(c, s.dir, &noted), 0);
	ck_assert_uint_gt(noted, TEXT_COUNT);
	ck_assert_uint_eq(errors(c, s.dir, &unnoted), 0);
	ck_assert_uint_eq(unnoted, 0);

	char path[128];
	snprintf(path, sizeof(path), "%s/" TRANSLATIONS_FILE, s.dir);
	spoil(path, "pension text en ", 3); /* the first language was another then */
	ck_assert_uint_eq(errors(c, s.dir, &unnoted), 1);
	ck_assert_uint_eq(unnoted, 0);
	spoil(path, "pension text en ", 4); /* and so was the translation */
	ck_assert_uint_eq(errors(c, s.dir, &unnoted), 0);
	ck_assert_uint_eq(unnoted, 1);
	spoil(path, "* texts.why en ", 4);
	ck_assert_uint_eq(errors(c, s.dir, &unnoted), 0);
	ck_assert_uint_eq(unnoted, 2);
	ck_assert_int_eq(translations_accept(c, s.dir, &noted), 0);
	ck_assert_uint_eq(errors(c, s.dir, &unnoted), 0);
	ck_assert_uint_eq(unnoted, 0);
	content_free(c);
	scratch_close(&s);
}
END_TEST

START_TEST(keeps_the_old_file_when_it_cannot_write)
{
	struct scratch s;
	char path[128];
	size_t noted = 7;
	scratch_open(&s);
	struct content *c = base();
	ck_assert_int_eq(translations_accept(c, "/nowhere/at/all", &noted), -ENOENT);
	snprintf(path, sizeof(path), "%s/" TRANSLATIONS_FILE ".new", s.dir);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(translations_accept(c, s.dir, &noted), -EISDIR);
	ck_assert_uint_eq(noted, 7);
	content_free(c);
	scratch_close(&s);
}
END_TEST

TEST_MAIN("translations", notes_and_finds_what_changed, keeps_the_old_file_when_it_cannot_write)
