#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/command.h"
#include "content/rule.h"

static const char usage[] =
        "usage: jiaxin facts [DIR]\n"
        "Every fact that the content tree in DIR (default: content) states, with its source and\n"
        "its dates, in Markdown: what somebody who knows the law reads before it goes live.\n"
        "Exit status: 0 done, 1 errors in the tree, 2 could not run.\n";

static const char head[] =
        "# 家信说的每一条事实 / Every fact that Jiaxin states\n\n"
        "由 `jiaxin facts content` 生成，别手改；改内容，再生成。一行一句：工友看到的中文、"
        "依据、截至哪月、最晚哪月再核对。\n"
        "`{…}` 是算出来的值；`页面/结果` 是算出那种结果时说的话，`为什么` "
        "是工友追问时说的，`问`、`答错` 是提问和答错后说的。\n\n"
        "Generated; not edited by hand. A row is what a worker reads, what it rests on, when that "
        "was checked and when it must be\nchecked again. `page/outcome` is said when a case comes "
        "out so; 为什么 is the answer to WHY, 问 a question, 答错 what a bad answer gets.\n";

static const char columns[] =
        "| 页面 page | 说的话 text | 依据 source | 截至 as of | 再核对 review |\n"
        "|---|---|---|---|---|\n";

enum { MONTHS = 12 };

/* In a cell of a table: no line feed, no bar. */
static void
print_cell(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\n')
			fputs("<br>", stdout);
		else if (s.p[i] == '|')
			fputs("\\|", stdout);
		else
			putchar(s.p[i]);
}

static void
print_dates(struct str source, struct str as_of, struct str review_by)
{
	const struct str cells[] = {source, as_of, review_by};
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		fputs(" | ", stdout);
		print_cell(cells[i]);
	}
	puts(" |");
}

/* One text of the page, unless it has none; `outcome` and `what` may be empty. */
static void
print_text(const struct page *p, struct str outcome, const char *what, const struct text *text,
        lang_t lang)
{
	if (!text->in[0])
		return;
	printf("| %.*s%s%.*s%s | ", STR_ARG(p->id), outcome.n ? "/" : "", STR_ARG(outcome), what);
	print_cell(text->in[lang]->source);
	print_dates(p->source, p->as_of, p->review_by);
}

static void
print_page(const struct page *p, lang_t lang)
{
	static const char why[] = " 为什么";
	print_text(p, (struct str){0}, "", &p->body, lang);
	for (size_t i = 0; i < p->slot_count; i++) {
		print_text(p, p->slots[i].name, " 问", &p->slots[i].prompt, lang);
		print_text(p, p->slots[i].name, " 答错", &p->slots[i].wrong, lang);
	}
	for (size_t i = 0; i < p->say_count; i++) {
		print_text(p, p->says[i].name, "", &p->says[i].text, lang);
		print_text(p, p->says[i].name, why, &p->says[i].why, lang);
	}
	print_text(p, (struct str){0}, why, &p->why, lang);
}

/* The pages that name a source, or those that name none, file by file. */
static void
print_pages(const struct content *c, const char *dir, bool sourced, lang_t lang)
{
	const struct page *const *pages;
	size_t count = content_pages(c, &pages), skip = strlen(dir) + 1;
	const char *file = NULL;
	for (size_t i = 0; i < count; i++) {
		if ((pages[i]->source.n > 0) != sourced)
			continue;
		const char *own = pages[i]->at.file + skip;
		if (!file || strcmp(file, own) != 0)
			printf("\n### %s\n\n%s", own, columns);
		file = own;
		print_page(pages[i], lang);
	}
}

static void
print_number(const struct rule_number *n, int64_t value)
{
	if (n->is_month)
		printf("%s %04d-%02d", n->name, (int)(value / MONTHS), (int)(value % MONTHS + 1));
	else
		printf("%s %lld", n->name, (long long)value);
}

static void
print_rule(const struct rule *rule)
{
	for (size_t i = 0; i < rule->count; i++) {
		const struct rule_set *set = &rule->sets[i];
		printf("| %s | %d-%02d-%02d | ", rule->spec->name, set->from / 10000,
		        set->from / 100 % 100, set->from % 100);
		for (size_t j = 0; j < rule->spec->count; j++) {
			fputs(j ? ", " : "", stdout);
			print_number(&rule->spec->numbers[j], set->numbers[j]);
		}
		print_dates(set->source, set->as_of, set->review_by);
	}
}

/* Does a handler before this place judge by the rule, too? */
static bool
was_printed(const struct handler_spec *specs, size_t handler, const struct rule_spec *rule)
{
	for (size_t i = 0; i < handler; i++)
		for (const struct rule_spec *const *r = specs[i].rules; r && *r; r++)
			if (*r == rule)
				return true;
	return false;
}

static void
print_rules(const struct content *c)
{
	size_t count;
	const struct handler_spec *specs = handler_specs(&count);
	puts("\n## 规定里的数 / The numbers of the law\n\n"
	     "| 规定 rule | 起 from | 数 numbers | 依据 source | 截至 as of | 再核对 review |\n"
	     "|---|---|---|---|---|---|");
	for (size_t i = 0; i < count; i++)
		for (const struct rule_spec *const *r = specs[i].rules; r && *r; r++) {
			const struct rule *rule = content_rule(c, *r);
			if (rule && !was_printed(specs, i, *r))
				print_rule(rule);
		}
}

static void
print_facts(const struct content *c, const char *dir)
{
	int zh = content_find_language(c, STR("zh"));
	lang_t lang = zh < 0 ? 0 : (lang_t)zh;
	fputs(head, stdout);
	puts("\n## 有依据的话 / Stated with a source");
	print_pages(c, dir, true, lang);
	print_rules(c);
	puts("\n## 没写依据的话 / Said without a source\n\n"
	     "菜单、介绍、提醒。这里不该有法律上的数。 / Menus, introductions, warnings: no figure "
	     "of the "
	     "law should stand here.");
	print_pages(c, dir, false, lang);
}

static int
facts(const char *dir)
{
	struct config *config = config_new();
	struct content_rules rules = content_rules_of(config, time(NULL));
	struct faults faults = FAULTS_INIT;
	int unreadable = 0, status = EXIT_GOOD;
	struct content *content = content_load(dir, &rules, &faults, &unreadable);
	if (content) {
		print_facts(content, dir);
	} else if (unreadable) {
		fprintf(stderr, "%s: can't be read: %s\n", dir, strerror(abs(unreadable)));
		status = EXIT_COULD_NOT_RUN;
	} else {
		faults_print(&faults, terminal_language(), stderr);
		status = EXIT_FAULTS;
	}
	faults_release(&faults);
	content_free(content);
	config_free(config);
	return status;
}

int
command_facts(int argc, char **argv)
{
	bool asked = argc == 2 && strcmp(argv[1], "--help") == 0;
	if (asked || argc > 2 || (argc == 2 && argv[1][0] == '-')) {
		fputs(usage, asked ? stdout : stderr);
		return asked ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
	}
	return facts(argc == 2 ? argv[1] : "content");
}
