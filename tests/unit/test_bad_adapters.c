/* Every tests/bad-adapters/NAME.yaml: its faults, letter by letter. See README.md there. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "adapters/adapter.h"
#include "base/buf.h"
#include "check.h"

#define BAD "tests/bad-adapters/"

enum { FILE_MAX = 1 << 20 };

static struct buf
read_file(const char *path)
{
	struct buf b = BUF_INIT(FILE_MAX);
	FILE *f = fopen(path, "rb");
	ck_assert_msg(f, "%s: %s", path, strerror(errno));
	for (int c; (c = getc(f)) != EOF;)
		buf_addc(&b, (char)c);
	fclose(f);
	ck_assert(!b.full);
	return b;
}

/* "#zh FILE:LINE:..." for each fault, FILE without its folder. */
static void
add_faults(const struct faults *f, enum fault_lang lang, struct buf *out)
{
	char *text = NULL, *rest;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	faults_print(f, lang, to);
	fclose(to);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		buf_addf(out, "#%s %s\n", lang == FAULT_ZH ? "zh" : "en",
		        strncmp(line, BAD, strlen(BAD)) == 0 ? line + strlen(BAD) : line);
	free(text);
}

static struct buf
faults_of(const char *path, struct str name)
{
	struct arena a = ARENA_INIT;
	struct faults f = FAULTS_INIT;
	struct buf got = BUF_INIT(FILE_MAX);
	struct adapter *adapter = adapter_load(&a, path, name, &f);
	ck_assert_msg((adapter == NULL) == (f.errors > 0), "%s", path);
	faults_sort(&f);
	add_faults(&f, FAULT_ZH, &got);
	add_faults(&f, FAULT_EN, &got);
	faults_release(&f);
	arena_release(&a);
	return got;
}

static void
record(const char *path, struct str body, const struct buf *got)
{
	FILE *f = fopen(path, "wb");
	ck_assert(f && fwrite(body.p, 1, body.n, f) == body.n);
	ck_assert_uint_eq(fwrite(got->p, 1, got->n, f), got->n);
	fclose(f);
}

static void
check_one(const char *file, size_t name_length)
{
	char path[256];
	snprintf(path, sizeof(path), BAD "%s", file);
	struct buf whole = read_file(path);
	const char *expect = strstr(whole.p, "#zh ");
	size_t body = expect ? (size_t)(expect - whole.p) : whole.n;
	struct buf got = faults_of(path, (struct str){file, name_length});
	ck_assert_msg(got.n > 0, "%s has no fault", path);
	if (getenv("RECORD"))
		record(path, (struct str){whole.p, body}, &got);
	else
		ck_assert_msg(strcmp(whole.p + body, got.p) == 0, "%s: wanted\n%sbut got\n%s", path,
		        whole.p + body, got.p);
	buf_release(&got);
	buf_release(&whole);
}

START_TEST(each_says_its_faults)
{
	DIR *dir = opendir(BAD);
	size_t count = 0;
	ck_assert_ptr_nonnull(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		const char *end = strstr(entry->d_name, ".yaml");
		if (!end)
			continue;
		check_one(entry->d_name, (size_t)(end - entry->d_name));
		count++;
	}
	closedir(dir);
	ck_assert_uint_ge(count, 12);
}
END_TEST

/* What is shipped has none, and each file is an adapter. */
START_TEST(shipped_have_none)
{
	static const char *const names[] = {"africastalking", "hubtel", "infobip", "dmark",
	        "comviva", "cellulant", "nsano", "hollatags", "generic", "aliyun", "tencent"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[256];
		snprintf(path, sizeof(path), "config/adapters/%s.yaml", names[i]);
		struct buf got = faults_of(path, str_from(names[i]));
		ck_assert_msg(got.n == 0, "%s", got.p);
		buf_release(&got);
	}
}
END_TEST

TEST_MAIN("bad_adapters", each_says_its_faults, shipped_have_none)
