#include "content/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { SHOW_MAX = 40 };

bool
faults_full(const struct faults *f)
{
	return f->count >= FAULTS_MAX;
}

static const char *
format(struct arena *a, const char *fmt, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	must(n >= 0);
	char *text = arena_alloc(a, (size_t)n + 1);
	va_copy(again, args);
	vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

/* A copy of the file's name; faults of one file come in a row and share it. */
static const char *
keep_name(struct faults *f, const char *file)
{
	if (f->count > 0 && strcmp(f->list[f->count - 1].at.file, file) == 0)
		return f->list[f->count - 1].at.file;
	return arena_dup(&f->memory, str_from(file));
}

void
fault_add(struct faults *f, enum fault_level level, struct place at, const char *zh, const char *en,
        ...)
{
	if (level == FAULT_ERROR)
		f->errors++;
	if (faults_full(f)) {
		f->dropped++;
		return;
	}
	if (f->count == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 16;
		f->list = xrealloc(f->list, f->cap * sizeof(*f->list));
	}
	struct fault fault = {.at = at, .level = level};
	fault.at.file = keep_name(f, at.file ? at.file : "");
	va_list args;
	va_start(args, en);
	fault.say[FAULT_ZH] = format(&f->memory, zh, args);
	fault.say[FAULT_EN] = format(&f->memory, en, args);
	va_end(args);
	f->list[f->count++] = fault;
}

void
fault_add_unreadable(struct faults *f, struct place at, int error)
{
	const char *zh = error == ENOENT   ? "没有这个文件"
	                 : error == EACCES ? "没有读的权限"
	                                   : strerror(error);
	fault_add(f, FAULT_ERROR, at, "读不了，%s%.0s；请检查文件名和权限",
	        "%.0scannot be read: %s; check its name and permissions", zh, strerror(error));
}

/* Controls, the invisible and the bidirectional marks would garble a terminal. */
static bool
is_visible(uint32_t cp)
{
	return cp >= 0x20 && !(cp >= 0x7F && cp < 0xA0) && cp != 0xAD && cp != 0xFEFF &&
	       !(cp >= 0x200B && cp <= 0x200F) && !(cp >= 0x2028 && cp <= 0x202E) &&
	       !(cp >= 0x2060 && cp <= 0x206F);
}

const char *
fault_show(struct faults *f, struct str words)
{
	if (faults_full(f))
		return "";
	char shown[SHOW_MAX * UTF8_MAX_BYTES + sizeof("…")];
	size_t n = 0;
	for (int i = 0; words.n > 0 && i < SHOW_MAX; i++) {
		uint32_t cp = utf8_next(&words, NULL);
		n += utf8_put(is_visible(cp) ? cp : UTF8_BAD, shown + n);
	}
	if (words.n > 0) {
		memcpy(shown + n, "…", strlen("…"));
		n += strlen("…");
	}
	return arena_dup(&f->memory, (struct str){shown, n});
}

static int
compare_numbers(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int
compare(const void *one, const void *other)
{
	const struct fault *a = one, *b = other;
	int order = strcmp(a->at.file, b->at.file);
	if (order == 0)
		order = compare_numbers(a->at.line, b->at.line);
	if (order == 0)
		order = compare_numbers(a->at.column, b->at.column);
	if (order == 0)
		order = strcmp(a->say[FAULT_EN], b->say[FAULT_EN]);
	return order;
}

void
faults_sort(struct faults *f)
{
	if (f->count < 2)
		return;
	qsort(f->list, f->count, sizeof(*f->list), compare);
	size_t kept = 1;
	for (size_t i = 1; i < f->count; i++) {
		if (compare(&f->list[kept - 1], &f->list[i]) != 0)
			f->list[kept++] = f->list[i];
		else if (f->list[i].level == FAULT_ERROR)
			f->errors--;
	}
	f->count = kept;
}

/* A file's name may hold anything but '/' and NUL. */
static void
print_name(const char *file, FILE *out)
{
	for (; *file; file++)
		fputc((unsigned char)*file < 0x20 || *file == 0x7F ? '?' : *file, out);
}

void
faults_print(const struct faults *f, enum fault_lang lang, FILE *out)
{
	static const char *const levels[] = {[FAULT_ERROR] = "error", [FAULT_WARNING] = "warning"};
	for (size_t i = 0; i < f->count; i++) {
		const struct fault *fault = &f->list[i];
		print_name(fault->at.file, out);
		if (fault->at.line > 0)
			fprintf(out, ":%u:%u", fault->at.line, fault->at.column);
		fprintf(out, ": %s: %s\n", levels[fault->level], fault->say[lang]);
	}
	if (f->dropped > 0)
		fprintf(out,
		        lang == FAULT_ZH ? "还有%zu处没有列出；请先改好上面的\n"
		                         : "%zu more are not listed; mend these first\n",
		        f->dropped);
}

void
faults_release(struct faults *f)
{
	free(f->list);
	arena_release(&f->memory);
	*f = FAULTS_INIT;
}
