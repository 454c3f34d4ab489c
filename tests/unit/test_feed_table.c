#include <stdio.h>
#include <string.h>

#include "unit/small_feed.h"

#define DATES "2016-03-01,2016/3/31"

static const struct {
	const char *text, *answer, *said;
} cases[] = {
        {"\xEF\xBB\xBF车次,站序,站名,到,开,天,首日,末日\r\nK1,1,深圳,--,8:00,1," DATES "\r\n"
         ",2,长沙,23:50,0:10,1,,\r\n,3,武汉,4:00,,2,,\r\n",
                "8:00-28:00 K1/2016-03-01;", ""},
        {"K1,1,深圳,,8:00,0," DATES "\n,2,长沙,23:50,0:10,0,,\n,3,武汉,4:00,,1,,\n",
                "8:00-28:00 K1/2016-03-01;", ""},
        {"站名,车次,开,到,首日,末日\n深圳,K1,8:00,," DATES
         "\n长沙,K1,0:10,23:50,,\n武汉,,,4:00,,\n",
                "8:00-28:00 K1/2016-03-01;", ""},
        {"K1,1,深圳,,8:00,1," DATES "\nK1,2,武汉,7:00,,4\n", "8:00-79:00 K1/2016-03-01;", ""},
        {"#演示数据\n\xB3\xB5\xB4\xCE,x\n", "", "t.csv:2: error: has no column \"站名\"\n"},
        {"K1,1,深圳,,8:00,1,soon,2016-03-31\nK1,2,武汉,9:00,,1\n", "",
                "t.csv:1: warning: first or last day \"soon\" is no date, like 2027-01-20; the "
                "train is left out\n"
                "t.csv: error: has no trip that can be used\n"},
        /* As an input method for Chinese and a spreadsheet leave it. */
        {"\xEF\xBB\xBF车次，序号，车站，到点，开点，天，首日，末日\r\nＫ１，１，深圳，，８：００，"
         "１，"
         "2016年3月1日，2016.3.31 "
         "0:00\r\n，２，长沙，２３：５０，２４：１０，，，\r\n，３，武汉，次日４：００，，，"
         "，\r\n，，，，，，，\r\n",
                "8:00-28:00 K1/2016年3月1日;", ""},
        {"K1,1,深圳,始发,8:00,1," DATES "\n,2,长沙,4:00(第三天),4:10,,,\n,3,武汉,5:00,终到,,,\n",
                "8:00-53:00 K1/2016-03-01;", ""},
        {"K1,1,深圳,,23:50,1," DATES "\n,2,武汉,24:10,----,,,\n", "23:50-24:10 K1/2016-03-01;", ""},
        /* A train whose first row is bad keeps its rows to itself. */
        {"K1,1,深圳,,8:00,1," DATES "\n,2,武汉,9:00,,1,,\nK2,1,,,10:00,1," DATES
         "\n,2,深圳,11:00,11:00,1,,\n,3,武汉,12:00,,1,,\n",
                "8:00-9:00 K1/2016-03-01;",
                "t.csv:3: warning: names no train or no station; the row is left out\n"},
        {"K1,1,深圳,,8:70,1," DATES "\n,2,武汉,9:00,,1,,\nK2,1,深圳,,8:00,1," DATES
         "\n,2,武汉,次日24:10,9:30,1,,\n",
                "8:00-9:30 K2/2016-03-01;",
                "t.csv:1: warning: \"8:70\" is no time; taken as not given\n"
                "t.csv:4: warning: \"次日24:10\" is no time; taken as not given\n"
                "t.csv:1: warning: \"K1/2016-03-01\" has no time at its end; the calls without "
                "are left out\n"
                "t.csv:1: warning: \"K1/2016-03-01\" has fewer than two calls; the trip is left "
                "out\n"},
        {"K1,1,深圳,,8:00,1,2016-03-31,2016-03-01\n,2,武汉,9:00,,1,,\n", "",
                "t.csv:1: warning: \"K1/2016-03-31\" runs on no day; the trip is left out\n"
                "t.csv: error: has no trip that can be used\n"},
        {"车次,站名,到,首日,末日\nK1,深圳,," DATES "\n", "",
                "t.csv:1: error: has no column \"开\"\n"},
        {"", "", "t.csv: error: has no trip that can be used\n"},
};

static void
build(struct small_feed *f, const char *text)
{
	char path[300];
	*f = (struct small_feed){.is_built = false};
	scratch_open(&f->folder);
	scratch_write(&f->folder, "t.csv", text, 0600);
	snprintf(path, sizeof(path), "%s/t.csv", f->folder.dir);
	const char *const paths[] = {path};
	small_feed_build_all(f, paths, 1);
}

START_TEST(reads_what_people_type)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct small_feed f;
		build(&f, cases[i].text);
		ck_assert_msg(strcmp(f.said, cases[i].said) == 0, "%zu: %s", i, f.said);
		if (f.is_built)
			ck_assert_msg(strcmp(small_feed_ask(&f, "深圳", "武汉", "2016-03-10", 0),
			                      cases[i].answer) == 0,
			        "%zu: %s", i, f.answer);
		small_feed_release(&f);
	}
}
END_TEST

/* 深圳 and 武汉 in GB18030. */
START_TEST(reads_gb18030_and_the_mark)
{
	struct small_feed f;
	build(&f, "#\xD1\xDD\xCA\xBE\xCA\xFD\xBE\xDD\nK1,1,\xC9\xEE\xDB\xDA,,8:00,1," DATES "\n"
	          "K1,2,\xCE\xE4\xBA\xBA,9:00,,1\n");
	ck_assert(f.is_built);
	ck_assert_uint_eq(f.tt.info->flags, TT_DEMONSTRATION);
	ck_assert_str_eq(
	        small_feed_ask(&f, "深圳", "武汉", "2016-03-10", 0), "8:00-9:00 K1/2016-03-01;");
	small_feed_release(&f);
}
END_TEST

/* What the demonstration says today, and on the last of its days. */
static const struct {
	const char *from, *to, *date, *answer;
} demonstration[] = {
        {"深圳北", "长沙南", "2026-11-24", "8:00-11:02 演G1/2026-01-01;"},
        {"武昌", "深圳", "2026-11-24", "23:20-38:05 演K12/2026-01-01;"},
        {"广州", "成都", "2028-12-31", "21:40-51:45 演K21/2026-01-01;"},
        {"深圳", "成都", "2026-11-24", "18:05-51:45 演K11/2026-01-01+演K21/2026-01-01;"},
        {"成都", "深圳", "2026-11-24", ""},
        {"广州", "成都", "2029-01-03", ""},
};

START_TEST(answers_over_the_demonstration)
{
	static const char *const paths[] = {"config/demo-timetable.csv"};
	struct small_feed f = {.is_built = false};
	scratch_open(&f.folder);
	small_feed_build_all(&f, paths, 1);
	ck_assert_str_eq(f.said, "");
	ck_assert(f.is_built);
	ck_assert_uint_eq(f.tt.info->flags, TT_DEMONSTRATION);
	for (size_t i = 0; i < ARRAY_LEN(demonstration); i++)
		ck_assert_str_eq(small_feed_ask(&f, demonstration[i].from, demonstration[i].to,
		                         demonstration[i].date, 0),
		        demonstration[i].answer);
	small_feed_release(&f);
}
END_TEST

TEST_MAIN("feed_table", reads_what_people_type, reads_gb18030_and_the_mark,
        answers_over_the_demonstration)
