/* Every tests/bad-content/NAME.case: its tree, its faults, letter by letter. See README.md there.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base_tree.h"
#include "check.h"
#include "content/translations.h"
#include "scratch.h"
#include "talk/fit.h"

enum { FILE_MAX = 1 << 20 };

/* The tree of one case, in a folder of its own. */
struct stage {
	struct scratch scratch;
	struct buf file, old, new;  /* what the lines at hand are to become */
	char name[128];             /* the file they are for; empty: none */
	struct buf remarks, expect; /* the case's other lines; its zh and en lines */
};

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

static void
write_file(const char *path, struct str text)
{
	FILE *f = fopen(path, "wb");
	ck_assert_msg(f, "%s: %s", path, strerror(errno));
	ck_assert_uint_eq(fwrite(text.p, 1, text.n, f), text.n);
	ck_assert_int_eq(fclose(f), 0);
}

static const char *
path_of(const struct stage *s, const char *name)
{
	static char path[512];
	snprintf(path, sizeof(path), "%s/content/%s", s->scratch.dir, name);
	return path;
}

static void
make_folders(const char *path)
{
	char folder[512];
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
		ck_assert(mkdir(folder, 0700) == 0 || errno == EEXIST);
	}
}

static const char *const base_files[] = {
        "service.yaml", "pages.yaml", "topics/pension.yaml", "topics/bus.yaml"};

static void
stage_open(struct stage *s)
{
	*s = (struct stage){.file = BUF_INIT(FILE_MAX),
	        .old = BUF_INIT(FILE_MAX),
	        .new = BUF_INIT(FILE_MAX),
	        .remarks = BUF_INIT(FILE_MAX),
	        .expect = BUF_INIT(FILE_MAX)};
	scratch_open(&s->scratch);
	for (size_t i = 0; i < ARRAY_LEN(base_files); i++) {
		char from[256];
		snprintf(from, sizeof(from), BAD_CONTENT "base/%s", base_files[i]);
		struct buf b = read_file(from);
		make_folders(path_of(s, base_files[i]));
		write_file(path_of(s, base_files[i]), buf_str(&b));
		buf_release(&b);
	}
}

static void
stage_close(struct stage *s)
{
	scratch_close(&s->scratch);
	struct buf *bufs[] = {&s->file, &s->old, &s->new, &s->remarks, &s->expect};
	for (size_t i = 0; i < ARRAY_LEN(bufs); i++)
		buf_release(bufs[i]);
}

/* What the lines so far add up to is written. */
static void
flush(struct stage *s)
{
	if (!s->name[0])
		return;
	if (s->old.n > 0) {
		struct buf whole = read_file(path_of(s, s->name));
		char *found = memmem(whole.p, whole.n, s->old.p, s->old.n);
		ck_assert_msg(found, "%s holds no \"%s\"", s->name, s->old.p);
		size_t before = (size_t)(found - whole.p);
		buf_add(&s->file, (struct str){whole.p, before});
		buf_add(&s->file, buf_str(&s->new));
		buf_add(&s->file, str_skip(buf_str(&whole), before + s->old.n));
		buf_release(&whole);
	}
	make_folders(path_of(s, s->name));
	write_file(path_of(s, s->name), buf_str(&s->file));
	buf_clear(&s->file);
	buf_clear(&s->old);
	buf_clear(&s->new);
	s->name[0] = '\0';
}

static void
add_line(struct buf *b, struct str line)
{
	buf_add(b, line);
	buf_addc(b, '\n');
}

/* The line feed stands between the lines of an edit, so that it may be about part of a line. */
static void
join_line(struct buf *b, struct str line)
{
	if (b->n > 0)
		buf_addc(b, '\n');
	buf_add(b, line);
}

static void
add_bytes(struct buf *b, struct str line)
{
	unsigned byte;
	while (line.n > 0) {
		bool coded = line.n >= 4 && sscanf(line.p, "\\x%2X", &byte) == 1;
		buf_addc(b, coded ? (char)byte : line.p[0]);
		line = str_skip(line, coded ? 4 : 1);
	}
	buf_addc(b, '\n');
}

static void
do_order(struct stage *s, const char *line)
{
	char order[16] = "", name[64] = "", target[64] = "";
	flush(s);
	if (line[0] == '#' || line[0] == '\0')
		return;
	ck_assert_int_ge(sscanf(line, "%15s %63s %63s", order, name, target), 2);
	if (strcmp(order, "remove") == 0)
		ck_assert_int_eq(unlink(path_of(s, name)), 0);
	else if (strcmp(order, "link") == 0)
		ck_assert_int_eq(symlink(target, path_of(s, name)), 0);
	else if (strcmp(order, "file") == 0 || strcmp(order, "edit") == 0)
		strcpy(s->name, name);
	else
		ck_abort_msg("what is \"%s\"?", line);
}

static void
do_line(struct stage *s, struct str line)
{
	char z[512];
	snprintf(z, sizeof(z), "%.*s", STR_ARG(line));
	if (str_starts(line, STR("zh ")) || str_starts(line, STR("en "))) {
		flush(s);
		add_line(&s->expect, line);
		return;
	}
	add_line(&s->remarks, line);
	if (z[0] == '|')
		add_line(&s->file, str_skip(line, 1));
	else if (z[0] == '!')
		add_bytes(&s->file, str_skip(line, 1));
	else if (z[0] == '<')
		join_line(&s->old, str_skip(line, 1));
	else if (z[0] == '>')
		join_line(&s->new, str_skip(line, 1));
	else
		do_order(s, z);
}

static void
stage_play(struct stage *s, const char *path)
{
	struct buf b = read_file(path);
	for (struct str rest = buf_str(&b); rest.n > 0;) {
		const char *end = memchr(rest.p, '\n', rest.n);
		ck_assert_msg(end, "%s does not end with a line feed", path);
		do_line(s, (struct str){rest.p, (size_t)(end - rest.p)});
		rest = str_skip(rest, (size_t)(end - rest.p) + 1);
	}
	flush(s);
	buf_release(&b);
}

/* Each line of what faults_print says, its language in front. */
static void
add_printed(struct buf *out, const struct faults *f, enum fault_lang lang)
{
	char *text = NULL;
	size_t n = 0;
	FILE *memory = open_memstream(&text, &n);
	faults_print(f, lang, memory);
	fclose(memory);
	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
		buf_addf(out, "%s %.*s\n", lang == FAULT_ZH ? "zh" : "en", (int)(end - line), line);
	free(text);
}

/* Loads the tree from inside the stage, so that names in faults begin with content/. */
static struct buf
load(const struct stage *s)
{
	struct faults faults = FAULTS_INIT;
	struct buf got = BUF_INIT(FILE_MAX);
	int home = open(".", O_RDONLY | O_DIRECTORY);
	ck_assert(home >= 0 && chdir(s->scratch.dir) == 0);
	struct content *c = content_load("content", &base_rules, &faults, NULL);
	ck_assert_int_eq(c == NULL, faults.errors > 0);
	if (c) {
		fit_check(c, &base_rules, &faults);
		translations_check(c, "content", &faults, NULL);
	}
	faults_sort(&faults);
	ck_assert_int_eq(fchdir(home), 0);
	close(home);
	add_printed(&got, &faults, FAULT_ZH);
	add_printed(&got, &faults, FAULT_EN);
	content_free(c);
	faults_release(&faults);
	return got;
}

static void
record(const struct stage *s, const char *path, const struct buf *got)
{
	struct buf b = BUF_INIT(FILE_MAX);
	buf_add(&b, buf_str(&s->remarks));
	buf_add(&b, buf_str(got));
	write_file(path, buf_str(&b));
	buf_release(&b);
}

static void
play(const char *path)
{
	struct stage s;
	stage_open(&s);
	stage_play(&s, path);
	struct buf got = load(&s);
	if (getenv("RECORD"))
		record(&s, path, &got);
	else
		ck_assert_msg(str_eq(buf_str(&got), buf_str(&s.expect)), "%s\ngot:\n%s\nwant:\n%s",
		        path, got.p, s.expect.p);
	buf_release(&got);
	stage_close(&s);
}

static int
is_case(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return n > 5 && strcmp(entry->d_name + n - 5, ".case") == 0;
}

START_TEST(tells_every_fault)
{
	struct dirent **list;
	int count = scandir(BAD_CONTENT, &list, is_case, alphasort);
	ck_assert_int_ge(count, 30);
	for (int i = 0; i < count; i++) {
		char path[512];
		snprintf(path, sizeof(path), BAD_CONTENT "%s", list[i]->d_name);
		play(path);
		free(list[i]);
	}
	free(list);
}
END_TEST

START_TEST(finds_nothing_in_a_good_tree)
{
	struct stage s;
	stage_open(&s);
	struct buf got = load(&s);
	ck_assert_text(buf_str(&got), "");
	buf_release(&got);
	stage_close(&s);
}
END_TEST

/* A thousand faults are enough to read; the others are counted. */
START_TEST(stops_telling_at_a_thousand)
{
	struct stage s;
	struct buf pages = BUF_INIT(FILE_MAX);
	stage_open(&s);
	for (int i = 0; i < FAULTS_MAX + 200; i++)
		buf_addf(&pages, "p%d: {text: {zh: 一, en: one}, keyword: x}\n", i);
	write_file(path_of(&s, "extra.yaml"), buf_str(&pages));
	struct buf got = load(&s);
	ck_assert(strstr(got.p, "\nen 1400 more are not listed; mend these first\n"));
	buf_release(&got);
	buf_release(&pages);
	stage_close(&s);
}
END_TEST

TEST_MAIN(
        "bad_content", finds_nothing_in_a_good_tree, tells_every_fault, stops_telling_at_a_thousand)
