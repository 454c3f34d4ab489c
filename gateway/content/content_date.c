/* A page's dates: when its facts held, and when somebody must look at them again. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "content/content_model.h"
#include "text/calendar.h"

/* The whole house lives in China's one time zone. */
static const int64_t CHINA = 8 * 3600;

void
date_today(int64_t now, char out[DATE_SIZE])
{
	time_t there = (time_t)(now + CHINA);
	struct tm tm;
	if (!gmtime_r(&there, &tm) || strftime(out, DATE_SIZE, "%Y-%m-%d", &tm) == 0)
		out[0] = '\0';
}

/* YYYY-MM or YYYY-MM-DD. */
bool
date_is(struct str s)
{
	int64_t year, month, day;
	if ((s.n != 7 && s.n != 10) || s.p[4] != '-' ||
	        parse_int((struct str){s.p, 4}, CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST, &year) !=
	                0 ||
	        parse_int((struct str){s.p + 5, 2}, 1, 12, &month) != 0)
		return false;
	return s.n == 7 || (s.p[7] == '-' && parse_int((struct str){s.p + 8, 2}, 1,
	                                             calendar_days_in(year, month), &day) == 0);
}

struct str
date_read(struct loader *l, const struct yaml_node *node, const char *what)
{
	struct str date = node_text(l, node, what);
	if (node && node->kind == YAML_SCALAR && !date_is(date))
		loader_fault(l, node->at, "“%s”不是日期；请写成2026-11或2026-11-05",
		        "\"%s\" is no date; write it like 2026-11 or 2026-11-05", what);
	return date;
}

/* Both must be dates. As far as both go: 2026-11 is not before 2026-11-05, nor behind it. */
static bool
is_before(struct str a, struct str b)
{
	return date_is(a) && date_is(b) && memcmp(a.p, b.p, a.n < b.n ? a.n : b.n) < 0;
}

struct dates
dates_read(struct loader *l, const struct yaml_node *map)
{
	const struct yaml_node *as_of = yaml_get(map, "as_of"),
	                       *review = yaml_get(map, "review_by"),
	                       *source = yaml_get(map, "source");
	struct str today = str_from(l->today);
	struct dates d = {.source = node_text(l, source, "source")};
	d.as_of = date_read(l, as_of, "as_of");
	d.review_by = date_read(l, review, "review_by");
	if (source && !as_of)
		loader_fault(l, source->at, "有source却没有as_of；请补上这些内容截至哪年哪月",
		        "there is a source but no as_of; add the month in which it held");
	if (is_before(d.review_by, d.as_of))
		loader_fault(l, review->at, "review_by比as_of还早；请改正其中一个",
		        "review_by is before as_of; mend one of them");
	if (is_before(today, d.as_of))
		loader_warn(l, as_of->at, "as_of（%.*s）还没到；请核对",
		        "as_of (%.*s) lies in the future; check it", STR_ARG(d.as_of));
	if (is_before(d.review_by, today))
		loader_warn(l, review->at,
		        "过了该核对的日子（%.*s）；请核对内容，再改as_of和review_by",
		        "the review is overdue (%.*s); check the facts, then move as_of and "
		        "review_by",
		        STR_ARG(d.review_by));
	return d;
}
