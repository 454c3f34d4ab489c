/* report.html and report.json: whole, valid, and safe whatever authors write. */
#include "commands/report.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base_tree.h"
#include "check.h"
#include "scratch.h"
#include "talk/fit.h"

enum { FILE_MOST = 1 << 21 };

struct stage {
	struct scratch scratch;
	struct faults faults;
	struct content *content;
	struct buf html, json;
};

static void
read_whole(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "rb");
	ck_assert_msg(f, "%s", path);
	for (int c; (c = getc(f)) != EOF;)
		buf_addc(b, (char)c);
	fclose(f);
}

static void
write_page(const struct scratch *s, const char *words)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/extra.yaml", s->dir);
	FILE *f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	fputs(words, f);
	ck_assert_int_eq(fclose(f), 0);
}

/* The base tree with one more file, and its report. */
static void
open_stage(struct stage *s, const char *words)
{
	char command[512], folder[128], path[256];
	*s = (struct stage){.html = BUF_INIT(FILE_MOST), .json = BUF_INIT(FILE_MOST)};
	scratch_open(&s->scratch);
	snprintf(command, sizeof(command), "cp -r " BASE_TREE "/* %s/", s->scratch.dir);
	ck_assert_int_eq(system(command), 0);
	write_page(&s->scratch, words);
	s->content = content_read(s->scratch.dir, &base_rules, &s->faults, NULL);
	ck_assert_ptr_nonnull(s->content);
	bool whole = s->faults.errors == 0;
	if (whole)
		fit_check(s->content, &base_rules, &s->faults);
	struct report r = {s->content, &base_rules, &s->faults, s->scratch.dir, whole};
	snprintf(folder, sizeof(folder), "%s/report", s->scratch.dir);
	ck_assert_int_eq(report_write(&r, folder), 0);
	snprintf(path, sizeof(path), "%s/report.html", folder);
	read_whole(path, &s->html);
	snprintf(path, sizeof(path), "%s/report.json", folder);
	read_whole(path, &s->json);
}

static void
close_stage(struct stage *s)
{
	content_free(s->content);
	faults_release(&s->faults);
	buf_release(&s->html);
	buf_release(&s->json);
	scratch_close(&s->scratch);
}

/* What SQLite makes of an expression over the JSON, as a number. */
static int
ask(const struct stage *s, const char *expression)
{
	sqlite3 *db;
	sqlite3_stmt *q;
	char sql[512];
	snprintf(sql, sizeof(sql), "SELECT %s FROM (SELECT ?1 AS j)", expression);
	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	sqlite3_bind_text(q, 1, s->json.p, (int)s->json.n, SQLITE_STATIC);
	ck_assert_int_eq(sqlite3_step(q), SQLITE_ROW);
	int n = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

static size_t
count(const struct stage *s, const char *what)
{
	size_t n = 0;
	for (const char *at = s->html.p; (at = strstr(at, what)); at += strlen(what))
		n++;
	return n;
}

START_TEST(shows_every_screen)
{
	struct stage s;
	open_stage(&s, "news:\n  keywords: [新闻]\n  title: {zh: 新闻, en: News}\n"
	               "  text: {zh: 有新闻。, en: There is news — here.}\n");
	ck_assert_int_eq(ask(&s, "json_valid(j)"), 1);
	ck_assert_int_eq(ask(&s, "json_array_length(j, '$.pages')"), 7);
	ck_assert_int_eq(ask(&s, "json_extract(j, '$.errors')"), 0);
	/* A text, in two languages, by two channels. */
	ck_assert_int_eq(ask(&s, "(SELECT json_array_length(value, '$.screens') FROM "
	                         "json_each(j, '$.pages') WHERE value ->> '$.id' = 'news')"),
	        4);
	/* Text, question, the same after a bad answer, two outcomes. */
	ck_assert_int_eq(ask(&s, "(SELECT json_array_length(value, '$.screens') FROM "
	                         "json_each(j, '$.pages') WHERE value ->> '$.id' = 'bus')"),
	        16);
	ck_assert_int_eq(ask(&s, "(SELECT value ->> '$.screens[2].pieces[0].forced_by' = '—' FROM "
	                         "json_each(j, '$.pages') WHERE value ->> '$.id' = 'news')"),
	        1);
	ck_assert_int_eq(
	        ask(&s, "(SELECT value ->> '$.age_days' FROM json_each(j, '$.pages') WHERE "
	                "value ->> '$.id' = 'pension')"),
	        53); /* from 2026-10-01 to 2026-11-23 */
	ck_assert_int_eq(
	        ask(&s, "(SELECT value ->> '$.review_in_days' FROM json_each(j, '$.pages') "
	                "WHERE value ->> '$.id' = 'pension')"),
	        7); /* all of November */
	ck_assert_uint_eq(count(&s, "<section class=\"page"), 7 + 1);
	ck_assert_uint_ge(count(&s, "<div class=\"glass\">"), 30);
	ck_assert(strstr(s.html.p, "【家信】有新闻。</div>"));
	ck_assert(strstr(s.html.p, "U+2014 让整条按中文算"));
	close_stage(&s);
}
END_TEST

START_TEST(keeps_authors_words_from_being_markup)
{
	struct stage s;
	open_stage(&s, "news:\n  keywords: [新闻]\n"
	               "  title: {zh: \"<script>\\\"'&</script>\", en: \"</style>\"}\n"
	               "  text: {zh: \"</div><script>alert(1)</script>\", en: \"<!-- \\\\\"}\n");
	ck_assert_int_eq(ask(&s, "json_valid(j)"), 1);
	ck_assert_uint_eq(count(&s, "<script"), 0);
	ck_assert_uint_eq(count(&s, "</style>"), 1);
	ck_assert(strstr(s.html.p, "&lt;/div&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
	ck_assert(strstr(s.html.p, "&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;"));
	close_stage(&s);
}
END_TEST

START_TEST(puts_faults_on_a_broken_tree)
{
	struct stage s;
	open_stage(&s, "news:\n  title: {zh: 新闻}\n  text: {zh: \"{gone}\", en: x}\n"
	               "  options: [news]\n");
	ck_assert_int_eq(ask(&s, "json_valid(j)"), 1);
	ck_assert_int_ge(ask(&s, "json_extract(j, '$.errors')"), 4);
	ck_assert_int_eq(ask(&s, "(SELECT count(*) FROM json_each(j, '$.faults') WHERE value ->> "
	                         "'$.page' = 'news')"),
	        (int)s.faults.count);
	ck_assert(strstr(s.html.p, "<section class=\"page bad\" id=\"p-news\">"));
	ck_assert_uint_eq(count(&s, "<div class=\"glass\">"), 0);
	close_stage(&s);
}
END_TEST

START_TEST(does_without_graphviz)
{
	struct stage s;
	char *path = strdup(getenv("PATH"));
	open_stage(&s, "");
	bool drawn = count(&s, "<svg") == 1;
	ck_assert(drawn || strstr(s.html.p, "没有画地图"));
	close_stage(&s);
	setenv("PATH", "/nowhere:/bin", 1); /* cp, and no dot */
	open_stage(&s, "");
	ck_assert(access("/bin/dot", X_OK) == 0 || strstr(s.html.p, "没有画地图"));
	ck_assert_uint_eq(count(&s, "<section class=\"page"), 6 + 1);
	close_stage(&s);
	setenv("PATH", path, 1);
	free(path);
}
END_TEST

START_TEST(says_when_it_cannot_write)
{
	struct stage s;
	open_stage(&s, "");
	struct report r = {s.content, &base_rules, &s.faults, s.scratch.dir, true};
	ck_assert_int_eq(report_write(&r, "/nowhere/at/all"), -ENOENT);
	ck_assert_int_eq(report_write(&r, "/dev/null"), -ENOTDIR);
	close_stage(&s);
}
END_TEST

TEST_MAIN("report", shows_every_screen, keeps_authors_words_from_being_markup,
        puts_faults_on_a_broken_tree, does_without_graphviz, says_when_it_cannot_write)
