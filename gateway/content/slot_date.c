/* Days as people name them: 明天, 下周一, 国庆. Days by number are slot_day.c's. */
#include "content/slot_date.h"
#include "text/calendar.h"
#include "text/lunar.h"
#include "text/numeral.h"

enum { WEEK = 7, YEARS = 4 };

static bool
take_relative(struct str *s, const struct slot_when *when, int32_t *day)
{
	static const struct slot_word words[] = {{"大前天", -3}, {"前天", -2}, {"昨天", -1},
	        {"昨日", -1}, {"今天", 0}, {"今日", 0}, {"今儿", 0}, {"明天", 1}, {"明日", 1},
	        {"明儿", 1}, {"后天", 2}, {"后日", 2}, {"大后天", 3}, {"zuotian", -1},
	        {"jintian", 0}, {"mingtian", 1}, {"houtian", 2}, {"dahoutian", 3},
	        {"yesterday", -1}, {"today", 0}, {"tomorrow", 1}, {"tmr", 1}, {"tmrw", 1},
	        {"day after tomorrow", 2}, {"the day after tomorrow", 2}};
	/* The 晚 of 明晚 belongs to the time that follows. */
	static const struct slot_word halves[] = {{"昨", -1}, {"今", 0}, {"明", 1}};
	struct str rest = *s;
	int days;
	bool taken = slot_take_word(&rest, words, ARRAY_LEN(words), &days) ||
	             (slot_take_word(&rest, halves, ARRAY_LEN(halves), &days) &&
	                     (str_starts(rest, STR("晚")) || str_starts(rest, STR("早"))));
	if (!taken)
		return false;
	*day = calendar_add(when->today, days);
	*s = rest;
	return true;
}

static const struct slot_word han_weekdays[] = {{"一", 1}, {"二", 2}, {"三", 3}, {"四", 4},
        {"五", 5}, {"六", 6}, {"日", 7}, {"天", 7}, {"1", 1}, {"2", 2}, {"3", 3}, {"4", 4},
        {"5", 5}, {"6", 6}, {"7", 7}},
                              latin_weekdays[] = {{"mon", 1}, {"monday", 1}, {"tue", 2},
                                      {"tues", 2}, {"tuesday", 2}, {"wed", 3}, {"wednesday", 3},
                                      {"thu", 4}, {"thur", 4}, {"thurs", 4}, {"thursday", 4},
                                      {"fri", 5}, {"friday", 5}, {"sat", 6}, {"saturday", 6},
                                      {"sun", 7}, {"sunday", 7}, {"zhouyi", 1}, {"zhouer", 2},
                                      {"zhousan", 3}, {"zhousi", 4}, {"zhouwu", 5}, {"zhouliu", 6},
                                      {"zhouri", 7}, {"xingqiyi", 1}, {"xingqier", 2},
                                      {"xingqisan", 3}, {"xingqisi", 4}, {"xingqiwu", 5},
                                      {"xingqiliu", 6}, {"xingqiri", 7}, {"xingqitian", 7},
                                      {"libaiyi", 1}, {"libaier", 2}, {"libaisan", 3},
                                      {"libaisi", 4}, {"libaiwu", 5}, {"libailiu", 6},
                                      {"libaitian", 7}};

/* 周五, 下周一, 这个礼拜六, next monday. A week begins on Monday. */
static bool
take_weekday(struct str *s, const struct slot_when *when, int32_t *day)
{
	static const struct slot_word weeks[] = {{"上个", -1}, {"上", -1}, {"这个", 0}, {"这", 0},
	        {"本", 0}, {"下个", 1}, {"下", 1}, {"下下个", 2}, {"下下", 2}, {"last ", -1},
	        {"this ", 0}, {"next ", 1}},
	                              names[] = {{"周", 0}, {"星期", 0}, {"礼拜", 0}};
	struct str rest = *s;
	int week, name, weekday;
	bool is_week = slot_take_word(&rest, weeks, ARRAY_LEN(weeks), &week);
	bool han = slot_take_word(&rest, names, ARRAY_LEN(names), &name);
	if (han && !slot_take_word(&rest, han_weekdays, ARRAY_LEN(han_weekdays), &weekday))
		return false;
	if (!han && !slot_take_word(&rest, latin_weekdays, ARRAY_LEN(latin_weekdays), &weekday))
		return false;
	if (slot_digit_next(rest) && rest.p[-1] != ' ')
		return false; /* 周15 */
	int ahead = weekday - calendar_weekday(when->today);
	if (is_week)
		ahead += week * WEEK;
	else
		ahead = when->past ? -((WEEK - ahead) % WEEK) : (ahead + WEEK) % WEEK;
	*day = calendar_add(when->today, ahead);
	*s = rest;
	return true;
}

struct festival {
	enum { SOLAR, LUNAR, TOMB_SWEEPING } kind;
	int month, day;
	bool year_unclear; /* whether 2027年除夕 begins or ends 2027 nobody can tell */
};

enum festival_name {
	NEW_YEAR,
	LABOUR,
	NATIONAL,
	QINGMING,
	SPRING,
	LANTERN,
	DRAGON_BOAT,
	MOON,
	DOUBLE_NINTH,
	LABA,
	LITTLE_YEAR,
	EVE
};

static const struct festival festivals[] = {
        [NEW_YEAR] = {SOLAR, 1, 1, false},
        [LABOUR] = {SOLAR, 5, 1, false},
        [NATIONAL] = {SOLAR, 10, 1, false},
        [QINGMING] = {TOMB_SWEEPING, 4, 0, false},
        [SPRING] = {LUNAR, 1, 1, false},
        [LANTERN] = {LUNAR, 1, 15, false},
        [DRAGON_BOAT] = {LUNAR, 5, 5, false},
        [MOON] = {LUNAR, 8, 15, false},
        [DOUBLE_NINTH] = {LUNAR, 9, 9, false},
        [LABA] = {LUNAR, 12, 8, true},
        /* In the north; the south keeps the 24th. */
        [LITTLE_YEAR] = {LUNAR, 12, 23, true},
        [EVE] = {LUNAR, 12, LUNAR_LAST_DAY, true},
};

static const struct slot_word festival_words[] = {{"元旦", NEW_YEAR}, {"元旦节", NEW_YEAR},
        {"yuandan", NEW_YEAR}, {"五一", LABOUR}, {"五一节", LABOUR}, {"劳动节", LABOUR},
        {"国庆", NATIONAL}, {"国庆节", NATIONAL}, {"十一国庆", NATIONAL}, {"十一", NATIONAL},
        {"guoqing", NATIONAL}, {"清明", QINGMING}, {"清明节", QINGMING}, {"qingming", QINGMING},
        {"春节", SPRING}, {"大年初一", SPRING}, {"chunjie", SPRING}, {"spring festival", SPRING},
        {"元宵", LANTERN}, {"元宵节", LANTERN}, {"端午", DRAGON_BOAT}, {"端午节", DRAGON_BOAT},
        {"duanwu", DRAGON_BOAT}, {"中秋", MOON}, {"中秋节", MOON}, {"zhongqiu", MOON},
        {"重阳", DOUBLE_NINTH}, {"重阳节", DOUBLE_NINTH}, {"腊八", LABA}, {"腊八节", LABA},
        {"小年", LITTLE_YEAR}, {"除夕", EVE}, {"大年三十", EVE}, {"年三十", EVE}, {"大年夜", EVE},
        {"chuxi", EVE}, {"national day", NATIONAL}, {"labour day", LABOUR}, {"labor day", LABOUR},
        {"may day", LABOUR}, {"new year", NEW_YEAR}, {"chinese new year", SPRING},
        {"dragon boat festival", DRAGON_BOAT}, {"dragon boat", DRAGON_BOAT},
        {"mid-autumn festival", MOON}, {"mid-autumn", MOON}};

/* 清明 of 2000 to 2099, by the common formula (day = [0.2422 y + 4.81] - [y / 4]). */
static int
tomb_sweeping(int64_t year)
{
	int64_t y = year % 100;
	return (int)((y * 2422 + 48100) / 10000 - y / 4);
}

static bool
festival_in(const struct festival *f, int64_t year, int32_t *day)
{
	if (f->kind == LUNAR)
		return lunar_day(year, f->month, false, f->day, day) == 0;
	int date = f->kind == TOMB_SWEEPING ? tomb_sweeping(year) : f->day;
	return year < 2100 && calendar_day(year, f->month, date, day) == 0;
}

/* The end of last lunar year is in this one. */
static bool
nearest(const struct festival *f, const struct slot_when *when, int32_t *day)
{
	int64_t this_year = when->today / 10000;
	for (int i = 0; i < YEARS; i++)
		if (festival_in(f, when->past ? this_year - i : this_year - 1 + i, day) &&
		        slot_on_side(when, *day))
			return true;
	return false;
}

/* Whether what follows makes a number of 五一 or 十一: 十一月, 五一年, 十一点. */
static bool
is_a_number(struct str rest)
{
	static const struct slot_word units[] = {{"月", 0}, {"年", 0}, {"号", 0}, {"日", 0},
	        {"天", 0}, {"点", 0}, {"个", 0}, {"块", 0}, {"元", 0}, {"分", 0}, {"万", 0},
	        {"千", 0}, {"百", 0}, {"十", 0}};
	int any;
	return slot_take_word(&rest, units, ARRAY_LEN(units), &any);
}

static bool
take_festival(struct str *s, const struct slot_when *when, int32_t *day)
{
	struct str rest = *s;
	int name;
	int64_t year;
	bool in_year = slot_take_year(&rest, when->today, &year);
	if (!slot_take_word(&rest, festival_words, ARRAY_LEN(festival_words), &name) ||
	        slot_names_a_place(rest) || is_a_number(rest))
		return false;
	const struct festival *f = &festivals[name];
	*s = rest;
	return in_year ? !f->year_unclear && festival_in(f, year, day) : nearest(f, when, day);
}

/* 周末, 下周末: Saturday or Sunday. */
static bool
take_weekend(struct str *s, const struct slot_when *when, int32_t day[2])
{
	static const struct slot_word weekends[] = {{"周末", 0}, {"这周末", 0}, {"这个周末", 0},
	        {"本周末", 0}, {"下周末", 1}, {"下个周末", 1}, {"zhoumo", 0}, {"weekend", 0},
	        {"this weekend", 0}, {"next weekend", 1}};
	int week;
	if (!slot_take_word(s, weekends, ARRAY_LEN(weekends), &week))
		return false;
	for (int i = 0; i < 2; i++) {
		int ahead = WEEK - 1 + i - calendar_weekday(when->today) + week * WEEK;
		if (!slot_on_side(when, calendar_add(when->today, ahead)))
			ahead += when->past ? -WEEK : WEEK;
		day[i] = calendar_add(when->today, ahead);
	}
	return true;
}

/* 八月十五 is 中秋 to most, 15 August to some; 八月十五日 is slot_day.c's. */
static bool
take_full_moon(struct str *s, const struct slot_when *when, int32_t day[2])
{
	static const struct slot_word words[] = {{"八月十五", 0}, {"8月十五", 0}};
	struct str solar = STR("8月15日");
	int any;
	int64_t year;
	bool in_year = slot_take_year(s, when->today, &year);
	if (!slot_take_word(s, words, ARRAY_LEN(words), &any) || slot_names_a_place(*s))
		return false;
	if (in_year)
		return festival_in(&festivals[MOON], year, &day[0]) &&
		       calendar_day(year, 8, 15, &day[1]) == 0;
	return nearest(&festivals[MOON], when, &day[0]) && slot_take_solar(&solar, when, &day[1]);
}

/* The day that the text begins with, or the two that it may mean; how many. */
static size_t
take_days(struct str *s, const struct slot_when *when, int32_t day[2])
{
	static slot_day_reader *const one[] = {
	        take_relative, take_weekday, take_festival, slot_take_lunar, slot_take_solar};
	static slot_day_reader *const two[] = {take_weekend, take_full_moon, slot_take_first_days};
	for (size_t i = 0; i < ARRAY_LEN(one) + ARRAY_LEN(two); i++) {
		bool is_one = i < ARRAY_LEN(one);
		struct str rest = *s;
		if (!(is_one ? one[i] : two[i - ARRAY_LEN(one)])(&rest, when, day))
			continue;
		*s = str_trim(rest);
		if (is_one)
			return 1;
		int32_t first = day[0] < day[1] ? day[0] : day[1];
		day[1] = day[0] < day[1] ? day[1] : day[0];
		day[0] = first;
		return 2;
	}
	return 0;
}

bool
slot_read_date(const struct slot *slot, struct arena *a, int32_t today, struct str *folded,
        struct meanings *m)
{
	const struct slot_when when = {today, slot->past};
	int32_t day[2];
	size_t count = take_days(folded, &when, day);
	for (size_t i = 0; i < count; i++) {
		int64_t ahead = calendar_between(today, day[i]);
		if (ahead >= slot->min && ahead <= slot->max)
			meanings_add(m, str_from(arena_printf(a, "%04d-%02d-%02d", day[i] / 10000,
			                        day[i] / 100 % 100, day[i] % 100)));
	}
	return m->count > 0;
}

enum slot_type
slot_moment_like(struct str text)
{
	static const struct slot_word units[] = {{"月", SLOT_DATE}, {"日", SLOT_DATE},
	        {"号", SLOT_DATE}, {"/", SLOT_DATE}, {"-", SLOT_DATE}, {"点", SLOT_TIME},
	        {"时", SLOT_TIME}, {":", SLOT_TIME}};
	int64_t number;
	int unit = SLOT_TYPE_COUNT;
	struct str behind = str_skip(text, numeral_prefix(text, &number));
	if (behind.n < text.n)
		slot_take_word(&behind, units, ARRAY_LEN(units), &unit);
	return (enum slot_type)unit;
}
