/* When to be reminded of calling home: 提醒, 提醒 周日 晚上8点, 提醒 春节, 提醒 停. */
#include "family.h"
#include "handlers.h"

#include "base/buf.h"
#include "talk/remind.h"

enum { HOUR = 60, LAST_MINUTE = 24 * HOUR - 1 };

static const char *const slots[] = {"day", "time", "festival", "stop", NULL};

static const char *
clock_text(const struct turn *turn, const struct reminder *r)
{
	return arena_printf(turn->arena, "%02d:%02d", r->minute / HOUR, r->minute % HOUR);
}

/* "春节/中秋": those that are wished for. */
static struct str
festivals_text(const struct turn *turn, const struct reminder *r)
{
	struct buf b = BUF_INIT(512);
	for (enum festival f = 0; f < FESTIVALS; f++) {
		struct str label = turn_label(turn, "festival", str_from(festival_names[f]));
		if (r->festivals >> f & 1)
			buf_addf(&b, "%s%.*s", b.n ? "/" : "", STR_ARG(label));
	}
	struct str text = arena_str(turn->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

static void
show(const struct turn *turn, struct result *result, const struct reminder *r)
{
	struct str day = str_from(arena_printf(turn->arena, "%d", r->weekday));
	result->outcome = r->weekday && r->festivals ? "both"
	                  : r->weekday               ? "weekly"
	                  : r->festivals             ? "festivals"
	                                             : "none";
	result_add(result, "day", turn_label(turn, "day", day));
	result_add(result, "time", str_from(clock_text(turn, r)));
	result_add(result, "festivals", festivals_text(turn, r));
}

static void
keep(const struct turn *turn, struct result *result, struct reminder *r)
{
	struct reminder *kept = arena_alloc(turn->arena, sizeof(*kept));
	r->msisdn = turn->msisdn;
	r->page = turn->page ? turn->page->id : (struct str){0};
	r->lang = content_language(turn->content, turn->lang);
	r->until_ms = turn->now_ms + turn->limits->remind_ms;
	r->due_ms = remind_next(r, turn->now_ms);
	*kept = *r;
	result_do(result, &(struct effect){.kind = EFFECT_REMIND, .reminder = kept});
}

/* 20:30 as minutes of the day. */
static int64_t
minute_of(struct str time)
{
	int64_t hour = 0, minute = 0;
	bool good = time.n == 5 && parse_int((struct str){time.p, 2}, 0, 23, &hour) == 0 &&
	            parse_int(str_skip(time, 3), 0, HOUR - 1, &minute) == 0;
	return good ? hour * HOUR + minute : LAST_MINUTE;
}

static void
set_weekly(const struct turn *turn, struct result *result, struct reminder *r)
{
	struct str day = turn_aside(turn, "day"), time = turn_aside(turn, "time");
	int64_t weekday, minute = minute_of(time);
	result->outcome = "unclear";
	result->ask = !day.n ? "day" : !time.n ? "time" : NULL;
	if (result->ask || parse_int(day, 1, 7, &weekday) != 0)
		return;
	if (minute < turn->limits->day_from * HOUR || minute >= turn->limits->day_to * HOUR) {
		result->outcome = "quiet";
		result_add_number(result, turn, "from", turn->limits->day_from);
		result_add_number(result, turn, "to", turn->limits->day_to);
		return;
	}
	r->weekday = (uint8_t)weekday;
	r->minute = (uint16_t)minute;
	keep(turn, result, r);
	show(turn, result, r);
}

static void
set_festival(const struct turn *turn, struct result *result, struct reminder *r, bool wanted)
{
	enum festival f = festival_find(turn_aside(turn, "festival"));
	if (f < FESTIVALS)
		r->festivals = wanted ? r->festivals | 1U << f : r->festivals & ~(1U << f);
	keep(turn, result, r);
	show(turn, result, r);
}

static void
end(const struct turn *turn, struct result *result)
{
	struct reminder none = {0};
	keep(turn, result, &none);
	result->outcome = "ended";
}

static int
run(const struct turn *turn, struct result *result)
{
	struct reminder r = turn->family->reminder;
	bool festival = turn_aside(turn, "festival").n, stop = turn_aside(turn, "stop").n;
	bool weekly = turn_aside(turn, "day").n || turn_aside(turn, "time").n;
	if (turn->rest.n)
		result->outcome = "unclear";
	else if (stop && !festival)
		end(turn, result);
	else if (turn->stopped && (festival || weekly))
		result->outcome = "stopped";
	else if (festival)
		set_festival(turn, result, &r, !stop);
	else if (weekly)
		set_weekly(turn, result, &r);
	else
		show(turn, result, &r);
	return 0;
}

const struct handler family_remind = {
        .spec =
                {
                        .name = "family.remind",
                        .slots = slots,
                        .asides = slots,
                        .outcomes = (const char *const[]){"none", "weekly", "festivals", "both",
                                "ended", "quiet", "stopped", "unclear", "due", "due-festival",
                                "due-last", NULL},
                        .values = (const char *const[]){"day", "time", "festivals", "festival",
                                "from", "to", NULL},
                        .widest = (const char *const[]){"", "20:00", "", "", "24", "24", NULL},
                        .labels = (const char *const[]){"day", "day", "festivals", "festival",
                                "festival", "festival", NULL},
                        .acts = true,
                        .family = true,
                },
        .run = run,
};
