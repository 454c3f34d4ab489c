/* Dates, times of day, sums of money and phone numbers, as people type them. */
#include "check.h"
#include "content/slot.h"
#include "meanings.h"
#include "text/fold.h"

struct reading {
	const char *said, *value,
	        *rest; /* value NULL: refused; "a|b": one of these; rest NULL: nothing is left */
};

/* Every reading that fails is named, so that one run shows them all. */
static size_t
fails(const struct slot *slot, struct arena *a, int32_t today, const struct reading *r)
{
	struct str text = fold(a, str_from(r->said));
	struct meanings m = {.count = 0};
	struct str wanted = str_from(r->value ? r->value : "");
	struct str left = r->value ? str_from(r->rest ? r->rest : "") : text;
	bool good = slot_read(slot, a, &(struct slot_context){.today = today}, &text, &m);
	struct str value = meanings_joined(&m, a);
	if (good == (r->value != NULL) && str_eq(value, wanted) && str_eq(text, left))
		return 0;
	fprintf(stderr, "%d %s: \"%.*s\", leaves \"%.*s\"\n", (int)today, r->said, STR_ARG(value),
	        STR_ARG(text));
	return 1;
}

static void
read_all(const struct slot *slot, int32_t today, const struct reading *r, size_t count)
{
	struct arena a = ARENA_INIT;
	size_t failed = 0;
	for (size_t i = 0; i < count; i++)
		failed += fails(slot, &a, today, &r[i]);
	ck_assert_uint_eq(failed, 0);
	arena_release(&a);
}

enum { MONDAY = 20261123, FRIDAY = 20261127, NEW_YEARS_EVE = 20261231 };

static const struct slot journey = {.type = SLOT_DATE, .min = 0, .max = 800},
                         injury = {.type = SLOT_DATE, .min = -3650, .max = 0, .past = true},
                         any_day = {.type = SLOT_DATE, .min = -3650, .max = 10000};

START_TEST(days_by_name)
{
	static const struct reading readings[] = {{"今天", "2026-11-23", NULL},
	        {"今日", "2026-11-23", NULL}, {"明天", "2026-11-24", NULL},
	        {"明天。", "2026-11-24", NULL}, {"後天", "2026-11-25", NULL},
	        {"大后天", "2026-11-26", NULL}, {"明儿", "2026-11-24", NULL},
	        {"ＭＩＮＧＴＩＡＮ", "2026-11-24", NULL}, {"houtian", "2026-11-25", NULL},
	        {"Tomorrow!", "2026-11-24", NULL}, {"tmr", "2026-11-24", NULL},
	        {"the day after tomorrow", "2026-11-25", NULL},
	        {"今晚九点", "2026-11-23", "晚九点"}, {"明早8点", "2026-11-24", "早8点"},
	        {"明天早上8点半", "2026-11-24", "早上8点半"},
	        {"明天去长沙", "2026-11-24", "去长沙"}, {"周五", "2026-11-27", NULL},
	        {"週五", "2026-11-27", NULL}, {"星期五", "2026-11-27", NULL},
	        {"礼拜天", "2026-11-29", NULL}, {"周日", "2026-11-29", NULL},
	        {"周1", "2026-11-23", NULL}, {"这周五", "2026-11-27", NULL},
	        {"本周日", "2026-11-29", NULL}, {"下周一", "2026-11-30", NULL},
	        {"下个星期五", "2026-12-04", NULL}, {"下礼拜六", "2026-12-05", NULL},
	        {"下下周一", "2026-12-07", NULL}, {"zhouwu", "2026-11-27", NULL},
	        {"Fri", "2026-11-27", NULL}, {"next monday", "2026-11-30", NULL},
	        {"friday 8:30", "2026-11-27", "8:30"},
	        /* nothing that a date is sure to be */
	        {"昨天", NULL, NULL}, {"上周五", NULL, NULL},
	        {"周末", "2026-11-28|2026-11-29", NULL},
	        {"下周末走", "2026-12-05|2026-12-06", "走"}, {"周八", NULL, NULL},
	        {"周15", NULL, NULL}, {"周", NULL, NULL}, {"下周", NULL, NULL},
	        {"money", NULL, NULL}, {"todays", NULL, NULL}, {"", NULL, NULL},
	        {"132", NULL, NULL}, {"明", NULL, NULL}, {"今年", NULL, NULL}};
	read_all(&journey, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(days_by_number)
{
	static const struct reading readings[] = {{"3月5日", "2027-03-05", NULL},
	        {"３月５號", "2027-03-05", NULL}, {"3月5", "2027-03-05", NULL},
	        {"三月五号", "2027-03-05", NULL}, {"十二月二十五日", "2026-12-25", NULL},
	        {"12月1号早上", "2026-12-01", "早上"}, {"11月23日", "2026-11-23", NULL},
	        {"11月22日", "2027-11-22", NULL}, {"2027年3月5日", "2027-03-05", NULL},
	        {"27年3月5日", "2027-03-05", NULL}, {"明年3月5号", "2027-03-05", NULL},
	        {"二〇二七年三月五日", "2027-03-05", NULL}, {"3/5", "2027-03-05", NULL},
	        {"3-5", "2027-03-05", NULL}, {"3.5", "2027-03-05", NULL},
	        {"12/1晚上9点", "2026-12-01", "晚上9点"}, {"12-1 北京", "2026-12-01", "北京"},
	        {"2027-03-05", "2027-03-05", NULL}, {"2027/3/5", "2027-03-05", NULL},
	        {"2027.3.5", "2027-03-05", NULL}, {"20270305", "2027-03-05", NULL},
	        {"五号", "2026-12-05", NULL}, {"25号", "2026-11-25", NULL},
	        {"23日", "2026-11-23", NULL}, {"31号", "2026-12-31", NULL},
	        {"30号", "2026-11-30", NULL}, {"这个月28号", "2026-11-28", NULL},
	        {"下月5号", "2026-12-05", NULL}, {"下个月三十一号", "2026-12-31", NULL},
	        {"月底", "2026-11-30", NULL}, {"下月底", "2026-12-31", NULL},
	        {"Mar 5", "2027-03-05", NULL}, {"5 March", "2027-03-05", NULL},
	        {"december 1st", "2026-12-01", NULL}, {"may 1", "2027-05-01", NULL},
	        /* no such day, or no day at all */
	        {"2月30日", NULL, NULL}, {"2月29日", NULL, NULL}, {"13月5日", NULL, NULL},
	        {"0/5", NULL, NULL}, {"3/32", NULL, NULL}, {"20270230", NULL, NULL},
	        {"3-5天", NULL, NULL}, {"3.5元", NULL, NULL}, {"5", NULL, NULL},
	        {"5号线", NULL, NULL}, {"15号楼", NULL, NULL}, {"32号", NULL, NULL},
	        {"这个月5号", NULL, NULL}, {"2026-11-22", NULL, NULL}, {"3月", NULL, NULL},
	        {"1225", NULL, NULL}, {"2030年1月1日", NULL, NULL}, {"mar 32", NULL, NULL},
	        {"8:30", NULL, NULL}, {"1/2/3", NULL, NULL}, {"0号", NULL, NULL},
	        {"99999999999999999999月1日", NULL, NULL}, {"marching 5", NULL, NULL}};
	read_all(&journey, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(festivals)
{
	static const struct reading readings[] = {{"元旦", "2027-01-01", NULL},
	        {"春节", "2027-02-06", NULL}, {"春節", "2027-02-06", NULL},
	        {"chunjie", "2027-02-06", NULL}, {"Spring Festival", "2027-02-06", NULL},
	        {"除夕", "2027-02-05", NULL}, {"大年三十", "2027-02-05", NULL},
	        {"年三十", "2027-02-05", NULL}, {"除夕晚上", "2027-02-05", "晚上"},
	        {"大年初一", "2027-02-06", NULL}, {"元宵节", "2027-02-20", NULL},
	        {"清明", "2027-04-05", NULL}, {"五一", "2027-05-01", NULL},
	        {"劳动节", "2027-05-01", NULL}, {"端午", "2027-06-09", NULL},
	        {"中秋节", "2027-09-15", NULL}, {"重阳", "2027-10-08", NULL},
	        {"国庆", "2027-10-01", NULL}, {"國慶節", "2027-10-01", NULL},
	        {"National Day", "2027-10-01", NULL}, {"chinese new year", "2027-02-06", NULL},
	        {"mid-autumn festival", "2027-09-15", NULL}, {"labour day", "2027-05-01", NULL},
	        {"十一", "2027-10-01", NULL}, {"十一回家", "2027-10-01", "回家"},
	        {"明年国庆", "2027-10-01", NULL}, {"2028年春节", "2028-01-26", NULL},
	        {"小年", "2027-01-30", NULL}, {"腊八", "2027-01-15", NULL}, {"五一路", NULL, NULL},
	        {"国庆街", NULL, NULL}, {"十一月", NULL, NULL}, {"十一点", NULL, NULL},
	        {"十一个月", NULL, NULL}, {"五一年", NULL, NULL}, {"2027年除夕", NULL, NULL},
	        {"今年国庆", NULL, NULL}, {"2199年春节", NULL, NULL}};
	read_all(&journey, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(lunar)
{
	static const struct reading readings[] = {{"腊月廿八", "2027-02-04", NULL},
	        {"臘月二十八", "2027-02-04", NULL}, {"腊月28", "2027-02-04", NULL},
	        {"正月初六", "2027-02-11", NULL}, {"正月十五", "2027-02-20", NULL},
	        {"年廿八", "2027-02-04", NULL}, {"年初三", "2027-02-08", NULL},
	        {"大年初五", "2027-02-10", NULL}, {"过年初八", "2027-02-13", NULL},
	        {"大年二十九", "2027-02-05", NULL}, {"初五", "2026-12-13|2027-02-10", NULL},
	        {"廿八", "2026-12-06", NULL}, {"冬月初一", "2026-12-09", NULL},
	        {"农历三月初三", "2027-04-09", NULL}, {"农历八月十五", "2027-09-15", NULL},
	        {"三月廿五", "2027-05-01", NULL}, {"五月初五", "2027-06-09", NULL},
	        {"正月初六上午", "2027-02-11", "上午"},
	        /* 腊月 of 2026 has 29 days; 八月十五 may be of either calendar */
	        {"腊月三十", NULL, NULL}, {"八月十五", "2027-08-15|2027-09-15", NULL},
	        {"正月初十一", NULL, NULL}, {"正月", NULL, NULL}, {"初", NULL, NULL},
	        {"初二十", NULL, NULL}, {"腊月三十一", NULL, NULL}, {"大年初十一", NULL, NULL},
	        {"初中", NULL, NULL}, {"年限2029", NULL, NULL}};
	read_all(&journey, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

/* The same words on other days. */
START_TEST(another_today)
{
	static const struct {
		int32_t today;
		struct reading reading;
	} cases[] = {{FRIDAY, {"周五", "2026-11-27", NULL}},
	        {FRIDAY, {"下周五", "2026-12-04", NULL}}, {FRIDAY, {"周四", "2026-12-03", NULL}},
	        {FRIDAY, {"这周四", "2026-11-26", NULL}},
	        {20261129, {"下周一", "2026-11-30", NULL}},
	        {20261129, {"周日", "2026-11-29", NULL}},
	        {NEW_YEARS_EVE, {"明天", "2027-01-01", NULL}},
	        {NEW_YEARS_EVE, {"元旦", "2027-01-01", NULL}},
	        {NEW_YEARS_EVE, {"31号", "2026-12-31", NULL}},
	        {NEW_YEARS_EVE, {"1号", "2027-01-01", NULL}},
	        {NEW_YEARS_EVE, {"30号", "2027-01-30", NULL}},
	        {NEW_YEARS_EVE, {"下月底", "2027-01-31", NULL}},
	        {NEW_YEARS_EVE, {"12月31日", "2026-12-31", NULL}},
	        {NEW_YEARS_EVE, {"12/30", "2027-12-30", NULL}},
	        {20270101, {"元旦", "2027-01-01", NULL}}, {20270101, {"除夕", "2027-02-05", NULL}},
	        {20270101, {"腊月廿三", "2027-01-30", NULL}},
	        {20270205, {"除夕", "2027-02-05", NULL}}, {20270206, {"除夕", "2028-01-25", NULL}},
	        {20270206, {"正月初一", "2027-02-06", NULL}},
	        {20270207, {"初一", "2027-03-08", NULL}}, {20270207, {"春节", "2028-01-26", NULL}},
	        {20270130, {"31号", "2027-01-31", NULL}}, {20270201, {"31号", "2027-03-31", NULL}},
	        {20270201, {"30号", "2027-03-30", NULL}},
	        {20280101, {"2月29日", "2028-02-29", NULL}}, {20280301, {"2月29日", NULL, NULL}},
	        /* 2025 has two sixth months, 2033 two eleventh */
	        {20250620, {"六月初一", "2025-06-25", NULL}},
	        {20250620, {"闰六月初一", "2025-07-25", NULL}},
	        {20250725, {"初一", "2025-07-25", NULL}},
	        {20250725, {"七月初一", "2025-08-23", NULL}},
	        {20331201, {"闰十一月初一", "2033-12-22", NULL}},
	        {20331201, {"腊月初一", "2034-01-20", NULL}},
	        {20331201, {"春节", "2034-02-19", NULL}},
	        {20260101, {"闰六月初一", "2036-07-23", NULL}},
	        {20270101, {"清明", "2027-04-05", NULL}}, {20280101, {"清明", "2028-04-04", NULL}}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		read_all(&any_day, cases[i].today, &cases[i].reading, 1);
}
END_TEST

START_TEST(past_days)
{
	static const struct reading readings[] = {{"今天", "2026-11-23", NULL},
	        {"昨天", "2026-11-22", NULL}, {"前天", "2026-11-21", NULL},
	        {"大前天", "2026-11-20", NULL}, {"周五", "2026-11-20", NULL},
	        {"周一", "2026-11-23", NULL}, {"上周五", "2026-11-20", NULL},
	        {"上上周五", NULL, NULL}, {"上个月5号", "2026-10-05", NULL},
	        {"3/5", "2026-03-05", NULL}, {"3月5日", "2026-03-05", NULL},
	        {"12月1日", "2025-12-01", NULL}, {"去年12月1日", "2025-12-01", NULL},
	        {"5号", "2026-11-05", NULL}, {"25号", "2026-10-25", NULL},
	        {"31号", "2026-10-31", NULL}, {"国庆", "2026-10-01", NULL},
	        {"春节", "2026-02-17", NULL}, {"除夕", "2026-02-16", NULL},
	        {"腊月廿八", "2026-02-15", NULL}, {"正月初六", "2026-02-22", NULL},
	        {"初五", "2026-11-13", NULL}, {"闰六月初一", "2025-07-25", NULL},
	        {"2019-05-01", "2019-05-01", NULL}, {"明天", NULL, NULL}, {"2月29日", NULL, NULL},
	        {"2027-01-01", NULL, NULL}, {"2月29", NULL, NULL}, {"2010-01-01", NULL, NULL},
	        {"yesterday", "2026-11-22", NULL}};
	read_all(&injury, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(times)
{
	static const struct reading readings[] = {{"早上8点半", "08:30", NULL},
	        {"20:30", "20:30", NULL}, {"２０：３０", "20:30", NULL}, {"8:05", "08:05", NULL},
	        {"8.30", "08:30", NULL}, {"晚上九点", "21:00", NULL}, {"晚9点", "21:00", NULL},
	        {"下午三点一刻", "15:15", NULL}, {"下午3點三刻", "15:45", NULL},
	        {"中午12点", "12:00", NULL}, {"中午一点", "13:00", NULL},
	        {"凌晨2点", "02:00", NULL}, {"凌晨零点十分", "00:10", NULL},
	        {"上午十点二十", "10:20", NULL}, {"十点零五分", "10:05", NULL},
	        {"20点", "20:00", NULL}, {"8 点半", "08:30", NULL}, {"两点钟", "02:00", NULL},
	        {"8点整", "08:00", NULL}, {"8点05", "08:05", NULL}, {"8点5分", "08:05", NULL},
	        {"14时30分", "14:30", NULL}, {"8pm", "20:00", NULL}, {"8:30 AM", "08:30", NULL},
	        {"12am", "00:00", NULL}, {"12 p.m.", "12:00", NULL}, {"下午6:30", "18:30", NULL},
	        {"晚上20:30", "20:30", NULL}, {"傍晚六点", "18:00", NULL},
	        {"8点半 长沙", "08:30", "长沙"}, {"0:00", "00:00", NULL},
	        /* out of bounds, or not sure */
	        {"24:00", NULL, NULL}, {"25点", NULL, NULL}, {"8:60", NULL, NULL},
	        {"8:5", NULL, NULL}, {"8点5", NULL, NULL}, {"8点70分", NULL, NULL},
	        {"晚上12点", "00:00|24:00", NULL}, {"半夜2点半", "02:30|26:30", NULL},
	        {"下午11点", NULL, NULL}, {"早上20点", NULL, NULL}, {"13pm", NULL, NULL},
	        {"8", NULL, NULL}, {"早上", NULL, NULL}, {"1.2.3", NULL, NULL}, {"", NULL, NULL},
	        {"8:30:00", NULL, NULL}};
	static const struct slot slot = {.type = SLOT_TIME};
	read_all(&slot, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(money)
{
	static const struct reading readings[] = {{"5000", "500000", NULL},
	        {"5000元", "500000", NULL}, {"５０００元", "500000", NULL}, {"5千", "500000", NULL},
	        {"五千块", "500000", NULL}, {"三千五", "350000", NULL}, {"1.2万", "1200000", NULL},
	        {"1万2", "1200000", NULL}, {"1万2千元", "1200000", NULL},
	        {"一万二", "1200000", NULL}, {"两万", "2000000", NULL}, {"貳萬元", "2000000", NULL},
	        {"3k", "300000", NULL}, {"1.5W", "1500000", NULL}, {"500块5", "50050", NULL},
	        {"500块", "50000", NULL}, {"500块钱", "50000", NULL}, {"3块五毛", "350", NULL},
	        {"3块5毛2", "352", NULL}, {"3元5角2分", "352", NULL}, {"3块50", "350", NULL},
	        {"3块05", "305", NULL}, {"3元2分", "302", NULL}, {"5,000.50", "500050", NULL},
	        {"5，000", "500000", NULL}, {"1,250,000元", "125000000", NULL},
	        {"3500.5", "350050", NULL}, {"￥5000", "500000", NULL}, {"¥88.8", "8880", NULL},
	        {"rmb 5000", "500000", NULL}, {"5000 yuan", "500000", NULL},
	        {"5000 元", "500000", NULL}, {"5000元 3个月", "500000", "3个月"},
	        {"5000, 300", "500000", ", 300"}, {"500块 5天", "50000", "5天"}, {"0", "0", NULL},
	        {"10000000", "1000000000", NULL},
	        /* not sure, not exact, or out of bounds */
	        {"-5000", NULL, NULL}, {"5000多", NULL, NULL}, {"一千多", NULL, NULL},
	        {"5000左右", NULL, NULL}, {"三亚", NULL, NULL}, {"5000美元", NULL, NULL},
	        {"$500", NULL, NULL}, {"1.234", NULL, NULL}, {"10000001", NULL, NULL},
	        {"10000000.01", NULL, NULL}, {"5,00", NULL, NULL}, {"5,0000", NULL, NULL},
	        {"3块125", NULL, NULL}, {"3块12毛", NULL, NULL}, {"1万0", NULL, NULL},
	        {"3天", NULL, NULL}, {"99999999999999999999", NULL, NULL}, {"", NULL, NULL},
	        {"元", NULL, NULL}, {"1.0000001万", NULL, NULL}, {"13800138000", NULL, NULL}};
	static const struct slot slot = {.type = SLOT_MONEY, .min = 0, .max = 10000000};
	read_all(&slot, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(phones)
{
	static const struct reading readings[] = {{"13800138000", "+8613800138000", NULL},
	        {"138 0013 8000", "+8613800138000", NULL},
	        {"138-0013-8000", "+8613800138000", NULL},
	        {"138.0013.8000", "+8613800138000", NULL},
	        {"１３８００１３８０００", "+8613800138000", NULL},
	        {"+8613800138000", "+8613800138000", NULL},
	        {"+86 138 0013 8000", "+8613800138000", NULL},
	        {"86-13800138000", "+8613800138000", NULL},
	        {"008613800138000", "+8613800138000", NULL},
	        {"13800138000 妈妈", "+8613800138000", "妈妈"},
	        {"13800138000,李", "+8613800138000", ",李"},
	        {"+447700900123", "+447700900123", NULL}, {"1380013800", NULL, NULL},
	        {"138001380001", NULL, NULL}, {"12345", NULL, NULL}, {"12800138000", NULL, NULL},
	        {"1380013800o", NULL, NULL}, {"+86", NULL, NULL}, {"+1", NULL, NULL},
	        {"0755 1234 5678", NULL, NULL}, {"", NULL, NULL}, {"138--00138000", NULL, NULL}};
	static const struct slot slot = {.type = SLOT_PHONE};
	read_all(&slot, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(texts)
{
	static const struct reading readings[] = {
	        {"我下个月回家", "我下个月回家", NULL}, {"  OK  ", "ok", NULL}, {"", NULL, NULL}};
	static const struct slot slot = {.type = SLOT_TEXT};
	read_all(&slot, MONDAY, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(shown)
{
	static const struct slot sum = {.type = SLOT_MONEY, .max = 1000},
	                         date = {.type = SLOT_DATE};
	struct arena a = ARENA_INIT;
	struct str widest;
	ck_assert_text(slot_show(&sum, &a, STR("500000"), 0), "5000");
	ck_assert_text(slot_show(&sum, &a, STR("50005"), 1), "500.05");
	ck_assert_text(slot_show(&date, &a, STR("2027-02-05"), 0), "2027-02-05");
	ck_assert(slot_widest(&sum, &a, NULL, 0, 0, &widest));
	ck_assert_text(widest, "999.99");
	ck_assert(!slot_widest(&sum, &a, NULL, 0, 1, &widest));
	arena_release(&a);
}
END_TEST

TEST_MAIN("slot_day", days_by_name, days_by_number, festivals, lunar, another_today, past_days,
        times, money, phones, texts, shown)
