/*
 * Until when a work injury can be reported. Source: 工伤保险条例, article 17: the employer within
 * 30 days of the accident, the worker, family or union within a year.
 */
#include <errno.h>
#include <time.h>

#include "handlers.h"
#include "ssi.h"

enum { EMPLOYER_DAYS, WORKER_MONTHS, DAY_SECONDS = 24 * 60 * 60, DATE_LENGTH = 10 };

static const struct rule_number numbers[] = {
        [EMPLOYER_DAYS] = {"employer_days", 1, 366, false},
        [WORKER_MONTHS] = {"worker_months", 1, 120, false},
};

const struct rule_spec ssi_injury_rule = {"work-injury", numbers, ARRAY_LEN(numbers)};

/* Midnight of a day that the calendar may have to set right: 32 October is 1 November. */
static time_t
midnight(int year, int month, int day)
{
	struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
	return timegm(&tm);
}

static time_t
midnight_of(int32_t day)
{
	return midnight(day / 10000, day / 100 % 100, day % 100);
}

static int32_t
day_of(time_t seconds)
{
	struct tm tm;
	must(gmtime_r(&seconds, &tm));
	return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

/* The day of the same number; where the month has none, its last (Civil Code, article 202). */
static int32_t
months_behind(int32_t day, int months)
{
	int year = day / 10000, month = day / 100 % 100 + months;
	int32_t last = day_of(midnight(year, month + 1, 0));
	return day % 100 > last % 100 ? last : last / 100 * 100 + day % 100;
}

struct ssi_injury
ssi_injury_report(const int64_t *n, int32_t accident)
{
	time_t employer = midnight_of(accident) + (time_t)n[EMPLOYER_DAYS] * DAY_SECONDS;
	return (struct ssi_injury){
	        day_of(employer), months_behind(accident, (int)n[WORKER_MONTHS])};
}

static void
add_day(struct result *result, const struct turn *turn, const char *name, int32_t day)
{
	result_add(result, name,
	        str_from(arena_printf(
	                turn->arena, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100)));
}

static int
run(const struct turn *turn, struct result *result)
{
	struct str text = turn_answer(turn, "accident");
	int32_t accident = text.n == DATE_LENGTH ? rule_day(text) : 0;
	if (!accident)
		return -EINVAL;
	const struct rule_set *set = turn_rule(turn, &ssi_injury_rule, accident);
	if (!set)
		return -ENOENT;
	struct ssi_injury by = ssi_injury_report(set->numbers, accident);
	int32_t today = turn->on ? turn->on : turn_today(turn);
	bool employer = today <= by.employer;
	int32_t next = employer ? by.employer : by.worker;
	result->outcome = accident > today     ? "future"
	                  : employer           ? "employer"
	                  : today <= by.worker ? "worker"
	                                       : "late";
	add_day(result, turn, "employer_by", by.employer);
	add_day(result, turn, "worker_by", by.worker);
	int64_t left = (midnight_of(next) - midnight_of(today)) / DAY_SECONDS;
	result_add_number(result, turn, "days_left", left > 0 ? left : 0);
	return 0;
}

const struct handler ssi_injury = {
        .spec =
                {
                        .name = "ssi.injury",
                        .slots = (const char *const[]){"accident", NULL},
                        .outcomes =
                                (const char *const[]){"employer", "worker", "late", "future", NULL},
                        .values = (const char *const[]){"employer_by", "worker_by", "days_left",
                                NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_injury_rule, NULL},
                        .widest =
                                (const char *const[]){"2000-12-31", "2000-12-31", "9999999", NULL},
                },
        .run = run,
};
