/* report.html: for people; one file, no script, and nothing that is fetched. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "commands/report.h"
#include "talk/screens.h"
#include "text/calendar.h"
#include "text/gsm7.h"

enum { FEN = 100, REVIEW_SOON_DAYS = 60 };

static const char style[] =
        "body{margin:0;font:15px/1.55 system-ui,\"Noto Sans CJK SC\",\"Microsoft "
        "YaHei\",sans-serif;"
        "color:#1f2933;background:#f4f6f8}\n"
        "main{max-width:1180px;margin:0 auto;padding:20px}\n"
        "h1{font-size:26px;margin:8px 0 2px}h2{font-size:19px;margin:28px 0 10px}\n"
        "h3{font-size:17px;margin:0 0 2px}small,.quiet{color:#64707d}\n"
        ".tiles{display:flex;flex-wrap:wrap;gap:10px;margin:14px 0}\n"
        ".tile{background:#fff;border:1px solid #dde3e9;border-radius:10px;padding:8px 16px}\n"
        ".tile b{display:block;font-size:22px}\n"
        ".bad{border-color:#d9776c!important;background:#fdf1ef!important}\n"
        ".warn{border-color:#d9b64f!important;background:#fffaea!important}\n"
        ".good{border-color:#8cc29b!important;background:#f0f9f2!important}\n"
        ".faults{list-style:none;padding:0;margin:6px 0}\n"
        ".faults li{border-left:4px solid #d9b64f;background:#fffaea;margin:6px 0;padding:5px "
        "12px}\n"
        ".faults li.error{border-color:#c9483b;background:#fdf1ef}\n"
        ".map{background:#fff;border:1px solid #dde3e9;border-radius:10px;overflow:auto;max-height:"
        "85vh;padding:8px}\n"
        ".page{background:#fff;border:1px solid #dde3e9;border-radius:12px;padding:14px 18px;"
        "margin:16px 0}\n"
        ".facts{margin:2px 0 8px;font-size:14px}\n"
        ".chip{display:inline-block;border-radius:9px;background:#eef2f6;padding:0 "
        "8px;margin-right:"
        "6px}\n"
        ".phones{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}\n"
        ".phone{width:214px;break-inside:avoid}\n"
        ".name{font-size:13px;margin-bottom:3px}\n"
        ".case{background:#2d3540;border-radius:16px;padding:12px 9px 16px}\n"
        ".glass{background:#dfe9d8;border-radius:5px;padding:7px 8px;margin-top:7px;white-space:"
        "pre-wrap;overflow-wrap:anywhere;font-size:14px;line-height:1.45;color:#16201a}\n"
        ".glass:first-child{margin-top:0}.ussd .glass{background:#e6e9f2}\n"
        ".bar{height:5px;border-radius:3px;background:#d5dce3;margin:6px 0 2px}\n"
        ".bar i{display:block;height:5px;border-radius:3px;background:#3f8f5b}\n"
        ".bar.tight i{background:#c98a16}.bar.over i{background:#c9483b}\n"
        ".size{font-size:12.5px;color:#47525d}\n"
        "a{color:#215a9c;text-decoration:none}nav a{margin-right:12px;white-space:nowrap}\n"
        "details{margin:8px 0}summary{cursor:pointer}\n"
        "@media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}"
        ".map{max-height:none;overflow:visible;border:0}.map svg{width:100%;height:auto}"
        ".case{background:#fff;border:2px solid #2d3540}.page{break-inside:auto}nav{display:none}}"
        "\n";

struct printer {
	const struct report *report;
	FILE *out;
	struct arena arena;
};

/* Authors' words can't become markup, in a text or in an attribute. */
static void
put(FILE *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			putc(s.p[i], out);
		}
}

static void
putz(FILE *out, const char *z)
{
	put(out, str_from(z));
}

static void
put_yuan(FILE *out, unsigned fen)
{
	fprintf(out, "¥%u.%02u", fen / FEN, fen % FEN);
}

/* ---- a phone ---- */

/* Most of a text that is one character away from half the price is plain. */
static bool
is_surprising(const struct screen_piece *piece)
{
	size_t plain = 0, all = 0;
	for (struct str rest = piece->text; rest.n > 0; all++)
		plain += gsm7_septets(utf8_next(&rest, NULL)) > 0;
	return piece->size.forced_by && plain * 2 > all;
}

static void
put_bar(FILE *out, unsigned units, unsigned room)
{
	unsigned percent = room ? units * 100 / room : 0;
	const char *look = percent > 100 ? " over" : percent > 90 ? " tight" : "";
	fprintf(out, "<div class=\"bar%s\"><i style=\"width:%u%%\"></i></div>", look,
	        percent > 100 ? 100 : percent);
}

static unsigned
room_of(const struct screen_piece *piece, const struct text_limit *limit)
{
	bool wide = piece->size.coding == CODING_UCS2;
	if (limit->parts == 1 || piece->size.parts <= 1)
		return wide ? limit->single_ucs2 : limit->single_gsm7;
	return limit->parts * (wide ? limit->joined_ucs2 : limit->joined_gsm7);
}

static void
put_size(const struct printer *p, const struct screen_piece *piece, const struct screen *s,
        enum channel channel)
{
	struct text_limit limit = screen_limit(p->report->content, s, channel);
	unsigned room = room_of(piece, &limit);
	put_bar(p->out, piece->size.units, room);
	fprintf(p->out, "<div class=\"size\">%s %u/%u",
	        piece->size.coding == CODING_UCS2 ? "UCS-2" : "GSM-7", piece->size.units, room);
	if (channel == CHANNEL_SMS) {
		fprintf(p->out, " · %u条 part%s · ", piece->size.parts,
		        piece->size.parts == 1 ? "" : "s");
		put_yuan(p->out, piece->size.parts * p->report->rules->part_fen);
	}
	if (is_surprising(piece)) {
		char bytes[UTF8_MAX_BYTES];
		fputs("<br>“", p->out);
		put(p->out, (struct str){bytes, utf8_put(piece->size.forced_by, bytes)});
		fprintf(p->out, "” U+%04X 让整条按中文算 makes it UCS-2",
		        (unsigned)piece->size.forced_by);
	}
	fputs("</div>\n", p->out);
}

/* A screen's kind as a social worker would call it. */
static const char *
kind_of(const char *name)
{
	static const struct {
		const char *prefix, *kind;
	} kinds[] = {{"texts.", "系统"}, {"text", "正文"}, {"ask.", "问"}, {"say.", "结果"},
	        {"why", "依据"}};
	size_t n = strlen(name), behind = sizeof(".wrong") - 1;
	if (n > behind && strcmp(name + n - behind, ".wrong") == 0)
		return "答错再问";
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strncmp(name, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
			return kinds[i].kind;
	return "";
}

static void
put_phone(const struct printer *p, const struct screen *s, enum channel channel, const char *by,
        const struct screen_piece *pieces, size_t count)
{
	FILE *out = p->out;
	fprintf(out, "<div class=\"phone %s\"><div class=\"name\">%s <b>", by, kind_of(s->name));
	putz(out, s->name);
	fputs("</b><br><small>", out);
	put(out, content_language(p->report->content, s->lang));
	fprintf(out, " · %s</small></div><div class=\"case\">",
	        strcmp(by, "both") == 0   ? "SMS, USSD"
	        : channel == CHANNEL_USSD ? "USSD"
	                                  : "SMS");
	for (size_t i = 0; i < count; i++) {
		fputs("<div class=\"glass\">", out);
		put(out, pieces[i].text);
		fputs("</div>", out);
	}
	fputs("</div>\n", out);
	for (size_t i = 0; i < count; i++)
		put_size(p, &pieces[i], s, channel);
	fputs("</div>\n", out);
}

/* One phone when both channels show the same, else one each. */
static void
see_screen(void *context, const struct screen *s)
{
	struct printer *p = context;
	struct screen_piece sms[SCREEN_PIECES], ussd[SCREEN_PIECES];
	const struct content *c = p->report->content;
	arena_reset(&p->arena);
	size_t by_sms = screen_pieces(c, s, s->values, CHANNEL_SMS, &p->arena, sms);
	size_t by_ussd = screen_pieces(c, s, s->values, CHANNEL_USSD, &p->arena, ussd);
	bool same = by_sms == 1 && by_ussd == 1 && str_eq(sms[0].text, ussd[0].text);
	put_phone(p, s, CHANNEL_SMS, same ? "both" : "sms", sms, by_sms);
	if (!same)
		put_phone(p, s, CHANNEL_USSD, "ussd", ussd, by_ussd);
}

static void
put_phones(const struct report *r, const struct page *page, FILE *out)
{
	struct printer p = {.report = r, .out = out, .arena = ARENA_INIT};
	fputs("<div class=\"phones\">\n", out);
	screens_of(&(struct screens){r->content, r->rules, see_screen, &p}, page);
	fputs("</div>\n", out);
	arena_release(&p.arena);
}

/* ---- faults ---- */

static void
put_fault(const struct fault *f, FILE *out)
{
	fprintf(out, "<li class=\"%s\"><code>", f->level == FAULT_ERROR ? "error" : "warning");
	putz(out, f->at.file);
	if (f->at.line)
		fprintf(out, ":%u:%u", f->at.line, f->at.column);
	fputs("</code> ", out);
	putz(out, f->say[FAULT_ZH]);
	fputs("<br><small lang=\"en\">", out);
	putz(out, f->say[FAULT_EN]);
	fputs("</small></li>\n", out);
}

/* Those of a page, or with NULL those of no page. */
static void
put_faults(const struct report *r, const struct page *page, FILE *out)
{
	fputs("<ul class=\"faults\">\n", out);
	for (size_t i = 0; i < r->faults->count; i++)
		if (report_page_of(r, &r->faults->list[i]) == page)
			put_fault(&r->faults->list[i], out);
	fputs("</ul>\n", out);
}

/* ---- pages ---- */

static void
put_review(const struct report *r, const struct page *page, FILE *out)
{
	int64_t days;
	if (report_days_since(r, page->as_of, &days)) {
		fputs("<span class=\"chip\">截至 as of ", out);
		put(out, page->as_of);
		fprintf(out, " · %lld天前 days ago</span>", (long long)days);
	}
	if (!report_days_until(r, page->review_by, &days))
		return;
	const char *look = days < 0 ? " bad" : days < REVIEW_SOON_DAYS ? " warn" : "";
	fprintf(out, "<span class=\"chip%s\">再核对 review by ", look);
	put(out, page->review_by);
	if (days < 0)
		fprintf(out, " · 过了%lld天 days overdue</span>", (long long)-days);
	else
		fprintf(out, " · 还有%lld天 days left</span>", (long long)days);
}

static void
put_page(const struct report *r, const struct page *page, FILE *out)
{
	static const char *const looks[] = {"", " warn", " bad"};
	int worst = report_worst(r, page);
	fprintf(out, "<section class=\"page%s\" id=\"p-", looks[worst]);
	put(out, page->id);
	fputs("\"><h3>", out);
	for (size_t lang = 0; lang < content_languages(r->content); lang++) {
		fputs(lang ? " · " : "", out);
		put(out, report_title(page, (lang_t)lang));
	}
	fputs("</h3><div class=\"facts\"><code>", out);
	put(out, page->id);
	fputs("</code> <small>", out);
	putz(out, page->at.file);
	fprintf(out, ":%u</small><br>", page->at.line);
	put_review(r, page, out);
	if (page->source.n) {
		fputs("<small>依据 source: ", out);
		put(out, page->source);
		fputs("</small>", out);
	}
	fputs("</div>\n", out);
	if (worst)
		put_faults(r, page, out);
	if (r->whole)
		put_phones(r, page, out);
	fputs("</section>\n", out);
}

static void
put_link(const struct page *page, FILE *out)
{
	fputs("<a href=\"#p-", out);
	put(out, page->id);
	fputs("\">", out);
	put(out, report_title(page, 0));
	fputs("</a>\n", out);
}

static void
put_index(const struct page *const *pages, size_t count, FILE *out)
{
	fputs("<nav><details><summary>目录 Contents</summary>\n", out);
	for (size_t i = 0; i < count; i++)
		put_link(pages[i], out);
	fputs("</details></nav>\n", out);
}

/* Where to look first. */
static void
put_faulty(const struct report *r, const struct page *const *pages, size_t count, FILE *out)
{
	fputs("<nav>有问题的页面 Pages with faults: ", out);
	for (size_t i = 0; i < count; i++)
		if (report_worst(r, pages[i]))
			put_link(pages[i], out);
	fputs("</nav>\n", out);
}

/* ---- the whole ---- */

static void
put_tile(FILE *out, const char *look, size_t number, const char *what)
{
	fprintf(out, "<div class=\"tile%s\"><b>%zu</b>%s</div>\n", look, number, what);
}

/* Pages whose facts must be checked again soon, or should have been. */
static size_t
count_due(const struct report *r, const struct page *const *pages, size_t count)
{
	size_t due = 0;
	int64_t days;
	for (size_t i = 0; i < count; i++)
		due += report_days_until(r, pages[i]->review_by, &days) && days < REVIEW_SOON_DAYS;
	return due;
}

static void
put_head(const struct report *r, const struct page *const *pages, size_t count, FILE *out)
{
	int day = (int)calendar_today(r->rules->today);
	size_t errors = r->faults->errors, warnings = report_warnings(r);
	fprintf(out,
	        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
	        "<meta name=\"viewport\" content=\"width=device-width\">\n"
	        "<title>内容检查 Content check</title>\n<style>\n%s</style></head><body><main>\n"
	        "<h1>内容检查 · Content check</h1>\n<div class=\"quiet\">",
	        style);
	putz(out, r->dir);
	fprintf(out, " · %04d-%02d-%02d · %s · 每条 a part ", day / 10000, day / 100 % 100,
	        day % 100, content_version(r->content));
	put_yuan(out, r->rules->part_fen);
	fputs("</div>\n<div class=\"tiles\">\n", out);
	put_tile(out, "", count, "页面 pages");
	put_tile(out, errors ? " bad" : " good", errors, "错误 errors");
	put_tile(out, warnings ? " warn" : " good", warnings, "提醒 warnings");
	put_tile(out, "", count_due(r, pages, count), "60天内要核对 to review in 60 days");
	fputs("</div>\n", out);
	if (r->faults->count == 0)
		fputs("<p>没有发现问题。 No fault was found.</p>\n", out);
	if (!r->whole)
		fputs("<p>内容有错，改好以后才画得出手机上的样子。 The content has errors: screens "
		      "are "
		      "drawn once they are mended.</p>\n",
		        out);
	else
		fputs("<p>每个手机上是最长的样子：大括号里的值都取了最长的。 Each phone shows the "
		      "longest case: every value at its widest.</p>\n",
		        out);
}

static void
put_map(const struct report *r, FILE *out)
{
	fputs("<h2>地图 · Map</h2>\n<div class=\"map\">\n", out);
	if (!report_map(r, out))
		fputs("<p>没有画地图：没装Graphviz（dot），或页面太多。 No map: Graphviz (dot) is "
		      "not "
		      "installed, or there are too many pages.</p>\n",
		        out);
	fputs("</div>\n", out);
}

void
report_html(const struct report *r, FILE *out)
{
	const struct page *const *pages;
	size_t count = content_pages(r->content, &pages);
	put_head(r, pages, count, out);
	put_faults(r, NULL, out);
	if (r->faults->count)
		put_faulty(r, pages, count, out);
	put_map(r, out);
	fputs("<h2>页面 · Pages</h2>\n", out);
	put_index(pages, count, out);
	for (size_t i = 0; i < count; i++)
		put_page(r, pages[i], out);
	if (r->whole) {
		fputs("<h2>系统自己说的话 · The service's own words</h2>\n<section "
		      "class=\"page\">",
		        out);
		put_phones(r, NULL, out);
		fputs("</section>\n", out);
	}
	fputs("</main></body></html>\n", out);
}
