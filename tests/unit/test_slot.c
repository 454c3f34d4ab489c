/* What people type against each type of question, and what must be refused. */
#include "content/slot.h"
#include "load_content.h"
#include "meanings.h"
#include "text/fold.h"

struct reading {
	const char *said, *value, *rest; /* value NULL: refused; "14|61": one of these */
};

static void
read_all(const struct slot *slot, const struct reading *r, size_t count)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < count; i++) {
		struct str text = fold(&a, str_from(r[i].said)), whole = text;
		struct meanings m = {.count = 0};
		bool good =
		        slot_read(slot, &a, &(struct slot_context){.today = 20261123}, &text, &m);
		ck_assert_msg(good == (r[i].value != NULL), "%s", r[i].said);
		ck_assert_text(meanings_joined(&m, &a), good ? r[i].value : "");
		ck_assert_text(text, good ? (r[i].rest ? r[i].rest : "") : arena_dup(&a, whole));
	}
	arena_release(&a);
}

START_TEST(months)
{
	static const struct reading readings[] = {{"132", "132", ""}, {"１３２", "132", ""},
	        {"11年", "132", ""}, {"十一年", "132", ""}, {"十一年半", "138", ""},
	        {"11年6个月", "138", ""}, {"11年6个 月", "138", ""}, {"9年11个月", "119", ""},
	        {"11.5年", "138", ""}, {"10年", "120", ""}, {"15y", "180", ""},
	        {"63个月 男", "63", "男"}, {"5 years 3 months", "63", ""},
	        {"11年 2028", "132", "2028"}, {"900", NULL, NULL}, {"-5", NULL, NULL},
	        {"", NULL, NULL}, {"11年13个月", NULL, NULL}, {"三亚", NULL, NULL},
	        {"六安", NULL, NULL}, {"九江", NULL, NULL}, {"万州", NULL, NULL},
	        {"一面坡", NULL, NULL}, {"11.5", NULL, NULL}, {"11.7年", NULL, NULL}};
	struct slot slot = {.type = SLOT_MONTHS, .min = 0, .max = 720};
	read_all(&slot, readings, ARRAY_LEN(readings));
}
END_TEST

/* So often for one message, and no more. */
START_TEST(reads_have_an_end)
{
	struct arena a = ARENA_INIT;
	unsigned reads = 2;
	struct slot_context context = {.today = 20261123, .reads = &reads};
	struct slot slot = {.type = SLOT_MONTHS, .min = 0, .max = 720};
	static const bool good[] = {true, true, false, false};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct str text = STR("132");
		struct meanings m;
		ck_assert(slot_read(&slot, &a, &context, &text, &m) == good[i]);
	}
	ck_assert_uint_eq(reads, 0);
	arena_release(&a);
}
END_TEST

START_TEST(year_months)
{
	static const struct reading readings[] = {{"1967年5月", "1967-05", ""},
	        {"196705", "1967-05", ""}, {"67.5", "1967-05", ""}, {"1967 5", "1967-05", ""},
	        {"六七年五月", "1967-05", ""}, {"1967-05", "1967-05", ""},
	        {"1967年05月生 男", "1967-05", "男"}, {"1967 5 男", "1967-05", "男"},
	        {"1967年12月", "1967-12", ""}, {"1967年13月", NULL, NULL}, {"1967", NULL, NULL},
	        {"1967年0月", NULL, NULL}, {"196713", NULL, NULL}, {"1867年5月", NULL, NULL},
	        {"2030年5月", NULL, NULL}, {"5月", NULL, NULL}};
	struct slot slot = {.type = SLOT_YEAR_MONTH, .min = 1940, .max = 2015};
	read_all(&slot, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(choices)
{
	static const struct str man[] = {{"男", 3}, {"m", 1}}, woman[] = {{"女工", 6}, {"女", 3}};
	static const struct slot_choice list[] = {
	        {.value = {"M", 1}, .words = man, .word_count = 2},
	        {.value = {"F", 1}, .words = woman, .word_count = 2}};
	static const struct reading readings[] = {{"男", "M", ""}, {"M", "M", ""},
	        {"女工 1", "F", "1"}, {"女", "F", ""}, {"2", "F", ""}, {"一", "M", ""},
	        {"3", NULL, NULL}, {"0", NULL, NULL}, {"man", NULL, NULL}, {"12", NULL, NULL},
	        {"1 谢谢", "M", "谢谢"}, {"1号", "M", "号"}, {"2吧", "F", "吧"},
	        /* so many of something */
	        {"2天", NULL, NULL}, {"1个小时", NULL, NULL}, {"2 days", NULL, NULL}};
	struct slot slot = {.type = SLOT_CHOICE, .choices = list, .choice_count = 2};
	read_all(&slot, readings, ARRAY_LEN(readings));
}
END_TEST

/* A woman's post matters, too: "woman" alone settles nothing, and behind an answer undoes it. */
START_TEST(unclear_words)
{
	static const struct str man[] = {{"男", 3}, {"man", 3}}, worker[] = {{"女工", 6}},
	                        unclear[] = {{"男", 3}, {"女", 3}, {"男女", 6}, {"woman", 5}};
	static const struct slot_choice list[] = {
	        {.value = {"M", 1}, .words = man, .word_count = 2},
	        {.value = {"F", 1}, .words = worker, .word_count = 1}};
	static const struct reading readings[] = {{"男", "M", ""}, {"男 女", "M", "女"},
	        {"男女", NULL, NULL}, {"女", NULL, NULL}, {"女工", "F", ""}, {"woman", NULL, NULL}};
	static const struct {
		const char *text;
		size_t used;
	} words[] = {
	        {"女", 3}, {"女 1967", 3}, {"男女都有", 6}, {"womanly", 0}, {"人", 0}, {"", 0}};
	struct slot slot = {.type = SLOT_CHOICE,
	        .choices = list,
	        .choice_count = 2,
	        .unclear = unclear,
	        .unclear_count = ARRAY_LEN(unclear)};
	read_all(&slot, readings, ARRAY_LEN(readings));
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		ck_assert_uint_eq(slot_unclear(&slot, str_from(words[i].text)), words[i].used);
}
END_TEST

/* Types with one widest text, and all labels of a choice: what the check of the fit renders. */
START_TEST(widest)
{
	static const struct slot_choice list[] = {
	        {.value = {"M", 1}, .label = {{"男", 3}}}, {.value = {"F", 1}}};
	static const struct {
		struct slot slot;
		const char *texts[2];
	} cases[] = {{{.type = SLOT_NUMBER, .min = 5, .max = 2100}, {"2100"}},
	        {{.type = SLOT_MONTHS, .max = 720}, {"720"}}, {{.type = SLOT_AREA_CODE}, {"0755"}},
	        {{.type = SLOT_YEAR_MONTH, .min = 1940, .max = 2015}, {"2000-12"}},
	        {{.type = SLOT_CHOICE, .choices = list, .choice_count = 2}, {"男", "F"}}};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str text = STR("");
		size_t n = 0;
		for (; slot_widest(&cases[i].slot, &a, NULL, 0, n, &text); n++)
			ck_assert_text(text, cases[i].texts[n]);
		ck_assert_uint_eq(n, cases[i].texts[1] ? 2 : 1);
	}
	arena_release(&a);
}
END_TEST

START_TEST(provinces)
{
	static const struct reading readings[] = {{"湖南", "43", ""}, {"湖南省", "43", ""},
	        {"湘", "43", ""}, {"43", "43", ""}, {"0739", "43", ""}, {"010", "11", ""},
	        {"hunan", "43", ""}, {"Hunan 132", "43", "132"}, {"邵阳", "43", ""},
	        {"湖南邵阳", "43", ""}, {"湖南省邵阳市 1967", "43", "1967"},
	        {"湖南广东132", "43", "广东132"}, {"廣東", "44", ""}, {"４４", "44", ""},
	        {"内蒙古自治区", "15", ""}, {"内蒙", "15", ""}, {"蒙", "15", ""}, {"申", "31", ""},
	        {"陇132", "62", "132"}, {"十一", NULL, NULL}, {"Inner Mongolia", "15", ""},
	        {"shaanxi", "61", ""}, {"xian", "61", ""}, {"义乌", "33", ""},
	        {"从湖南到广东", "43", "到广东"}, {"gd→hunan", "44", "→hunan"},
	        {"北京 - 成都", "11", "- 成都"}, {"湖南男", "43", "男"}, {"440300", "44", ""},
	        {"到湖南", "43", ""}, {"湖南到", "43", "到"},
	        /* may be several */
	        {"shanxi", "14|61", ""}, {"sx", "14|61", ""}, {"hn", "41|43|46", ""},
	        {"fuzhou", "35|36", ""}, {"suzhou 132", "32|34", "132"},
	        {"sz", "44|32|14|34|42", ""}, {"taizhou", "33|32", ""},
	        /* none, or a district of one */
	        {"深圳宝安区", "44", "宝安区"}, {"湖南人", "43", "人"}, {"北京路", NULL, NULL},
	        {"新余", "36", ""}, {"海南州", "63", ""}, {"台湾", NULL, NULL}, {"99", NULL, NULL},
	        {"4", NULL, NULL}, {"132", NULL, NULL}, {"2028", NULL, NULL},
	        {"hunanese", NULL, NULL}, {"43a", NULL, NULL}, {"", NULL, NULL}, {"到", NULL, NULL},
	        {"从", NULL, NULL}};
	struct content *c = load_content("content");
	struct slot slot = {.type = SLOT_PROVINCE, .places = c};
	read_all(&slot, readings, ARRAY_LEN(readings));
	content_free(c);
}
END_TEST

START_TEST(cities)
{
	static const struct reading readings[] = {{"深圳", "440300", ""}, {"深圳市", "440300", ""},
	        {"广东深圳", "440300", ""}, {"北京到成都", "110000", "到成都"},
	        {"从深圳去长沙", "440300", "去长沙"},
	        {"shenzhen to changsha", "440300", "to changsha"}, {"去长沙", "430100", ""},
	        {"440300", "440300", ""}, {"六安", "341500", ""}, {"luan", "341500", ""},
	        {"九江132", "360400", "132"}, {"xi'an", "610100", ""}, {"重庆", "500000", ""},
	        {"fuzhou", "350100|361000", ""}, {"Fuzhou", "350100|361000", ""},
	        {"sz→cs", "440300|320500|140600|341300|421300", "→cs"}, {"广东", NULL, NULL},
	        {"深圳宝安区", "440300", "宝安区"}, {"宝安区", "440300", ""}, {"44", NULL, NULL},
	        {"my city", NULL, NULL},
	        /* area codes: the biggest of several first; old ones, too */
	        {"0755", "440300", ""}, {"028", "510100|511400|512000", ""},
	        {"0731", "430100|430200|430300", ""},
	        {"024 1967", "210100|210400|210500|211200", "1967"}, {"0775", "450900|450800", ""},
	        {"0937", "620900|620200", ""}, {"0733", "430200", ""},
	        {"0898", "460100|460200|460400|469002|469005|469006|469007|469023|469024", ""},
	        {"07551", NULL, NULL}, {"075", NULL, NULL},
	        /* prefectures of every name, and what lies under none */
	        {"恩施州", "422800", ""}, {"恩施土家族苗族自治州", "422800", ""},
	        {"海南州", "632500", ""}, {"西双版纳", "532800", ""}, {"兴安盟", "152200", ""},
	        {"锡林郭勒盟", "152500", ""}, {"和田地区", "653200", ""}, {"襄樊", "420600", ""},
	        {"仙桃", "429004", ""}, {"jiyuan", "419001", ""}, {"石河子市", "659001", ""},
	        {"吉林", "220200", ""}, {"taizhou", "331000|321200", ""},
	        /* counties that are cities, by their own names; parts of cities by their city's */
	        {"昆山", "320583", ""}, {"kunshan", "320583", ""}, {"浙江义乌", "330782", ""},
	        {"晋江到慈溪", "350582", "到慈溪"}, {"0979", "632801", ""}, {"顺德", "440600", ""},
	        {"长安", "610100|441900", ""}, {"jian", "360800|220582", ""}};
	struct content *c = load_content("content");
	struct slot slot = {.type = SLOT_CITY, .places = c};
	read_all(&slot, readings, ARRAY_LEN(readings));
	content_free(c);
}
END_TEST

START_TEST(area_codes)
{
	static const struct reading readings[] = {{"0755", "0755", ""},
	        {"010 12333", "010", "12333"}, {"零七五五", "0755", ""}, {"长沙", "0731", ""},
	        {"changsha", "0731", ""}, {"昆山市", "0512", ""}, {"fuzhou", "0591|0794", ""},
	        {"湖南", NULL, NULL}, {"755", NULL, NULL}, {"07555", NULL, NULL},
	        {"0055", NULL, NULL}, {"440300", NULL, NULL}, {"你好", NULL, NULL},
	        {"", NULL, NULL}};
	struct arena a = ARENA_INIT;
	struct content *c = load_content("content");
	struct slot slot = {.type = SLOT_AREA_CODE, .places = c};
	read_all(&slot, readings, ARRAY_LEN(readings));
	ck_assert_text(slot_show(&slot, &a, STR("0591"), 0), "0591");
	ck_assert_text(slot_tell(&slot, &a, STR("0591"), 1), "0591 Fuzhou (Fujian)");
	content_free(c);
	arena_release(&a);
}
END_TEST

/* A journey's two ends each refuse the word of the other. */
START_TEST(roles)
{
	static const struct reading from[] = {{"从深圳去长沙", "440300", "去长沙"},
	        {"深圳", "440300", ""}, {"去长沙", NULL, NULL}, {"to changsha", NULL, NULL},
	        {"自深圳", "440300", ""}},
	                            to[] = {{"去长沙", "430100", ""}, {"回长沙", "430100", ""},
	                                    {"从深圳", NULL, NULL}, {"深圳", "440300", ""},
	                                    {"→ changsha", "430100", ""}, {"至长沙", "430100", ""}};
	struct content *c = load_content("content");
	struct slot slot = {.type = SLOT_CITY, .places = c, .role = ROLE_FROM};
	read_all(&slot, from, ARRAY_LEN(from));
	slot.role = ROLE_TO;
	read_all(&slot, to, ARRAY_LEN(to));
	content_free(c);
}
END_TEST

START_TEST(stays)
{
	static const struct reading readings[] = {{"广东132 浙江84", "44:132:G;33:84:G", ""},
	        {"广东11年 浙江7年", "44:132:G;33:84:G", ""}, {"guangdong 132", "44:132:G", ""},
	        {"广东132浙江84", "44:132:G;33:84:G", ""},
	        {"广东132，浙江84 2028", "44:132:G;33:84:G", "2028"},
	        {"广东十一年半、福建九个月", "44:138:G;35:9:G", ""},
	        {"广东44临时 浙江视同84", "44:44:T;33:84:D", ""},
	        {"44 132 33 84", "44:132:G;33:84:G", ""}, {"深圳60东莞70", "44:60:G;44:70:G", ""},
	        {"在广东交了11年", "44:132:G", ""}, {"广东132 湖南", "44:132:G", "湖南"},
	        {"广东", NULL, NULL}, {"广东九江", NULL, NULL}, {"广东900", NULL, NULL},
	        {"广东0", NULL, NULL}, {"132", NULL, NULL}, {"湖南 广东132", NULL, NULL},
	        {"sx132", "14:132:G|61:132:G", ""},
	        {"广东132 fuzhou84临时", "44:132:G;35:84:T|44:132:G;36:84:T", ""},
	        {"sx132 sx84",
	                "14:132:G;14:84:G|14:132:G;61:84:G|61:132:G;14:84:G|61:132:G;61:84:G", ""},
	        {"sz132 sz84 hn1", NULL, NULL}};
	struct content *c = load_content("content");
	struct slot slot = {
	        .type = SLOT_PROVINCE_MONTHS, .min = 1, .max = 720, .many = true, .places = c};
	read_all(&slot, readings, ARRAY_LEN(readings));
	static const struct reading alone[] = {{"广东132 浙江84", "44:132:G", "浙江84"}};
	slot.many = false;
	read_all(&slot, alone, ARRAY_LEN(alone));
	content_free(c);
}
END_TEST

START_TEST(wages)
{
	static const struct reading readings[] = {{"5000元36个月", "500000x36", ""},
	        {"5000 36", "500000x36", ""}, {"5000x36", "500000x36", ""},
	        {"4200*12", "420000x12", ""}, {"36个月5000元", "500000x36", ""},
	        {"每月5000交了三年", "500000x36", ""}, {"5千 36个月", "500000x36", ""},
	        {"3年 每月5000", "500000x36", ""}, {"3803.5 12个月", "380350x12", ""},
	        {"3803元12个月，4000元12个月 4200*12", "380300x12;400000x12;420000x12", ""},
	        {"5000 yuan 36 months", "500000x36", ""},
	        {"5000元36个月 余额1", "500000x36", "余额1"}, {"5000", NULL, NULL},
	        {"36个月", NULL, NULL}, {"5元36个月", NULL, NULL}, {"99999元36个月", NULL, NULL},
	        {"5000元721个月", NULL, NULL}, {"5000元400个月 4000元400个月", NULL, NULL},
	        {"", NULL, NULL}};
	static const struct reading alone[] = {{"5000x36 4000x12", "500000x36", "4000x12"}};
	struct slot slot = {.type = SLOT_WAGE_MONTHS, .min = 100, .max = 50000, .many = true};
	read_all(&slot, readings, ARRAY_LEN(readings));
	slot.many = false;
	read_all(&slot, alone, ARRAY_LEN(alone));
}
END_TEST

/* Behind its word only. */
START_TEST(leads)
{
	static const struct str words[] = {{"账户", 6}, {"账户余额", 12}, {"余额", 6}};
	static const struct reading readings[] = {{"余额12345.67", "1234567", ""},
	        {"账户余额 100元 男", "10000", "男"}, {"余额:5", "500", ""}, {"5", NULL, NULL},
	        {"余额", NULL, NULL}, {"余额很多", NULL, NULL}};
	struct slot slot = {.type = SLOT_MONEY, .max = 100000, .leads = words, .lead_count = 3};
	read_all(&slot, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(places_shown)
{
	struct arena a = ARENA_INIT;
	struct content *c = load_content("content");
	struct slot slot = {.type = SLOT_PROVINCE_MONTHS, .places = c};
	struct str value = STR("44:132:G;33:84:T");
	ck_assert_text(slot_show(&slot, &a, value, 0), "广东132 浙江84");
	ck_assert_text(slot_show(&slot, &a, value, 1), "Guangdong 132 Zhejiang 84");
	slot.type = SLOT_CITY;
	ck_assert_text(slot_show(&slot, &a, STR("440300"), 0), "深圳");
	ck_assert_text(slot_tell(&slot, &a, STR("361000"), 0), "抚州(江西)");
	ck_assert_text(slot_tell(&slot, &a, STR("361000"), 1), "Fuzhou (Jiangxi)");
	ck_assert_text(slot_show(&slot, &a, STR("320583"), 0), "昆山");
	ck_assert_text(slot_show(&slot, &a, STR("999999"), 1), "999999");
	struct str longest = {0};
	ck_assert(slot_widest(&slot, &a, NULL, 1, 0, &longest));
	ck_assert_text(longest, "Hainan (Qinghai)");
	content_free(c);
	arena_release(&a);
}
END_TEST

TEST_MAIN("slot", reads_have_an_end, months, year_months, choices, unclear_words, widest, provinces,
        cities, area_codes, roles, stays, wages, leads, places_shown)
