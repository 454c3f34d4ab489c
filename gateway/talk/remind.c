#include "talk/remind.h"

#include "content/slot.h"
#include "store/outbox.h"
#include "talk/owner.h"
#include "talk/render.h"
#include "talk/walk.h"
#include "text/calendar.h"
#include "text/lunar.h"

enum {
	WEEK = 7,
	MINUTE_MS = 60000,
	DAY_MS = 1440 * MINUTE_MS,
	CHINA_MS = 8 * 60 * MINUTE_MS,
	FESTIVAL_MINUTE = 10 * 60,
	AT_A_TIME = 64,
	EPOCH = 19700101,
};

const char *const festival_names[FESTIVALS] = {
        "spring", "lantern", "dragon-boat", "mid-autumn", "double-ninth"};

static const struct {
	int month, day;
} lunar[FESTIVALS] = {{1, 1}, {1, 15}, {5, 5}, {8, 15}, {9, 9}};

enum festival
festival_find(struct str name)
{
	enum festival f = 0;
	while (f < FESTIVALS && !str_eq(name, str_from(festival_names[f])))
		f++;
	return f;
}

/* --- when --- */

/* A minute of a day in China. */
static int64_t
moment(int32_t day, int minute)
{
	return calendar_between(EPOCH, day) * DAY_MS + (int64_t)minute * MINUTE_MS - CHINA_MS;
}

static int64_t
next_weekly(const struct reminder *r, int64_t after_ms)
{
	int32_t today = calendar_today(after_ms / 1000);
	int ahead = (r->weekday - calendar_weekday(today) + WEEK) % WEEK;
	int64_t at_ms = moment(calendar_add(today, ahead), r->minute);
	return at_ms > after_ms ? at_ms : moment(calendar_add(today, ahead + WEEK), r->minute);
}

static int64_t
next_festival(enum festival f, int64_t after_ms)
{
	int64_t year = calendar_today(after_ms / 1000) / 10000;
	for (int64_t y = year - 1; y <= year + 1; y++) {
		int32_t day;
		if (lunar_day(y, lunar[f].month, false, lunar[f].day, &day) != 0)
			continue;
		int64_t at_ms = moment(day, FESTIVAL_MINUTE);
		if (at_ms > after_ms)
			return at_ms;
	}
	return 0;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

int64_t
remind_next(const struct reminder *r, int64_t after_ms)
{
	int64_t next_ms = r->weekday ? next_weekly(r, after_ms) : 0;
	for (enum festival f = 0; f < FESTIVALS; f++)
		if (r->festivals >> f & 1)
			next_ms = sooner(next_ms, next_festival(f, after_ms));
	return next_ms;
}

/* The festival that it is due for, or FESTIVALS: it is the weekly one. */
static enum festival
festival_of(const struct reminder *r)
{
	for (enum festival f = 0; f < FESTIVALS; f++)
		if ((r->festivals >> f & 1) && next_festival(f, r->due_ms - 1) == r->due_ms)
			return f;
	return FESTIVALS;
}

/* --- saying it --- */

struct round {
	const struct conversation *c;
	struct arena *arena;
	int64_t now_ms;
	int count;
};

/* How the page calls a festival. */
static struct str
label_of(const struct page *page, struct arena *a, enum festival f, lang_t lang)
{
	for (size_t i = 0; f < FESTIVALS && i < page->slot_count; i++)
		if (str_eq(page->slots[i].name, STR("festival")))
			return slot_show(&page->slots[i], a, str_from(festival_names[f]), lang);
	return STR("");
}

/* Empty when the page, or its words, are no more. */
static struct str
words_of(const struct round *round, const struct reminder *r, bool last)
{
	const struct content *content = round->c->content;
	enum festival f = festival_of(r);
	const struct page *page = content_page(content, page_key(r->page));
	const struct outcome *outcome = NULL;
	int lang = content_find_language(content, r->lang);
	if (page)
		outcome = walk_outcome(page, last            ? "due-last"
		                             : f < FESTIVALS ? "due-festival"
		                                             : "due");
	if (!outcome)
		return (struct str){0};
	lang_t spoken = lang < 0 ? 0 : (lang_t)lang;
	struct value value = {"festival", label_of(page, round->arena, f, spoken)};
	return render_outcome(content, round->arena, page, &outcome->text, spoken, &value, 1);
}

static int
say(const struct round *round, const struct reminder *r, bool last)
{
	enum outbox_verdict verdict;
	struct outbox_message m = {.kind = OUTBOX_REMINDER,
	        .msisdn = r->msisdn,
	        .text = words_of(round, r, last),
	        .page = r->page,
	        .lang = r->lang,
	        .due_ms = r->due_ms,
	        .expires_ms = r->due_ms + round->c->family.late_ms};
	if (!m.text.n || m.expires_ms <= round->now_ms)
		return 0;
	struct who who = store_who(round->c->store, r->msisdn);
	m.route = store_last_route(round->c->store, round->arena, &who);
	return outbox_put(round->c->store, round->arena, &m, round->now_ms, &verdict, NULL);
}

/* One that can't be read, or whose number was given up, ends without a word. */
static bool
may_say(const struct round *round, const struct who *who, const struct reminder *reminder)
{
	return reminder->msisdn.n && phone_owner(round->c, who, round->now_ms) != OWNER_GONE;
}

static int
remind_one(void *ctx, const struct who *who, const struct reminder *reminder)
{
	struct round *round = ctx;
	struct reminder next = *reminder;
	bool says = may_say(round, who, reminder);
	round->count++;
	next.due_ms = remind_next(reminder, round->now_ms);
	bool last = !says || !next.due_ms || next.due_ms > next.until_ms;
	int error = says ? say(round, reminder, last) : 0;
	if (last)
		next.weekday = 0, next.festivals = 0;
	return error ? error : reminder_keep(round->c->store, round->arena, who, &next);
}

int
remind_due(const struct conversation *c, struct arena *a, int64_t now_ms, bool *more)
{
	struct round round = {c, a, now_ms, 0};
	int error = reminders_due(c->store, a, now_ms, AT_A_TIME, remind_one, &round);
	*more = round.count == AT_A_TIME;
	return error;
}
