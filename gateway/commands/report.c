#include "commands/report.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "content/rule.h"
#include "text/calendar.h"

enum { DAYS_IN_MONTHS = 100 };

const struct page *
report_page_of(const struct report *r, const struct fault *fault)
{
	const struct page *const *pages, *found = NULL;
	size_t count = content_pages(r->content, &pages);
	for (size_t i = 0; i < count; i++)
		if (strcmp(pages[i]->at.file, fault->at.file) == 0 &&
		        pages[i]->at.line <= fault->at.line)
			found = pages[i];
	return found;
}

size_t
report_warnings(const struct report *r)
{
	size_t count = 0;
	for (size_t i = 0; i < r->faults->count; i++)
		count += r->faults->list[i].level == FAULT_WARNING;
	return count;
}

int
report_worst(const struct report *r, const struct page *page)
{
	int worst = 0;
	for (size_t i = 0; i < r->faults->count; i++) {
		const struct fault *fault = &r->faults->list[i];
		int level = fault->level == FAULT_ERROR ? 2 : 1;
		if (level > worst && report_page_of(r, fault) == page)
			worst = level;
	}
	return worst;
}

struct str
report_title(const struct page *page, lang_t lang)
{
	return page->title.in[lang] ? page->title.in[lang]->source : page->id;
}

bool
report_days_since(const struct report *r, struct str date, int64_t *days)
{
	int32_t day = rule_day(date);
	if (!day)
		return false;
	*days = calendar_between(day, calendar_today(r->rules->today));
	return true;
}

bool
report_days_until(const struct report *r, struct str date, int64_t *days)
{
	int32_t day = rule_day(date);
	if (!day)
		return false;
	if (date.n == sizeof("2026-11") - 1) /* all of that month */
		day += calendar_days_in(day / 10000, day / DAYS_IN_MONTHS % DAYS_IN_MONTHS) - 1;
	*days = calendar_between(calendar_today(r->rules->today), day);
	return true;
}

/* Beside and renamed: nobody sees half of it. */
static int
write_file(const struct report *r, const char *path, void (*print)(const struct report *, FILE *))
{
	struct arena a = ARENA_INIT;
	const char *fresh = arena_printf(&a, "%s.new", path);
	FILE *out = fopen(fresh, "w");
	int error = out ? 0 : -errno;
	if (out) {
		print(r, out);
		if (fflush(out) != 0 || ferror(out))
			error = -EIO;
		if (fclose(out) != 0 && error == 0)
			error = -errno;
		if (error == 0 && rename(fresh, path) != 0)
			error = -errno;
		if (error)
			unlink(fresh);
	}
	arena_release(&a);
	return error;
}

int
report_write(const struct report *r, const char *folder)
{
	struct arena a = ARENA_INIT;
	int error = mkdir(folder, 0777) == 0 || errno == EEXIST ? 0 : -errno;
	if (error == 0)
		error = write_file(r, arena_printf(&a, "%s/report.json", folder), report_json);
	if (error == 0)
		error = write_file(r, arena_printf(&a, "%s/report.html", folder), report_html);
	arena_release(&a);
	return error;
}
