/* report.json: one object; every member is there, null where nothing is known. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "commands/report.h"
#include "talk/screens.h"
#include "text/calendar.h"

enum { STRING_MOST = 1 << 17 };

struct printer {
	const struct report *report;
	FILE *out;
	struct arena arena;
	bool any; /* one was printed */
};

static void
print_string(FILE *out, struct str s)
{
	struct buf b = BUF_INIT(STRING_MOST);
	buf_add_json(&b, s);
	fputs(b.p, out);
	buf_release(&b);
}

static void
print_member(FILE *out, const char *name, struct str s)
{
	fprintf(out, "\"%s\":", name);
	print_string(out, s);
}

static void
print_faults(const struct report *r, FILE *out)
{
	fputs("\"faults\":[", out);
	for (size_t i = 0; i < r->faults->count; i++) {
		const struct fault *f = &r->faults->list[i];
		const struct page *page = report_page_of(r, f);
		fprintf(out, "%s\n {\"level\":\"%s\",", i ? "," : "",
		        f->level == FAULT_ERROR ? "error" : "warning");
		print_member(out, "file", str_from(f->at.file));
		fprintf(out, ",\"line\":%u,\"column\":%u,\"page\":", f->at.line, f->at.column);
		if (page)
			print_string(out, page->id);
		else
			fputs("null", out);
		fputc(',', out);
		print_member(out, "zh", str_from(f->say[FAULT_ZH]));
		fputc(',', out);
		print_member(out, "en", str_from(f->say[FAULT_EN]));
		fputc('}', out);
	}
	fputs("]", out);
}

static void
print_piece(
        const struct report *r, const struct screen_piece *piece, enum channel channel, FILE *out)
{
	const struct text_size *size = &piece->size;
	fputc('{', out);
	print_member(out, "text", piece->text);
	fprintf(out, ",\"coding\":\"%s\",\"units\":%u", coding_name(size->coding), size->units);
	if (channel == CHANNEL_SMS)
		fprintf(out, ",\"parts\":%u,\"fen\":%u", size->parts,
		        size->parts * r->rules->part_fen);
	fputs(",\"forced_by\":", out);
	char bytes[UTF8_MAX_BYTES];
	if (size->forced_by)
		print_string(out, (struct str){bytes, utf8_put(size->forced_by, bytes)});
	else
		fputs("null", out);
	fputc('}', out);
}

static void
print_screen(struct printer *p, const struct screen *s, enum channel channel)
{
	struct screen_piece pieces[SCREEN_PIECES];
	const struct content *c = p->report->content;
	arena_reset(&p->arena);
	size_t count = screen_pieces(c, s, s->values, channel, &p->arena, pieces);
	fputs(p->any ? ",\n  {" : "\n  {", p->out);
	p->any = true;
	print_member(p->out, "name", str_from(s->name));
	fputc(',', p->out);
	print_member(p->out, "lang", content_language(c, s->lang));
	fprintf(p->out, ",\"channel\":\"%s\"", channel == CHANNEL_USSD ? "ussd" : "sms");
	if (channel == CHANNEL_SMS)
		fprintf(p->out, ",\"parts_most\":%u", s->parts);
	fputs(",\"pieces\":[", p->out);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? "," : "", p->out);
		print_piece(p->report, &pieces[i], channel, p->out);
	}
	fputs("]}", p->out);
}

static void
see_screen(void *context, const struct screen *s)
{
	print_screen(context, s, CHANNEL_SMS);
	print_screen(context, s, CHANNEL_USSD);
}

/* Every screen of a page, or of the service. */
static void
print_screens(const struct report *r, const struct page *page, FILE *out)
{
	struct printer p = {.report = r, .out = out, .arena = ARENA_INIT};
	fputs("\"screens\":[", out);
	if (r->whole)
		screens_of(&(struct screens){r->content, r->rules, see_screen, &p}, page);
	fputc(']', out);
	arena_release(&p.arena);
}

static void
print_titles(const struct report *r, const struct page *page, FILE *out)
{
	fputs("\"title\":{", out);
	for (size_t lang = 0; lang < content_languages(r->content); lang++) {
		fputs(lang ? "," : "", out);
		print_string(out, content_language(r->content, (lang_t)lang));
		fputc(':', out);
		print_string(out, report_title(page, (lang_t)lang));
	}
	fputc('}', out);
}

static void
print_days(FILE *out, const char *name, bool known, int64_t days)
{
	if (known)
		fprintf(out, ",\"%s\":%lld", name, (long long)days);
	else
		fprintf(out, ",\"%s\":null", name);
}

static void
print_facts(const struct report *r, const struct page *page, FILE *out)
{
	int64_t age = 0, left = 0;
	bool aged = report_days_since(r, page->as_of, &age);
	bool due = report_days_until(r, page->review_by, &left);
	print_member(out, "source", page->source);
	fputc(',', out);
	print_member(out, "as_of", page->as_of);
	print_days(out, "age_days", aged, age);
	fputc(',', out);
	print_member(out, "review_by", page->review_by);
	print_days(out, "review_in_days", due, left);
}

static void
print_page(const struct report *r, const struct page *page, FILE *out)
{
	fputc('{', out);
	print_member(out, "id", page->id);
	fputc(',', out);
	print_member(out, "file", str_from(page->at.file));
	fprintf(out, ",\"line\":%u,", page->at.line);
	print_titles(r, page, out);
	fputc(',', out);
	print_facts(r, page, out);
	fputs(",\"options\":[", out);
	for (size_t i = 0; i < page->option_count; i++) {
		fputs(i ? "," : "", out);
		print_string(out, page->options[i].page->id);
	}
	fputs("],\n ", out);
	print_screens(r, page, out);
	fputc('}', out);
}

void
report_json(const struct report *r, FILE *out)
{
	const struct page *const *pages;
	size_t count = content_pages(r->content, &pages);
	char day[16];
	snprintf(day, sizeof(day), "%d", (int)calendar_today(r->rules->today));
	fputc('{', out);
	print_member(out, "dir", str_from(r->dir));
	fputc(',', out);
	print_member(out, "version", str_from(content_version(r->content)));
	fprintf(out, ",\"date\":\"%.4s-%.2s-%.2s\",\"part_fen\":%u,", day, day + 4, day + 6,
	        r->rules->part_fen);
	fprintf(out, "\"errors\":%zu,\"warnings\":%zu,", r->faults->errors, report_warnings(r));
	print_faults(r, out);
	fputs(",\n\"service\":{", out);
	print_screens(r, NULL, out);
	fputs("},\n\"pages\":[", out);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ",\n" : "\n", out);
		print_page(r, pages[i], out);
	}
	fputs("]}\n", out);
}
