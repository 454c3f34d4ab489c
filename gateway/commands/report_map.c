/* The map of the tree: pages by file, what leads where, faults in colour; Graphviz draws it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "commands/report.h"

enum { PAGES_MOST = 600, DOT_SECONDS = 30, NO_DOT = 127 };

/* A string of dot's language. */
static void
print_quoted(FILE *out, struct str s)
{
	fputc('"', out);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			fputc('\\', out);
		if (s.p[i] == '\n')
			fputs("\\n", out);
		else
			fputc(s.p[i], out);
	}
	fputc('"', out);
}

static void
print_node(const struct report *r, const struct page *page, FILE *out)
{
	static const char *const looks[] = {"fillcolor=\"#ffffff\" color=\"#7a8794\"",
	        "fillcolor=\"#fff1c9\" color=\"#b7791f\" penwidth=2",
	        "fillcolor=\"#fbd9d3\" color=\"#b3261e\" penwidth=2.5"};
	static const char *const marks[] = {"", "! ", "✗ "};
	struct buf label = BUF_INIT(4096), link = BUF_INIT(256);
	int worst = report_worst(r, page);
	buf_addz(&label, marks[worst]);
	buf_add(&label, report_title(page, 0));
	buf_addc(&label, '\n');
	buf_add(&label, page->id);
	buf_addf(&link, "#p-%.*s", STR_ARG(page->id));
	print_quoted(out, page->id);
	fputs(" [label=", out);
	print_quoted(out, buf_str(&label));
	fputs(" URL=", out);
	print_quoted(out, buf_str(&link));
	fprintf(out, " %s%s];\n", looks[worst],
	        page == content_home(r->content) ? " shape=doubleoctagon" : "");
	buf_release(&label);
	buf_release(&link);
}

/* The pages of one file, from the i-th on, in a frame; the first page of another file. */
static size_t
print_file(
        const struct report *r, const struct page *const *pages, size_t count, size_t i, FILE *out)
{
	const char *file = pages[i]->at.file;
	fprintf(out, "subgraph \"cluster_%zu\" {\nlabel=", i);
	print_quoted(out, str_from(file));
	fputs(";\n", out);
	for (; i < count && strcmp(pages[i]->at.file, file) == 0; i++)
		print_node(r, pages[i], out);
	fputs("}\n", out);
	return i;
}

static void
print_graph(const struct report *r, const struct page *const *pages, size_t count, FILE *out)
{
	fputs("digraph tree {\nrankdir=LR; nodesep=0.12; ranksep=0.9; fontname=\"sans-serif\"; "
	      "fontsize=11; fontcolor=\"#56616c\"; color=\"#c9d1d9\"; style=rounded;\n"
	      "node [shape=box style=\"rounded,filled\" fontname=\"sans-serif\" fontsize=11 "
	      "margin=\"0.12,0.05\"];\nedge [color=\"#9aa5b1\" arrowsize=0.6];\n",
	        out);
	for (size_t i = 0; i < count;)
		i = print_file(r, pages, count, i, out);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < pages[i]->option_count; j++) {
			print_quoted(out, pages[i]->id);
			fputs(" -> ", out);
			print_quoted(out, pages[i]->options[j].page->id);
			fputs(";\n", out);
		}
	fputs("}\n", out);
}

/* Runs dot from one file into the other. */
static bool
run_dot(FILE *graph, FILE *svg)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		alarm(DOT_SECONDS);
		if (dup2(fileno(graph), STDIN_FILENO) >= 0 && dup2(fileno(svg), STDOUT_FILENO) >= 0)
			execlp("dot", "dot", "-Tsvg", (char *)NULL);
		_exit(NO_DOT);
	}
	if (pid < 0)
		return false;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Only the element: what stands before it is for a file of its own. */
static bool
copy_svg(FILE *svg, FILE *out)
{
	static const char start[] = "<svg";
	size_t seen = 0;
	int c;
	rewind(svg);
	while (seen < sizeof(start) - 1 && (c = getc(svg)) != EOF)
		seen = c == start[seen] ? seen + 1 : c == start[0];
	if (seen < sizeof(start) - 1)
		return false;
	fputs(start, out);
	while ((c = getc(svg)) != EOF)
		putc(c, out);
	return true;
}

bool
report_map(const struct report *r, FILE *out)
{
	const struct page *const *pages;
	size_t count = content_pages(r->content, &pages);
	FILE *graph = tmpfile(), *svg = tmpfile();
	bool drawn = false;
	if (graph && svg && count <= PAGES_MOST) {
		print_graph(r, pages, count, graph);
		rewind(graph);
		drawn = fflush(graph) == 0 && run_dot(graph, svg) && copy_svg(svg, out);
	}
	if (graph)
		fclose(graph);
	if (svg)
		fclose(svg);
	return drawn;
}
